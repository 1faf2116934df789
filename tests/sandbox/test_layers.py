"""The layers one by one: the filter's program, Landlock's rights, limits, paths, user ids."""

import errno
import os
import struct
from pathlib import Path

import pytest

from autograder.plain.evidence import Returned
from autograder.sandbox import Limits, fit_to_container
from autograder.sandbox.errors import ProtocolError
from autograder.sandbox.host import replies
from autograder.sandbox.host import user_ids as slots
from autograder.sandbox.walls import landlock
from autograder.sandbox.walls import readable_paths as paths
from autograder.sandbox.walls.seccomp import ALLOW, KILL, build, fails_with
from autograder.sandbox.walls.syscalls import AARCH64, TABLE, X86_64, Machine

OWN_PID = 0x5AFEC0DE
MACHINES = [X86_64, AARCH64]


def answer(machine: Machine, call: str | int, *args: int, no_open: bool = False, arch: int | None = None) -> int:
    """Run the filter's program as the kernel would."""
    number = machine.number(call) if isinstance(call, str) else call
    assert number is not None
    code = build(machine, no_open=no_open).code
    data = struct.pack("=IIQ6Q", number, machine.audit_arch if arch is None else arch, 0, *[*args, *[0] * 6][:6])
    lines = list(struct.iter_unpack("=HBBI", code))
    at, register = 0, 0
    while True:
        op, true, false, k = lines[at]
        at += 1
        if op == 0x20:
            (register,) = struct.unpack_from("=I", data, k)
        elif op == 0x54:
            register &= k
        elif op == 0x06:
            return int(k)
        else:
            holds = {0x15: register == k, 0x45: bool(register & k), 0x35: register >= k}[op]
            at += true if holds else false


@pytest.mark.parametrize("machine", MACHINES, ids=lambda m: m.name)
def test_the_filter_answers_as_it_should(machine: Machine) -> None:
    assert answer(machine, "read") == ALLOW
    assert answer(machine, "openat", 0, 0, os.O_RDONLY | os.O_CLOEXEC) == ALLOW
    for flags in (os.O_WRONLY, os.O_RDWR, os.O_RDONLY | os.O_CREAT, os.O_TRUNC, os.O_TMPFILE):
        assert answer(machine, "openat", 0, 0, flags) == fails_with(errno.EROFS)
    assert answer(machine, "openat", 0, 0, 0, no_open=True) == fails_with(errno.EACCES)
    assert answer(machine, "readlinkat", no_open=True) == fails_with(errno.EACCES)
    assert answer(machine, "kill", OWN_PID) == ALLOW
    assert answer(machine, "kill", 1) == fails_with(errno.EPERM)
    assert answer(machine, "kill", 2**32 - 1) == fails_with(errno.EPERM)
    assert answer(machine, "prlimit64", 0) == ALLOW
    assert answer(machine, "prlimit64", 1) == fails_with(errno.EPERM)
    assert answer(machine, "prctl", 16) == ALLOW
    assert answer(machine, "prctl", 4, 1) == fails_with(errno.EPERM)
    assert answer(machine, "fcntl", 3, 3) == ALLOW
    assert answer(machine, "fcntl", 3, 8) == fails_with(errno.EPERM)
    assert answer(machine, "ioctl", 0, 0x5412) == fails_with(errno.ENOTTY)
    assert answer(machine, "clone") == fails_with(errno.EAGAIN)
    assert answer(machine, "clone3") == fails_with(errno.ENOSYS)
    assert answer(machine, "socket", 2, 1) == fails_with(errno.ENETDOWN)
    assert answer(machine, "socketpair", 1, 1 | 0o2000000) == ALLOW
    assert answer(machine, "socketpair", 1, 2) == fails_with(errno.EPERM)
    assert answer(machine, "socketpair", 2, 1) == fails_with(errno.EPERM)
    assert answer(machine, "sendto", 3, 1, 1, 0, 0) == ALLOW
    assert answer(machine, "sendto", 3, 1, 1, 0, 1) == fails_with(errno.EPERM)
    assert answer(machine, "sendto", 3, 1, 1, 0, 1 << 40) == fails_with(errno.EPERM)
    assert answer(machine, 9999) == fails_with(errno.EPERM)
    assert answer(machine, "read", arch=0x40000003) == KILL


def test_numbers_of_the_x32_machine_kill() -> None:
    assert answer(X86_64, 0x40000000 + 39) == KILL


@pytest.mark.parametrize("machine", MACHINES, ids=lambda m: m.name)
@pytest.mark.parametrize("no_open", [False, True])
def test_calls_that_are_not_listed_are_refused(machine: Machine, no_open: bool) -> None:  # noqa: FBT001
    known = {machine.number(call) for call in TABLE}
    for number in set(range(500)) - known:
        assert answer(machine, number, no_open=no_open) == fails_with(errno.EPERM)


@pytest.mark.parametrize("machine", MACHINES, ids=lambda m: m.name)
def test_no_number_stands_twice(machine: Machine) -> None:
    numbers = [machine.number(call) for call in TABLE if machine.number(call) is not None]
    assert len(numbers) == len(set(numbers))


def test_landlock_takes_away_everything_that_its_version_knows() -> None:
    assert landlock.handled(1) == (0x1FFF, 0, 0)
    assert landlock.handled(2) == (0x3FFF, 0, 0)
    assert landlock.handled(3) == (0x7FFF, 0, 0)
    assert landlock.handled(4) == (0x7FFF, 3, 0)
    assert landlock.handled(5) == (0xFFFF, 3, 0)
    assert landlock.handled(7) == (0xFFFF, 3, 3)


def test_no_site_packages_and_no_home_is_readable() -> None:
    readable = list(paths.readable_files(("numpy",)))
    assert any(p.endswith("/numpy") for p in readable)
    assert any(p.endswith("/json") for p in readable)
    for path in readable:
        assert Path(path).name not in ("site-packages", "dist-packages", "", "lib", "test"), path
    site = {str(Path(p).parent) for p in readable if p.endswith("/numpy")}
    assert not site & set(readable)


def test_a_closed_folder_above_makes_a_folder_unreachable(tmp_path: Path) -> None:
    closed = tmp_path / "home"
    inner = closed / "lib"
    inner.mkdir(parents=True)
    closed.chmod(0o700)
    assert paths.unreachable(str(inner))
    assert not paths.unreachable("/usr")
    aliases = paths.Aliases((str(inner), "/usr"), first_fd=200)
    try:
        assert aliases.count == 1
        assert aliases.rewrite(f"{inner}/x.py") == "/proc/self/fd/200/x.py"
        assert aliases.rewrite("/usr/x.py") == "/usr/x.py"
        assert Path("/proc/self/fd/200").samefile(inner)
    finally:
        os.close(200)


CGROUPS = {
    "v2": ("0::/a/b", {"sys/fs/cgroup/a/b/memory.max": "max", "sys/fs/cgroup/a/memory.max": "400000000"}, 300_000_000),
    "v2, container": ("0::/", {"sys/fs/cgroup/memory.max": "400000000\n"}, 300_000_000),
    "v1": ("4:memory:/x", {"sys/fs/cgroup/memory/x/memory.limit_in_bytes": "400000000"}, 300_000_000),
    "v1, hidden": ("4:memory:/x", {"sys/fs/cgroup/memory/memory.limit_in_bytes": "400000000"}, 300_000_000),
    "v1, none": ("4:memory:/x", {"sys/fs/cgroup/memory/x/memory.limit_in_bytes": str(2**63 - 4096)}, 512 << 20),
    "tiny": ("0::/", {"sys/fs/cgroup/memory.max": "1000"}, 64 << 20),
    "other": ("3:cpu:/", {}, 512 << 20),
}


@pytest.mark.parametrize("name", CGROUPS)
def test_memory_is_lowered_to_what_the_container_has(name: str, tmp_path: Path) -> None:
    line, files, expected = CGROUPS[name]
    for path, text in {"proc/self/cgroup": line, **files}.items():
        (tmp_path / path).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / path).write_text(text)
    assert fit_to_container(Limits(), root=tmp_path).memory_bytes == expected
    assert fit_to_container(Limits(), slots=4, root=tmp_path).memory_bytes <= expected


def test_without_control_groups_the_memory_stays(tmp_path: Path) -> None:
    assert fit_to_container(Limits(), root=tmp_path) == Limits()


def test_slots_get_different_ids_that_nobody_has(monkeypatch: pytest.MonkeyPatch) -> None:
    assert slots.uid_for(0) != slots.uid_for(1)
    monkeypatch.setattr(slots, "_running", lambda: frozenset({58000}))
    assert slots.uid_for(0) == 58100
    monkeypatch.setattr(slots, "_has_account", lambda uid: uid < 59000)
    assert slots.uid_for(0) == 59000


GOOD = ("returned", 1.0, [0])
BAD = [
    None,
    (),
    ("returned",),
    ("returned", 1, [2]),
    ("returned", 1, [-1]),
    ("returned", 1, ["x"]),
    ("returned", 1, (0,)),
    ("raised", "E", 5, None),
    ("raised", "E" * 101, "", None),
    ("raised", "E", "m" * 501, None),
    ("raised", "E", "", (0, 0, "f")),
    ("raised", "E", "", (-1, 1, "f")),
    ("raised", "E", "", (0, 1, "f" * 101)),
    ("raised", "E", "", (0, 1)),
    ("absent", 1),
    ("large", 1),
    ("correct",),
]


@pytest.mark.parametrize("reply", BAD, ids=lambda r: str(r)[:40])
def test_an_answer_of_another_form_is_a_protocol_error(reply: object) -> None:
    assert replies.outcome(GOOD, 2, 10) == Returned(1.0, (0,))
    with pytest.raises(ProtocolError):
        replies.outcome(reply, 2, 10)
