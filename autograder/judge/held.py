"""The answers of a student beside what was expected, before anything is said about them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np

from autograder.declare.forms import sizes_text
from autograder.declare.problem import Call, Check, Problem, Question
from autograder.declare.reference import Reference
from autograder.judge.finding import EXACTLY, Finding, accepted, not_finite
from autograder.judge.follow import Astray
from autograder.judge.ill_scaled import mentions
from autograder.judge.numeric import Agreement, compare, finite
from autograder.judge.probes import Answered
from autograder.judge.reading import Expected, Fault, Leaf, Reading, read
from autograder.judge.values import identical, of_float32, same_shapes
from autograder.plain.evidence import Cell, Plain, Probe, Returned
from autograder.plain.record import record
from autograder.report.status import Status

FLOAT32 = r"""float32|np\.single\b|"[<>=]?f4?"|'[<>=]?f4?'"""
"""What code has that computes in float32."""


def leaves_of(reading: Reading) -> tuple[Leaf, ...]:
    """Return what can be compared of a reading."""
    return tuple(leaf for leaf in reading if isinstance(leaf, Leaf))


@record(frozen=True)
class Held:
    """One answer, and what was expected there."""

    answered: Answered
    expected: Expected

    @cached_property
    def value(self) -> Plain:
        """What the function returned, or None if it did not return."""
        outcome = self.answered.outcome
        return outcome.value if isinstance(outcome, Returned) else None

    @cached_property
    def exact(self) -> bool:
        """Whether every bit of it is as expected."""
        return identical(self.value, self.expected.value)

    @property
    def odd(self) -> bool:
        """Whether what calls the function may go wrong although it is right: by another form, or a changed argument."""
        outcome = self.answered.outcome
        changed = isinstance(outcome, Returned) and bool(outcome.changed)
        return changed or not (self.exact or same_shapes(self.value, self.expected.value))

    @property
    def steady(self) -> bool:
        """Whether every bit is as expected, also where the call was made twice."""
        return self.exact and (self.answered.repeat is None or self.same_again)

    @cached_property
    def same_again(self) -> bool:
        """Whether two equal calls returned the same bits, as they nearly always do."""
        repeat = self.answered.repeat
        return isinstance(repeat, Returned) and identical(self.value, repeat.value)


def beside(reference: Reference, answered: Answered) -> Held:
    """Return an answer with what the reference gives for the same call."""
    problem, call = reference.problem, answered.call
    function = problem.function(call.function)
    if call.check is Check.VALUE or call.check.only_shows:
        value = reference.answer(Probe(call.function, call.args))
    else:  # only the parameters are read, and they have the shapes of the given ones
        net = problem.network
        value = function.returned({net.trained: function.bind(call.args)[net.params], net.losses: []})
    return Held(answered, Expected(function, call.args, value, own_sizes(problem, call, answered.case.sizes)))


def own_sizes(problem: Problem, call: Call, sizes: Mapping[str, int]) -> dict[str, int]:
    """Return the sizes of a case without those that only other functions have as an argument, such as `steps`."""
    elsewhere = problem.elsewhere(call.function)
    if elsewhere.isdisjoint(sizes):
        return dict(sizes)
    axes = {size for a in call.args if isinstance(a, np.ndarray) for size in a.shape}
    return {name: size for name, size in sizes.items() if name not in elsewhere or size in axes}


@dataclass(frozen=True)
class Looked:
    """The answers to one question, each compared with what was expected. Exact matches are not read."""

    question: Question
    calls: Sequence[Held]
    readings: Sequence[Reading]
    findings: Sequence[Finding]

    @cached_property
    def wrong(self) -> tuple[int, ...]:
        """The indices of the answers that may follow from something."""
        return tuple(i for i, finding in enumerate(self.findings) if finding.status.explicable)

    @property
    def astray(self) -> list[Astray]:
        return [Astray(self.calls[i].value, self.calls[i].expected, leaves_of(self.readings[i])) for i in self.wrong]


def looked_at(question: Question, calls: Sequence[Held], *, narrow: bool) -> Looked:
    """Compare the answers to a question. `narrow` allows for float32 in numbers that may have been made of some."""
    readings = [() if held.exact else read(held.value, question.piece, held.expected) for held in calls]
    if narrow:
        readings = [tuple(map(_allowing_float32, reading)) for reading in readings]
    findings = [EXACTLY if h.exact else _compared(r, h.expected) for r, h in zip(readings, calls, strict=True)]
    return Looked(question, calls, readings, findings)


def _allowing_float32(block: Leaf | Fault) -> Leaf | Fault:
    if isinstance(block, Leaf):
        return replace(block, narrow=True)
    return block if block.almost is None else replace(block, almost=replace(block.almost, narrow=True))


def _compared(reading: Reading, expected: Expected) -> Finding:
    faults = [leaf for leaf in reading if isinstance(leaf, Fault)]
    if faults:
        almost = [leaf.almost if isinstance(leaf, Fault) else leaf for leaf in reading]
        return Finding(Status.SHAPE, faults[0].message, half=all(map(right, almost)))
    leaves = leaves_of(reading)
    odd = next((leaf for leaf in leaves if not finite(leaf.got)), None)
    if odd is not None:
        return Finding(Status.NOT_FINITE, f"{not_finite(odd)}{sizes_text(expected.sizes)}.")
    compared = [(leaf, compare(leaf.got, leaf.want, narrow=leaf.narrow, since=leaf.since)) for leaf in leaves]
    leaf, largest = max(compared, key=lambda c: (c[1].agreement, c[1].error))
    if largest.agreement is not Agreement.WRONG:
        return accepted(largest)
    case = sizes_text(expected.sizes)
    return Finding(Status.WRONG, f"{leaf.label} differs from the expected value{case}.", largest)


def right(leaf: Leaf | None) -> bool:
    """Return whether there is a block, and it agrees with what is expected."""
    if leaf is None or not finite(leaf.got):
        return False
    return compare(leaf.got, leaf.want, narrow=leaf.narrow, since=leaf.since).agreement is not Agreement.WRONG


def repeats(held: Held, piece: str) -> bool:
    """Return whether a second equal call, if there was one, gave the same."""
    repeat = held.answered.repeat
    if repeat is None or held.same_again:
        return True
    if not isinstance(repeat, Returned):
        return False
    first, second = (read(value, piece, held.expected) for value in (held.value, repeat.value))
    return len(first) == len(second) and all(
        isinstance(a, Leaf) and isinstance(b, Leaf) and _equal(a, b) for a, b in zip(first, second, strict=True)
    )


def _equal(first: Leaf, second: Leaf) -> bool:
    if np.array_equal(first.got, second.got):  # nearly always, and cheap
        return True
    if not np.isfinite(first.got).all():
        return bool(np.array_equal(first.got, second.got, equal_nan=True))
    return compare(second.got, first.got).agreement is Agreement.CORRECT


def may_be_spoiled(status: Status, calls: Sequence[Held]) -> bool:
    """Return whether something else of the student's may be the cause of a status. None may come from a helper."""
    if status is Status.NOT_IMPLEMENTED:
        return any(isinstance(h.answered.outcome, Returned) for h in calls)
    return status.may_be_spoiled


def unsteady(function: str, held: Mapping[tuple[str, Check], Sequence[Held]], helpers: Iterable[str]) -> bool:
    """Return whether a function returns something else in a second equal call, and none of its helpers may do so."""
    known: dict[str, list[bool]] = {}
    for (name, check), calls in held.items():
        if check is Check.VALUE:
            known[name] = [h.same_again for h in calls if isinstance(h.answered.repeat, Returned)]
    random = {name for name, same in known.items() if not all(same)}
    unknown = {name for name, same in known.items() if not same}
    return function in random and not (random | unknown) & set(helpers)


def loses_digits(shown: Answered, answered: Sequence[Answered]) -> bool:
    """Return whether an ill-scaled call asks for more digits than the function computes with: those of float32."""
    ordinary = (a.outcome for a in answered if a.call.function == shown.call.function and a.call.check is Check.VALUE)
    if shown.call.check is Check.EXACTNESS:
        return False  # it asks for no more
    return all(isinstance(o, Returned) and of_float32(o.value) for o in ordinary)


def in_float32(calls: Iterable[Held], code: Iterable[Cell]) -> bool:
    """Return whether float32 may have gone into answers: one holds some, or is not exact and the code computes in it.

    float64 that was made of it does not show it.
    """
    inexact = [held.value for held in calls if not held.exact]
    return any(map(has_float32, inexact)) or (bool(inexact) and mentions(code, FLOAT32))


def has_float32(value: Plain) -> bool:
    """Return whether a float32 array was returned: it affects the other answers of this notebook too."""
    match value:
        case dict():
            return any(has_float32(v) for v in value.values())
        case list() | tuple():
            return any(has_float32(v) for v in value)
        case np.ndarray() | np.generic():
            return value.dtype.kind == "f" and value.dtype.itemsize < np.dtype(np.float64).itemsize
        case _:
            return False
