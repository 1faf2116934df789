"""Proofs of a problem in this process, short enough for each run of the tests."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from unittest.mock import patch

from autograder.author import in_notebook, proof_tasks
from autograder.author import verify as steps
from autograder.author.alternatives import Alternative, right_solutions
from autograder.author.inside import Trial, trial
from autograder.author.mistakes import applicable, singles_tally
from autograder.author.proof_tasks import ProofPlan, ProofTask, Task
from autograder.author.tally import Claim, Proof
from autograder.declare.course import Course
from autograder.declare.reference import Reference
from tests.sample import WHOLE, sample

SLICES = proof_tasks.SLICES if WHOLE else 8
STYLES = 3
"""One in so many right solutions is tried in the notebook and in the sandbox, from another one on for each problem."""


def tasks(course: Course, name: str, plan: ProofPlan) -> Iterator[Task]:
    """Yield what proves a problem: of its mistakes and the pairs of these, one in eight, unless WHOLE=1."""
    first = Task(course.folder, name, ProofTask.DECLARATION, 0, plan)
    yield from (first, *(task for task in steps._tasks(first) if WHOLE or task.slice == 0))


def proven(course: Course, name: str, plan: ProofPlan) -> Proof:
    """Verify one problem."""

    def some(reference: Reference, trial: Trial) -> tuple[Alternative, ...]:
        return tuple(sample(right_solutions(reference, trial), STYLES, start=course.names.index(name)))

    with patch.object(steps, "SLICES", SLICES), patch.object(in_notebook, "right_solutions", some):
        return steps._proof(name, [steps.run(task) for task in tasks(course, name, plan)])


def proof_of(course: Course, name: str, plan: ProofPlan) -> Proof:
    """Verify one problem: only the notebook tries one mistake in eight, unless WHOLE=1."""
    proof = proven(course, name, plan)
    reference, _ = applicable(course.reference(name))
    caught, named = singles_tally(reference, [trial(reference, seed) for seed in range(plan.seeds)], slice(None))
    return replace(proof, tallies={**proof.tallies, Claim.CAUGHT: caught, Claim.NAMED: named})
