"""Declare functions that take one step downhill by their roles: what they take and return follows."""

from __future__ import annotations

import inspect
from collections.abc import Iterable, Mapping
from typing import Any

from autograder.declare.forms import Like, Parts
from autograder.declare.problem import Function, Question
from autograder.declare.roles import Optimizer


def steps(optimizers: Iterable[Optimizer], references: Mapping[str, Any]) -> tuple[Function, ...]:
    """Declare each optimizer: it returns new parameters, then its states; without states, the parameters alone."""
    return tuple(_step(optimizer, references[optimizer.function]) for optimizer in optimizers)


def _step(optimizer: Optimizer, reference: Any) -> Function:
    moved = Like(optimizer.params, optimizer.params, change=True)
    states = tuple(Like(state, optimizer.params) for state in optimizer.states)
    args = tuple(inspect.signature(reference).parameters)
    return Function(optimizer.function, args, Parts((moved, *states)) if states else moved)


def step_questions(optimizers: Iterable[Optimizer]) -> tuple[Question, ...]:
    """Return one question per result of each optimizer; the parameters, which follow from the states, come last."""
    return tuple(
        Question(f"{o.function}.{piece}" if o.states else o.function)
        for o in optimizers
        for piece in (*o.states, o.params)
    )
