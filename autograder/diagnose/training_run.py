"""One call of `train`, and the path that gradient descent takes from the same start."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np

from autograder.declare.roles import Network
from autograder.judge.numeric import Floats

Params = Mapping[str, Any]
Gradients = Callable[[Params], Mapping[str, Any]]
FITS = 1e-6
"""Tolerance as a share of the change of the parameters."""


@dataclass(frozen=True)
class TrainingRun:
    """One call of `train`, whose arguments are `given` by name.

    `trained` returns the parameters after some steps, from other ones if it is given them, `gradients_with` the
    gradients for some arguments as a function of the parameters, `loss` the loss there.
    """

    net: Network
    given: Mapping[str, Any]
    trained: Callable[..., Params]
    gradients_with: Callable[[Mapping[str, Any]], Gradients]
    loss: Callable[[Params], float]

    @cached_property
    def gradients(self) -> Gradients:
        """The gradients for the arguments of this call."""
        return self.gradients_with(self.given)

    @property
    def start(self) -> Params:
        """The parameters before the first step."""
        found: Params = self.given[self.net.params]
        return found

    @property
    def numbers(self) -> dict[str, float]:
        """The numbers by which a step may be multiplied."""
        return {**self.net.sizes(self.given), self.net.lr: float(self.given[self.net.lr])}

    def step(self, name: str, params: Params) -> Floats:
        """Return the step of one parameter that the gradients at some parameters ask for."""
        return self.as_step(name, params[name], self.gradients(params))

    def as_step(self, name: str, value: Any, gradients: Mapping[str, Any]) -> Floats:
        """Return the step of one parameter, which has this value, that some gradients ask for."""
        gradient = gradients[self.net.gradient_of[name]]
        return -float(self.given[self.net.lr]) * np.asarray(like(value, gradient), np.float64)


def descend(net: Network, given: Mapping[str, Any], gradients: Gradients, steps: int) -> Iterator[Params]:
    """Yield the parameters before the first step, and after each."""
    params = given[net.params]
    yield params
    for _ in range(steps):
        grads = gradients(params)
        params = {
            name: value - given[net.lr] * like(value, grads[net.gradient_of[name]]) for name, value in params.items()
        }
        yield params


def like(value: Any, gradient: Any) -> Any:
    """Return a gradient in the shape of its parameter."""
    array = np.asarray(gradient, np.float64)
    return array.reshape(np.shape(value)) if np.ndim(value) else float(array.reshape(()))


def equal(first: Params, second: Params, start: Params) -> bool:
    """Return whether two ends of a training are the same, as far as the change from the start tells."""
    changes = [(np.asarray(first[n] - start[n]), np.asarray(second[n] - start[n])) for n in start]
    largest = max(float(np.abs(b).max(initial=0.0)) for _, b in changes)
    return all(bool(np.abs(a - b).max(initial=0.0) <= FITS * largest) for a, b in changes)
