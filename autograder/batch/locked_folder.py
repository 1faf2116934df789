"""Exclusive use of the output folder by one command: locked, half-written files removed, its store open."""

from __future__ import annotations

import os
import re
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from autograder.batch.access import is_shared, settle
from autograder.batch.folder import OutputError, OutputFolder
from autograder.batch.store import NAME, Store, open_store

LOCK = ".lock"
FOLDERS = ("reports", "feedback", "written", "mail", "pdf")
_HALF = re.compile(r"\..+\.[0-9]+")
PATIENCE = 3.0
LOOKS = 30
"""Seconds to wait for the lock, because the slots of a killed command end a moment after it. This counts attempts, so
a suspended machine does not use the time up."""


@contextmanager
def alone(root: Path, *, make: bool, shared: bool = False) -> Iterator[Store]:
    """Open the store of a folder for writing. Raises OutputError if another command is using the folder.

    Files that a killed command left half written are removed; those it had finished stay. Only the owner may read the
    files, also those of a folder that was open to others before, unless it is to be `shared` or was so earlier.
    """
    if make:
        OutputFolder(root).prepare(shared=shared)
    elif not (root / NAME).is_file():
        raise OutputError(f"there is no {NAME} in {root}: grade a class into it first")
    with _locked(root):
        if shared or not is_shared(root):
            with suppress(OSError):
                settle(root, shared=shared)
        for folder in (root, *(root / name for name in FOLDERS)):
            for path in folder.glob(".*"):
                if _HALF.fullmatch(path.name) and path.is_file():
                    path.unlink(missing_ok=True)
        with open_store(root / NAME, make=make) as store:
            if not (make or len(store)):
                raise OutputError(f"there is no submission in {root / NAME}: grade a class into it first")
            yield store


@contextmanager
def _locked(root: Path) -> Iterator[None]:
    """Hold the folder's lock; the system releases it when this process ends, however it ends."""
    if sys.platform == "win32":
        yield
        return
    path = root / LOCK
    try:
        if path.is_symlink():
            path.unlink()
        descriptor = os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC | os.O_NOFOLLOW, 0o600)
    except OSError as error:
        raise OutputError(f"cannot write {path}: {error.strerror}") from error
    try:
        _lock(descriptor, root)
        yield
    finally:
        os.close(descriptor)


def _lock(descriptor: int, root: Path) -> None:
    import fcntl  # noqa: PLC0415 - not on Windows

    for left in reversed(range(LOOKS)):
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            if not left:
                where = f"another autograder is at work in {root}"
                raise OutputError(f"{where}; let it end, or stop it, and try again") from None
            time.sleep(PATIENCE / LOOKS)
        except OSError:
            return  # a file system without locks: the user must take care not to run two commands at once
        else:
            return
