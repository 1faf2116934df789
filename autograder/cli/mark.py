"""`autograder mark`."""

from __future__ import annotations

import signal
import sys
from contextlib import closing, suppress
from dataclasses import replace
from pathlib import Path

import click

from autograder.cli.adjust import login
from autograder.cli.exits import Exit, failures
from autograder.cli.options import isolation_option, solutions_option
from autograder.cli.regrade import judge_all, now, show


@click.command()
@click.argument("folder", metavar="DIR", type=click.Path(path_type=Path, file_okay=False))
@click.option("--port", type=click.IntRange(0, 65535), default=0, help="The port.  [default: any that is free]")
@click.option("--by", help="The name that the page suggests to graders.  [default: your login name]")
@solutions_option
@isolation_option
def mark(folder: Path, port: int, by: str | None, solutions: Path | None, isolation: str) -> None:
    """Mark answers in words in the browser.

    Prints an address to open, for this machine only. Equal and nearly equal answers are together, names are hidden, and
    `?` lists the keys. Several graders can work at once. Each mark is stored when it is given, and the student's page
    is written a moment later. Stop with Ctrl-C: the gradebook and the class page are then written. DIR is the folder
    that `grade --out` wrote.
    """
    from autograder.batch.folder import OutputFolder  # noqa: PLC0415
    from autograder.batch.locked_folder import alone  # noqa: PLC0415
    from autograder.batch.new_remarks import settle_in  # noqa: PLC0415
    from autograder.batch.settings import in_force, standing  # noqa: PLC0415
    from autograder.declare.course import open_course  # noqa: PLC0415
    from autograder.marking.actions import Actions  # noqa: PLC0415
    from autograder.marking.desk import Desk  # noqa: PLC0415
    from autograder.marking.explainer import Explainer  # noqa: PLC0415
    from autograder.marking.page_writer import PageWriter  # noqa: PLC0415
    from autograder.marking.server import MarkServer  # noqa: PLC0415
    from autograder.render.written_answers.markdown import to_html  # noqa: PLC0415

    with failures(), alone(folder, make=False) as store:
        held, course = standing(store, {}), open_course(solutions)
        with store.together():
            basis = settle_in(store, held, course)
        to_html("")  # report a missing library now
        desk = Desk(store, basis, now)
        if not desk.sheets:
            click.echo("These problems have no questions in words.")
            sys.exit(Exit.GRADED)
        explain = Explainer(store, basis, isolation)
        pages, actions = PageWriter(desk, OutputFolder(folder)), Actions(desk, explain)
        serving = MarkServer(actions, by or login(), port)
        with closing(explain), closing(pages), serving as server, closing(desk):
            click.echo(f"Open {server.address}")
            click.echo("Stop with Ctrl-C; every mark is stored when it is given.", err=True)
            sys.stdout.flush()
            signal.signal(signal.SIGTERM, signal.default_int_handler)
            with suppress(KeyboardInterrupt):
                server.serve_forever()
        done = judge_all(store, replace(basis, staff=in_force(store)), folder)
        sys.exit(show(done))
