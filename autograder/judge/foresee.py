"""Predict what a generator rule is going to ask, by running the rule itself with placeholders for the answers.

A rule that follows a training asks for one step after the other, and each round trip costs more than the calls. Its
questions are known except for the numbers, and those can be computed next to the student's functions
(`plain.foresight`). Predictions are always checked: an answer counts only for a call with exactly the arguments that
the earlier answers lead to here.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from autograder.declare.forms import Fields, Form, Like, Parts
from autograder.declare.problem import Steps
from autograder.declare.rule import advanced
from autograder.plain.evidence import Plain, Probe
from autograder.plain.foresight import Later, Moved
from autograder.plain.record import record


class UnforeseenError(Exception):
    """A rule uses an answer in a way that needs the real value."""


@record(frozen=True, eq=False)
class Placeholder:
    """A placeholder for an answer, a part of one, or a step of gradient descent from there.

    Entries can be taken from it, and a multiple of one subtracted: `start - factor * answer["piece"]`. Whatever else a
    rule does with it raises, which ends the foreseeing.
    """

    made: Later | Moved
    form: Form | None = None

    __array_ufunc__ = None  # numpy leaves the arithmetic to the methods below
    __iter__ = None
    __contains__ = None

    def __getitem__(self, key: str) -> Placeholder:
        if not isinstance(self.made, Later):
            raise UnforeseenError
        match self.form:
            case Parts(parts):
                place = [p.name for p in parts].index(key)
                return Placeholder(self._later(place), parts[place])
            case Fields(entries):
                return Placeholder(self._later(key), next((e for e in entries if e.name == key), None))
            case Like():
                return Placeholder(self._later(key))
            case _:
                raise UnforeseenError

    def _later(self, part: str | int) -> Later:
        if not isinstance(self.made, Later):
            raise UnforeseenError
        return Later(self.made.of, (*self.made.path, part))

    def __rmul__(self, factor: float) -> _Multiple:
        return _Multiple(factor, self)

    def __sub__(self, other: Any) -> Placeholder:
        return other.__rsub__(self.made) if isinstance(other, _Multiple) else _unforeseen()

    def __array__(self, *_: Any, **__: Any) -> Any:
        raise UnforeseenError  # otherwise np.array_equal would return False

    def __bool__(self) -> bool:
        raise UnforeseenError

    def __eq__(self, other: object) -> bool:
        raise UnforeseenError

    __hash__ = None  # type: ignore[assignment]


@dataclass(frozen=True, eq=False)
class _Multiple:
    factor: float
    of: Placeholder

    __array_ufunc__ = None

    def __rsub__(self, start: Any) -> Placeholder:
        return Placeholder(Moved(start, self.factor, self.of.made))


def _unforeseen() -> Any:
    raise UnforeseenError


def foreseen(steps: Steps[Any], form: Callable[[str], Form]) -> tuple[Probe, ...]:
    """Return the calls that a rule is going to make, each after those whose results it needs.

    `steps` is a freshly started rule, which is consumed; `form` returns the form of a function's result. The tuple is
    empty for a rule that asks only once, because it waits for that call anyway.
    """
    probes: list[Probe] = []
    answers: list[Any] | None = None
    rounds = 0
    try:
        while True:
            calls = advanced(steps, answers)
            asked = [Probe(name, tuple(_argument(a) for a in args)) for name, *args in calls]
            answers = [Placeholder(Later(probe), form(probe.function)) for probe in asked]
            probes += asked
            rounds += 1
    except Exception:  # noqa: BLE001 - the end, or anything that a rule cannot do with a placeholder
        return tuple(probes) if rounds > 1 else ()


def _argument(value: Any) -> Plain:
    if isinstance(value, Placeholder):
        return value.made
    return {name: _argument(entry) for name, entry in value.items()} if type(value) is dict else value
