"""What one student handed in on a learning platform, according to its export."""

from __future__ import annotations

from dataclasses import dataclass

from autograder.submissions.student import Student

METADATA = "submission_metadata.yml"
"""The file in Gradescope's export that maps each folder to its students."""


@dataclass(frozen=True)
class File:
    """One entry of an export that belongs to a student: its name there, and the student's name for it."""

    entry: str
    name: str


@dataclass(frozen=True)
class Hand:
    """What one student handed in: the files or folders that count, and notes about them."""

    name: str
    student: Student
    files: tuple[File, ...]
    notes: tuple[str, ...] = ()
    trouble: str | None = None
