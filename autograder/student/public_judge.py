"""The judge of grading with public values instead of the reference: the same statuses and the same words."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from types import MappingProxyType
from typing import Any

import numpy as np

from autograder.declare.calls import fresh
from autograder.declare.forms import (
    Array,
    Batches,
    Extents,
    Fields,
    Form,
    Like,
    Number,
    Parts,
    Series,
    shape_text,
    tuple_text,
)
from autograder.declare.problem import Check, Function, piece_form
from autograder.declare.reference import Reference
from autograder.diagnose.sample import Named
from autograder.diagnose.shapes import another_container, length_relation, shape_relation
from autograder.judge.judge import Judge
from autograder.judge.probes import Answered
from autograder.judge.student_calls import key
from autograder.judge.values import describe
from autograder.plain.evidence import Plain, Probe, Returned
from autograder.report.status import Status
from autograder.report.verdict import Verdict
from autograder.student.check_session import CheckSession
from autograder.student.finding import CheckFinding
from autograder.student.numbers import Numbers, numbers

OTHER_SIZES = "It is right for the first public example and not for one of other sizes: is a size written as a number?"
NOT_PUBLIC = "There is no public check of this; it is graded all the same."


def unchecked(question: str) -> CheckFinding:
    """Return the finding of a question that has no public check."""
    return CheckFinding(question, None, NOT_PUBLIC, public=False)


@dataclass(frozen=True, eq=False)
class PublicReference(Reference):
    """Answers from public values, and for everything else with the student's own functions."""

    desk: CheckSession = field(kw_only=True)
    known: Mapping[bytes, Plain] = field(kw_only=True)

    def answer(self, probe: Probe) -> Plain:
        """Return the public answer, else the student's own: the predictions of `forward`, a number for others."""
        at = key(probe)
        if at in self.known:
            return fresh(self.known[at])
        value, net = self.desk.value(probe), self.problem.roles.network
        if net is not None and probe.function == net.forward:
            return {net.y_hat: np.asarray(value[net.y_hat], np.float64)}
        return float(np.asarray(value, np.float64).reshape(()))


def judged(
    desk: CheckSession, function: str, answered: Sequence[Answered], values: Sequence[Plain]
) -> tuple[CheckFinding, ...]:
    """Judge a function's answers against one value per call; a call of convergence needs none."""
    known = {key(Probe(a.call.function, a.call.args)): v for a, v in zip(answered, values, strict=True)}
    asked = {a.call.check for a in answered}
    questions = desk.public.problem.questions_of(function)
    problem = replace(desk.public.problem, questions=tuple(q for q in questions if q.check in asked))
    empty: Mapping[str, Any] = MappingProxyType({})
    reference = PublicReference(problem, empty, empty, Path(), desk=desk, known=known)
    judge = Judge(reference, desk.cells, desk.ask, runs=desk.runs, history=desk.history)
    verdicts = {v.question: v for v in judge.verdicts(answered)}
    return tuple(
        found(desk, verdicts[q.name], answered, values) if q.name in verdicts else unchecked(q.name) for q in questions
    )


def in_every_size(
    desk: CheckSession, function: str, checks: Iterable[Callable[[], tuple[CheckFinding, ...]]]
) -> tuple[CheckFinding, ...]:
    """Make the checks of a function by its public examples, one after the other, until one of them fails."""
    found: tuple[CheckFinding, ...] = ()
    for check in checks:
        before, found = found, check()
        if before:
            found = tuple(f if f.passed else _first_here(f) for f in found)
        if not all(f.passed for f in found):
            break
    return found or tuple(unchecked(q.name) for q in desk.public.problem.questions_of(function))


def _first_here(finding: CheckFinding) -> CheckFinding:
    """Add that only this example, which has other sizes, shows the mistake."""
    message = f"{finding.message} {OTHER_SIZES}".strip()
    return replace(finding, message=message, relation="", name="")


def found(desk: CheckSession, verdict: Verdict, answered: Sequence[Answered], values: Sequence[Plain]) -> CheckFinding:
    """Add the shapes to a verdict, from the first call that has one, and the numbers to a wrong one."""
    function = desk.public.problem.function(verdict.function)
    piece = verdict.piece
    compared = (pair for pair in zip(answered, values, strict=True) if pair[0].call.check is Check.VALUE)
    first, right = next(compared, (None, None))
    got = expected = ""
    if first is not None and isinstance(first.outcome, Returned):
        form = piece_form(function, piece) if piece in (function.pieces or ("",)) else None
        if form is not None:
            got = _shape(function.piece_if_any(piece, first.outcome.value))
            expected = _expected(form, first.case.sizes, function.piece_if_any(piece, right))
    behind = why = None
    if verdict.status.mistaken:
        behind = numbers(function, piece, answered, values, _source(desk, function.name))
    if verdict.status is Status.SHAPE:
        why = _why_this_shape(function, piece, behind, answered, values)
    return CheckFinding(
        verdict.question,
        verdict.status,
        verdict.message,
        got,
        expected,
        verdict.error,
        "" if why is None else why.sentence,
        "" if why is None else why.kind,
        where=verdict.where,
        half=verdict.half,
        numbers=behind,
    )


def _source(desk: CheckSession, function: str) -> str:
    """Return whether the right values of a function are measured, or follow from examples and own functions."""
    roles = desk.public.problem.roles
    gradients = roles.operation(function) is not None or (roles.network and function == roles.network.backward)
    return "measured" if gradients else "expected"


def _why_this_shape(
    function: Function, piece: str, behind: Numbers | None, answered: Sequence[Answered], values: Sequence[Plain]
) -> Named | None:
    """Explain a shape by the right values of the function's other pieces, if those have been measured."""
    pairs = ((a.outcome, v) for a, v in zip(answered, values, strict=True) if a.call.check is Check.VALUE)
    first = next(((o.value, v) for o, v in pairs if isinstance(o, Returned)), None)
    if first is not None:
        got, want = (function.piece_if_any(piece, value) for value in first)
        if (found := another_container(function, piece, first[0], want)) is not None:
            return found
        if isinstance(piece_form(function, piece), Series):
            return length_relation(got, want)
    if behind is None:
        return None
    for value in values:
        others = {name: function.piece(name, value) for name in function.pieces} if function.pieces else {}
        arrays = {name: v for name, v in others.items() if isinstance(v, np.ndarray) and v.any()}
        said = shape_relation(behind.got, behind.want, arrays, dict(behind.inputs))
        if said is not None:
            return said
    return None


def _shape(value: Plain) -> str:
    match value:
        case None:
            return "nothing"
        case np.ndarray():
            return tuple_text(value.shape) if value.ndim else "number"
        case bool():
            return "bool"
        case int() | float() | np.number():
            return "number"
        case dict():
            return f"dict of {len(value)}"
        case list() | tuple():
            return f"{type(value).__name__} of {len(value)}"
        case _:
            return describe(value)


def _expected(form: Form, sizes: Mapping[str, int], value: Plain) -> str:
    match form:
        case Number():
            return "number"
        case Array(_, ()) if isinstance(value, np.ndarray):  # entry by entry: the shape is that of the inputs
            return tuple_text(value.shape)
        case Array(_, shape):
            return shape_text(shape, dict(sizes))
        case Series(_, length):
            return f"{length} numbers" if length not in sizes else f"{length} = {sizes[length]} numbers"
        case Extents():
            return "tuple of sizes"
        case Like(_, argument, _):
            return f"like {argument}"
        case Batches():
            return "list of batches"
        case Fields() | Parts():
            return "dict" if isinstance(form, Fields) else "tuple"
