"""Training that raises because forward, loss or backward returns something unusable: not a mistake of its own."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from autograder.declare.problem import Problem
from autograder.report.status import Status
from autograder.report.verdict import Verdict

WHAT_IS_WRONG = {
    Status.MISSING: "which is not there",
    Status.NOT_IMPLEMENTED: "which is not written yet",
    Status.RAISED: "which raises an exception by itself",
    Status.SHAPE: "whose {piece} has the wrong shape",
}
"""Statuses after which a function that uses the value can hardly go on."""


def stopped_by(problem: Problem, verdicts: Sequence[Verdict]) -> Verdict | None:
    """Return the first verdict that explains why training raises, or None if it does not or raises by itself."""
    net = problem.roles.network
    if net is None or not any(v.function == net.train and v.status is Status.RAISED for v in verdicts):
        return None
    return next((v for v in verdicts if v.function in net.functions and v.status in WHAT_IS_WRONG), None)


def say_what_stops(problem: Problem, verdicts: Sequence[Verdict]) -> tuple[Verdict, ...]:
    """Add a hint to training that raises, naming the unusable value that it gets."""
    culprit = stopped_by(problem, verdicts)
    if culprit is None:
        return tuple(verdicts)
    function, piece = culprit.function, culprit.piece
    wrong = WHAT_IS_WRONG[culprit.status].format(piece=f"`{piece}`" if piece else "result")
    return tuple(
        replace(v, hint=f"`{v.function}` works with `{function}`, {wrong}: mend that first, it may be all.")
        if v.function == problem.network.train and v.status is Status.RAISED and v.hint is None
        else v
        for v in verdicts
    )
