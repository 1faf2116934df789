"""The input of every sketch: one student's verdicts and answers, the reference, and the student's functions."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from autograder.declare.problem import Check
from autograder.declare.reference import Reference
from autograder.judge.probes import Answered
from autograder.judge.student_calls import Ask
from autograder.plain.evidence import Plain, Returned
from autograder.report.verdict import Verdict

"""Statuses of a function that returned nothing: it is not called again for a picture."""


@dataclass(frozen=True)
class Scene:
    """One problem of one submission; `verdicts` by question."""

    reference: Reference
    verdicts: Mapping[str, Verdict]
    answered: tuple[Answered, ...]
    ask: Ask

    def right(self, function: str) -> bool:
        """Return whether every question of a function is answered correctly."""
        return all(self.verdicts[q.name].status.accepted for q in self.reference.problem.questions_of(function))

    def answers(self, function: str) -> bool:
        """Return whether a function returned from all its calls."""
        return all(self.verdicts[q.name].status.answered for q in self.reference.problem.questions_of(function))

    @property
    def training(self) -> tuple[Answered, Plain] | None:
        """The long training used to judge convergence, and what it returned; None if it did not return."""
        for answered in self.answered:
            check = answered.call.check
            if check is not Check.VALUE and not check.only_shows and isinstance(answered.outcome, Returned):
                return answered, answered.outcome.value
        return None
