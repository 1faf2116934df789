"""`autograder export`."""

from __future__ import annotations

from pathlib import Path

import click

from autograder.cli.exits import failures

_FILE = click.Path(path_type=Path, dir_okay=False)


@click.command()
@click.argument("folder", metavar="DIR", type=click.Path(path_type=Path, file_okay=False))
@click.option(
    "--to",
    "platform",
    required=True,
    type=click.Choice(["canvas", "moodle", "gradescope", "csv"]),
    help="The platform that will import the file.",
)
@click.option("--roster", type=_FILE, help="CSV with the students of the course.  [default: the one given to `grade`]")
@click.option("--assignment", default="Backpropagation", show_default=True, help="The assignment's column in Canvas.")
@click.option("--out", type=_FILE, help="The file to write.  [default: DIR/export-PLATFORM.csv]")
def export(folder: Path, platform: str, roster: Path | None, assignment: str, out: Path | None) -> None:
    """Write the grades as a file for a learning platform.

    DIR is the folder that `grade --out` wrote. Students without a grade get an empty cell, and are listed.
    """
    from autograder.batch.export import export as exported  # noqa: PLC0415
    from autograder.batch.folder import OutputFolder  # noqa: PLC0415
    from autograder.batch.locked_folder import alone  # noqa: PLC0415
    from autograder.batch.settings import remember, standing  # noqa: PLC0415
    from autograder.batch.store import Setting  # noqa: PLC0415
    from autograder.render.grades import WRITERS, scaled  # noqa: PLC0415

    with failures():
        with alone(folder, make=False) as store:
            held = standing(store, {Setting.ROSTER: roster})
            made = exported(store, held.roster(), assignment)
            remember(store, held)
        path = out or folder / f"export-{platform}.csv"
        OutputFolder(folder).write_text(path, WRITERS[platform](made.sheet))
        said = scaled(made.sheet) if platform == "moodle" else None
        for line in (*made.said, *([said] if said else [])):
            click.echo(line, err=True)
        click.echo(f"{len(made.sheet.grades)} students: {path}")
