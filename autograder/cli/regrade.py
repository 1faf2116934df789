"""`autograder regrade`."""

from __future__ import annotations

import sys
from dataclasses import dataclass
from datetime import datetime, timezone
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from autograder.cli.exits import Exit, console, failures
from autograder.cli.options import (
    assignment_option,
    on_conflict_option,
    policy_option,
    problems_option,
    say_moved,
    solutions_option,
    split_names,
)

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from rich.text import Text

    from autograder.batch.judging import Basis
    from autograder.batch.regrade import Change
    from autograder.batch.store import Store

NAMED = 5
_FILE = click.Path(path_type=Path, dir_okay=False)


@click.command()
@click.argument("folder", metavar="DIR", type=click.Path(path_type=Path, file_okay=False))
@assignment_option
@problems_option
@policy_option
@click.option("--hints", type=_FILE, help="File with comments for groups of answers.")
@click.option("--written", type=_FILE, help="CSV with points and comments for answers in words.")
@click.option("--by", help="The grader who wrote the hints or the CSV.  [default: the file's name]")
@on_conflict_option
@click.option(
    "--lowered",
    type=click.Choice(["cap", "scale"]),
    help="A question is worth less than marks for it: cut these off, or scale all its marks.",
)
@solutions_option
@click.option("--jobs", type=click.IntRange(min=1), help="Processes at the same time.  [default: one per core]")
def regrade(folder: Path, **options: Any) -> None:
    """Judge a graded class again, without student code.

    Prints which grades changed. DIR is the folder that `grade --out` wrote. It remembers the assignment, the
    hints and the marks: give each one once, and again when it has changed. Files of several graders add
    up.
    """
    with failures():
        sys.exit(_regrade(folder, **options))


def _regrade(
    folder: Path,
    assignment: Path | None,
    problems: str | None,
    policy: Path | None,
    hints: Path | None,
    written: Path | None,
    solutions: Path | None,
    jobs: int | None,
    by: str | None,
    on_conflict: str,
    lowered: str | None,
) -> Exit:
    from autograder.batch.locked_folder import alone  # noqa: PLC0415
    from autograder.batch.new_remarks import Lowered, RemarkFiles, take  # noqa: PLC0415
    from autograder.batch.settings import assignment_file, changed, standing  # noqa: PLC0415
    from autograder.batch.store import Setting  # noqa: PLC0415
    from autograder.declare.course import open_course  # noqa: PLC0415
    from autograder.staff.given import OnConflict  # noqa: PLC0415

    file, course = assignment_file(assignment, policy), open_course(solutions)
    named = split_names(problems, course)
    say_moved(policy)
    how = OnConflict(on_conflict), None if lowered is None else Lowered(lowered)
    with alone(folder, make=False) as store:
        held = standing(store, {Setting.ASSIGNMENT: file, Setting.POLICY: policy})
        held = held.with_problems(named, stated=True) if named else held
        for difference in changed(store, held, course, named=assignment is not None):
            click.echo(difference, err=True)
        taken = take(store, held, course, RemarkFiles(written, hints, by, now(), *how))
        done = judge_all(store, taken.basis, folder, jobs)
    for said in taken.said:
        click.echo(said)
    return show(done)


def now() -> str:
    """Return the time, for the record of who decided what."""
    return datetime.now(timezone.utc).isoformat(timespec="seconds")


def show(done: Done) -> Exit:
    """Print what judging again has changed."""
    terminal = console()
    cut = {"no_wrap": True, "overflow": "ellipsis"} if terminal.is_terminal else {"soft_wrap": True}
    for line in done.changed:
        terminal.print(line, highlight=False, **cut)
    for said in done.said:
        click.echo(said)
    return Exit.SOME_UNGRADABLE if done.left else Exit.GRADED


@dataclass(frozen=True)
class Done:
    """What there is to print once everything is stored: a line per changed grade, and what could not be done."""

    changed: Sequence[Text]
    said: Sequence[str]
    left: bool


def judge_all(store: Store, basis: Basis, folder: Path, jobs: int | None = None) -> Done:
    """Judge everything and store it; nothing is printed before that, because printing can fail."""
    from autograder.batch.class_list import unextended  # noqa: PLC0415
    from autograder.batch.cores import cores  # noqa: PLC0415
    from autograder.batch.folder import OutputFolder  # noqa: PLC0415
    from autograder.batch.regrade import regrade, unused  # noqa: PLC0415
    from autograder.render.changes import change_line  # noqa: PLC0415

    output = OutputFolder(folder)
    count = pages = 0
    changed: list[Text] = []
    stale: list[Change] = []
    for change in regrade(store, basis, output, jobs or len(cores())):
        count += 1
        pages += change.page
        if change.stale:
            stale.append(change)
        line = change_line(change.before.report, change.after.report)
        if line is not None:
            changed.append(line)
    output.write_class(store.reports())
    grades = "1 grade" if len(changed) == 1 else f"{len(changed) or 'no'} grades"
    written = "1 page" if pages == 1 else f"{pages or 'no'} pages"
    said = f"{count - len(stale)} judged again without running student code: {grades} changed, {written} written"
    left = (*_left(stale, len(store) - count, store.unread), *unused(store, basis.staff), *unextended(store, basis))
    return Done(changed, (said, *left), bool(stale) or len(store) > count)


def _left(stale: Sequence[Change], ungradable: int, unread: int) -> Iterator[str]:
    """Yield whose points of the machine stay as they were, and what to do about it."""
    from autograder.plain.safe_text import terminal  # noqa: PLC0415

    for damaged, why in (
        (False, "the problem now needs other calls, or the assignment another problem"),
        (True, "what is stored of them is damaged"),
    ):
        those = [change.before.report for change in stale if change.damaged is damaged]
        names = ", ".join(terminal(report.name, 60) for report in those[:NAMED])
        more = f" and {len(those) - NAMED} more" if len(those) > NAMED else ""
        if those:
            yield (
                f"{len(those)} keep the machine's old points, because {why}: {names}{more}; "
                "run `autograder grade` with the same --out"
            )
    if ungradable:
        yield f"{ungradable} could not be graded before and still have no grade"
    if unread:
        yield f"{unread} answers in words are still unread"
