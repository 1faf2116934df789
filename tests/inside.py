"""Judging without a sandbox, for code that we trust: references, their edits, and functions written in a test."""

from __future__ import annotations

from types import MappingProxyType
from typing import Any

from autograder.diagnose.edits import name_mistakes
from autograder.judge import Judge, Policy
from autograder.probes import draw_cases, match, plan
from autograder.reference import Reference
from autograder.verdict import Verdict


def judged(student: Reference, reference: Reference, seed: int = 1, policy: Policy | None = None) -> dict[str, Verdict]:
    """Judge one reference (edited, or with functions replaced) by another, all in this process."""
    problem = reference.problem
    planned = plan(problem, draw_cases(problem, seed))
    answered = match(planned, tuple(student.outcome(p.probe) for p in planned))
    judge = Judge(reference, {}, student.outcome, policy or Policy())
    return {v.question: v for v in name_mistakes(judge.verdicts(answered), answered, reference)}


def with_functions(reference: Reference, **functions: Any) -> Reference:
    """Replace functions of a reference; the others go on calling the original ones."""
    namespace = MappingProxyType({**reference.namespace, **functions})
    return Reference(reference.problem, reference.sources, namespace, reference.path)
