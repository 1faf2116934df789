"""Relate a wrong answer of any function to the right one: what it is instead, times what, with what left out."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

import numpy as np

from autograder.declare.forms import Array, Batches, Fields, Like, Number, Parts, Series
from autograder.declare.problem import Check, Function, piece_form
from autograder.declare.reference import Reference
from autograder.declare.roles import Optimizer, Roles
from autograder.diagnose.batches import about_batches
from autograder.diagnose.effects import compared
from autograder.diagnose.factors import ANOTHER_FORMULA, relate
from autograder.diagnose.formulas import formula
from autograder.diagnose.inner_variables import inner_variables
from autograder.diagnose.rounding import rounded
from autograder.diagnose.sample import Named, Sample
from autograder.diagnose.shapes import another_container, length_relation, shape_relation
from autograder.judge.numeric import Floats
from autograder.judge.probes import Answered
from autograder.judge.reading import Expected, Leaf, read
from autograder.judge.values import far_apart, real
from autograder.plain.evidence import Plain, Probe, Returned
from autograder.report.status import Status
from autograder.report.verdict import Verdict

MOST_AXES = 3


def name_related(
    verdicts: Sequence[Verdict], answered: Sequence[Answered], reference: Reference
) -> tuple[Verdict, ...]:
    """Add a name and a sentence to the wrong values that have no name yet and are related to the right ones."""
    looked_at = (Status.WRONG, Status.SHAPE)
    with np.errstate(all="ignore"):  # a student's values may be inf
        return tuple(_named(v, answered, reference) if v.nameless and v.status in looked_at else v for v in verdicts)


def _named(verdict: Verdict, answered: Sequence[Answered], reference: Reference) -> Verdict:
    problem = reference.problem
    function = problem.function(verdict.function)
    if verdict.piece not in compared(problem, function.name):
        return verdict
    calls = [a for a in answered if a.call.function == function.name and a.call.check is Check.VALUE]
    right = [reference.answer(Probe(a.call.function, a.call.args)) for a in calls]
    if verdict.status is Status.SHAPE and not isinstance(function.result, Batches):
        found = _shaped(function, verdict.piece, calls, right)
    else:
        found = related(function, problem.roles, verdict.piece, calls, right, reference) if calls else None
    if found is None:
        return verdict
    said = verdict.message if verdict.message.endswith(("?", ".")) else f"{verdict.message}."
    return replace(verdict, message=f"{said} {found.sentence}", misconceptions=(found.kind,))


def _shaped(function: Function, piece: str, answered: Sequence[Answered], values: Sequence[Plain]) -> Named | None:
    """Return why one piece of the answers has the wrong shape, if it is the same in all calls."""
    form = piece_form(function, piece)
    reasons: list[Named | None] = []
    at_hand: list[Mapping[str, Floats]] = []
    given: list[Plain] = []
    for a, value in zip(answered, values, strict=True):
        if not isinstance(a.outcome, Returned):
            return None
        got, want = (function.piece_if_any(piece, v) for v in (a.outcome.value, value))
        if (found := another_container(function, piece, a.outcome.value, want)) is not None:
            return found
        many = len(got) if isinstance(got, list | tuple) else np.size(got)  # a list of lists may have no size
        if isinstance(form, Series) and many != np.size(want):
            reasons.append(length_relation(got, want))
        elif isinstance(form, Array | Number):
            at_hand.append(_at_hand(function, piece, "", function.bind(a.call.args), value))
            array = got if isinstance(got, np.ndarray) else None
            if array is None or array.shape != np.shape(want) or far_apart(array, want):  # else it is right there
                reasons.append(shape_relation(got, want, at_hand[-1]))
            given.append(got)
    kinds = {None if reason is None else reason.kind for reason in reasons}
    early = kinds <= {"stops-early", "one-step-short", "one-number"} and (len(kinds) > 1 or len(reasons) < len(values))
    if reasons and early:
        return Named(
            "too few",
            "In some calls there are too few numbers: does your loop end early there, or skip some?",
            "stops-early",
        )
    if len(kinds) == 1 and reasons[0] is not None:
        return reasons[0]
    numbers = [v for v in given if isinstance(v, np.ndarray) and v.dtype.kind in "fiu"]
    alike = len(numbers) == len(values) and all(map(_has_axes_of, numbers, at_hand))
    text = formula(numbers, at_hand, [{} for _ in numbers]) if numbers and alike else None
    said = f"It is exactly {text}: compare that with the formula."
    return None if text is None else Named(ANOTHER_FORMULA, said, "another-formula")


def _has_axes_of(value: Floats, others: Mapping[str, Floats]) -> bool:
    """Return whether a value can be made of others: a student's array may have millions of entries, or 30 axes."""
    return value.ndim <= MOST_AXES and {1}.union(*map(np.shape, others.values())).issuperset(value.shape)


def related(
    function: Function,
    roles: Roles,
    piece: str,
    answered: Sequence[Answered],
    values: Sequence[Plain],
    reference: Reference | None = None,
) -> Named | None:
    """Return how one piece of the answers relates to the right values, or None if nothing can be said.

    With a reference, also how it relates to what its function computes on the way.
    """
    if isinstance(function.result, Batches):
        batching = roles.batching(function.name)
        return None if batching is None else about_batches(function, batching, answered, values)
    optimizer = roles.optimizer(function.name)
    both = list(zip(answered, values, strict=True))
    blocks = [_pairs(function, optimizer, piece, a, v) for a, v in both]
    what, pairs = _subject(function, piece), [pair for block in blocks for pair in block]
    found = _rounded(function, piece, both) or (relate(what, pairs) if pairs else None)
    if found is not None or reference is None:
        return found
    further = [
        replace(p, others={**inner_variables(reference, function.name, a.call.args, p.part), **p.others})
        for (a, _), block in zip(both, blocks, strict=True)
        for p in block
    ]
    return relate(what, further) if further else None


def _rounded(function: Function, piece: str, both: Sequence[tuple[Answered, Plain]]) -> Named | None:
    """Return whether the entries of dicts are rounded, of which only the change is compared."""
    form = piece_form(function, piece)
    if not (isinstance(form, Like) and form.change):
        return None
    values: list[list[Floats]] = [[], []]
    for answered, want in both:
        got = answered.outcome.value if isinstance(answered.outcome, Returned) else None
        for row, whole in zip(values, (got, want), strict=True):
            entries = function.piece_if_any(piece, whole) if whole is not None else None
            if isinstance(entries, dict):
                row.extend(real(v) for v in entries.values())
    if any(v is None for several in values for v in several):  # a long text would be repeated for each number
        return None
    try:
        how = rounded(*(np.concatenate([v.ravel() for v in several]).astype(np.float64) for several in values))
    except (TypeError, ValueError):
        return None
    return None if how is None else Named("rounded", f"It is right, but {how}. Who asks for that?", "rounded")


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
        if isinstance(entry, dict) and key in entry:
            others[f"{name}, as it was given"] = entry[key]
        if isinstance(entry, dict) and (key not in entry or name == start):
            others |= {f"{part}": inner for part, inner in entry.items()}
        elif not isinstance(entry, dict):
            others[name] = entry
    if isinstance(function.result, Fields | Parts) and piece:
        for name in function.pieces:
            if name != piece:
                other = function.piece(name, value)
                others[f"the value of {name}"] = other.get(key) if isinstance(other, dict) and key else other
    arrays = {n: np.asarray(v, np.float64) for n, v in others.items() if isinstance(v, np.ndarray | float | int)}
    return {n: v for n, v in arrays.items() if v.any()}
