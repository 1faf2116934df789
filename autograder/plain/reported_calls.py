"""Functions that report the first of their calls whose result is not known yet, and end the call that made it.

The judge computes what a right function returns there, and makes the whole call again. So a student's function is
tried with right helpers, and the process that runs it never holds their code.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from typing import Any

from autograder.plain.evidence import Plain


class UnansweredError(BaseException):
    """The result of a call is not known. No `except Exception` of a student's goes on without it."""


class ReportedCalls:
    """The calls of some functions: the first ones return `results`, in this order, and the next one is reported."""

    def __init__(self, names: Sequence[str], results: Sequence[Plain]) -> None:
        self.functions: dict[str, Callable[..., Any]] = {name: partial(self._called, name) for name in names}
        self._results = list(results)
        self._report: list[Plain] = []

    def _called(self, name: str, /, *args: Any, **named: Any) -> Any:
        if not self._results or self._report:
            self._report = self._report or [name, list(args), named]
            raise UnansweredError(name)
        return self._results.pop(0)

    def reply(self, target: Callable[..., Any], args: Sequence[Any]) -> list[Plain]:
        """Call a function. Return [value], or [name, positional arguments, named ones] of the call to be answered."""
        try:
            value = target(*args)
        except BaseException:
            if not self._report:
                raise
        return self._report or [value]
