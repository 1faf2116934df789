"""The allowlist of system calls of a student's process, as a classic BPF program.

Anything not listed fails with EPERM. What honest code may run into fails with a distinct errno: writing with EROFS,
threads and subprocesses with EAGAIN, the network with ENETDOWN. No fork, thread or exec is left, so one SIGKILL ends a
submission for good.
"""

from __future__ import annotations

import ctypes
import errno
import os
import struct
import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TypeAlias

from autograder.sandbox.walls.syscalls import Machine, syscall

ALLOW, KILL = 0x7FFF0000, 0x80000000
_LOAD, _EQUAL, _ANY_BIT, _AT_LEAST, _AND, _RETURN = 0x20, 0x15, 0x45, 0x35, 0x54, 0x06
_X32 = 0x40000000
_OWN_PID = 0x5AFEC0DE  # placeholder for the pid of the confined process, which is known only after the fork

_FREE = """read write close fstat lseek mmap mprotect munmap brk rt_sigaction rt_sigprocmask rt_sigreturn pread64
 readv writev mremap madvise dup nanosleep getitimer setitimer getpid recvfrom exit uname getcwd umask
 gettimeofday getrlimit getrusage sysinfo times getuid getgid geteuid getegid getppid getgroups getresuid getresgid
 getpgid getsid rt_sigpending rt_sigtimedwait rt_sigsuspend sigaltstack gettid futex sched_getaffinity getdents64
 set_tid_address restart_syscall fadvise64 clock_gettime clock_getres clock_nanosleep exit_group epoll_ctl newfstatat
 faccessat pselect6 ppoll set_robust_list get_robust_list epoll_pwait eventfd2 epoll_create1 dup3 pipe2 getcpu
 getrandom membarrier statx rseq close_range faccessat2 futex_waitv stat lstat poll access pipe select dup2 pause
 alarm getpgrp arch_prctl time epoll_create epoll_wait shutdown statfs fstatfs""".split()
_READ_LINK = ("readlink", "readlinkat")
_WRITE = """rename mkdir rmdir creat link unlink symlink truncate ftruncate mkdirat unlinkat renameat linkat
 symlinkat renameat2""".split()
_REFUSED = {
    0: ["sched_yield"],  # succeeds without effect: a process cannot make itself wait and blame the machine
    errno.EROFS: _WRITE,
    errno.EAGAIN: ["clone", "fork", "vfork"],
    errno.ENETDOWN: ["socket", "connect"],
    errno.ENOSYS: ["openat2", "clone3"],  # their flags are behind a pointer; libc falls back to the older call
}
_O_TMPFILE = 0o20000000
_WRITE_FLAGS = os.O_WRONLY | os.O_RDWR | os.O_CREAT | os.O_TRUNC | _O_TMPFILE
_PRCTL = (3, 15, 16, 21, 23, 39)  # GET_DUMPABLE, SET_NAME, GET_NAME, GET_SECCOMP, CAPBSET_READ, GET_NO_NEW_PRIVS
_IOCTL = (0x5401, 0x5413, 0x541B, 0x5421, 0x5450, 0x5451)  # TCGETS, TIOCGWINSZ, FIONREAD, FIONBIO, FIO(N)CLEX
_FCNTL = (0, 1, 2, 3, 4, 1030, 1032)  # DUPFD, GETFD, SETFD, GETFL, SETFL, DUPFD_CLOEXEC, GETPIPE_SZ


def fails_with(code: int) -> int:
    """Return the filter result that makes a system call fail with this errno."""
    return 0x00050000 | code


@dataclass(frozen=True)
class Filter:
    """A finished program; the process's own pid must still be written at each of `pid_offsets`."""

    code: bytes
    pid_offsets: tuple[int, ...]


Line: TypeAlias = tuple[int, int, int, int]
"""One instruction: its code, how many instructions to skip if it is true and if it is false, and its operand."""


class _Program:
    """A filter under construction: the rule for each system call."""

    def __init__(self, machine: Machine) -> None:
        self.machine = machine
        self.lines: list[Line] = []
        self.bodies: dict[int, tuple[Line, ...]] = {}

    def add(self, code: int, k: int, if_true: int = 0, if_false: int = 0) -> None:
        self.lines.append((code, if_true, if_false, k & 0xFFFFFFFF))

    def finished(self, otherwise: int) -> Filter:
        """Return the filter; calls without a rule are answered with `otherwise`.

        The call is found by binary search. When a filter is installed the kernel runs it for every call number, and
        installing it takes a seventh less time (0.32 ms) than with a linear search.
        """
        self.only_this_machine()
        default = ((_RETURN, 0, 0, otherwise),)
        starts = {0, *self.bodies, *(number + 1 for number in self.bodies)}
        ranges: list[tuple[int, tuple[Line, ...]]] = []
        for start in sorted(starts):
            body = self.bodies.get(start, default)
            if not ranges or ranges[-1][1] != body:
                ranges.append((start, body))
        self.lines += _halved(ranges)
        code = b"".join(struct.pack("=HBBI", *line) for line in self.lines)
        return Filter(code, tuple(8 * i + 4 for i, line in enumerate(self.lines) if line[3] == _OWN_PID))

    def only_this_machine(self) -> None:
        """Kill a process that uses another machine's call numbers (int 0x80, x32); then load the call's number."""
        self.add(_LOAD, 4)
        self.add(_EQUAL, self.machine.audit_arch, 1, 0)
        self.add(_RETURN, KILL)
        self.add(_LOAD, 0)
        if self.machine.name == "x86_64":
            self.add(_AT_LEAST, _X32, 0, 1)
            self.add(_RETURN, KILL)

    def load_argument(self, index: int, *, high: bool = False) -> None:
        self.add(_LOAD, 16 + 8 * index + (4 if high else 0))

    def answer(self, call: str, value: int) -> None:
        """Answer this call with `value`, whatever its arguments are."""
        self.when(call, lambda: self.add(_RETURN, value))

    def when(self, call: str, body: Callable[[], None]) -> None:
        """Run `body` for this call; every path through it must end in a return."""
        number = self.machine.number(call)
        if number is None:
            return
        if number in self.bodies:
            raise ValueError(f"{call} has two rules")
        body()
        self.bodies[number], self.lines = tuple(self.lines), []

    def one_of(self, call: str, index: int, allowed: tuple[int, ...], otherwise: int) -> None:
        """Allow the call if an argument is one of these numbers."""

        def body() -> None:
            self.load_argument(index)
            for value in allowed:
                self.add(_EQUAL, value, 0, 1)
                self.add(_RETURN, ALLOW)
            self.add(_RETURN, otherwise)

        self.when(call, body)

    def read_only(self, call: str, index: int) -> None:
        """Allow opening for reading only; the flags are argument `index`."""

        def body() -> None:
            self.load_argument(index)
            self.add(_ANY_BIT, _WRITE_FLAGS, 0, 1)
            self.add(_RETURN, fails_with(errno.EROFS))
            self.add(_RETURN, ALLOW)

        self.when(call, body)

    def unix_stream_pair(self) -> None:
        """Allow `socketpair(AF_UNIX, SOCK_STREAM)`, which asyncio uses to wake itself up."""

        def body() -> None:
            self.load_argument(0)
            self.add(_EQUAL, 1, 1, 0)
            self.add(_RETURN, fails_with(errno.EPERM))
            self.load_argument(1)
            self.add(_AND, 0xF)
            self.add(_EQUAL, 1, 0, 1)
            self.add(_RETURN, ALLOW)
            self.add(_RETURN, fails_with(errno.EPERM))

        self.when("socketpair", body)

    def send_without_address(self) -> None:
        """Allow `sendto` only without a destination, as `send` calls it."""

        def body() -> None:
            for high in (False, True):
                self.load_argument(4, high=high)
                self.add(_EQUAL, 0, 1, 0)
                self.add(_RETURN, fails_with(errno.EPERM))
            self.add(_RETURN, ALLOW)

        self.when("sendto", body)


def _halved(ranges: Sequence[tuple[int, tuple[Line, ...]]]) -> list[Line]:
    """Return a binary search for a number among ranges, each given by its first number and its instructions."""
    if len(ranges) == 1:
        return list(ranges[0][1])
    middle = len(ranges) // 2
    below, above = _halved(ranges[:middle]), _halved(ranges[middle:])
    return [(_AT_LEAST, len(below), 0, ranges[middle][0]), *below, *above]


def build(machine: Machine, *, no_open: bool) -> Filter:
    """Return the filter for one machine; with `no_open` no file can be opened at all."""
    program = _Program(machine)
    for call in _FREE:
        program.answer(call, ALLOW)
    if no_open:
        for call in ("open", "openat", *_READ_LINK):
            program.answer(call, fails_with(errno.EACCES))
    else:
        for call in _READ_LINK:
            program.answer(call, ALLOW)
        program.read_only("openat", 2)
        program.read_only("open", 1)
    for code, calls in _REFUSED.items():
        for call in calls:
            program.answer(call, fails_with(code))
    eperm = fails_with(errno.EPERM)
    for call in ("kill", "tgkill", "tkill"):
        program.one_of(call, 0, (_OWN_PID,), eperm)
    program.one_of("prlimit64", 0, (0, _OWN_PID), eperm)
    program.one_of("prctl", 0, _PRCTL, eperm)
    program.one_of("ioctl", 1, _IOCTL, fails_with(errno.ENOTTY))
    program.one_of("fcntl", 1, _FCNTL, eperm)  # no F_SETOWN, F_SETSIG, F_SETLEASE, F_NOTIFY
    program.unix_stream_pair()
    program.send_without_address()
    return program.finished(eperm)


def available(machine: Machine | None) -> bool:
    """Return whether this kernel supports filters that answer with an errno."""
    if machine is None:
        return False
    action = ctypes.c_uint32(fails_with(0))
    try:
        syscall(machine.number("seccomp") or 0, 2, 0, ctypes.addressof(action))
    except OSError:
        return False
    return True


class _SockFprog(ctypes.Structure):
    _fields_ = (("len", ctypes.c_ushort), ("filter", ctypes.c_void_p))


class Installer:
    """A filter in the form in which the kernel takes it: made before the fork, as making it takes 0.4 ms."""

    def __init__(self, machine: Machine, ready: Filter) -> None:
        self._number = machine.number("seccomp") or 0
        self._code = bytearray(ready.code)
        self._pid_offsets = ready.pid_offsets
        self._memory = (ctypes.c_char * len(self._code)).from_buffer(self._code)
        self._program = _SockFprog(len(self._code) // 8, ctypes.addressof(self._memory))
        self._address = ctypes.addressof(self._program)

    def install(self) -> None:
        """Apply the filter to this process, irreversibly. Raises OSError if the kernel refuses."""
        pid = os.getpid().to_bytes(4, sys.byteorder)
        for offset in self._pid_offsets:
            self._code[offset : offset + 4] = pid
        syscall(self._number, 1, 0, self._address)
