"""`autograder adjust`."""

from __future__ import annotations

import getpass
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

from autograder.cli.exits import Exit, failures
from autograder.cli.options import on_conflict_option, solutions_option
from autograder.cli.regrade import judge_all, now, show

if TYPE_CHECKING:
    from autograder.batch.store import Store


@click.command()
@click.argument("folder", metavar="DIR", type=click.Path(path_type=Path, file_okay=False))
@click.argument("student", required=False)
@click.argument("question", required=False)
@click.argument("points", required=False)
@click.option("--why", help="The reason, for the student's page.")
@click.option(
    "--table",
    type=click.Path(path_type=Path, dir_okay=False),
    help="CSV with the columns student, question, points and why, instead of one decision.",
)
@click.option("--undo", is_flag=True, help="Take a decision back: the machine's points count again.")
@click.option("--by", help="Who decides.  [default: your login name, or the table's file name]")
@on_conflict_option
@solutions_option
def adjust(
    folder: Path,
    student: str | None,
    question: str | None,
    points: str | None,
    why: str | None,
    table: Path | None,
    by: str | None,
    on_conflict: str,
    solutions: Path | None,
    *,
    undo: bool,
) -> None:
    """Change the points that the machine gave a student for a question.

    STUDENT is a name, an e-mail address or the name of the page; QUESTION is a question's name, such as backward.dW1,
    or problem.question. The page shows the points as a person's decision, with the reason. The decision stays when the
    class is regraded, until `--undo` or another hand-in. With DIR alone, lists the decisions in force.
    """
    from autograder.batch import adjusting  # noqa: PLC0415
    from autograder.batch.locked_folder import alone  # noqa: PLC0415
    from autograder.batch.settings import standing  # noqa: PLC0415
    from autograder.declare.course import open_course  # noqa: PLC0415
    from autograder.staff.given import By, OnConflict  # noqa: PLC0415
    from autograder.staff.policy_file import read_text  # noqa: PLC0415

    typed = (student, question, points)
    shape = tuple(value is not None for value in (*typed, why))
    if table is not None:
        usage = not any(shape) and not undo
    elif undo:
        usage = shape[:3] == (True, True, False)
    else:
        usage = not any(shape) or (all(shape[:3]) and bool(why))
    if not usage:
        raise click.UsageError(
            "give STUDENT QUESTION POINTS --why TEXT, or STUDENT QUESTION --undo, or --table FILE, or DIR alone"
        )
    with failures(), alone(folder, make=False) as store:
        if table is None and student is None:
            _list(store)
            sys.exit(Exit.GRADED)
        held, course = standing(store, {}), open_course(solutions)
        author = By(by or (login() if table is None else table.name), "" if table is None else str(table), now())
        said: tuple[str, ...] = ()
        if undo:
            adjusting.undo(store, held, course, student or "", question or "", author)
        else:
            one = adjusting.Wish(student or "", question or "", points or "", why or "")
            wishes = (one,) if table is None else adjusting.parse_wishes(read_text(table, table=True), str(table))
            said = adjusting.adjust(store, held, course, wishes, author, OnConflict(on_conflict))
        done = judge_all(store, standing(store, {}).basis(course), folder)
        for line in said:
            click.echo(line)
        sys.exit(show(done))


def _list(store: Store) -> None:
    from autograder.batch.adjusting import adjustments  # noqa: PLC0415
    from autograder.plain.safe_text import terminal  # noqa: PLC0415

    found = list(adjustments(store))
    for one in found:
        mark, by = one.given.mark, one.given.by
        machine = "" if one.machine is None else f" (machine: {one.machine:g})"
        who = f"{terminal(one.name, 60)} ({one.slug}), {one.question}: {mark.points:g}{machine}"
        click.echo(f"{who}, by {by.shown}, {terminal(by.at[:16], 20)}: {terminal(mark.comment, 300)}")
    if not found:
        click.echo("Nobody has decided otherwise than the machine.")


def login() -> str:
    """Return the name of who runs this command."""
    try:
        return getpass.getuser()
    except (KeyError, OSError):  # a user without a name, as in some containers
        return "staff"
