"""All verdicts of one submission, scored, and their form as JSON (`report.schema.json`)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from autograder.plain.evidence import Timings
from autograder.plain.unused import Unused
from autograder.report.picture import Picture
from autograder.report.verdict import Verdict

SCHEMA = "autograder-report/1"
FULL = "full"
"""The isolation of a report for which nothing was missing."""


@dataclass(frozen=True)
class NearText:
    """Text of the student's in `cell`, counted from 0, that belongs to no question for certain; hostile."""

    cell: int
    text: str


@dataclass(frozen=True)
class WrittenAnswer:
    """A student's answer to a question that a person reads. `text` is hostile, "" if nothing was written.

    It is worth `max_score` points, which are not part of the report's score. `score` is what a person gave for it, None
    until then; `comment` is that person's comment. `near` is what may belong to the answer too.
    """

    question: str
    title: str
    max_score: float
    text: str
    score: float | None = None
    comment: str | None = None
    near: tuple[NearText, ...] = ()

    @property
    def empty(self) -> bool:
        """Whether there is nothing for a person to read."""
        return not self.text.strip() and not self.near

    @property
    def unread(self) -> bool:
        """Whether a person still has to read it."""
        return self.score is None and not self.empty

    @property
    def whole(self) -> str:
        """The text with that near the question: what a mark is given for."""
        return "\0".join((self.text, *(n.text for n in self.near)))


@dataclass(frozen=True)
class ProblemReport:
    """The verdicts of one problem, in the order of its questions; `notes` come before them, most important first.

    `pictures` are only for the page, not part of the JSON. `first_wrong` is a network's first question, in order of
    computation, that is wrong by itself. `written` are answers for a person to read. `unused` is what was read of the
    hand-in and not used; files are listed with the first problem.
    """

    problem: str
    title: str
    verdicts: tuple[Verdict, ...]
    notes: tuple[str, ...] = ()
    pictures: tuple[Picture, ...] = ()
    first_wrong: str | None = None
    written: tuple[WrittenAnswer, ...] = ()
    unused: tuple[Unused, ...] = ()

    @property
    def score(self) -> float:
        return sum(v.score for v in self.verdicts)

    @property
    def max_score(self) -> float:
        return sum(v.max_score for v in self.verdicts)


@dataclass(frozen=True)
class Report:
    """One submission's result.

    `name` is hostile text, `slug` is safe as a file name. If `gradable` is False, `reason` says why, `problems`
    is empty, and the score of 0 means nothing. `isolation` is "full" or says in words what was missing.
    """

    name: str
    slug: str
    sha256: str
    problems: tuple[ProblemReport, ...] = ()
    reason: str | None = None
    isolation: str = FULL
    timings: Timings = Timings()  # noqa: RUF009 - frozen, so sharing one is safe

    @property
    def gradable(self) -> bool:
        return self.reason is None

    @property
    def score(self) -> float:
        return sum(p.score for p in self.problems)

    @property
    def max_score(self) -> float:
        return sum(p.max_score for p in self.problems)


def as_json(report: Report) -> dict[str, Any]:
    """Return the report as the plain JSON object that the published schema describes."""
    return {
        "schema": SCHEMA,
        "submission": {"name": report.name, "sha256": report.sha256},
        "score": report.score,
        "max_score": report.max_score,
        "gradable": report.gradable,
        "reason": report.reason,
        "isolation": report.isolation,
        "problems": [_problem(p) for p in report.problems],
        "timings": dict(vars(report.timings)),
    }


def _problem(problem: ProblemReport) -> dict[str, Any]:
    return {
        "problem": problem.problem,
        "title": problem.title,
        "score": problem.score,
        "max_score": problem.max_score,
        "notes": list(problem.notes),
        "unused": [{"reason": u.reason.value, "what": u.what} for u in problem.unused],
        "first_wrong": problem.first_wrong,
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
