"""Plan the calls that are made in the sandbox from a problem and a seed, and match the answers to them."""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Iterable, Iterator

import numpy as np

from autograder.declare.problem import Call, Case, Check, Problem
from autograder.judge.ill_scaled import ill_scaled_calls
from autograder.plain.evidence import COUNTED, ONLY_NEAR, Outcome, Probe
from autograder.plain.record import record


@record(frozen=True)
class Planned:
    """One call of the plan. `again` marks the second of two equal calls, which must agree with the first."""

    case: Case
    call: Call
    probe: Probe
    again: bool = False


@record(frozen=True)
class Answered:
    """A planned call with its outcome; `repeat` is the outcome of the second equal call, if one was made."""

    case: Case
    call: Call
    outcome: Outcome
    repeat: Outcome | None = None


def seed(secret: bytes, sha256: str, problem: str) -> int:
    """Return the seed of a submission's inputs: equal for equal content, otherwise different."""
    digest = hmac.new(secret, f"{problem}\0{sha256}".encode(), hashlib.sha256).digest()
    return int.from_bytes(digest[:16], "big")


def draw_cases(problem: Problem, seed: int) -> tuple[Case, ...]:
    """Draw the cases that belong to a seed."""
    return problem.cases(np.random.default_rng(seed))


def plan(problem: Problem, cases: tuple[Case, ...]) -> tuple[Planned, ...]:
    """Order the calls by function, so that one that never ends costs only its own questions.

    Calls for convergence, which take longest, come late; before them the first call of each function once more. The
    very last ones are ill-scaled, because they may fail.
    """
    every = [Planned(case, call, watched(problem, call)) for case in cases for call in case.calls]
    names = [f.name for f in problem.functions]
    values = [p for f in names for p in every if p.call.function == f and p.call.check is Check.VALUE]
    longer = [p for p in every if p.call.check is not Check.VALUE]
    firsts = {p.call.function: p for p in reversed(values)}
    ordered = [firsts[name] for name in names if name in firsts]
    again = [Planned(first.case, first.call, first.probe, again=True) for first in ordered]
    return (*values, *again, *longer, *_exactness(problem, ordered))


def _exactness(problem: Problem, firsts: Iterable[Planned]) -> Iterator[Planned]:
    """Yield the ill-scaled variants of the first call of each function."""
    for first in firsts:
        for call in ill_scaled_calls(problem, first.call):
            yield Planned(first.case, call, Probe(call.function, call.args))


def watched(problem: Problem, call: Call) -> Probe:
    """Return the probe of a call, with the functions to watch because they may not be differenced numerically.

    These are the operation whose gradient a function computes, the functions that it may call again (`recomputed`),
    and the forward pass of a network in its backward.
    """
    operation, net = problem.roles.operation(call.function), problem.roles.network
    if operation is not None:
        watch = problem.function(operation.forward).written
        return Probe(call.function, call.args, watch, little=True)
    function = problem.function(call.function)
    may = {name for name, _ in function.recomputed.values()}
    helpers: tuple[str, ...] = ()
    if net is not None and call.function == net.backward:
        may |= {net.forward, net.loss}
        helpers = tuple(f.name for f in problem.functions if f.name not in (*net.functions, net.train))
    watch = (*(f.name for f in problem.functions if f.name in may), *(ONLY_NEAR + name for name in helpers))
    counted = tuple(COUNTED + name for name in function.pieces) if watch and function.returned_by_name else ()
    return Probe(call.function, call.args, (*watch, *counted))


def match(planned: tuple[Planned, ...], outcomes: tuple[Outcome, ...]) -> tuple[Answered, ...]:
    """Match the outcomes, which are in the order of the plan, with their calls."""
    repeats = {id(p.call): o for p, o in zip(planned, outcomes, strict=True) if p.again}
    return tuple(
        Answered(p.case, p.call, outcome, repeats.get(id(p.call)))
        for p, outcome in zip(planned, outcomes, strict=True)
        if not p.again
    )
