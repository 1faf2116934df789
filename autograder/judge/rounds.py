"""Run several attempts that call the student's functions side by side, making all pending calls at once.

A round trip to the sandbox costs more than the calls in it.
"""

from __future__ import annotations

from collections.abc import Callable, Generator, Hashable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, TypeAlias, TypeVar

from autograder.declare.forms import Form
from autograder.declare.problem import Steps
from autograder.declare.rule import advanced
from autograder.judge.foresee import foreseen
from autograder.judge.student_calls import Ask, UnrecordedError, ask_each
from autograder.plain.evidence import Outcome, Probe

Key = TypeVar("Key", bound=Hashable)
Made = TypeVar("Made")


@dataclass(frozen=True)
class Wanted:
    """The calls that an attempt waits for, and those that it will probably make next."""

    probes: Sequence[Probe]
    foreseen: Sequence[Probe] = ()


Attempt: TypeAlias = Generator[Wanted, list[Outcome], Made]
"""A generator that yields the calls it needs, is sent their outcomes, and returns its result."""


def carried_out(
    begin: Callable[[], Steps[Made]], read: Callable[[Probe, Outcome], Any], form: Callable[[str], Form]
) -> Attempt[Made]:
    """Run a generator rule. `read` turns an outcome into what the rule takes, `form` returns the form of a result."""
    ahead: Sequence[Probe] = foreseen(begin(), form)
    steps = begin()
    answers: list[Any] | None = None
    while True:
        try:
            calls = advanced(steps, answers)
        except StopIteration as end:
            made: Made = end.value
            return made
        probes = [Probe(name, tuple(args)) for name, *args in calls]
        outcomes = yield Wanted(probes, ahead)
        ahead = ()
        answers = [read(p, o) for p, o in zip(probes, outcomes, strict=True)]


def side_by_side(attempts: Mapping[Key, Attempt[Made]], ask: Ask, later: Sequence[Probe] = ()) -> dict[Key, Made]:
    """Return the result of each attempt.

    The calls that others will need `later` are made with the first ones. If the stored evidence lacks an answer,
    UnrecordedError is raised in the attempt that waits for it.
    """
    made: dict[Key, Made] = {}
    waiting: dict[Key, Wanted] = {}

    def advance(key: Key, resume: Callable[[], Wanted]) -> None:
        try:
            waiting[key] = resume()
        except StopIteration as end:
            made[key] = end.value

    for key, attempt in attempts.items():
        advance(key, attempt.__next__)
    while waiting:
        asked, waiting = waiting, {}
        answers = _answers(asked, ask, later)
        later = ()
        for key in asked:
            attempt, answer = attempts[key], answers[key]
            if answer is None:
                advance(key, lambda attempt=attempt: attempt.throw(UnrecordedError()))  # type: ignore[misc]
            else:
                advance(key, lambda attempt=attempt, answer=answer: attempt.send(answer))  # type: ignore[misc]
    return made


def _answers(asked: Mapping[Key, Wanted], ask: Ask, later: Sequence[Probe]) -> dict[Key, list[Outcome] | None]:
    """Answer all pending calls at once, with None for attempts of which a call was not recorded."""
    probes = [probe for wanted in asked.values() for probe in wanted.probes]
    ahead = [probe for wanted in asked.values() for probe in wanted.foreseen]
    try:
        outcomes = iter(ask_each(ask, probes, (*ahead, *later)))
    except UnrecordedError:
        if len(asked) == 1:
            return dict.fromkeys(asked)
        return {key: answer for one in asked.items() for key, answer in _answers(dict((one,)), ask, later).items()}
    return {key: [next(outcomes) for _ in wanted.probes] for key, wanted in asked.items()}
