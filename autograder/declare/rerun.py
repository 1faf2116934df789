"""The rule of a function that calls others: what its reference returns if it calls the student's own ones."""

from __future__ import annotations

import inspect
from collections.abc import Callable, Mapping
from typing import Any

import numpy as np

from autograder.declare.calls import calling, fresh, globals_in
from autograder.declare.problem import Function, InapplicableError, Rule, Steps
from autograder.declare.rule import AskedError, replayed


def rerun(
    function: Function, piece: str, reference: Callable[..., Any], declared: Mapping[str, Function]
) -> Rule | None:
    """Return the rule of a piece of the result ("" is all of it), or None if the function calls no declared one.

    The reference runs from the start after each answer, so it may be written in any way: with loops and branches.
    """
    helpers = globals_in(getattr(reference, "__code__", None)) & declared.keys() - {function.name}
    hidden = set(function.args) & set(function.pieces) if function.returned_by_name else set()
    if not helpers or hidden:
        return None

    def steps(**given: Any) -> Steps[Any]:
        answers: list[Any] = []
        while True:
            call = replayed(answers)
            run = calling(reference, {name: _replayed(declared[name], call) for name in helpers})
            try:
                return function.piece(piece, run(*[fresh(given[name]) for name in function.args]))
            except AskedError as asked:
                (answer,) = yield [tuple(map(_sent, asked.call))]
                answers.append(answer)
            except Exception as error:
                raise InapplicableError(str(error)) from error

    kind = inspect.Parameter.KEYWORD_ONLY
    steps.__signature__ = inspect.Signature([inspect.Parameter(n, kind) for n in function.args])  # type: ignore[attr-defined]
    return steps


def _replayed(function: Function, call: Callable[..., Any]) -> Callable[..., Any]:
    """Return a function that gives the known answers as the declared one returns them."""

    def helper(*args: Any) -> Any:
        answer = call(function.name, *args)
        return function.returned(answer) if function.pieces and not function.returned_by_name else answer

    return helper


def _sent(value: Any) -> Any:
    """Return an argument in a form that can be sent to a student's function. Raises InapplicableError."""
    match value:
        case np.ndarray() if value.dtype.kind in "fiub":
            return value.copy()
        case np.generic():
            return value.item()
        case None | bool() | int() | float() | str():
            return value
        case dict():
            return {name: _sent(entry) for name, entry in value.items()}
        case list():
            return [_sent(entry) for entry in value]
        case _:
            raise InapplicableError(f"a {type(value).__name__} cannot be sent")
