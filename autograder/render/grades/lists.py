"""Lists that no platform imports: everything for a spreadsheet, and one with the columns of Gradescope's own grades."""

from __future__ import annotations

from autograder.render.grades.sheet import ExportSheet, Grade, names, safe, to_csv
from autograder.render.words import points

GRADESCOPE = ("First Name", "Last Name", "SID", "Email", "Total Score", "Max Points", "Status", "Submission ID")
PLAIN = (
    *("name", "email", "sid", "login", "lms_id", "submission", "status", "reason"),
    *("machine", "staff", "written", "written_max", "unread", "late", "total", "total_max"),
)


def gradescope(sheet: ExportSheet) -> str:
    """Return a CSV with the columns of Gradescope's own list of grades."""
    lines = []
    for grade in sheet.grades:
        status = "Missing" if grade.report is None else "Ungraded" if grade.total is None else "Graded"
        own = (*names(grade.student), grade.student.sid, grade.student.email)
        number = grade.file.removeprefix("submission_") if grade.file.startswith("submission_") else ""
        lines.append([*map(safe, own), _points(grade), points(sheet.most), status, safe(number)])
    return to_csv(GRADESCOPE, lines)


def plain(sheet: ExportSheet) -> str:
    """Return a CSV with everything that is known, for a spreadsheet."""
    lines = []
    for grade in sheet.grades:
        s, report, t = grade.student, grade.report, grade.tally
        who = [safe(text) for text in (s.name, s.email, s.sid, s.login, s.lms_id)]
        if report is None:
            lines.append([*who, "", "missing", "", *[""] * 8])
        elif t is None:
            lines.append([*who, safe(report.name), "not graded", safe(report.reason or ""), *[""] * 8])
        else:
            status = "unread" if t.unread else "graded"
            people = [points(t.machine), points(t.staff), points(t.written), points(t.written_max)]
            counted = [*people, str(t.unread), points(t.late), _points(grade), points(grade.most or 0)]
            lines.append([*who, safe(report.name), status, "", *counted])
    return to_csv(PLAIN, lines)


def _points(grade: Grade) -> str:
    """Return our own points: a list has its maximum beside them, so nothing is scaled."""
    return "" if grade.total is None else points(grade.total)
