"""Run gradient descent with the student's own functions, and describe how a training differs from it."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Any

import numpy as np

from autograder.declare.roles import Network
from autograder.diagnose.factors import Named, Sample, relate
from autograder.judge.probes import Answered
from autograder.plain.evidence import Returned
from autograder.student.check_session import CheckSession
from autograder.student.true_gradients import measure

Params = Mapping[str, Any]
Gradients = Callable[[Params], Mapping[str, Any]]
FITS = 1e-6
"""Tolerance as a share of the change of the parameters."""


def own_gradients(desk: CheckSession, given: Mapping[str, Any]) -> Gradients:
    """Return the student's own gradients as a function of the parameters."""
    net = desk.public.problem.network

    def at(params: Params) -> dict[str, Any]:
        moved = {**given, net.params: params}
        return dict(desk.call(net.backward, {**moved, net.cache: desk.call(net.forward, moved)}))

    return at


def measured_gradients(desk: CheckSession, given: Mapping[str, Any]) -> Gradients:
    """Return the gradients of the student's own loss as a function of the parameters."""
    net = desk.public.problem.network
    return lambda params: measure(desk.call, net, {**given, net.params: params}).grads


def descend(net: Network, given: Mapping[str, Any], gradients: Gradients, steps: int) -> Iterator[Params]:
    """Yield the parameters before the first step, and after each."""
    params = given[net.params]
    yield params
    for _ in range(steps):
        grads = gradients(params)
        params = {
            name: value - given[net.lr] * _like(value, grads[net.gradient_of[name]]) for name, value in params.items()
        }
        yield params


def _like(value: Any, gradient: Any) -> Any:
    array = np.asarray(gradient, np.float64)
    return array.reshape(np.shape(value)) if np.ndim(value) else float(array.reshape(()))


def own_loss(desk: CheckSession, given: Mapping[str, Any], params: Params) -> float:
    """Return the student's own loss at some parameters."""
    net = desk.public.problem.network
    y_hat = desk.call(net.forward, {**given, net.params: params})[net.y_hat]
    value = desk.call(net.loss, {**given, net.params: params, net.y_hat: y_hat})
    return float(np.asarray(value, np.float64).reshape(()))


def trained(desk: CheckSession, given: Mapping[str, Any], steps: int) -> Params:
    """Return the parameters after that many steps of the student's own training."""
    problem, net = desk.public.problem, desk.public.problem.network
    params = problem.function(net.train).piece(net.trained, desk.call(net.train, {**given, net.steps: steps}))
    return {name: _like(value, params[name]) for name, value in given[net.params].items()}


def about_params(desk: CheckSession, answered: Answered, gradients: Gradients) -> Named | None:
    """Describe how the parameters differ from those of gradient descent."""
    net, given = desk.public.problem.network, desk.public.problem.bind(answered.call)
    start, lr, steps = given[net.params], given[net.lr], given[net.steps]
    ended = trained(desk, given, steps)
    moved = {name: np.asarray(ended[name] - start[name], np.float64) for name in start}
    if not any(m.any() for m in moved.values()):
        said = f"{net.train} gives back the parameters that it was given. Are the new ones kept?"
        return Named("never moves", said)
    still = [name for name, m in moved.items() if not m.any()]
    if still:
        return Named("frozen", f"{' and '.join(still)} never move.")
    visited = list(descend(net, given, gradients, steps + 1))
    for count, what in ((steps - 1, "one step too few"), (steps + 1, "one step too many")):
        if _equal(ended, visited[count], start):
            return Named(what, f"Your parameters have taken {what}: count the turns of your loop.")
    first = gradients(start)
    once = {n: steps * lr * _like(value, first[net.gradient_of[n]]) for n, value in start.items()}
    if _equal(ended, {n: value - once[n] for n, value in start.items()}, start):
        return Named(
            "gradient not renewed", "Every step takes the gradient of the first one. When is it computed anew?"
        )
    one = trained(desk, given, 1)
    if _equal(one, visited[1], start):
        return Named(
            "later steps", "The first step is right, a later one is not: what does a step hand on to the next?"
        )
    pairs = []
    for name in start:
        want = np.asarray(visited[1][name] - start[name], np.float64)
        got = np.asarray(one[name] - start[name], np.float64)
        pairs.append(Sample(got, want, {"m": float(net.examples(given)), net.lr: lr}, {}))
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
    """Describe how the losses differ from those before each step."""
    problem, net = desk.public.problem, desk.public.problem.network
    if not isinstance(answered.outcome, Returned):
        return None
    given = problem.bind(answered.call)
    said = problem.function(net.train).piece(net.losses, answered.outcome.value)
    losses = np.asarray(said, np.float64).reshape(-1)
    path = [own_loss(desk, given, p) for p in descend(net, given, gradients, given[net.steps])]
    if np.allclose(losses, path[1:], rtol=FITS):
        return Named("after the step", "Each of your losses is taken after its step, not before it.")
    if len(losses) > 1 and np.allclose(losses, losses[0], rtol=FITS):
        return Named("the same each time", "All of your losses are the same: of which parameters are they?")
    return relate("Each loss", [Sample(losses, np.array(path[:-1]), {"m": float(net.examples(given))}, {})])


def _equal(first: Params, second: Params, start: Params) -> bool:
    changes = [(np.asarray(first[n] - start[n]), np.asarray(second[n] - start[n])) for n in start]
    largest = max(float(np.abs(b).max(initial=0.0)) for _, b in changes)
    return all(bool(np.abs(a - b).max(initial=0.0) <= FITS * largest) for a, b in changes)
