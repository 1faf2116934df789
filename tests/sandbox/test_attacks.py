# ruff: noqa: E501 - an attack reads best on one line
"""What a hostile submission tries, class by class: it gains nothing, and the honest function keeps its answer."""

import os
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from autograder.evidence import Cell, Probe, Returned
from autograder.sandbox import Isolation, Sandbox, Switches

SECRET = "the answer is 42"

READING = {
    "a file": "return open(secret).read()",
    "a file by its descriptor": "import os; return os.read(os.open(secret, os.O_RDONLY), 100)",
    "a file through numpy": "import numpy as np; return bytes(np.fromfile(secret, 'u1'))",
    "a file mapped": "import numpy as np; return bytes(np.memmap(secret, 'u1', 'r'))",
    "a folder": "import os; return os.listdir(folder)",
    "above an alias": "import glob; return [open(f'/proc/self/fd/{n}/' + '../' * k + secret).read() for n in range(3, 12) for k in (9,)]",
    "a folder above an alias": "import os; return [os.listdir(f'/proc/self/fd/{n}/../..') for n in range(6, 9)]",
    "the accounts": "return open('/etc/passwd').read()",
    "site-packages": "import hypothesis, os; return os.listdir(os.path.dirname(hypothesis.__file__))",
    "the grader's package": "import importlib; return importlib.import_module('autograder.judge').__file__",
    "its memory": "return open(f'/proc/{judge}/mem', 'rb').read(1)",
    "its maps": "return open(f'/proc/{judge}/maps').read()",
    "its environment": "return open(f'/proc/{judge}/environ').read()",
    "its command line": "return open(f'/proc/{judge}/cmdline').read()",
    "its descriptors": "import os; return os.listdir(f'/proc/{judge}/fd')",
    "its working folder": "import os; return os.listdir(f'/proc/{judge}/cwd')",
    "the fork server": "import os; return open(f'/proc/{os.getppid()}/cmdline').read()",
    "its own memory by file": "return open('/proc/self/mem', 'rb').read(1)",
    "ptrace": "return libc('ptrace', 16, judge, 0, 0)",
    "process_vm_readv": "return syscall(310, judge, 0, 0, 0, 0, 0)",
    "pidfd_getfd": "return syscall(438, 0, 0, 0)",
    "the environment's leftovers": "import os; return [k for k in os.environ if 'SECRET' in k or 'AUTOGRADER' in k]",
    "arguments": "import sys; return [a for a in sys.argv + sys.orig_argv if a]",
    "frames and gc": "import gc, sys; return [m for m in gc.get_objects() if isinstance(m, str) and m == '"
    + SECRET
    + "']",
}
WRITING = {
    "a new file": "open(folder + '/planted', 'w'); return 1",
    "an old file": "open(secret, 'r+').write('x'); return 1",
    "appending": "open(secret, 'a').write('x'); return 1",
    "rename": "import os; os.rename(secret, folder + '/y'); return 1",
    "unlink": "import os; os.unlink(secret); return 1",
    "truncate": "import os; os.truncate(secret, 0); return 1",
    "chmod": "import os; os.chmod(secret, 0o777); return 1",
    "chown": "import os; os.chown(secret, os.getuid(), os.getgid()); return 1",
    "utime": "import os; os.utime(secret, (1, 1)); return 1",
    "setxattr": "import os; os.setxattr(secret, 'user.x', b'1'); return 1",
    "symlink": "import os; os.symlink('/etc/passwd', folder + '/y'); return 1",
    "hard link": "import os; os.link(secret, folder + '/y'); return 1",
    "mkdir": "import os; os.mkdir(folder + '/y'); return 1",
    "fifo": "import os; os.mkfifo(folder + '/y'); return 1",
    "temporary file": "import tempfile; tempfile.TemporaryFile(); return 1",
    "O_TMPFILE": "import os; os.open('/tmp', os.O_TMPFILE | os.O_RDWR); return 1",
    "shared memory": "from multiprocessing import shared_memory as s; s.SharedMemory(create=True, size=10); return 1",
    "SysV memory": "return libc('shmget', 0, 4096, 0o1600) >= 0",
    "SysV queue": "return libc('msgget', 0, 0o1600) >= 0",
    "SysV semaphore": "return libc('semget', 0, 1, 0o1600) >= 0",
    "posix queue": "return libc('mq_open', b'/x', 66, 0o600, 0) >= 0",
    "keyring": "return syscall(248, b'user', b'x', b'y', 1, -3) >= 0",
    "memfd": "import os; os.memfd_create('x'); return 1",
    "/dev/shm": "open('/dev/shm/autograder-planted', 'w'); return 1",
}
REACHING = {
    "TCP": "import socket; socket.create_connection(('127.0.0.1', 22), 1); return 1",
    "metadata": "import urllib.request as u; u.urlopen('http://169.254.169.254/', timeout=1); return 1",
    "listening": "import socket; socket.create_server(('127.0.0.1', 0)); return 1",
    "UDP": "import socket; socket.socket(2, 2).sendto(b'x', ('127.0.0.1', 53)); return 1",
    "DNS": "import socket; socket.gethostbyname('example.org'); return 1",
    "raw": "import socket; socket.socket(2, 3, 1); return 1",
    "netlink": "import socket; socket.socket(16, 3, 0); return 1",
    "packet": "import socket; socket.socket(17, 3, 0); return 1",
    "AF_ALG": "import socket; socket.socket(38, 5, 0); return 1",
    "vsock": "import socket; socket.socket(40, 1, 0); return 1",
    "unix": "import socket; socket.socket(1).connect('/var/run/docker.sock'); return 1",
    "abstract": "import socket; socket.socket(1).bind('\\0x'); return 1",
    "datagram pair": "import socket; socket.socketpair(1, 2); return 1",
    "a shell": "import os; os.execv('/bin/sh', ['sh', '-c', 'true']); return 1",
    "system": "import os; return os.system('true') == 0",
    "spawn": "import os; os.posix_spawn('/bin/true', ['true'], {}); return 1",
    "python": "import sys, os; os.execv(sys.executable, ['python']); return 1",
    "terminal": "import os; os.open('/dev/tty', os.O_RDWR); return 1",
    "TIOCSTI": "import fcntl; fcntl.ioctl(0, 0x5412, b'x'); return 1",
}
HITTING = {
    "kill": "import os; os.kill(judge, 0); return 1",
    "kill the fork server": "import os; os.kill(os.getppid(), 9); return 1",
    "killpg": "import os; os.killpg(os.getpgid(judge), 0); return 1",
    "kill all": "import os; os.kill(-1, 0); return 1",
    "pidfd": "import os; os.pidfd_open(judge); return 1",
    "F_SETOWN": "import fcntl; fcntl.fcntl(3, 8, judge); return 1",
    "F_SETSIG": "import fcntl; fcntl.fcntl(3, 10, 9); return 1",
    "prlimit": "import resource; resource.prlimit(judge, resource.RLIMIT_CPU, (1, 1)); return 1",
    "affinity": "import os; os.sched_setaffinity(judge, {0}); return 1",
    "priority": "import os; os.setpriority(0, judge, 19); return 1",
    "unshare": "return libc('unshare', 0x10000000) == 0",
    "setns": "return libc('setns', 3, 0) == 0",
    "mount": "return libc('mount', b'x', b'/', b'tmpfs', 0, 0) == 0",
    "chroot": "import os; os.chroot('/'); return 1",
    "bpf": "return syscall(321, 0, 0, 0) >= 0",
    "io_uring": "return syscall(425, 1, 0) >= 0",
    "userfaultfd": "return syscall(323, 0) >= 0",
    "perf": "return syscall(298, 0, 0, 0, 0, 0) >= 0",
    "personality": "return libc('personality', 0x0040000) >= 0",
    "setuid": "import os; os.setuid(0); return 1",
    "setresgid": "import os; os.setresgid(0, 0, 0); return 1",
    "seccomp again": "return syscall(317, 1, 0, 0) >= 0",
    "x32": "return syscall(0x40000000 + 39) >= 0",
    "fork": "import os; pid = os.fork(); pid or os._exit(0); return pid > 0",
    "clone a namespace": "return syscall(56, 0x10000000, 0, 0, 0, 0) >= 0",
    "a thread": "import _thread; _thread.start_new_thread(print, ()); return 1",
    "memory limits": "import resource; resource.setrlimit(resource.RLIMIT_AS, (-1, -1)); return 1",
    "file size limit": "import resource; resource.setrlimit(resource.RLIMIT_FSIZE, (100, 100)); return 1",
    "dumpable": "return libc('prctl', 4, 1, 0, 0, 0) == 0",
    "pdeathsig": "return libc('prctl', 1, 0, 0, 0, 0) == 0",
}
EXHAUSTING = {
    "memory": "x = bytearray(1 << 34); return 1",
    "memory by and by": "x = []\n    while True: x.append(bytearray(1 << 20))",
    "memory mapped": "import mmap; mmap.mmap(-1, 1 << 34); return 1",
    "memory shared": "import mmap; x = [mmap.mmap(-1, 1 << 28) for _ in range(64)]; return 1",
    "descriptors": "import os; x = [os.dup(0) for _ in range(1000)]; return 1",
    "pipes": "import os; x = [os.pipe() for _ in range(1000)]; return 1",
    "output": "import sys\n    for _ in range(3000): print('x' * 10**6)",
    "output past Python": "import os\n    for _ in range(100): os.write(1, b'x' * 10**6)",
    "the parser": "compile('a' + '.a' * 200000, 'x', 'eval'); return 0",
    "brackets": "compile('(' * 100000, 'x', 'eval'); return 0",
    "recursion": "import sys; sys.setrecursionlimit(10**8)\n    def r(): r()\n    r()",
    "locked memory": "return libc('mlockall', 1) == 0",
}
ATTACKS = {
    f"{group}: {name}": body
    for group, attacks in {
        "reading": READING,
        "writing": WRITING,
        "reaching out": REACHING,
        "hitting others": HITTING,
        "exhausting": EXHAUSTING,
    }.items()
    for name, body in attacks.items()
}
HELPERS = """
import ctypes
def libc(name, *args):
    return getattr(ctypes.CDLL(None), name)(*args)
def syscall(number, *args):
    return ctypes.CDLL(None).syscall(number, *map(ctypes.c_long, args)) if not any(isinstance(a, bytes) for a in args) \\
        else ctypes.CDLL(None).syscall(number, *args)
def honest(): return 42
"""
MACHINE_BOUND = (
    "process_vm_readv",
    "keyring",
    "bpf",
    "io_uring",
    "userfaultfd",
    "perf",
    "seccomp again",
    "x32",
    "clone a",
)


@pytest.fixture
def bait() -> Iterator[tuple[str, str]]:
    """A file that everybody may read and write, as far as its mode goes."""
    with tempfile.TemporaryDirectory() as name:
        folder, secret = Path(name), Path(name) / "secret"
        folder.chmod(0o777)
        secret.write_text(SECRET)
        secret.chmod(0o666)
        before = (secret.stat().st_mode, secret.stat().st_uid, secret.stat().st_mtime_ns)
        yield str(secret), name
        assert list(folder.iterdir()) == [secret]
        assert secret.read_text() == SECRET
        assert (secret.stat().st_mode, secret.stat().st_uid, secret.stat().st_mtime_ns) == before


@pytest.mark.parametrize("name", ATTACKS)
def test_an_attack_gains_nothing_and_the_honest_function_keeps_its_answer(
    either: Sandbox, bait: tuple[str, str], name: str
) -> None:
    if any(word in name for word in MACHINE_BOUND) and os.uname().machine != "x86_64":
        pytest.skip("the numbers in this attack are those of x86_64")
    source = f"{HELPERS}\ndef attack(secret, folder, judge):\n    {ATTACKS[name]}\n"
    start = time.monotonic()
    with either.open([Cell(0, source)]) as run:
        attack, honest = run.ask([Probe("attack", (*bait, os.getpid())), Probe("honest", ())])
    assert time.monotonic() - start < 10
    assert honest == Returned(42)
    if isinstance(attack, Returned):
        assert not attack.value or attack.value == -1, attack
    assert SECRET not in str(attack)
    assert not Path("/dev/shm/autograder-planted").exists()


def test_a_submission_leaves_nothing_for_the_next_one(either: Sandbox) -> None:
    leave = "import builtins, numpy as np, sys\nbuiltins.left = np.left = sys.left = 1\nnp.dot = None"
    look = "import builtins, numpy as np, sys\ndef f(): return [hasattr(m, 'left') for m in (builtins, np, sys)] + [np.dot is None]"
    with either.open([Cell(0, leave)]) as run:
        assert run.cells[0].trouble is None
    with either.open([Cell(0, look)]) as run:
        assert run.ask([Probe("f", ())]) == (Returned([False] * 4),)


def test_an_endless_submission_does_not_reach_another_one_beside_it(
    sandbox: Sandbox, without_landlock: Sandbox
) -> None:
    hostile = "import os, signal\ndef f(pid): os.kill(pid, 9)\n"
    with without_landlock.open([Cell(0, "def f(): return 1")]) as victim:
        assert victim._child is not None
        with sandbox.open([Cell(0, hostile)]) as run:
            (outcome,) = run.ask([Probe("f", (victim._child.pid,))])
        assert not isinstance(outcome, Returned)
        assert victim.ask([Probe("f", ())]) == (Returned(1),)


def test_a_cell_of_two_megabytes_of_source_is_survived(sandbox: Sandbox) -> None:
    with sandbox.open([Cell(0, "x = [\n" + "1,\n" * 700_000 + "]"), Cell(1, "def f(): return 1")]) as run:
        assert run.ask([Probe("f", ())]) == (Returned(1),)


POSSIBLE = """reading: a file; reading: a file by its descriptor; reading: a file through numpy; reading: a file mapped;
 reading: a folder; reading: the accounts; reading: the fork server;
 writing: memfd; writing: SysV memory; writing: SysV queue; writing: SysV semaphore;
 reaching out: UDP; reaching out: netlink; reaching out: listening; reaching out: abstract;
 reaching out: datagram pair; hitting others: pidfd; hitting others: F_SETSIG; hitting others: fork;
 hitting others: a thread; hitting others: dumpable; hitting others: pdeathsig"""


@pytest.fixture(scope="module")
def open_door() -> Iterator[Sandbox]:
    """A sandbox with resource limits only."""
    switches = Switches(landlock=False, seccomp=False)
    with Sandbox(isolation=Isolation.BEST_EFFORT, switches=switches) as one:
        yield one


@pytest.mark.parametrize("name", [name.strip() for name in POSSIBLE.split(";")])
def test_without_layers_the_attack_works(open_door: Sandbox, bait: tuple[str, str], name: str) -> None:
    """The positive control: these attacks fail in the sandbox because of the sandbox."""
    source = f"{HELPERS}\ndef attack(secret, folder, judge):\n    {ATTACKS[name]}\n"
    with open_door.open([Cell(0, source)]) as run:
        (attack,) = run.ask([Probe("attack", (*bait, os.getpid()))])
    assert isinstance(attack, Returned), attack
    assert attack.value not in (None, False, 0, -1, "", [])
