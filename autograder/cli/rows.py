"""`autograder remove` and `autograder rename`: rows of the gradebook that belong to nobody, or to another student."""

from __future__ import annotations

from pathlib import Path

import click

from autograder.cli.exits import failures
from autograder.cli.options import FILE

_FOLDER = click.Path(path_type=Path, file_okay=False)
_why = click.option("--why", default="", help="The reason, for the record.")


@click.command()
@click.argument("folder", metavar="DIR", type=_FOLDER)
@click.argument("student")
@_why
def remove(folder: Path, student: str, why: str) -> None:
    """Take a submission out of a graded class.

    Its report and page are deleted; what was handed in is not touched. DIR is the folder that `grade --out` wrote. It
    records the removal, and later runs of `grade` leave the submission out unless `--student` names it.
    """
    from autograder.batch.folder import OutputFolder  # noqa: PLC0415
    from autograder.batch.locked_folder import alone  # noqa: PLC0415
    from autograder.batch.row_changes import remove_row  # noqa: PLC0415
    from autograder.plain.safe_text import terminal  # noqa: PLC0415

    with failures(), alone(folder, make=False) as store:
        output = OutputFolder(folder)
        name = remove_row(store, output, student, why)
        output.write_class(store.reports())
        click.echo(f"removed: {terminal(name, 60)}; {len(store)} in the gradebook")


@click.command()
@click.argument("folder", metavar="DIR", type=_FOLDER)
@click.argument("student")
@click.argument("name")
@click.option("--roster", type=FILE, help="CSV with the students of the course.  [default: the one given to `grade`]")
@_why
def rename(folder: Path, student: str, name: str, roster: Path | None, why: str) -> None:
    """Let a submission be another student's.

    NAME is a student of the roster, by name, e-mail address or number; without a roster it is any name. DIR records
    it, and later runs of `grade` keep to it.
    """
    from autograder.batch.folder import OutputFolder  # noqa: PLC0415
    from autograder.batch.locked_folder import alone  # noqa: PLC0415
    from autograder.batch.row_changes import give_row  # noqa: PLC0415
    from autograder.batch.setting import Setting  # noqa: PLC0415
    from autograder.batch.settings import standing  # noqa: PLC0415
    from autograder.plain.safe_text import terminal  # noqa: PLC0415

    with failures(), alone(folder, make=False) as store:
        output = OutputFolder(folder)
        new = give_row(store, output, student, name, standing(store, {Setting.ROSTER: roster}).roster(), why)
        output.write_class(store.reports())
        click.echo(f"renamed: {terminal(student, 60)} is {terminal(new, 60)}")
