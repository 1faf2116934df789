"""`autograder written`."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from autograder.cli.exits import Exit, failures


@click.command()
@click.argument("folder", metavar="DIR", type=click.Path(path_type=Path, file_okay=False))
@click.option(
    "--csv",
    "table",
    type=click.Path(path_type=Path, dir_okay=False),
    help="The table for points and comments.  [default: DIR/written.csv]",
)
def written(folder: Path, table: Path | None) -> None:
    """Collect a graded class's answers in words.

    Makes one page per question, without names, and a table for the points. DIR is the folder that `grade --out` wrote.
    Fill in the table, then run: autograder regrade DIR --written TABLE. An existing table is never overwritten.
    """
    from autograder.batch.folder import OutputFolder, write_new  # noqa: PLC0415
    from autograder.batch.locked_folder import alone  # noqa: PLC0415
    from autograder.classroom.written_answers import sheets  # noqa: PLC0415
    from autograder.render.csv import ENCODING  # noqa: PLC0415
    from autograder.render.written_answers.table import written_table  # noqa: PLC0415

    with failures(), alone(folder, make=False) as store:
        found = sheets(store.reports())
        if not found:
            click.echo("These problems have no questions in words.")
            sys.exit(Exit.GRADED)
        output = OutputFolder(folder)
        for sheet in found:
            path = output.write_sheet(sheet)
            click.echo(f"{path}: {len(sheet.cards)} students, {sheet.unread} unread")
        path = table or output.marks
        if table is None and path.exists():
            click.echo(f"{path} exists and was not changed; name another with --csv.", err=True)
        else:
            write_new(path, written_table(found), ENCODING)
            click.echo(f"Enter points and comments in {path}, then run: autograder regrade {folder} --written {path}")
    sys.exit(Exit.GRADED)
