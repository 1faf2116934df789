"""Proofs of a problem, short enough for each run of the tests."""

from __future__ import annotations

import os
from collections.abc import Sequence
from dataclasses import replace
from unittest.mock import patch

from autograder.author import verify as steps
from autograder.author.inside import trial
from autograder.author.mistakes import applicable, singles_tally
from autograder.author.tally import Claim, Proof
from autograder.author.verify import ProofPlan, Task, verify
from autograder.declare.course import Course

WHOLE = "WHOLE" in os.environ
ALL = steps._tasks


def a_quarter(first: Task) -> list[Task]:
    return [task for task in ALL(first) if WHOLE or task.slice == 0]


def proofs(course: Course, names: Sequence[str], plan: ProofPlan, jobs: int = 1) -> tuple[Proof, ...]:
    """Verify problems: of their mistakes and the pairs of these, one in four, unless WHOLE=1."""
    with patch.object(steps, "_tasks", a_quarter):
        return verify(course, names, plan, jobs)


def proof_of(course: Course, name: str, plan: ProofPlan) -> Proof:
    """Verify one problem: only the notebook tries one mistake in four, unless WHOLE=1."""
    (proof,) = proofs(course, (name,), plan)
    reference, _ = applicable(course.reference(name))
    caught, named = singles_tally(reference, [trial(reference, seed) for seed in range(plan.seeds)], slice(None))
    return replace(proof, tallies={**proof.tallies, Claim.CAUGHT: caught, Claim.NAMED: named})
