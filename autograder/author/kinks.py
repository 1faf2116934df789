"""Find kinks of the reference that the differences of the notebook's check step over: right answers would be blamed."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Any

import numpy as np

from autograder.author.complaint import Complaint, SolutionText
from autograder.author.public import public_examples
from autograder.declare.problem import Check
from autograder.declare.reference import Reference
from autograder.declare.roles import Network, Operation
from autograder.diagnose.gradient_check import STEP
from autograder.judge.numeric import Floats

APART = 1e-5
"""Share of the largest slope by which two step sizes may differ: without a kink they agree to 1e-9 or better."""


def kinks(reference: Reference, text: SolutionText) -> Iterator[Complaint]:
    """Yield the first kink within reach of each gradient function, on the public examples."""
    roles, seen = reference.problem.roles, set[str]()
    with np.errstate(all="ignore"):  # a training may overflow on purpose
        examples = public_examples(reference)
    for example in examples:
        call, net = example.call, roles.network
        operation = roles.operation(call.function)
        if call.function in seen or call.check is not Check.VALUE:
            continue
        if not (operation or (net and call.function == net.backward)):
            continue
        given = reference.problem.bind(call)
        for name, at, function in _measured(reference, operation or net, given):
            if not _smooth(function, np.asarray(at, np.float64)):
                seen.add(call.function)
                words = f"{call.function}: a kink is within {2 * STEP:g} of {name} in a public example"
                way = "draw inputs that keep a distance from it, with draw.until"
                yield Complaint(f"{words}, so the notebook's check would blame right answers; {way}", text.drawing)
                break


def _measured(
    reference: Reference, role: Network | Operation | None, given: Mapping[str, Any]
) -> Iterator[tuple[str, Any, Callable[[Any], float]]]:
    """Yield what a gradient is taken with respect to, where, and the number that it is the gradient of."""
    problem = reference.problem
    if isinstance(role, Network):
        for name, value in given[role.params].items():

            def lost(moved: Any, name: str = name) -> float:
                known = {**given, role.params: {**given[role.params], name: moved}}
                cache = reference.answer(problem.probe(role.forward, known))
                return float(reference.answer(problem.probe(role.loss, {**known, role.y_hat: cache[role.y_hat]})))

            yield name, value, lost
    elif role is not None:
        forward = problem.function(role.forward)
        for name in role.gradients.values():

            def weighted(moved: Any, name: str = name) -> float:
                made = reference.answer(problem.probe(role.forward, role.moved(given, name, moved)))
                return float(sum(np.sum(given[up] * forward.piece(of, made)) for up, of in role.upstreams.items()))

            yield name, role.at(given, name), weighted


def _smooth(function: Callable[[Any], float], value: Floats) -> bool:
    """Return whether the slopes by all entries are the same with the step of the check and with half of it."""
    coarse, fine = (slopes(function, value, step) for step in (STEP, STEP / 2))
    return bool(np.abs(coarse - fine).max(initial=0.0) <= APART * np.abs(fine).max(initial=0.0))


def slopes(function: Callable[[Any], float], value: Floats, step: float = STEP) -> Floats:
    """Return the slopes of a function by all entries of a value, measured by differences."""
    return np.array([_slope(function, value, i, step) for i in range(value.size)]).reshape(value.shape)


def _slope(function: Callable[[Any], float], value: Floats, entry: int, step: float) -> float:
    def moved(by: float) -> float:
        there = value.copy()
        there.reshape(-1)[entry] += by * step
        return function(there if there.ndim else float(there))

    return (8 * (moved(1) - moved(-1)) - (moved(2) - moved(-2))) / (12 * step)
