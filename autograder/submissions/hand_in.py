"""What one student handed in on a learning platform, as far as its export tells."""

from __future__ import annotations

from dataclasses import dataclass

from autograder.submissions.student import Student

METADATA = "submission_metadata.yml"
"""The file in which Gradescope's export says whose each folder is."""


@dataclass(frozen=True)
class File:
    """One entry of an export that belongs to a student: its name there, and as the student called it."""

    entry: str
    name: str


@dataclass(frozen=True)
class Hand:
    """What one student handed in: the files or folders that count, and what to say about it."""

    name: str
    student: Student
    files: tuple[File, ...]
    notes: tuple[str, ...] = ()
    trouble: str | None = None
