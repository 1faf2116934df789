"""Wrong values that are computed by another of the student's functions, which is wrong itself."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Sequence
from contextlib import suppress
from dataclasses import replace
from itertools import product

from autograder.declare.reference import Reference
from autograder.judge.probes import Answered
from autograder.judge.replaced_calls import entrywise, stand_in_form
from autograder.judge.right_helpers import RightHelpers
from autograder.judge.second_try import VerdictsSoFar
from autograder.judge.shared_calls import shared_calls
from autograder.judge.student_calls import Ask, UnrecordedError
from autograder.judge.values import identical
from autograder.plain.evidence import Probe, Returned, StandIns
from autograder.report.status import Status
from autograder.report.verdict import Verdict

USED = "wrong-function-used"


Way = Callable[[Sequence[Verdict], Sequence[Answered], Reference], tuple[Verdict, ...]]
"""Names verdicts by the answers to the calls that the class shares."""


def say_what_is_used(
    verdicts: Sequence[Verdict], answered: Sequence[Answered], reference: Reference, ask: Ask, ways: Sequence[Way]
) -> tuple[Verdict, ...]:
    """Name the wrong values without a name that change with another of the student's functions, which is wrong.

    Of functions that the reference uses too, the judge knows what follows. A mistake of its own is found in some of
    the `ways` by what the function gives with right helpers.
    """
    wrong = dict.fromkeys(v.function for v in verdicts if v.status.mistaken)
    return tuple(
        _own_mistake(v, used, wrong, answered, reference, ask, ways)
        if v.nameless
        and v.status is Status.WRONG
        and (used := next(_used(v.function, wrong, answered, reference, ask), None))
        else v
        for v in verdicts
    )


def _own_mistake(
    verdict: Verdict,
    used: str,
    wrong: Collection[str],
    answered: Sequence[Answered],
    reference: Reference,
    ask: Ask,
    ways: Sequence[Way],
) -> Verdict:
    calls = {f: [(a, reference.answer(Probe(f, a.call.args))) for a in answered if a.call.function == f] for f in wrong}
    helpers = RightHelpers(reference, {}, calls, ask, VerdictsSoFar(lambda _: (), lambda _: False))
    named = replace(verdict, message=f"{verdict.message} It uses your `{used}`: mend that first.")
    with suppress(UnrecordedError):
        by_itself = helpers.by_itself(verdict.function, [a for a, _ in calls[verdict.function]])
        own = replace(named, message=f"{named.message} With a right one, it is still wrong.")
        for way in ways if by_itself else ():
            (own,) = way((own,), by_itself, reference)
            if not own.nameless:
                return own
    return replace(named, misconceptions=(USED,))


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
            form = stand_in_form(examples[0].args, examples[0].value)
            with suppress(UnrecordedError):
                outcome = ask(Probe(function, one.call.args, instead=StandIns(0, {other: form})))
                if not isinstance(outcome, Returned) or not identical(outcome.value, one.outcome.value):
                    yield other
