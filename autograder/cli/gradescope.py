"""`autograder gradescope build` and `autograder gradescope try`."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from autograder.cli.exits import Exit, console, failures
from autograder.cli.options import assignment_option, policy_option, say_moved, solutions_option

if TYPE_CHECKING:
    from autograder.gradescope.build import BuiltZip
    from autograder.gradescope.plan import AskedProblem


@click.group()
def gradescope() -> None:
    """Make the zip for Gradescope, and try it locally."""


@gradescope.command()
@click.argument("problems", nargs=-1)
@click.option(
    "-o",
    "--out",
    type=click.Path(path_type=Path, dir_okay=False),
    default=Path("autograder.zip"),
    show_default=True,
    help="The zip to write.",
)
@assignment_option
@policy_option
@solutions_option
def build(
    problems: tuple[str, ...], out: Path, assignment: Path | None, policy: Path | None, solutions: Path | None
) -> None:
    """Make one zip that grades an assignment on Gradescope.

    Its problems are those named, else those of assignment.toml.
    """
    with failures():
        from autograder.batch.setting import Setting  # noqa: PLC0415
        from autograder.batch.settings import assignment_file, standing  # noqa: PLC0415
        from autograder.declare.course import open_course  # noqa: PLC0415
        from autograder.gradescope.build import build as make  # noqa: PLC0415
        from autograder.staff.secret import course_secret  # noqa: PLC0415

        course = open_course(solutions)
        told = {Setting.ASSIGNMENT: assignment_file(assignment, policy), Setting.POLICY: policy}
        held = standing(None, told)
        found = held.assignment(course)
        say_moved(policy)
        if not (problems or found.problems):
            advice = "or run `autograder init` and build from its assignment.toml"
            raise click.UsageError(f"Missing argument: name the problems, {advice}")
        secret = course_secret(Path(click.get_app_dir("autograder")))
        _told(make(course, problems or found.problems, found.policy, secret, out, found))


def _told(built: BuiltZip) -> None:
    """Print what is in the zip, and what to enter on Gradescope for it."""
    scored = [q for problem in built.plan.problems for q in problem.questions if not q.written]
    read = [(problem, q) for problem in built.plan.problems for q in problem.questions if q.written and q.max_score]
    for problem in built.plan.problems:
        own = [q.max_score for q in problem.questions if not q.written]
        click.echo(f"{problem.name}: {len(own)} questions, {sum(own):g} points{_by_hand(problem)}")
    click.echo(f"{built.path}: {built.size / 1024:.0f} KB, SHA-256 {built.sha256[:12]}")
    machine, hand = sum(q.max_score for q in scored), sum(q.max_score for _, q in read)
    total = f"{machine:g} + {hand:g} by hand = {machine + hand:g}" if hand else f"{machine:g}"
    click.echo(f"On Gradescope: Autograder Points {machine:g}; in all {total} points.")
    if read:
        click.echo("Answers in words: tick Enable Manual Grading, and add these questions under Edit Outline:")
        for problem, q in read:
            click.echo(f"  {problem.title}: {q.title}, {q.max_score:g} {'point' if q.max_score == 1 else 'points'}")
    click.echo("The zip contains the answers and the course secret: give it to Gradescope and to nobody else.")
    click.echo(f"Try it:  autograder gradescope try {built.path} SUBMISSION")


def _by_hand(problem: AskedProblem) -> str:
    hand = sum(q.max_score for q in problem.questions if q.written)
    return f" + {hand:g} by hand" if hand else ""


@gradescope.command(name="try")
@click.argument("archive", metavar="ZIP", type=click.Path(path_type=Path, dir_okay=False))
@click.argument("submissions", nargs=-1, required=True, type=click.Path(path_type=Path))
@click.option(
    "--in",
    "place",
    type=click.Choice(["docker", "root", "prefix"]),
    help="Where to run it.  [default: the first of these that is available]",
)
@click.option("--base", help="With root: a suite for debootstrap, a folder, or / (this system).  [default: jammy]")
@click.option("--metadata", type=click.Path(path_type=Path, dir_okay=False), help="A submission_metadata.json to use.")
@click.option("--memory", type=click.IntRange(min=64), default=768, show_default=True, help="Limit in MB.")
@click.option("--cpus", type=click.FloatRange(min=0.05), default=0.5, show_default=True, help="Limit in CPUs.")
@click.option("--keep", type=click.Path(path_type=Path, file_okay=False), help="Keep each results.json in this folder.")
def try_(archive: Path, submissions: tuple[Path, ...], **options: Any) -> None:
    """Run a zip locally as Gradescope would.

    Shows what the student and the staff see, with time and memory. A SUBMISSION is a file, or a folder with everything
    that one student uploads.
    """
    with failures():
        from autograder.gradescope.show import shown  # noqa: PLC0415
        from autograder.gradescope.tryout import TryRequest, try_out  # noqa: PLC0415

        terminal = console()
        graded = True
        for tried in try_out(archive, submissions, TryRequest(**options), lambda line: click.echo(line, err=True)):
            terminal.print(shown(tried))
            graded = graded and tried.graded
        sys.exit(Exit.GRADED if graded else Exit.SOME_UNGRADABLE)
