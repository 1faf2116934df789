"""One long training, derived: how it is judged, its learning rate, and which draws show what it shall show."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any

import numpy as np

from autograder.declare.alike import Params, turned, with_a_line
from autograder.declare.descent import least_squares, least_squares_lr
from autograder.declare.network import Training
from autograder.declare.network_case import NetworkFunctions
from autograder.declare.problem import Check
from autograder.declare.roles import Dense
from autograder.declare.underivable import UnderivableError

STEPS = 60
GAP_LEFT = (3e-9, 1e-7)
"""Share of the gap to the least-squares optimum that the steps may leave where numbers are trained: another optimum
shows then, and after half as many more steps rounding does not hide who took them."""
MOST_UNEVEN = 2.5
"""Ratio of the curvatures of a least-squares loss: in a narrower one, another optimum may pass for the right one."""
SLOWER = 0.3
"""Of the learning rate of a single layer, for several linear layers."""
NEAR_OPTIMUM = 1e-4
"""Share of the gap to the optimum that the reference may leave; ten times as much is accepted."""
LEAST_SHARE = 0.3
"""Of each label: else one answer for all is nearly right."""
HALF, NEEDED = 0.5, 0.1
"""The reference leaves at most half of its loss, and gains this share of its progress by each part of the network."""
Accept = Callable[[Any, Any, Params, float, int], bool]


@dataclass(frozen=True)
class LongTraining:
    """A long training of a network, with the sizes of its draw.

    One linear layer under the mean squared error must reach the optimum as fast as theory says, several must reach it:
    give them fewer hidden units than inputs, else the last layer alone may reach it, whatever becomes of the others.
    Any other network must reach the loss of the reference; its learning rate `lr` has to be said. One draw is turned
    for each student. A single feature, whose size has no symbol, cannot be turned: a line is added to that draw, or,
    where the loss is no squared error, each has their own.
    """

    sizes: dict[str, int]
    lr: float | None = None
    steps: int = STEPS
    accept: Accept | None = None

    def of(self, functions: NetworkFunctions, layers: Sequence[Dense]) -> Training:
        """Return the training of a network of these layers. Raises UnderivableError if it needs a learning rate."""
        check, lr, accept = self._derived(functions, layers)
        if self.lr is not None:
            given = self.lr
            lr = lambda _: given  # noqa: E731 - a training asks for a function
        if lr is None:
            raise UnderivableError("training: say its learning rate; only that of linear networks is derived")
        several = len(self.sizes) > 1
        once = several or check is Check.LEAST_SQUARES_AT_RATE
        alike = turned if several or not once else partial(with_a_line, layers[0])
        return Training(self.sizes, lr, self.steps, check, self.accept or accept, once, alike)

    def _derived(
        self, functions: NetworkFunctions, layers: Sequence[Dense]
    ) -> tuple[Check, Callable[[Any], float] | None, Accept]:
        if not layers or any(layer.sigmoid for layer in layers) or not functions.squared:
            return Check.REFERENCE_LOSS, None, needs_all(functions, layers)
        if len(layers) == 1:
            even = (lambda x, *_: is_even(x)) if len(self.sizes) > 1 else is_measurable
            return Check.LEAST_SQUARES_AT_RATE, least_squares_lr, even
        return Check.LEAST_SQUARES, lambda x: SLOWER * least_squares_lr(x), arrives(functions, layers)


def is_even(x: Any) -> bool:
    """Return whether a least-squares loss curves about as much in each direction: whatever moves its optimum shows."""
    design = np.vstack([x, np.ones((1, x.shape[1]))])
    return bool(np.linalg.cond(design @ design.T) < MOST_UNEVEN)


def is_measurable(x: Any, y: Any, params: Params, lr: float, steps: int) -> bool:
    """Return whether gradient descent from a weight and a bias leaves as much of the gap as can be measured well."""
    design = np.vstack([x, np.ones((1, x.shape[1]))])
    curvatures, directions = np.linalg.eigh(2 / x.shape[1] * design @ design.T)
    best = np.linalg.lstsq(design.T, y.ravel(), rcond=None)[0]
    gaps = curvatures * (directions.T @ (np.array([*params.values()]) - best)) ** 2
    left = float((gaps * (1 - lr * curvatures) ** (2 * steps)).sum() / gaps.sum())
    return GAP_LEFT[0] <= left <= GAP_LEFT[1]


def arrives(functions: NetworkFunctions, layers: Sequence[Dense]) -> Accept:
    """Return whether the reference comes near the least-squares optimum, and not without its first parameters.

    With as many hidden units as inputs, the last layer arrives alone.
    """
    needed = needs_all(functions, layers)

    def accept(x: Any, y: Any, params: Params, lr: float, steps: int) -> bool:
        trained, losses = functions.train(x, y, params, lr, steps)
        best, _ = least_squares(x, y, lr)
        end = functions.loss(functions.forward(x, trained)["y_hat"], y)
        near = bool(end - best <= NEAR_OPTIMUM * (losses[0] - best))
        narrow = any(len(params[layer.weights]) < len(x) for layer in layers[:-1])
        return near and (not narrow or needed(x, y, params, lr, steps))

    return accept


def needs_all(functions: NetworkFunctions, layers: Sequence[Dense]) -> Accept:
    """Return whether the reference comes far, and not without its first parameters.

    These are all but those of the last layer, or the bias of a single one. Labels must have their share each.
    """
    last = layers[-1] if layers else None
    moving = None if last is None else {last.weights} if len(layers) == 1 else {last.weights, last.bias}

    def without(x: Any, y: Any, params: Params, lr: float, steps: int) -> float:
        for _ in range(steps):
            grads = functions.backward(x, y, params, functions.forward(x, params))
            moved = {name: params[name] - lr * grads[f"d{name}"] for name in moving or ()}
            params = {**params, **moved}
        return float(functions.loss(functions.forward(x, params)["y_hat"], y))

    def accept(x: Any, y: Any, params: Params, lr: float, steps: int) -> bool:
        if set(np.unique(y)) <= {0.0, 1.0} and not LEAST_SHARE <= y.mean() <= 1 - LEAST_SHARE:
            return False
        trained, losses = functions.train(x, y, params, lr, steps)
        end = functions.loss(functions.forward(x, trained)["y_hat"], y)
        if not end < HALF * losses[0]:
            return False
        return moving is None or without(x, y, params, lr, steps) - end > NEEDED * (losses[0] - end)

    return accept
