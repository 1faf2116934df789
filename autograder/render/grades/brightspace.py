"""Brightspace's grade import: what identifies the user, the grade item's points, and the end of the line."""

from __future__ import annotations

from autograder.render.grades.sheet import ExportSheet, safe, to_csv

IDENTITY = ("OrgDefinedId", "Username")
END = "End-of-Line Indicator"


def brightspace(sheet: ExportSheet) -> str:
    """Return the import. Students without a grade are left out: a line that is not there changes nothing."""
    listed = () if sheet.roster is None else sheet.roster.columns
    column = f"{sheet.assignment} Points Grade" if sheet.column is None else sheet.column.heading
    lines = []
    for grade in sheet.listed:
        known = dict(zip(IDENTITY, (grade.student.sid, grade.student.login or grade.student.email), strict=True))
        own = [sheet.own(grade, name) if name in listed else known[name] for name in IDENTITY]
        if grade.total is not None:
            lines.append([*map(safe, own), sheet.total(grade), "#"])
    return to_csv((*IDENTITY, column, END), lines)
