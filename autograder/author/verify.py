"""Prove the declarations of a course, one problem or all, on all cores."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from enum import Enum
from functools import lru_cache
from pathlib import Path

from autograder.author import mistakes
from autograder.author.alternatives import alternatives
from autograder.author.declaration import declaration
from autograder.author.gradients import gradients
from autograder.author.in_notebook import accepted, graded, unaccepted
from autograder.author.inside import Trial, trial
from autograder.author.lanes import Lanes
from autograder.author.rules import rules
from autograder.author.tally import Claim, Proof, ProofTally
from autograder.declare.course import Course
from autograder.declare.reference import CourseError, Reference, load

PAIRS_AT_MOST = 150
"""Pairs of mistakes tried per problem: enough to know the share that is named to about 3 %."""
SEEDS = 2
SLICES = 4
"""Number of tasks that the mistakes of one problem are split into, so that no core waits for the last problem."""


class ProofTask(Enum):
    """What one task proves. A second process takes the last ones first, which need no checks of a notebook."""

    DECLARATION = "its words, its inputs, its lesson"
    RULES = "gradients, rules, and whether the edits apply"
    ALTERNATIVES = "right solutions, in this process, in the sandbox and in the notebook"
    UNACCEPTED = "mistakes in the notebook"
    SINGLES = "mistakes"
    PAIRS = "pairs of mistakes"


SLICED = (ProofTask.UNACCEPTED, ProofTask.SINGLES, ProofTask.PAIRS)


@dataclass(frozen=True)
class ProofPlan:
    """How much to try: draws for each mistake, and pairs of mistakes for each problem (None for all)."""

    seeds: int = SEEDS
    pairs: int | None = PAIRS_AT_MOST


@dataclass(frozen=True)
class Task:
    """A share of the work on one problem; `slice` counts from 0 to SLICES - 1."""

    folder: Path
    problem: str
    part: ProofTask
    slice: int
    plan: ProofPlan


@dataclass(frozen=True)
class ProofResult:
    """The result of one task; `pairs` is how many pairs of mistakes the problem has."""

    tallies: dict[Claim, ProofTally]
    pairs: int = 0

    @property
    def sound(self) -> bool:
        """Whether nothing is wrong with the declaration itself."""
        return not self.tallies[Claim.DECLARATION].faults


def verify(
    course: Course, names: Sequence[str], plan: ProofPlan, jobs: int, done: Callable[[int, int], None] | None = None
) -> tuple[Proof, ...]:
    """Prove the named problems. `done` is called after each task with the number done and the total.

    Raises CourseError if a file cannot be used.
    """
    first = [Task(course.folder, name, ProofTask.DECLARATION, 0, plan) for name in names]
    later = {task.problem: tuple(_tasks(task)) for task in first}
    total = sum(1 + len(tasks) for tasks in later.values())
    results: dict[Task, ProofResult] = {}
    with Lanes(min(jobs, total), run) as lanes:
        for task in first:
            lanes.add(task.problem, task)
        for task, result in lanes.results():
            results[task] = result
            if task.part is ProofTask.DECLARATION:
                follow = later[task.problem] if result.sound else ()
                total -= 0 if follow else len(later[task.problem])
                for one in follow:
                    lanes.add(one.problem, one)
            if done is not None:
                done(len(results), total)
    return tuple(_proof(name, [result for task, result in results.items() if task.problem == name]) for name in names)


def _tasks(first: Task) -> Iterator[Task]:
    """Return what is proven of a problem whose declaration has no fault."""
    for part in ProofTask:
        if part is not ProofTask.DECLARATION:
            slices = SLICES if part in SLICED else 1
            yield from (replace(first, part=part, slice=i) for i in range(slices))


def _proof(name: str, results: Sequence[ProofResult]) -> Proof:
    tallies = {claim: sum((r.tallies[claim] for r in results if claim in r.tallies), ProofTally()) for claim in Claim}
    return Proof(name, tallies, max(r.pairs for r in results))


def run(task: Task) -> ProofResult:
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
            caught, named = mistakes.singles_tally(reference, trials, slice(task.slice, None, SLICES))
            return {Claim.CAUGHT: caught, Claim.NAMED: named}, 0
        case ProofTask.UNACCEPTED:
            return {Claim.UNACCEPTED: unaccepted(reference, slice(task.slice, None, SLICES))}, 0
        case ProofTask.PAIRS:
            every = mistakes.pairs(reference)
            chosen = mistakes.sample(every, task.plan.pairs)[task.slice :: SLICES]
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
