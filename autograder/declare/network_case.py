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
FASTER, MOST_RATES = 1.3, 20
"""By what a learning rate is raised until the loss rises before the last step and is not the least one after it, and
how many are tried."""
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
    fast: Callable[[Any], float] | None = None,
) -> Case:
    """Draw one call of each function. `first` are the arguments of the first case, if this is the second one.

    If all parameters are numbers, each has another sign in the second case. Its training is too fast, where `fast`
    returns for an x a learning rate that may be: who stops when the loss rises, or halves the rate, shows.
    """
    turn = bool(first) and not any(map(np.ndim, first["forward"][1].values()))

    def unlike(function: str, make: Callable[[], T], numbers: Callable[..., Params]) -> T:
        before = numbers(*first[function]) if turn else {}
        return preferably(make, lambda given: not turn or _turned_over(before, numbers(*given)))

    start = functools.partial(draw, rng, drawn)

    def steep_start() -> tuple[Any, Any, Params]:
        x, y, params = start()
        return x, _far_off(reference, y, -OFFSET if turn else OFFSET), params

    def begun(x: Any, y: Any, params: Params) -> Backward:
        return x, y, params, reference.forward(x, params)

    def inputs() -> Backward:
        return begun(*start())

    def tame(given: Backward) -> bool:
        return telling(given[3]["y_hat"] - given[1], given[0])

    def short(given: Backward) -> bool:
        return reference.squared or _length(gradients(*given)) < SHORT

    def errors() -> Backward:
        tame_one = functools.partial(until, inputs, tame)
        return _steep(reference, tame_one) if first and reference.squared else preferably(tame_one, short)

    def predicted() -> tuple[Any, Any]:
        _, y, _, cache = until(inputs, lambda given: tame(given) and mixed(given[3]["y_hat"] - given[1]))
        return spread(rng, y + (near if first else 1.0) * (cache["y_hat"] - y), y), y

    def gradients(x: Any, y: Any, params: Params, *_: Any) -> Params:
        return reference.backward(*begun(x, y, params))

    x_forward, _, params_forward = unlike("forward", start, lambda *given: given[-1])
    for_backward = unlike("backward", errors, gradients)
    for_loss = until(predicted, lambda given: unbalanced(given[0] - given[1]))
    for_train = functools.partial(unlike, "train", steep_start, lambda *given: given[2])
    training_start = functools.partial(until, lambda: begun(*for_train()), tame)
    x, y, params, _ = until(
        lambda: unlike("train", lambda: preferably(training_start, short), gradients),
        lambda given: _coupled(reference, *given, lr),
    )
    rate = lr if fast is None or not first else _too_fast(reference, x, y, params, fast(x), drawn["steps"])
    return Case(
        drawn,
        (
            Call("forward", (x_forward, params_forward)),
            Call("loss", for_loss),
            Call("backward", for_backward),
            Call("train", (x, y, params, rate, drawn["steps"])),
        ),
    )


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


def _too_fast(reference: NetworkFunctions, x: Any, y: Any, params: Params, lr: float, steps: int) -> float:
    """Return a learning rate, this one or a larger one, at which the loss rises after a step."""
    for rate in lr * FASTER ** np.arange(MOST_RATES):
        with np.errstate(all="ignore"):
            _, losses = reference.train(x, y, params, float(rate), steps + 1)
        if (np.diff(losses[: steps - 1]) > 0).any() and losses[-1] > min(losses):
            return float(rate)
    return lr


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
