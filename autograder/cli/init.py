"""`autograder init`."""

from __future__ import annotations

from pathlib import Path

import click

from autograder.cli.exits import failures
from autograder.cli.options import FILE, policy_option, solutions_option, split_names


@click.command()
@click.argument("problems", nargs=-1)
@click.option("--problems", "listed", metavar="A,B", help="The same, separated by commas.")
@click.option("--name", default="", help="The assignment's name.")
@click.option(
    "--from",
    "handed_in",
    type=click.Path(path_type=Path, exists=True),
    help="Take the problems that most hand-ins hold.",
)
@click.option("-o", "--out", type=FILE, default=Path("assignment.toml"), show_default=True, help="The file to write.")
@policy_option
@solutions_option
def init(
    problems: tuple[str, ...],
    listed: str | None,
    name: str,
    handed_in: Path | None,
    out: Path,
    policy: Path | None,
    solutions: Path | None,
) -> None:
    """Write an assignment.toml, with a comment for each setting.

    PROBLEMS are those of the assignment. Without any, they are those of the notebooks in this folder, else all of the
    course. An existing file is never overwritten.
    """
    with failures():
        from autograder.batch.class_list import taken_problems  # noqa: PLC0415
        from autograder.batch.folder import write_new  # noqa: PLC0415
        from autograder.declare.course import open_course  # noqa: PLC0415
        from autograder.staff.assignment_file import parse_assignment  # noqa: PLC0415
        from autograder.staff.assignment_text import assignment_text  # noqa: PLC0415
        from autograder.staff.policy_file import read_policy, read_text  # noqa: PLC0415
        from autograder.submissions.gather import find  # noqa: PLC0415

        course = open_course(solutions)
        named = split_names(",".join((*problems, *filter(None, [listed]))), course)
        if not named and handed_in is not None:
            named = taken_problems(find([handed_in]), course.names, None)
            if not named:
                raise click.UsageError(f"no problem is in most of the hand-ins at {handed_in}: name the problems")
        if not named:
            named = tuple(n for n in course.names if Path(f"{n}.ipynb").is_file()) or course.names
        old = ""
        if policy is not None:
            read_policy(policy, course)
            old = read_text(policy)
        text = assignment_text(course, named, name, old)
        parse_assignment(text, str(out), course)
        write_new(out, text)
        click.echo(f"{out}: {', '.join(named)}. Its comments say what else can be set.")
