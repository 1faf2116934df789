"""Files that a student's code writes beside its notebook, kept in memory: the sandbox lets it write nowhere."""

from __future__ import annotations

import builtins
import errno
import io
import os
from typing import Any

from autograder.sandbox.inside.own_files import OwnFiles

_WAYS, _REST = frozenset("rwxa"), ("", "b", "t")
"""A mode is one of the ways, perhaps with a plus, and either binary or text."""


_open, _exists, _is_file = io.open, os.path.exists, os.path.isfile


class FilesInMemory:
    """What code has written, by path. It reads back from here, as it does the student's own Python files."""

    def __init__(self, own: OwnFiles) -> None:
        self._own = own
        self.contents: dict[str, bytearray] = {}

    def install(self) -> None:
        """Let `open` and the questions whether there is a file come here first."""
        builtins.open = io.open = self.open
        os.path.exists = lambda path: self._known(path) is not None or _exists(path)
        os.path.isfile = lambda path: self._known(path) is not None or _is_file(path)

    def open(
        self,
        file: Any,
        mode: str = "r",
        buffering: int = -1,
        encoding: str | None = None,
        errors: str | None = None,
        newline: str | None = None,
        closefd: bool = True,  # noqa: FBT001, FBT002 - as in Python
        opener: Any = None,
    ) -> Any:
        """Open a file as Python does, but in memory if it is written or was written before."""
        path, known = _path(file), self._known(file)
        if path is None or opener is not None or not _is_mode(mode) or (known is None and not _writes(mode)):
            return _open(file, mode, buffering, encoding, errors, newline, closefd, opener)
        if known is None and "r" in mode:
            raise FileNotFoundError(errno.ENOENT, os.strerror(errno.ENOENT), file)
        if known is not None and "x" in mode:
            raise FileExistsError(errno.EEXIST, os.strerror(errno.EEXIST), file)
        data = bytearray() if known is None else known
        if "w" in mode:
            data.clear()
        if _writes(mode):
            self.contents[path] = data
        raw = _File(path, data, mode)
        made: Any = io.BufferedRandom if "+" in mode else io.BufferedReader if "r" in mode else io.BufferedWriter
        return made(raw) if "b" in mode else io.TextIOWrapper(made(raw), encoding or "utf-8", errors, newline)

    def _known(self, file: Any) -> bytearray | None:
        path = _path(file)
        if path is None or path in self.contents:
            return None if path is None else self.contents[path]
        own = self._own.get(path) if path.endswith(".py") else None
        return None if own is None else bytearray(own.encode("utf-8", "replace"))


class _File(io.RawIOBase):
    """A file in memory, below the buffers that Python puts on one on a disk."""

    def __init__(self, path: str, data: bytearray, mode: str) -> None:
        self.name, self._data, self._mode = path, data, mode
        self._at = len(data) if "a" in mode else 0

    def readable(self) -> bool:
        """Return whether the file was opened for reading."""
        return "r" in self._mode or "+" in self._mode

    def writable(self) -> bool:
        """Return whether the file was opened for writing."""
        return _writes(self._mode)

    def seekable(self) -> bool:
        """Return True."""
        return True

    def readinto(self, buffer: Any) -> int:
        """Read as many bytes as there are, or as fit, and return their number."""
        found = self._data[self._at : self._at + len(buffer)]
        buffer[: len(found)] = found
        self._at += len(found)
        return len(found)

    def write(self, given: Any) -> int:
        """Write all bytes and return their number."""
        new = bytes(given)
        if "a" in self._mode:
            self._at = len(self._data)
        self._data += bytes(max(0, self._at - len(self._data)))
        self._data[self._at : self._at + len(new)] = new
        self._at += len(new)
        return len(new)

    def seek(self, offset: int, whence: int = io.SEEK_SET) -> int:
        """Move to another place and return it."""
        start = {io.SEEK_SET: 0, io.SEEK_CUR: self._at, io.SEEK_END: len(self._data)}[whence]
        if start + offset < 0:
            raise OSError(errno.EINVAL, os.strerror(errno.EINVAL))
        self._at = start + offset
        return self._at

    def truncate(self, size: int | None = None) -> int:
        """Cut the file, or fill it with zeros, to this size and return it."""
        size = self._at if size is None else size
        del self._data[size:]
        self._data += bytes(size - len(self._data))
        return size


def _is_mode(mode: Any) -> bool:
    """Return whether Python takes a mode, such as "r+b"."""
    rest = str(mode).replace("+", "", 1)
    return isinstance(mode, str) and len(_WAYS.intersection(rest)) == 1 and rest.strip("rwxa") in _REST


def _writes(mode: str) -> bool:
    return "+" in mode or "r" not in mode


def _path(file: Any) -> str | None:
    """Return the path of a file in the notebook's own folder, or None for any other file."""
    if not isinstance(file, str | bytes | os.PathLike):
        return None
    path = os.path.normpath(os.fsdecode(file)).replace("\\", "/")
    folder, name = os.path.split(path)
    if folder and folder == os.getcwd():  # noqa: PTH109 - `logging` makes the path absolute
        return name
    return None if path.startswith(("/", "..")) else path
