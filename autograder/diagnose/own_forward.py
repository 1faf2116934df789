"""Whether a wrong backward is right for the student's own forward and loss, one of which is wrong."""

from __future__ import annotations

from collections.abc import Sequence
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

SOURCES = ("forward", "loss")
SEED = 0
"""Of the one direction in which the numerical gradient is taken."""


def own_forward(problem: Problem, verdicts: Sequence[Verdict], answered: Sequence[Answered], ask: Ask) -> str | None:
    """Give the sentence that says so; None where it is not so, or cannot be known.

    Asks the student's functions some 15 times, and only where forward or loss is wrong and backward is too.
    """
    statuses = {name: {v.status for v in verdicts if v.function == name} for name in (*SOURCES, "backward")}
    wrong = [name for name in SOURCES if statuses[name] & {Status.WRONG, Status.FOLLOWS}]
    if not wrong or Status.WRONG not in statuses["backward"] or not all(s.compared for s in statuses["backward"]):
        return None
    call = next((a.call for a in answered if a.call.function == "backward" and a.call.check is Check.VALUE), None)
    if call is None:
        return None
    x, y, params, _ = call.args
    compare = carried_out(lambda: _agreement(x, y, params), _value, lambda name: problem.function(name).result)
    try:
        with np.errstate(all="ignore"):
            agreement = side_by_side({0: compare}, ask)[0]
    except NOTHING_FOLLOWS:
        return None
    if agreement is not GradientAgreement.AGREES:
        return None
    culprit = " and ".join(f"`{name}`" for name in wrong)
    return (
        f"Your `backward` is right for your own `forward` and `loss`: it agrees with their numerical gradient. The "
        f"mistake is in {culprit}; once that is right, `backward` has to change with it."
    )


def _agreement(x: Plain, y: Plain, params: dict[str, Any]) -> Steps[GradientAgreement]:
    """Compare all gradients with the slope of the student's own loss in one direction."""
    moved = around(params, random_direction(params, np.random.default_rng(SEED)))
    here, *caches = yield [("forward", x, p) for p in (params, *moved)]
    (grads,) = yield [("backward", x, y, params, here)]
    losses = yield [("loss", cache["y_hat"], y) for cache in caches]
    totals = (float(np.asarray(loss).reshape(())) for loss in losses)
    own = {name: grads[f"d{name}"] for name in params}
    return check_direction(lambda _: next(totals), params, own, np.random.default_rng(SEED))


def _value(probe: Probe, outcome: Outcome) -> Plain:
    if not isinstance(outcome, Returned):
        raise InapplicableError(f"{probe.function} did not return")
    return outcome.value
