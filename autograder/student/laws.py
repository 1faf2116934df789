"""Laws that every correct optimizer obeys, whatever its formula, tried on inputs made for them."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import numpy as np

from autograder.declare.roles import Optimizer
from autograder.diagnose.sample import Named
from autograder.student.check_session import CheckSession, NoAnswerError

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
NOTHING: dict[str, Any] = {name: np.zeros_like(g) for name, g in GRADS.items()}
UNREADABLE = (NoAnswerError, LookupError, TypeError, ValueError)


def broken_law(desk: CheckSession, function: str) -> Named | None:
    """Return the first law that an optimizer breaks, or None if it keeps all of them or is not an optimizer."""
    optimizer = desk.public.problem.roles.optimizer(function)
    if optimizer is None:
        return None
    declared = desk.public.problem.function(function)

    def change(grads: Mapping[str, Any] = GRADS, lr: float = LR) -> dict[str, Any]:
        given = optimizer.given(params=PARAMS, grads=grads, lr=lr, decays=(BETA, BETA), eps=SMALL)
        params = declared.piece(optimizer.params if declared.pieces else "", desk.call(function, given))
        return {name: np.asarray(params[name], np.float64) - PARAMS[name] for name in PARAMS}

    try:
        with np.errstate(all="ignore"):
            return _broken(change, optimizer)
    except UNREADABLE:
        return None  # the examples explain it better


def _broken(change: Callable[..., dict[str, Any]], optimizer: Optimizer) -> Named | None:
    still, step = change(grads=NOTHING), change()
    if not all(np.isfinite(c).all() for c in still.values()):
        said = "With a gradient of zero everywhere, your parameters become nan or infinite: what do you divide by then?"
        return Named("nan without gradient", said)
    if any(np.abs(c).max() > TOLERANCE * LR for c in still.values()):
        return Named("moves without gradient", "With a gradient of zero everywhere, your parameters move all the same.")
    if all(not c.any() for c in step.values()):
        return Named("never moves", "Your parameters stay where they are, whatever the gradient.")
    if any(np.abs(c - d).max() > TOLERANCE * LR for c, d in ((2 * step[n], d) for n, d in change(lr=2 * LR).items())):
        return Named("rate unused", "Twice the learning rate should make the step twice as long: yours is not.")
    if sum(float((step[name] * GRADS[name]).sum()) for name in step) > 0:
        return Named("uphill", "Your first step goes along the gradient, uphill. Which way do we want to go?")
    if optimizer.t and len(optimizer.decays) > 1:
        lengths = np.concatenate([np.abs(c).ravel() for c in step.values()])
        if np.abs(lengths - LR).max() > 1e-2 * LR:
            many = " to ".join(dict.fromkeys(f"{length / LR:.3g}" for length in (lengths.min(), lengths.max())))
            return Named(
                "first step",
                f"Adam's first step is about lr long in every entry, whatever the gradient: yours is {many} times lr. "
                "Think about the bias correction and the root.",
            )
    return None
