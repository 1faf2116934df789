"""Permissions of what is written about a class: its owner's alone, whatever the umask, unless the folder is shared."""

from __future__ import annotations

import os
import re
import stat
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

SHARED = ".shared"
"""A file of this name in an output folder says that the class was graded with `--shared`."""
_OURS = re.compile(
    r"gradebook\.csv|gradebook\.sqlite(-wal|-shm|-journal)?|class\.html|similar\.html|written\.csv|export-\w+\.(csv|zip)|"
    r"reports|feedback|written|explained|mail|pdf|\.lock|\.writable|\.shared|\..+\.[0-9]+"
)
"""The names in an output folder that this package gives. A folder with others in it may be somebody's home or /tmp."""


def is_shared(root: Path) -> bool:
    """Return whether the umask decides who may read what is in an output folder.

    Only this user and the folder's owner can say so: others may have put a file into a folder that stood open.
    """
    try:
        said = os.lstat(os.path.join(root, SHARED))  # noqa: PTH118 - for each file of a class
        return stat.S_ISREG(said.st_mode) and said.st_uid in (_user(), root.stat().st_uid)
    except OSError:
        return False


def make_folder(path: Path, *, shared: bool) -> None:
    """Make a folder unless it exists. Raises OSError."""
    with suppress(FileExistsError):
        path.parent.mkdir(parents=True, exist_ok=True)
        path.mkdir(mode=0o777 if shared else 0o700)
        if not shared:
            _set(path, 0o700)
    if not path.is_dir():
        path.mkdir()  # raises what is in the way


def new_file(path: Path, *, shared: bool) -> int:
    """Return a descriptor of a new empty file; a file or link that is in the way is removed. Raises OSError."""
    flags = os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_CLOEXEC", 0) | getattr(os, "O_BINARY", 0)
    mode = 0o666 if shared else 0o600
    try:
        descriptor = os.open(path, flags, mode)
    except FileExistsError:
        path.unlink()
        descriptor = os.open(path, flags, mode)
    if not shared and stat.S_IMODE(os.fstat(descriptor).st_mode) != mode:  # an umask that takes more than is needed
        _set(path, mode)
    return descriptor


def settle(root: Path, *, shared: bool) -> None:
    """Change the permissions in an output folder to those of new files; an older version may have left them open."""
    mask = _umask() if shared else 0o077
    for path, mode in _own(root, mask):
        _set(path, mode)


def _own(root: Path, mask: int) -> Iterator[tuple[Path, int]]:
    """Yield what has to change, with its new mode. Links and other people's files in the folder are not touched."""
    entries = [entry for entry in root.iterdir() if _OURS.fullmatch(entry.name)]
    if len(entries) == len(list(root.iterdir())):
        entries.insert(0, root)
    for entry in entries:
        mode = entry.stat().st_mode if entry == root else entry.lstat().st_mode
        wanted = _wanted(mode, mask)
        if wanted != stat.S_IMODE(mode):
            yield entry, wanted
            if stat.S_ISDIR(mode) and entry != root:
                yield from ((file, _wanted(file.lstat().st_mode, mask)) for file in entry.iterdir())


def _wanted(mode: int, mask: int) -> int:
    if stat.S_ISDIR(mode):
        return (stat.S_IMODE(mode) & ~0o777) | (0o777 & ~mask)
    return 0o666 & ~mask if stat.S_ISREG(mode) else stat.S_IMODE(mode)


def _set(path: Path, mode: int) -> None:
    with suppress(OSError):  # not ours to change, or a file system without permissions
        if not path.is_symlink() and stat.S_IMODE(path.stat().st_mode) != mode:
            path.chmod(mode)


def _user() -> int:
    return getattr(os, "geteuid", lambda: 0)()


def _umask() -> int:
    mask = os.umask(0o077)
    os.umask(mask)
    return mask
