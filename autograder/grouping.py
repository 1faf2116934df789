"""Which wrong answers are the same wrong answer."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from autograder.probes import Answered
from autograder.reference import Reference
from autograder.verdict import Status, Verdict
from autograder.witness import Ask

RIGHT = (Status.CORRECT, Status.CLOSE)


def grouped(
    verdicts: Sequence[Verdict],
    answered: Sequence[Answered],  # noqa: ARG001 - what tells unnamed answers apart
    reference: Reference,  # noqa: ARG001 - the same
    ask: Ask,  # noqa: ARG001 - the same
) -> tuple[Verdict, ...]:
    """Give each verdict that is not right the key of its group, the same for the same wrong answer."""
    return tuple(v if v.status in RIGHT else replace(v, group=_key(v)) for v in verdicts)


def _key(verdict: Verdict) -> str:
    if verdict.misconceptions:
        return "+".join(sorted(verdict.misconceptions))
    return verdict.status.value
