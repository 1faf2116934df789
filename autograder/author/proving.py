"""Do one task of a proof, with what the tasks of a problem share made once in each process."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from pathlib import Path

from autograder.author import mistakes
from autograder.author.alternatives import alternatives
from autograder.author.declaration import declaration
from autograder.author.gradients import gradients
from autograder.author.in_notebook import accepted, graded, unaccepted
from autograder.author.inside import Trial, trial
from autograder.author.proof_tasks import ProofResult, ProofTask, Task
from autograder.author.rules import rules
from autograder.author.tally import Claim, ProofTally
from autograder.declare.reference import CourseError, Reference, load


def prove(task: Task) -> ProofResult:
    """Do one task. Raises CourseError if the problem's file cannot be used."""
    if task.part is ProofTask.DECLARATION:
        return ProofResult({Claim.DECLARATION: declaration(_loaded(task.folder, task.problem))})
    reference, applied = _applicable(task.folder, task.problem)
    try:
        trials = [trial(reference, seed) for seed in range(task.plan.seeds)]
    except Exception as error:
        raise CourseError(f"{reference.path}: cases: {type(error).__name__}: {error}") from error
    return ProofResult(*_found(task, reference, applied, trials))


def _found(
    task: Task, reference: Reference, applied: ProofTally, trials: Sequence[Trial]
) -> tuple[dict[Claim, ProofTally], int]:
    match task.part:
        case ProofTask.RULES:
            proven = {Claim.GRADIENTS: gradients(reference, trials), Claim.RULES: rules(reference, trials)}
            return {**proven, Claim.APPLIED: applied}, 0
        case ProofTask.ALTERNATIVES:
            right = {Claim.ALTERNATIVES: alternatives(reference, trials), Claim.GRADED: graded(reference, 0)}
            return {**right, Claim.ACCEPTED: accepted(reference)}, 0
        case ProofTask.SINGLES:
            caught, named = mistakes.singles_tally(reference, trials, slice(task.slice, None, task.slices))
            return {Claim.CAUGHT: caught, Claim.NAMED: named}, 0
        case ProofTask.UNACCEPTED:
            return {Claim.UNACCEPTED: unaccepted(reference, slice(task.slice, None, task.slices))}, 0
        case ProofTask.PAIRS:
            every = mistakes.pairs(reference)
            chosen = mistakes.sample(every, task.plan.pairs)[task.slice :: task.slices]
            caught, named = mistakes.pairs_tally(reference, trials, chosen)
            return {Claim.PAIRS_CAUGHT: caught, Claim.PAIRS_NAMED: named}, len(every)
    raise AssertionError(task.part)


@lru_cache(maxsize=2)
def _loaded(folder: Path, problem: str) -> Reference:
    """Load a problem once in each process."""
    return load(folder, problem)


@lru_cache(maxsize=2)
def _applicable(folder: Path, problem: str) -> tuple[Reference, ProofTally]:
    return mistakes.applicable(_loaded(folder, problem))
