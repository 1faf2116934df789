"""Which value is the first wrong one in order of computation, and which only follow from it."""

from __future__ import annotations

import inspect
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from autograder.follow import piece_names
from autograder.forms import Fields
from autograder.problem import Problem
from autograder.verdict import Status, Verdict

WRONG_BY_ITSELF = (Status.WRONG, Status.SHAPE, Status.NOT_FINITE)
BROKEN = (Status.SHAPE, Status.NOT_FINITE)
"""From such a value nothing can be made, to see what would follow."""
CHAINED = ("forward", "backward")
"""Functions that make a problem a network: what they return is computed in one chain."""


@dataclass(frozen=True)
class FirstWrong:
    """One function's first wrong question, the pieces that follow from it, and others that are wrong too.

    With `broken`, nothing can be computed from the first (its shape is wrong, it is missing, or it holds nan), so
    nobody knows whether the others come from it.
    """

    question: str
    following: tuple[str, ...]
    others: tuple[str, ...]
    broken: bool = False

    def sentence(self, *, of_all: bool) -> str:
        """Say it to the student; `of_all` marks the first of the whole problem."""
        function, _, piece = self.question.partition(".")
        said = f"The first wrong value is `{self.question}`"
        if not of_all:
            said = f"In `{function}`, the first wrong value is `{piece}`"
        if self.following:
            said += f"; {_listed(self.following)} {'follows' if len(self.following) == 1 else 'follow'} from it"
        if self.others and self.broken:
            said += f". Mend it first: what is wrong with {_listed(self.others)} may come from it"
        elif self.others:
            said += f". Not explained by it: {_listed(self.others)}"
        return said + "."


def first_wrong(problem: Problem, verdicts: Sequence[Verdict]) -> tuple[FirstWrong, ...]:
    """Give the first wrong value of each function of a network that has one, in order of computation."""
    declared = {f.name: f for f in problem.functions}
    if not all(name in declared for name in CHAINED):
        return ()
    return tuple(
        found
        for f in problem.functions
        for found in _of_function(problem, f.name, verdicts, chained=isinstance(f.result, Fields))
    )


def _of_function(
    problem: Problem, function: str, verdicts: Sequence[Verdict], *, chained: bool
) -> Iterator[FirstWrong]:
    own = [v for v in verdicts if v.question.partition(".")[0] == function]
    wrong = [v.question for v in own if v.status in WRONG_BY_ITSELF]
    if not wrong:
        return
    following = _following(problem, wrong[0], {v.question for v in own if v.status is Status.FOLLOWS})
    others = [w.partition(".")[2] for w in wrong[1:]]
    broken = any(v.question == wrong[0] and v.status in BROKEN for v in own)
    yield FirstWrong(wrong[0], tuple(following), tuple(others), broken) if chained else FirstWrong(wrong[0], (), ())


def _following(problem: Problem, question: str, follow: set[str]) -> list[str]:
    """Walk from a question through those that follow, by the names of the quantities that the rules are made from."""
    function = question.partition(".")[0]
    own = piece_names(problem.function(function))
    reached = [question.partition(".")[2]]
    for piece in own:  # in order of computation
        sources = {
            name for rule in problem.rules_of(f"{function}.{piece}") for name in inspect.signature(rule).parameters
        }
        if f"{function}.{piece}" in follow and sources & set(reached):
            reached.append(piece)
    return reached[1:]


def _listed(names: Sequence[str]) -> str:
    quoted = [f"`{name}`" for name in names]
    return quoted[0] if len(quoted) == 1 else ", ".join(quoted[:-1]) + f" and {quoted[-1]}"
