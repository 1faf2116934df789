"""Find differences in disguise: ill-scaled calls of a function that is right elsewhere, without a solution.

What such a call should give is public, or is known from another one: it is zero only where an ordinary answer is, or it
is in proportion to the errors. Right functions in odd forms may lose that too, so it counts only where
ordinary answers are as noisy as differences, or the code may take a complex step.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from functools import partial
from typing import Any

import numpy as np

from autograder.declare.draw import are_labels
from autograder.declare.problem import Call, Check
from autograder.declare.roles import Network
from autograder.judge.ill_scaled import (
    COMPLEX,
    LARGE,
    LEAST,
    NARROW,
    TINY,
    far,
    ill_scaled,
    loses,
    lost,
    may_be_complex,
    mentions,
    shrunk,
    unbounded,
)
from autograder.judge.noise import Sign, jumps, uneven
from autograder.judge.numeric import CLOSE, RELATIVE, Floats
from autograder.judge.obstacle import not_analytic
from autograder.judge.reading import Expected, Leaf, read
from autograder.judge.values import of_float32
from autograder.plain.evidence import Plain, Probe
from autograder.report.status import Status
from autograder.student.check_session import CheckSession, NoAnswerError
from autograder.student.finding import CheckFinding
from autograder.student.public import Example

MILD = replace(LARGE, errors=2.0**20, inputs=1.0, weights=1.0)
"""Errors that are large beside ordinary predictions and not yet beside a step."""
UNREADABLE = (LookupError, TypeError, ValueError, NoAnswerError)


def undisguised(desk: CheckSession, function: str, findings: tuple[CheckFinding, ...]) -> tuple[CheckFinding, ...]:
    """Return the findings, or others if the function takes differences."""
    net = desk.public.problem.roles.network
    with np.errstate(all="ignore"):
        if net is not None and function == net.backward:
            shown = _network(desk, net, findings)
        else:
            shown = any(_shows(desk, example, findings) for example in desk.public.ill_scaled(function))
    if not shown:
        return findings
    found = not_analytic(function)
    return tuple(CheckFinding(f.question, found.status, found.message) for f in findings)


def _right(findings: Sequence[CheckFinding], check: Check) -> list[str]:
    """Return the pieces that are right by themselves, and for most calls better than float32."""
    return _nearer(findings, CLOSE if check is Check.EXACTNESS else NARROW)


def _nearer(findings: Sequence[CheckFinding], most: float) -> list[str]:
    """Return the pieces that are right by themselves: what follows from a wrong value changes by other factors."""
    return [f.piece for f in findings if f.status in (Status.CORRECT, Status.CLOSE) and (f.error or 0.0) <= most]


def _shows(desk: CheckSession, example: Example, findings: Sequence[CheckFinding]) -> bool:
    """Return whether the answer to a public ill-scaled call loses something that differences lose."""
    call, public = example.call, example.value is not None
    check = call.check if public or call.check is not Check.EXACTNESS else Check.NOTHING_LOST
    ordinary = [one.call for one in desk.public.of(call.function)]
    pieces = _right(findings, call.check)
    try:
        right = example.value if public else _value(desk, ordinary[0])
        leaves = list(_leaves(desk, call, right, pieces))
        if check is Check.EXACTNESS:
            lost = any(map(far, leaves))
        elif all(of_float32(_value(desk, one)) for one in ordinary):
            return False  # float32 loses what differences lose
        else:
            lost = any(loses(replace(leaf, want=LEAST * (leaf.want != 0)), check) for leaf in leaves)
    except UNREADABLE:
        return False
    return lost and (
        _may_be_complex(desk, call.function) or any(_noisy(desk, one, pieces, jumps, uneven) for one in ordinary)
    )


def _network(desk: CheckSession, net: Network, findings: Sequence[CheckFinding]) -> bool:
    """Return whether gradients are zero, or not in proportion to the errors of the predictions."""
    problem = desk.public.problem
    given = problem.bind(desk.public.of(net.backward)[0].call) | {net.cache: desk.public.of(net.forward)[0].value}
    call = Call(net.backward, problem.probe(net.backward, given).args)
    mild, large, tiny = (ill_scaled(problem, call, scaling) for scaling in (MILD, LARGE, TINY))
    if mild is None or large is None or tiny is None:
        return False
    pieces, near = _nearer(findings, CLOSE), _nearer(findings, RELATIVE)
    try:
        leaves = [
            replace(leaf, want=leaf.want * _factor(net, leaf.name, problem.bind(large)))
            for leaf in _leaves(desk, large, _value(desk, mild), pieces)
        ]
        loose = [] if shrunk(leaves) else leaves
        odd = {leaf.name for leaf in loose if not leaf.got.any() or far(unbounded(leaf))}
        if any(leaf.name in odd & net.biases and lost(leaf) for leaf in leaves):
            return True
        if near and _may_be_complex(desk, net.backward):  # float32 does not hold tiny gradients
            small = _value(desk, tiny)
            if not all(leaf.got.any() for leaf in _read(desk, tiny, small, small, near)):
                return True
    except UNREADABLE:
        return False
    return _noisy(desk, call, [*odd], jumps)


def _may_be_complex(desk: CheckSession, function: str) -> bool:
    """Return whether a function may take a complex step: any may where the code is not known."""
    if not desk.code:
        return True
    return mentions(desk.code, COMPLEX) and may_be_complex(desk.public.problem.function(function), desk.code)


def _noisy(desk: CheckSession, call: Call, pieces: Sequence[str], *signs: Sign) -> bool:
    """Return whether ordinary answers have a sign of differences."""

    def answer(piece: str, args: Sequence[Plain]) -> Floats:
        value = _value(desk, replace(call, args=tuple(args)))
        return np.concatenate([leaf.got.ravel() for leaf in _read(desk, call, value, value, [piece])])

    try:
        return any(sign(partial(answer, piece), call.args) for piece in pieces for sign in signs)
    except UNREADABLE:
        return False


def _factor(net: Network, gradient: str, given: Mapping[str, Any]) -> float:
    """Return by which factor a gradient changes from the mild call to the large one."""
    of, last = net.gradients[gradient], net.layers[-1]
    if not are_labels(given[net.y]):
        return LARGE.errors / MILD.errors
    later = 1.0 if of in (last.weights, last.bias, last.sums, last.sigmoid) else LARGE.weights
    return later * (LARGE.inputs if of == net.layers[0].weights else 1.0)


def _value(desk: CheckSession, call: Call) -> Plain:
    return desk.value(Probe(call.function, call.args))


def _leaves(desk: CheckSession, call: Call, right: Plain, pieces: Sequence[str]) -> Iterator[Leaf]:
    """Yield what the student's function gives, beside what it should give. Raises NoAnswerError."""
    return _read(desk, call, _value(desk, call), right, pieces)


def _read(desk: CheckSession, call: Call, value: Plain, right: Plain, pieces: Sequence[str]) -> Iterator[Leaf]:
    expected = Expected(desk.public.problem.function(call.function), call.args, right, {})
    return (leaf for piece in pieces for leaf in read(value, piece, expected) if isinstance(leaf, Leaf))
