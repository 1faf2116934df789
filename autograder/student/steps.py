"""Gradient descent with the student's own functions, and in which way a training is not it."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Any

import numpy as np

from autograder.judge.probes import Answered
from autograder.plain.evidence import Returned
from autograder.student.check_session import CheckSession
from autograder.student.factors import Named, Sample, relate
from autograder.student.public import BACKWARD, FORWARD, LOSS, TRAIN
from autograder.student.true_gradients import measure

Params = Mapping[str, Any]
Gradients = Callable[[Params], Mapping[str, Any]]
FITS = 1e-6
"""Of the change of the parameters."""


def own_gradients(desk: CheckSession, x: Any, y: Any) -> Gradients:
    """Give the student's own gradients as a function of the parameters."""
    return lambda params: dict(desk.call(BACKWARD, x, y, params, desk.call(FORWARD, x, params)))


def measured_gradients(desk: CheckSession, x: Any, y: Any) -> Gradients:
    """Give those that the student's own loss has."""
    return lambda params: measure(desk.call, x, y, params).grads


def descend(params: Params, gradients: Gradients, lr: float, steps: int) -> Iterator[Params]:
    """Yield the parameters before the first step, and after each."""
    yield params
    for _ in range(steps):
        grads = gradients(params)
        params = {name: value - lr * _like(value, grads[f"d{name}"]) for name, value in params.items()}
        yield params


def _like(value: Any, gradient: Any) -> Any:
    array = np.asarray(gradient, np.float64)
    return array.reshape(np.shape(value)) if np.ndim(value) else float(array.reshape(()))


def own_loss(desk: CheckSession, x: Any, y: Any, params: Params) -> float:
    """Give the student's own loss at some parameters."""
    value = desk.call(LOSS, desk.call(FORWARD, x, params)["y_hat"], y)
    return float(np.asarray(value, np.float64).reshape(()))


def trained(desk: CheckSession, x: Any, y: Any, start: Params, lr: float, steps: int) -> Params:
    """Give the parameters after so many steps of the student's own training."""
    params = desk.call(TRAIN, x, y, start, lr, steps)[0]
    return {name: _like(value, params[name]) for name, value in start.items()}


def about_params(desk: CheckSession, answered: Answered, gradients: Gradients) -> Named | None:
    """Say in which way the parameters are not those of gradient descent."""
    x, y, start, lr, steps = answered.call.args
    ended = trained(desk, x, y, start, lr, steps)
    moved = {name: np.asarray(ended[name] - start[name], np.float64) for name in start}
    if not any(m.any() for m in moved.values()):
        return Named("never moves", "train gives back the parameters that it was given. Are the new ones kept?")
    still = [name for name, m in moved.items() if not m.any()]
    if still:
        return Named("frozen", f"{' and '.join(still)} never move.")
    visited = list(descend(start, gradients, lr, steps + 1))
    for count, what in ((steps - 1, "one step too few"), (steps + 1, "one step too many")):
        if _equal(ended, visited[count], start):
            return Named(what, f"Your parameters have taken {what}: count the turns of your loop.")
    first = gradients(start)
    if _equal(ended, {n: start[n] - steps * lr * _like(start[n], first[f"d{n}"]) for n in start}, start):
        return Named(
            "gradient not renewed", "Every step takes the gradient of the first one. When is it computed anew?"
        )
    one = trained(desk, x, y, start, lr, 1)
    if _equal(one, visited[1], start):
        return Named(
            "later steps", "The first step is right, a later one is not: what does a step hand on to the next?"
        )
    pairs = []
    for name in start:
        want = np.asarray(visited[1][name] - start[name], np.float64)
        got = np.asarray(one[name] - start[name], np.float64)
        pairs.append(Sample(got, want, {"m": float(x.shape[1]), "lr": lr}, {}))
    named = relate("Your first step", pairs)
    if named is not None:
        return named
    right = [n for n, p in zip(start, pairs, strict=True) if np.allclose(p.got, p.want, rtol=FITS, atol=0)]
    if right and len(right) < len(start):
        others = " and ".join(n for n in start if n not in right)
        return Named(
            "one after the other",
            f"{' and '.join(right)} move as they should, {others} not: do all gradients of a step belong to the same "
            "parameters?",
        )
    return None


def about_losses(desk: CheckSession, answered: Answered, gradients: Gradients) -> Named | None:
    """Say in which way the losses are not those before each step."""
    x, y, start, lr, steps = answered.call.args
    if not isinstance(answered.outcome, Returned):
        return None
    given = np.asarray(answered.outcome.value[1], np.float64).reshape(-1)
    path = [own_loss(desk, x, y, p) for p in descend(start, gradients, lr, steps)]
    if np.allclose(given, path[1:], rtol=FITS):
        return Named("after the step", "Each of your losses is taken after its step, not before it.")
    if len(given) > 1 and np.allclose(given, given[0], rtol=FITS):
        return Named("the same each time", "All of your losses are the same: of which parameters are they?")
    return relate("Each loss", [Sample(given, np.array(path[:-1]), {"m": float(x.shape[1])}, {})])


def _equal(first: Params, second: Params, start: Params) -> bool:
    changes = [(np.asarray(first[n] - start[n]), np.asarray(second[n] - start[n])) for n in start]
    largest = max(float(np.abs(b).max(initial=0.0)) for _, b in changes)
    return all(bool(np.abs(a - b).max(initial=0.0) <= FITS * largest) for a, b in changes)
