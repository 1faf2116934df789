"""The questions in a zip, with their points and who sees the results; determined when the zip is built."""

from __future__ import annotations

import msgspec

from autograder.declare.course import Course
from autograder.staff.policy import Policy, Visibility


class Asked(msgspec.Struct, frozen=True):
    """One question; `written` means that a person reads the answer, so it has no score here."""

    name: str
    title: str
    max_score: float
    visibility: Visibility
    written: bool = False


class AskedProblem(msgspec.Struct, frozen=True):
    """One problem with its questions in the order of the notebook."""

    name: str
    title: str
    questions: tuple[Asked, ...]

    @property
    def open(self) -> bool:
        """Whether students see every result immediately; only then may sums and remarks be shown to them."""
        return all(q.visibility is Visibility.VISIBLE for q in self.questions)


class ZipPlan(msgspec.Struct, frozen=True):
    """All problems of a zip, in the order in which staff named them."""

    problems: tuple[AskedProblem, ...]

    @property
    def names(self) -> tuple[str, ...]:
        return tuple(p.name for p in self.problems)

    @property
    def open(self) -> bool:
        return all(p.open for p in self.problems)


def plan_of(course: Course, names: tuple[str, ...], policy: Policy) -> ZipPlan:
    """Return the plan. Raises CourseError if a solution file cannot be used."""
    return ZipPlan(tuple(_problem(course, name, policy) for name in names))


def _problem(course: Course, name: str, policy: Policy) -> AskedProblem:
    problem = course.reference(name).problem
    scored = [
        Asked(q.name, q.name, policy.points(name, q.name, q.points), policy.seen(name, q.name))
        for q in problem.questions
    ]
    written = [
        Asked(w.name, w.title, policy.points(name, w.name, w.points), policy.seen(name, w.name), written=True)
        for w in problem.written
    ]
    return AskedProblem(name, problem.title, (*scored, *written))
