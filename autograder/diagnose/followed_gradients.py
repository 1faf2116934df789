"""Name a wrong training by its first step: by the gradients that it follows, or by what it computes itself before."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Any

import numpy as np

from autograder.declare.calls import fresh
from autograder.declare.problem import Call, Case
from autograder.declare.reference import Reference
from autograder.diagnose.derived import RANK, derived, own_text, quietly
from autograder.diagnose.mistake_kinds import MistakeKind
from autograder.diagnose.related_training import UNREADABLE, is_right
from autograder.diagnose.sample import same
from autograder.diagnose.through_others import Way
from autograder.judge.probes import Answered
from autograder.judge.shared_calls import shared_calls
from autograder.judge.student_calls import Ask
from autograder.plain.evidence import Plain, Returned
from autograder.report.status import Status
from autograder.report.verdict import Verdict

LOOKED_AT = (Status.WRONG, Status.NOT_FINITE, Status.SHAPE)
Gradients = Mapping[str, Any]
Pass = Callable[[Mapping[str, Any]], tuple[Gradients, float]]
"""One forward and backward pass: the gradients and the loss for some arguments by name."""


@dataclass(frozen=True, eq=False)
class _FirstStep:
    """One step at a rate of 1 on the arguments of a shared call of `backward`: what it follows, and its loss."""

    answered: Answered
    given: Mapping[str, Any]
    gradients: Gradients
    right: Gradients
    loss: float


def name_followed(
    verdicts: Sequence[Verdict], reference: Reference, ask: Ask, ways: Sequence[Way]
) -> tuple[Verdict, ...]:
    """Name the parameters and losses of a training that have no name yet by what is wrong in its first step.

    The `ways` name gradients as if `backward` had given them.
    """
    net = reference.problem.roles.network
    if net is None:
        return tuple(verdicts)
    found = {v.piece: v for v in verdicts if v.function == net.train}
    params, losses = net.trained, net.losses
    bare = [p for p in (params, losses) if p in found and found[p].nameless and found[p].status in LOOKED_AT]
    try:
        with np.errstate(all="ignore"):
            steps = list(_first_steps(reference, ask)) if bare else []
    except UNREADABLE:
        return tuple(verdicts)
    if params in bare:
        found[params] = _by_gradients(found[params], steps, reference, ways)
    for piece in bare:
        found[piece] = _by_passes(found[piece], steps, reference)
    if losses in bare:
        found[losses] = _by_steps(found[losses], found.get(params), steps, reference)
    return tuple(found.get(v.piece, v) if v.function == net.train else v for v in verdicts)


def _first_steps(reference: Reference, ask: Ask) -> Iterator[_FirstStep]:
    problem, net = reference.problem, reference.problem.network
    train = problem.function(net.train)
    for expected in shared_calls(reference, net.backward):
        call = Call(net.backward, expected.args)
        given = {**problem.bind(call), net.lr: 1.0, net.steps: 1}
        outcome = ask(problem.probe(net.train, given))
        value = outcome.value if isinstance(outcome, Returned) else None
        ended, losses = train.piece(net.trained, value), train.piece(net.losses, value)
        followed = {
            net.gradient_of[n]: start - np.asarray(ended[n], np.float64) for n, start in given[net.params].items()
        }
        answered = Answered(Case(expected.sizes, (call,)), call, Returned({**expected.value, **followed}))
        yield _FirstStep(answered, given, followed, expected.value, float(np.ravel(losses)[0]))


def _by_gradients(verdict: Verdict, steps: Sequence[_FirstStep], reference: Reference, ways: Sequence[Way]) -> Verdict:
    net, answered = reference.problem.network, [s.answered for s in steps]
    found: list[tuple[str, Verdict]] = []
    for gradient in steps[0].gradients:
        if all(is_right(reference, gradient, a) for a in answered):
            continue
        shaped = all(np.shape(s.gradients[gradient]) == np.shape(s.right[gradient]) for s in steps)
        status = Status.WRONG if shaped else Status.SHAPE
        one = replace(verdict, question=f"{net.backward}.{gradient}", status=status)
        for way in ways:
            (one,) = way((one,), answered, reference) if one.nameless else (one,)
        if one.nameless:
            return verdict
        found.append((gradient, one))
    if not found:
        return verdict
    names, first = " and ".join(gradient for gradient, _ in found), found[0][1]
    said = f"{verdict.message} The {names} that your first step follows {'is' if len(found) == 1 else 'are'} wrong."
    return replace(verdict, message=said, misconceptions=first.misconceptions, hint=first.hint)


def _by_passes(verdict: Verdict, steps: Sequence[_FirstStep], reference: Reference) -> Verdict:
    """Name what the training computes itself instead of by `forward` or `loss`."""
    if not verdict.nameless:
        return verdict
    of_losses = verdict.piece == reference.problem.network.losses

    def fits(step: _FirstStep, gradients: Gradients, loss: float) -> bool:
        if of_losses:
            return same(step.loss, loss)
        return all(same(np.asarray(value), np.asarray(gradients[name])) for name, value in step.gradients.items())

    kinds = [
        kind
        for kind, run, first in _other_passes(reference)
        if fits(steps[0], *first) and all(fits(step, *run(step.given)) for step in steps[1:])
    ]
    right = _right_pass(reference, None, None)
    if not kinds or all(fits(step, *right(step.given)) for step in steps):
        return verdict
    kind = min(kinds, key=lambda kind: RANK[kind])
    said = f"{verdict.message} What your training computes itself differs in its first step already."
    return replace(verdict, message=said, misconceptions=(kind.name,), hint=kind.hint)


def _by_steps(
    verdict: Verdict, of_params: Verdict | None, steps: Sequence[_FirstStep], reference: Reference
) -> Verdict:
    """Name losses of which the first is right as the parameters: they are those of wrong steps."""
    right = _right_pass(reference, None, None)
    if (
        not verdict.nameless
        or of_params is None
        or of_params.nameless
        or not all(same(s.loss, right(s.given)[1]) for s in steps)
    ):
        return verdict
    return replace(verdict, misconceptions=of_params.misconceptions, hint=of_params.hint)


@lru_cache(maxsize=32)
def _other_passes(reference: Reference) -> tuple[tuple[MistakeKind, Pass, tuple[Gradients, float]], ...]:
    """Return passes with one mistake in `forward` or `loss`, each with what it gives for the first shared call."""
    net, found = reference.problem.network, []
    (first, *_) = shared_calls(reference, net.backward)
    given = reference.problem.bind(Call(net.backward, first.args))
    for function in (net.forward, net.loss):
        for text in own_text(reference, function):
            for one in derived(reference, function, text):
                run = _right_pass(reference, *((one.variant, None) if function == net.forward else (None, one.variant)))
                with quietly(), suppress(Exception):  # a variant may fail in any way
                    found.append((one.kind, run, run(given)))
    return tuple(found)


def _right_pass(reference: Reference, forward: Callable[..., Plain] | None, loss: Callable[..., Plain] | None) -> Pass:
    """Return the pass of the reference, with another `forward` or `loss`."""
    problem, net = reference.problem, reference.problem.network

    def run(given: Mapping[str, Any]) -> tuple[Gradients, float]:
        def call(function: str, other: Callable[..., Plain] | None = None) -> Any:
            made = other or reference.namespace[function]
            return made(*map(fresh, problem.probe(function, known).args))

        with quietly():
            known = dict(given)
            known[net.cache] = call(net.forward, forward)
            known[net.y_hat] = known[net.cache][net.y_hat]
            return call(net.backward), float(call(net.loss, loss))

    return run
