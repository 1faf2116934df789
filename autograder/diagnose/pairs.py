"""Two mistakes in one function, found by what each of them touches instead of by trying every pair.

Of each edit we see which pieces it changes, and which of these it makes wrong by itself (it *touches* them; the others
only follow). A pair is tried only if together they change what is not right in the student's answers and touch what
is wrong there. Measured on two_layer_nonlinear.backward: 8 of 990 pairs are left to try on average.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from itertools import combinations

import numpy as np

from autograder.diagnose.matching import Edit, gives_the_same
from autograder.evidence import Plain, Probe, Returned
from autograder.follow import Follower, piece_names
from autograder.numeric import agree
from autograder.probes import Answered
from autograder.problem import Function
from autograder.reading import Expected, Leaf, read
from autograder.reference import CourseError, Reference

MOST_TRIED = 60
"""Pairs tried for one function: where everything is one piece (a loss), all of them touch it. At 0.15 ms each."""


@dataclass(frozen=True, eq=False)
class Effect:
    """What one edit does to the right answers of the calls."""

    edit: Edit
    calls: Sequence[Answered]
    right: Sequence[Plain] = field(repr=False)

    @cached_property
    def changed(self) -> frozenset[str]:
        """The pieces that come out other than right, in one call or another."""
        found: set[str] = set()
        for value, right, answered in zip(self._values, self.right, self.calls, strict=True):
            function = self.edit.edited.problem.function(answered.call.function)
            found.update(
                p for p in _pieces(function) if not _same(_piece(value, p, function), _piece(right, p, function))
            )
        return frozenset(found)

    @cached_property
    def touched(self) -> frozenset[str]:
        """The pieces that are wrong by themselves, and do not only follow from another."""
        return frozenset(p for p in self.changed if not self._only_follows(p))

    @cached_property
    def _values(self) -> tuple[Plain, ...]:
        outcomes = [self.edit.edited.outcome(Probe(a.call.function, a.call.args)) for a in self.calls]
        return tuple(o.value if isinstance(o, Returned) else None for o in outcomes)

    def _only_follows(self, piece: str) -> bool:
        follower = Follower(self.edit.edited, self.edit.edited.outcome)
        for value, right, answered in zip(self._values, self.right, self.calls, strict=True):
            function = self.edit.edited.problem.function(answered.call.function)
            expected = Expected(function, answered.call.args, right, answered.case.sizes)
            question = f"{function.name}.{piece}" if piece else function.name
            with np.errstate(all="ignore"):
                reading = read(value, piece, expected)
                leaves = tuple(leaf for leaf in reading if isinstance(leaf, Leaf) and np.isfinite(leaf.got).all())
                if len(leaves) < len(reading) or not follower.follows(question, value, expected, leaves):
                    return False
        return True


@dataclass(frozen=True, eq=False)
class Pair:
    """Two edits that give the student's answers together; `effects` stand in the order in which they are made."""

    edited: Reference
    effects: tuple[Effect, Effect]


def pairs(
    edits: Sequence[Edit],
    calls: Sequence[Answered],
    base: Reference,
    wrong: frozenset[str],
    not_right: frozenset[str],
) -> Iterator[Pair]:
    """Yield the pairs of edits that give the student's answers.

    `wrong` are the pieces that the student has wrong by themselves, `not_right` these and all that follow from them.
    """
    with np.errstate(all="ignore"):  # mistakes below may overflow
        right = [base.answer(Probe(a.call.function, a.call.args)) for a in calls]
    effects = [Effect(edit, calls, right) for edit in edits]
    usable = [e for e in effects if e.changed <= not_right]
    tried = 0
    for first, second in combinations(usable, 2):
        if first.changed | second.changed != not_right or not first.touched | second.touched >= wrong:
            continue
        ordered, edited = _both(base, first, second)
        if edited is None:
            continue
        tried += 1
        if tried > MOST_TRIED:
            return
        if gives_the_same(edited, calls):
            yield Pair(edited, ordered)


def _pieces(function: Function) -> tuple[str, ...]:
    return piece_names(function) or ("",)


def _piece(value: Plain, piece: str, function: Function) -> Plain:
    """Give one piece of what an edited function returned; None where there is no such piece."""
    if not piece:
        return value
    if isinstance(value, dict):
        return value.get(piece)
    at = piece_names(function).index(piece)
    return value[at] if isinstance(value, list | tuple) and at < len(value) else None


def _same(first: Plain, second: Plain) -> bool:
    match first, second:
        case dict(), dict():
            return first.keys() == second.keys() and all(_same(v, second[k]) for k, v in first.items())
        case (list() | tuple()), (list() | tuple()):
            return len(first) == len(second) and all(map(_same, first, second))
        case None, _:
            return second is None
    one, other = np.asarray(first), np.asarray(second)
    if one.shape != other.shape or one.dtype.kind not in "fiu" or other.dtype.kind not in "fiu":
        return False
    return bool((one == other).all()) or agree(one.astype(np.float64), other.astype(np.float64))


def _both(base: Reference, first: Effect, second: Effect) -> tuple[tuple[Effect, Effect], Reference | None]:
    """Make both edits, in the order in which the old text of each still stands there; None where neither order works."""
    for ordered in ((first, second), (second, first)):
        try:
            return ordered, base.edited(*(e.edit.mistake for e in ordered))
        except (CourseError, SyntaxError):  # the old text of the one is gone, or torn, when the other is in
            continue
    return (first, second), None
