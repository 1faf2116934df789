"""Compare the backward of one operation with differences of the student's own operation."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from contextlib import suppress
from dataclasses import replace
from functools import partial
from typing import Any

import numpy as np

from autograder.declare.forms import Array
from autograder.declare.roles import Operation
from autograder.diagnose.factors import relate
from autograder.diagnose.gradient_check import numerical_gradient
from autograder.diagnose.sample import Named, Sample
from autograder.judge.numeric import CLOSE
from autograder.judge.probes import Answered
from autograder.judge.reading import Expected, Leaf, read
from autograder.judge.values import of_float32
from autograder.plain.evidence import Opaque, Plain, Probe, Returned
from autograder.report.status import Status
from autograder.student.check_session import CheckSession, NoAnswerError
from autograder.student.finding import CheckFinding
from autograder.student.gradients import AGREES_NOISY, AS_FAR
from autograder.student.public import Example
from autograder.student.public_calls import blank
from autograder.student.public_judge import NOT_PUBLIC, judged, unchecked

MISTAKES: tuple[tuple[str, str, str, Callable[[Any, Any], Any]], ...] = (
    ("upstream-forgotten", "the slope alone", "Where is the upstream gradient {dz}?", lambda true, dz: true / dz),
    ("factor-twice", "{dz} times the true gradient", "How often does {dz} go in?", lambda true, dz: true * dz),
    ("slope-missing", "{dz} itself", "What is the slope of this operation?", lambda true, dz: dz + 0 * true),
    ("slope-twice", "the slope twice", "How often does the slope go in?", lambda true, dz: true**2 / dz),
)
"""Common mistakes with an upstream gradient, and what they produce. `dz` is replaced by its own name in the words."""
UNMEASURED = f"Its shape is as it should be. {NOT_PUBLIC}"
UNMEASURABLE = (NoAnswerError, LookupError, TypeError, ValueError, ArithmeticError)


def upstream(desk: CheckSession, function: str) -> tuple[CheckFinding, ...]:
    """Check a function that passes a gradient back: it returns the gradient times the operation's slope."""
    operation = desk.public.problem.roles.operation(function)
    examples = desk.public.of(function)
    if operation is None or not examples:
        return tuple(unchecked(q.name) for q in desk.public.problem.questions_of(function))
    base = operation.forward
    sound = all(f.passed for f in desk.findings(base))
    answered = [desk.answered(e, args=_with_own(desk, e, sound=sound), watch=True) for e in examples]
    try:
        with np.errstate(all="ignore"):
            values = [
                desk.measured((base,), Probe(function, e.call.args), partial(_measure, desk, operation, e))
                for e in examples
            ]
    except UNMEASURABLE:
        values = [blank(desk.public, e) for e in examples]
        found = judged(desk, function, answered, values)
        first = f"It is checked against your own `{base}`: write `{base}` first."
        return tuple(_waits(f, first) for f in found)
    noisy = all(of_float32(desk.call(base, desk.public.problem.bind(e.call))) for e in examples)
    found = tuple(_measured(f, operation, noisy=noisy) for f in judged(desk, function, answered, values))
    if sound:
        return tuple(_related(desk, operation, f, answered, values) for f in found)
    fits = all(f.status is Status.CORRECT for f in found)
    mend = f"Your `{base}` is not right yet: mend it first."
    own = f"It is right for your own `{base}`, which is wrong: once that is right, this has to change with it."
    return tuple(_waits(f, own if fits else mend) for f in found)


def _with_own(desk: CheckSession, example: Example, *, sound: bool) -> tuple[Plain, ...]:
    """Return the arguments of an example with what only the student's own functions put into a cache.

    If those are not right, all of it is the student's own.
    """
    function = desk.public.problem.function(example.call.function)
    given = function.bind(example.call.args)
    for name, (other, names) in function.recomputed.items():
        with suppress(NoAnswerError):
            own = desk.value(Probe(other, tuple(given[n] for n in names)))
            if isinstance(own, dict) and given[name].keys() <= own.keys():
                own = {key: value for key, value in own.items() if not isinstance(value, Opaque)}
                given[name] = {**own, **given[name]} if sound else own
    return function.arguments(given)


def _measure(desk: CheckSession, operation: Operation, example: Example) -> Plain:
    """Return what the backward should: the derivatives of sum(upstream * forward(...)) by each of its arguments."""
    given = desk.public.problem.bind(example.call)
    forward = desk.public.problem.function(operation.forward)

    def weighted(moved: Mapping[str, Any]) -> float:
        ((name, value),) = moved.items()
        made = desk.call(forward.name, operation.moved(given, name, value))
        pieces = {up: np.asarray(forward.piece(of, made), np.float64) for up, of in operation.upstreams.items()}
        return float(sum(np.sum(given[up] * piece) for up, piece in pieces.items()))

    measured = {
        piece: numerical_gradient(weighted, {of: operation.at(given, of)}, of)
        for piece, of in operation.gradients.items()
    }
    if not all(np.isfinite(m).all() for m in measured.values()):
        raise ValueError("a slope that is not finite")
    return _shaped(desk, example, measured)


def _shaped(desk: CheckSession, example: Example, arrays: Mapping[str, Any]) -> Plain:
    function = desk.public.problem.function(example.call.function)
    on_the_way = {
        piece: np.zeros(tuple(example.sizes.get(d, 0) if isinstance(d, str) else d for d in form.shape))
        for piece, form in function.pieces.items()
        if isinstance(form, Array)
    }
    return function.returned({piece: a if a.ndim else float(a) for piece, a in {**on_the_way, **arrays}.items()})


def _measured(finding: CheckFinding, operation: Operation, *, noisy: bool) -> CheckFinding:
    if not finding.compared:
        return finding
    if finding.piece not in operation.gradients:
        return replace(finding, status=None, message=UNMEASURED, error=None, public=False)
    if finding.error is None:
        return finding
    if finding.error <= CLOSE:
        return replace(finding, status=Status.CORRECT, message="")
    if noisy and finding.error <= AGREES_NOISY:
        return replace(finding, status=Status.CLOSE, message=AS_FAR)
    what = f"{' and '.join(operation.upstreams)} times the slope of your own `{operation.forward}`"
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
    single = operation.upstream if isinstance(operation.upstream, str) else ""
    invited = _by_name(piece or "the gradient", single, pairs) if single else None
    for named in (invited, relate(piece or "The gradient", pairs)):
        if named is not None:
            return replace(finding, message="", relation=named.sentence, name=named.kind)
    return finding


def _by_name(what: str, upstream: str, pairs: list[Sample]) -> Named | None:
    """Look for common mistakes with an upstream gradient."""
    if not all(_fit(p.want, p.others[upstream]) for p in pairs):  # the gradient of a weight, say
        return None
    with np.errstate(all="ignore"):
        for name, is_what, think, make in MISTAKES:
            fits = (_same(p.got, make(p.want, p.others[upstream])) and not _same(p.got, p.want) for p in pairs)
            if pairs and all(fits):
                return Named(name, f"{what} is {is_what}. {think}".format(dz=upstream), name)
    return None


def _pairs(desk: CheckSession, piece: str, answered: Answered, value: Plain) -> Iterator[Sample]:
    if not isinstance(answered.outcome, Returned):
        return
    function = desk.public.problem.function(answered.call.function)
    expected = Expected(function, answered.call.args, value, answered.case.sizes)
    bound = function.bind(answered.call.args)
    entries = {name: a for value in bound.values() if isinstance(value, dict) for name, a in value.items()}
    numbers = {**entries, **bound}.items()
    given = {n: np.asarray(a, np.float64) for n, a in numbers if isinstance(a, np.ndarray | float | int)}
    others = {
        f"the gradient that {name} should be": np.asarray(function.piece(name, value))
        for name in function.pieces
        if name != piece
    }
    for leaf in read(answered.outcome.value, piece, expected):
        if isinstance(leaf, Leaf):
            yield Sample(leaf.got, leaf.want, {}, {**others, **given})


def _fit(first: Any, second: Any) -> bool:
    """Return whether two arrays can be combined entry by entry."""
    try:
        np.broadcast_shapes(np.shape(first), np.shape(second))
    except ValueError:
        return False
    return True


def _same(first: Any, second: Any) -> bool:
    first, second = np.broadcast_arrays(first, second) if np.ndim(second) == 0 else (first, second)
    if np.shape(first) != np.shape(second) or not np.isfinite(second).all():
        return False
    largest = max(float(np.abs(first).max(initial=0.0)), float(np.abs(second).max(initial=0.0)))
    return bool(np.abs(first - second).max(initial=0.0) <= 1e-6 * largest)
