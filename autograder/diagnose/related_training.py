"""Name a wrong training by how it differs from gradient descent with the reference's gradients."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from typing import Any

import numpy as np

from autograder.declare.problem import Check
from autograder.declare.reference import Reference
from autograder.diagnose.constant_factors import is_constant
from autograder.diagnose.descending import about_losses, about_params
from autograder.diagnose.mixed_values import ANOTHER_LENGTH
from autograder.diagnose.sample import Named
from autograder.diagnose.training_run import Gradients, Params, TrainingRun, descend, equal, like
from autograder.judge.numeric import Floats, agree
from autograder.judge.probes import Answered
from autograder.judge.reading import Expected, Leaf, read
from autograder.judge.student_calls import Ask, UnrecordedError
from autograder.plain.evidence import Outcome, Probe, Returned
from autograder.report.status import Status
from autograder.report.verdict import Verdict

UNREADABLE = (LookupError, TypeError, ValueError, ArithmeticError, UnrecordedError)
"""Raised if the training returns something else than parameters, or evidence of an older version lacks a call."""
VAGUE = ("later-steps", "another-length", "another-combination")
"""Kinds that say little."""
LOOKED_AT = (Status.WRONG, Status.NOT_FINITE)
SMALLER = 1e-3
"""Share of the rate with which a training is asked again that does not stay finite."""
SHORT = {"one-step-short", "return-in-loop", "another-count"}
"""Kinds that may be an early end, if they are not the same everywhere."""
EARLY = Named("stops early", "Your loop sometimes ends before its last step. Who asks for that?", "stops-early")


def training_found(
    verdicts: Sequence[Verdict], answered: Sequence[Answered], reference: Reference, ask: Ask
) -> dict[str, Named]:
    """Return, by question, how wrong parameters and losses of training that have no name yet differ in all calls."""
    net = reference.problem.roles.network
    if net is None:
        return {}
    bare = [v for v in verdicts if v.function == net.train and v.status in LOOKED_AT and v.nameless]
    calls = [a for a in answered if a.call.function == net.train and a.call.check is Check.VALUE]
    found: dict[str, Named] = {}
    with np.errstate(all="ignore"):
        for verdict in bare if calls else ():
            if verdict.piece in (net.trained, net.losses):
                right = [a for a in calls if is_right(reference, verdict.piece, a)]
                same = _in_all(_named(reference, verdict.piece, a, ask) for a in calls if a not in right)
                sometimes = any(reference.problem.bind(a.call)[net.steps] > 1 for a in right)
                if same is not None:
                    found[verdict.question] = EARLY if sometimes and same.kind in SHORT else same
    return found


def name_training(
    verdicts: Sequence[Verdict], found: Mapping[str, Named], *, vague: bool = True
) -> tuple[Verdict, ...]:
    """Add the name and the sentence of what was found to verdicts that have no name yet.

    Without `vague`, only what says more than a derived mistake would.
    """
    said = {question: named for question, named in found.items() if vague or named.kind not in VAGUE}
    return tuple(
        _said(v, said[v.question]) if v.question in said and v.status in LOOKED_AT and v.nameless else v
        for v in verdicts
    )


def name_early_end(
    verdicts: Sequence[Verdict], answered: Sequence[Answered], reference: Reference, ask: Ask
) -> tuple[Verdict, ...]:
    """Name a long training that ends too early on the right path, if the short ones are right."""
    net, problem = reference.problem.roles.network, reference.problem
    if net is None or not all(v.status.accepted for v in verdicts if v.question == f"{net.train}.{net.trained}"):
        return tuple(verdicts)
    arrivals = {q.name: q.check for q in problem.questions_of(net.train) if q.check is not Check.VALUE}
    found = {}
    for verdict in (v for v in verdicts if v.question in arrivals and v.status is Status.WRONG and v.nameless):
        calls = [a for a in answered if a.call.function == net.train and a.call.check is arrivals[verdict.question]]
        counts = [_steps_taken(reference, a, ask) for a in calls]
        if counts and all(c is not None for c in counts):
            said = f"It stops after {counts[0]} steps. Who asks for that?"
            found[verdict.question] = Named("stops early", said, "stops-early")
    return tuple(_said(v, found[v.question]) if v.question in found else v for v in verdicts)


def _steps_taken(reference: Reference, answered: Answered, ask: Ask) -> int | None:
    """Return after how many steps a training stops on the way of gradient descent, or None."""
    net = reference.problem.network
    try:
        run = training_run(reference, reference.problem.bind(answered.call), ask)
        value = answered.outcome.value if isinstance(answered.outcome, Returned) else None
        params = reference.problem.function(net.train).piece(net.trained, value)
        ended = {name: like(v, params[name]) for name, v in run.start.items()}
        visited = descend(net, run.given, run.gradients, run.given[net.steps] - 1)
        return next((i for i, p in enumerate(visited) if equal(ended, p, run.start)), None)
    except UNREADABLE:
        return None


def _in_all(found: Iterable[Named | None]) -> Named | None:
    """Return what is found in all calls; of factors that differ, only that there is one."""
    named: list[Named] = []
    for one in found:
        if one is None:
            return None
        named.append(one)
    kinds = {n.kind for n in named}
    if len({(n.name, n.kind) for n in named}) <= 1:
        return named[0] if named else None
    if all(map(is_constant, kinds)):
        said = "Some steps have the right direction and another length: which numbers are they multiplied by?"
        return Named(ANOTHER_LENGTH, said, "another-length")
    if kinds <= SHORT and "return-in-loop" in kinds:
        return EARLY
    if kinds <= {"one-step-short", "one-step-more", "another-count"}:
        said = "Your loop takes another number of steps than it should: count its turns."
        return Named("another number of steps", said, "another-count")
    return named[0] if len(kinds) == 1 else None


def is_right(reference: Reference, piece: str, answered: Answered) -> bool:
    """Return whether one piece is right in one call, in which nothing can be learnt then."""
    call, outcome = answered.call, answered.outcome
    if not isinstance(outcome, Returned):
        return False
    expected = Expected(
        reference.problem.function(call.function), call.args, reference.answer(Probe(call.function, call.args)), {}
    )
    return all(isinstance(leaf, Leaf) and agree(leaf.got, leaf.want) for leaf in read(outcome.value, piece, expected))


def _said(verdict: Verdict, found: Named) -> Verdict:
    return replace(verdict, message=f"{verdict.message} {found.sentence}", misconceptions=(found.kind,))


def _named(reference: Reference, piece: str, answered: Answered, ask: Ask) -> Named | None:
    problem, net = reference.problem, reference.problem.network
    given, outcome = problem.bind(answered.call), answered.outcome
    try:
        numbers = _numbers(reference, piece, outcome)
        if not np.isfinite(numbers).all():  # with a smaller rate, all numbers may tell something
            given = {**given, net.lr: SMALLER * given[net.lr]}
            numbers = _numbers(reference, piece, ask(problem.probe(net.train, given)))
        run = training_run(reference, given, ask)
        return about_params(run) if piece == net.trained else about_losses(run, numbers)
    except UNREADABLE:
        return None


def _numbers(reference: Reference, piece: str, outcome: Outcome) -> Floats:
    """Return all numbers of the parameters or the losses that a training returns, in a row."""
    value = outcome.value if isinstance(outcome, Returned) else None
    whole = reference.problem.function(reference.problem.network.train).piece(piece, value)
    parts = whole.values() if isinstance(whole, dict) else [whole]
    return np.concatenate([np.ravel(np.asarray(part, np.float64)) for part in parts])


def training_run(reference: Reference, given: Mapping[str, Any], ask: Ask) -> TrainingRun:
    """Return one call of the student's training, to be compared with descent by the reference's gradients."""
    problem, net = reference.problem, reference.problem.network

    def gradients_with(given: Mapping[str, Any]) -> Gradients:
        def gradients(params: Params) -> Any:
            moved = {**given, net.params: params}
            moved[net.cache] = reference.answer(problem.probe(net.forward, moved))
            return reference.answer(problem.probe(net.backward, moved))

        return gradients

    def loss(params: Params) -> float:
        cache = reference.answer(problem.probe(net.forward, {**given, net.params: params}))
        moved = {**given, net.params: params, net.y_hat: cache[net.y_hat]}
        return float(reference.answer(problem.probe(net.loss, moved)))

    def trained(steps: int, start: Params = given[net.params]) -> Params:
        probe: Probe = problem.probe(net.train, {**given, net.params: start, net.steps: steps})
        value = outcome.value if isinstance(outcome := ask(probe), Returned) else None
        params = problem.function(net.train).piece(net.trained, value)
        return {name: like(value, params[name]) for name, value in given[net.params].items()}

    return TrainingRun(net, given, trained, gradients_with, loss)
