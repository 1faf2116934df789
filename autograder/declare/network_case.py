"""Draw one case of a network: a call of each of its four functions, in which no mistake can hide."""

from __future__ import annotations

import functools
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass
from typing import Any, TypeVar

import numpy as np

from autograder.declare.alike import Params
from autograder.declare.descent import least_squares_lr
from autograder.declare.draw import are_labels, mixed, preferably, spread, telling, unbalanced, until
from autograder.declare.problem import Call, Case

T = TypeVar("T", bound=tuple[Any, ...])
Draw = Callable[[np.random.Generator, dict[str, int]], tuple[Any, Any, Params]]
"""Draws x, y and params for the given sizes."""
Backward = tuple[Any, Any, Params, Any]
"""Arguments of backward."""

OFFSET = 10.0
"""Added to the targets of a squared error, or taken off: gradients that are kept within 10 show in training."""
SHORT = 0.95
"""Length of all gradients of a cross-entropy, which are short: kept within 1, they are as right in every draw."""
STEEP = 5.25
"""What the largest entry of each gradient of the second backward pass reaches: kept within 5, it shows."""
LEAST_GRADIENT = 1.0
"""What the largest entry of each gradient of the second backward pass should reach before its errors are enlarged: the
less they are, the better does a student's own gradient check fit."""
DIVERGING, FASTER, MOST_RATES = 7.0, 1.3, 20
"""How many times `least_squares_lr` the loss may rise at; by what this rate is raised until it does, and how often."""
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


@dataclass(frozen=True)
class NetworkCase:
    """Draws one case. `first` are the arguments of the first case by function, if this is the second one.

    If all parameters are numbers, each has another sign in the second case. Of a single layer that `overshoots`, the
    second training is too fast, so that who stops when the loss rises, or halves the rate, shows. Several layers would
    go astray: their losses only fall.
    """

    rng: np.random.Generator
    reference: NetworkFunctions
    draw: Draw
    sizes: dict[str, int]
    lr: float
    near: float
    first: Mapping[str, tuple[Any, ...]]
    overshoots: bool

    def drawn(self) -> Case:
        """Draw one call of each function."""
        x_forward, _, params_forward = self._unlike("forward", self._start, lambda *given: given[-1])
        for_backward = self._unlike("backward", self._errors, self._gradients)
        for_loss = until(self._predicted, lambda given: unbalanced(given[0] - given[1]))
        x, y, params, _ = until(
            lambda: self._unlike("train", lambda: preferably(self._for_train, self._is_calm), self._gradients),
            lambda given: _coupled(self.reference, *given, self.lr),
        )
        steps = self.sizes["steps"]
        fast = bool(self.first) and self.overshoots
        lr = _too_fast(self.reference, x, y, params, steps) if fast else self.lr
        return Case(
            self.sizes,
            (
                Call("forward", (x_forward, params_forward)),
                Call("loss", for_loss),
                Call("backward", for_backward),
                Call("train", (x, y, params, lr, steps)),
            ),
        )

    @property
    def _turn(self) -> bool:
        """Whether each number has another sign than in the first case."""
        return bool(self.first) and not any(map(np.ndim, self.first["forward"][1].values()))

    def _unlike(self, function: str, make: Callable[[], T], numbers: Callable[..., Params]) -> T:
        before = numbers(*self.first[function]) if self._turn else {}
        return preferably(make, lambda given: not self._turn or _turned_over(before, numbers(*given)))

    def _start(self) -> tuple[Any, Any, Params]:
        return self.draw(self.rng, self.sizes)

    def _steep_start(self) -> tuple[Any, Any, Params]:
        x, y, params = self._start()
        return x, _far_off(self.reference, y, -OFFSET if self._turn else OFFSET), params

    def _begun(self, x: Any, y: Any, params: Params) -> Backward:
        return x, y, params, self.reference.forward(x, params)

    def _inputs(self) -> Backward:
        return self._begun(*self._start())

    def _for_train(self) -> Backward:
        start = functools.partial(self._unlike, "train", self._steep_start, lambda *given: given[2])
        return until(lambda: self._begun(*start()), _is_tame)

    def _errors(self) -> Backward:
        tame = functools.partial(until, self._inputs, _is_tame)
        return (
            _steep(self.reference, tame) if self.first and self.reference.squared else preferably(tame, self._is_short)
        )

    def _predicted(self) -> tuple[Any, Any]:
        _, y, _, cache = until(self._inputs, lambda given: _is_tame(given) and mixed(given[3]["y_hat"] - given[1]))
        return spread(self.rng, y + (self.near if self.first else 1.0) * (cache["y_hat"] - y), y), y

    def _gradients(self, x: Any, y: Any, params: Params, *_: Any) -> Params:
        return self.reference.backward(*self._begun(x, y, params))

    def _is_short(self, given: Backward) -> bool:
        return self.reference.squared or _length(self._gradients(*given)) < SHORT

    def _is_calm(self, given: Backward) -> bool:
        if self.overshoots or not self.reference.squared:
            return self._is_short(given)
        return not _rises(self.reference.train(*given[:3], self.lr, self.sizes["steps"])[1])


def _is_tame(given: Backward) -> bool:
    return telling(given[3]["y_hat"] - given[1], given[0])


def _far_off(reference: NetworkFunctions, y: Any, by: float) -> Any:
    """Return targets that lie far off, if they may be any numbers."""
    return y if are_labels(y) or not reference.squared else y + by


def _length(grads: Params) -> float:
    return float(np.sqrt(sum(np.sum(np.square(gradient)) for gradient in grads.values())))


def _steep(reference: NetworkFunctions, make: Callable[[], Backward]) -> Backward:
    """Draw arguments of backward whose errors are so large that each gradient has an entry beyond OFFSET."""

    def smallest(given: Backward) -> float:
        grads = reference.backward(*given)
        return min(float(np.abs(grads[f"d{name}"]).max()) for name in given[2])

    x, y, params, cache = drawn = preferably(make, lambda given: smallest(given) > LEAST_GRADIENT)
    enlarged = max(STEEP / max(smallest(drawn), LEAST_GRADIENT / 10), 1.0)
    return x, cache["y_hat"] + enlarged * (y - cache["y_hat"]), params, cache


def _too_fast(reference: NetworkFunctions, x: Any, y: Any, params: Params, steps: int) -> float:
    """Return a learning rate at which the loss of a single layer rises, and ends above the least one."""
    rates = DIVERGING * least_squares_lr(x) * FASTER ** np.arange(MOST_RATES)
    for rate in map(float, rates):
        _, losses = reference.train(x, y, params, rate, steps + 1)
        if _rises(losses[: steps - 1]) and losses[-1] > min(losses):
            break
    return rate


def _rises(losses: Any) -> bool:
    return bool((np.diff(losses) > 0).any())


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
