"""From a problem and a seed to the calls that are made in the sandbox, and back from the answers to those calls."""

from __future__ import annotations

import hashlib
import hmac
from dataclasses import dataclass, replace

import numpy as np

from autograder.declare.problem import Call, Case, Check, Function, Problem
from autograder.plain.evidence import DERIVATIVE, Outcome, Probe

LOSS = "loss"
"""What a student could difference besides the functions that a declared function may call anew (`recomputed`)."""


@dataclass(frozen=True)
class Planned:
    """One call of the plan. `again` marks the second of two equal calls, which must agree with the first."""

    case: Case
    call: Call
    again: bool = False
    watch: tuple[str, ...] = ()

    @property
    def probe(self) -> Probe:
        return Probe(self.call.function, self.call.args, self.watch)


@dataclass(frozen=True)
class Answered:
    """A planned call with what came of it; `repeat` is the outcome of the second equal call where one was made."""

    case: Case
    call: Call
    outcome: Outcome
    repeat: Outcome | None = None


def seed(secret: bytes, sha256: str, problem: str) -> int:
    """Give the seed of a submission's inputs: fresh for each content, the same for the same content."""
    digest = hmac.new(secret, f"{problem}\0{sha256}".encode(), hashlib.sha256).digest()
    return int.from_bytes(digest[:16], "big")


def draw_cases(problem: Problem, seed: int) -> tuple[Case, ...]:
    """Draw the cases that belong to a seed."""
    return problem.cases(np.random.default_rng(seed))


def plan(problem: Problem, cases: tuple[Case, ...]) -> tuple[Planned, ...]:
    """Order the calls by function, so that one that never ends costs its own questions only.

    Calls for convergence, which take longest, come last; before them the first call of each function once more.
    """
    watched = {f.name: watch_of(problem, f) for f in problem.functions}
    every = [Planned(case, call, watch=watched[call.function]) for case in cases for call in case.calls]
    values = [p for f in watched for p in every if p.call.function == f and p.call.check is Check.VALUE]
    longer = [p for p in every if p.call.check is not Check.VALUE]
    firsts = {p.call.function: p for p in reversed(values)}
    again = [replace(firsts[f.name], again=True) for f in problem.functions if f.name in firsts]
    return (*values, *again, *longer)


def watch_of(problem: Problem, function: Function) -> tuple[str, ...]:
    """Name the functions that this one may call, but not difference: a derivative is worked out."""
    declared = [f.name for f in problem.functions]
    operation = function.name.removesuffix(DERIVATIVE)
    if operation != function.name and operation in declared:
        return (operation,)
    if not function.recomputed:
        return ()
    made = {name for name, _ in function.recomputed.values()}
    return tuple(name for name in declared if name in made or name == LOSS)


def match(planned: tuple[Planned, ...], outcomes: tuple[Outcome, ...]) -> tuple[Answered, ...]:
    """Put the outcomes, which stand in the order of the plan, to their calls."""
    repeats = {id(p.call): o for p, o in zip(planned, outcomes, strict=True) if p.again}
    return tuple(
        Answered(p.case, p.call, outcome, repeats.get(id(p.call)))
        for p, outcome in zip(planned, outcomes, strict=True)
        if not p.again
    )
