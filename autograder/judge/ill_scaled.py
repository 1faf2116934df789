"""Ill-scaled calls, on which derivatives stay exact and differences do not.

Most are declared. Those of a network's backward are made here. In the first, the loss of labels is zero and its
gradients are not: predictions are as sure as can be, and wrong. Other gradients are too small for a complex step. In
the second, what any step adds drowns in very large errors, or moves the sums of labels too far, by very large inputs
and weights. float32 holds all of that. In both, the first weights are as good as zero, so that no step is chosen by
their size, and the other weights subtract one unit from another: what comes out of equal units is the last bias. Errors
and inputs have one sign each, so that nothing cancels.
"""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from autograder.declare.draw import are_labels
from autograder.declare.problem import Call, Check, Function, Problem
from autograder.declare.reference import Reference
from autograder.declare.roles import Network
from autograder.declare.rule import parameters
from autograder.judge.numeric import RELATIVE, Floats
from autograder.judge.reached import reached
from autograder.judge.reading import Expected, Leaf, read
from autograder.plain.evidence import Cell, Plain, Probe
from autograder.report.verdict import Verdict

NOTHING = 2.0**-1014
"""Factor of what is to be as good as zero, and still has all its digits: near 1e-305."""


@dataclass(frozen=True)
class Scaling:
    """What takes the place of errors; of labels, the factors of the inputs and of later weights, and the last sums."""

    errors: float
    inputs: float
    weights: float
    sums: float


LARGE = Scaling(errors=2.0**110, inputs=2.0**23, weights=2.0**40, sums=1.0)
"""A step below 2**50 is less than the rounding of the errors. One of 1e-5 moves the sums of labels by 80."""
TINY = Scaling(errors=0.0, inputs=NOTHING, weights=1.0, sums=52 * math.log(2))
"""float32 does not hold this: the call shows something only of gradients that are right to 1e-9 else. The sigmoid of
the sums is 1 - 2**-52, so that a step changes the log of the rest by nothing or by half of it."""
FAR = 1e-3
"""Share of the largest entry of a gradient. Derivatives in float32 are off by 1e-6, right ones else by 1e-13."""
MOST = 2e-14
"""Share of the largest entry that rounding is. It was 6e-15 at most in right functions, in odd forms too, and 5e-14 in
differences by the best step."""
NOISY = 1e-12
"""Error of an ordinary answer that slopes between two points have, and odd products have not."""
VAST = 2.0**30
"""Ordinary gradients that are rounded to eight places are off by less than their rounding beside this."""
NUDGE = 1e-9
"""Share of each number by which arguments are moved to see what of a result is rounding."""
NARROW = 2e-8
"""Error of an ordinary answer that came out of float32 somewhere: half a unit in its last place is 3e-8. Differences
with a good step are nearer."""
COMPLEX = r"""j\b(?<=\dj)|J\b(?<=\dJ)|complex|cmath|emath|scimath|roots|fft|"[cDF]\d*"|'[cDF]\d*'"""
"""What code has that takes a complex step: it makes a number complex. `re` is fast if each way begins with a letter."""
COMMENT = r"""("(?:\\.|[^"\\\n])*"|'(?:\\.|[^'\\\n])*')|#.*"""
"""A string of one line, which is kept, or a comment."""
LOST = 1e-10
"""As good as zero beside derivatives that are not tiny. What an epsilon makes of them is 1e-9."""
ROUNDED = 10
"""More than two ways to compute 2**-52 differ by."""
LEAST = 5e-324
"""The smallest float: whatever is not zero is not less."""


def ill_scaled_calls(problem: Problem, call: Call) -> Iterator[Call]:
    """Yield the ill-scaled variants of an ordinary call."""
    net, given = problem.roles.network, problem.bind(call)
    if net is not None and call.function == net.backward:
        for scaling in (TINY, LARGE):
            made = ill_scaled(problem, call, scaling)
            if made is not None:
                yield made
    for declared in problem.ill_scaled.get(call.function, ()):
        changed = declared.change(**{name: given[name] for name in parameters(declared.change)})
        args = problem.function(call.function).arguments({**given, **changed})
        yield replace(call, args=args, check=declared.check)


def ill_scaled(problem: Problem, call: Call, scaling: Scaling) -> Call | None:
    """Return an ill-scaled call of backward, or None if its layers do not say all of it."""
    net = problem.roles.network
    if net is None or not net.layers:
        return None
    given = dict(problem.bind(call))
    labels = are_labels(given[net.y])
    params = dict(given[net.params])
    for layer in net.layers:
        params[layer.weights] = _one_less_another(params[layer.weights]) * (scaling.weights if labels else 1.0)
        params[layer.bias] = params[layer.bias] * 0.0 + 1.0
    params[net.layers[0].weights] = given[net.params][net.layers[0].weights] * NOTHING
    params[net.layers[-1].bias] *= scaling.sums if labels else scaling.errors
    given[net.params] = params
    given[net.x] = np.abs(given[net.x]) * (scaling.inputs if labels else 1.0)
    given[net.y] = np.abs(given[net.y]) * (0.0 if labels else -NOTHING)
    cache = _cache(net, given, given[net.cache])
    if cache is None:
        return None
    given[net.cache] = cache
    return replace(call, args=problem.function(call.function).arguments(given), check=Check.EXACTNESS)


def _one_less_another(weights: Any) -> Any:
    made = np.zeros_like(np.atleast_1d(weights))
    made[..., :2] = (1.0, -1.0)[: made.shape[-1]]
    return made.reshape(np.shape(weights))


def _cache(net: Network, given: Mapping[str, Any], like: Mapping[str, Any]) -> dict[str, Any] | None:
    """Return the values on the way that the cache holds, or None if it holds others than those of the layers."""
    known = {net.x: given[net.x], **given[net.params]}
    with np.errstate(all="ignore"):
        for layer in net.layers:
            weights, inputs = known[layer.weights], known[layer.inputs]
            known[layer.sums] = (weights @ inputs if np.ndim(weights) else weights * inputs) + known[layer.bias]
            if layer.sigmoid:
                known[layer.sigmoid] = 1 / (1 + np.exp(-known[layer.sums]))
    return {name: known[name] for name in like} if like.keys() <= known.keys() else None


def mentions(code: Iterable[Cell], pattern: str) -> bool:
    """Return whether code has a pattern somewhere outside its comments."""
    search = re.compile(pattern).search
    return any(search(cell.source) and search(re.sub(COMMENT, r"\1", cell.source)) for cell in code)


def may_be_complex(function: Function, code: Iterable[Cell]) -> bool:
    """Return whether a function of the student's may take a complex step. Comments take none."""
    uncommented = (re.sub(COMMENT, r"\1", cell.source) for cell in code)
    return re.search(COMPLEX, reached({*function.written}, uncommented)) is not None


def tiny(value: Plain) -> bool:
    """Return whether derivatives are among these that are smaller than float32 holds."""
    entries = value.values() if isinstance(value, dict) else value if isinstance(value, tuple) else (value,)
    return any(np.abs(entry).max() < NOTHING / FAR**2 for entry in entries)


def shows_differences(
    value: Plain, verdicts: Mapping[str, Verdict], expected: Expected, reference: Reference, check: Check
) -> bool:
    """Return whether the answer to an ill-scaled call is far from the derivatives in a piece that is right elsewhere.

    `verdicts` are those on the pieces that may be differences. What cannot be read shows nothing.
    """
    if check is not Check.EXACTNESS:
        shown = [p for p, v in verdicts.items() if v.status.accepted and (v.error or 0.0) <= NARROW]
        return any(loses(leaf, check) for leaf in leaves_of(value, shown, expected))
    shown = [piece for piece, v in verdicts.items() if v.status.accepted and (exact([v]) or not tiny(expected.value))]
    leaves = list(leaves_of(value, shown, expected))
    if reference.problem.roles.network is None:
        odd = list(filter(far, leaves))
    else:
        leaves = list(map(unbounded, leaves))
        odd = list(filter(far, leaves))
        if not odd and exact(verdicts.values()) and all(map(vast, leaves)):
            odd = [leaf for leaf in leaves if (verdicts[leaf.name].error or 0.0) > NOISY and off(leaf)]
    return bool(odd) and not {leaf.label for leaf in odd} <= _rounding(shown, expected, reference)


def exact(verdicts: Iterable[Verdict]) -> bool:
    """Return whether all of some answers are nearer than those of float32."""
    return all((verdict.error or 0.0) <= RELATIVE for verdict in verdicts)


def _rounding(pieces: Sequence[str], expected: Expected, reference: Reference) -> set[str]:
    """Return the labels of blocks that are nothing but rounding: their sums cancel.

    The reference gives others for arguments that differ by much less than the result may.
    """
    again = reference.answer(Probe(expected.function.name, moved(reference, expected.function, expected.args, nudge)))
    return {leaf.label for leaf in leaves_of(again, pieces, expected) if far(leaf)}


def nudge(numbers: Floats, times: int = 1) -> Floats:
    """Return numbers of which each differs by a small share of it."""
    return numbers * (1 + times * NUDGE * np.cos(np.arange(numbers.size).reshape(numbers.shape)))


def changed(argument: Plain, change: Callable[[Floats], Floats]) -> Plain:
    """Return an argument with other numbers, but for those that are all whole: labels, sizes."""
    if isinstance(argument, dict):
        return {name: changed(entry, change) for name, entry in argument.items()}
    if isinstance(argument, float | np.ndarray) and np.asarray(argument).dtype.kind == "f" and np.any(argument % 1):
        made = change(np.asarray(argument))
        return made if made.ndim else float(made)
    return argument


def moved(
    reference: Reference, function: Function, args: Sequence[Plain], change: Callable[[Floats], Floats]
) -> tuple[Plain, ...]:
    """Return other arguments, of which those that another function makes fit the others."""
    given = function.bind([changed(arg, change) for arg in args])
    for name, (other, names) in function.recomputed.items():
        given[name] = {**given[name], **reference.answer(Probe(other, tuple(given[n] for n in names)))}
    return function.arguments(given)


def leaves_of(value: Plain, pieces: Iterable[str], expected: Expected) -> Iterator[Leaf]:
    """Yield what can be compared of some pieces of a result."""
    return (leaf for piece in pieces for leaf in read(value, piece, expected) if isinstance(leaf, Leaf))


def unbounded(leaf: Leaf) -> Leaf:
    """Return a gradient of a network without what is much smaller than a derivative and not zero: kept within bounds.

    A difference of rounded losses is zero there, or not that small.
    """
    small = (leaf.got != 0) & (np.abs(leaf.got) < FAR * np.abs(leaf.want))
    return replace(leaf, got=np.where(small, leaf.want, leaf.got))


def far(leaf: Leaf) -> bool:
    """Return whether a block is far from the derivatives, by the largest of them."""
    return not bool(np.abs(leaf.got - leaf.want).max(initial=0.0) <= FAR * np.abs(leaf.want).max(initial=0.0))


def vast(leaf: Leaf) -> bool:
    """Return whether a block is so large that no rounding of ordinary numbers shows in it."""
    return bool(np.abs(leaf.want).max(initial=0.0) > VAST)


def off(leaf: Leaf) -> bool:
    """Return whether a block is not exact."""
    return bool(np.abs(leaf.got - leaf.want).max(initial=0.0) > MOST * np.abs(leaf.want).max(initial=0.0))


def lost(leaf: Leaf) -> bool:
    """Return whether the gradient of a bias has an entry that is zero, too large or of another sign.

    No right sum of errors has. Bounds make it smaller.
    """
    got, want = (each[np.abs(leaf.want) > FAR] for each in (leaf.got, leaf.want))
    return bool(((np.abs(got) < LOST) | (got / want < 0) | (got / want > ROUNDED)).any())


def shrunk(leaves: Sequence[Leaf]) -> bool:
    """Return whether all gradients are smaller by one factor: they are kept within one bound together."""
    largest = max(leaves, key=lambda leaf: float(np.abs(leaf.want).max(initial=0.0)), default=None)
    if largest is None or not np.isfinite([np.abs(leaf.got).max(initial=0.0) for leaf in leaves]).all():
        return False
    at = np.abs(largest.want).argmax()
    factor = float(largest.got.flat[at] / largest.want.flat[at])
    return 0 < factor < 1 - FAR and not any(far(replace(leaf, want=factor * leaf.want)) for leaf in leaves)


def loses(leaf: Leaf, check: Check) -> bool:
    """Return whether an entry is smaller than the derivative, or not finite; an epsilon or a clip makes it larger."""
    got, want = np.abs(leaf.got).ravel(), np.abs(leaf.want).ravel()
    lost = (want > 0) & np.isfinite(want) & ~((got >= (1 - FAR) * want) & np.isfinite(got))
    if check is Check.NOTHING_LOST_LATER:
        lost = lost[1::2] & ~lost[: lost.size - 1 : 2]
    return bool(lost.any())
