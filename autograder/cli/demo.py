"""`autograder demo`."""

from __future__ import annotations

import shutil
import sys
from pathlib import Path

import click

from autograder.cli.exits import Exit, failures
from autograder.cli.grade import GradeRequest, run_grade
from autograder.cli.options import isolation_option, jobs_option, solutions_option


@click.command()
@click.option(
    "--out",
    type=click.Path(path_type=Path, file_okay=False),
    default=Path("demo"),
    show_default=True,
    help="Folder for the sample class and its grades.",
)
@click.option(
    "--students",
    type=click.IntRange(min=1, max=5000),
    default=40,
    show_default=True,
    help="Number of notebooks.",
)
@click.option("--seed", type=int, default=230, show_default=True, help="A different seed gives a different class.")
@solutions_option
@jobs_option
@isolation_option
def demo(out: Path, students: int, seed: int, solutions: Path | None, jobs: int | None, isolation: str) -> None:
    """Make a sample class with typical mistakes, and grade it."""
    from autograder.author.demo import make_class  # noqa: PLC0415
    from autograder.declare.course import open_course  # noqa: PLC0415

    with failures():
        handed_in = make_class(open_course(solutions), out / "submissions", students, seed)
        click.echo(f"{students} notebooks of a made-up class are in {handed_in}.")
        shutil.rmtree(out / "graded", ignore_errors=True)  # from an earlier demo
        code = run_grade(
            (handed_in,), GradeRequest(out / "graded", solutions=solutions, jobs=jobs, isolation=isolation)
        )
        sys.exit(Exit.GRADED if code is Exit.SOME_UNGRADABLE else code)  # the sample holds broken files on purpose
