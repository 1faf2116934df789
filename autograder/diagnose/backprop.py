"""A network as backpropagation sees it: the inputs of each layer, and the derivative by its sums.

Needs no solution and only numpy: notebooks build it from their own forward and loss.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import numpy as np
from numpy.typing import NDArray

from autograder.declare.roles import Dense, Network

Floats = NDArray[np.float64]


@dataclass(frozen=True, eq=False)
class Layer:
    """One layer with r units: `weights` (r, c), `bias`, `inputs` (c, m), `delta` (r, m), and the `names` of all.

    `delta` is the derivative of the loss by the layer's sums (weights times inputs plus bias), including 1/m. If the
    inputs are the output of a sigmoid, `before` holds its argument.
    """

    names: Dense
    weights: Floats
    inputs: Floats
    delta: Floats
    before: Floats | None = None
    bias: Floats = field(default_factory=lambda: np.zeros((1, 1)))


@dataclass(frozen=True, eq=False)
class Backprop:
    """The layers of a network, in forward order; `squashed` holds the outputs of a final sigmoid."""

    net: Network
    layers: tuple[Layer, ...]
    squashed: Floats | None = None


def backprop(net: Network, given: Mapping[str, Any], deltas: Mapping[str, Any]) -> Backprop:
    """Build a network from its arguments and cache by their declared names, and `deltas` by the names of biases.

    Raises LookupError or ValueError if the values do not form a network of dense layers.
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
        layers.append(Layer(names, values[names.weights], values[names.inputs], delta, argument, values[names.bias]))
        argument = values[names.sums] if names.sigmoid else None
    return Backprop(net, tuple(layers), values[net.y_hat] if net.layers[-1].sigmoid else None)


def _matrix(value: Any) -> Floats:
    return np.atleast_2d(np.asarray(value, np.float64))
