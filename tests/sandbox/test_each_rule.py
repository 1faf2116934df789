# ruff: noqa: E501 - a case reads best on one line
"""Each layer alone, rule by rule: what is allowed works, what is not fails with its errno and words for a student."""

from __future__ import annotations

import errno
import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from autograder.plain.evidence import Cell, Probe, Raised, Returned
from autograder.sandbox import Isolation, Sandbox, Switches
from autograder.sandbox.walls import landlock, seccomp
from autograder.sandbox.walls.seccomp import ALLOW, fails_with
from autograder.sandbox.walls.syscalls import AARCH64, TABLE, X86_64, Machine, this_machine
from tests.sandbox.test_layers import OWN_PID, answer

WRITING = "writing files is switched off while grading"
READING = "reading files is switched off while grading"
THREADS = "threads and subprocesses are switched off while grading"
NETWORK = "network is switched off while grading"
OTHER = "not available while grading"


@pytest.fixture(scope="module")
def filter_alone() -> Iterator[Sandbox]:
    """Nothing but seccomp and the limits; under root the process stays root."""
    switches = Switches(landlock=False, no_open=False, uid_drop=False)
    with Sandbox(isolation=Isolation.BEST_EFFORT, switches=switches) as one:
        yield one


@pytest.fixture(scope="module")
def landlock_alone() -> Iterator[Sandbox]:
    """Nothing but Landlock and the limits."""
    with Sandbox(isolation=Isolation.BEST_EFFORT, switches=Switches(seccomp=False, uid_drop=False)) as one:
        if not one.layers.landlock_abi:
            pytest.skip("this kernel has no Landlock")
        yield one


def failed(sandbox: Sandbox, body: str, bait: Path) -> tuple[int, str]:
    """Run a body that must raise an OSError; give its errno, and what a student reads."""
    source = (
        f"import os, ctypes\nFOLDER = {str(bait)!r}\nSECRET = FOLDER + '/secret'\nJUDGE = {os.getpid()}\n"
        "def libc(name, *args):\n"
        "    library = ctypes.CDLL(None, use_errno=True)\n"
        "    if getattr(library, name)(*args) < 0: raise OSError(ctypes.get_errno(), 'x')\n"
        f"def attempt():\n    {body}\n"
        "def code():\n"
        "    try: attempt()\n"
        "    except OSError as error: return error.errno\n"
        "    return 0\n"
    )
    with sandbox.open([Cell(0, source)]) as run:
        code, said = run.ask([Probe("code", ()), Probe("attempt", ())])
    assert isinstance(code, Returned), code
    assert isinstance(said, Raised), said
    return code.value, said.message


@pytest.fixture
def bait(tmp_path: Path) -> Path:
    (tmp_path / "secret").write_text("secret")
    (tmp_path / "empty").mkdir()
    (tmp_path / "other").mkdir()
    return tmp_path


REFUSED = [
    ("open", "open('/tmp/x', 'w')", errno.EROFS, f"{WRITING}: '/tmp/x'"),
    ("openat with O_RDWR", "os.open(SECRET, os.O_RDWR)", errno.EROFS, WRITING),
    ("openat with O_TRUNC", "os.open(SECRET, os.O_TRUNC)", errno.EROFS, WRITING),
    ("openat with O_TMPFILE", "os.open(FOLDER, os.O_TMPFILE | os.O_RDWR)", errno.EROFS, WRITING),
    ("numpy.save", "import numpy as np; np.save('/tmp/x.npy', np.ones(3))", errno.EROFS, f"{WRITING}: '/tmp/x.npy'"),
    ("rename", "os.rename(SECRET, SECRET + '2')", errno.EROFS, WRITING),
    ("renameat", "os.rename('a', 'b', src_dir_fd=9, dst_dir_fd=9)", errno.EROFS, WRITING),
    ("mkdir", "os.mkdir('x')", errno.EROFS, f"{WRITING}: 'x'"),
    ("mkdirat", "os.mkdir('x', dir_fd=9)", errno.EROFS, WRITING),
    ("rmdir", "os.rmdir(FOLDER + '/empty')", errno.EROFS, WRITING),
    ("link", "os.link(SECRET, SECRET + '2')", errno.EROFS, WRITING),
    ("unlink", "os.unlink(SECRET)", errno.EROFS, WRITING),
    ("unlinkat", "os.unlink('x', dir_fd=9)", errno.EROFS, WRITING),
    ("symlink", "os.symlink('x', FOLDER + '/y')", errno.EROFS, WRITING),
    ("truncate", "os.truncate(SECRET, 0)", errno.EROFS, WRITING),
    ("ftruncate", "os.ftruncate(0, 0)", errno.EROFS, WRITING),
    ("creat", "libc('creat', SECRET.encode(), 0o600)", errno.EROFS, WRITING),
    ("fork", "os.fork()", errno.EAGAIN, THREADS),
    ("subprocess", "import subprocess; subprocess.run(['ls'])", errno.EAGAIN, THREADS),
    ("socket", "import socket; socket.socket()", errno.ENETDOWN, NETWORK),
    ("connect", "import socket; socket.socketpair()[0].connect('x')", errno.ENETDOWN, NETWORK),
    ("socketpair of another kind", "import socket; socket.socketpair(1, 2)", errno.EPERM, OTHER),
    ("sendto with an address", "import socket; socket.socketpair()[0].sendto(b'x', 'x')", errno.EPERM, OTHER),
    ("kill", "os.kill(JUDGE, 0)", errno.EPERM, OTHER),
    ("prlimit64", "import resource; resource.prlimit(JUDGE, 1)", errno.EPERM, OTHER),
    ("prctl", "libc('prctl', 4, 1, 0, 0, 0)", errno.EPERM, OTHER),
    ("ioctl", "import fcntl; fcntl.ioctl(3, 0x8901, b'1234')", errno.ENOTTY, ""),
    ("fcntl", "import fcntl; fcntl.fcntl(3, 8, JUDGE)", errno.EPERM, OTHER),
    ("chmod", "os.chmod(SECRET, 0o777)", errno.EPERM, OTHER),
    ("chown", "os.chown(SECRET, 0, 0)", errno.EPERM, OTHER),
    ("utimensat", "os.utime(SECRET)", errno.EPERM, OTHER),
    ("chdir", "os.chdir('/')", errno.EPERM, OTHER),
    ("execve", "os.execv('/bin/true', ['true'])", errno.EPERM, OTHER),
    ("memfd_create", "os.memfd_create('x')", errno.EPERM, OTHER),
    ("ptrace", "libc('ptrace', 0x4206, JUDGE, 0, 0)", errno.EPERM, OTHER),
    ("unshare", "libc('unshare', 0x10000000)", errno.EPERM, OTHER),
    ("setuid", "os.setuid(0)", errno.EPERM, OTHER),
]  # fmt: skip


@pytest.mark.parametrize(("rule", "body", "code", "words"), REFUSED, ids=[r[0] for r in REFUSED])
def test_the_filter_alone_refuses(
    filter_alone: Sandbox, bait: Path, rule: str, body: str, code: int, words: str
) -> None:
    got, said = failed(filter_alone, body, bait)
    assert (got, rule) == (code, rule)
    assert said.startswith(words)
    assert (bait / "secret").read_text() == "secret"


RIGHTS = [
    ("EXECUTE", 1, "os.execv('/bin/true', ['true'])", errno.EACCES),
    ("WRITE_FILE", 1, "os.open(SECRET, os.O_WRONLY)", errno.EACCES),
    ("READ_FILE", 1, "os.open(SECRET, os.O_RDONLY)", errno.EACCES),
    ("READ_DIR", 1, "os.listdir(FOLDER)", errno.EACCES),
    ("REMOVE_DIR", 1, "os.rmdir(FOLDER + '/empty')", errno.EACCES),
    ("REMOVE_FILE", 1, "os.unlink(SECRET)", errno.EACCES),
    ("MAKE_CHAR", 1, "os.mknod(FOLDER + '/y', 0o20666, os.makedev(1, 3))", errno.EACCES),
    ("MAKE_DIR", 1, "os.mkdir(FOLDER + '/y')", errno.EACCES),
    ("MAKE_REG", 1, "os.mknod(FOLDER + '/y', 0o100666)", errno.EACCES),
    ("MAKE_SOCK", 1, "import socket; socket.socket(1).bind(FOLDER + '/y')", errno.EACCES),
    ("MAKE_FIFO", 1, "os.mkfifo(FOLDER + '/y')", errno.EACCES),
    ("MAKE_BLOCK", 1, "os.mknod(FOLDER + '/y', 0o60666, os.makedev(1, 0))", errno.EACCES),
    ("MAKE_SYM", 1, "os.symlink('x', FOLDER + '/y')", errno.EACCES),
    ("REFER", 2, "os.rename(SECRET, FOLDER + '/other/secret')", errno.EACCES),
    ("TRUNCATE", 3, "os.truncate(SECRET, 0)", errno.EACCES),
    ("IOCTL_DEV", 5, "import fcntl; fcntl.ioctl(os.open('/dev/urandom', os.O_RDONLY), 0x80045200, bytes(4))", errno.EACCES),
    ("BIND_TCP", 4, "import socket; socket.socket().bind(('127.0.0.1', 0))", errno.EACCES),
    ("CONNECT_TCP", 4, "import socket; socket.socket().connect(('127.0.0.1', 9))", errno.EACCES),
    ("SIGNAL", 6, "os.kill(JUDGE, 0)", errno.EPERM),
]  # fmt: skip


@pytest.mark.parametrize(("right", "since", "body", "code"), RIGHTS, ids=[r[0] for r in RIGHTS])
def test_landlock_alone_refuses(
    landlock_alone: Sandbox, bait: Path, right: str, since: int, body: str, code: int
) -> None:
    if landlock_alone.layers.landlock_abi < since:
        pytest.skip(f"this kernel's Landlock does not know {right}")
    got, said = failed(landlock_alone, body, bait)
    assert got == code
    if code == errno.EACCES:
        assert said.startswith(READING)
    assert sorted(p.name for p in bait.iterdir()) == ["empty", "other", "secret"]


def test_landlock_takes_no_abstract_socket_of_another(landlock_alone: Sandbox, bait: Path) -> None:
    import socket

    if landlock_alone.layers.landlock_abi < 6:
        pytest.skip("this kernel's Landlock does not know scopes")
    name = f"autograder-test-{os.getpid()}"
    with socket.socket(socket.AF_UNIX) as listening:
        listening.bind(f"\0{name}")
        listening.listen()
        got, _ = failed(landlock_alone, f"import socket; socket.socket(1).connect('\\0{name}')", bait)
    assert got == errno.EPERM


ALLOWED = {
    "numpy": "import numpy as np\n    return float(np.arange(6.0).reshape(2, 3).sum())",
    "linear algebra": "import numpy as np\n    a = np.random.default_rng(0).normal(size=(50, 50))\n    return float(np.linalg.norm(np.linalg.solve(a, a) - np.eye(50))) < 1e-9",
    "a large product": "import numpy as np\n    return float((np.ones((400, 400)) @ np.ones((400, 400)))[0, 0])",
    "random": "import random, numpy as np\n    return random.random() + np.random.rand() + np.random.default_rng().random()",
    "system randomness": "import os, secrets\n    return len(os.urandom(8)) + len(secrets.token_bytes(8))",
    "a file of the standard library": "import inspect, json\n    return len(inspect.getsource(json))",
    "warnings": "import warnings\n    warnings.warn('x')\n    return 1",
    "dataclasses": "import dataclasses\n    return dataclasses.make_dataclass('D', ['a'])(1).a",
    "typing": "import typing\n    return str(typing.Optional[int])",
    "decimal": "import decimal\n    return str(decimal.Decimal(1) / 3)",
    "time": "import time, datetime\n    time.sleep(0.001)\n    return time.time() + time.perf_counter() + datetime.datetime.now().year",
    "time zones": "import zoneinfo, datetime\n    return str(datetime.datetime(2020, 1, 1, tzinfo=zoneinfo.ZoneInfo('UTC')))",
    "asyncio": "import asyncio\n    async def g(): await asyncio.sleep(0.001); return 7\n    return asyncio.run(g())",
    "a signal to itself": "import os, signal\n    got = []\n    signal.signal(signal.SIGUSR1, lambda *a: got.append(1))\n    os.kill(os.getpid(), signal.SIGUSR1)\n    return got",
    "an alarm": "import signal, time\n    got = []\n    signal.signal(signal.SIGALRM, lambda *a: got.append(1))\n    signal.setitimer(signal.ITIMER_REAL, 0.001)\n    time.sleep(0.05)\n    return got",
    "pipes": "import os\n    r, w = os.pipe()\n    os.write(w, b'x')\n    return os.read(r, 1)[0]",
    "a name of its own process": "import os\n    return os.getpid() + os.getppid() + len(os.uname().sysname) + os.cpu_count()",
    "its limits": "import resource\n    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss + resource.getrlimit(resource.RLIMIT_AS)[0]",
    "whether a file is there": "import os\n    return [os.path.exists('/proc/nonexistent'), os.path.isdir('/')]",
    "threads of no kind": "from concurrent.futures import ThreadPoolExecutor\n    import threading\n    return threading.active_count()",
    "pickle in memory": "import pickle\n    return pickle.loads(pickle.dumps([1, 2]))",
    "compression": "import zlib, gzip\n    return len(gzip.compress(zlib.compress(b'x' * 1000)))",
    "tracebacks": "import traceback\n    try: 1 / 0\n    except ZeroDivisionError: return traceback.format_exc()",
    "doctest": "import doctest, sys\n    return doctest.testmod(sys.modules['__main__']).failed + 1",
}  # fmt: skip


@pytest.mark.parametrize("name", ALLOWED)
def test_what_honest_students_need_works(either: Sandbox, name: str) -> None:
    with either.open([Cell(0, f"def f():\n    {ALLOWED[name]}\n")]) as run:
        (outcome,) = run.ask([Probe("f", ())])
    if name in ("a file of the standard library", "time zones") and either.layers.no_open:
        assert isinstance(outcome, Raised), "no file can be opened there"
        return
    assert isinstance(outcome, Returned), outcome
    assert outcome.value


MACHINES = [X86_64, AARCH64]
SPECIAL = {"kill", "tgkill", "tkill", "prlimit64", "prctl", "ioctl", "fcntl", "socketpair", "sendto", "openat", "open"}
SETTING_UP = {"seccomp", "landlock_create_ruleset", "landlock_add_rule", "landlock_restrict_self"}


@pytest.mark.parametrize("call", TABLE)
@pytest.mark.parametrize("machine", MACHINES, ids=lambda m: m.name)
def test_every_call_of_the_list_gets_its_answer(machine: Machine, call: str) -> None:
    """The program as the kernel runs it: each name stands in exactly one of the groups."""
    if machine.number(call) is None:
        return
    refused = {name: code for code, names in seccomp._REFUSED.items() for name in names}
    groups = [call in seccomp._FREE, call in refused, call in SPECIAL, call in SETTING_UP, call in seccomp._READ_LINK]
    assert sum(groups) == 1, call
    if call in seccomp._FREE or call in seccomp._READ_LINK:
        assert answer(machine, call) == ALLOW
    elif call in refused:
        assert answer(machine, call) == fails_with(refused[call])
    elif call in SETTING_UP:
        assert answer(machine, call) == fails_with(errno.EPERM)
    else:  # with arguments that are all 9: no process, no flag and no command of ours
        assert answer(machine, call, *[9] * 6) != ALLOW


@pytest.mark.parametrize("number", seccomp._PRCTL)
def test_each_harmless_prctl_is_allowed(number: int) -> None:
    assert answer(X86_64, "prctl", number) == ALLOW


@pytest.mark.parametrize("number", set(range(70)) - set(seccomp._PRCTL))
def test_each_other_prctl_is_refused(number: int) -> None:
    assert answer(X86_64, "prctl", number) == fails_with(errno.EPERM)


@pytest.mark.parametrize("call", ["kill", "tgkill", "tkill"])
@pytest.mark.parametrize("pid", [0, 1, 2**32 - 1, 2**31, OWN_PID + 1])
def test_no_signal_reaches_another_process(call: str, pid: int) -> None:
    assert answer(X86_64, call, pid, 9) == fails_with(errno.EPERM)
    assert answer(X86_64, call, OWN_PID, 9) == ALLOW


def test_landlock_knows_as_many_rights_as_are_tried_here() -> None:
    files, network, scopes = landlock.handled(99)
    assert files.bit_count() == sum(r[0] not in ("BIND_TCP", "CONNECT_TCP", "SIGNAL") for r in RIGHTS)
    assert network.bit_count() == 2
    assert scopes.bit_count() == 2
    assert this_machine() is None or landlock.abi(this_machine()) >= 0
