"""The command line: arguments, exit codes, progress. It decides nothing else."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from enum import IntEnum
from pathlib import Path
from typing import TYPE_CHECKING

import click

from autograder import __version__

if TYPE_CHECKING:  # the rooms are imported by the command that needs them: `--help` answers at once
    from collections.abc import Sequence
    from concurrent.futures import Future

    from rich.console import Console

    from autograder.author.tally import Proof
    from autograder.author.verify import Plan
    from autograder.batch.worker import Job
    from autograder.course import Course
    from autograder.report import Report
    from autograder.sandbox import Sandbox
    from autograder.submissions.gather import Source


class Exit(IntEnum):
    """What the shell is told."""

    GRADED = 0
    SOME_UNGRADABLE = 1
    USAGE = 2
    NO_ISOLATION = 3


TABLE_AT_MOST = 100
"""Rows that the terminal still shows; a larger class is read in its gradebook."""

solutions_option = click.option(
    "--solutions", type=click.Path(path_type=Path, file_okay=False), help="Folder with the solution files."
)
isolation_option = click.option(
    "--isolation",
    type=click.Choice(["required", "best-effort"]),
    default="required",
    show_default=True,
    help="Refuse to run student code that cannot be shut in fully, or run it all the same and say so.",
)
jobs_option = click.option(
    "--jobs", type=click.IntRange(min=1), help="Submissions graded at the same time.  [default: one a core]"
)


@click.group(context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, prog_name="autograder")
def main() -> None:
    """Grade exercises on gradient descent and backpropagation."""


@main.command()
@click.argument("paths", nargs=-1, required=True, type=click.Path(path_type=Path))
@click.option(
    "--out",
    type=click.Path(path_type=Path, file_okay=False),
    default=Path("graded"),
    show_default=True,
    help="Folder for the gradebook, the reports and the feedback pages.",
)
@click.option("--problem", help="The problem of files that do not say which one they are about.")
@solutions_option
@jobs_option
@isolation_option
def grade(
    paths: tuple[Path, ...], out: Path, problem: str | None, solutions: Path | None, jobs: int | None, isolation: str
) -> None:
    """Grade notebooks, scripts, folders and zips of them.

    Each file in a folder or zip is one submission, and so is each sub-folder.
    """
    with _failures():
        sys.exit(_grade(paths, out, problem, solutions, jobs, isolation))


@main.command()
def doctor() -> None:
    """Say how well student code is shut in on this machine, and what to do about what is missing."""
    from autograder.doctor import examine  # noqa: PLC0415

    with _failures():
        found = examine()
        _console().print(found.shown)
        sys.exit(Exit.GRADED if found.full else Exit.NO_ISOLATION)


@main.command()
@click.option(
    "--out",
    type=click.Path(path_type=Path, file_okay=False),
    default=Path("demo"),
    show_default=True,
    help="Folder for the sample class and its grades.",
)
@click.option("--students", type=click.IntRange(min=1, max=5000), default=40, show_default=True)
@click.option("--seed", type=int, default=230, show_default=True, help="Another seed gives another class.")
@solutions_option
@jobs_option
@isolation_option
def demo(out: Path, students: int, seed: int, solutions: Path | None, jobs: int | None, isolation: str) -> None:
    """Make a sample class with typical mistakes, and grade it."""
    from autograder.course import open_course  # noqa: PLC0415
    from autograder.demo import make_class  # noqa: PLC0415

    with _failures():
        handed_in = make_class(open_course(solutions), out / "submissions", students, seed)
        click.echo(f"{students} notebooks of a made-up class are in {handed_in}.")
        code = _grade((handed_in,), out / "graded", None, solutions, jobs, isolation)
        sys.exit(Exit.GRADED if code is Exit.SOME_UNGRADABLE else code)  # the sample holds broken files on purpose


@main.command()
@click.argument("problems", nargs=-1)
@solutions_option
@click.option("--seeds", type=click.IntRange(min=1), help="Draws of the inputs that each mistake meets.  [default: 2]")
@click.option("--all-pairs", is_flag=True, help="Try every two mistakes together, not a sample of them.")
def verify(problems: tuple[str, ...], solutions: Path | None, seeds: int | None, *, all_pairs: bool) -> None:
    """Prove the declarations of some problems, or of all: what a course author runs first.

    Gradients, rules, every named mistake and pairs of them, and right solutions written in other ways.
    """
    from autograder.author.table import shown  # noqa: PLC0415
    from autograder.author.verify import Plan  # noqa: PLC0415
    from autograder.course import open_course  # noqa: PLC0415

    with _failures():
        course = open_course(solutions)
        unknown = [name for name in problems if name not in course.names]
        if unknown:
            raise click.UsageError(f"{unknown[0]}: this course has {', '.join(course.names)}")
        plan = Plan(seeds or Plan.seeds, None if all_pairs else Plan.pairs)
        proofs = _verify(course, problems or course.names, plan)
        _console().print(shown(proofs))
        sys.exit(int(any(p.missed() for p in proofs)))


def _grade(
    paths: tuple[Path, ...], out: Path, problem: str | None, solutions: Path | None, jobs: int | None, isolation: str
) -> Exit:
    from autograder.submissions.gather import find  # noqa: PLC0415

    sources = find(paths)
    with _early_sandbox(isolation, wanted=jobs == 1 or len(sources) == 1) as early:
        return _grade_found(sources, out, problem, solutions, jobs, isolation, early)


@contextmanager
def _early_sandbox(isolation: str, *, wanted: bool) -> Iterator[Future[Sandbox] | None]:
    """Start the one sandbox beside the imports that follow: each takes about as long as the other."""
    from autograder.sandbox import Isolation, Limits, Sandbox, fit_to_container  # noqa: PLC0415

    if not wanted:
        yield None
        return
    with ThreadPoolExecutor(1) as thread:
        early = thread.submit(Sandbox, fit_to_container(Limits()), Isolation(isolation))
        try:
            yield early
        finally:
            if early.exception() is None:
                early.result().close()


def _grade_found(
    sources: Sequence[Source],
    out: Path,
    problem: str | None,
    solutions: Path | None,
    jobs: int | None,
    isolation: str,
    early: Future[Sandbox] | None,
) -> Exit:
    from autograder.batch.folder import OutputFolder  # noqa: PLC0415
    from autograder.batch.worker import Job, cores  # noqa: PLC0415
    from autograder.course import open_course  # noqa: PLC0415
    from autograder.render.terminal import class_table, summary  # noqa: PLC0415
    from autograder.sandbox import Isolation, Limits, fit_to_container  # noqa: PLC0415
    from autograder.secret import course_secret  # noqa: PLC0415

    course = open_course(solutions)
    if problem is not None and problem not in course.names:
        raise click.UsageError(f"--problem {problem}: this course has {', '.join(course.names)}")
    secret = course_secret(Path(click.get_app_dir("autograder")))
    output = OutputFolder(out)
    output.prepare()
    slots = min(jobs or len(cores()), max(1, len(sources)))
    limits = fit_to_container(Limits(), slots)
    job = Job(course, secret, output, Isolation(isolation), limits, problem)
    reports = _with_progress(job, sources, slots, early)
    gradebook = output.write_gradebook(reports)

    console = _console()
    if len(reports) <= TABLE_AT_MOST:
        console.print(class_table(reports))
        console.print()
    console.print(summary(reports))
    console.print(f"Gradebook: {gradebook}", soft_wrap=True, markup=False, highlight=False)
    worst = min((r for r in reports if r.gradable), key=lambda r: r.score / (r.max_score or 1), default=None)
    if worst is not None:
        feedback = f"Feedback:  {output.root / 'feedback'}, for example {output.feedback(worst)}"
        console.print(feedback, soft_wrap=True, markup=False, highlight=False)
    return Exit.GRADED if all(r.gradable for r in reports) else Exit.SOME_UNGRADABLE


def _with_progress(job: Job, sources: Sequence[Source], slots: int, early: Future[Sandbox] | None) -> list[Report]:
    """Grade everything with a bar on a terminal, and with a line a submission elsewhere."""
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn  # noqa: PLC0415

    from autograder.batch.pool import grade_all  # noqa: PLC0415
    from autograder.text import terminal  # noqa: PLC0415

    reports: dict[int, Report] = {}
    graded = grade_all(job, sources, slots, early)
    console = _console(stderr=True)
    if not console.is_terminal:
        for done in graded:
            reports[done.place] = done.report
            line = f"[{len(reports)}/{len(sources)}] {terminal(done.report.name, 60)}: {_in_short(done.report)}"
            click.echo(line, err=True)
    else:
        columns = (TextColumn("grading"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
        first = next(graded, None)  # starts the slots' processes before the bar starts its thread
        with Progress(*columns, console=console, transient=True) as progress:
            task = progress.add_task("grading", total=len(sources))
            while first is not None:
                reports[first.place] = first.report
                progress.advance(task)
                first = next(graded, None)
    return [reports[place] for place in sorted(reports)]


def _verify(course: Course, names: Sequence[str], plan: Plan) -> tuple[Proof, ...]:
    """Prove with a bar on a terminal."""
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn  # noqa: PLC0415

    from autograder.author.verify import verify  # noqa: PLC0415
    from autograder.batch.worker import cores  # noqa: PLC0415

    columns = (TextColumn("proving"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    console = _console(stderr=True)
    with Progress(*columns, console=console, transient=True, disable=not console.is_terminal) as progress:
        task = progress.add_task("proving", total=None)
        return verify(course, names, plan, len(cores()), lambda n, of: progress.update(task, completed=n, total=of))


def _in_short(report: Report) -> str:
    from autograder.text import terminal  # noqa: PLC0415

    if report.reason is not None:
        return f"not graded: {terminal(report.reason, 300)}"
    return f"{report.score:g} of {report.max_score:g} points"


def _console(*, stderr: bool = False) -> Console:
    from rich.console import Console  # noqa: PLC0415

    return Console(stderr=stderr)


@contextmanager
def _failures() -> Iterator[None]:
    """Turn what the user can mend into one line and an exit code."""
    from autograder.batch.folder import OutputError  # noqa: PLC0415
    from autograder.reference import CourseError  # noqa: PLC0415
    from autograder.sandbox import SandboxError  # noqa: PLC0415
    from autograder.secret import SecretError  # noqa: PLC0415

    try:
        yield
    except SandboxError as error:  # IsolationError too: either way, no student code runs
        _stop(str(error), Exit.NO_ISOLATION)
    except (CourseError, OutputError, SecretError) as error:
        _stop(str(error), Exit.USAGE)
    except KeyboardInterrupt:
        _stop("stopped; what was graded is in the output folder", Exit.SOME_UNGRADABLE)


def _stop(message: str, code: Exit) -> None:
    click.echo(f"autograder: {message}", err=True)
    sys.exit(code)
