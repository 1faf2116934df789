"""Optimizers are declared by their roles."""

from __future__ import annotations

from typing import Any

from autograder.declare.forms import Like, Parts
from autograder.declare.optimizer_steps import step_questions, steps
from autograder.declare.problem import Function
from autograder.declare.roles import Optimizer

PLAIN, HEAVY = Optimizer("plain", params="at"), Optimizer("heavy", states=("v", "s"))


def plain(at: Any, grads: Any, lr: Any) -> Any:
    """Return new parameters."""


def heavy(params: Any, grads: Any, v: Any, s: Any, lr: Any) -> Any:
    """Return new parameters and both states."""


def test_a_step_takes_its_arguments_and_returns_the_parameters_before_the_states() -> None:
    moved = Like("params", "params", change=True)
    assert steps((PLAIN, HEAVY), globals()) == (
        Function("plain", ("at", "grads", "lr"), Like("at", "at", change=True)),
        Function(
            "heavy",
            ("params", "grads", "v", "s", "lr"),
            Parts((moved, Like("v", "params"), Like("s", "params"))),
        ),
    )


def test_the_parameters_are_asked_for_after_the_states_that_they_follow_from() -> None:
    assert [q.name for q in step_questions((PLAIN, HEAVY))] == ["plain", "heavy.v", "heavy.s", "heavy.params"]
