"""Name what is no wrong value by itself: answers that differ from call to call, and training that does not arrive."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from autograder.declare.problem import Check, Problem
from autograder.judge.probes import Answered
from autograder.judge.values import identical
from autograder.plain.evidence import Returned
from autograder.report.status import Status
from autograder.report.verdict import Verdict

DIFFER = "answers-differ"


def name_what_remains(
    problem: Problem, verdicts: Sequence[Verdict], answered: Sequence[Answered]
) -> tuple[Verdict, ...]:
    """Name verdicts by what has been found already: equal calls that differ, and the cause of a wrong arrival."""
    differing = {a.call.function for a in answered if _differs(a)}
    contradicted = {
        v.question for v in verdicts if v.function in differing and v.status is Status.WRONG and v.error is None
    }
    verdicts = [
        replace(v, misconceptions=(DIFFER,)) if v.nameless and v.question in contradicted else v for v in verdicts
    ]
    net = problem.roles.network
    steps = next((v for v in verdicts if net is not None and v.question == f"{net.train}.{net.trained}"), None)
    if steps is None or not steps.status.mistaken or not steps.misconceptions:
        return tuple(verdicts)
    arrivals = {q.name for q in problem.questions_of(steps.function) if q.check is not Check.VALUE}
    return tuple(
        replace(v, misconceptions=steps.misconceptions, hint=steps.hint, together=steps.together)
        if v.question in arrivals and v.status.mistaken and not v.misconceptions
        else v
        for v in verdicts
    )


def _differs(answered: Answered) -> bool:
    match answered.outcome, answered.repeat:
        case Returned(value=first), Returned(value=again):
            return not identical(first, again)
    return False
