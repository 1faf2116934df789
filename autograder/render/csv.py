"""The gradebook: one row per submission."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable
from typing import TextIO

from autograder.plain.safe_text import csv_cell
from autograder.render.words import percent, points
from autograder.report.report import Report
from autograder.report.total import rounded

ENCODING = "utf-8-sig"
"""The encoding of a gradebook file. Excel reads a file without the byte-order mark in the system's old code page and
garbles every name outside ASCII; LibreOffice, pandas and the LMSs skip the mark. It belongs to the file and not to the
text, where it would become part of the first column's name."""

CAP = 500

PEOPLE = ("machine", "staff", "written", "written_max", "unread", "total", "total_max")
"""`score` is the sum of `machine`, the judge's points, `staff`, what people changed of them, and `written`, what people
gave for answers in words. `unread` is the number of answers that wait for a reader: while there are any, `score` and
`max_score` are without answers in words, and `total` is empty. `total_max` is the maximum once everything is read."""

LATE = ("handed_in", "late_seconds", "late_points", "before_late")
"""When it was handed in, and if that was late: by how many seconds, what it costs, and the points before."""

_BETWEEN = "\0"  # never in a cell: `csv_cell` writes control characters as escapes

FIXED = ("submission", "sha256", "score", "max_score", "percent", "gradable", "reason")


def gradebook(reports: Iterable[Report]) -> str:
    """Return the gradebook of a few reports as text; see `Gradebook`."""
    out, book = io.StringIO(), Gradebook()
    for report in reports:
        book.add(report)
    book.write(out)
    return out.getvalue()


class Gradebook:
    """One row per submission in the order added; RFC 4180 except for the line ends, with every cell quoted.

    After the fixed columns, each problem has a column `PROBLEM` with its score and one `PROBLEM:QUESTION` for each
    question. Columns are the union over all reports, in the order first seen. A cell is empty if nothing was judged or
    the submission is not gradable: an empty cell is not a zero. If a person gave points, or has written answers to
    read, the columns of `PEOPLE` come before those of the problems; if times of hand-ins are known, so do those of
    `LATE`.

    Only the cells of each report are kept, a few hundred bytes, because the columns are known only at the end.
    """

    def __init__(self) -> None:
        self._columns: dict[str, tuple[dict[str, None], dict[str, None]]] = {}
        self._names: dict[tuple[str, ...], tuple[str, ...]] = {}
        self._rows: list[tuple[tuple[str, ...], str]] = []
        self._people = False
        self._times = False

    def add(self, report: Report) -> None:
        """Add one submission."""
        self._people = self._people or by_people(report)
        self._times = self._times or bool(report.head.handed_in or report.head.late)
        for problem in report.problems:
            questions, written = self._columns.setdefault(problem.problem, ({}, {}))
            questions.update(dict.fromkeys(v.question for v in problem.verdicts))
            written.update(dict.fromkeys(w.question for w in problem.written))
        row = _row(report)
        names = tuple(row)
        self._rows.append((self._names.setdefault(names, names), _BETWEEN.join(row.values())))

    def write(self, out: TextIO) -> None:
        """Write all rows."""
        judged = [name for p, (qs, ws) in self._columns.items() for name in (p, *(f"{p}:{q}" for q in (*qs, *ws)))]
        fixed = (*FIXED, *(PEOPLE if self._people else ()), *(LATE if self._times else ()))
        writer = csv.writer(out, quoting=csv.QUOTE_ALL, lineterminator="\n")
        writer.writerow([*fixed, *(csv_cell(name, CAP) for name in judged)])
        for names, cells in self._rows:
            row = dict(zip(names, cells.split(_BETWEEN), strict=True))
            writer.writerow([row.get(name, "") for name in (*fixed, *judged)])


def by_people(report: Report) -> bool:
    """Return whether a person gave points in a report, or has something to read in it."""
    return any(p.written or any(v.machine_score is not None for v in p.verdicts) for p in report.problems)


def _row(report: Report) -> dict[str, str]:
    row = {
        "submission": csv_cell(report.name, CAP),
        "sha256": report.sha256,
        "gradable": "yes" if report.gradable else "no",
        "handed_in": csv_cell(report.head.handed_in, CAP),
    }
    if report.reason is not None:
        return row | {"reason": csv_cell(report.reason, CAP)}
    share = percent(report)
    row |= {"score": points(report.score), "max_score": points(report.max_score)}
    row["percent"] = "" if share is None else rounded(share)
    for problem in report.problems:
        row[problem.problem] = points(problem.score)
        row |= {f"{problem.problem}:{v.question}": points(v.score) for v in problem.verdicts}
        row |= {f"{problem.problem}:{w.question}": points(w.score) for w in problem.written if w.score is not None}
    totals = report.total
    row |= {"machine": points(totals.machine), "staff": points(totals.staff)}
    row |= {"written": points(totals.written), "written_max": points(totals.written_max), "unread": str(totals.unread)}
    late = report.head.late
    if late is not None:
        by = "" if late.seconds is None else str(late.seconds)
        row |= {"late_seconds": by, "late_points": points(totals.late), "before_late": points(totals.before)}
    row |= {"total": "" if totals.unread else points(totals.score), "total_max": points(totals.whole_max)}
    return row
