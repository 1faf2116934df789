"""The grades of a class as CSV files that learning platforms import, with their documented columns."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from autograder.plain.safe_text import csv_cell
from autograder.render.words import late_words, points, words
from autograder.report.report import Report
from autograder.report.status import Kind
from autograder.report.total import Total
from autograder.staff.roster import Roster
from autograder.submissions.student import Student

CAP = 500
CANVAS = ("Student", "ID", "SIS User ID", "SIS Login ID", "Section")
MOODLE = (
    "Identifier",
    "Full name",
    "Email address",
    "Status",
    "Grade",
    "Maximum grade",
    "Grade can be changed",
    "Last modified (submission)",
    "Last modified (grade)",
    "Feedback comments",
)
GRADESCOPE = ("First Name", "Last Name", "SID", "Email", "Total Score", "Max Points", "Status", "Submission ID")
PLAIN = (
    *("name", "email", "sid", "login", "lms_id", "submission", "status", "reason"),
    *("machine", "staff", "written", "written_max", "unread", "total", "total_max"),
)


@dataclass(frozen=True)
class Grade:
    """One line of an export: a student, and what was handed in; `report` is None if that is nothing.

    `file` is the entry of the platform's export; `cells` are the student's cells in the roster.
    """

    student: Student
    report: Report | None = None
    file: str = ""
    cells: tuple[str, ...] = ()

    @property
    def tally(self) -> Total | None:
        """The points if they are final, that is graded and with all written answers read."""
        if self.report is None or not self.report.gradable:
            return None
        counted = self.report.total
        return None if counted.unread else counted


@dataclass(frozen=True)
class ExportSheet:
    """The content of an export: one line per student, the assignment's name, the roster, the maximum of points."""

    grades: Sequence[Grade]
    assignment: str
    roster: Roster | None
    most: float


def canvas(sheet: ExportSheet) -> str:
    """Return Canvas's gradebook import: its five columns, the assignment's, and the line of the points possible."""
    listed = () if sheet.roster is None else sheet.roster.columns
    known = (c for c in listed if c == sheet.assignment or c.startswith(f"{sheet.assignment} ("))
    column = next(known, sheet.assignment)
    lines = [["    Points Possible", "", "", "", "", points(sheet.most)]]
    for grade in sheet.grades:
        s = grade.student
        cells = dict(zip(listed, grade.cells, strict=False))
        own = (cells.get("Student") or s.name, s.lms_id, s.sid, s.login or s.email, cells.get("Section", ""))
        lines.append([*map(_safe, own), _total(grade)])
    return _written((*CANVAS, column), lines)


def moodle(sheet: ExportSheet) -> str:
    """Return Moodle's grading worksheet: Moodle's own with grade and comment filled in, else one like it.

    If its maximum differs from the maximum of points, grades are scaled to it.
    """
    at = None if sheet.roster is None else sheet.roster.worksheet
    if sheet.roster is None or at is None:
        return _written(MOODLE, (_moodle_line(grade, sheet.most) for grade in sheet.grades))
    columns = sheet.roster.columns
    lines = []
    for grade in sheet.grades:
        if not grade.cells:
            continue  # not a student of this course: Moodle would refuse the line
        cells = [*grade.cells, *[""] * (len(columns) - len(grade.cells))]
        line = [cell if cell == "-" else _safe(cell) for cell in cells]
        if grade.tally is not None:
            factor = 1.0 if at.maximum is None else scale(cells[at.maximum], sheet.most)
            line[at.grade] = points(grade.tally.score * factor)
            if at.comment is not None and grade.report is not None:
                line[at.comment] = _safe(comment(grade.report))
        lines.append(line)
    return _written(columns, lines)


def scale(maximum: str, most: float) -> float:
    """Return the factor from our points to a worksheet's, or 1 if it has no maximum."""
    try:
        return float(maximum.replace(",", ".")) / most if most else 1.0
    except ValueError:
        return 1.0


def scaled(sheet: ExportSheet) -> str | None:
    """Return a message on how a worksheet's grades are scaled, or None if they are not."""
    places = None if sheet.roster is None else sheet.roster.worksheet
    if places is None or places.maximum is None:
        return None
    at = places.maximum
    maxima = {grade.cells[at] for grade in sheet.grades if len(grade.cells) > at}
    others = sorted(points(scale(m, sheet.most) * sheet.most) for m in maxima if scale(m, sheet.most) != 1)
    if not others:
        return None
    return f"grades are scaled from {points(sheet.most)} points to the worksheet's {', '.join(others)}"


def gradescope(sheet: ExportSheet) -> str:
    """Return a CSV with the columns of Gradescope's own list of grades."""
    lines = []
    for grade in sheet.grades:
        first, _, last = grade.student.name.rpartition(" ")
        if "," in grade.student.name:
            last, _, first = grade.student.name.partition(",")
        status = "Missing" if grade.report is None else "Ungraded" if grade.tally is None else "Graded"
        own = (first.strip(), last.strip(), grade.student.sid, grade.student.email)
        number = grade.file.removeprefix("submission_") if grade.file.startswith("submission_") else ""
        lines.append([*map(_safe, own), _total(grade), points(sheet.most), status, _safe(number)])
    return _written(GRADESCOPE, lines)


def plain(sheet: ExportSheet) -> str:
    """Return a CSV with everything that is known, for a spreadsheet."""
    lines = []
    for grade in sheet.grades:
        s, report = grade.student, grade.report
        who = [_safe(text) for text in (s.name, s.email, s.sid, s.login, s.lms_id)]
        if report is None:
            lines.append([*who, "", "missing", "", *[""] * 7])
            continue
        if report.reason is not None:
            lines.append([*who, _safe(report.name), "not graded", _safe(report.reason), *[""] * 7])
            continue
        t = report.total
        status = "unread" if t.unread else "graded"
        counted = [points(t.machine), points(t.staff), points(t.written), points(t.written_max), str(t.unread)]
        lines.append([*who, _safe(report.name), status, "", *counted, _total(grade), points(t.whole_max)])
    return _written(PLAIN, lines)


WRITERS: dict[str, Callable[[ExportSheet], str]] = {
    "canvas": canvas,
    "moodle": moodle,
    "gradescope": gradescope,
    "csv": plain,
}


def comment(report: Report) -> str:
    """Return in one line what a student lost points for."""
    late = "" if report.head.late is None else f" {late_words(report.head.late, report.total)}"
    return f"{_wrong(report)}{late}"


def _wrong(report: Report) -> str:
    wrong = [v for p in report.problems for v in p.verdicts if v.status.kind in (Kind.WRONG, Kind.UNWRITTEN)]
    if not wrong:
        return "Everything is right."
    named = (f" ({', '.join(v.misconceptions)})" if v.misconceptions else "" for v in wrong)
    return "; ".join(f"{v.question}: {words(v)}{name}" for v, name in zip(wrong, named, strict=True))


def _moodle_line(grade: Grade, most: float) -> list[str]:
    s = grade.student
    identifier = f"Participant {s.lms_id}" if s.lms_id else ""
    status = "No submission" if grade.report is None else "Submitted for grading"
    said = "" if grade.tally is None or grade.report is None else _safe(comment(grade.report))
    own = [_safe(text) for text in (identifier, s.name, s.email)]
    return [*own, status, _total(grade), points(most), "Yes", "-", "-", said]


def _total(grade: Grade) -> str:
    return "" if grade.tally is None else points(grade.tally.score)


def _safe(text: str) -> str:
    return csv_cell(text, CAP)


def _written(columns: Sequence[str], lines: Iterable[Sequence[str]]) -> str:
    out = io.StringIO()
    writer = csv.writer(out, quoting=csv.QUOTE_ALL, lineterminator="\n")
    writer.writerow([_safe(column) for column in columns])
    writer.writerows(lines)
    return out.getvalue()
