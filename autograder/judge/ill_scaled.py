"""An ill-scaled call of a network's backward, on which derivatives stay exact and differences do not.

The inputs are very large and the first layer's weights very small, so that the predictions stay the same; of a squared
error, the targets and the last layer are very large too. All factors are powers of two: derivatives that are worked out
change by exactly the same factors, and differences by a small number do not.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import replace
from typing import Any

import numpy as np

from autograder.declare.problem import Call, Check, Problem
from autograder.declare.roles import Network
from autograder.judge.reading import Expected, Leaf, read
from autograder.judge.values import identical
from autograder.plain.evidence import Plain

INPUTS, TARGETS = 2.0**23, 2.0**42
"""The factors: a step of 1e-5 moves the sums by 80, and the loss by a hundredth of its rounding. float32 still holds
all products."""
FAR = 1e-3
"""Share of the largest entry of a gradient. Derivatives in float32 are off by 1e-6, right ones else by 1e-13."""


def ill_scaled(problem: Problem, call: Call) -> Call | None:
    """Return the ill-scaled variant of a call of backward, or None if its layers do not say all of it."""
    net = problem.roles.network
    if net is None or not net.layers:
        return None
    given = dict(problem.bind(call))
    y = given[net.y]
    factor = 1.0 if ((y == 0) | (y == 1)).all() else TARGETS  # labels
    params = dict(given[net.params])
    first, last = net.layers[0], net.layers[-1]
    params[first.weights] = params[first.weights] / INPUTS
    params[last.weights] = params[last.weights] * factor
    params[last.bias] = params[last.bias] * 0.0  # no step can be chosen by its size
    given |= {net.x: given[net.x] * INPUTS, net.y: y * factor, net.params: params}
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


def shows_differences(value: Plain, pieces: Collection[str], expected: Expected) -> bool:
    """Return whether the answer to the ill-scaled call is far from the derivatives in one of these pieces.

    What cannot be read shows nothing. What is not finite does: the numbers on the way are as large as in other calls.
    """
    if identical(value, expected.value):
        return False
    return any(_far(leaf) for piece in pieces for leaf in read(value, piece, expected) if isinstance(leaf, Leaf))


def _far(leaf: Leaf) -> bool:
    return not bool(np.abs(leaf.got - leaf.want).max(initial=0.0) <= FAR * np.abs(leaf.want).max(initial=0.0))
