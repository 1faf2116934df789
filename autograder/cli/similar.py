"""`autograder similar`."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from autograder.cli.exits import Exit, console, failures
from autograder.cli.options import solutions_option


@click.command()
@click.argument("folder", metavar="DIR", type=click.Path(path_type=Path, file_okay=False))
@click.option("--pairs", type=click.IntRange(1, 500), default=20, show_default=True, help="The most pairs to show.")
@solutions_option
def similar(folder: Path, pairs: int, solutions: Path | None) -> None:
    """Show which hand-ins share code that few others have.

    DIR is the folder that `grade --out` wrote. A high value proves nothing: the page says what it does not prove.
    """
    from autograder.batch.folder import OutputFolder  # noqa: PLC0415
    from autograder.batch.locked_folder import alone  # noqa: PLC0415
    from autograder.batch.similar import similar as compared  # noqa: PLC0415
    from autograder.declare.course import open_course  # noqa: PLC0415
    from autograder.render.similar.page import PROVES_NOTHING, similar_page, similar_table  # noqa: PLC0415

    with failures(), alone(folder, make=False) as store:
        found = compared(store, open_course(solutions), pairs)
        output = OutputFolder(folder)
        output.write_text(output.similar, similar_page(found.pairs, found.count, found.limit))
    terminal = console()
    if found.pairs:
        terminal.print(similar_table(found.pairs))
        terminal.print()
        terminal.print(PROVES_NOTHING)
    else:
        terminal.print("No two hand-ins have code in common that few others have.")
    terminal.print(f"Side by side: {output.similar}", soft_wrap=True, markup=False, highlight=False)
    sys.exit(Exit.GRADED)
