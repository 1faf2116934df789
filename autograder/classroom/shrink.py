"""Find the smallest inputs that still show a mistake: fewest examples, features and hidden units, short numbers."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import islice, product
from typing import Any

import numpy as np

from autograder.declare.problem import Function, Question
from autograder.declare.reference import Reference
from autograder.diagnose.grouping import piece_compared
from autograder.judge.numeric import Agreement, compare
from autograder.judge.reading import Expected, Fault, Leaf, read
from autograder.judge.shared_calls import shared_calls
from autograder.plain.evidence import Outcome, Plain, Probe, Raised, Returned

AskAll = Callable[[Sequence[Probe]], Sequence[Outcome]]
"""Makes calls of the student's functions and returns the outcome of each."""

CHUNK = 64
MOST_TRIED = 3000
"""Maximum number of sizes to try, the smallest first; two_layer networks have up to 1,300. One takes 0.1 ms."""
DIGITS = ((1, 2), (1, 4), (2, 4), (3, 6))
"""Significant digits of the inputs and of what is computed from them, in the order in which to try them."""


@dataclass(frozen=True)
class Shown:
    """One call that shows a mistake: its arguments, what is expected, and what the student's function returned."""

    question: Question
    expected: Expected
    outcome: Outcome

    @property
    def piece(self) -> str:
        return piece_compared(self.question)


def smallest(reference: Reference, question: Question, ask: AskAll) -> Shown | None:
    """Return the smallest call in which a student's answer still differs in the same way, or None if there is none.

    `ask` calls the student's functions. Sizes are tried in the order of their sum, then of the number of examples.
    """
    shrinker = _Shrinker(reference, question, ask)
    with np.errstate(all="ignore"):
        return shrinker.smallest()


class _Shrinker:
    def __init__(self, reference: Reference, question: Question, ask: AskAll) -> None:
        self.reference = reference
        self.question = question
        self.ask = ask
        self.function = reference.problem.function(question.function)
        self.piece = piece_compared(question)

    def smallest(self) -> Shown | None:
        found = self._first(shared_calls(self.reference, self.function.name), None)
        if found is None:
            return None
        how = _difference(found.outcome, self.piece, found.expected)
        for step in (_smaller, _fewer_keys, _shorter):
            args, sizes = found.expected.args, found.expected.sizes
            candidates = (self._expected(*c) for c in step(self.function, args, sizes, self._recomputed))
            found = self._first((c for c in candidates if c is not None), how) or found
        return found

    def _first(self, candidates: Iterable[Expected], how: str | None) -> Shown | None:
        """Return the first candidate in which the student's answer differs, and in the way `how` if one is given."""
        left = islice(candidates, MOST_TRIED)
        while chunk := list(islice(left, CHUNK)):
            outcomes = self.ask([Probe(self.function.name, e.args) for e in chunk])
            for expected, outcome in zip(chunk, outcomes, strict=True):
                found = _difference(outcome, self.piece, expected)
                if found is not None and how in (None, found):
                    return Shown(self.question, expected, outcome)
        return None

    def _expected(self, args: tuple[Plain, ...], sizes: dict[str, int]) -> Expected | None:
        """Return what the reference answers, or None if it fails or the answer is not finite."""
        try:
            value = self.reference.answer(Probe(self.function.name, args))
        except Exception:  # noqa: BLE001 - made-up inputs may break the reference in any way
            return None
        return Expected(self.function, args, value, sizes) if _finite(value) else None

    def _recomputed(self, args: tuple[Plain, ...]) -> tuple[Plain, ...]:
        """Recompute what the reference computes from the other arguments, such as the cache from x and params."""
        named = self.function.bind(args)
        for name, (maker, sources) in self.function.recomputed.items():
            named[name] = self.reference.answer(Probe(maker, tuple(named[s] for s in sources)))
        return tuple(named.values())


Candidates = Iterator[tuple[tuple[Plain, ...], dict[str, int]]]
Recompute = Callable[[tuple[Plain, ...]], tuple[Plain, ...]]


def _smaller(function: Function, args: tuple[Plain, ...], sizes: dict[str, int], recompute: Recompute) -> Candidates:
    """Cut every axis and every count to smaller sizes. All sizes of a case differ, so a length tells its symbol."""
    ranges = [range(1, size + 1) for size in sizes.values()]
    first = [name for name in ("m", *sizes) if name in sizes]
    chosen = [dict(zip(sizes, combination, strict=True)) for combination in product(*ranges)]
    chosen.sort(key=lambda c: (sum(c.values()), *(c[name] for name in first)))
    for wanted in chosen:
        lengths = {sizes[name]: size for name, size in wanted.items() if sizes[name] > 1}
        cut = tuple(
            wanted[name] if isinstance(a, int) and sizes.get(name) == a else _cut(a, lengths)
            for name, a in zip(function.args, args, strict=True)
        )
        yield recompute(cut), wanted


def _fewer_keys(
    function: Function,  # noqa: ARG001 - one signature for all steps
    args: tuple[Plain, ...],
    sizes: dict[str, int],
    recompute: Recompute,
) -> Candidates:
    """Keep only one of the parameters that several dict arguments share, as those of an optimizer do."""
    dicts = [tuple(a) for a in args if isinstance(a, dict) and a]
    shared = max(dicts, key=dicts.count, default=())
    if dicts.count(shared) < 2:
        return
    parameters = next(a for a in args if isinstance(a, dict) and tuple(a) == shared)
    for key in sorted(shared, key=lambda k: np.size(parameters[k])):
        kept = tuple({key: a[key]} if isinstance(a, dict) and tuple(a) == shared else a for a in args)
        yield recompute(kept), sizes


def _shorter(function: Function, args: tuple[Plain, ...], sizes: dict[str, int], recompute: Recompute) -> Candidates:
    """Round every number; what is computed from others is recomputed, and rounded too."""
    for digits, computed in DIGITS:
        rounded = recompute(tuple(_rounded(a, digits) for a in args))
        yield (
            tuple(
                _rounded(a, computed) if name in function.recomputed else a
                for name, a in zip(function.args, rounded, strict=True)
            ),
            sizes,
        )


def _cut(value: Plain, lengths: dict[int, int]) -> Plain:
    match value:
        case np.ndarray():
            return value[tuple(slice(lengths.get(d, d)) for d in value.shape)].copy()
        case dict():
            return {key: _cut(entry, lengths) for key, entry in value.items()}
        case _:
            return value


def _rounded(value: Plain, digits: int) -> Plain:
    match value:
        case np.ndarray() if value.dtype.kind == "f":
            return np.array([float(f"{v:.{digits}g}") for v in value.ravel()]).reshape(value.shape)
        case dict():
            return {key: _rounded(entry, digits) for key, entry in value.items()}
        case float():
            return float(f"{value:.{digits}g}")
        case _:
            return value


def _finite(value: Plain) -> bool:
    match value:
        case dict():
            return all(map(_finite, value.values()))
        case list() | tuple():
            return all(map(_finite, value))
        case np.ndarray() | np.generic() | float():
            return bool(np.isfinite(np.asarray(value, np.float64)).all())
        case _:
            return True


def _difference(outcome: Outcome, piece: str, expected: Expected) -> str | None:
    """Return in one word how an answer differs, or None if it does not or the call did not return."""
    match outcome:
        case Raised(type_name):
            return f"raised {type_name}"
        case Returned(value):
            return _of_value(value, piece, expected)
        case _:
            return None


def _of_value(value: Any, piece: str, expected: Expected) -> str | None:
    blocks = read(value, piece, expected)
    if any(isinstance(b, Fault) for b in blocks):
        return "shape"
    leaves = [b for b in blocks if isinstance(b, Leaf)]
    if not all(np.isfinite(leaf.got).all() for leaf in leaves):
        return "not finite"
    compared = [compare(b.got, b.want, narrow=b.narrow, since=b.since) for b in leaves]
    return "value" if any(c.agreement is Agreement.WRONG for c in compared) else None
