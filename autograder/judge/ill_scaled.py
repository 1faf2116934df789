"""Ill-scaled calls of a network's backward, on which derivatives stay exact and differences do not.

In the first, the inputs are very large and the first layer's weights very small, so that the predictions stay the same;
of a squared error, the targets and the last layer are very large too. In the second, the inputs are very small: what a
complex step adds to the sums is too small for a float. The weights stay as they are there, so that sums of squared
inputs, which are too small as well, do not count. All factors are powers of two: derivatives that are worked out change
by exactly the same factors, and differences by a small number do not.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import numpy as np

from autograder.declare.problem import Call, Check, Problem
from autograder.declare.roles import Network
from autograder.judge.reading import Expected, Leaf, read
from autograder.judge.values import identical
from autograder.plain.evidence import Plain
from autograder.report.status import Status

LARGE, TARGETS = 2.0**23, 2.0**42
"""Factors of the first call: a step of 1e-5 moves the sums by 80, and the loss by a hundredth of its rounding. float32
still holds all products."""
TINY = 2.0**-1010
"""Factor of the inputs in the second call: the gradient of the first weights is near 1e-304, and a step of 1e-20 moves
the sums by 1e-324. float32 holds neither, so the call shows something only of gradients that are right to 1e-9 else."""
FAR = 1e-3
"""Share of the largest entry of a gradient. Derivatives in float32 are off by 1e-6, right ones else by 1e-13."""


def ill_scaled(problem: Problem, call: Call, inputs: float = LARGE) -> Call | None:
    """Return a call of backward with inputs larger by a factor, or None if its layers do not say all of it."""
    net = problem.roles.network
    if net is None or not net.layers:
        return None
    given = dict(problem.bind(call))
    y = given[net.y]
    factor = 1.0 if inputs < 1 or ((y == 0) | (y == 1)).all() else TARGETS  # labels
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


def shows_differences(value: Plain, pieces: Mapping[str, Status], expected: Expected) -> bool:
    """Return whether the answer to an ill-scaled call is far from the derivatives in a piece that is right elsewhere.

    What cannot be read shows nothing. What is not finite does if the inputs are large: the numbers on the way are as
    large as in other calls.
    """
    if identical(value, expected.value):
        return False
    tiny = any(np.abs(arg).max() < TINY / FAR for arg in expected.args if isinstance(arg, np.ndarray) and arg.any())
    accepted = (Status.CORRECT,) if tiny else (Status.CORRECT, Status.CLOSE)
    shown = [piece for piece, status in pieces.items() if status in accepted]
    leaves = [leaf for piece in shown for leaf in read(value, piece, expected) if isinstance(leaf, Leaf)]
    return any(_far(leaf) for leaf in leaves if not tiny or np.isfinite(leaf.got).all())


def _far(leaf: Leaf) -> bool:
    return not bool(np.abs(leaf.got - leaf.want).max(initial=0.0) <= FAR * np.abs(leaf.want).max(initial=0.0))
