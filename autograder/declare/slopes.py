"""A gradient as the slope of the student's own forward function, measured by differences."""

from __future__ import annotations

import inspect
from collections.abc import Callable, Generator
from typing import Any

import numpy as np

from autograder.declare.network import SLOPE_STEP
from autograder.declare.problem import Problem, Rule
from autograder.declare.roles import Names, Operation
from autograder.plain.question_names import function_of, piece_of


def rules_of(problem: Problem, question: str) -> tuple[Rule, ...]:
    """Return the local rules of a question, of which one must fit. Empty if nothing can follow.

    If a given function asks for a gradient, it may be that of the student's own forward function.
    """
    operation = problem.roles.operation(function_of(question))
    by = "" if operation is None else operation.gradients.get(piece_of(question), "")
    if by and operation is not None and problem.uses(operation.backward) and question not in problem.rules:
        return (_slope_of_own(operation, problem.function(operation.forward).args, by),)
    return problem.rules_of(question)


def _slope_of_own(operation: Operation, args: Names, by: str) -> Callable[..., Generator[list[Any], list[Any], Any]]:
    """Return the rule that the gradient by one argument is the slope of the student's forward function.

    `args` are the arguments of that function. Nothing follows from one whose result does not move.
    """

    def rule(**given: Any) -> Generator[list[Any], list[Any], Any]:
        here = np.asarray(operation.at(given, by), np.float64)
        moves = SLOPE_STEP * np.eye(here.size).reshape(here.size, *here.shape)
        moved = [operation.moved(given, by, here + k * move) for move in moves for k in (-2, -1, 1, 2)]
        made = yield [(operation.forward, *(call[name] for name in args)) for call in moved]
        pieces = operation.upstreams.items()
        totals = [sum(np.sum(given[up] * (one[of] if of else one)) for up, of in pieces) for one in made]
        before, back, on, after = np.reshape(totals, (-1, 4)).T
        slope = ((8 * (on - back) - (after - before)) / (12 * SLOPE_STEP)).reshape(here.shape)
        if not slope.any():
            raise LookupError(f"{operation.forward} does not move with {by}")
        return slope if slope.ndim else float(slope)

    names = dict.fromkeys((*args, *operation.upstreams))
    parameters = [inspect.Parameter(name, inspect.Parameter.KEYWORD_ONLY) for name in names]
    rule.__signature__ = inspect.Signature(parameters)  # type: ignore[attr-defined]
    return rule
