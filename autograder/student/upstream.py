"""Compare the backward of one operation with differences of the student's own operation."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from typing import Any

import numpy as np

from autograder.declare.roles import Operation
from autograder.diagnose.factors import Named, Sample, relate
from autograder.diagnose.gradient_check import numerical_gradient
from autograder.judge.numeric import CLOSE
from autograder.judge.probes import Answered
from autograder.judge.reading import Expected, Leaf, read
from autograder.plain.evidence import Plain, Returned
from autograder.report.status import Status
from autograder.student.check_session import CheckSession, NoAnswerError
from autograder.student.finding import CheckFinding
from autograder.student.public import Example
from autograder.student.public_judge import judged, unchecked

MISTAKES: tuple[tuple[str, str, str, Callable[[Any, Any], Any]], ...] = (
    ("upstream left out", "the slope alone", "Where is the upstream gradient {dz}?", lambda true, dz: true / dz),
    ("upstream twice", "{dz} times the true gradient", "How often does {dz} go in?", lambda true, dz: true * dz),
    ("slope left out", "{dz} itself", "What is the slope of this operation?", lambda true, dz: dz + 0 * true),
    ("slope twice", "the slope twice", "How often does the slope go in?", lambda true, dz: true**2 / dz),
)
"""Common mistakes with an upstream gradient, and what they produce. `dz` is replaced by its own name in the words."""
UNMEASURABLE = (NoAnswerError, LookupError, TypeError, ValueError, ArithmeticError)


def upstream(desk: CheckSession, function: str) -> tuple[CheckFinding, ...]:
    """Check a function that passes a gradient back: it returns the gradient times the operation's slope."""
    operation = desk.public.problem.roles.operation(function)
    examples = desk.public.of(function)
    if operation is None or not examples:
        return tuple(unchecked(q.name) for q in desk.public.problem.questions_of(function))
    base = operation.forward
    answered = [desk.answered(e, watch=True) for e in examples]
    sound = all(f.passed for f in desk.findings(base))
    try:
        with np.errstate(all="ignore"):
            values = [_measure(desk, operation, e) for e in examples]
    except UNMEASURABLE:
        values = [_blank(desk, operation, e) for e in examples]
        found = judged(desk, function, answered, values)
        first = f"It is checked against your own `{base}`: write `{base}` first."
        return tuple(_waits(f, first) for f in found)
    found = tuple(_measured(f, operation) for f in judged(desk, function, answered, values))
    if sound:
        return tuple(_related(desk, operation, f, answered, values) for f in found)
    fits = all(f.status is Status.CORRECT for f in found)
    mend = f"Your `{base}` is not right yet: mend it first."
    own = f"It is right for your own `{base}`, which is wrong: once that is right, this has to change with it."
    return tuple(_waits(f, own if fits else mend) for f in found)


def _measure(desk: CheckSession, operation: Operation, example: Example) -> Plain:
    """Return what the backward should: the derivatives of sum(upstream * forward(...)) by each of its arguments."""
    given = desk.public.problem.bind(example.call)
    names = desk.public.problem.function(operation.forward).args
    at = {name: given[name] for name in names}

    def weighted(moved: Mapping[str, Any]) -> float:
        return float(np.sum(given[operation.upstream] * np.asarray(desk.call(operation.forward, moved), np.float64)))

    measured = {piece: numerical_gradient(weighted, at, of) for piece, of in operation.gradients.items()}
    if not all(np.isfinite(m).all() for m in measured.values()):
        raise ValueError("a slope that is not finite")
    return _shaped(desk, example, measured)


def _blank(desk: CheckSession, operation: Operation, example: Example) -> Plain:
    given = desk.public.problem.bind(example.call)
    return _shaped(desk, example, {p: np.zeros(np.shape(given[of])) for p, of in operation.gradients.items()})


def _shaped(desk: CheckSession, example: Example, arrays: Mapping[str, Any]) -> Plain:
    function = desk.public.problem.function(example.call.function)
    return function.returned({piece: a if a.ndim else float(a) for piece, a in arrays.items()})


def _measured(finding: CheckFinding, operation: Operation) -> CheckFinding:
    if finding.error is None or not finding.compared:
        return finding
    if finding.error <= CLOSE:
        return replace(finding, status=Status.CORRECT, message="")
    what = f"{operation.upstream} times the slope of your own `{operation.forward}`"
    return replace(finding, message=f"It is not {what}, which was measured.")


def _waits(finding: CheckFinding, words: str) -> CheckFinding:
    if not finding.compared:
        return finding
    return replace(finding, status=None, message=words, error=None)


def _related(
    desk: CheckSession, operation: Operation, finding: CheckFinding, answered: list[Answered], values: list[Plain]
) -> CheckFinding:
    """Describe how a wrong gradient relates to the true one."""
    if finding.status is not Status.WRONG or finding.error is None:
        return finding
    piece = finding.piece
    pairs = [p for a, v in zip(answered, values, strict=True) for p in _pairs(desk, piece, a, v)]
    invited = _by_name(piece or "the gradient", operation.upstream, pairs)
    for named in (invited, relate(piece or "The gradient", pairs)):
        if named is not None:
            return replace(finding, message="", relation=named.sentence, name=named.name)
    return finding


def _by_name(what: str, upstream: str, pairs: list[Sample]) -> Named | None:
    """Look for common mistakes with an upstream gradient."""
    with np.errstate(all="ignore"):
        for name, is_what, think, make in MISTAKES:
            fits = (_same(p.got, make(p.want, p.others[upstream])) and not _same(p.got, p.want) for p in pairs)
            if pairs and all(fits):
                return Named(name, f"{what} is {is_what}. {think}".format(dz=upstream))
    return None


def _pairs(desk: CheckSession, piece: str, answered: Answered, value: Plain) -> Iterator[Sample]:
    if not isinstance(answered.outcome, Returned):
        return
    function = desk.public.problem.function(answered.call.function)
    expected = Expected(function, answered.call.args, value, answered.case.sizes)
    given = {name: np.asarray(a, np.float64) for name, a in function.bind(answered.call.args).items()}
    others = {
        f"the gradient that {name} should be": np.asarray(function.piece(name, value))
        for name in function.pieces
        if name != piece
    }
    for leaf in read(answered.outcome.value, piece, expected):
        if isinstance(leaf, Leaf):
            yield Sample(leaf.got, leaf.want, {}, {**others, **given})


def _same(first: Any, second: Any) -> bool:
    first, second = np.broadcast_arrays(first, second) if np.ndim(second) == 0 else (first, second)
    if np.shape(first) != np.shape(second) or not np.isfinite(second).all():
        return False
    largest = max(float(np.abs(first).max(initial=0.0)), float(np.abs(second).max(initial=0.0)))
    return bool(np.abs(first - second).max(initial=0.0) <= 1e-6 * largest)
