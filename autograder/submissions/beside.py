"""The Python files beside a notebook, which its cells can import, and the notebooks that they `%run`."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import PurePosixPath

from autograder.plain.evidence import OwnFile
from autograder.submissions.submission import Document


def is_script(document: Document) -> bool:
    """Return whether a document is a Python file."""
    return PurePosixPath(document.name).suffix.lower() == ".py"


def with_files(document: Document, handed_in: Sequence[Document]) -> Document:
    """Return a document with the other Python files of its hand-in, by their paths as seen from its folder.

    A notebook that another one runs is a file of Python, too.

    Those that nothing else of the hand-in mentions are left out: a hand-in of nine scripts is no heap of modules.
    """
    used = [other for other in handed_in if other is not document and is_mentioned(other, handed_in)]
    files = tuple(OwnFile(_seen_from(document, u), _source(u)) for u in sorted(used, key=is_script))
    return replace(document, files=files)


def is_mentioned(document: Document, handed_in: Sequence[Document]) -> bool:
    """Return whether another document of a hand-in names this one: a script by its module, a notebook by its file."""
    return any(_mentions(other, document) for other in handed_in if other is not document)


def _source(document: Document) -> str:
    between = "" if is_script(document) else "\n"
    return between.join(cell.source for cell in document.cells)


def _mentions(document: Document, used: Document) -> bool:
    path = PurePosixPath(used.name)
    if not is_script(used):
        return path.suffix.lower() == ".ipynb" and any(path.name in cell.source for cell in document.cells)
    name = path.parent.name if path.stem == "__init__" else path.stem
    return any(name in cell.source for cell in document.cells)


def _seen_from(document: Document, script: Document) -> str:
    """Return the path of a script below the folder that it shares with a document, as `src/utils.py` is in `..`."""
    path = PurePosixPath(script.name).with_suffix(".py")
    shared = next(folder for folder in PurePosixPath(document.name).parents if path.is_relative_to(folder))
    return str(path.relative_to(shared))
