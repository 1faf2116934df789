"""A class at a glance: what is kept from each report, and what the class as a whole got wrong. Pure counting."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from statistics import StatisticsError, correlation, fmean, median
from typing import TypeVar

from autograder.plain.unused import Reason
from autograder.report.head import Lateness
from autograder.report.report import ProblemReport, Report
from autograder.report.status import Kind, Status
from autograder.report.total import Total, points
from autograder.report.verdict import Verdict

T = TypeVar("T")
REPRESENTATIVES = 3
ENOUGH = 10
"""Answers from which a correlation is shown; of fewer it is mostly chance."""


@dataclass(frozen=True, order=True)
class Mistake:
    """One mistake: its names, or the question and the group of an unnamed answer."""

    problem: str
    function: str
    names: tuple[str, ...] = ()
    question: str = ""
    group: str = ""


@dataclass(frozen=True)
class ProblemRow:
    """One student's statuses and points for one problem, in the order of its questions."""

    problem: str
    title: str
    questions: tuple[str, ...]
    statuses: tuple[Status, ...]
    scores: tuple[float, ...]
    points: tuple[float, ...]


@dataclass(frozen=True)
class Row:
    """What the class page needs from one report, a hundredth of its size. `name` and `reason` are hostile text.

    `unused` counts what was read of the hand-in and not used. `unread` is the number of answers in words that wait,
    `late` says that the hand-in was late and with which points before; "" if it was not. `about` is the assignment.
    """

    name: str
    slug: str
    score: float
    max_score: float
    problems: tuple[ProblemRow, ...] = ()
    mistakes: tuple[Mistake, ...] = ()
    reason: str | None = None
    unused: tuple[tuple[Reason, int], ...] = ()
    unread: int = 0
    late: str = ""
    about: str = ""

    @property
    def percent(self) -> float | None:
        """The score in percent, or None if there is none."""
        return 100 * self.score / self.max_score if self.reason is None and self.max_score else None

    def count(self, kind: Kind) -> int:
        """Return the number of questions with one of these statuses."""
        return sum(s.kind is kind for p in self.problems for s in p.statuses)


@dataclass(frozen=True)
class QuestionLine:
    """One question over the class: `full` of `answers` students got full points; `mean` is out of `points`.

    `discrimination` is the corrected item-total correlation: how the points here go with those for the rest of the
    problem, -1 to 1. None if there are few answers, or all are alike.
    """

    question: str
    answers: int
    full: int
    mean: float
    points: float
    statuses: tuple[tuple[Status, int], ...]
    discrimination: float | None = None

    @property
    def facility(self) -> float | None:
        """The share of the points that the class got, in percent, or None if there are none to get."""
        return 100 * self.mean / self.points if self.points else None


@dataclass(frozen=True)
class ProblemLine:
    """One problem over the class; `rows` are the indices of its students in the class, the best first."""

    problem: str
    title: str
    questions: tuple[QuestionLine, ...]
    rows: tuple[int, ...]


@dataclass(frozen=True)
class MistakeLine:
    """One mistake over the class: the indices of the students who made it, some of them as representatives."""

    mistake: Mistake
    title: str
    rows: tuple[int, ...]

    @property
    def representatives(self) -> tuple[int, ...]:
        return self.rows[:REPRESENTATIVES]


@dataclass(frozen=True)
class UnusedLine:
    """One reason over the class: how many things were not used for it, and the indices of the students."""

    reason: Reason
    count: int
    rows: tuple[int, ...]

    @property
    def representatives(self) -> tuple[int, ...]:
        return self.rows[:REPRESENTATIVES]


@dataclass(frozen=True)
class Class:
    """A class, counted. `rows` are in the order of the class; all other indices refer to it."""

    rows: tuple[Row, ...]
    problems: tuple[ProblemLine, ...]
    mistakes: tuple[MistakeLine, ...]
    unused: tuple[UnusedLine, ...] = ()

    @property
    def about(self) -> str:
        """The course and the assignment, or "" if they are not known."""
        return next((r.about for r in self.rows if r.about), "")

    @property
    def unread(self) -> int:
        """The number of answers in words that wait for a reader."""
        return sum(r.unread for r in self.rows)

    @property
    def percents(self) -> tuple[float, ...]:
        return tuple(p for r in self.rows if (p := r.percent) is not None)

    @property
    def mean(self) -> float | None:
        return fmean(self.percents) if self.percents else None

    @property
    def median(self) -> float | None:
        return median(self.percents) if self.percents else None

    @property
    def ungradable(self) -> tuple[Row, ...]:
        return tuple(r for r in self.rows if r.reason is not None)


def row(report: Report) -> Row:
    """Return what the class page needs from a report."""
    problems = tuple(_problem(p) for p in report.problems)
    mistakes = dict.fromkeys(m for p in report.problems for m in _mistakes(p))
    unused = Counter(u.reason for p in report.problems for u in p.unused)
    total = report.total
    reached = total.score, total.max_score
    counted = tuple(unused.items())
    about = " · ".join(filter(None, (report.head.course, report.head.assignment)))
    made = (*reached, problems, tuple(mistakes), report.reason, counted)
    return Row(report.name, report.slug, *made, total.unread, _late(report.head.late, total), _same_text(about))


@lru_cache(maxsize=16)
def _same_text(text: str) -> str:
    """Return the first text equal to this one."""
    return text


def _late(late: Lateness | None, total: Total) -> str:
    if late is None:
        return ""
    return f"late, {points(total.before)} before" if late.share else "late"


def count(rows: Iterable[Row]) -> Class:
    """Count a class."""
    everyone = tuple(rows)
    made: dict[Mistake, list[int]] = {}
    titles: dict[str, str] = {}
    for place, one in enumerate(everyone):
        titles |= {p.problem: p.title for p in one.problems}
        for mistake in one.mistakes:
            made.setdefault(mistake, []).append(place)
    ranked = sorted(made.items(), key=lambda m: (-len(m[1]), m[0]))
    mistakes = tuple(MistakeLine(m, titles[m.problem], tuple(places)) for m, places in ranked)
    lines = tuple(_line(everyone, name, titles[name]) for name in sorted(titles))
    return Class(everyone, lines, mistakes, tuple(_unused(everyone)))


def _unused(rows: Sequence[Row]) -> Iterable[UnusedLine]:
    """Yield the reasons for which something was not used, in the order of `Reason`."""
    for reason in Reason:
        places = tuple(place for place, one in enumerate(rows) if reason in dict(one.unused))
        if places:
            yield UnusedLine(reason, sum(dict(rows[place].unused)[reason] for place in places), places)


def _problem(problem: ProblemReport) -> ProblemRow:
    verdicts = problem.verdicts
    return ProblemRow(
        problem.problem,
        problem.title,
        _once(tuple(v.question for v in verdicts)),
        _once(tuple(v.status for v in verdicts)),
        _once(tuple(v.score for v in verdicts)),
        _once(tuple(v.max_score for v in verdicts)),
    )


@lru_cache(maxsize=4096)
def _once(values: tuple[T, ...]) -> tuple[T, ...]:
    """Return the first tuple equal to this one: most students share theirs, and a class holds thousands."""
    return values


def _mistakes(problem: ProblemReport) -> Iterable[Mistake]:
    """Yield the mistakes in one problem: for each function one per name, and the first one without a name."""
    nameless: set[str] = set()
    for verdict in problem.verdicts:
        function = verdict.function
        if verdict.misconceptions:
            yield from _named(problem.problem, function, verdict)
        elif verdict.group and function not in nameless:
            nameless.add(function)
            yield Mistake(problem.problem, function, (), verdict.question, verdict.group)


def _named(problem: str, function: str, verdict: Verdict) -> Iterable[Mistake]:
    """Yield each of several simultaneous mistakes; names that cannot be distinguished stay together."""
    if verdict.together:
        for name in verdict.misconceptions:
            yield Mistake(problem, function, (name,))
    else:
        yield Mistake(problem, function, verdict.misconceptions)


def _line(rows: Sequence[Row], problem: str, title: str) -> ProblemLine:
    mine = [(place, p) for place, r in enumerate(rows) for p in r.problems if p.problem == problem]
    questions = dict.fromkeys(q for _, p in mine for q in p.questions)
    best_first = sorted(mine, key=lambda m: (-sum(m[1].scores), m[0]))
    return ProblemLine(
        problem, title, tuple(_question([p for _, p in mine], q) for q in questions), tuple(m[0] for m in best_first)
    )


def _question(rows: Sequence[ProblemRow], question: str) -> QuestionLine:
    at = [(p, p.questions.index(question)) for p in rows if question in p.questions]
    statuses = Counter(p.statuses[i] for p, i in at)
    return QuestionLine(
        question,
        len(at),
        sum(p.scores[i] >= p.points[i] for p, i in at),
        fmean(p.scores[i] for p, i in at),
        at[0][0].points[at[0][1]],
        tuple(statuses.most_common()),
        _correlation([p.scores[i] for p, i in at], [sum(p.scores) - p.scores[i] for p, i in at]),
    )


def _correlation(here: Sequence[float], rest: Sequence[float]) -> float | None:
    """Return Pearson's correlation, or None if there are few answers or one side does not vary."""
    if len(here) < ENOUGH:
        return None
    try:
        return correlation(here, rest)
    except StatisticsError:
        return None
