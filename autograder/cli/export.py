"""`autograder export`."""

from __future__ import annotations

from dataclasses import dataclass
from email.utils import localtime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from autograder.cli.exits import failures

if TYPE_CHECKING:
    from autograder.batch.export import Export
    from autograder.batch.settings import Standing
    from autograder.batch.store import Store

_FILE = click.Path(path_type=Path, dir_okay=False)
UNNAMED = "Backpropagation"
"""The name of an assignment that has none."""
TABLES = ("canvas", "moodle", "brightspace", "blackboard", "gradescope", "csv")


@dataclass(frozen=True)
class ExportOptions:
    """What the user asked for, apart from the folders."""

    to: str
    roster: Path | None
    column: str | None
    new_column: bool
    machine_only: bool
    unread: str | None
    student: str | None
    sender: str | None
    out: Path | None


@click.command()
@click.argument("folders", metavar="DIR...", nargs=-1, required=True, type=click.Path(path_type=Path, file_okay=False))
@click.option("--to", required=True, type=click.Choice([*TABLES, "mail", "pdf", "gradebook"]), help="Where it goes.")
@click.option("--roster", type=_FILE, help="CSV with the students of the course.  [default: the one given to `grade`]")
@click.option(
    "--column",
    "--assignment",
    "column",
    metavar="NAME",
    help="The assignment's name, and its column in the roster.  [default: those of the assignment]",
)
@click.option("--new-column", is_flag=True, help="Make a column for the assignment that the roster does not have.")
@click.option("--machine-only", is_flag=True, help="Leave out all points for answers in words, also those given.")
@click.option("--unread", type=click.Choice(["zero", "empty"]), help="What counts while answers in words are unread.")
@click.option("--student", metavar="NAME", help="Only this student's message or PDF.")
@click.option("--sender", metavar="ADDRESS", help="Who sends the messages of `--to mail`.")
@click.option("--out", type=click.Path(path_type=Path), help="What to write.  [default: a file or a folder in DIR]")
def export(folders: tuple[Path, ...], **options: Any) -> None:
    """Write the grades and the students' pages for those who get them.

    DIR is the folder that `grade --out` wrote. Students without a grade get an empty cell, and are listed.

    \b
    canvas, moodle, brightspace   the table to import, and a zip of the pages
    blackboard                    the table to import
    gradescope, csv               a list, with Gradescope's columns or with all
    mail                          a message to each student, to open and send
    pdf                           the pages on paper
    gradebook                     one table of several DIR, a row per person
    """  # noqa: D301 - click wants the character itself, before lines that stay as they are
    ask = ExportOptions(**options)
    if len(folders) > 1 and ask.to != "gradebook":
        raise click.UsageError(f"--to {ask.to} takes one DIR; --to gradebook takes several")
    if ask.machine_only and ask.unread:
        raise click.UsageError("use one of --machine-only and --unread")
    if ask.to == "mail" and not ask.sender:
        raise click.UsageError("--to mail needs --sender ADDRESS: no message is valid without one")
    with failures():
        if ask.to == "gradebook":
            _together(folders, ask)
        else:
            _one(folders[0], ask)


def _one(folder: Path, ask: ExportOptions) -> None:
    """Export one class, while nothing else writes into its folder."""
    from autograder.batch.export import Export  # noqa: PLC0415
    from autograder.batch.folder import OutputFolder  # noqa: PLC0415
    from autograder.batch.hand_back import write_messages, write_pdfs, write_table  # noqa: PLC0415
    from autograder.batch.locked_folder import alone  # noqa: PLC0415
    from autograder.batch.settings import standing  # noqa: PLC0415
    from autograder.batch.store import Setting  # noqa: PLC0415

    with alone(folder, make=False) as store:
        held = standing(store, {Setting.ROSTER: ask.roster})
        made = _exported(store, held, ask, ask.column)
        output = OutputFolder(folder)
        if ask.to == "mail":
            done = write_messages(made, output, ask.out, ask.student, ask.sender or "", localtime())
        elif ask.to == "pdf":
            done, made = write_pdfs(made, output, ask.out, ask.student), Export(made.sheet)  # it hands back no grades
        else:
            done = write_table(made, ask.to, output, ask.out)
    for line in (*made.said, *done.said):
        click.echo(line, err=True)
    for line in done.written:
        click.echo(line)


def _together(folders: tuple[Path, ...], ask: ExportOptions) -> None:
    """Export several classes into one table, in the first folder unless `--out` names another place."""
    from autograder.batch.folder import OutputFolder  # noqa: PLC0415
    from autograder.batch.locked_folder import alone  # noqa: PLC0415
    from autograder.batch.settings import standing  # noqa: PLC0415
    from autograder.batch.store import Setting  # noqa: PLC0415
    from autograder.render.grades.together import together  # noqa: PLC0415

    sheets = []
    for folder in folders:
        with alone(folder, make=False) as store:
            held = standing(store, {Setting.ROSTER: ask.roster})
            name = held.plain_assignment().name or folder.resolve().name
            made = _exported(store, held, ask, name)
        sheets.append(made.sheet)
        for line in made.said:
            click.echo(f"{folder}: {line}", err=True)
    path = ask.out or folders[0] / "export-gradebook.csv"
    OutputFolder(folders[0]).write_text(path, together(sheets))
    click.echo(f"{len(sheets)} assignments: {path}")


def _exported(store: Store, held: Standing, ask: ExportOptions, column: str | None) -> Export:
    from autograder.batch.export import ExportRequest  # noqa: PLC0415
    from autograder.batch.export import export as exported  # noqa: PLC0415
    from autograder.render.grades.platforms import PLATFORMS  # noqa: PLC0415
    from autograder.render.grades.sheet import Unread  # noqa: PLC0415

    unread = Unread.MACHINE if ask.machine_only else Unread(ask.unread) if ask.unread else None
    if ask.to == "pdf":
        unread = unread or Unread.EMPTY  # the page itself says what is unread
    about, platform = held.plain_assignment(), PLATFORMS.get(ask.to)
    name = column or about.column or about.name or UNNAMED
    return exported(store, held.roster(), ExportRequest(name, platform, ask.new_column, unread, about.maximum))
