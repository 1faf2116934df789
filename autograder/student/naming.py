"""Name wrong values that equal a known wrong answer to the public examples."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from autograder.declare.problem import Check
from autograder.diagnose.factors import VAGUE
from autograder.diagnose.followed_gradients import moves
from autograder.judge.reading import Expected
from autograder.plain.evidence import Opaque, Plain, Probe, Returned, StandIns
from autograder.report.status import Status
from autograder.student.check_session import CheckSession, NoAnswerError
from autograder.student.finding import CheckFinding
from autograder.student.known_mistakes import blocks_of
from autograder.student.public_calls import public_calls


def named(desk: CheckSession, function: str, findings: Sequence[CheckFinding]) -> tuple[CheckFinding, ...]:
    """Add the name and the hint of its mistake to each wrong value that has no explanation yet."""
    nameless = [f for f in findings if f.status is Status.WRONG and (not f.relation or f.name in VAGUE)]
    if not nameless:
        return tuple(findings)
    calls = public_calls(desk.public, function, lambda given, shown: with_own(desk, given, shown))
    values = answers(desk, function, calls)
    said = [_named(desk, f, calls, values) if f in nameless and values else f for f in findings]
    net = desk.public.problem.roles.network
    of_steps = "" if net is None else f"{net.train}.{net.trained}"
    said = [_followed(desk, f) if f.question == of_steps and f in nameless else f for f in said]
    steps = next((f for f in said if f.question == of_steps and f.name), None)
    arrivals = {q.name for q in desk.public.problem.questions_of(function) if q.check is not Check.VALUE}
    return tuple(
        replace(f, name=steps.name, relation=steps.relation)
        if steps and f.question in arrivals and f in nameless
        else f
        for f in said
    )


def _named(
    desk: CheckSession, finding: CheckFinding, calls: Sequence[Expected], values: Sequence[Plain]
) -> CheckFinding:
    blocks = blocks_of(finding.piece, calls, values)
    found = None if blocks is None else desk.public.known.named(finding.question, blocks)
    return finding if found is None else replace(finding, relation=found.hint, name=found.name)


def _followed(desk: CheckSession, finding: CheckFinding) -> CheckFinding:
    """Name the parameters of a training by the gradients of its first step, as if `backward` had given them."""
    net = desk.public.problem.network
    calls, values = public_calls(desk.public, net.backward), []
    try:
        for expected in calls:
            given = {**expected.function.bind(expected.args), net.lr: 1.0, net.steps: 1}
            ended = desk.public.problem.function(net.train).piece(net.trained, desk.call(net.train, given))
            values.append({**expected.value, **moves(net, given[net.params], ended)})
    except (NoAnswerError, LookupError, TypeError, ValueError):
        return finding
    for gradient in net.gradient_of.values():
        blocks = blocks_of(gradient, calls, values)
        known = None if blocks is None else desk.public.known.named(f"{net.backward}.{gradient}", blocks)
        if known is not None:
            return replace(finding, relation=f"Your steps follow another {gradient}. {known.hint}", name=known.name)
    return finding


def answers(
    desk: CheckSession, function: str, calls: Sequence[Expected], instead: Sequence[StandIns | None] = ()
) -> list[Plain]:
    """Return the student's answers to these calls, or nothing if one of them is not answered.

    `instead` is what replaces other functions of the student's in each call.
    """
    replaced = instead or [None] * len(calls)
    outcomes = [desk.ask(Probe(function, c.args, instead=one)) for c, one in zip(calls, replaced, strict=True)]
    values = [o.value for o in outcomes if isinstance(o, Returned)]
    return values if len(values) == len(calls) else []


def with_own(desk: CheckSession, given: Mapping[str, Any], shown: Plain) -> Plain:
    """Return a public cache with the further keys of the student's own."""
    return {**own(desk, given), **shown} if isinstance(shown, dict) else shown


def own(desk: CheckSession, given: Mapping[str, Any]) -> dict[str, Plain]:
    """Return what can be read of the cache that the student's own forward returns."""
    try:
        cache = desk.call(desk.public.problem.network.forward, given)
    except (NoAnswerError, LookupError):
        return {}
    return {k: v for k, v in cache.items() if not isinstance(v, Opaque)} if isinstance(cache, dict) else {}
