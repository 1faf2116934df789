"""The gradebook: a row a submission."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable

from autograder.render.words import percent, points
from autograder.report import Report
from autograder.text import csv_cell

ENCODING = "utf-8-sig"
"""How a gradebook is written to a file. Excel takes a file without the byte-order mark for the system's old code page
and spoils every name outside ASCII; LibreOffice, pandas and the LMSs skip the mark. It belongs to the file and not to
the text: there it would become part of the first column's name."""

CAP = 500

FIXED = ("submission", "sha256", "score", "max_score", "percent", "gradable", "reason")


def gradebook(reports: Iterable[Report]) -> str:
    """Write one row a submission in the order given, by RFC 4180 but for its line ends; every cell is quoted.

    After the fixed columns, each problem has a column `PROBLEM` with its score and one `PROBLEM:QUESTION` for each
    question. Columns are the union over all reports, in the order first seen. Nothing stands where nothing was judged,
    and no score where a submission is not gradable: an empty cell is no zero.
    """
    columns: dict[str, dict[str, None]] = {}
    rows = []
    for report in reports:
        rows.append(_row(report))
        for problem in report.problems:
            questions = columns.setdefault(problem.problem, {})
            questions.update(dict.fromkeys(v.question for v in problem.verdicts))
    judged = [name for p, questions in columns.items() for name in (p, *(f"{p}:{q}" for q in questions))]
    out = io.StringIO()
    writer = csv.writer(out, quoting=csv.QUOTE_ALL, lineterminator="\n")
    writer.writerow([*FIXED, *(csv_cell(name, CAP) for name in judged)])
    writer.writerows([row.get(name, "") for name in (*FIXED, *judged)] for row in rows)
    return out.getvalue()


def _row(report: Report) -> dict[str, str]:
    row = {
        "submission": csv_cell(report.name, CAP),
        "sha256": report.sha256,
        "gradable": "yes" if report.gradable else "no",
    }
    if report.reason is not None:
        return row | {"reason": csv_cell(report.reason, CAP)}
    share = percent(report)
    row |= {"score": points(report.score), "max_score": points(report.max_score)}
    row["percent"] = "" if share is None else f"{share:.1f}"
    for problem in report.problems:
        row[problem.problem] = points(problem.score)
        row |= {f"{problem.problem}:{v.question}": points(v.score) for v in problem.verdicts}
    return row
