"""One answer explained for a regrade request: what came, what was expected, and what follows from what."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from autograder.classroom.shrink import Shown
from autograder.declare.problem import Problem
from autograder.declare.rule import parameters
from autograder.plain.question_names import function_of, piece_of
from autograder.report.report import ProblemReport
from autograder.report.status import Kind
from autograder.report.verdict import Verdict


@dataclass(frozen=True)
class ExplainedAnswer:
    """A judged question and its evidence. `name` and `code` are hostile text; `code` is "" if there is no definition.

    `shown` is the smallest call that shows the mistake, None if there is no mistake or `trouble` says why not.
    `before` are the quantities of the same function that this one is computed from, `after` those that follow from it.
    """

    name: str
    slug: str
    title: str
    verdict: Verdict
    code: str
    shown: Shown | None = None
    trouble: str | None = None
    before: tuple[Verdict, ...] = ()
    after: tuple[Verdict, ...] = ()

    @property
    def right(self) -> bool:
        return self.verdict.status.kind is Kind.RIGHT


def sources(problem: Problem, report: ProblemReport, question: str) -> tuple[Verdict, ...]:
    """Return the verdicts on what a question's value is computed from, in the same function."""
    names = _names(problem, question)
    mine = (v for v in report.verdicts if v.function == function_of(question) and v.question != question)
    return tuple(v for v in mine if piece_of(v.question) in names)


def consequences(problem: Problem, report: ProblemReport, question: str) -> tuple[Verdict, ...]:
    """Return the verdicts on values that are not right because of this one, and keep points for their own step."""
    return tuple(_consequences(problem, report, question))


def _consequences(problem: Problem, report: ProblemReport, question: str) -> Iterator[Verdict]:
    reached = {question}
    for v in report.verdicts:
        inside = v.function == function_of(question)
        names = _names(problem, v.question)
        if v.status.kind is Kind.FOLLOWS and (
            any(piece_of(q) in names for q in reached) if inside else "call" in names or function_of(question) in names
        ):
            reached |= {v.question} if inside else set()
            yield v


def _names(problem: Problem, question: str) -> frozenset[str]:
    """Return the parameters of the first rule of a question; "" is never one of them."""
    rules = problem.rules_of(question)
    return frozenset(parameters(rules[0])) if rules else frozenset()
