"""The rule of the losses of a training: the loss before each step, where the student's own training arrives."""

from __future__ import annotations

import inspect
from collections.abc import Callable, Mapping, Sequence
from typing import Any

import numpy as np

from autograder.declare.calls import fresh
from autograder.declare.forms import Series
from autograder.declare.problem import Function, InapplicableError, Rule, Steps
from autograder.declare.rerun import rerun
from autograder.declare.rule import advanced


def retrained(
    function: Function, piece: str, reference: Callable[..., Any], declared: Mapping[str, Function]
) -> Rule | None:
    """Return the rule of one value per step, or None if the function does not go on from what it returns.

    It goes on if it returns new values of some of its arguments, and takes the number of steps. The value of each step
    is then that of the first step from where the student's own function arrives with fewer of them.
    """
    form, state = function.pieces.get(piece), [name for name in function.args if name in function.pieces]
    first = rerun(function, piece, reference, declared)
    if not isinstance(form, Series) or form.length not in function.args or not state or first is None:
        return None
    length = form.length

    def values(run: Callable[..., Any], given: Mapping[str, Any]) -> Any:
        return function.piece(piece, run(*[fresh(given[name]) for name in function.args]))

    def reached(given: Mapping[str, Any], steps: int) -> dict[str, Any]:
        returned = reference(*[fresh({**given, length: steps}[name]) for name in function.args])
        return {name: function.piece(name, returned) for name in state}

    def goes_on(given: Mapping[str, Any]) -> bool:
        """Return whether the reference itself does, with nothing but the new arguments."""
        each = [values(reference, {**given, **reached(given, i), length: 1})[0] for i in range(given[length])]
        return bool(np.allclose(each, values(reference, given)))

    def steps(**given: Any) -> Steps[Any]:
        if not goes_on(given):
            raise InapplicableError("losses of more than the arguments that are returned")
        trained = yield [
            (function.name, *({**given, length: done}[name] for name in function.args))
            for done in range(1, given[length])
        ]
        visited = [{name: given[name] for name in state}, *({name: one[name] for name in state} for one in trained)]
        made = yield from _together([first(**{**given, **now, length: 1}) for now in visited])
        found = [one[0] for one in made]
        if len({*found}) == 1:
            raise InapplicableError("training that never moves")
        return found

    kind = inspect.Parameter.KEYWORD_ONLY
    steps.__signature__ = inspect.Signature([inspect.Parameter(n, kind) for n in function.args])  # type: ignore[attr-defined]
    return steps


def _together(rules: Sequence[Steps[Any]]) -> Steps[list[Any]]:
    """Run several rules at once, so that each round trip carries a call of each."""
    made: dict[int, Any] = {}
    answers: dict[int, list[Any] | None] = dict.fromkeys(range(len(rules)))
    while answers:
        asked: dict[int, list[tuple[Any, ...]]] = {}
        for i, answer in answers.items():
            try:
                asked[i] = advanced(rules[i], answer)
            except StopIteration as end:
                made[i] = end.value
        replies = iter((yield [call for calls in asked.values() for call in calls]) if asked else ())
        answers = {i: [next(replies) for _ in calls] for i, calls in asked.items()}
    return [made[i] for i in range(len(rules))]
