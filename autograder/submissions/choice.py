"""Choose which document of a submission is graded for which problem, and say what happens to the others."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass, replace
from typing import TypeAlias

from autograder.plain.unused import Reason, Unused
from autograder.submissions.beside import is_mentioned
from autograder.submissions.names import shown
from autograder.submissions.problem_of import problem_of
from autograder.submissions.submission import Document, Submission
from autograder.submissions.written_functions import written_functions

_NAMED = 5


@dataclass(frozen=True)
class Choice:
    """The document graded for each problem, sorted by problem; `unused` are the others.

    `rivals`: there were several documents about one problem. `left_out` are the problems of the assignment that no
    document is about.
    """

    chosen: tuple[tuple[str, Document], ...]
    unused: tuple[Unused, ...]
    rivals: bool = False
    left_out: tuple[str, ...] = ()

    @property
    def remarks(self) -> tuple[str, ...]:
        """Return the notes on the documents that are not graded."""
        return tuple(u.what for u in self.unused)

    def counted(self, submission: Submission) -> Submission:
        """Return the submission with the time of what counts, and whether the platform marks that as late.

        That is the newest attempt of those documents that are graded and of what they use.
        """
        chosen = [document for _, document in self.chosen]
        counted = [d for d in submission.documents if d in chosen or is_mentioned(d, chosen)]
        if not counted or any(d.handed_in is None for d in counted):
            return submission
        newest = max(d.handed_in or "" for d in counted)
        return replace(submission, handed_in=newest, late=any(d.late for d in counted))

    def assigned(self, problems: Sequence[str]) -> Choice:
        """Return what counts for an assignment with these problems, in their order; () stands for any problem."""
        if not problems:
            return self
        found = dict(self.chosen)
        those = ", ".join(problems)
        strays = tuple(
            Unused(
                Reason.NOT_ASSIGNED,
                f"{shown(document.name)} is about {name}, which is not part of this assignment ({those}).",
            )
            for name, document in self.chosen
            if name not in problems
        )
        chosen = tuple((name, found[name]) for name in problems if name in found)
        left_out = tuple(name for name in problems if name not in found)
        return Choice(chosen, (*self.unused, *strays), self.rivals, left_out)


Functions: TypeAlias = Callable[[str], Collection[str]]
"""functions(problem) -> the names of its functions."""


def is_whole(choice: Choice, problems: Sequence[str], functions: Functions) -> bool:
    """Return whether something is written for each of these problems, so that no other file is missed."""
    found = dict(choice.chosen)
    return bool(problems) and all(
        name in found and written_functions(found[name].cells, functions(name)) for name in problems
    )


@dataclass(frozen=True)
class _Candidate:
    document: Document
    written: int
    sureness: int

    @property
    def merit(self) -> tuple[bool, int, int, int, int, int]:
        """What decides, in this order; what is equal in all is decided by the name.

        That something is written in it; the last attempt; the number of functions written, and of answers; that it
        says which problem it is about; the time.
        """
        d = self.document
        answers = sum(bool(cell.question and cell.text) for cell in d.written)
        return self.written + answers > 0, -d.later, self.written, answers, self.sureness, d.recency


def choose(
    documents: Sequence[Document],
    known: Collection[str],
    fallback: str | None,
    functions: Functions,
) -> Choice:
    """Choose among the documents; `functions` is used where several compete."""
    groups: dict[str, list[Document]] = {}
    unused = []
    for document in sorted(documents, key=lambda d: d.name):
        name = problem_of(document, known, fallback)
        if name is not None:
            groups.setdefault(name, []).append(document)
            continue
        empty = not _has_code(document) and any(map(_has_code, documents))
        if document.declared is None and (is_mentioned(document, documents) or empty):
            continue  # the notebook can import it, or there is nothing in it and something in another
        declared = f" (it says {shown(document.declared)!r})" if document.declared else ""
        what = f"{shown(document.name)} is about no problem of this course{declared}: those are {', '.join(known)}."
        unused.append(Unused(Reason.NO_PROBLEM, what))
    chosen = []
    for name, rivals in sorted(groups.items()):
        if len(rivals) == 1:
            chosen.append((name, rivals[0]))
            continue
        names = functions(name)
        candidates = [_candidate(document, names, known) for document in rivals]
        best = max(candidates, key=_order)
        chosen.append((name, best.document))
        what = _remark(name, best, [c for c in candidates if c is not best], len(names))
        unused.append(Unused(Reason.OTHER_FILE, what))
    return Choice(tuple(chosen), tuple(unused), any(len(rivals) > 1 for rivals in groups.values()))


def _order(candidate: _Candidate) -> tuple[object, ...]:
    """Return what decides, and for what is equal in all the name, in which `hw-10` comes after `hw-9`."""
    parts = [part.lstrip("0") for part in re.split(r"([0-9]+)", candidate.document.name)]
    numbered = [(len(part) if i % 2 else -1, part) for i, part in enumerate(parts)]
    return candidate.merit, numbered, candidate.document.name


def _has_code(document: Document) -> bool:
    return any(cell.source for cell in document.cells)


def _candidate(document: Document, functions: Collection[str], known: Collection[str]) -> _Candidate:
    sureness = 2 if document.declared is not None else int(problem_of(document, known, None) is not None)
    return _Candidate(document, len(written_functions(document.cells, functions)), sureness)


def _remark(problem: str, best: _Candidate, others: Sequence[_Candidate], most: int) -> str:
    count = "Two" if len(others) == 1 else str(len(others) + 1)
    rest = [f"{shown(other.document.name)} ({_holds(other, most)})" for other in others]
    more = f" and {len(rest) - _NAMED} more" if len(rest) > _NAMED else ""
    graded = f"{shown(best.document.name)} is graded ({_holds(best, most)}{_reason(best, others)})"
    verb = "is" if len(rest) == 1 else "are"
    return f"{count} files are about {problem}: {graded}, {', '.join(rest[:_NAMED])}{more} {verb} not."


def _holds(candidate: _Candidate, most: int) -> str:
    if candidate.merit[0]:
        return f"{candidate.written} of {most} functions written"
    return "nothing written in it"


def _reason(best: _Candidate, others: Sequence[_Candidate]) -> str:
    """Return why, if it is not the number of functions."""
    second = max(others, key=_order).merit
    if best.merit[0] != second[0]:
        return ""
    if best.merit[1] != second[1]:
        return ", the last attempt"
    if best.merit[:4] != second[:4]:
        return "" if best.merit[2] != second[2] else ", more answers in words"
    if best.merit[4] != second[4]:
        return ""
    return ", the newest" if best.merit[5] != second[5] else ", the last by name"
