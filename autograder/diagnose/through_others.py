"""Wrong values that are computed by another of the student's functions, which is wrong itself."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from contextlib import suppress
from dataclasses import replace
from itertools import product

from autograder.declare.reference import Reference
from autograder.judge.probes import Answered
from autograder.judge.second_try import entrywise
from autograder.judge.shared_calls import shared_calls
from autograder.judge.student_calls import Ask, UnrecordedError
from autograder.judge.values import identical
from autograder.plain.evidence import Probe, Returned, StandIns
from autograder.plain.stand_ins import blank
from autograder.report.status import Status
from autograder.report.verdict import Verdict

USED = "wrong-function-used"


def say_what_is_used(
    verdicts: Sequence[Verdict], answered: Sequence[Answered], reference: Reference, ask: Ask
) -> tuple[Verdict, ...]:
    """Name the wrong values without a name that change with another of the student's functions, which is wrong.

    Of functions that the reference uses too, the judge knows what follows.
    """
    wrong = dict.fromkeys(v.function for v in verdicts if v.status.mistaken)
    return tuple(
        replace(v, message=f"{v.message} It uses your `{used}`: mend that first.", misconceptions=(USED,))
        if v.nameless
        and v.status is Status.WRONG
        and (used := next(_used(v.function, wrong, answered, reference, ask), None))
        else v
        for v in verdicts
    )


def _used(
    function: str, wrong: Collection[str], answered: Sequence[Answered], reference: Reference, ask: Ask
) -> Iterator[str]:
    """Yield the wrong functions without which a function returns something else."""
    for one, other in product((a for a in answered if a.call.function == function), wrong):
        if isinstance(one.outcome, Returned):
            calls = shared_calls(reference, other)
            examples = [e for e in calls if e.sizes == one.case.sizes or entrywise(e.args, e.value)]
            if not examples or other == function or other in reference.helpers(function):
                continue
            form = None if entrywise(examples[0].args, examples[0].value) else blank(examples[0].value)
            with suppress(UnrecordedError):
                outcome = ask(Probe(function, one.call.args, instead=StandIns(0, {other: form})))
                if not isinstance(outcome, Returned) or not identical(outcome.value, one.outcome.value):
                    yield other
