"""Prove the declarations of a course, one problem or all, on all cores."""

from __future__ import annotations

import multiprocessing
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import FIRST_COMPLETED, ProcessPoolExecutor, wait
from dataclasses import dataclass, replace
from enum import Enum
from functools import cache
from pathlib import Path

from autograder.author import mistakes
from autograder.author.alternatives import alternatives
from autograder.author.declaration import declaration
from autograder.author.gradients import gradients
from autograder.author.in_notebook import accepted, graded, unaccepted
from autograder.author.inside import Trial, trial
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
    """What one task proves."""

    DECLARATION = "its words, its inputs, its lesson"
    RULES = "gradients, rules, and whether the edits apply"
    ALTERNATIVES = "right solutions, in this process, in the sandbox and in the notebook"
    SINGLES = "mistakes"
    PAIRS = "pairs of mistakes"


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
    context = multiprocessing.get_context("spawn")  # a fork would copy the progress bar's thread only partly
    with ProcessPoolExecutor(max_workers=min(jobs, total), mp_context=context) as pool:
        waiting = {pool.submit(run, task): task for task in first}
        try:
            while waiting:
                for future in wait(waiting, return_when=FIRST_COMPLETED).done:
                    task = waiting.pop(future)
                    results[task] = future.result()
                    if task.part is ProofTask.DECLARATION:
                        follow = later[task.problem] if results[task].sound else ()
                        total -= 0 if follow else len(later[task.problem])
                        waiting |= {pool.submit(run, one): one for one in follow}
                    if done is not None:
                        done(len(results), total)
        except BaseException:
            pool.shutdown(wait=False, cancel_futures=True)
            raise
    return tuple(_proof(name, [result for task, result in results.items() if task.problem == name]) for name in names)


def _tasks(first: Task) -> Iterator[Task]:
    """Return what is proven of a problem whose declaration has no fault."""
    for part in ProofTask:
        if part is not ProofTask.DECLARATION:
            slices = SLICES if part in (ProofTask.SINGLES, ProofTask.PAIRS) else 1
            yield from (replace(first, part=part, slice=i) for i in range(slices))


def _proof(name: str, results: Sequence[ProofResult]) -> Proof:
    tallies = {claim: sum((r.tallies[claim] for r in results if claim in r.tallies), ProofTally()) for claim in Claim}
    return Proof(name, tallies, max(r.pairs for r in results))


def run(task: Task) -> ProofResult:
    """Do one task. Raises CourseError if the problem's file cannot be used."""
    if task.part is ProofTask.DECLARATION:
        return ProofResult({Claim.DECLARATION: declaration(load(task.folder, task.problem))})
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
            unseen = unaccepted(reference, slice(task.slice, None, SLICES))
            return {Claim.CAUGHT: caught, Claim.NAMED: named, Claim.UNACCEPTED: unseen}, 0
        case ProofTask.PAIRS:
            every = mistakes.pairs(reference)
            chosen = mistakes.sample(every, task.plan.pairs)[task.slice :: SLICES]
            caught, named = mistakes.pairs_tally(reference, trials, chosen)
            return {Claim.PAIRS_CAUGHT: caught, Claim.PAIRS_NAMED: named}, len(every)
    raise AssertionError(task.part)


@cache
def _applicable(folder: Path, problem: str) -> tuple[Reference, ProofTally]:
    """Load a problem once in each process."""
    return mistakes.applicable(load(folder, problem))
