"""A network as backpropagation sees it: what goes into each layer, and the derivative by what comes out of it.

Needs no solution, and nothing but numpy: notebooks make it from their own forward and loss.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]


@dataclass(frozen=True, eq=False)
class Layer:
    """One layer with r units: `weights` (r, c), what goes in `inputs` (c, m), `delta` (r, m), `names` of W and b.

    `delta` is the derivative of the loss by the layer's sums (weights times inputs plus bias), 1/m inside. Where the
    inputs came through a sigmoid, `before` holds its argument.
    """

    names: tuple[str, str]
    weights: Floats
    inputs: Floats
    delta: Floats
    before: Floats | None = None


@dataclass(frozen=True, eq=False)
class Backprop:
    """One or two layers, the first one first; `squashed` are the outputs of a sigmoid at the very end."""

    layers: tuple[Layer, ...]
    squashed: Floats | None = None


def backprop(x: Any, params: Mapping[str, Any], cache: Mapping[str, Any], deltas: Mapping[str, Any]) -> Backprop:
    """Put a network together from its values, named as in the lecture; `deltas` by the names of the biases.

    Raises KeyError or ValueError where the values are those of no such network.
    """
    x = _matrix(x)
    values = {name: _matrix(value) for name, value in (*params.items(), *cache.items())}
    delta = {name: _matrix(value).reshape(-1, x.shape[1]) for name, value in deltas.items()}
    squashed = values["y_hat"] if "z" in cache or "z2" in cache else None
    if "w" in params:
        return Backprop((Layer(("w", "b"), values["w"], x, delta["b"]),), squashed)
    hidden, before = (values["a1"], values["z1"]) if "a1" in cache else (values["h"], None)
    first = Layer(("W1", "b1"), values["W1"], x, delta["b1"])
    return Backprop((first, Layer(("W2", "b2"), values["W2"], hidden, delta["b2"], before)), squashed)


def _matrix(value: Any) -> Floats:
    return np.atleast_2d(np.asarray(value, np.float64))
