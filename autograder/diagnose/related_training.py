"""Name a wrong training by how it differs from gradient descent with the reference's gradients."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

import numpy as np

from autograder.declare.problem import Check
from autograder.declare.reference import Reference
from autograder.diagnose.descending import Params, TrainingRun, about_losses, about_params, like
from autograder.diagnose.factors import ANOTHER_LENGTH, Named
from autograder.judge.probes import Answered
from autograder.judge.student_calls import Ask, UnrecordedError
from autograder.plain.evidence import Probe, Returned
from autograder.report.status import Status
from autograder.report.verdict import Verdict

UNREADABLE = (LookupError, TypeError, ValueError, ArithmeticError, UnrecordedError)
"""Raised if the training returns something else than parameters, or evidence of an older version lacks a call."""
VAGUE = ("later-steps", "another-length")
"""Kinds that say little."""


def name_training(
    verdicts: Sequence[Verdict], answered: Sequence[Answered], reference: Reference, ask: Ask, *, vague: bool = True
) -> tuple[Verdict, ...]:
    """Add a name and a sentence to wrong parameters and losses of training that have no name yet.

    Without `vague`, only what says more than a derived mistake would.
    """
    net = reference.problem.roles.network
    if net is None:
        return tuple(verdicts)
    bare = [v for v in verdicts if v.function == net.train and v.status is Status.WRONG and v.nameless]
    calls = [a for a in answered if a.call.function == net.train and a.call.check is Check.VALUE]
    if not calls:
        return tuple(verdicts)
    found: dict[str, Named] = {}
    with np.errstate(all="ignore"):
        for verdict in bare:
            if verdict.piece in (net.trained, net.losses):
                named = [_named(reference, verdict.piece, a, ask) for a in calls]
                same = _the_same(named)
                if same is not None and (vague or same.kind not in VAGUE):
                    found[verdict.question] = same
    return tuple(_said(v, found[v.question]) if v.question in found else v for v in verdicts)


def _the_same(named: Sequence[Named | None]) -> Named | None:
    """Return what is found in all calls; of factors that differ, only that there is one."""
    kinds = {None if n is None else n.kind for n in named}
    if len({None if n is None else n.name for n in named}) == 1:
        return named[0]
    if kinds <= {"constant-factor", "another-length"}:
        said = "Some steps have the right direction and another length: which numbers are they multiplied by?"
        return Named(ANOTHER_LENGTH, said, "another-length")
    return None


def _said(verdict: Verdict, found: Named) -> Verdict:
    return replace(verdict, message=f"{verdict.message} {found.sentence}", misconceptions=(found.kind,))


def _named(reference: Reference, piece: str, answered: Answered, ask: Ask) -> Named | None:
    net, outcome = reference.problem.network, answered.outcome
    try:
        run = _training(reference, reference.problem.bind(answered.call), ask)
        if piece == net.trained:
            return about_params(run)
        value = outcome.value if isinstance(outcome, Returned) else None
        losses = reference.problem.function(net.train).piece(net.losses, value)
        return about_losses(run, np.asarray(losses, np.float64).reshape(-1))
    except UNREADABLE:
        return None


def _training(reference: Reference, given: Mapping[str, Any], ask: Ask) -> TrainingRun:
    problem, net = reference.problem, reference.problem.network

    def cache(params: Params) -> Any:
        return reference.answer(problem.probe(net.forward, {**given, net.params: params}))

    def gradients(params: Params) -> Any:
        moved = {**given, net.params: params, net.cache: cache(params)}
        return reference.answer(problem.probe(net.backward, moved))

    def loss(params: Params) -> float:
        moved = {**given, net.params: params, net.y_hat: cache(params)[net.y_hat]}
        return float(reference.answer(problem.probe(net.loss, moved)))

    def trained(steps: int) -> Params:
        probe: Probe = problem.probe(net.train, {**given, net.steps: steps})
        value = outcome.value if isinstance(outcome := ask(probe), Returned) else None
        params = problem.function(net.train).piece(net.trained, value)
        return {name: like(value, params[name]) for name, value in given[net.params].items()}

    return TrainingRun(net, given, trained, gradients, loss)
