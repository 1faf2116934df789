"""Files that a student's code writes beside its notebook, kept in memory: the sandbox lets it write nowhere."""

from __future__ import annotations

import builtins
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
        self.contents: dict[str, bytes] = {}

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
            raise FileNotFoundError(2, "No such file or directory", file)
        if known is not None and "x" in mode:
            raise FileExistsError(17, "File exists", file)
        data = b"" if "w" in mode or known is None else known
        raw = _Kept(self.contents, path, mode, data, at_end="a" in mode)
        return raw if "b" in mode else io.TextIOWrapper(raw, encoding or "utf-8", errors, newline)

    def _known(self, file: Any) -> bytes | None:
        path = _path(file)
        if path is None:
            return None
        own = self._own.get(path) if path.endswith(".py") else None
        return self.contents.get(path, None if own is None else own.encode("utf-8", "replace"))


class _Kept(io.BytesIO):
    """A file in memory; what is flushed is kept under its path."""

    def __init__(self, contents: dict[str, bytes], path: str, mode: str, data: bytes, *, at_end: bool) -> None:
        super().__init__(data)
        self.name = path
        self._contents, self._mode = contents, mode
        if at_end:
            self.seek(0, io.SEEK_END)
        self.flush()

    def readable(self) -> bool:
        """Return whether the file was opened for reading."""
        return "r" in self._mode or "+" in self._mode

    def writable(self) -> bool:
        """Return whether the file was opened for writing."""
        return _writes(self._mode)

    def write(self, data: Any) -> int:
        """Write bytes. Raises UnsupportedOperation if the file was opened for reading."""
        if not self.writable():
            raise io.UnsupportedOperation("write")
        return super().write(data)

    def flush(self) -> None:
        """Keep what was written so far."""
        if self.writable() and not self.closed:
            self._contents[self.name] = self.getvalue()

    def close(self) -> None:
        """Keep what was written."""
        self.flush()
        super().close()


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
