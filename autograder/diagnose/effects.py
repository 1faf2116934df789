"""The effects of each named mistake: which pieces it changes, and which it makes wrong by itself."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cached_property, lru_cache

import numpy as np

from autograder.declare.problem import Call, Case, Check, Function, Misconception, Problem
from autograder.declare.reference import Reference
from autograder.judge.follow import Astray, Follower
from autograder.judge.numeric import agree
from autograder.judge.probes import draw_cases
from autograder.judge.reading import Expected, Leaf, read
from autograder.judge.shared_calls import shared_calls
from autograder.judge.values import far_apart
from autograder.plain.evidence import Outcome, Plain, Probe, Returned

SEED = 0
"""The seed of the draw on which effects are measured. Which pieces a mistake changes is the same in every draw."""


@dataclass(frozen=True, eq=False)
class Effect:
    """One mistake, the reference edited to have it, and how that changes the right answers of a few calls.

    It *touches* a piece that it makes wrong; other pieces may change only because they follow from that piece.
    """

    mistake: Misconception
    of: Reference = field(repr=False)
    edited: Reference = field(repr=False)
    _shared: list[Plain] = field(default_factory=list, init=False, repr=False)

    @cached_property
    def changed(self) -> frozenset[str]:
        """The pieces that are not right in at least one call."""
        function = self._function
        return frozenset(
            p
            for p in compared(self.of.problem, function.name)
            for value, (_, _, right) in zip(self._values, _own_calls(self.of, self.mistake.function), strict=True)
            if not _same(function.piece_if_any(p, value), function.piece_if_any(p, right))
        )

    @property
    def answers(self) -> bool:
        """Whether the edited function answers at least one call."""
        return any(value is not None for value in self._values)

    @cached_property
    def touched(self) -> frozenset[str]:
        """The pieces that are wrong by themselves, not only because they follow from another."""
        return frozenset(p for p in self.changed if not self._only_follows(p))

    def on(self, base: Reference) -> Reference:
        """Return `base`, which may have mistakes in other functions, with this mistake added."""
        return self.edited if base is self.of else edited(base, self.mistake)

    @property
    def _function(self) -> Function:
        return self.edited.problem.function(self.mistake.function)

    def possible(self, said: Sequence[Outcome]) -> bool:
        """Return whether the answers to the calls that the class shares allow for this mistake.

        The first call rules out most, so the others are made when they are asked for.
        """
        for i, (outcome, expected) in enumerate(zip(said, shared_calls(self.of, self.mistake.function), strict=False)):
            if i == len(self._shared):
                self._shared.extend(self._made([Probe(self.mistake.function, expected.args)]))
            if isinstance(outcome, Returned) and far_apart(outcome.value, self._shared[i]):
                return False
        return True

    @cached_property
    def _values(self) -> tuple[Plain, ...]:
        return self._made(
            [Probe(call.function, call.args) for _, call, _ in _own_calls(self.of, self.mistake.function)]
        )

    def _made(self, probes: Sequence[Probe]) -> tuple[Plain, ...]:
        outcomes = map(self.edited.outcome, probes)
        return tuple(o.value if isinstance(o, Returned) else None for o in outcomes)

    def _only_follows(self, piece: str) -> bool:
        function, follower = self._function, Follower(self.edited, self.edited.outcome)
        question = f"{function.name}.{piece}" if piece else function.name
        for value, (case, call, right) in zip(self._values, _own_calls(self.of, self.mistake.function), strict=True):
            expected = Expected(function, call.args, right, case.sizes)
            with np.errstate(all="ignore"):
                reading = read(value, piece, expected)
                leaves = tuple(leaf for leaf in reading if isinstance(leaf, Leaf) and np.isfinite(leaf.got).all())
                if all(agree(leaf.got, leaf.want) for leaf in leaves) and len(leaves) == len(reading):
                    continue
                if len(leaves) < len(reading):
                    return False
                if follower.follow({question: [Astray(value, expected, leaves)]}) != {question: [True]}:
                    return False
        return True


@lru_cache(maxsize=256)
def edited(reference: Reference, *mistakes: Misconception) -> Reference:
    """Return the reference with these mistakes in it. Cached, because a class repeats the same ones."""
    return reference.edited(*mistakes)


def compared(problem: Problem, function: str) -> tuple[str, ...]:
    """Return the names of the pieces of a function's result that are compared by value; "" is all of it."""
    return tuple(q.piece for q in problem.questions_of(function) if q.check is Check.VALUE)


@lru_cache(maxsize=256)
def effects(reference: Reference, function: str) -> tuple[Effect, ...]:
    """Return the effects of all mistakes of one function. Cached, because they are the same for every student."""
    return tuple(Effect(m, reference, edited) for m, edited in reference.edits_of(function))


@lru_cache(maxsize=256)
def _own_calls(reference: Reference, function: str) -> tuple[tuple[Case, Call, Plain], ...]:
    """Return the calls on which the effects of one function's mistakes are measured, with the right answers."""
    return tuple(
        (case, call, reference.answer(Probe(function, call.args)))
        for case in draw_cases(reference.problem, SEED)
        for call in case.calls
        if call.function == function and call.check is Check.VALUE
    )


def _same(first: Plain, second: Plain) -> bool:
    match first, second:
        case dict(), dict():
            return first.keys() == second.keys() and all(_same(v, second[k]) for k, v in first.items())
        case ((list() | tuple()), (list() | tuple())):
            return len(first) == len(second) and all(map(_same, first, second))
        case None, _:
            return second is None
    one, other = np.asarray(first), np.asarray(second)
    if one.shape != other.shape or one.dtype.kind not in "fiu" or other.dtype.kind not in "fiu":
        return False
    return bool((one == other).all()) or agree(one.astype(np.float64), other.astype(np.float64))
