"""The sentence with which a student's page begins: how far the student has come, before or after the due time."""

from __future__ import annotations

from collections.abc import Iterator

from autograder.report.report import Report
from autograder.report.status import Kind

PRAISED = 0.8
"""If at least this share of the steps is right, the page says that the student is nearly there."""


def opening(report: Report) -> str:
    """Return what is to be said about the hand-in as a whole, and about what is not part of it."""
    there = [p for p in report.problems if not p.left_out]
    left = [p.title for p in report.problems if p.left_out]
    empty = sum(w.empty and w.max_score > 0 for p in there for w in p.written)
    said = _judged(report, complete=not left and not empty)
    if empty and not _nothing(report):
        count = "1 answer in words is" if empty == 1 else f"{empty} answers in words are"
        said = f"{said} {count} empty."
    if left:
        them = "was" if len(left) == 1 else "were"
        listed = left[0] if len(left) == 1 else f"{', '.join(left[:-1])} and {left[-1]}"
        said = f"{said} {listed} {them} not handed in."
    return said


def _nothing(report: Report) -> bool:
    """Return whether nothing at all is written in what was handed in."""
    there = [p for p in report.problems if not p.left_out]
    unwritten = all(v.status.kind is Kind.UNWRITTEN for p in there for v in p.verdicts)
    return unwritten and all(w.empty for p in there for w in p.written)


def _judged(report: Report, *, complete: bool) -> str:
    """Return one sentence about the questions that were judged."""
    there = [p for p in report.problems if not p.left_out]
    verdicts = [v for p in there for v in p.verdicts]
    count = {k: sum(v.status.kind is k for v in verdicts) for k in Kind}
    right, everything, over = count[Kind.RIGHT], len(verdicts), report.head.over
    if not everything:
        return "There was nothing to judge."
    if right == everything:
        return "Everything is right. Well done!" if complete else "Every function that was handed in is right."
    if count[Kind.UNWRITTEN] == everything:
        what = "Nothing" if _nothing(report) else "No function"
        if over is False:
            return f"{what} is written yet, which is where everybody begins."
        return f"{what} {'was' if over else 'is'} written."
    said = _joined(list(_counted(count, everything, over=over)))
    if not count[Kind.WRONG]:
        return f"{'What is written is right' if over else 'So far, so good'}: {said}."
    if right + count[Kind.FOLLOWS] >= PRAISED * everything:
        return f"{'Nearly everything is right' if over else 'You are nearly there'}: {said}."
    return f"{said[0].upper()}{said[1:]}."


def _counted(count: dict[Kind, int], everything: int, *, over: bool | None) -> Iterator[str]:
    """Yield how many questions are right, follow from a mistake, are wrong, and are not written."""
    right = count[Kind.RIGHT]
    yield (
        f"{right} of {_questions(everything)} {_be(right)} right"
        if right
        else f"no question is right{'' if over else ' yet'}"
    )
    if n := count[Kind.FOLLOWS]:
        yield f"{n} follow{'s' if n == 1 else ''} from an earlier mistake"
    if n := count[Kind.WRONG]:
        yield f"{n} {_be(n)} wrong" if over else f"{n} need{'s' if n == 1 else ''} another look"
    if n := count[Kind.UNWRITTEN]:
        yield f"{n} {_be(n)} not written{'' if over else ' yet'}"


def _joined(parts: list[str]) -> str:
    return parts[0] if len(parts) == 1 else f"{', '.join(parts[:-1])} and {parts[-1]}"


def _questions(n: int) -> str:
    return "1 question" if n == 1 else f"{n} questions"


def _be(n: int) -> str:
    return "is" if n == 1 else "are"
