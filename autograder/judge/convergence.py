"""Check that training converges. The loss is recomputed from the returned parameters, never taken from the student."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np

from autograder.declare.descent import least_squares, longer, remaining
from autograder.declare.problem import Call, Check
from autograder.declare.reference import Reference
from autograder.plain.evidence import Probe

NEAR_OPTIMUM = 1e-3
"""Share of the first loss gap that may remain in a two-layer linear network; the reference leaves at most 1e-4
(the declaration draws until it does)."""
REFERENCE_MARGIN = 0.05
"""Share of the reference's own progress by which any other loss may fall short. A different order of summation moves
the end of 150 steps by 1e-12 of it, a gradient without 1/m or a frozen layer by more than 0.1."""
RATE_MARGIN = 0.9
"""Share of the steps after which the gap that theory predicts must be reached. One step short of 40 has already lost
its points elsewhere; half the steps or half the gradient end far away."""
LEAST_GAP = 1e-12
"""Share of the first gap below which nobody has to come: float32 ends here."""
ROUNDING = 1e-15
"""Share of the first gap by which rounding moves a loss near the optimum."""
TOO_FAST = "that is less than even half as many steps more of gradient descent at this learning rate would leave."
"""The training took more steps or longer ones, or did not descend at all."""


@dataclass(frozen=True)
class Arrival:
    """The result of a training. `error` is the remaining gap, `tolerance` the allowed one: shares of the first gap."""

    arrived: bool
    message: str
    error: float
    tolerance: float


def arrival(call: Call, reference: Reference, params: dict[str, Any], *, follows: bool = False) -> Arrival:
    """Compare trained parameters (already read, as float64) with what theory predicts or the reference reaches.

    `follows` says that it is proven to descend by its own gradients: then it may be faster than the reference.
    """
    net, given = reference.problem.network, reference.problem.bind(call)
    if not all(np.isfinite(p).all() for p in params.values()):
        return Arrival(
            arrived=False, message="After training, the parameters are nan or inf.", error=np.inf, tolerance=0.0
        )
    near = -np.inf
    first, last = (loss_at(reference, given, p) for p in (given[net.params], params))
    if call.check is Check.REFERENCE_LOSS:
        goal = call.goal
        if goal is None:
            function, trained = reference.problem.function(net.train), reference.answer(Probe(net.train, call.args))
            goal = loss_at(reference, given, function.piece(net.trained, trained))
        allowed, what = REFERENCE_MARGIN, f"{goal:.4g}, which the reference reaches"
    else:
        goal, slowest = least_squares(given[net.x], given[net.y], given[net.lr])
        what = f"the least-squares optimum {goal:.4g}"
        allowed = NEAR_OPTIMUM
        if call.check is Check.LEAST_SQUARES_AT_RATE:
            what += " as fast as theory says for this learning rate"
            steps = given[net.steps]
            allowed = slowest ** (2 * RATE_MARGIN * steps)
            if len(net.layers) == 1:
                (layer,), params = net.layers, given[net.params]
                gap = remaining(given[net.x], given[net.y], params[layer.weights], params[layer.bias], given[net.lr])
                allowed, near = gap(RATE_MARGIN * steps), gap(longer(steps))
            allowed = max(allowed, LEAST_GAP)
    if call.least is not None and np.isneginf(near):  # else theory says it, in all digits
        near = (call.least - goal) / (first - goal)
    left = (last - goal) / (first - goal)
    after = f"After {given[net.steps]} steps the loss is {last:.4g} (it was {first:.4g}): "
    if left < near - ROUNDING and not follows:
        return Arrival(arrived=False, message=after + TOO_FAST, error=float(left), tolerance=float(near))
    arrived = bool(left <= allowed)
    verb = "reaches" if arrived else "does not reach"
    return Arrival(arrived, f"{after}training {verb} {what}.", float(left), allowed)


def loss_at(reference: Reference, given: Mapping[str, Any], params: Mapping[str, Any]) -> float:
    """Return the reference's loss at these parameters. `given` maps the other arguments by name."""
    problem, net = reference.problem, reference.problem.network
    with np.errstate(all="ignore"):
        cache = reference.answer(problem.probe(net.forward, {**given, net.params: params}))
        return float(
            reference.answer(problem.probe(net.loss, {**given, net.params: params, net.y_hat: cache[net.y_hat]}))
        )
