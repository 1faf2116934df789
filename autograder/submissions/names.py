"""What a name in a folder or archive means: a submission, junk, or a file of another kind."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterable, Sequence
from pathlib import PurePosixPath

from autograder.plain.safe_text import terminal

ZIP = ".zip"
OTHER_ARCHIVES = {".7z", ".bz2", ".gz", ".rar", ".tar", ".tgz", ".xz"}  # not read, but always reported
CHECKPOINTS = ".ipynb_checkpoints"
GRADEBOOK = "gradebook.sqlite"
"""In the folder that `grade --out` wrote."""
LINK = "a symbolic link, which is not followed"

# What browsers, systems and learning platforms make of "hw.ipynb" and "hw.py".
_DOCUMENT = re.compile(
    r"\.(?:ipynb|py)(?:\.(?:txt|json|download)|[ _-]*\([0-9]+\)|[-_ ][0-9]{1,3})*[. ]*$", re.IGNORECASE
)
# An extension that says that it is something else.
_KNOWN = re.compile(r"\.(?!(?:txt|json|md|rmd|qmd|markdown)$)[a-z][a-z0-9]{0,5}")
_RENAMED = re.compile(r"\.(?:ipynb|py)\.", re.IGNORECASE)  # hw.ipynb.html is an export, or the notebook itself
_JUNK = {
    "__pycache__",
    "__MACOSX",
    "__zip_filename__",
}  # of Python, macOS, Otter; and all hidden names: .ipynb_checkpoints, .DS_Store, ._alice.ipynb, .git
_INSTALLED = re.compile(r"(?:.*?/)??(?:site-packages|dist-packages|node_modules)/", re.IGNORECASE | re.DOTALL)
_ROOT = re.compile(r"(.+?/)(?:pyvenv\.cfg$|conda-meta(?:/|$))", re.DOTALL)  # in each environment of venv and conda
_EXTRAS = re.compile(r"(?:img|image|fig|figure|pic|picture|plot|asset|data|dataset)s?", re.IGNORECASE)


def is_document(name: str) -> bool:
    """Return whether a file is meant as a notebook or script, even if something was added to its name."""
    return _DOCUMENT.search(name) is not None


def is_unsure(name: str) -> bool:
    """Return whether only the content of a file can tell: its name has no extension, an odd one, .txt, .json or .md.

    So it is where one was put behind .ipynb or .py.
    """
    return not is_document(name) and (not _KNOWN.fullmatch(suffix(name)) or _RENAMED.search(name) is not None)


def is_junk(part: str) -> bool:
    """Return whether one part of a path is created by tools and not by a person."""
    return part.startswith(".") or part in _JUNK


def is_hidden_document(parts: Sequence[str]) -> bool:
    """Return whether a path is a hidden notebook or script, or Jupyter's folder of checkpoints."""
    return parts[-1:] == [CHECKPOINTS] or (
        is_document(parts[-1])
        and all(part == CHECKPOINTS or not is_junk(part) for part in parts[:-1])
        and not parts[-1].startswith("._")
    )


def is_extra(name: str) -> bool:
    """Return whether a folder is called like one for pictures or data, and not like a student."""
    return _EXTRAS.fullmatch(name) is not None


def installed(name: str) -> str | None:
    """Return the folder of installed packages that a path leads into, with its slash, or None if there is none."""
    match = _INSTALLED.match(name)
    return match[0] if match else None


def environments(names: Iterable[str]) -> tuple[str, ...]:
    """Return the folders, each with its slash, that are environments of Python or hold installed packages.

    They are sorted, and none is in another one.
    """
    found = set()
    for name in names:
        if (inside := installed(name)) is not None:
            found.add(inside)
        elif match := _ROOT.match(name):
            found.add(match[1])
    outer: list[str] = []
    for one in sorted(found):  # what is in a folder follows it directly
        if not is_in(one, outer[-1:]):
            outer.append(one)
    return tuple(outer)


def is_in(name: str, folders: Sequence[str]) -> bool:
    """Return whether a path leads into one of some folders, as `environments` returns them."""
    at = bisect_right(folders, name)
    return at > 0 and name.startswith(folders[at - 1])


def suffix(name: str) -> str:
    """Return the extension in lower case, with its dot."""
    return PurePosixPath(name).suffix.lower()


def stem(name: str) -> str:
    """Return the last part of a path without its extension, or without all that follows .ipynb or .py."""
    last = PurePosixPath(name).name
    match = _DOCUMENT.search(last) or _RENAMED.search(last)
    return last[: match.start()] if match and match.start() else PurePosixPath(name).stem


def shown(name: str) -> str:
    """Return a file name made safe and short for a message."""
    return terminal(name, 80)


def listed(names: Iterable[str], most: int) -> str:
    """Return names for a message: the first `most`, and the number of the others."""
    several = list(names)
    more = f" and {len(several) - most:,} more" if len(several) > most else ""
    return ", ".join(shown(name) for name in several[:most]) + more
