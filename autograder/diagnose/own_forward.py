"""Check whether a wrong backward is right for the student's own forward and loss, one of which is wrong."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np

from autograder.declare.problem import Check, InapplicableError, Problem, Steps
from autograder.diagnose.gradient_check import GradientAgreement, around, check_direction, random_direction
from autograder.judge.follow import NOTHING_FOLLOWS
from autograder.judge.probes import Answered
from autograder.judge.rounds import carried_out, side_by_side
from autograder.judge.student_calls import Ask
from autograder.plain.evidence import Outcome, Plain, Probe, Returned
from autograder.report.status import Status
from autograder.report.verdict import Verdict

SEED = 0
"""The seed of the one direction in which the numerical gradient is taken."""


def own_forward(problem: Problem, verdicts: Sequence[Verdict], answered: Sequence[Answered], ask: Ask) -> str | None:
    """Return a sentence that says so, or None if it is not so or cannot be determined.

    Calls the student's functions about 15 times, and only if backward is wrong and forward or loss is too.
    """
    net = problem.roles.network
    if net is None:
        return None
    statuses = {name: {v.status for v in verdicts if v.function == name} for name in net.functions}
    wrong = [name for name in (net.forward, net.loss) if statuses[name] & {Status.WRONG, Status.FOLLOWS}]
    of_backward = statuses[net.backward]
    if not wrong or Status.WRONG not in of_backward or not all(s.compared for s in of_backward):
        return None
    call = next((a.call for a in answered if a.call.function == net.backward and a.call.check is Check.VALUE), None)
    if call is None:
        return None
    given = problem.bind(call)
    compare = carried_out(lambda: _agreement(problem, given), _value, lambda name: problem.function(name).result)
    try:
        with np.errstate(all="ignore"):
            agreement = side_by_side({0: compare}, ask)[0]
    except NOTHING_FOLLOWS:
        return None
    if agreement is not GradientAgreement.AGREES:
        return None
    culprit = " and ".join(f"`{name}`" for name in wrong)
    return (
        f"Your `{net.backward}` is right for your own `{net.forward}` and `{net.loss}`: it agrees with their numerical "
        f"gradient. The mistake is in {culprit}; once that is right, `{net.backward}` has to change with it."
    )


def _agreement(problem: Problem, given: Mapping[str, Any]) -> Steps[GradientAgreement]:
    """Compare all gradients with the slope of the student's own loss in one direction."""
    net = problem.network
    params = given[net.params]

    def call(function: str, known: Mapping[str, Any]) -> tuple[Any, ...]:
        return function, *problem.probe(function, known).args

    moved = around(params, random_direction(params, np.random.default_rng(SEED)))
    here, *caches = yield [call(net.forward, {**given, net.params: p}) for p in (params, *moved)]
    (grads,) = yield [call(net.backward, {**given, net.cache: here})]
    pairs = zip(moved, caches, strict=True)  # a penalty depends on the parameters themselves
    losses = yield [call(net.loss, {**given, net.params: p, net.y_hat: cache[net.y_hat]}) for p, cache in pairs]
    totals = (float(np.asarray(loss).reshape(())) for loss in losses)
    own = {name: grads[net.gradient_of[name]] for name in params}
    return check_direction(lambda _: next(totals), params, own, np.random.default_rng(SEED))


def _value(probe: Probe, outcome: Outcome) -> Plain:
    if not isinstance(outcome, Returned):
        raise InapplicableError(f"{probe.function} did not return")
    return outcome.value
