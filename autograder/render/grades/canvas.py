"""Canvas's gradebook import: the columns of its own export that describe the student, and the assignment's."""

from __future__ import annotations

from autograder.render.grades.sheet import ExportSheet, safe, to_csv
from autograder.render.words import points
from autograder.staff.grade_column import identity

COLUMNS = ("Student", "ID", "SIS User ID", "SIS Login ID", "Section")
POSSIBLE = "    Points Possible"


def canvas(sheet: ExportSheet) -> str:
    """Return the import.

    The line of the points possible repeats the roster's: Canvas changes the assignment to what is there.
    """
    own = 0 if sheet.roster is None else identity(sheet.roster.columns)
    heads = COLUMNS if sheet.roster is None or not own else sheet.roster.columns[:own]
    column = sheet.assignment if sheet.column is None else sheet.column.heading
    maximum = sheet.maximum or (sheet.most if sheet.column is None else None)
    lines = [[POSSIBLE, *[""] * (len(heads) - 1), "" if maximum is None else points(maximum)]]
    for grade in sheet.listed:
        s = grade.student
        cells = grade.cells[:own] if own else (s.name, s.lms_id, s.sid, s.login or s.email, sheet.own(grade, "Section"))
        lines.append([*map(safe, cells), *[""] * (len(heads) - len(cells)), sheet.total(grade)])
    return to_csv((*heads, column), lines)
