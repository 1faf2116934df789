"""Name wrong values that a number in one place of the formula explains, whatever the number: it is solved for.

One entry of the wrong value gives the number, and all others, in all calls, have to agree with it.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache, partial
from itertools import product
from typing import Any

import numpy as np

from autograder.declare.calls import fresh
from autograder.declare.reference import Reference
from autograder.diagnose.derived import own_text, quietly, shared_values
from autograder.diagnose.number_places import AT_VALUES, NUMBER, NumberPlace, places
from autograder.diagnose.other_values import HookedValue, hooked_values
from autograder.diagnose.parsed_function import ParsedFunction
from autograder.judge.numeric import ABSOLUTE, RELATIVE, Floats
from autograder.judge.probes import Answered
from autograder.judge.reading import Expected, Leaf, read
from autograder.judge.shared_calls import shared_calls
from autograder.plain.evidence import Plain
from autograder.report.status import Status
from autograder.report.verdict import Verdict

TURNS = 12
"""Most steps of the search for the number: from where it would change nothing, the usual ones take two to six."""
FEWEST = 2
"""Fewest wrong entries: one gives the number, the others show that it is meant."""
LEFT_OUT = [place for place, _ in AT_VALUES]
"""Where 0 means that a part is left out, which is another mistake."""
TINY = 1e-300
LARGEST, SMALLEST = 1e6, 1e-16
NOTHING = 1e-12
"""The largest number that is 0 but for rounding, if not its order of magnitude alone is looked for."""
EXACT = 1e-12
"""When a number is found, as a share of the entry."""


@dataclass(frozen=True, eq=False)
class Numbered:
    """A function of the reference with an unknown number in one place."""

    place: NumberPlace
    function: Callable[..., Plain]

    def answer(self, expected: Expected, number: float) -> Plain:
        """Return the answer to one call with this number."""
        return self.function(*[fresh(a) for a in expected.args], **{NUMBER: number})


@dataclass(frozen=True, eq=False)
class Wrong:
    """The student's values of one piece, and the right ones, in the calls that the class shares."""

    piece: str
    calls: Sequence[Expected]
    got: Sequence[Floats]
    want: Sequence[Floats]

    @property
    def worst(self) -> tuple[int, int] | None:
        """The call and the entry that are furthest off, or None if no other is wrong: one number fits one entry."""
        off = [np.abs(g - w) / np.abs(w).max(initial=TINY) for g, w in zip(self.got, self.want, strict=True)]
        if sum(int((each > RELATIVE).sum()) for each in off) < FEWEST:
            return None
        call = max(range(len(off)), key=lambda i: float(off[i].max(initial=0.0)))
        return call, int(off[call].argmax())

    def same(self, call: int, made: Floats) -> bool:
        """Return whether values are those of the student's in one call."""
        got = self.got[call]
        near = RELATIVE * np.abs(got) + ABSOLUTE * np.abs(got).max(initial=0.0)
        return got.shape == made.shape and bool((np.abs(got - made) <= near).all())


def name_numbers(
    verdicts: Sequence[Verdict],
    answered: Sequence[Answered],
    reference: Reference,
    texts: Callable[[Reference, str], Sequence[str]] = own_text,
) -> tuple[Verdict, ...]:
    """Add a name and a sentence to the wrong values without one that a number in one place of a text explains."""
    return tuple(
        _named(v, answered, reference, texts(reference, v.function)) if v.nameless and v.status is Status.WRONG else v
        for v in verdicts
    )


def _named(verdict: Verdict, answered: Sequence[Answered], reference: Reference, texts: Sequence[str]) -> Verdict:
    calls, values = shared_calls(reference, verdict.function), shared_values(verdict, answered, reference)
    if not values:
        return verdict
    with quietly():
        got = [_numbers(value, verdict.piece, e) for value, e in zip(values, calls, strict=True)]
        want = [_numbers(e.value, verdict.piece, e) for e in calls]
        wrong = Wrong(verdict.piece, calls, got, want)
        if any(g.shape != w.shape or not np.isfinite(g).all() for g, w in zip(got, want, strict=True)):
            return verdict
        if (worst := wrong.worst) is None:
            return verdict
        for numbered in (n for text in texts for n in _numbered(reference, verdict.function, text)):
            number = _solved(numbered, wrong, *worst)
            if number is not None:
                said = numbered.place.sentence.format(f"{number:.4g}")
                return replace(verdict, message=f"{verdict.message} {said}", misconceptions=(numbered.place.kind,))
    return verdict


def _numbers(value: Plain, piece: str, expected: Expected) -> Floats:
    """Return all numbers of one piece of an answer in one row."""
    blocks = [leaf.got.ravel() for leaf in read(value, piece, expected) if isinstance(leaf, Leaf)]
    return np.concatenate(blocks) if blocks else np.zeros(0)


def _solved(numbered: Numbered, wrong: Wrong, call: int, entry: int) -> float | None:
    """Return the number with which the function gives the student's values in all calls, or None."""
    want = float(wrong.got[call][entry])

    def made(i: int, number: float) -> Floats:
        return _numbers(numbered.answer(wrong.calls[i], number), wrong.piece, wrong.calls[i])

    try:
        number = _root(lambda v: float(made(call, v)[entry]) - want, numbered.place, EXACT * abs(want))
        if number is None or not SMALLEST < abs(number) < LARGEST:
            return None
        number = 0.0 if abs(number) < NOTHING and not numbered.place.small else number
        if not number and numbered.place in LEFT_OUT:
            return None
        return number if all(wrong.same(i, made(i, number)) for i in range(len(wrong.calls))) else None
    except Exception:  # noqa: BLE001 - a variant may fail in any way
        return None


def _root(off: Callable[[float], float], place: NumberPlace, near: float) -> float | None:
    """Return the number at which something is zero, by the secant method on one scale after the other."""
    for turned, back in place.scales:
        last, now = back(place.start), back(place.start) + 1e-3
        before, after = off(place.start), off(turned(now))
        if before == after:
            return None  # the number changes nothing here
        for _ in range(TURNS):
            if abs(after) <= near:
                return float(turned(now))
            if after == before or not np.isfinite(after):
                break
            last, now, before = now, now - after * (now - last) / (after - before), after
            after = off(turned(now))
    return None


def _scalars(reference: Reference, function: str) -> list[str]:
    """Return the arguments of a function that are numbers: rates, shares, counts."""
    calls = shared_calls(reference, function)
    given = calls[0].function.bind(calls[0].args) if calls else {}
    return [name for name, value in given.items() if type(value) in (int, float)]


@lru_cache(maxsize=128)
def _numbered(reference: Reference, function: str, text: str) -> tuple[Numbered, ...]:
    """Return a right text of a function with a number in each place. Cached: the class shares them."""
    parts = ParsedFunction.of(text)
    found = []
    for place, others in places(parts, _scalars(reference, function)):
        tree = parts.with_argument(NUMBER, parts.with_others(others))
        with quietly():
            made = reference.variant(function, compile(tree, f"<{function}>", "exec"))
        found.append(Numbered(place, made))
    for value, (place, change) in product(hooked_values(reference, function, text), AT_VALUES):
        found.append(Numbered(place, partial(_numbered_value, value=value, change=change)))
    return tuple(found)


def _numbered_value(*args: Plain, value: HookedValue, change: Callable[[Any, float], Any], **number: float) -> Plain:
    """Call a function in which a number changes a value."""
    return value.changed(lambda v, _: change(v, number[NUMBER]))(*args)
