"""The cell that the self-test runs in the sandbox: what a student's process must not be able to do."""

from __future__ import annotations

import ctypes
import os
import resource
import socket
from collections.abc import Callable
from typing import Any


def _libc(name: str, *args: int) -> None:
    result = getattr(ctypes.CDLL(None), name)(*args)
    if result < 0:
        raise PermissionError(name)


def _open(path: str, flags: int = os.O_RDONLY) -> None:
    os.close(os.open(path, flags))


def _fork() -> None:
    if os.fork() == 0:
        os._exit(0)


def _exec(folder: str) -> None:
    try:
        os.execv(folder + "/no-program", ["no-program"])  # noqa: S606
    except FileNotFoundError:
        return  # exec was allowed: it looked for the file


def attempts(secret: str, folder: str, judge: int, memory: int) -> list[str]:
    """Try everything; return the names of what worked."""
    tries: dict[str, Callable[[], Any]] = {
        "read a file": lambda: _open(secret),
        "list a folder": lambda: os.listdir(folder),  # noqa: PTH208
        "write a file": lambda: _open(folder + "/planted", os.O_WRONLY | os.O_CREAT),
        "change a file": lambda: _open(secret, os.O_RDWR),
        "rename a file": lambda: os.rename(secret, secret + "2"),  # noqa: PTH104
        "delete a file": lambda: os.unlink(folder + "/victim"),  # noqa: PTH108
        "change a mode": lambda: os.chmod(secret, 0o777),  # noqa: PTH101, S103
        "plant a link": lambda: os.symlink("/etc/passwd", folder + "/link"),  # noqa: PTH211
        "use a TCP socket": lambda: socket.socket().close(),
        "use a UDP socket": lambda: socket.socket(socket.AF_INET, socket.SOCK_DGRAM).close(),
        "use a unix socket": lambda: socket.socket(socket.AF_UNIX).close(),
        "use a netlink socket": lambda: socket.socket(16, socket.SOCK_RAW).close(),
        "fork": _fork,
        "run a program": lambda: _exec(folder),
        "signal the grader": lambda: os.kill(judge, 0),
        "signal everybody": lambda: os.kill(-1, 0),
        "read the grader's memory": lambda: _open(f"/proc/{judge}/mem"),
        "read the grader's environment": lambda: _open(f"/proc/{judge}/environ"),
        "trace the grader": lambda: _libc("ptrace", 0x4206, judge, 0, 0),
        "change the grader's limits": lambda: resource.prlimit(judge, resource.RLIMIT_NOFILE),
        "change its own core": lambda: os.sched_setaffinity(0, {0}),
        "leave its namespace": lambda: _libc("unshare", 0x10000000),
        "make a memory file": lambda: os.close(os.memfd_create("x")),
        "make shared memory": lambda: _libc("shmget", 0, 4096, 0o1600),
        "take too much memory": lambda: bytearray(memory),
        "become root": lambda: os.setuid(0),
    }
    worked = []
    for name, attempt in tries.items():
        try:
            attempt()
        except (OSError, MemoryError, AttributeError):
            continue
        worked.append(name)
    return worked
