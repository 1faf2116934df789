"""What staff say to answers, and the points that they give: to all of a group at once, or to one answer in words."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass, replace

from autograder.report.report import ProblemReport, Report, WrittenAnswer
from autograder.report.verdict import Verdict


@dataclass(frozen=True)
class Hint:
    """A comment for every answer to `question` that is of one `group`; `problem` is None where any will do.

    `points` stand in the place of the judge's; None leaves those.
    """

    question: str
    group: str
    text: str
    points: float | None = None
    problem: str | None = None


@dataclass(frozen=True)
class Mark:
    """What a person gave for one answer in words; `points` is None while it is unread.

    `slug` is the submission's. `answer` is the digest of the text that was read, "" where it does not matter.
    """

    slug: str
    problem: str
    question: str
    points: float | None
    comment: str = ""
    answer: str = ""


@dataclass(frozen=True)
class Staff:
    """All that staff have said about a class."""

    hints: tuple[Hint, ...] = ()
    marks: tuple[Mark, ...] = ()

    def of(self, slugs: Sequence[str]) -> Staff:
        """Keep the marks of some submissions."""
        wanted = set(slugs)
        return replace(self, marks=tuple(m for m in self.marks if m.slug in wanted))

    def said(self, report: Report) -> Report:
        """Put comments and points into a report as the judge made it. Of several for one answer the last counts."""
        return replace(report, problems=tuple(self._problem(report.slug, p) for p in report.problems))

    def _problem(self, slug: str, problem: ProblemReport) -> ProblemReport:
        hints = {h.question + "\0" + h.group: h for h in self.hints if h.problem in (None, problem.problem)}
        marks = {m.question: m for m in self.marks if (m.slug, m.problem) == (slug, problem.problem)}
        return replace(
            problem,
            verdicts=tuple(_commented(v, hints.get(f"{v.question}\0{v.group}")) for v in problem.verdicts),
            written=tuple(_marked(w, marks.get(w.question)) for w in problem.written),
        )


@dataclass(frozen=True)
class PointsBySource:
    """The points of one report by who gave them; `unread` counts the answers in words that nobody has read."""

    machine: float
    staff: float
    written: float
    written_max: float
    unread: int
    score: float
    max_score: float

    @property
    def total(self) -> float:
        return self.score + self.written

    @property
    def total_max(self) -> float:
        return self.max_score + self.written_max


def tally(report: Report) -> PointsBySource:
    """Count the points of a report, those of the machine apart from those of people."""
    verdicts = [v for p in report.problems for v in p.verdicts]
    written = [w for p in report.problems for w in p.written]
    machine = sum(v.score if v.machine_score is None else v.machine_score for v in verdicts)
    return PointsBySource(
        machine,
        report.score - machine,
        sum(w.score or 0.0 for w in written),
        sum(w.max_score for w in written),
        sum(w.unread for w in written),
        report.score,
        report.max_score,
    )


def answer_digest(text: str) -> str:
    """Give the digest by which a mark is tied to the text that was read."""
    return hashlib.sha256(text.encode("utf-8", "replace")).hexdigest()[:12]


def _commented(verdict: Verdict, hint: Hint | None) -> Verdict:
    if hint is None or not verdict.group:
        return verdict
    if hint.points is None:
        return replace(verdict, comment=hint.text)
    given = min(hint.points, verdict.max_score)
    return replace(verdict, comment=hint.text, score=given, machine_score=verdict.score)


def _marked(answer: WrittenAnswer, mark: Mark | None) -> WrittenAnswer:
    """Give the mark to the text that it was given for, and to no other."""
    if mark is None or mark.answer not in ("", answer_digest(answer.text)):
        return answer
    return replace(answer, score=mark.points, comment=mark.comment or None)
