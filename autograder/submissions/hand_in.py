"""What one student handed in on a learning platform, according to its export."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from autograder.submissions.limits import MIB, Cap
from autograder.submissions.student import Student

METADATA = "submission_metadata.yml"
"""The file in Gradescope's export that maps each folder to its students."""
METADATA_CAP = Cap(64 * MIB, f"{METADATA}: too large: more than 64 MiB")
LATE = "Handed in late, according to the learning platform."

Exported = tuple[tuple["Hand", ...], tuple[str, ...]]
"""What an export holds: hand-ins by student, and the entries that belong to no one."""


@dataclass(frozen=True)
class File:
    """One entry of an export that belongs to a student: its name there, and the student's name for it.

    `later` is the number of later attempts that the student has handed in for it. `handed_in` and `late` are as in
    `Hand`, where the platform says them of each attempt.
    """

    entry: str
    name: str
    later: int = 0
    handed_in: str = ""
    late: bool = False


def is_of(name: str, file: File) -> bool:
    """Return whether a path below what a student handed in is this file, or in this folder."""
    return name == file.name or name.startswith(f"{file.name}/")


@dataclass(frozen=True)
class Hand:
    """What one student handed in: the files or folders that count, and notes about them.

    `handed_in` is the time in ISO 8601 if it is known, without an offset if that is not; `late`: the platform says so.
    `archived`: the archive's own times are those of the hand-ins.
    """

    name: str
    student: Student
    files: tuple[File, ...]
    notes: tuple[str, ...] = ()
    trouble: str | None = None
    handed_in: str = ""
    late: bool = False
    archived: bool = False


def with_distinct_names(files: Sequence[File]) -> tuple[File, ...]:
    """Return the files; where two have the same name, each has that of its entry."""
    names = [file.name.casefold() for file in files]
    return tuple(replace(file, name=file.entry) if names.count(file.name.casefold()) > 1 else file for file in files)
