"""The staff's comments and points: for all answers of a group at once, or for one written answer."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from autograder.report.report import ProblemReport, Report, WrittenAnswer
from autograder.report.verdict import Verdict


@dataclass(frozen=True)
class Hint:
    """A comment for every answer to `question` in one `group`; a `problem` of None matches any problem.

    `points` replace the judge's; None keeps those.
    """

    question: str
    group: str
    text: str
    points: float | None = None
    problem: str | None = None


@dataclass(frozen=True)
class Mark:
    """A person's points for one answer in words, or instead of the judge's; None while there are none.

    `slug` is the submission's. `answer` is the digest of what the person read, or "" to match anything: the text of an
    answer in words, the whole submission (`submission_digest`) if a judged question is decided otherwise.
    """

    slug: str
    problem: str
    question: str
    points: float | None
    comment: str = ""
    answer: str = ""


@dataclass(frozen=True)
class Staff:
    """All hints and marks for a class."""

    hints: tuple[Hint, ...] = ()
    marks: tuple[Mark, ...] = ()

    def of(self, slugs: Sequence[str]) -> Staff:
        """Return the same hints, and only the marks of some submissions."""
        wanted = set(slugs)
        return replace(self, marks=tuple(m for m in self.marks if m.slug in wanted))

    def said(self, report: Report) -> Report:
        """Return the judge's report with comments and points added. Of several for one answer the last counts."""
        return replace(
            report, problems=tuple(self._problem(report.slug, submission_digest(report), p) for p in report.problems)
        )

    def _problem(self, slug: str, read: str, problem: ProblemReport) -> ProblemReport:
        hints = {h.question + "\0" + h.group: h for h in self.hints if h.problem in (None, problem.problem)}
        marks = {m.question: m for m in self.marks if (m.slug, m.problem) == (slug, problem.problem)}
        return replace(
            problem,
            verdicts=tuple(
                _decided(_commented(v, hints.get(f"{v.question}\0{v.group}")), marks.get(v.question), read)
                for v in problem.verdicts
            ),
            written=tuple(_marked(w, marks.get(w.question)) for w in problem.written),
        )


def answer_digest(text: str) -> str:
    """Return the digest that ties a mark to the text that was read."""
    return hashlib.sha256(text.encode("utf-8", "replace")).hexdigest()[:12]


def submission_digest(report: Report) -> str:
    """Return the digest that ties a decision to the submission that was read."""
    return report.sha256[:12]


def questions(report: Report) -> Iterator[tuple[tuple[str, str, str], str, float]]:
    """Yield for each question its key, the digest that a mark has to name or leave open, and the maximum of points."""
    for p in report.problems:
        for v in p.verdicts:
            yield (report.slug, p.problem, v.question), submission_digest(report), v.max_score
        for w in p.written:
            yield (report.slug, p.problem, w.question), answer_digest(w.whole), w.max_score


def _decided(verdict: Verdict, mark: Mark | None, read: str) -> Verdict:
    """Return the verdict with the points that a person decided on, if the decision is about this submission."""
    if mark is None or mark.points is None or mark.answer not in ("", read):
        return verdict
    given = min(mark.points, verdict.max_score)
    machine = verdict.score if verdict.machine_score is None else verdict.machine_score
    return replace(verdict, score=given, machine_score=machine, decided=mark.comment)


def _commented(verdict: Verdict, hint: Hint | None) -> Verdict:
    if hint is None or not verdict.group:
        return verdict
    if hint.points is None:
        return replace(verdict, comment=hint.text)
    given = min(hint.points, verdict.max_score)
    return replace(verdict, comment=hint.text, score=given, machine_score=verdict.score)


def _marked(answer: WrittenAnswer, mark: Mark | None) -> WrittenAnswer:
    """Return the answer with its mark, if the mark was given for this text."""
    if mark is None or mark.answer not in ("", answer_digest(answer.whole)):
        return answer
    given = None if mark.points is None else min(mark.points, answer.max_score)
    return replace(answer, score=given, comment=mark.comment or None)
