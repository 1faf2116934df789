"""Moodle's grading worksheet in any language: its columns are known by their place and content.

Moodle writes, in this order: the identifier ("Participant 1234"), the name, e-mail and other fields of the person
unless grading is anonymous, the status, the grade, its maximum, whether it can be changed, times, and the comment.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

_IDENTIFIER = re.compile(r"[^0-9]+[0-9]+")
_NUMBER = re.compile(r"[0-9]+(?:[.,][0-9]+)?")
_ADDRESS = re.compile(r"[^@\s,;|]+@[^@\s,;|]+")
_TIME = re.compile(r"-|.*[0-9]{2}.*", re.DOTALL)
_ENGLISH = ("identifier", "full name", "email address", "grade", "maximum grade", "feedback comments")


@dataclass(frozen=True)
class Worksheet:
    """The places of the columns in a grading worksheet; None if it has no such column."""

    identifier: int
    grade: int
    name: int | None = None
    email: int | None = None
    maximum: int | None = None
    comment: int | None = None

    @property
    def handed_in(self) -> int | None:
        """The place of the time of the hand-in: behind the maximum and whether the grade can be changed."""
        return None if self.maximum is None else self.maximum + 2


def worksheet(columns: Sequence[str], rows: Sequence[Sequence[str]]) -> Worksheet | None:
    """Return the places of the columns, or None if this is no grading worksheet."""
    lower = [column.casefold() for column in columns]
    identifier, name, email, grade, maximum, comment = (lower.index(c) if c in lower else None for c in _ENGLISH)
    if identifier is not None and grade is not None:
        return Worksheet(identifier, grade, name, email, maximum, comment)
    full = [[*row, *[""] * (len(columns) - len(row))] for row in rows]
    cells = [[row[place] for row in full] for place in range(len(columns))]
    if not full or len(columns) < 5 or not all(_IDENTIFIER.fullmatch(cell) for cell in cells[0]):
        return None
    maximum = next((place for place in range(3, len(columns) - 1) if _is_maximum(cells, place)), None)
    if maximum is None:
        return None
    between = range(1, maximum - 1)  # the last of them is the status
    last = len(columns) - 1
    says_when = all(_TIME.fullmatch(cell) for cell in cells[last])
    return Worksheet(
        0,
        maximum - 1,
        between[0] if len(between) > 1 else None,
        next((place for place in between if has_addresses(cells[place])), None),
        maximum,
        last if last > maximum + 1 and not says_when else None,
    )


def has_addresses(cells: Sequence[str]) -> bool:
    """Return whether a column holds e-mail addresses."""
    filled = [cell for cell in cells if cell]
    return bool(filled) and all(_ADDRESS.fullmatch(cell) for cell in filled)


def _is_maximum(cells: Sequence[Sequence[str]], place: int) -> bool:
    """Return whether a column holds one number, with grades or nothing before it and a yes or no behind it."""
    values, grades, answers = set(cells[place]), cells[place - 1], set(cells[place + 1])
    same = len(values) == 1 and all(_NUMBER.fullmatch(value) for value in values)
    graded = all(not cell or cell == "-" or _NUMBER.fullmatch(cell) for cell in grades)
    return same and graded and len(answers) <= 2 and all(a and a != "-" and not _NUMBER.search(a) for a in answers)
