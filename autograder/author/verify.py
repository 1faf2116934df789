"""Prove the declarations of a course, one problem or all, on all cores."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace

from autograder.author.lanes import Lanes
from autograder.author.proof_tasks import SLICED, SLICES, ProofPlan, ProofResult, ProofTask, Task
from autograder.author.tally import Claim, Proof, ProofTally
from autograder.declare.course import Course


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
            yield from (replace(first, part=part, slice=i, slices=slices) for i in range(slices))


def _proof(name: str, results: Sequence[ProofResult]) -> Proof:
    tallies = {claim: sum((r.tallies[claim] for r in results if claim in r.tallies), ProofTally()) for claim in Claim}
    return Proof(name, tallies, max(r.pairs for r in results))


def run(task: Task) -> ProofResult:
    """Do one task. Raises CourseError if the problem's file cannot be used."""
    from autograder.author.proving import prove  # noqa: PLC0415 - a second that only the processes that prove need

    return prove(task)
