# autograder: problem = multivariate_regression
# style: dataclasses and a named tuple inside, plain dicts outside, type hints
from __future__ import annotations

import dataclasses
from dataclasses import dataclass, field
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]


@dataclass(frozen=True)
class Weights:
    w: Array
    b: float

    def __sub__(self, other: Weights) -> Weights:
        return Weights(self.w - other.w, self.b - other.b)

    def __rmul__(self, factor: float) -> Weights:
        return Weights(factor * self.w, factor * self.b)


@dataclass
class History:
    losses: list[float] = field(default_factory=list)


class Slopes(NamedTuple):
    dy_hat: Array
    dw: Array
    db: float


def forward(x: Array, params: dict) -> dict:
    model = Weights(**params)
    return {"y_hat": model.w @ x + model.b}


def loss(y_hat: Array, y: Array) -> float:
    return float(np.mean(np.square(y_hat - y)))


def _slopes(x: Array, y: Array, y_hat: Array) -> Slopes:
    dy_hat = 2 * (y_hat - y) / y.shape[1]
    return Slopes(dy_hat, dy_hat @ x.T, float(dy_hat.sum()))


def backward(x: Array, y: Array, params: dict, cache: dict) -> dict:
    return _slopes(x, y, cache["y_hat"])._asdict()


def train(x: Array, y: Array, params: dict, lr: float, steps: int) -> tuple[dict, list]:
    model, history = Weights(**params), History()
    for _ in range(steps):
        y_hat = model.w @ x + model.b
        history.losses.append(loss(y_hat, y))
        slopes = _slopes(x, y, y_hat)
        model = model - lr * Weights(slopes.dw, slopes.db)
    return dataclasses.asdict(model), history.losses
