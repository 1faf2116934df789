"""Find gradients that the notebook's check cannot measure: right answers would be blamed.

Its differences step over kinks, and large arrays take more calls than a check may make.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Any

import numpy as np

from autograder.author.complaint import Complaint, SolutionText
from autograder.author.public import public_examples
from autograder.declare.problem import Check
from autograder.declare.reference import Reference
from autograder.declare.roles import Network, Operation
from autograder.diagnose.gradient_check import STEP
from autograder.judge.numeric import Floats
from autograder.sandbox.walls.limits import Limits

APART = 1e-5
"""Share of the largest slope by which two step sizes may differ: without a kink they agree to 1e-9 or better."""


CALLS = 4
"""The check calls a function so often for each entry of a gradient that it measures."""
MOST_BYTES = Limits().answers_bytes // 2
"""Half of what one run of a notebook may answer; the check has other calls to make."""


def kinks(reference: Reference, text: SolutionText) -> Iterator[Complaint]:
    """Yield the first kink within reach of each gradient function, on the public examples.

    If the gradients of the examples are too large to be measured, only that is said: it would take minutes here, too.
    """
    roles, seen, spent = reference.problem.roles, set[str](), 0
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
        measured = tuple(_measured(reference, operation or net, given))
        spent += CALLS * sum(np.size(at) for _, at, _ in measured) * _bytes(reference, operation or net, given)
        if spent > MOST_BYTES:
            words = f"{call.function}: the notebook's check would measure gradients of {_shapes(measured)}"
            way = f"of at most {MOST_BYTES >> 20} MB; draw smaller sizes"
            yield Complaint(f"{words}, with {spent >> 20} MB of answers {way}", text.drawing)
            return
        for name, at, function in measured:
            if not _smooth(function, np.asarray(at, np.float64)):
                seen.add(call.function)
                words = f"{call.function}: a kink is within {2 * STEP:g} of {name} in a public example"
                way = "draw inputs that keep a distance from it, with draw.until"
                yield Complaint(f"{words}, so the notebook's check would blame right answers; {way}", text.drawing)
                break


def _bytes(reference: Reference, role: Network | Operation | None, given: Mapping[str, Any]) -> int:
    """Return the size of one answer of the forward function."""
    if role is None:
        return 0
    forward = reference.problem.function(role.forward)
    made = reference.answer(reference.problem.probe(role.forward, given))
    return sum(np.asarray(forward.piece(piece, made)).nbytes for piece in forward.pieces or ("",))


def _shapes(measured: Iterable[tuple[str, Any, Callable[[Any], float]]]) -> str:
    return ", ".join(f"{name} {np.shape(at)}" for name, at, _ in measured)


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
