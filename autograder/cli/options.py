"""Options that several commands share."""

from __future__ import annotations

from pathlib import Path

import click

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
