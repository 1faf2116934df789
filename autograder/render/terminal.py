"""Show a class in the terminal: a table that fits 80 columns, and the summary below it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from statistics import fmean, median

from rich.cells import cell_len
from rich.console import Group, RenderableType
from rich.table import Table
from rich.text import Text

from autograder.plain.safe_text import terminal
from autograder.plain.unused import Reason
from autograder.render.words import first_to_fix, percent, points, words
from autograder.report.report import FULL, Report
from autograder.report.status import Kind
from autograder.report.total import rounded

CAP = 200
NAME = 32
"""Columns of 80 that names may take; a longer one goes on in the next line."""


def class_table(reports: Iterable[Report]) -> Table:
    """Return a table with one line per submission: name, score, percent, first mistake, number of others; 80 columns.

    Everything is in `Text`, so no name is interpreted as rich's markup.
    """
    table = Table(box=None, header_style="bold", pad_edge=False, padding=(0, 2, 0, 0))
    shown = list(reports)
    longest = max((cell_len(terminal(report.name, CAP)) for report in shown), default=0)
    table.add_column("submission", width=max(10, min(longest, NAME)), overflow="fold")
    table.add_column("score", no_wrap=True, justify="right")
    table.add_column("%", no_wrap=True, justify="right")
    table.add_column("what went wrong first")
    table.add_column("more", no_wrap=True, justify="right")
    for report in shown:
        name, share = Text(terminal(report.name, CAP)), percent(report)
        if report.reason is not None:
            table.add_row(name, "-", "-", _line(f"not graded: {terminal(report.reason, CAP)}", "yellow"), "")
            continue
        score = f"{points(report.score)}/{points(report.max_score)}"
        lost = sum(v.status.kind in (Kind.WRONG, Kind.UNWRITTEN) for p in report.problems for v in p.verdicts)
        more = f"+{lost - 1}" if lost > 1 else ""
        table.add_row(name, score, "-" if share is None else rounded(share), _first(report), more)
    return table


def summary(reports: Iterable[Report]) -> RenderableType:
    """Return the text of a `Summary` of some reports."""
    said = Summary()
    for report in reports:
        said.add(report)
    return said.text()


class Summary:
    """The summary of a class, gathered from one report at a time; only the worst and the ungradable are kept."""

    def __init__(self) -> None:
        self.worst: Report | None = None
        self.ungradable: list[Report] = []
        self._graded = 0
        self._shares: list[float] = []
        self._isolations: set[str] = set()
        self._unused: Counter[Reason] = Counter()
        self._unread = 0
        self._waiting = 0
        self._late = 0

    def add(self, report: Report) -> None:
        """Add one report."""
        self._isolations.add(report.isolation)
        self._unused.update(u.reason for p in report.problems for u in p.unused)
        if not report.gradable:
            self.ungradable.append(report)
            return
        self._graded += 1
        total = report.total
        self._unread += total.unread
        self._waiting += not total.final
        self._late += report.head.late is not None
        share = percent(report)
        if share is not None:
            self._shares.append(share)
        if self.worst is None or _share(report) < _share(self.worst):
            self.worst = report

    def text(self) -> RenderableType:
        """Return the number graded, mean and median, missing isolation, and all ungradable submissions."""
        line = Text(f"{self._graded} graded", style="bold")
        if self._shares:
            mean, middle = rounded(fmean(self._shares)), rounded(median(self._shares))
            line.append(f"   mean {mean} %   median {middle} %", style="not bold")
        answers = "1 answer in words is" if self._unread == 1 else f"{self._unread} answers in words are"
        whose = "1 submission" if self._waiting == 1 else f"{self._waiting} submissions"
        waits = [Text(f"{answers} not read yet, of {whose}: the points do not count them")] if self._unread else []
        late = [Text(f"{self._late} handed in late: named on the class page")] if self._late else []
        missing = sorted(self._isolations - {FULL})
        exposed = [Text(f"graded without full isolation ({terminal(t, CAP)})", style="bold yellow") for t in missing]
        left = ", ".join(f"{reason.value} ({self._unused[reason]})" for reason in Reason if reason in self._unused)
        unused = [Text(f"Not used, named on the pages: {left}")] if left else []
        return Group(line, *waits, *late, *exposed, *unused, *_ungradable(self.ungradable))


def _share(report: Report) -> float:
    return report.total.percent or 0.0


def _ungradable(failed: Sequence[Report]) -> list[Text]:
    if not failed:
        return []
    heading = Text(f"{len(failed)} not graded (this is not a zero)", style="bold yellow")
    return [heading, *(Text(f"  {terminal(r.name, CAP)}: {terminal(r.reason or '', CAP)}") for r in failed)]


def _line(text: str, style: str = "") -> Text:
    """Return text that is cut, not wrapped, if its column is too narrow."""
    return Text(text, style=style, no_wrap=True, overflow="ellipsis")


def _first(report: Report) -> Text:
    """Return the first mistake, its names, and its problem if there are several."""
    verdicts = [v for p in report.problems for v in p.verdicts]
    first = first_to_fix(verdicts)
    if first is None:
        return _line("nothing", "green") if verdicts else _line("nothing was judged")
    line = _line(f"{terminal(first.question, CAP)} {words(first)}", "red" if first.status.kind is Kind.WRONG else "")
    if first.misconceptions:
        line.append(f" ({terminal(', '.join(first.misconceptions), CAP)})")
    if len(report.problems) > 1:
        home = next(p.problem for p in report.problems if first in p.verdicts)
        line.append(f", {terminal(home, CAP)}", style="dim")
    return line
