"""Turn evidence and the reference into verdicts. Pure: the same answers give the same verdicts."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import Any, TypeAlias

import numpy as np

from autograder.declare.forms import sizes_text
from autograder.declare.problem import Call, Check, Problem, Question
from autograder.declare.reference import Reference
from autograder.judge.convergence import arrival
from autograder.judge.finding import EXACTLY, Finding, accepted, not_finite, worst
from autograder.judge.follow import Astray, Follower
from autograder.judge.ill_scaled import shows_differences
from autograder.judge.numeric import Agreement, Comparison, compare, finite
from autograder.judge.obstacle import Obstacle, not_analytic, obstacle
from autograder.judge.probes import Answered
from autograder.judge.reading import Expected, Fault, Leaf, Reading, read, take
from autograder.judge.shared_calls import shared_probes
from autograder.judge.student_calls import Ask
from autograder.judge.values import identical
from autograder.plain.evidence import Cell, Outcome, Plain, Probe, Returned
from autograder.report.status import Status
from autograder.report.verdict import Verdict
from autograder.staff.policy import Policy

Of: TypeAlias = tuple[str, Check]
"""The kind of a call: its function, and how it is judged."""


@dataclass(frozen=True)
class Judge:
    """Judges one submission's answers to one problem; `ask` reaches the student's functions for follow-through."""

    reference: Reference
    cells: Mapping[int, Cell]
    ask: Ask
    policy: Policy = field(default_factory=Policy)

    def verdicts(self, answered: Sequence[Answered]) -> tuple[Verdict, ...]:
        """Return one verdict per question, in the order of the questions."""
        held: defaultdict[Of, list[_Held]] = defaultdict(list)
        for a in answered:
            if a.call.check is not Check.EXACTNESS:
                held[a.call.function, a.call.check].append(_Held(a, self._expected(a)))
        narrow = any(_has_float32(h.value) for calls in held.values() for h in calls)
        troubles = {of: obstacle(of[0], [h.answered.outcome for h in calls], self.cells) for of, calls in held.items()}
        made: dict[str, Verdict] = {}
        with np.errstate(all="ignore"):
            values = self._values(held, troubles, narrow=narrow)
            for question in self.reference.problem.questions:
                of = question.function, question.check
                if (found := troubles.get(of)) is not None:
                    made[question.name] = self._troubled(question, found)
                else:
                    by_value = question.check is Check.VALUE
                    findings = values[question.name] if by_value else [self._convergence(h, made) for h in held[of]]
                    made[question.name] = self._summed_up(question, findings)
            made |= self._differenced(answered, made)
        return tuple(made.values())

    def _differenced(self, answered: Sequence[Answered], made: Mapping[str, Verdict]) -> dict[str, Verdict]:
        """Return other verdicts on a function that is right, but not where differences are not."""
        problem = self.reference.problem
        for a in (a for a in answered if a.call.check is Check.EXACTNESS):
            questions = problem.questions_of(a.call.function)
            right = [q.piece for q in questions if made[q.name].status in (Status.CORRECT, Status.CLOSE)]
            if isinstance(a.outcome, Returned) and shows_differences(a.outcome.value, right, self._expected(a)):
                return {q.name: self._troubled(q, not_analytic(a.call.function)) for q in questions}
        return {}

    def _expected(self, answered: Answered) -> Expected:
        call = answered.call
        function = self.reference.problem.function(call.function)
        if call.check in (Check.VALUE, Check.EXACTNESS):
            value = self.reference.answer(Probe(call.function, call.args))
        else:  # only the parameters are read, and they have the shapes of the given ones
            net = self.reference.problem.network
            value = function.returned({net.trained: function.bind(call.args)[net.params], net.losses: []})
        return Expected(function, call.args, value, own_sizes(self.reference.problem, call, answered.case.sizes))

    def _troubled(self, question: Question, found: Obstacle) -> Verdict:
        return Verdict(question.name, found.status, 0.0, self._points(question), found.message, where=found.where)

    def _summed_up(self, question: Question, findings: Sequence[Finding]) -> Verdict:
        finding = worst(findings)
        half = finding.status is Status.SHAPE and all(f.half or f.status.accepted for f in findings)
        share = finding.status.share(self.policy.follows(self.reference.problem.name), half=half)
        comparison, points = finding.comparison, self._points(question)
        return Verdict(
            question=question.name,
            status=finding.status,
            score=points * share,
            max_score=points,
            message=finding.message + (". The values are right: half the points." if half else ""),
            error=None if comparison is None else comparison.error,
            tolerance=None if comparison is None else comparison.tolerance,
            worst=None if comparison is None else comparison.worst,
            half=half,
        )

    def _points(self, question: Question) -> float:
        return self.policy.points(self.reference.problem.name, question.name, question.points)

    def _values(
        self, held: Mapping[Of, Sequence[_Held]], troubles: Mapping[Of, Obstacle | None], *, narrow: bool
    ) -> dict[str, list[Finding]]:
        """Compare the answers by question, then try follow-through on all wrong ones together."""
        every = [
            self._looked_at(q, held[q.function, q.check], narrow=narrow)
            for q in self.reference.problem.questions
            if q.check is Check.VALUE and troubles.get((q.function, q.check)) is None
        ]
        wrong = {one.question.name: one for one in every if one.wrong}
        named = dict.fromkeys(one.question.function for one in wrong.values())
        follows = self._follower.follow(
            {name: one.astray for name, one in wrong.items()}, shared_probes(self.reference, named)
        )
        return {one.question.name: self._settled(one, follows.get(one.question.name, [])) for one in every}

    def _looked_at(self, question: Question, calls: Sequence[_Held], *, narrow: bool) -> _Looked:
        readings = [() if held.exact else read(held.value, question.piece, held.expected) for held in calls]
        findings = [
            EXACTLY if h.exact else self._compared(r, h.expected, narrow=narrow)
            for r, h in zip(readings, calls, strict=True)
        ]
        return _Looked(question, calls, readings, findings)

    def _settled(self, looked: _Looked, follows: Sequence[bool]) -> list[Finding]:
        """Replace findings that follow from earlier values, and those that a second equal call contradicts."""
        question, findings = looked.question, list(looked.findings)
        for i in (i for i, one in zip(looked.wrong, follows, strict=True) if one):
            findings[i] = replace(findings[i], status=Status.FOLLOWS, message=_follows(question))
        return [self._repeated(question, *each) for each in zip(findings, looked.calls, strict=True)]

    def _repeated(self, question: Question, finding: Finding, held: _Held) -> Finding:
        """Compare the answers to two equal calls."""
        repeat = held.answered.repeat
        if repeat is None or held.same_again or finding.status is Status.SHAPE:
            return finding
        if _agree(read(held.value, question.piece, held.expected), repeat, question, held.expected):
            return finding
        return replace(
            finding,
            status=Status.WRONG,
            comparison=None,
            message=f"Two calls of {question.function} with equal arguments gave different answers: does it use a "
            "random number, or a variable from outside that changes?",
        )

    def _compared(self, reading: Reading, expected: Expected, *, narrow: bool) -> Finding:
        faults = [leaf for leaf in reading if isinstance(leaf, Fault)]
        if faults:
            almost = [leaf.almost if isinstance(leaf, Fault) else leaf for leaf in reading]
            return Finding(Status.SHAPE, faults[0].message, half=all(_right(a, narrow=narrow) for a in almost))
        leaves = _leaves(reading)
        odd = next((leaf for leaf in leaves if not finite(leaf.got)), None)
        if odd is not None:
            return Finding(Status.NOT_FINITE, f"{not_finite(odd)}{sizes_text(expected.sizes)}.")
        compared = [(leaf, compare(leaf.got, leaf.want, narrow=narrow, since=leaf.since)) for leaf in leaves]
        leaf, largest = max(compared, key=lambda c: (c[1].agreement, c[1].error))
        if largest.agreement is not Agreement.WRONG:
            return accepted(largest)
        case = sizes_text(expected.sizes)
        return Finding(Status.WRONG, f"{leaf.label} differs from the expected value{case}.", largest)

    @cached_property
    def _follower(self) -> Follower:
        return Follower(self.reference, self.ask)

    def _convergence(self, held: _Held, made: Mapping[str, Verdict]) -> Finding:
        call, function = held.answered.call, held.expected.function
        net = self.reference.problem.network
        start = function.bind(call.args)[net.params]
        reading = read(held.value, net.trained, held.expected)
        faults = [leaf for leaf in reading if isinstance(leaf, Fault)]
        if faults:
            return Finding(Status.SHAPE, faults[0].message, half=self._arrives_turned(call, start, reading))
        trained = function.piece(net.trained, held.value)
        params: dict[str, Any] = take(function.pieces[net.trained], trained, start)
        first_steps = made.get(f"{function.name}.{net.trained}")
        follows = first_steps is not None and first_steps.status is Status.FOLLOWS
        result = arrival(call, self.reference, params, follows=follows)
        comparison = Comparison(Agreement.WRONG, result.error, result.tolerance)
        if result.arrived:
            return Finding(Status.CORRECT, result.message, comparison)
        if follows:
            return Finding(Status.FOLLOWS, f"{result.message} The cause lies in an earlier mistake.", comparison)
        status = Status.WRONG if np.isfinite(result.error) else Status.NOT_FINITE
        return Finding(status, result.message, comparison)

    def _arrives_turned(self, call: Call, start: Mapping[str, Any], reading: Reading) -> bool:
        """Return whether parameters converge that are only transposed: their values are worth half the points."""
        almost = [leaf.almost if isinstance(leaf, Fault) else leaf for leaf in reading]
        moved = [leaf.got for leaf in almost if leaf is not None]  # the change since the start
        if len(moved) < len(start):
            return False
        params = {name: p + change for (name, p), change in zip(start.items(), moved, strict=True)}
        return arrival(call, self.reference, params).arrived


def _leaves(reading: Reading) -> tuple[Leaf, ...]:
    return tuple(leaf for leaf in reading if isinstance(leaf, Leaf))


def _follows(question: Question) -> str:
    what = question.piece or question.function
    return f"{what} differs, but it is exactly what follows from an earlier value of yours."


def own_sizes(problem: Problem, call: Call, sizes: Mapping[str, int]) -> dict[str, int]:
    """Return the sizes of a case without those that only other functions have as an argument, such as `steps`."""
    elsewhere = problem.elsewhere(call.function)
    axes = {size for a in call.args if isinstance(a, np.ndarray) for size in a.shape}
    return {name: size for name, size in sizes.items() if name not in elsewhere or size in axes}


@dataclass(frozen=True)
class _Held:
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

    @cached_property
    def same_again(self) -> bool:
        """Whether two equal calls returned the same bits, as they nearly always do."""
        repeat = self.answered.repeat
        return isinstance(repeat, Returned) and identical(self.value, repeat.value)


@dataclass(frozen=True)
class _Looked:
    """The answers to one question, each compared with what was expected. Exact matches are not read."""

    question: Question
    calls: Sequence[_Held]
    readings: Sequence[Reading]
    findings: Sequence[Finding]

    @cached_property
    def wrong(self) -> tuple[int, ...]:
        """The indices of the answers that may follow from something."""
        return tuple(i for i, finding in enumerate(self.findings) if finding.status.explicable)

    @property
    def astray(self) -> list[Astray]:
        return [Astray(self.calls[i].value, self.calls[i].expected, _leaves(self.readings[i])) for i in self.wrong]


def _right(leaf: Leaf | None, *, narrow: bool) -> bool:
    if leaf is None or not finite(leaf.got):
        return False
    return compare(leaf.got, leaf.want, narrow=narrow, since=leaf.since).agreement is not Agreement.WRONG


def _agree(first: Reading, repeat: Outcome, question: Question, expected: Expected) -> bool:
    if not isinstance(repeat, Returned):
        return False
    second = read(repeat.value, question.piece, expected)
    return len(first) == len(second) and all(
        isinstance(a, Leaf) and isinstance(b, Leaf) and _equal(a, b) for a, b in zip(first, second, strict=True)
    )


def _equal(first: Leaf, second: Leaf) -> bool:
    if np.array_equal(first.got, second.got):  # nearly always, and cheap
        return True
    if not np.isfinite(first.got).all():
        return bool(np.array_equal(first.got, second.got, equal_nan=True))
    return compare(second.got, first.got).agreement is Agreement.CORRECT


def _has_float32(value: Plain) -> bool:
    """Return whether a float32 array was returned: it affects the other answers of this notebook too."""
    match value:
        case dict():
            return any(_has_float32(v) for v in value.values())
        case list() | tuple():
            return any(_has_float32(v) for v in value)
        case np.ndarray() | np.generic():
            return value.dtype.kind == "f" and value.dtype.itemsize < np.dtype(np.float64).itemsize
        case _:
            return False
