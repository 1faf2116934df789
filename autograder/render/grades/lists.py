"""Lists that no platform imports: everything for a spreadsheet, and one with the columns of Gradescope's own grades."""

from __future__ import annotations

from autograder.render.grades.sheet import ExportSheet, names, safe, to_csv
from autograder.render.words import points

GRADESCOPE = ("First Name", "Last Name", "SID", "Email", "Total Score", "Max Points", "Status", "Submission ID")
PLAIN = (
    *("name", "email", "sid", "login", "lms_id", "submission", "status", "reason"),
    *("machine", "staff", "written", "written_max", "unread", "total", "total_max"),
)


def gradescope(sheet: ExportSheet) -> str:
    """Return a CSV with the columns of Gradescope's own list of grades."""
    lines = []
    for grade in sheet.grades:
        status = "Missing" if grade.report is None else "Ungraded" if grade.total is None else "Graded"
        own = (*names(grade.student), grade.student.sid, grade.student.email)
        number = grade.file.removeprefix("submission_") if grade.file.startswith("submission_") else ""
        lines.append([*map(safe, own), sheet.total(grade), points(sheet.most), status, safe(number)])
    return to_csv(GRADESCOPE, lines)


def plain(sheet: ExportSheet) -> str:
    """Return a CSV with everything that is known, for a spreadsheet."""
    lines = []
    for grade in sheet.grades:
        s, report, t = grade.student, grade.report, grade.tally
        who = [safe(text) for text in (s.name, s.email, s.sid, s.login, s.lms_id)]
        if report is None:
            lines.append([*who, "", "missing", "", *[""] * 7])
        elif t is None:
            lines.append([*who, safe(report.name), "not graded", safe(report.reason or ""), *[""] * 7])
        else:
            status = "unread" if t.unread else "graded"
            counted = [points(t.machine), points(t.staff), points(t.written), points(t.written_max), str(t.unread)]
            lines.append([*who, safe(report.name), status, "", *counted, sheet.total(grade), points(grade.most or 0)])
    return to_csv(PLAIN, lines)
