"""Laws of mini-batches: each example is in exactly one of them, with its own target, in an order drawn from rng."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import numpy as np

from autograder.declare.problem import Function
from autograder.declare.roles import Batching
from autograder.diagnose.sample import Named
from autograder.judge.probes import Answered
from autograder.plain.evidence import Plain, Returned

UNREADABLE = (LookupError, TypeError, ValueError)


def about_batches(
    function: Function, batching: Batching, answered: Sequence[Answered], values: Sequence[Plain]
) -> Named | None:
    """Return the first law that the batches of any call break, or None if nothing can be said."""
    for a, value in zip(answered, values, strict=True):
        if not isinstance(a.outcome, Returned):
            continue
        given, got = function.bind(a.call.args), a.outcome.value
        try:
            broken = None if _same(got, value) else next(_broken(batching, given, got), None)
        except UNREADABLE:
            continue
        if broken is not None:
            return broken
    return None


def _broken(batching: Batching, given: Mapping[str, Any], batches: Plain) -> Iterator[Named]:
    x, y, size = (given[name] for name in (batching.x, batching.y, batching.size))
    widths = [np.shape(xb)[1] for xb, _ in batches]
    if 0 in widths:
        yield Named("empty batch", "One of your batches is empty.", "empty-batch")
    if any(
        np.shape(yb) != (len(y), w) or np.shape(xb)[0] != len(x) for (xb, yb), w in zip(batches, widths, strict=True)
    ):
        names = f"{batching.x}_batch and {batching.y}_batch are not cut from {batching.x} and {batching.y}"
        yield Named("targets cut otherwise", f"Your {names} in the same way.", "targets-cut-otherwise")
        return
    together = np.hstack([np.vstack([xb, yb]) for xb, yb in batches])
    inputs, pairs = _columns(together[: len(x)]), _columns(together)
    missing = [c for c in _columns(x) if c not in inputs]
    if missing:
        yield Named(
            "examples lost",
            f"{len(missing)} of the {x.shape[1]} examples are in none of your batches.",
            "examples-lost",
        )
    if len(set(inputs)) < len(inputs):
        yield Named("examples twice", "Some examples are in your batches twice.", "examples-twice")
    if set(pairs) != set(_columns(np.vstack([x, y]))):
        yield Named("targets parted", "Some inputs are together with the target of another example.", "targets-parted")
    if any(w != size for w in widths[:-1]) or widths[-1] > size:
        said = f"Every batch but the last has {batching.size} examples, and the last at most as many."
        yield Named("wrong width", said, "wrong-width")
    if np.array_equal(together[: len(x)], x):
        yield Named("not shuffled", "Your batches come in the order of the data. What is rng for?", "not-shuffled")
    yield Named(
        "another order",
        "Every example is there once, but in another order than one rng.permutation(m) gives.",
        "another-order",
    )


def _same(first: Plain, second: Plain) -> bool:
    return len(first) == len(second) and all(
        len(a) == len(b) and all(map(np.array_equal, a, b)) for a, b in zip(first, second, strict=True)
    )


def _columns(array: Any) -> list[bytes]:
    return [np.ascontiguousarray(column).tobytes() for column in np.asarray(array, np.float64).T]
