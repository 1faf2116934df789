"""Name the parameters of a wrong training by the gradients of its first step, taken for what `backward` gives."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import numpy as np

from autograder.declare.problem import Call, Case
from autograder.declare.reference import Reference
from autograder.declare.roles import Network
from autograder.diagnose.mistake_kinds import ONE_SHORT
from autograder.diagnose.related_training import UNREADABLE, is_right
from autograder.diagnose.through_others import Way
from autograder.diagnose.training_run import Params
from autograder.judge.probes import Answered
from autograder.judge.reading import Expected
from autograder.judge.shared_calls import shared_calls
from autograder.judge.student_calls import Ask
from autograder.judge.values import real
from autograder.plain.evidence import Returned
from autograder.report.status import Status
from autograder.report.verdict import Verdict

LARGEST = 1_000
"""Entries of a parameter in another shape than its own, which a wrong gradient has brought about: more are no mistake,
and what is computed of them would take the judge's memory."""


def name_followed(
    verdicts: Sequence[Verdict], reference: Reference, ask: Ask, ways: Sequence[Way]
) -> tuple[Verdict, ...]:
    """Name the parameters of a training that have no name yet, if all gradients that are wrong in its step have one.

    The `ways` name gradients as if `backward` had given them.
    """
    net = reference.problem.roles.network
    of_training = "" if net is None else f"{net.train}.{net.trained}"
    return tuple(
        _named(v, reference, ask, ways) if v.question == of_training and v.status.mistaken and v.nameless else v
        for v in verdicts
    )


def _named(verdict: Verdict, reference: Reference, ask: Ask, ways: Sequence[Way]) -> Verdict:
    net, found = reference.problem.network, []
    shared = shared_calls(reference, net.backward)
    try:
        with np.errstate(all="ignore"):
            values = [_followed(reference, expected, ask) for expected in shared]
    except UNREADABLE:
        return verdict
    followed = [net.gradient_of[name] for name in shared[0].function.bind(shared[0].args)[net.params]]
    if not any(np.any(value[gradient]) for value in values for gradient in followed):
        said = f"{verdict.message} Asked for one step, it returns the parameters with which it began."
        return replace(verdict, message=said, misconceptions=(ONE_SHORT.name,), hint=ONE_SHORT.hint)
    calls = [Call(net.backward, expected.args) for expected in shared]
    answered = [
        Answered(Case(expected.sizes, (call,)), call, Returned(value))
        for expected, call, value in zip(shared, calls, values, strict=True)
    ]
    for gradient in net.gradient_of.values():
        if all(is_right(reference, gradient, a) for a in answered):
            continue
        both = zip(values, shared, strict=True)
        shaped = all(np.shape(value[gradient]) == np.shape(expected.value[gradient]) for value, expected in both)
        status = Status.WRONG if shaped else Status.SHAPE
        one = replace(verdict, question=f"{net.backward}.{gradient}", status=status)
        for way in ways:
            (one,) = way((one,), answered, reference) if one.nameless else (one,)
        if one.nameless:
            return verdict
        found.append((gradient, one))
    if not found:
        return verdict
    first, said = found[0][1], f"{verdict.message} {wrong_steps([gradient for gradient, _ in found])}"
    return replace(verdict, message=said, misconceptions=first.misconceptions, hint=first.hint)


def wrong_steps(gradients: Sequence[str]) -> str:
    """Return the sentence that a training takes its first step along wrong gradients."""
    return f"The {' and '.join(gradients)} that your first step follows {'is' if len(gradients) == 1 else 'are'} wrong."


def _followed(reference: Reference, expected: Expected, ask: Ask) -> dict[str, Any]:
    """Return what `backward` should give, with the gradients that one step of the training at a rate of 1 follows."""
    problem, net = reference.problem, reference.problem.network
    given = {**expected.function.bind(expected.args), net.lr: 1.0, net.steps: 1}
    outcome = ask(problem.probe(net.train, given))
    value = outcome.value if isinstance(outcome, Returned) else None
    ended = problem.function(net.train).piece(net.trained, value)
    return {**expected.value, **moves(net, given[net.params], ended)}


def moves(net: Network, start: Params, ended: Any) -> dict[str, Any]:
    """Return the gradients that a step at a rate of 1 has followed, by name; their shapes may be wrong.

    Raises LookupError, TypeError or ValueError if what it ends at is not parameters, or far too large for them.
    """
    found = {}
    for name, value in start.items():
        end = real(ended[name])
        if np.broadcast_shapes(np.shape(value), np.shape(end)) != np.shape(value) and np.size(end) > LARGEST:
            raise ValueError(name)
        found[net.gradient_of[name]] = value - end
    return found
