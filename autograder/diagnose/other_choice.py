"""Name answers of functions that choose among the rows of an argument, where they are right for another row."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
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

SAID = "It is right for one of the others, which is not asked for: by what do you compare them?"


def name_choices(
    verdicts: Sequence[Verdict], answered: Sequence[Answered], reference: Reference
) -> tuple[Verdict, ...]:
    """Name the wrong answers without a name that are right for another row of an argument alone."""
    return tuple(
        replace(v, message=f"{v.message} {SAID}", misconceptions=("another-choice",))
        if v.nameless and v.status is Status.WRONG and not v.piece and all(_chosen(v.function, answered, reference))
        else v
        for v in verdicts
    )


def _chosen(function: str, answered: Sequence[Answered], reference: Reference) -> Iterator[bool]:
    """Yield of each call whether the right answer and the student's are both those for a single row."""
    calls = [a for a in answered if a.call.function == function and a.call.check is Check.VALUE]
    for a in calls:
        args, found = a.call.args, a.outcome.value if isinstance(a.outcome, Returned) else None
        alone = []
        for at, rows in ((i, v) for i, v in enumerate(args) if isinstance(v, np.ndarray) and v.ndim == 2 < 1 + len(v)):
            for row in range(len(rows)):
                with suppress(Exception):  # with one row, another function may fail in any way
                    probe = Probe(function, (*args[:at], rows[row : row + 1], *args[at + 1 :]))
                    alone.append(Expected(reference.problem.function(function), args, reference.answer(probe), {}))
        right = reference.answer(Probe(function, args))
        yield all(any(_same(value, one) for one in alone) for value in (right, found))
    if not calls:
        yield False


def _same(value: Plain, expected: Expected) -> bool:
    leaves = read(value, "", expected)
    return all(isinstance(leaf, Leaf) and np.allclose(leaf.got, leaf.want) for leaf in leaves)
