"""All verdicts of one submission, scored, and their form as JSON (`report.schema.json`)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from autograder.plain.evidence import Timings
from autograder.plain.unused import Unused
from autograder.report.head import Head
from autograder.report.picture import Picture
from autograder.report.total import Total, total_of
from autograder.report.verdict import Verdict
from autograder.report.written import NearText, WrittenAnswer

__all__ = ["FULL", "SCHEMA", "NearText", "ProblemReport", "Report", "WrittenAnswer", "as_json"]

SCHEMA = "autograder-report/1"
FULL = "full"
"""The isolation of a report for which nothing was missing."""


@dataclass(frozen=True)
class ProblemReport:
    """The verdicts of one problem, in the order of its questions; `notes` come before them, most important first.

    `left_out`: the student handed in nothing for this problem of the assignment. `pictures` are only for the page, not
    part of the JSON. `first_wrong` is a network's first question, in order of computation, that is wrong by itself.
    `written` are answers for a person to read. `unused` is what was read of the hand-in and not used; files are listed
    with the first problem.
    """

    problem: str
    title: str
    verdicts: tuple[Verdict, ...]
    notes: tuple[str, ...] = ()
    pictures: tuple[Picture, ...] = ()
    first_wrong: str | None = None
    written: tuple[WrittenAnswer, ...] = ()
    unused: tuple[Unused, ...] = ()
    left_out: bool = False

    @property
    def score(self) -> float:
        """The points for its questions, without those for answers in words."""
        return sum(v.score for v in self.verdicts)

    @property
    def max_score(self) -> float:
        return sum(v.max_score for v in self.verdicts)

    @property
    def words(self) -> Total:
        """The points for its answers in words."""
        return total_of((), self.written)


@dataclass(frozen=True)
class Report:
    """One submission's result.

    `name` is hostile text, `slug` is safe as a file name. If `gradable` is False, `reason` says why, `problems`
    is empty, and the score of 0 means nothing. `isolation` is "full" or says in words what was missing. `head` is what
    is said above everything else.
    """

    name: str
    slug: str
    sha256: str
    problems: tuple[ProblemReport, ...] = ()
    reason: str | None = None
    isolation: str = FULL
    timings: Timings = Timings()  # noqa: RUF009 - frozen, so sharing one is safe
    head: Head = Head()  # noqa: RUF009 - frozen

    @property
    def gradable(self) -> bool:
        return self.reason is None

    @property
    def total(self) -> Total:
        verdicts = (v for p in self.problems for v in p.verdicts)
        share = 0.0 if self.head.late is None else self.head.late.share
        return total_of(verdicts, (w for p in self.problems for w in p.written), share)

    @property
    def score(self) -> float:
        return self.total.score

    @property
    def max_score(self) -> float:
        return self.total.max_score


def as_json(report: Report) -> dict[str, Any]:
    """Return the report as the plain JSON object that the published schema describes."""
    total, head = report.total, report.head
    return {
        "schema": SCHEMA,
        "submission": {
            "name": report.name,
            "sha256": report.sha256,
            "handed_in": head.handed_in or None,
            "late": None if head.late is None else dict(vars(head.late)),
        },
        "assignment": {"name": head.assignment, "course": head.course, "due": head.due or None},
        "graded": head.graded or None,
        "score": total.score,
        "max_score": total.max_score,
        "total": _parts(total),
        "gradable": report.gradable,
        "reason": report.reason,
        "isolation": report.isolation,
        "problems": [_problem(p) for p in report.problems],
        "timings": dict(vars(report.timings)),
    }


def _parts(total: Total) -> dict[str, Any]:
    parts = ("machine", "machine_max", "staff", "written", "written_max", "unread", "unread_max", "late", "whole_max")
    return {**{name: getattr(total, name) for name in parts}, "final": total.final}


def _problem(problem: ProblemReport) -> dict[str, Any]:
    return {
        "problem": problem.problem,
        "title": problem.title,
        "score": problem.score,
        "max_score": problem.max_score,
        "notes": list(problem.notes),
        "unused": [{"reason": u.reason.value, "what": u.what} for u in problem.unused],
        "first_wrong": problem.first_wrong,
        "left_out": problem.left_out,
        "questions": [_question(v) for v in problem.verdicts],
        "written": [{**vars(w), "near": [dict(vars(n)) for n in w.near]} for w in problem.written],
    }


def _question(verdict: Verdict) -> dict[str, Any]:
    worst, where = verdict.worst, verdict.where
    return {
        "question": verdict.question,
        "score": verdict.score,
        "max_score": verdict.max_score,
        "status": verdict.status.value,
        "message": verdict.message,
        "error": verdict.error,
        "tolerance": verdict.tolerance,
        "misconceptions": list(verdict.misconceptions),
        "hint": verdict.hint,
        "together": verdict.together,
        "worst": None if worst is None else {**vars(worst), "index": list(worst.index)},
        "where": None if where is None else dict(vars(where)),
        "group": verdict.group,
        "comment": verdict.comment,
        "machine_score": verdict.machine_score,
        "decided": verdict.decided,
    }
