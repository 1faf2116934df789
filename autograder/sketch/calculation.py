"""The calculation of one example, number by number: forward to the loss, and back to every gradient.

Each number comes with what the numbers before it make of it, one arrow at a time. So a step that does not fit is seen
without any solution, and everything after it is judged by itself.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from math import isclose, isnan

import numpy as np
from numpy.typing import NDArray

from autograder.declare.roles import Network

Matrix = NDArray[np.float64]

NEAR = 1e-6
"""A number fits if it differs from what the arrows bring by this share at most: the slope of the loss is measured."""
LOSS = "loss"


@dataclass(frozen=True)
class OnePass:
    """One example on its way through a network. All arrays have two axes; the second one of values has length 1.

    `given` are the parameters, `x` and `y`, by name. `slope` is the derivative of the loss with respect to the
    prediction. `grads` is empty before there is a backward pass, and lacks what cannot be used of a student's.
    `scalars` are the parameters that are plain numbers, whose entries have no index.
    """

    net: Network
    given: Mapping[str, Matrix]
    values: Mapping[str, Matrix]
    loss: float
    slope: float
    grads: Mapping[str, Matrix]
    scalars: frozenset[str] = frozenset()

    def known(self, quantity: str) -> Matrix:
        """Return the numbers of a given or computed quantity. Raises KeyError."""
        return self.given[quantity] if quantity in self.given else self.values[quantity]

    def names(self, quantity: str, *, gradient: str = "") -> list[str]:
        """Name each number of a quantity, or of its `gradient`, as Python gets it: `W1[0,1]`, `z1[0]`, `b2`."""
        shown, values = gradient or quantity, self.known(quantity)
        if quantity in self.scalars:
            return [shown]
        if quantity in {layer.weights for layer in self.net.layers}:
            return [f"{shown}[{i},{j}]" for i, j in np.ndindex(values.shape)]
        return [f"{shown}[{i}]" if len(values) > 1 else shown for i in range(len(values))]

    def gradient(self, quantity: str) -> str:
        """Return the name of the gradient with respect to a quantity; of one that is not asked for, d and its name."""
        return self.net.gradient_of.get(quantity, f"d{quantity}")


@dataclass(frozen=True)
class Amount:
    """One number: `how` is its arithmetic, and `made` what that gives; None if nothing is known about it.

    The value is nan if the student's function returns none that can be used.
    """

    name: str
    value: float
    how: str = ""
    made: float | None = None

    @property
    def fits(self) -> bool:
        return self.made is None or isclose(self.value, self.made, rel_tol=NEAR, abs_tol=NEAR)


@dataclass(frozen=True)
class CalculationStep:
    """All numbers of one quantity; `back` if they are gradients. `asked` is False if no function returns them."""

    name: str
    amounts: tuple[Amount, ...]
    back: bool = False
    asked: bool = True


@dataclass(frozen=True)
class Spot:
    """The place of one number, and the name of its gradient, "" if there is none."""

    name: str
    gradient: str
    column: int
    row: float


@dataclass(frozen=True)
class Link:
    """An arrow between two spots. It carries a weight and its gradient, or a slope: their names, "" for none.

    One with a gradient alone leads from a bias: its slope is 1.
    """

    start: str
    end: str
    weight: str = ""
    gradient: str = ""
    slope: str = ""


@dataclass(frozen=True)
class Calculation:
    """A calculation as it is drawn. The first step is what is given."""

    title: str
    spots: tuple[Spot, ...]
    links: tuple[Link, ...]
    steps: tuple[CalculationStep, ...]

    @property
    def misfit(self) -> Amount | None:
        """The first number that is not what the numbers before it make."""
        return next((a for step in self.steps for a in step.amounts if not a.fits), None)


def is_chain(net: Network) -> bool:
    """Return whether the network is one layer after the other, from `x` to the prediction."""
    names = [net.x, *(layer.sigmoid or layer.sums for layer in net.layers)]
    return len(names) > 1 and [layer.inputs for layer in net.layers] == names[:-1] and names[-1] == net.y_hat


def slope_name(value: str) -> str:
    """Return the name of the slope of the loss, or of a sigmoid with this value."""
    return f"slope of {value}"


def number(value: float) -> str:
    """Return a number with three digits, as it is written in a drawing; of nan, a question mark."""
    return "?" if isnan(value) else f"{value:.3g}".replace("-", "\N{MINUS SIGN}")
