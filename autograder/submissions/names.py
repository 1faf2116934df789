"""What a name in a folder or archive means: a submission, junk, or a file of another kind."""

from __future__ import annotations

from pathlib import PurePosixPath

from autograder.plain.safe_text import terminal

DOCUMENTS = {".ipynb", ".py"}
ZIP = ".zip"
OTHER_ARCHIVES = {".7z", ".bz2", ".gz", ".rar", ".tar", ".tgz", ".xz"}  # not read, but always reported
LINK = "a symbolic link, which is not followed"

_JUNK = {"__pycache__", "__MACOSX"}  # and all hidden names: .ipynb_checkpoints, .DS_Store, ._alice.ipynb, .git


def is_junk(part: str) -> bool:
    """Return whether one part of a path is created by tools and not by a person."""
    return part.startswith(".") or part in _JUNK


def suffix(name: str) -> str:
    """Return the extension in lower case, with its dot."""
    return PurePosixPath(name).suffix.lower()


def stem(name: str) -> str:
    """Return the last part of a path without its extension."""
    return PurePosixPath(name).stem


def shown(name: str) -> str:
    """Return a file name made safe and short for a message."""
    return terminal(name, 80)
