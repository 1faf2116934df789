"""Recognise functions that are right by themselves, where the student's other functions cannot show it.

Gradients are measured with the student's own forward pass and loss, and training by the student's own gradients. Where
these are wrong or missing, the digest of a right answer shows that a function is right.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import replace
from functools import partial

from autograder.declare.problem import Check
from autograder.judge.reading import Expected
from autograder.judge.second_try import WITH_HELPERS, WITH_OWN_CACHE
from autograder.judge.values import same_shapes
from autograder.plain.evidence import Plain, Probe, Returned
from autograder.report.status import Status
from autograder.student.check_session import CheckSession
from autograder.student.finding import CheckFinding
from autograder.student.known_mistakes import blocks_of
from autograder.student.naming import answers, own, with_own
from autograder.student.public_calls import public_calls
from autograder.student.right_answers import digest

ITSELF = "It is right by itself, whatever your other functions return."
MEND = "Mend {} first."
ARRIVES = "Its first steps are right; where it arrives depends on your other functions."


def by_itself(desk: CheckSession, function: str, findings: Sequence[CheckFinding]) -> tuple[CheckFinding, ...]:
    """Return the findings, with better ones on values that are right by themselves."""
    lost = {f.question: f for f in findings if not f.passed and not (f.status is not None and f.status.own_doing)}
    if not lost:
        return tuple(findings)
    right, instead = desk.public.right, desk.public.right.instead(function)
    made = {f.question: f for f in findings}
    calls = public_calls(desk.public, function, lambda given, shown: with_own(desk, given, shown))
    with_own_cache = public_calls(desk.public, function, lambda given, shown: own(desk, given) or shown)
    plain = {question: (one,) for question, one in right.plain.items()}
    measured = _measured_with(desk, function)
    itself = "" if measured and all(map(_sound, measured)) else ITSELF
    for several, said in ((calls, itself), (with_own_cache, WITH_OWN_CACHE)):
        for question in _recognised(lost, plain, several, partial(answers, desk, function, several)):
            made[question] = _better(lost.pop(question), Status.CORRECT, said)
    helpers = dict.fromkeys(name for one in instead for name in one.forms)
    unsound = [name for name in helpers if not all(_sound(f) for f in desk.findings(name)) or _is_odd(desk, name)]
    if not lost or not unsound:
        return tuple(made.values())
    said = f"{WITH_HELPERS.format(function)} {MEND.format(' and '.join(f'`{name}`' for name in unsound))}"
    spoiled = {q: f for q, f in made.items() if f.status is Status.FOLLOWS} | lost
    for question in _recognised(spoiled, right.replaced, calls, partial(answers, desk, function, calls, instead)):
        made[question] = _better(spoiled[question], Status.FOLLOWS, said)
        lost.pop(question, None)
    ends = {q.name for q in desk.public.problem.questions_of(function) if q.check is not Check.VALUE}
    if all(f.passed for f in made.values() if f.question not in ends):
        made |= {q: _better(lost[q], Status.FOLLOWS, ARRIVES) for q in ends & lost.keys()}
    return tuple(made.values())


def _better(finding: CheckFinding, status: Status, message: str) -> CheckFinding:
    """Return a finding without what was said of an answer that another function of the student's has spoiled."""
    return replace(finding, status=status, message=message, error=None, relation="", name="", where=None, numbers=None)


def _measured_with(desk: CheckSession, function: str) -> tuple[CheckFinding, ...]:
    """Return the findings on the functions that the gradients of this one are measured with."""
    roles = desk.public.problem.roles
    operation, network = roles.operation(function), roles.network
    if operation is not None:
        return desk.findings(operation.forward)
    if network is not None and function == network.backward:
        return (*desk.findings(network.forward), *desk.findings(network.loss))
    return ()


def _sound(finding: CheckFinding) -> bool:
    """Return whether a value is right, and does not only follow from another."""
    return finding.status is not None and finding.status.accepted


def _is_odd(desk: CheckSession, function: str) -> bool:
    """Return whether a right function may spoil what calls it: by another form, or a changed argument."""
    calls = public_calls(desk.public, function, lambda given, shown: with_own(desk, given, shown))
    outcomes = [desk.ask(Probe(function, c.args)) for c in calls]
    return any(
        isinstance(o, Returned) and (o.changed or not same_shapes(o.value, c.value))
        for o, c in zip(outcomes, calls, strict=True)
    )


def _recognised(
    lost: Mapping[str, CheckFinding],
    known: Mapping[str, Collection[str]],
    calls: Sequence[Expected],
    answered: Callable[[], Sequence[Plain]],
) -> list[str]:
    """Return the questions of which the digest of the student's answers is known."""
    asked = [q for q in lost if q in known]
    values = answered() if asked else ()
    found = []
    for question in asked if values else ():
        blocks = blocks_of(lost[question].piece, calls, values)
        if blocks is not None and digest(question, blocks) in known[question]:
            found.append(question)
    return found
