"""Find the checks of a notebook: in the package, in the notebook's own text, or in its file."""

from __future__ import annotations

import hashlib
import json
import sys
from collections.abc import Iterator, MutableMapping
from typing import Any

from autograder.notebook.checks import NotebookChecks
from autograder.notebook.hand_in import open_file, read_notebook
from autograder.notebook.packing import unpacked
from autograder.notebook.rounds import graded_by_otter
from autograder.notebook.shell import shell
from autograder.student.public import Public, from_text, shipped_text

DIGITS = 16
OTHER_VERSION = (
    "The installed backprop-autograder is of another version than this notebook: its checks may use other examples."
)
NOT_FOUND = (
    "The checks of {problem} are not there: the installed backprop-autograder does not know this problem. Take a fresh "
    "copy of the notebook, or install the version that your course names."
)


def started(problem: str, digest: str, packed: str, env: MutableMapping[str, Any]) -> Any:
    """Return the checks of a problem. Raises ValueError with what to do if they are nowhere to be found."""
    if graded_by_otter():
        return _otters(sys.modules["otter"].Notebook)
    grader = NotebookChecks(_public(problem, digest, packed), env, shell())
    print("The checks are ready.")  # noqa: T201 - the student reads it below the cell
    return grader


def _otters(notebook: Any) -> Any:
    """Return Otter's own `Notebook`, in whose grading nothing is drawn or shown."""

    class Quiet(notebook):  # type: ignore[misc]
        """Otter's notebook, with our further methods that do nothing."""

        draw = derivation = progress = staticmethod(lambda *_, **__: None)

    return Quiet()


def _public(problem: str, digest: str, packed: str) -> Public:
    if packed:
        return from_text(unpacked(packed).get("public", ""))
    ours = shipped_text(problem)
    if ours is not None and digest in ("", digest_of(ours)):
        return from_text(ours)
    for text in _in_files(problem):
        if digest_of(text) == digest:
            return from_text(text)
    if ours is None:
        raise ValueError(NOT_FOUND.format(problem=problem))
    print(OTHER_VERSION)  # noqa: T201 - the set-up cell's word to the student
    return from_text(ours)


def _in_files(problem: str) -> Iterator[str]:
    """Yield the public parts that the notebook's own file holds, if the kernel can read it."""
    path = open_file(problem)
    notebook = None if path is None else read_notebook(path)
    if notebook is not None:
        public = notebook.get("metadata", {}).get("autograder", {}).get("public")
        yield json.dumps(public, separators=(",", ":")).replace("'", "\\u0027")


def digest_of(public: str) -> str:
    """Return the digest of a public part by which a set-up cell names it."""
    return hashlib.sha256(public.strip().encode()).hexdigest()[:DIGITS]
