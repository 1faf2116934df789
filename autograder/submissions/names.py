"""What the names in folders and archives mean: hand-in, junk, or a file of another kind."""

from __future__ import annotations

from pathlib import PurePosixPath

from autograder.plain.safe_text import terminal

DOCUMENTS = {".ipynb", ".py"}
ZIP = ".zip"
OTHER_ARCHIVES = {".7z", ".bz2", ".gz", ".rar", ".tar", ".tgz", ".xz"}  # not read, but never passed over in silence
LINK = "a symbolic link, which is not followed"

_JUNK = {"__pycache__", "__MACOSX"}  # beside all that is hidden: .ipynb_checkpoints, .DS_Store, ._alice.ipynb, .git


def is_junk(part: str) -> bool:
    """Whether one part of a path is made by a machine for itself."""
    return part.startswith(".") or part in _JUNK


def suffix(name: str) -> str:
    """Give the ending in lower case, with its dot."""
    return PurePosixPath(name).suffix.lower()


def stem(name: str) -> str:
    """Give the last part without its ending."""
    return PurePosixPath(name).stem


def shown(name: str) -> str:
    """Make a file name safe and short for a message."""
    return terminal(name, 80)
