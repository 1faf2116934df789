"""Draw one case of a network: a call of each of its four functions, in which no mistake can hide."""

from __future__ import annotations

import functools
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass
from typing import Any, TypeVar

import numpy as np

from autograder.declare.alike import Params
from autograder.declare.draw import are_labels, mixed, preferably, spread, telling, unbalanced, until
from autograder.declare.problem import Call, Case

T = TypeVar("T", bound=tuple[Any, ...])
Draw = Callable[[np.random.Generator, dict[str, int]], tuple[Any, Any, Params]]
"""Draws x, y and params for the given sizes."""

OFFSET = 10.0
"""Added to the targets of a squared error, or taken off: gradients that are kept within 10 show in training."""
LEAST_COUPLING = 3e-3
"""Share by which the last parameter's gradient must change once the others have moved. Below it, the mistake of
updating one parameter before taking the next gradient would stay hidden (seen down to 5e-6 of the change)."""


@dataclass(frozen=True)
class NetworkFunctions:
    """The four functions of the reference, as the cases need them."""

    forward: Callable[..., Any]
    loss: Callable[..., Any]
    backward: Callable[..., Params]
    train: Callable[..., Any]

    @functools.cached_property
    def squared(self) -> bool:
        """Return whether the loss is the mean squared error, as three numbers show: its targets may be any numbers."""
        y_hat, y = np.array([[0.5, -1.0, 2.0]]), np.array([[1.0, 0.5, 0.25]])
        with np.errstate(all="ignore"), suppress(Exception):  # of another author's: it may take whole numbers only
            return bool(np.isclose(self.loss(y_hat, y), np.mean((y_hat - y) ** 2)))
        return False


def network_case(
    rng: np.random.Generator,
    reference: NetworkFunctions,
    draw: Draw,
    drawn: dict[str, int],
    lr: float,
    near: float,
    first: Mapping[str, tuple[Any, ...]],
) -> Case:
    """Draw one call of each function. Where the parameters are numbers, `first` are the arguments of the first case."""

    def unlike(function: str, make: Callable[[], T], numbers: Callable[..., Params]) -> T:
        before = numbers(*first[function]) if first else {}
        return preferably(make, lambda given: not first or _turned_over(before, numbers(*given)))

    start = functools.partial(draw, rng, drawn)

    def steep_start() -> tuple[Any, Any, Params]:
        x, y, params = start()
        return x, y if are_labels(y) or not reference.squared else y - OFFSET if first else y + OFFSET, params

    def begun(x: Any, y: Any, params: Params) -> tuple[Any, Any, Params, Any]:
        return x, y, params, reference.forward(x, params)

    def inputs() -> tuple[Any, Any, Params, Any]:
        return begun(*start())

    def tame(given: tuple[Any, Any, Params, Any]) -> bool:
        return telling(given[3]["y_hat"] - given[1], given[0])

    def predicted() -> tuple[Any, Any]:
        _, y, _, cache = until(inputs, lambda given: tame(given) and mixed(given[3]["y_hat"] - given[1]))
        return spread(rng, y + near * (cache["y_hat"] - y), y), y

    def gradients(x: Any, y: Any, params: Params, *_: Any) -> Params:
        return reference.backward(*begun(x, y, params))

    x_forward, _, params_forward = unlike("forward", start, lambda *given: given[-1])
    for_backward = unlike("backward", lambda: until(inputs, tame), gradients)
    for_loss = until(predicted, lambda given: unbalanced(given[0] - given[1]))
    for_train = functools.partial(unlike, "train", steep_start, lambda *given: given[2])
    x, y, params, _ = until(
        lambda: unlike("train", lambda: until(lambda: begun(*for_train()), tame), gradients),
        lambda given: _coupled(reference, *given, lr),
    )
    return Case(
        drawn,
        (
            Call("forward", (x_forward, params_forward)),
            Call("loss", for_loss),
            Call("backward", for_backward),
            Call("train", (x, y, params, lr, drawn["steps"])),
        ),
    )


def _turned_over(numbers: Mapping[str, Any], others: Mapping[str, Any]) -> bool:
    """Return whether what is one number has another sign than in `others`: else a lost sign may not show."""
    return not any(np.ndim(value) == 0 and value * others[name] > 0 for name, value in numbers.items())


def _coupled(reference: NetworkFunctions, x: Any, y: Any, params: Params, cache: Any, lr: float) -> bool:
    """Return whether one step of the other parameters changes the gradient of the last parameter."""
    *others, last = params
    grads = reference.backward(x, y, params, cache)
    moved = {**params, **{name: params[name] - lr * grads[f"d{name}"] for name in others}}
    change = reference.backward(x, y, moved, reference.forward(x, moved))[f"d{last}"] - grads[f"d{last}"]
    largest = max(float(np.abs(grads[f"d{name}"]).max()) for name in params)
    return float(np.abs(change).max()) >= LEAST_COUPLING * largest
