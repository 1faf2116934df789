"""The rule of a function that calls others: what its reference returns if it calls the student's own ones."""

from __future__ import annotations

import inspect
from collections.abc import Callable, Iterator, Mapping
from typing import Any

import numpy as np

from autograder.declare.calls import calling, fresh, names_in
from autograder.declare.problem import Function, InapplicableError, Rule, Steps

MOST_CALLS = 300
"""A reference that loops until something is reached need not reach it with a student's functions."""


class _AskedError(Exception):
    """The reference calls a function whose answer is not there yet."""

    def __init__(self, call: tuple[Any, ...]) -> None:
        super().__init__(call[0])
        self.call = call


def rerun(
    function: Function, piece: str, reference: Callable[..., Any], declared: Mapping[str, Function]
) -> Rule | None:
    """Return the rule of a piece of the result ("" is all of it), or None if the function calls no declared one.

    The reference runs from the start after each answer, so it may be written in any way: with loops and branches.
    """
    helpers = names_in(getattr(reference, "__code__", None)) & declared.keys() - {function.name}
    hidden = set(function.args) & set(function.pieces) if function.returned_by_name else set()
    if not helpers or hidden:
        return None

    def steps(**given: Any) -> Steps[Any]:
        answers: list[Any] = []
        while len(answers) < MOST_CALLS:
            left = iter(tuple(answers))
            run = calling(reference, {name: _replayed(declared[name], left) for name in helpers})
            try:
                return function.piece(piece, run(*[fresh(given[name]) for name in function.args]))
            except _AskedError as asked:
                (answer,) = yield [asked.call]
                answers.append(answer)
            except Exception as error:
                raise InapplicableError(str(error)) from error
        raise InapplicableError(f"more than {MOST_CALLS} calls")

    kind = inspect.Parameter.KEYWORD_ONLY
    steps.__signature__ = inspect.Signature([inspect.Parameter(n, kind) for n in function.args])  # type: ignore[attr-defined]
    return steps


def _replayed(function: Function, left: Iterator[Any]) -> Callable[..., Any]:
    """Return a function that gives the known answers in their order, and asks for the first that is not known."""

    def helper(*args: Any) -> Any:
        for answer in left:
            named = function.pieces and not function.returned_by_name
            return function.returned(answer) if named else answer
        raise _AskedError((function.name, *map(_sent, args)))

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
