"""Name wrong values that equal a known wrong answer to the public examples."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from autograder.diagnose.factors import VAGUE
from autograder.judge.reading import Expected
from autograder.plain.evidence import Opaque, Plain, Probe, Returned
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
    calls = public_calls(desk.public, function, lambda given, shown: _with_own(desk, given, shown))
    values = _answers(desk, function, calls)
    return tuple(_named(desk, f, calls, values) if f in nameless and values else f for f in findings)


def _named(
    desk: CheckSession, finding: CheckFinding, calls: Sequence[Expected], values: Sequence[Plain]
) -> CheckFinding:
    blocks = blocks_of(finding.piece, calls, values)
    found = None if blocks is None else desk.public.known.named(finding.question, blocks)
    return finding if found is None else replace(finding, relation=found.hint, name=found.name)


def _answers(desk: CheckSession, function: str, calls: Sequence[Expected]) -> list[Plain]:
    """Return the student's answers to these calls, or nothing if one of them is not answered."""
    outcomes = [desk.ask(Probe(function, call.args)) for call in calls]
    values = [o.value for o in outcomes if isinstance(o, Returned)]
    return values if len(values) == len(calls) else []


def _with_own(desk: CheckSession, given: Mapping[str, Any], shown: Plain) -> Plain:
    """Return a public cache with the further keys of the student's own."""
    try:
        own = desk.call(desk.public.problem.network.forward, given)
    except (NoAnswerError, LookupError):
        return shown
    if not isinstance(own, dict) or not isinstance(shown, dict):
        return shown
    return {**{name: value for name, value in own.items() if not isinstance(value, Opaque)}, **shown}
