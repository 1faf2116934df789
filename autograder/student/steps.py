"""Train with the student's own functions, and measure the gradients of their own loss on the way."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import partial
from typing import Any

import numpy as np

from autograder.diagnose.training_run import Gradients, Params, TrainingRun, like
from autograder.plain.evidence import Probe
from autograder.student.check_session import CheckSession
from autograder.student.true_gradients import measure


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

    def at(params: Params) -> Mapping[str, Any]:
        moved = {**given, net.params: params}
        here = Probe(net.train, (given[net.x], given[net.y], params))
        return desk.measured((net.forward, net.loss), here, partial(measure, desk.call, net, moved)).grads

    return at


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
    return {name: like(value, params[name]) for name, value in given[net.params].items()}


def training_of(
    desk: CheckSession, given: Mapping[str, Any], gradients_with: Callable[[CheckSession, Mapping[str, Any]], Gradients]
) -> TrainingRun:
    """Return one call of the student's training, to be compared with descent by these gradients."""
    net = desk.public.problem.network
    return TrainingRun(
        net,
        given,
        lambda steps: trained(desk, given, steps),
        partial(gradients_with, desk),
        lambda params: own_loss(desk, given, params),
    )
