"""Ill-scaled calls, on which derivatives stay exact and differences do not.

Most are declared. Those of a network's backward are made here. In the first, the inputs are very large and the first
layer's weights very small, so that the predictions stay the same; of a squared error, the targets and the last layer
are very large too. In the second, the inputs are very small: what a complex step adds to the sums is too small for a
float. The weights stay as they are there, so that sums of squared inputs, which are too small as well, do not count.
All factors are powers of two: derivatives that are worked out change by exactly the same factors, and differences by a
small number do not.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any

import numpy as np

from autograder.declare.draw import are_labels
from autograder.declare.problem import Call, Check, Function, Problem
from autograder.declare.reference import Reference
from autograder.declare.roles import Network
from autograder.declare.rule import parameters
from autograder.judge.numeric import Floats
from autograder.judge.reached import reached
from autograder.judge.reading import Expected, Leaf, read
from autograder.plain.evidence import Cell, Plain, Probe
from autograder.report.status import Status
from autograder.report.verdict import Verdict

LARGE, TARGETS = 2.0**23, 2.0**42
"""Factors of the first call: a step of 1e-5 moves the sums by 80, and the loss by a hundredth of its rounding. float32
still holds all products."""
TINY = 2.0**-1010
"""Factor of the inputs in the second call: the gradient of the first weights is near 1e-304, and a step of 1e-20 moves
the sums by 1e-324. float32 holds neither, so the call shows something only of gradients that are right to 1e-9 else."""
FAR = 1e-3
"""Share of the largest entry of a gradient. Derivatives in float32 are off by 1e-6, right ones else by 1e-13."""
NUDGE = 1e-9
"""Share of each number by which arguments are moved to see what of a result is rounding."""
NARROW = 2e-8
"""Error of an ordinary answer that came out of float32 somewhere: half a unit in its last place is 3e-8. Differences
with a good step are nearer."""
COMPLEX = r"""j\b(?<=\dj)|J\b(?<=\dJ)|complex|cmath|emath|scimath|roots|fft|"[cDF]\d*"|'[cDF]\d*'"""
"""What code has that takes a complex step: it makes a number complex. `re` is fast if each way begins with a letter."""
COMMENT = r"""("(?:\\.|[^"\\\n])*"|'(?:\\.|[^'\\\n])*')|#.*"""
"""A string of one line, which is kept, or a comment."""
LEAST = 5e-324
"""The smallest float: whatever is not zero is not less."""


def ill_scaled_calls(problem: Problem, call: Call) -> Iterator[Call]:
    """Yield the ill-scaled variants of an ordinary call."""
    net, given = problem.roles.network, problem.bind(call)
    if net is not None and call.function == net.backward:
        for inputs in (TINY, LARGE):
            made = ill_scaled(problem, call, inputs)
            if made is not None:
                yield made
    for one in problem.ill_scaled.get(call.function, ()):
        changed = one.change(**{name: given[name] for name in parameters(one.change)})
        args = problem.function(call.function).arguments({**given, **changed})
        yield replace(call, args=args, check=one.check)


def ill_scaled(problem: Problem, call: Call, inputs: float = LARGE) -> Call | None:
    """Return a call of backward with inputs larger by a factor, or None if its layers do not say all of it."""
    net = problem.roles.network
    if net is None or not net.layers:
        return None
    given = dict(problem.bind(call))
    y = given[net.y]
    factor = 1.0 if inputs <= 1 or are_labels(y) else TARGETS
    params = dict(given[net.params])
    first, last = net.layers[0], net.layers[-1]
    params[first.weights] = params[first.weights] / max(inputs, 1.0)
    params[last.weights] = params[last.weights] * factor
    params[last.bias] = params[last.bias] * 0.0  # no step can be chosen by its size
    given |= {net.x: given[net.x] * inputs, net.y: y * factor, net.params: params}
    cache = _cache(net, given, given[net.cache])
    if cache is None:
        return None
    given[net.cache] = cache
    return replace(call, args=problem.function(call.function).arguments(given), check=Check.EXACTNESS)


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


def tiny_inputs(args: Iterable[Any]) -> bool:
    """Return whether a call has such small inputs that what a complex step adds to sums of them is too small."""
    return any(np.abs(arg).max() < TINY / FAR for arg in args if isinstance(arg, np.ndarray) and arg.any())


def shows_differences(
    value: Plain, verdicts: Mapping[str, Verdict], expected: Expected, reference: Reference, check: Check
) -> bool:
    """Return whether the answer to an ill-scaled call is far from the derivatives in a piece that is right elsewhere.

    `verdicts` are those on the pieces that may be differences. What cannot be read shows nothing. What is not finite
    does if the inputs are large: the numbers on the way are as large as in other calls.
    """
    if check is not Check.EXACTNESS:
        shown = [p for p, v in verdicts.items() if v.status.accepted and (v.error or 0.0) <= NARROW]
        return any(loses(leaf, check) for leaf in leaves_of(value, shown, expected))
    tiny = tiny_inputs(expected.args)
    accepted = (Status.CORRECT,) if tiny else (Status.CORRECT, Status.CLOSE)
    shown = [piece for piece, v in verdicts.items() if v.status in accepted]
    leaves = leaves_of(value, shown, expected)
    if reference.problem.roles.network is not None:
        leaves = map(unbounded, leaves)
    odd = [one for one in leaves if far(one) and (not tiny or np.isfinite(one.got).all())]
    return bool(odd) and not {leaf.label for leaf in odd} <= _rounding(shown, expected, reference)


def _rounding(pieces: Sequence[str], expected: Expected, reference: Reference) -> set[str]:
    """Return the labels of blocks that are nothing but rounding: their sums cancel.

    The reference gives others for arguments that differ by much less than the result may.
    """
    nudged = tuple(changed(arg, nudge) for arg in expected.args)
    again = reference.answer(Probe(expected.function.name, nudged))
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


def loses(leaf: Leaf, check: Check) -> bool:
    """Return whether an entry is smaller than the derivative, or not finite; an epsilon or a clip makes it larger."""
    got, want = np.abs(leaf.got).ravel(), np.abs(leaf.want).ravel()
    lost = (want > 0) & np.isfinite(want) & ~((got >= (1 - FAR) * want) & np.isfinite(got))
    if check is Check.NOTHING_LOST_LATER:
        lost = lost[1::2] & ~lost[: lost.size - 1 : 2]
    return bool(lost.any())
