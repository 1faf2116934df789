"""`autograder gradescope build` and `autograder gradescope try`."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from autograder.cli.exits import Exit, console, failures
from autograder.cli.options import solutions_option

if TYPE_CHECKING:
    from autograder.gradescope.build import BuiltZip
    from autograder.gradescope.plan import AskedProblem


@click.group()
def gradescope() -> None:
    """Make the zip for Gradescope, and try it locally."""


@gradescope.command()
@click.argument("problems", nargs=-1, required=True)
@click.option(
    "-o",
    "--out",
    type=click.Path(path_type=Path, dir_okay=False),
    default=Path("autograder.zip"),
    show_default=True,
    help="The zip to write.",
)
@click.option(
    "--policy", type=click.Path(path_type=Path, dir_okay=False), help="File with what staff decide, such as points."
)
@solutions_option
def build(problems: tuple[str, ...], out: Path, policy: Path | None, solutions: Path | None) -> None:
    """Make one zip that grades these problems on Gradescope."""
    with failures():
        from autograder.declare.course import open_course  # noqa: PLC0415
        from autograder.gradescope.build import build as make  # noqa: PLC0415
        from autograder.staff.policy import Policy  # noqa: PLC0415
        from autograder.staff.policy_file import read_policy  # noqa: PLC0415
        from autograder.staff.secret import course_secret  # noqa: PLC0415

        course = open_course(solutions)
        rules = Policy() if policy is None else read_policy(policy, course)
        _told(make(course, problems, rules, course_secret(Path(click.get_app_dir("autograder"))), out))


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
