"""Several assignments in one table: each person once, with the points of each."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from autograder.render.grades.sheet import ExportSheet, Grade, safe, to_csv
from autograder.render.words import points
from autograder.staff.roster import identities
from autograder.submissions.student import Student

FIXED = ("name", "email", "sid", "login", "lms_id")


@dataclass
class _Person:
    """One person, and the grades by the place of their assignment."""

    student: Student
    grades: dict[int, Grade] = field(default_factory=dict)


def together(sheets: Sequence[ExportSheet]) -> str:
    """Return a CSV with one row per person, in the order in which they first occur.

    Each assignment has its points and its maximum; `total` is the sum of the points there are, and `missing` the number
    of assignments without. A person is known by e-mail, number or login, and by the name if there is nothing else.
    """
    persons: list[_Person] = []
    known: dict[tuple[str, str], _Person] = {}
    for place, sheet in enumerate(sheets):
        for grade in sheet.grades:
            keys = identities(grade.student)
            person = next((known[key] for key in sorted(keys) if key in known and place not in known[key].grades), None)
            if person is None:
                person = _Person(grade.student)
                persons.append(person)
            person.grades[place] = grade
            known |= dict.fromkeys(keys - known.keys(), person)
    heads = [head for sheet in sheets for head in (sheet.assignment, f"{sheet.assignment} (max)")]
    columns = (*FIXED, *heads, "total", "total_max", "missing")
    return to_csv(columns, (_line(person, sheets) for person in persons))


def _line(person: _Person, sheets: Sequence[ExportSheet]) -> list[str]:
    totals = [None if (grade := person.grades.get(place)) is None else grade.total for place in range(len(sheets))]
    cells = [safe(getattr(person.student, name)) for name in FIXED]
    for total, sheet in zip(totals, sheets, strict=True):
        cells += ["" if total is None else points(total), points(sheet.most)]
    there = [total for total in totals if total is not None]
    return [*cells, points(sum(there)), points(sum(s.most for s in sheets)), str(len(totals) - len(there))]
