"""Local rules: how one quantity is computed from others, and the calls that a rule asks for."""

from __future__ import annotations

import inspect
from collections.abc import Callable, Generator, Sequence
from functools import lru_cache
from typing import Any, TypeAlias, TypeVar

Rule: TypeAlias = Callable[..., Any]
"""A local rule: how one quantity is computed from others.

Its parameters are looked up by name: first among what the same function returned (the student's own values; `new_v`
is the `v` of a tuple of results), then among the function's arguments and the entries of its dict arguments. A
parameter `call` receives
`call(function, *args)`, which calls the student's own function and returns several results as a dict by their names.
It raises `InapplicableError` if nothing can follow. It runs again from the start after each answer: so the calls of all
cases are made at once. A rule that asks often is a generator (`Steps`): those of its calls that can be predicted
(`judge.foresee`) are made with the first ones.
"""

MOST_CALLS = 300
"""The number of calls after which what runs again after each answer is given up."""

_Result = TypeVar("_Result")
Steps: TypeAlias = Generator[list[tuple[Any, ...]], list[Any], _Result]
"""A rule as a generator: it yields independent calls as (function, *args), and is sent their results."""

_Asked = TypeVar("_Asked")
_Answer = TypeVar("_Answer")


def advanced(steps: Generator[_Asked, _Answer, Any], answer: _Answer | None) -> _Asked:
    """Send a rule its answers, or None to start it, and return its next calls. Raises StopIteration at the end."""
    return next(steps) if answer is None else steps.send(answer)


def own(function: str, *args: Any) -> Steps[Any]:
    """Return a generator rule that makes one call of the student's own function."""
    (answer,) = yield [(function, *args)]
    return answer


class InapplicableError(Exception):
    """A rule's inputs are missing, of the wrong shape, not finite, or zero everywhere: nothing follows from them."""


class AskedError(Exception):
    """What runs again after each answer makes a call whose answer is not there yet."""

    def __init__(self, function: str, args: tuple[Any, ...]) -> None:
        super().__init__(function)
        self.call = (function, *args)


def replayed(answers: Sequence[Any]) -> Callable[..., Any]:
    """Return a `call` that gives the known answers in their order. Raises AskedError for the first unknown one.

    Raises InapplicableError if there are too many: what loops until something is reached need not reach it with a
    student's functions.
    """
    if len(answers) >= MOST_CALLS:
        raise InapplicableError(f"more than {MOST_CALLS} calls")
    left = iter(tuple(answers))

    def call(function: str, *args: Any) -> Any:
        for answer in left:
            return answer
        raise AskedError(function, args)

    return call


@lru_cache(maxsize=1024)
def parameters(rule: Rule) -> tuple[str, ...]:
    """Return the names of a rule's parameters. Cached, because every submission asks."""
    return tuple(inspect.signature(rule).parameters)
