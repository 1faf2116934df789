"""Make other arguments of a training with the same losses: gradient descent commutes with these changes.

So one draw is accepted for all submissions, each of which gets its own numbers, and no mistake arrives by luck.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from autograder.declare.roles import Dense

Params = dict[str, Any]
TrainArgs = tuple[Any, Any, Params, float, int]
"""The arguments of train: x, y, params, lr, steps."""
Alike = Callable[[np.random.Generator, TrainArgs], TrainArgs]

STEEP, HIGH = (18.0, 20.0), (8.0, 10.0)
"""Slope and height of a line that is added: far from each other, from 0, and from what targets are drawn around."""


def turned(rng: np.random.Generator, args: TrainArgs) -> TrainArgs:
    """Turn the inputs and the first layer's weights by an orthogonal matrix, and reorder the examples.

    The largest weight on an input is negative: one that is taken for the learning rate goes the wrong way.
    """
    x, y, params, lr, steps = args
    n, m = x.shape
    matrix = np.linalg.qr(rng.standard_normal((n, n)))[0]
    order = rng.permutation(m)
    turning = {name: w for name, w in params.items() if isinstance(w, np.ndarray) and w.shape[-1:] == (n,)}
    if turning:
        weights = np.vstack([w.reshape(-1, n) for w in turning.values()]) @ matrix.T
        row, column = np.unravel_index(np.abs(weights).argmax(), weights.shape)
        if weights[row, column] > 0:
            matrix[column] *= -1
    moved = {name: w @ matrix.T for name, w in turning.items()}
    return matrix @ x[:, order], y[:, order], params | moved, lr, steps


def with_a_line(layer: Dense, rng: np.random.Generator, args: TrainArgs) -> TrainArgs:
    """Add a line to the targets and the parameters of another one, and reorder the examples.

    It is so steep and so high that a training that starts elsewhere starts far away. Both parameters are negative: a
    lost sign shows.
    """
    x, y, params, lr, steps = args
    slope, height = -rng.uniform(*STEEP), -rng.uniform(*HIGH)
    order = rng.permutation(x.shape[1])
    moved = {layer.weights: params[layer.weights] + slope, layer.bias: params[layer.bias] + height}
    return x[:, order], (y + slope * x + height)[:, order], params | moved, lr, steps
