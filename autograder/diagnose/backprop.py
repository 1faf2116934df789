"""A network as backpropagation sees it: what goes into each layer, and the derivative by what comes out of it.

Needs no solution, and nothing but numpy: notebooks make it from their own forward and loss.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]


@dataclass(frozen=True, eq=False)
class Layer:
    """One layer with r units: `weights` (r, c), what goes in `inputs` (c, m), `delta` (r, m), `names` of W and b.

    `delta` is the derivative of the loss by the layer's sums (inputs times weights plus bias), 1/m inside. Where the
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

    @property
    def examples(self) -> int:
        """The number m of examples."""
        return self.layers[0].inputs.shape[1]


def backprop(x: Any, params: Mapping[str, Any], cache: Mapping[str, Any], deltas: Mapping[str, Any]) -> Backprop:
    """Put a network together from its values, named as in the lecture; `deltas` by the name of the bias.

    Raises KeyError or ValueError where the values are of no such network.
    """
    values = {name: np.atleast_2d(np.asarray(value, np.float64)) for name, value in (*params.items(), *cache.items())}
    x = np.atleast_2d(np.asarray(x, np.float64))
    deltas = {name: np.asarray(delta, np.float64).reshape(-1, x.shape[1]) for name, delta in deltas.items()}
    squashed = values["y_hat"] if "z" in values or "z2" in values else None
    if "w" in values:
        return Backprop((Layer(("w", "b"), values["w"], x, deltas["b"]),), squashed)
    hidden = values["a1"] if "a1" in values else values["h"]
    first = Layer(("W1", "b1"), values["W1"], x, deltas["b1"])
    second = Layer(("W2", "b2"), values["W2"], hidden, deltas["b2"], values["z1"] if "a1" in values else None)
    return Backprop((first, second), squashed)


def own_backprop(
    forward: Callable[..., Mapping[str, Any]],
    gradient: Callable[[Callable[[Mapping[str, Any]], float], Mapping[str, Any], str], Floats],
    loss: Callable[[Any, Any], float],
    x: Any,
    y: Any,
    params: Mapping[str, Any],
) -> Backprop:
    """Make it from somebody's own forward and loss: `delta` from the gradients of each example by the biases alone."""
    m = x.shape[1]

    def of_example(name: str, i: int) -> Floats:
        def alone(p: Mapping[str, Any]) -> float:
            return float(loss(forward(x[:, i : i + 1], p)["y_hat"], y[:, i : i + 1]))

        return np.ravel(gradient(alone, params, name)) / m

    biases = [name for name in params if name.startswith("b")]
    deltas = {name: np.stack([of_example(name, i) for i in range(m)], axis=1) for name in biases}
    return backprop(x, params, forward(x, params), deltas)
