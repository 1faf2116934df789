"""Blackboard's gradebook upload: the student's user name, and the column with its number."""

from __future__ import annotations

from autograder.render.grades.sheet import ExportSheet, names, safe, to_csv

COLUMNS = ("Last Name", "First Name", "Username", "Student ID")


def blackboard(sheet: ExportSheet) -> str:
    """Return the upload. A heading without Blackboard's number for the column makes a new one.

    Students without a grade are left out: a line that is not there changes nothing.
    """
    column = sheet.assignment if sheet.column is None else sheet.column.heading
    lines = []
    for grade in sheet.listed:
        first, last = names(grade.student)
        own = (last, first, grade.student.login, grade.student.sid)
        if grade.total is not None:
            lines.append([*map(safe, own), sheet.total(grade)])
    return to_csv((*COLUMNS, column), lines)
