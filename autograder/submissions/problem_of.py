"""Find out which problem a document is about."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Collection
from pathlib import PurePosixPath

from autograder.submissions.submission import Document


def problem_of(document: Document, known: Collection[str], fallback: str | None) -> str | None:
    """Return the problem that a document declares, else the one in its file name, else `fallback`.

    Returns None if it declares an unknown problem: the file is a solution of something else.
    """
    if document.declared is not None:
        return document.declared if document.declared in known else None
    named = _named(PurePosixPath(document.name).stem, known)
    return named if named is not None else fallback


def _named(stem: str, known: Collection[str]) -> str | None:
    """Return the known problem whose words are consecutive in the file's name, as in "alice_two_layer_linear-Copy1".

    A name inside a longer one (linear in two_layer_linear) does not count. Two different problems count as none.
    """
    words = _words(stem)
    runs = []
    for problem in known:
        parts = _words(problem)
        starts = range(len(words) - len(parts) + 1) if parts else ()
        runs += [(start, start + len(parts), problem) for start in starts if words[start : start + len(parts)] == parts]
    outer = {
        problem
        for start, end, problem in runs
        if not any(s <= start and end <= e and e - s > end - start for s, e, _ in runs)
    }
    return outer.pop() if len(outer) == 1 else None


def _words(name: str) -> list[str]:
    return re.findall(r"[^\W_]+", unicodedata.normalize("NFKC", name).casefold())
