"""Choose the check for each function, and check a whole problem at once."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import partial

from autograder.declare.problem import Problem
from autograder.judge.student_calls import Ask
from autograder.plain.evidence import Cell, CellRun
from autograder.student.by_itself import by_itself
from autograder.student.check_session import CheckSession, Measure, Strategy
from autograder.student.disguise import undisguised
from autograder.student.examples import by_examples, under_the_laws
from autograder.student.finding import CheckFinding
from autograder.student.follows import with_one_factor
from autograder.student.gradients import gradients
from autograder.student.naming import named
from autograder.student.public import Public
from autograder.student.training import training
from autograder.student.upstream import upstream


def open_desk(
    public: Public,
    ask: Ask,
    cells: Mapping[int, Cell],
    runs: Sequence[CellRun] = (),
    measure: Measure | None = None,
    history: Sequence[Cell] = (),
) -> CheckSession:
    """Make a session to check one student's functions."""

    def choose(function: str) -> Strategy:
        return partial(_checked, strategy(public.problem, function))

    known = {} if measure is None else {"measure": measure}
    return CheckSession(public, ask, cells, choose, runs, history=history, **known)


def _checked(strategy: Strategy, desk: CheckSession, function: str) -> tuple[CheckFinding, ...]:
    findings = strategy(desk, function)
    if strategy is not gradients:  # whose factors each gradient has of its own, such as 1/m
        findings = with_one_factor(findings)
    findings = by_itself(desk, function, findings)
    return under_the_laws(desk, function, named(desk, function, undisguised(desk, function, findings)))


def strategy(problem: Problem, function: str) -> Strategy:
    """Choose how a function is checked."""
    net = problem.roles.network
    if net is not None and function in (net.backward, net.train):
        return gradients if function == net.backward else training
    return by_examples if problem.roles.operation(function) is None else upstream


def check_all(desk: CheckSession) -> tuple[CheckFinding, ...]:
    """Check every function of the problem, in order."""
    return tuple(f for function in desk.public.problem.functions for f in desk.findings(function.name))
