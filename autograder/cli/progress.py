"""What `grade` prints: progress while it grades, the class when it is done."""

from __future__ import annotations

import sys
from collections import Counter
from typing import TYPE_CHECKING

import click

from autograder.cli.exits import Exit, console

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from autograder.batch.folder import OutputFolder
    from autograder.batch.store import Store
    from autograder.batch.worker import Fate, Finished
    from autograder.report.report import Report

TABLE_AT_MOST = 100
"""The most rows that the terminal shows; for a larger class there is the gradebook."""

NAMED = 10
"""The most names to print in one line; the rest are counted."""


def some(names: Sequence[str], cap: int = 60) -> str:
    """Return names for the terminal, the first ones only if there are many."""
    from autograder.plain.safe_text import terminal  # noqa: PLC0415

    more = f" and {len(names) - NAMED} more" if len(names) > NAMED else ""
    return f"{', '.join(terminal(name, cap) for name in names[:NAMED])}{more}"


def say(line: str) -> None:
    """Print a line of the results, wrapped to the width of the terminal."""
    console().print(line, markup=False, highlight=False)


def shown(store: Store, output: OutputFolder, done: Counter[Fate], asked: int) -> Exit:
    """Write the class's files, print the results and where the files are, in a single pass over the store."""
    from autograder.batch.worker import Fate  # noqa: PLC0415
    from autograder.render.terminal import Summary, class_table  # noqa: PLC0415

    terminal = console()
    count = len(store)
    said = Summary()
    listed: list[Report] = []

    def seen() -> Iterator[Report]:
        for report in store.reports():
            said.add(report)
            if count <= TABLE_AT_MOST:
                listed.append(report)
            yield report

    output.write_class(seen())
    if listed:
        terminal.print(class_table(listed))
        terminal.print()
    terminal.print(said.text())
    for fate, words in ((Fate.KEPT, "unchanged since an earlier run: kept"), (Fate.JUDGED, "judged again, not run")):
        if done[fate]:
            terminal.print(f"{done[fate]} {words}", highlight=False)
    if count > asked:
        terminal.print(f"{count - asked} from earlier runs stay in the gradebook", highlight=False)
    terminal.print(f"Gradebook: {output.gradebook}", soft_wrap=True, markup=False, highlight=False)
    terminal.print(f"Class:     {output.class_page}", soft_wrap=True, markup=False, highlight=False)
    if said.worst is not None:
        feedback = f"Feedback:  {output.root / 'feedback'}, for example {output.feedback(said.worst)}"
        terminal.print(feedback, soft_wrap=True, markup=False, highlight=False)
    return Exit.SOME_UNGRADABLE if said.ungradable else Exit.GRADED


def with_progress(finished: Iterator[Finished], count: int) -> Counter[Fate]:
    """Grade everything, with a bar on a terminal, else with one line per submission; return the counts."""
    from autograder.batch.worker import Fate  # noqa: PLC0415
    from autograder.plain.safe_text import terminal  # noqa: PLC0415

    done: Counter[Fate] = Counter()
    if not sys.stderr.isatty():
        for one in finished:
            done[one.fate] += 1
            if one.fate is not Fate.KEPT:
                line = f"[{done.total()}/{count}] {terminal(one.report.name, 60)}: {_in_short(one.report)}"
                click.echo(line, err=True)
    else:
        from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn  # noqa: PLC0415

        columns = (TextColumn("grading"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
        first = next(finished, None)  # starts the slots' processes before the bar starts its thread
        with Progress(*columns, console=console(stderr=True), transient=True) as progress:
            task = progress.add_task("grading", total=count)
            while first is not None:
                done[first.fate] += 1
                progress.advance(task)
                first = next(finished, None)
    return done


def _in_short(report: Report) -> str:
    from autograder.plain.safe_text import terminal  # noqa: PLC0415
    from autograder.report.total import points  # noqa: PLC0415

    if report.reason is not None:
        return f"not graded: {terminal(report.reason, 300)}"
    total = report.total
    waits = f" ({total.waits.rstrip('.')})" if total.waits else ""
    return f"{points(total.score)} of {points(total.max_score)} points{waits}"
