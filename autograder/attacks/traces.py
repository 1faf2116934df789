"""What an attack could leave behind on the machine: processes, files, shared memory, sockets, keys."""

from __future__ import annotations

import ctypes
import errno
import os
import socket
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from autograder.attacks.attack import KEY, MARK, PORT

_SUBREAPER = 36


@contextmanager
def adopting() -> Iterator[None]:
    """Adopt orphaned processes, so that no process can hide by outliving the one that started it."""
    if sys.platform != "linux":
        yield
        return
    prctl = ctypes.CDLL(None).prctl
    prctl(_SUBREAPER, 1, 0, 0, 0)
    try:
        yield
    finally:
        prctl(_SUBREAPER, 0, 0, 0, 0)


def traces(folder: Path, out: Path) -> frozenset[str]:
    """Return everything that exists now, in words, except what is in `out`, where the grader itself writes."""
    return frozenset([*_files(folder, out), *_processes(), *_shared(), *_sockets(), *_keys()])


def _files(folder: Path, out: Path) -> Iterator[str]:
    for path in sorted(folder.rglob("*")):
        if path == out or out in path.parents:
            continue
        stat = path.lstat()
        yield f"the file {path} ({stat.st_mode:o}, {stat.st_uid}, {stat.st_size}, {stat.st_mtime_ns})"
    for place in {Path("/tmp"), folder.parent}:  # noqa: S108 - looked at, not used
        names = (name for name in os.listdir(place) if "planted" in name or name.startswith(MARK))  # noqa: PTH208 - quick
        yield from (f"the file {place / name}" for name in names)


def _processes() -> Iterator[str]:
    """Yield this process's descendants, which include the fork servers and their children."""
    waiting = [str(os.getpid())]
    while waiting:
        for file in Path(f"/proc/{waiting.pop()}/task").glob("*/children"):
            for child in _words(file):
                yield f"the process {child}"
                waiting.append(child)


def _words(file: Path) -> list[str]:
    try:
        return file.read_text(encoding="ascii").split()
    except OSError:  # it has just ended
        return []


def _shared() -> Iterator[str]:
    yield from (f"shared memory {path.name}" for path in Path("/dev/shm").glob(f"*{MARK}*"))  # noqa: S108 - looked at
    yield from (f"the message queue {path.name}" for path in Path("/dev/mqueue").glob(f"*{MARK}*"))
    for kind in ("shm", "msg", "sem"):
        for line in _lines(f"/proc/sysvipc/{kind}"):
            if line.split()[:1] == [str(KEY)]:
                yield f"System V {kind}"


def _sockets() -> Iterator[str]:
    for line in _lines("/proc/net/unix"):
        if MARK in line:
            yield "an abstract socket"
    with socket.socket() as own:  # reading the kernel's table of connections takes 5 ms
        own.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            own.bind(("127.0.0.1", PORT))
        except OSError as error:
            if error.errno == errno.EADDRINUSE:
                yield "a listening socket"


def _keys() -> Iterator[str]:
    for line in _lines("/proc/keys"):
        if MARK in line:
            yield "a key in the kernel"


def _lines(path: str) -> list[str]:
    try:
        return Path(path).read_text(encoding="utf-8", errors="replace").splitlines()
    except OSError:
        return []
