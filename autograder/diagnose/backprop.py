"""A network as backpropagation sees it: what goes into each layer, and the derivative by what comes out of it.

Needs no solution, and nothing but numpy: notebooks make it from their own forward and loss.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from autograder.declare.roles import Dense, Network

Floats = NDArray[np.float64]


@dataclass(frozen=True, eq=False)
class Layer:
    """One layer with r units: `weights` (r, c), what goes in `inputs` (c, m), `delta` (r, m), and the `names` of all.

    `delta` is the derivative of the loss by the layer's sums (weights times inputs plus bias), 1/m inside. Where the
    inputs came through a sigmoid, `before` holds its argument.
    """

    names: Dense
    weights: Floats
    inputs: Floats
    delta: Floats
    before: Floats | None = None


@dataclass(frozen=True, eq=False)
class Backprop:
    """The layers of a network, the first one first; `squashed` are the outputs of a sigmoid at the very end."""

    net: Network
    layers: tuple[Layer, ...]
    squashed: Floats | None = None


def backprop(net: Network, given: Mapping[str, Any], deltas: Mapping[str, Any]) -> Backprop:
    """Put a network together from its arguments and cache by their declared names, and `deltas` by those of biases.

    Raises LookupError or ValueError where the values are those of no network of dense layers.
    """
    if not net.layers:
        raise LookupError("the network is not declared as one of dense layers")
    x = _matrix(given[net.x])
    named = ((net.x, given[net.x]), *given[net.params].items(), *given[net.cache].items())
    values = {name: _matrix(value) for name, value in named}
    layers: list[Layer] = []
    argument: Floats | None = None
    for names in net.layers:
        delta = _matrix(deltas[names.bias]).reshape(-1, x.shape[1])
        layers.append(Layer(names, values[names.weights], values[names.inputs], delta, argument))
        argument = values[names.sums] if names.sigmoid else None
    return Backprop(net, tuple(layers), values[net.y_hat] if net.layers[-1].sigmoid else None)


def _matrix(value: Any) -> Floats:
    return np.atleast_2d(np.asarray(value, np.float64))
