"""The Python files beside a notebook, which its cells can import."""

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

    Those that nothing else of the hand-in mentions are left out: a hand-in of nine scripts is no heap of modules.
    """
    scripts = [
        other
        for other in handed_in
        if is_script(other) and other is not document and any(_mentions(d, other) for d in handed_in if d is not other)
    ]
    files = tuple(OwnFile(_seen_from(document, s), "".join(c.source for c in s.cells)) for s in scripts)
    return replace(document, files=files)


def _mentions(document: Document, script: Document) -> bool:
    path = PurePosixPath(script.name)
    name = path.parent.name if path.stem == "__init__" else path.stem
    return any(name in cell.source for cell in document.cells)


def _seen_from(document: Document, script: Document) -> str:
    folder, path = PurePosixPath(document.name).parent, PurePosixPath(script.name)
    return str(path.relative_to(folder)) if path.is_relative_to(folder) else path.name
