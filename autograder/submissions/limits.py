"""Limits on how much of a submission is read, and how much of them it has used."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass

from autograder.submissions.submission import UnreadableError

MIB = 1 << 20


@dataclass(frozen=True)
class ReadLimits:
    """A submission above one of these is refused with a reason; the comments say why each has its value."""

    file_bytes: int = 100 * MIB  # with its outputs; GitHub takes no larger file either
    text_bytes: int = 20 * MIB  # of one file, without the outputs; a notebook with forty pictures in it has 5 MiB
    output_marks: int = 4_000_000  # brackets and strings in outputs that are passed over: 640,000 points have 2,000,000
    submission_bytes: int = 128 * MIB  # out of folders and archives; inflating it takes 0.4 s
    json_values: int = 500_000  # a notebook of the course has 2,000; half a million can take 0.5 s and 100 MB
    cells: int = 2_000  # of one submission; a notebook of the course has 40
    source_bytes: int = 2 * MIB  # of one submission; a notebook of the course has 20 KiB
    documents: int = 200  # notebooks and scripts of one submission: above it a whole environment was packed
    depth: int = 20  # folders around a notebook
    members: int = 5_000  # files and folders of one submission, without installed packages
    unsure: int = 50  # files of one submission that are looked into because their names say nothing
    nesting: int = 3  # a zip in a student's zip in a zip of the class
    class_entries: int = 6_000  # submissions in one zip: the largest classes have 5,000
    class_members: int = 60_000  # ten files for each of them
    directory_bytes: int = (
        64 * MIB
    )  # table of contents of a zip: 60,000 members with long names, and packed environments
    table_bytes: int = 32 * MIB  # tables of contents of all zips in one submission: 100,000 files of environments
    notes: int = 20  # of one document; nobody reads more


LIMITS = ReadLimits()


@dataclass(frozen=True)
class Cap:
    """At most `size` bytes of one file, and the message if it has more."""

    size: int
    reason: str


class Budget:
    """What one submission has used of its limits."""

    def __init__(self, limits: ReadLimits) -> None:
        self.limits = limits
        self._spent: Counter[str] = Counter()

    def spend(self, limit: str, amount: int, things: str) -> None:
        """Count `amount` against the named limit. Raises UnreadableError if that exceeds it."""
        self._spent[limit] += amount
        allowed: int = getattr(self.limits, limit)
        if self._spent[limit] > allowed:
            raise UnreadableError(f"too much to read: more than {allowed:,} {things}")

    def cap(self) -> Cap:
        """Return the cap for the next file."""
        left = self.limits.submission_bytes - self._spent["submission_bytes"]
        if left < self.limits.file_bytes:
            return Cap(left, f"too large: with it the submission has more than {size(self.limits.submission_bytes)}")
        return Cap(self.limits.file_bytes, f"too large: more than {size(self.limits.file_bytes)}")


def size(count: int) -> str:
    """Return a number of bytes in readable form."""
    return f"{count / MIB:,.0f} MiB" if count >= MIB else f"{count:,} bytes"
