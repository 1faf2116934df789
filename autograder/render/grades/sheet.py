"""The content of an export, whatever the platform: the students with their totals, and how the table scales them."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from enum import Enum

from autograder.plain.safe_text import csv_cell, terminal
from autograder.render.words import late_words, points, words
from autograder.report.report import Report
from autograder.report.status import Kind
from autograder.report.total import Total
from autograder.staff.grade_column import GradeColumn
from autograder.staff.roster import Roster
from autograder.submissions.student import Student

CAP, LONGEST_COMMENT = 500, 2000
_NO_MAXIMUM = "the roster does not say its maximum"


class Unread(Enum):
    """What counts while answers in words are unread: no total yet, 0 for each of them, or only the machine's points."""

    EMPTY = "empty"
    ZERO = "zero"
    MACHINE = "machine"


@dataclass(frozen=True)
class Grade:
    """One line of an export: a student, and what was handed in; `report` is None if that is nothing.

    `file` is the entry of the platform's export; `cells` are the student's cells in the roster.
    """

    student: Student
    report: Report | None = None
    file: str = ""
    cells: tuple[str, ...] = ()
    unread: Unread = Unread.EMPTY

    @property
    def tally(self) -> Total | None:
        """The points of what was handed in, or None if it is nothing or could not be graded."""
        return None if self.report is None or not self.report.gradable else self.report.total

    @property
    def total(self) -> float | None:
        """The points to hand back, or None while there are none."""
        counted = self.tally
        if counted is None or (counted.unread and self.unread is Unread.EMPTY):
            return None
        return counted.machine_only if self.unread is Unread.MACHINE else counted.unread_as_zero

    @property
    def most(self) -> float | None:
        """The points that could be reached, or None if nothing was graded."""
        counted = self.tally
        if counted is None:
            return None
        return counted.machine_max if self.unread is Unread.MACHINE else counted.whole_max


@dataclass(frozen=True)
class ExportSheet:
    """The content of an export: one line per student, the assignment's name, the roster, the maximum of points.

    `column` is the assignment's own in the roster, if it has one, and `stated` the platform's maximum that staff name.
    """

    grades: Sequence[Grade]
    assignment: str
    roster: Roster | None
    most: float
    column: GradeColumn | None = None
    stated: float | None = None

    @property
    def maximum(self) -> float | None:
        """The maximum to which the points are scaled: the column's, else what staff say, or None if unknown."""
        return (None if self.column is None else self.column.maximum) or self.stated

    @property
    def listed(self) -> Sequence[Grade]:
        """Those whom the platform knows: everybody in the roster, or everybody if there is none."""
        return self.grades if self.roster is None else [grade for grade in self.grades if grade.cells]

    @property
    def factor(self) -> float:
        """What our points are multiplied with to get the column's."""
        return 1.0 if self.maximum is None else scale(self.maximum, self.most)

    def total(self, grade: Grade) -> str:
        """Return a student's points for the column, "" while there are none: an empty cell is not a zero."""
        return "" if grade.total is None else points(grade.total * self.factor)

    def own(self, grade: Grade, heading: str) -> str:
        """Return a student's cell of the roster below a heading, or "" if there is none."""
        columns = () if self.roster is None else self.roster.columns
        return dict(zip(columns, grade.cells, strict=False)).get(heading, "")


def scale(maximum: float, most: float) -> float:
    """Return the factor from our points to another maximum, or 1 if one of them is 0."""
    return maximum / most if most and maximum else 1.0


def scaled(sheet: ExportSheet) -> str | None:
    """Return a message on how the column scales the points or why not, or None if both maxima are equal."""
    ours, column = points(sheet.most), sheet.column
    name = terminal(sheet.assignment if column is None else column.heading, 80)
    if sheet.maximum is None:
        unscaled = f"grades are not scaled to {name}, they are out of our {ours} points: {_NO_MAXIMUM}"
        return None if column is None else unscaled
    if scale(sheet.maximum, sheet.most) == 1:
        return None
    return f"grades are scaled from {ours} points to the {points(sheet.maximum)} of {name}"


def comment(report: Report) -> str:
    """Return in one line what a student lost points for, and what people said."""
    late = "" if report.head.late is None else f" {late_words(report.head.late, report.total)}"
    return ("; ".join(" ".join(remark.split()) for remark in remarks(report)) or "Everything is right.") + late


def remarks(report: Report) -> Iterator[str]:
    """Yield what a student lost points for, and what people decided and said, one question at a time."""
    for problem in report.problems:
        if problem.left_out:
            yield f"{terminal(problem.title, CAP)}: not handed in"
            continue
        for v in problem.verdicts:
            if v.status.kind in (Kind.WRONG, Kind.UNWRITTEN) or v.comment or v.decided is not None:
                named = f" ({', '.join(v.misconceptions)})" if v.misconceptions else ""
                decided = f"decided by a person: {points(v.score)} of {points(v.max_score)}. {v.decided}"
                yield _said(f"{v.question}: {words(v)}{named}", v.comment, None if v.decided is None else decided)
        for w in problem.written:
            if w.comment or (w.score is not None and w.score < w.max_score) or (w.empty and w.max_score):
                given = (
                    (": empty" if w.empty else "")
                    if w.score is None
                    else f": {points(w.score)} of {points(w.max_score)}"
                )
                yield _said(f"{w.title}{given}", w.comment)


def _said(what: str, *comments: str | None) -> str:
    return ", ".join([what, *filter(None, comments)])


def names(student: Student) -> tuple[str, str]:
    """Return the first and the last name."""
    first, _, last = student.name.rpartition(" ")
    if "," in student.name:
        last, _, first = student.name.partition(",")
    return first.strip(), last.strip()


def safe(text: str, cap: int = CAP) -> str:
    """Return a cell that no spreadsheet runs as a formula."""
    return csv_cell(text, cap)


def to_csv(columns: Sequence[str], lines: Iterable[Sequence[str]]) -> str:
    """Return a table with every cell quoted; the cells of the lines are safe already."""
    out = io.StringIO()
    writer = csv.writer(out, quoting=csv.QUOTE_ALL, lineterminator="\n")
    writer.writerow([safe(column) for column in columns])
    writer.writerows(lines)
    return out.getvalue()
