"""Compare values with the small public examples."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

import numpy as np

from autograder.declare.forms import Batches, Fields, Like, Parts
from autograder.declare.problem import Function, piece_form
from autograder.declare.roles import Optimizer
from autograder.judge.numeric import Floats
from autograder.judge.probes import Answered
from autograder.judge.reading import Expected, Leaf, read
from autograder.plain.evidence import Plain, Returned
from autograder.report.status import Status
from autograder.student.batches import about_batches
from autograder.student.check_session import CheckSession
from autograder.student.factors import Sample, relate
from autograder.student.finding import CheckFinding
from autograder.student.follows import let_follow
from autograder.student.laws import broken_law
from autograder.student.public_judge import judged, unchecked

DIFFERS = "differs from the expected value"
EXAMPLE = "is not what the public example gives"


def by_examples(desk: CheckSession, function: str) -> tuple[CheckFinding, ...]:
    """Check a function whose answers to a few inputs are public."""
    examples = desk.public.of(function)
    if not examples:
        return tuple(unchecked(q.name) for q in desk.public.problem.questions_of(function))
    answered = [desk.answered(e) for e in examples]
    values = [e.value for e in examples]
    findings = let_follow(desk, function, judged(desk, function, answered, values), answered, values)
    return tuple(_explained(desk, f, answered, values) for f in under_the_laws(desk, function, findings))


def under_the_laws(desk: CheckSession, function: str, findings: Sequence[CheckFinding]) -> tuple[CheckFinding, ...]:
    """Compare the parameters that an optimizer returns with laws that every optimizer obeys."""
    optimizer = desk.public.problem.roles.optimizer(function)
    if optimizer is None:
        return tuple(findings)
    at = next((f for f in findings if f.question in (f"{function}.{optimizer.params}", function)), None)
    if at is None or not at.compared:
        return tuple(findings)
    law = broken_law(desk, function)
    if law is None:
        return tuple(findings)
    said = replace(at, status=Status.WRONG, message="", relation=law.sentence, name=law.name)
    if at.passed:
        said = replace(said, message="The public examples come out right, but a law is broken.")
    return tuple(said if f is at else f for f in findings)


def _explained(
    desk: CheckSession, finding: CheckFinding, answered: Sequence[Answered], values: Sequence[Plain]
) -> CheckFinding:
    """Describe how a wrong value relates to the right one, and which function to fix first."""
    function, piece = finding.function, finding.piece
    declared, roles = desk.public.problem.function(function), desk.public.problem.roles
    batching, optimizer = roles.batching(function), roles.optimizer(function)
    batches = isinstance(declared.result, Batches)
    if not (finding.status and finding.status.explicable) and not (batches and finding.status is Status.SHAPE):
        return finding
    finding = replace(finding, message=finding.message.replace(DIFFERS, EXAMPLE))
    if not finding.relation and finding.status is not Status.NOT_FINITE:
        blocks = [_pairs(declared, optimizer, piece, a, v) for a, v in zip(answered, values, strict=True)]
        pairs = [pair for block in blocks for pair in block]
        named = relate(_subject(declared, piece), pairs) if pairs else None
        if batches:
            named = None if batching is None else about_batches(declared, batching, answered, values)
        if named is not None:
            message = finding.message if finding.status is Status.SHAPE else ""
            finding = replace(finding, message=message, relation=named.sentence, name=named.name)
    unsound = [u for u in desk.public.uses.get(finding.function, ()) if not all(f.passed for f in desk.findings(u))]
    if unsound:
        finding = replace(
            finding, message=f"{finding.message} Your `{unsound[0]}` is not right yet: mend it first.".strip()
        )
    return finding


def _subject(function: Function, piece: str) -> str:
    """Return what is compared: for parameters, their change."""
    form = piece_form(function, piece)
    changes = isinstance(form, Like) and form.change
    name = piece or ("the parameters" if changes else f"What {function.name} gives")
    return f"The change of {name}" if changes else name


def _pairs(
    function: Function, optimizer: Optimizer | None, piece: str, answered: Answered, value: Plain
) -> list[Sample]:
    """Return the blocks of one piece of an answer, with the values that the function could have used."""
    if not isinstance(answered.outcome, Returned):
        return []
    call, got = answered.call, answered.outcome.value
    expected = Expected(function, call.args, value, answered.case.sizes)
    leaves = [leaf for leaf in read(got, piece, expected) if isinstance(leaf, Leaf)]
    given = function.bind(call.args)
    numbers = _numbers(optimizer, given, answered.case.sizes)
    whole = isinstance(piece_form(function, piece), Like)
    keys = [leaf.label.rpartition('["')[2].rstrip('"]') if whole else "" for leaf in leaves]
    return [
        Sample(leaf.got, leaf.want, numbers, _at_hand(function, piece, key, given, value), key)
        for leaf, key in zip(leaves, keys, strict=True)
    ]


def _numbers(optimizer: Optimizer | None, given: Mapping[str, Plain], sizes: Mapping[str, int]) -> dict[str, float]:
    plain = {name: float(v) for name, v in given.items() if type(v) in (int, float)}
    powers: dict[str, float] = {}
    if optimizer is not None and optimizer.t:
        t = optimizer.t
        powers = {f"(1 - {decay}^{t})": 1 - plain[decay] ** plain[t] for decay in optimizer.decays}
    return {**{name: float(size) for name, size in sizes.items()}, **powers, **plain}


def _at_hand(function: Function, piece: str, key: str, given: Mapping[str, Plain], value: Plain) -> dict[str, Floats]:
    """Name the arrays that a wrong value may be by mistake: an argument, an entry of one, or another result."""
    others: dict[str, Any] = {}
    form = piece_form(function, piece)
    start = form.argument if isinstance(form, Like) else ""
    for name, entry in given.items():
        if isinstance(entry, dict) and key in entry and name != start:
            others[f"{name}, as it was given"] = entry[key]
        elif isinstance(entry, dict):
            others |= {f"{part}": inner for part, inner in entry.items()}
        else:
            others[name] = entry
    if isinstance(function.result, Fields | Parts) and piece:
        for name in function.pieces:
            if name != piece:
                other = function.piece(name, value)
                others[f"the value of {name}"] = other.get(key) if isinstance(other, dict) and key else other
    arrays = {n: np.asarray(v, np.float64) for n, v in others.items() if isinstance(v, np.ndarray | float | int)}
    return {n: v for n, v in arrays.items() if v.any()}
