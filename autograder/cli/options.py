"""Options that several commands share."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from collections.abc import Sequence

    from autograder.declare.course import Course

FILE = click.Path(path_type=Path, dir_okay=False)

solutions_option = click.option(
    "--solutions",
    type=click.Path(path_type=Path, file_okay=False),
    help="Folder with the solution files.  [default: ./solutions, or the checkout's]",
)
isolation_option = click.option(
    "--isolation",
    type=click.Choice(["required", "best-effort"]),
    default="required",
    show_default=True,
    help="What to do if student code cannot be fully confined: refuse, or run it anyway and say so.",
)
jobs_option = click.option(
    "--jobs", type=click.IntRange(min=1), help="Submissions graded at the same time.  [default: one per core]"
)
assignment_option = click.option(
    "--assignment", type=FILE, help="File with the assignment.  [default: ./assignment.toml, if there is one]"
)
problems_option = click.option("--problems", metavar="A,B", help="The problems of the assignment, separated by commas.")
policy_option = click.option(
    "--policy", type=FILE, help="File with what staff decide, such as points; assignment.toml has replaced it."
)
on_conflict_option = click.option(
    "--on-conflict",
    type=click.Choice(["refuse", "keep", "replace"]),
    default="refuse",
    show_default=True,
    help="If another grader said something else: list it and change nothing, keep that, or replace it.",
)


def require_not_handed_in(named: Path | None, paths: Sequence[Path]) -> None:
    """Raise UsageError if nobody named the solutions, and ./solutions, which is imported, is among students' files."""
    here = Path("solutions")
    if named is None and here.is_dir() and any(here.resolve().is_relative_to(path.resolve()) for path in paths):
        raise click.UsageError("./solutions is among what is handed in: name it with --solutions if it is yours")


def split_names(text: str | None, course: Course) -> tuple[str, ...]:
    """Return the names of problems that an option lists. Raises PolicyError if the course does not have them."""
    from autograder.staff.assignment_file import require_known  # noqa: PLC0415

    names = tuple(name.strip() for name in (text or "").split(",") if name.strip())
    require_known(names, course.names, "--problems")
    return names


def say_moved(policy: Path | None) -> None:
    """Print how to turn a policy into an assignment."""
    if policy is not None:
        said = f"`autograder init --policy {policy}` writes an assignment.toml with these settings"
        click.echo(f"{policy} is still read; {said}", err=True)
