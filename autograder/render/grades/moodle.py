"""Moodle's grading worksheet: its own with grades and comments filled in, else one like it."""

from __future__ import annotations

from autograder.render.grades.sheet import LONGEST_COMMENT, ExportSheet, Grade, comment, safe, scale, to_csv
from autograder.render.words import points

COLUMNS = (
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


def moodle(sheet: ExportSheet) -> str:
    """Return the worksheet. If its maximum differs from the maximum of points, grades are scaled to it."""
    at = None if sheet.roster is None else sheet.roster.worksheet
    if sheet.roster is None or at is None:
        return to_csv(COLUMNS, (_line(grade, sheet) for grade in sheet.listed))
    columns = sheet.roster.columns
    lines = []
    for grade in sheet.listed:
        cells = [*grade.cells, *[""] * (len(columns) - len(grade.cells))]
        line = [cell if cell == "-" else safe(cell) for cell in cells]
        if grade.total is not None:
            factor = 1.0 if at.maximum is None else scale(_number(cells[at.maximum]), sheet.most)
            line[at.grade] = points(grade.total * factor)
            if at.comment is not None and grade.report is not None:
                line[at.comment] = safe(comment(grade.report), LONGEST_COMMENT)
        lines.append(line)
    return to_csv(columns, lines)


def scaled(sheet: ExportSheet) -> str | None:
    """Return a message on how a worksheet's grades are scaled, or None if they are not."""
    places = None if sheet.roster is None else sheet.roster.worksheet
    if places is None or places.maximum is None:
        return None
    maxima = {_number(grade.cells[places.maximum]) for grade in sheet.grades if len(grade.cells) > places.maximum}
    others = sorted(points(m) for m in maxima if scale(m, sheet.most) != 1)
    if not others:
        return None
    return f"grades are scaled from {points(sheet.most)} points to the worksheet's {', '.join(others)}"


def _number(maximum: str) -> float:
    """Return the maximum that a cell states, or 0 if it states none."""
    try:
        return float(maximum.replace(",", "."))
    except ValueError:
        return 0.0


def _line(grade: Grade, sheet: ExportSheet) -> list[str]:
    s = grade.student
    identifier = f"Participant {s.lms_id}" if s.lms_id else ""
    status = "No submission" if grade.report is None else "Submitted for grading"
    said = "" if grade.total is None or grade.report is None else safe(comment(grade.report), LONGEST_COMMENT)
    own = [safe(text) for text in (identifier, s.name, s.email)]
    return [*own, status, sheet.total(grade), points(sheet.maximum or sheet.most), "Yes", "-", "-", said]
