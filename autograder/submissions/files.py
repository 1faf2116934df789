"""Open regular files and nothing else."""

from __future__ import annotations

import os
import stat
from pathlib import Path
from typing import BinaryIO

from autograder.submissions.limits import Cap
from autograder.submissions.names import LINK
from autograder.submissions.submission import UnopenedError, UnreadableError

# NOFOLLOW: a link is refused even if it was created a moment ago. NONBLOCK: opening a pipe does not hang.
# BINARY: without it Windows changes line ends. Flags that a system lacks are left out.
_FLAGS = (
    os.O_RDONLY
    | getattr(os, "O_NOFOLLOW", 0)
    | getattr(os, "O_NONBLOCK", 0)
    | getattr(os, "O_NOCTTY", 0)
    | getattr(os, "O_CLOEXEC", 0)
    | getattr(os, "O_BINARY", 0)
)

_KINDS = (
    (stat.S_ISLNK, LINK),
    (stat.S_ISDIR, "a folder"),
    (stat.S_ISFIFO, "a pipe"),
    (stat.S_ISSOCK, "a socket"),
)


def open_regular(path: Path) -> BinaryIO:
    """Open the file at `path` for reading. Raises UnopenedError unless it is a regular file."""
    try:
        _require_regular(path.lstat().st_mode)  # before the open, which can have effects on a device
        descriptor = os.open(path, _FLAGS)
    except (OSError, ValueError) as error:
        raise UnopenedError(f"cannot be opened: {why(error)}") from None
    file = os.fdopen(descriptor, "rb")
    try:
        _require_regular(os.fstat(descriptor).st_mode)
    except UnreadableError:
        file.close()
        raise
    return file


def read_regular(path: Path, cap: Cap) -> bytes:
    """Return all bytes of a regular file. Raises UnreadableError if there are more than the cap.

    The recorded size only allows refusing early; the limit is enforced while reading.
    """
    with open_regular(path) as file:
        size = os.fstat(file.fileno()).st_size
        if size > cap.size:
            raise UnreadableError(cap.reason)
        try:
            data = file.read(size + 1)  # not the cap: that much would be allocated at once
            if len(data) > size:
                data += file.read(cap.size + 1 - len(data))
        except OSError as error:
            raise UnreadableError(f"cannot be read: {why(error)}") from None
    if len(data) > cap.size:
        raise UnreadableError(cap.reason)
    return data


def head_regular(path: Path, most: int) -> bytes:
    """Return at most the first `most` bytes of a regular file. Raises UnreadableError if it cannot be read."""
    with open_regular(path) as file:
        try:
            return file.read(most)
        except OSError as error:
            raise UnreadableError(f"cannot be read: {why(error)}") from None


def why(error: OSError | ValueError) -> str:
    """Return the system's message without the path."""
    return (isinstance(error, OSError) and error.strerror) or type(error).__name__


def _require_regular(mode: int) -> None:
    if not stat.S_ISREG(mode):
        kind = next((words for test, words in _KINDS if test(mode)), "a device")
        raise UnopenedError(f"not a regular file but {kind}")
