"""Name answers of functions that choose among the rows of an argument, where they are right for another row."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import suppress
from dataclasses import replace

import numpy as np

from autograder.declare.problem import Check
from autograder.declare.reference import Reference
from autograder.judge.probes import Answered
from autograder.judge.reading import Expected, Leaf, read
from autograder.plain.evidence import Plain, Probe, Returned
from autograder.report.status import Status
from autograder.report.verdict import Verdict

BOUND = "It is right only as long as its last number is below {}. From which one does your search start?"
SAID = "It is right for one of the others, which is not asked for: by what do you compare them?"


def name_choices(
    verdicts: Sequence[Verdict], answered: Sequence[Answered], reference: Reference
) -> tuple[Verdict, ...]:
    """Name the wrong answers without a name that are right for another row of an argument alone."""
    return tuple(
        replace(v, message=f"{v.message} {SAID}", misconceptions=("another-choice",))
        if v.nameless and v.status is Status.WRONG and not v.piece and _chosen(v.function, answered, reference)
        else v
        for v in verdicts
    )


def name_starts(verdicts: Sequence[Verdict], answered: Sequence[Answered], reference: Reference) -> tuple[Verdict, ...]:
    """Name the wrong answers without a name that are right where their last number is below a written one."""
    return tuple(
        _bounded(v, answered, reference) if v.nameless and v.status is Status.WRONG and not v.piece else v
        for v in verdicts
    )


def _bounded(verdict: Verdict, answered: Sequence[Answered], reference: Reference) -> Verdict:
    bounds, function = set(), verdict.function
    for a in (a for a in answered if a.call.function == function and a.call.check is Check.VALUE):
        right = reference.answer(Probe(function, a.call.args))
        expected = Expected(reference.problem.function(function), a.call.args, right, a.case.sizes)
        leaves = read(a.outcome.value, "", expected) if isinstance(a.outcome, Returned) else []
        numbers = [leaf for leaf in leaves if isinstance(leaf, Leaf) and leaf.got.size == 1]
        if len(numbers) < 2 or len(numbers) < len(leaves):
            return verdict
        if not all(np.allclose(leaf.got, leaf.want) for leaf in numbers):
            bounds.add(numbers[-1].got.item() if numbers[-1].got < numbers[-1].want else np.nan)
    said = ", ".join(f"{bound:.6g}" for bound in bounds)
    if len(bounds) != 1 or bounds != {float(said)}:
        return verdict
    kind = "best-starts-too-low" if float(said) else "always-zero"
    return replace(verdict, message=f"{verdict.message} {BOUND.format(said)}", misconceptions=(kind,))


def _chosen(function: str, answered: Sequence[Answered], reference: Reference) -> bool:
    """Return whether in all calls the right answer and the student's are both those for a single row."""
    found = []
    for a in (a for a in answered if a.call.function == function and a.call.check is Check.VALUE):
        args, alone = a.call.args, []
        tables = [(i, v) for i, v in enumerate(args) if isinstance(v, np.ndarray) and v.ndim == 2]
        for at, row in ((i, v[k : k + 1]) for i, v in tables for k in range(len(v)) if len(v) > 1):
            with suppress(Exception):  # with one row, another function may fail in any way
                value = reference.answer(Probe(function, (*args[:at], row, *args[at + 1 :])))
                alone.append(Expected(reference.problem.function(function), args, value, {}))
        given = a.outcome.value if isinstance(a.outcome, Returned) else None
        both = reference.answer(Probe(function, args)), given
        found.append(all(any(_same(value, one) for one in alone) for value in both))
    return all(found) and bool(found)


def _same(value: Plain, expected: Expected) -> bool:
    leaves = read(value, "", expected)
    return all(isinstance(leaf, Leaf) and np.allclose(leaf.got, leaf.want) for leaf in leaves)
