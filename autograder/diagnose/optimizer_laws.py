"""Laws that every correct optimizer obeys, whatever its formula, tried on inputs made for them."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from typing import Any

import numpy as np

from autograder.declare.problem import Problem
from autograder.declare.roles import Optimizer
from autograder.diagnose.related_training import LOOKED_AT, VAGUE
from autograder.diagnose.sample import Named
from autograder.judge.numeric import Floats
from autograder.judge.student_calls import Ask, UnrecordedError
from autograder.plain.evidence import Returned
from autograder.report.verdict import Verdict

TOLERANCE = 1e-3
"""Relative; float32 and a small epsilon pass, a forgotten factor does not."""
LR, BETA, SMALL = 0.1, 0.9, 1e-8
PARAMS: dict[str, Any] = {
    "W1": np.array([[1.0, -2.0, 0.5], [-0.25, 1.5, 2.0]]),
    "b1": np.array([[0.5], [-1.0]]),
    "W2": np.array([[1.5, -0.5]]),
    "b2": np.array([[0.25]]),
}
GRADS: dict[str, Any] = {
    "W1": np.array([[0.5, -1.0, 2.0], [1.5, -0.5, 1.0]]),
    "b1": np.array([[-1.5], [0.75]]),
    "W2": np.array([[-1.0, 2.0]]),
    "b2": np.array([[0.5]]),
}
SQUARES: dict[str, Any] = {name: g**2 for name, g in GRADS.items()}
"""A state that each optimizer may have."""
NOTHING: dict[str, Any] = {name: np.zeros_like(g) for name, g in GRADS.items()}
UNREADABLE = (LookupError, TypeError, ValueError, UnrecordedError)


def name_broken_laws(verdicts: Sequence[Verdict], problem: Problem, ask: Ask) -> tuple[Verdict, ...]:
    """Name the wrong parameters of an optimizer that have no name yet, or a vague one, by the first law it breaks."""

    def named(verdict: Verdict) -> Verdict:
        of = problem.roles.optimizer(verdict.function)
        looked_at = verdict.status in LOOKED_AT and (verdict.nameless or {*verdict.misconceptions} <= {*VAGUE})
        if of is None or verdict.question not in (f"{of.function}.{of.params}", of.function) or not looked_at:
            return verdict
        law = broken_law(problem, verdict.function, ask)
        said = "" if law is None else f"{verdict.message} {law.sentence}"
        return verdict if law is None else replace(verdict, message=said, misconceptions=(law.kind,))

    return tuple(map(named, verdicts))


def broken_law(problem: Problem, function: str, ask: Ask) -> Named | None:
    """Return the first law that an optimizer breaks, or None if it keeps all of them or is not an optimizer."""
    optimizer = problem.roles.optimizer(function)
    if optimizer is None:
        return None
    declared = problem.function(function)

    def change(
        grads: Mapping[str, Any] = GRADS, lr: float = LR, state: Mapping[str, Any] | None = None
    ) -> dict[str, Floats]:
        given = optimizer.given(params=PARAMS, grads=grads, lr=lr, decays=(BETA, BETA), eps=SMALL, state=state)
        outcome = ask(problem.probe(function, given))
        value = outcome.value if isinstance(outcome, Returned) else None
        params = declared.piece(optimizer.params if declared.pieces else "", value)
        return {name: np.asarray(params[name], np.float64) - PARAMS[name] for name in PARAMS}

    try:
        with np.errstate(all="ignore"):
            return _broken(change, optimizer)
    except UNREADABLE:
        return None  # the examples explain it better


def _broken(change: Callable[..., dict[str, Floats]], optimizer: Optimizer) -> Named | None:
    still, step = change(grads=NOTHING), change()
    if not all(np.isfinite(c).all() for c in still.values()):
        said = "With a gradient of zero everywhere, your parameters become nan or infinite: what do you divide by then?"
        return Named("nan without gradient", said, "nan-without-gradient")
    if any(np.abs(c).max() > TOLERANCE * LR for c in still.values()):
        said = "With a gradient of zero everywhere, your parameters move all the same."
        return Named("moves without gradient", said, "moves-without-gradient")
    if all(not c.any() for c in step.values()):
        if optimizer.states and any(c.any() for c in change(state=SQUARES).values()):
            said = "Your first step leaves the parameters where they are: which comes first, the new state or the step?"
            return Named("first step lost", said, "stale-state")
        said = "Your parameters stay where they are, whatever the gradient."
        return Named("never moves", said, "update-lost")
    if any(np.abs(c - d).max() > TOLERANCE * LR for c, d in ((2 * step[n], d) for n, d in change(lr=2 * LR).items())):
        said = "Twice the learning rate should make the step twice as long: yours is not."
        return Named("rate unused", said, "rate-unused")
    if sum(float((step[name] * GRADS[name]).sum()) for name in step) > 0:
        said = "Your first step goes along the gradient, uphill. Which way do we want to go?"
        return Named("uphill", said, "uphill")
    if optimizer.t and len(optimizer.decays) > 1:
        lengths = np.concatenate([np.abs(c).ravel() for c in step.values()])
        if np.abs(lengths - LR).max() > 1e-2 * LR:
            many = " to ".join(dict.fromkeys(f"{length / LR:.3g}" for length in (lengths.min(), lengths.max())))
            said = "Adam's first step is about lr long in every entry, whatever the gradient:"
            return Named("first step", f"{said} yours is {many} times lr. {_think(lengths / LR)}", "first-step")
    return None


def _think(shares: Floats) -> str:
    """Return where to think, by the lengths of a first step's entries as shares of the rate."""
    if np.ptp(shares) > TOLERANCE * shares.max():
        return "Where should the size of the gradient cancel out?"
    power = 2 * np.log(shares.max()) / np.log(1 - BETA)  # one correction more or less changes it by 2, its root by 1
    if abs(power - round(power)) < TOLERANCE:
        return "Think about the bias correction."
    return "By what is it multiplied?"
