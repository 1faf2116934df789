"""Google Classroom's folder in Drive: `Ada Lovelace - hw2.ipynb`, where each student gets a copy of the same files."""

from __future__ import annotations

import re
from collections.abc import Sequence

from autograder.submissions.hand_in import File, Hand, with_distinct_names
from autograder.submissions.student import Student

_NAME = re.compile(r"(?P<name>[^\W\d_].*?) - (?P<file>.+)", re.DOTALL)


def google_classroom_hands(entries: Sequence[str]) -> tuple[Hand, ...]:
    """Return what each student handed in, by name; () if there are not more names than files."""
    students: dict[str, list[File]] = {}
    for entry in sorted(entries):
        if match := _NAME.fullmatch(entry):
            students.setdefault(match["name"], []).append(File(entry, match["file"]))
    if len(students) <= len({file.name for files in students.values() for file in files}):
        return ()
    return tuple(Hand(name, Student(name), with_distinct_names(files)) for name, files in students.items())
