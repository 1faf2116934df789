"""`autograder grade`."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from autograder.cli.exits import Exit, console, failures
from autograder.cli.options import isolation_option, jobs_option, solutions_option

if TYPE_CHECKING:
    from collections.abc import Sequence
    from concurrent.futures import Future

    from autograder.batch.worker import Job
    from autograder.course import Course
    from autograder.policy import Policy
    from autograder.report import Report
    from autograder.sandbox import Sandbox
    from autograder.submissions.gather import Source

TABLE_AT_MOST = 100
"""Rows that the terminal still shows; a larger class is read in its gradebook."""


@dataclass(frozen=True)
class Ask:
    """What the user asked for, beside the paths."""

    out: Path
    problem: str | None = None
    policy: Path | None = None
    solutions: Path | None = None
    jobs: int | None = None
    isolation: str = "required"


@click.command()
@click.argument("paths", nargs=-1, required=True, type=click.Path(path_type=Path))
@click.option(
    "--out",
    type=click.Path(path_type=Path, file_okay=False),
    default=Path("graded"),
    show_default=True,
    help="Folder for the gradebook, the reports and the feedback pages.",
)
@click.option("--problem", help="The problem of files that do not say which one they are about.")
@click.option(
    "--policy", type=click.Path(path_type=Path, dir_okay=False), help="File with what staff decide, such as points."
)
@solutions_option
@jobs_option
@isolation_option
def grade(paths: tuple[Path, ...], **options: Any) -> None:
    """Grade notebooks, scripts, folders and zips of them.

    Each file in a folder or zip is one submission, and so is each sub-folder.
    """
    with failures():
        sys.exit(run_grade(paths, Ask(**options)))


def run_grade(paths: tuple[Path, ...], ask: Ask) -> Exit:
    """Grade what stands at some paths, and say so on the terminal."""
    from autograder.course import open_course  # noqa: PLC0415
    from autograder.policy import Policy  # noqa: PLC0415
    from autograder.submissions.gather import find  # noqa: PLC0415

    sources = find(paths)
    course = open_course(ask.solutions)
    policy = Policy()
    if ask.policy is not None:
        from autograder.policy_file import read_policy  # noqa: PLC0415

        policy = read_policy(ask.policy, course)
    with _early_sandbox(ask.isolation, policy, wanted=ask.jobs == 1 or len(sources) == 1) as early:
        return _grade_found(sources, course, policy, ask, early)


@contextmanager
def _early_sandbox(isolation: str, policy: Policy, *, wanted: bool) -> Iterator[Future[Sandbox] | None]:
    """Start the one sandbox beside the imports that follow: each takes about as long as the other."""
    from autograder.sandbox import Isolation, Limits, Sandbox, fit_to_container  # noqa: PLC0415

    if not wanted:
        yield None
        return
    with ThreadPoolExecutor(1) as thread:
        packages = ("numpy", *policy.packages)
        early = thread.submit(Sandbox, fit_to_container(Limits()), Isolation(isolation), packages=packages)
        try:
            yield early
        finally:
            if early.exception() is None:
                early.result().close()


def _grade_found(
    sources: Sequence[Source], course: Course, policy: Policy, ask: Ask, early: Future[Sandbox] | None
) -> Exit:
    from autograder.batch.folder import OutputFolder  # noqa: PLC0415
    from autograder.batch.worker import Job, cores  # noqa: PLC0415
    from autograder.classroom import row  # noqa: PLC0415
    from autograder.render.terminal import class_table, summary  # noqa: PLC0415
    from autograder.sandbox import Isolation, Limits, fit_to_container  # noqa: PLC0415
    from autograder.secret import course_secret  # noqa: PLC0415

    if ask.problem is not None and ask.problem not in course.names:
        raise click.UsageError(f"--problem {ask.problem}: this course has {', '.join(course.names)}")
    secret = course_secret(Path(click.get_app_dir("autograder")))
    output = OutputFolder(ask.out)
    output.prepare()
    slots = min(ask.jobs or len(cores()), max(1, len(sources)))
    limits = fit_to_container(Limits(), slots)
    job = Job(course, secret, output, Isolation(ask.isolation), limits, ask.problem, policy)
    reports = _with_progress(job, sources, slots, early)
    gradebook = output.write_gradebook(reports)
    page = output.write_class(row(r) for r in reports)

    terminal = console()
    if len(reports) <= TABLE_AT_MOST:
        terminal.print(class_table(reports))
        terminal.print()
    terminal.print(summary(reports))
    terminal.print(f"Gradebook: {gradebook}", soft_wrap=True, markup=False, highlight=False)
    terminal.print(f"Class:     {page}", soft_wrap=True, markup=False, highlight=False)
    worst = min((r for r in reports if r.gradable), key=lambda r: r.score / (r.max_score or 1), default=None)
    if worst is not None:
        feedback = f"Feedback:  {output.root / 'feedback'}, for example {output.feedback(worst)}"
        terminal.print(feedback, soft_wrap=True, markup=False, highlight=False)
    return Exit.GRADED if all(r.gradable for r in reports) else Exit.SOME_UNGRADABLE


def _with_progress(job: Job, sources: Sequence[Source], slots: int, early: Future[Sandbox] | None) -> list[Report]:
    """Grade everything with a bar on a terminal, and with a line a submission elsewhere."""
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn  # noqa: PLC0415

    from autograder.batch.pool import grade_all  # noqa: PLC0415
    from autograder.text import terminal  # noqa: PLC0415

    reports: dict[int, Report] = {}
    graded = grade_all(job, sources, slots, early)
    screen = console(stderr=True)
    if not screen.is_terminal:
        for done in graded:
            reports[done.place] = done.report
            line = f"[{len(reports)}/{len(sources)}] {terminal(done.report.name, 60)}: {_in_short(done.report)}"
            click.echo(line, err=True)
    else:
        columns = (TextColumn("grading"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
        first = next(graded, None)  # starts the slots' processes before the bar starts its thread
        with Progress(*columns, console=screen, transient=True) as progress:
            task = progress.add_task("grading", total=len(sources))
            while first is not None:
                reports[first.place] = first.report
                progress.advance(task)
                first = next(graded, None)
    return [reports[place] for place in sorted(reports)]


def _in_short(report: Report) -> str:
    from autograder.text import terminal  # noqa: PLC0415

    if report.reason is not None:
        return f"not graded: {terminal(report.reason, 300)}"
    return f"{report.score:g} of {report.max_score:g} points"
