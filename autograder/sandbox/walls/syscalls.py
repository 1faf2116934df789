"""The numbers of Linux system calls on the two supported architectures."""

from __future__ import annotations

import ctypes
import os
from dataclasses import dataclass
from functools import cache
from typing import Any


@dataclass(frozen=True)
class Machine:
    """One processor architecture as seccomp sees it; `column` picks its numbers from the table."""

    name: str
    audit_arch: int
    column: int

    def number(self, call: str) -> int | None:
        """Return the number of a system call, or None if this machine does not have it."""
        return TABLE[call][self.column]


X86_64 = Machine("x86_64", 0xC000003E, 0)
AARCH64 = Machine("aarch64", 0xC00000B7, 1)


def this_machine() -> Machine | None:
    """Return the machine this process runs on, or None if it is not a 64-bit Linux on one of the two."""
    if not hasattr(os, "uname") or os.uname().sysname != "Linux" or ctypes.sizeof(ctypes.c_void_p) != 8:
        return None
    return {"x86_64": X86_64, "aarch64": AARCH64}.get(os.uname().machine)


@cache
def libc() -> ctypes.CDLL:
    """Return the C library, loaded once: loading it in each forked child would take 0.2 ms."""
    library = ctypes.CDLL(None, use_errno=True)
    library.syscall.restype = ctypes.c_long
    library.prctl.argtypes = [ctypes.c_int, *[ctypes.c_ulong] * 4]
    return library


@cache
def _interpreter() -> ctypes.PyDLL:
    return ctypes.PyDLL(None, use_errno=True)


def plain_fork() -> int:
    """Fork without Python's handlers; return the process id, 0 in the child, or the negative errno.

    The handlers seed the random numbers again and free the locks that other threads may have held. The fork server has
    no other threads, and they would take a fifth of the time that a child needs to get ready.
    """
    pid: int = _interpreter().fork()
    return pid if pid >= 0 else -ctypes.get_errno()


def syscall(number: int, *args: Any) -> int:
    """Make a raw system call and return its result. Raises OSError if it is negative.

    Plain integers are passed as 64-bit values, bytes as pointers.
    """
    wide = [ctypes.c_long(a) if isinstance(a, int) else a for a in args]
    result: int = libc().syscall(ctypes.c_long(number), *wide)
    if result < 0:
        code = ctypes.get_errno()
        raise OSError(code, os.strerror(code))
    return result


# The name of each call, then its numbers on x86_64 and on aarch64.
# fmt: off
TABLE: dict[str, tuple[int | None, int | None]] = {
    "read": (0, 63), "write": (1, 64), "open": (2, None), "close": (3, 57), "stat": (4, None), "fstat": (5, 80),
    "lstat": (6, None), "poll": (7, None), "lseek": (8, 62), "mmap": (9, 222), "mprotect": (10, 226),
    "munmap": (11, 215), "brk": (12, 214), "rt_sigaction": (13, 134), "rt_sigprocmask": (14, 135),
    "rt_sigreturn": (15, 139), "ioctl": (16, 29), "pread64": (17, 67), "readv": (19, 65), "writev": (20, 66),
    "access": (21, None), "pipe": (22, None), "select": (23, None), "sched_yield": (24, 124), "mremap": (25, 216),
    "madvise": (28, 233), "dup": (32, 23), "dup2": (33, None), "pause": (34, None), "nanosleep": (35, 101),
    "getitimer": (36, 102), "alarm": (37, None), "setitimer": (38, 103), "getpid": (39, 172), "socket": (41, 198),
    "connect": (42, 203), "sendto": (44, 206), "recvfrom": (45, 207), "shutdown": (48, 210),
    "socketpair": (53, 199), "clone": (56, 220), "fork": (57, None), "vfork": (58, None), "exit": (60, 93),
    "kill": (62, 129), "uname": (63, 160), "fcntl": (72, 25), "truncate": (76, 45), "ftruncate": (77, 46),
    "getcwd": (79, 17), "rename": (82, None), "mkdir": (83, None), "rmdir": (84, None), "creat": (85, None),
    "link": (86, None), "unlink": (87, None), "symlink": (88, None), "readlink": (89, None), "umask": (95, 166),
    "gettimeofday": (96, 169), "getrlimit": (97, 163), "getrusage": (98, 165), "sysinfo": (99, 179),
    "times": (100, 153), "getuid": (102, 174), "getgid": (104, 176), "geteuid": (107, 175), "getegid": (108, 177),
    "getppid": (110, 173), "getpgrp": (111, None), "getgroups": (115, 158), "getresuid": (118, 148),
    "getresgid": (120, 150), "getpgid": (121, 155), "getsid": (124, 156), "rt_sigpending": (127, 136),
    "rt_sigtimedwait": (128, 137), "rt_sigsuspend": (130, 133), "sigaltstack": (131, 132), "statfs": (137, 43),
    "fstatfs": (138, 44), "prctl": (157, 167), "arch_prctl": (158, None), "gettid": (186, 178), "tkill": (200, 130),
    "time": (201, None), "futex": (202, 98), "sched_getaffinity": (204, 123), "epoll_create": (213, None),
    "getdents64": (217, 61), "set_tid_address": (218, 96), "restart_syscall": (219, 128), "fadvise64": (221, 223),
    "clock_gettime": (228, 113), "clock_getres": (229, 114), "clock_nanosleep": (230, 115), "exit_group": (231, 94),
    "epoll_wait": (232, None), "epoll_ctl": (233, 21), "tgkill": (234, 131), "openat": (257, 56),
    "mkdirat": (258, 34), "newfstatat": (262, 79), "unlinkat": (263, 35), "renameat": (264, 38),
    "linkat": (265, 37), "symlinkat": (266, 36), "readlinkat": (267, 78), "faccessat": (269, 48),
    "pselect6": (270, 72), "ppoll": (271, 73), "set_robust_list": (273, 99), "get_robust_list": (274, 100),
    "epoll_pwait": (281, 22), "eventfd2": (290, 19), "epoll_create1": (291, 20), "dup3": (292, 24),
    "pipe2": (293, 59), "prlimit64": (302, 261), "getcpu": (309, 168), "renameat2": (316, 276),
    "seccomp": (317, 277), "getrandom": (318, 278), "membarrier": (324, 283), "statx": (332, 291),
    "rseq": (334, 293), "clone3": (435, 435), "close_range": (436, 436), "openat2": (437, 437),
    "faccessat2": (439, 439), "landlock_create_ruleset": (444, 444), "landlock_add_rule": (445, 445),
    "landlock_restrict_self": (446, 446), "futex_waitv": (449, 449),
}
# fmt: on
