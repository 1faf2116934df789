"""`autograder regrade`."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from autograder.cli.exits import Exit, console, failures
from autograder.cli.options import solutions_option

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from autograder.batch.folder import OutputFolder
    from autograder.batch.judging import Basis
    from autograder.batch.store import Store
    from autograder.report.report import Report

NAMED = 5
_FILE = click.Path(path_type=Path, dir_okay=False)


@click.command()
@click.argument("folder", metavar="DIR", type=click.Path(path_type=Path, file_okay=False))
@click.option("--policy", type=_FILE, help="File with what staff decide, such as points.")
@click.option("--hints", type=_FILE, help="File with comments for groups of answers.")
@click.option("--written", type=_FILE, help="CSV with points and comments for answers in words.")
@solutions_option
@click.option("--jobs", type=click.IntRange(min=1), help="Processes at the same time.  [default: one per core]")
def regrade(folder: Path, **options: Any) -> None:
    """Judge a graded class again, without student code.

    Prints which grades changed. DIR is the folder that `grade --out` wrote. It remembers the policy, the hints and the
    marks: give each one once, and again when it has changed.
    """
    with failures():
        sys.exit(_regrade(folder, **options))


def _regrade(
    folder: Path,
    policy: Path | None,
    hints: Path | None,
    written: Path | None,
    solutions: Path | None,
    jobs: int | None,
) -> Exit:
    from autograder.batch.folder import OutputFolder  # noqa: PLC0415
    from autograder.batch.locked_folder import alone  # noqa: PLC0415
    from autograder.batch.settings import remember, standing  # noqa: PLC0415
    from autograder.batch.store import Setting  # noqa: PLC0415
    from autograder.batch.worker import cores  # noqa: PLC0415
    from autograder.declare.course import open_course  # noqa: PLC0415

    told = {Setting.POLICY: policy, Setting.HINTS: hints, Setting.MARKS: written}
    with alone(folder, make=False) as store:
        held = standing(store, told)
        basis = held.basis(open_course(solutions))
        code = _judge_all(store, basis, OutputFolder(folder), jobs or len(cores()))
        remember(store, held)
    return code


def _judge_all(store: Store, basis: Basis, output: OutputFolder, jobs: int) -> Exit:
    """Judge everything, print one line per changed grade, and say what could not be done."""
    from autograder.batch.regrade import regrade, unused  # noqa: PLC0415
    from autograder.render.changes import change_line  # noqa: PLC0415

    terminal = console()
    cut = {"no_wrap": True, "overflow": "ellipsis"} if terminal.is_terminal else {"soft_wrap": True}
    count = changed = pages = 0
    stale: list[Report] = []
    for change in regrade(store, basis, output, jobs):
        count += 1
        pages += change.page
        if change.after is None:
            stale.append(change.before.report)
            continue
        line = change_line(change.before.report, change.after.report)
        if line is not None:
            changed += 1
            terminal.print(line, highlight=False, **cut)
    output.write_class(store.reports())
    grades = "1 grade" if changed == 1 else f"{changed or 'no'} grades"
    written = "1 page" if pages == 1 else f"{pages or 'no'} pages"
    click.echo(f"{count - len(stale)} judged again without running student code: {grades} changed, {written} written")
    for said in (*_left(stale, len(store) - count, store.unread), *unused(store, basis.staff)):
        click.echo(said)
    return Exit.SOME_UNGRADABLE if stale or len(store) > count else Exit.GRADED


def _left(stale: Sequence[Report], ungradable: int, unread: int) -> Iterator[str]:
    """Yield which grades stay as they were, and what to do about it."""
    from autograder.plain.safe_text import terminal  # noqa: PLC0415

    if stale:
        names = ", ".join(terminal(report.name, 60) for report in stale[:NAMED])
        more = f" and {len(stale) - NAMED} more" if len(stale) > NAMED else ""
        yield (
            f"{len(stale)} keep their old grade, because the problem now needs other calls: {names}{more}; "
            "run `autograder grade` with the same --out"
        )
    if ungradable:
        yield f"{ungradable} could not be graded before and still have no grade"
    if unread:
        yield f"{unread} answers in words are still unread"
