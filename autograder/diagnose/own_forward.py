"""Whether a wrong backward is right for the student's own forward and loss, one of which is wrong."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from autograder.declare.forms import Fields
from autograder.declare.problem import Check, InapplicableError, Problem
from autograder.diagnose.gradient_check import GradientAgreement, around, check_direction, random_direction, total
from autograder.judge.follow import NOTHING_FOLLOWS
from autograder.judge.probes import Answered
from autograder.judge.student_calls import Ask, ask_each
from autograder.plain.evidence import Plain, Probe, Returned
from autograder.plain.foresight import Later
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
    try:
        with np.errstate(all="ignore"):
            agreement = _agreement(problem, x, y, params, ask)
    except NOTHING_FOLLOWS:
        return None
    if agreement is not GradientAgreement.AGREES:
        return None
    culprit = " and ".join(f"`{name}`" for name in wrong)
    return (
        f"Your `backward` is right for your own `forward` and `loss`: it agrees with their numerical gradient. The "
        f"mistake is in {culprit}; once that is right, `backward` has to change with it."
    )


def _agreement(problem: Problem, x: Plain, y: Plain, params: dict[str, Any], ask: Ask) -> GradientAgreement:
    def call(function: str, *args: Plain) -> Any:
        outcome = ask(Probe(function, args))
        if not isinstance(outcome, Returned):
            raise InapplicableError(f"{function} did not return")
        if isinstance(problem.function(function).result, Fields) and type(outcome.value) is not dict:
            raise InapplicableError(f"{function} gives no dict")
        return outcome.value

    moved = around(params, random_direction(params, np.random.default_rng(SEED)))
    ask_each(ask, (), _ahead(x, y, params, moved))
    grads = call("backward", x, y, params, call("forward", x, params))
    function = total(lambda x, p: call("forward", x, p), lambda y_hat, y: call("loss", y_hat, y), x, y)
    own = {name: grads[f"d{name}"] for name in params}
    return check_direction(function, params, own, np.random.default_rng(SEED))


def _ahead(x: Plain, y: Plain, params: Plain, moved: Sequence[Plain]) -> tuple[Probe, ...]:
    """Foresee all calls: one by one they are known then."""
    here, *places = caches = [Probe("forward", (x, p)) for p in (params, *moved)]
    losses = [Probe("loss", (Later(cache, ("y_hat",)), y)) for cache in places]
    return (*caches, Probe("backward", (x, y, params, Later(here))), *losses)
