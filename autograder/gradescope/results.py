"""Gradescope's results format, and its file, which is written completely or not at all."""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import msgspec

from autograder.staff.policy import Visibility

MOST_CHARACTERS = 99_000
"""Gradescope accepts less than 100,000 characters; the rest is reserved for a message if something fails later."""


class ResultsError(Exception):
    """A text that is not a result; the message says why."""


class Line(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """One line of the result; `score` and `max_score` are None if nothing was judged or nothing is scored."""

    name: str
    number: str
    score: float | None = None
    max_score: float | None = None
    status: str | None = None
    name_format: str | None = None
    output: str
    output_format: str | None = None
    tags: tuple[str, ...] = ()
    visibility: Visibility | None = None
    extra_data: dict[str, Any] = {}


class Leader(msgspec.Struct, frozen=True, omit_defaults=True):
    """One column of the leaderboard; more is better."""

    name: str
    value: float
    order: str | None = None


class Results(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """What Gradescope shows for one submission; the field names are Gradescope's.

    `extra_data` is for staff and for our next run: `graded` says whether the score is meaningful, `attempt`
    whether this submission counts against the limit of attempts.
    """

    score: float
    tests: tuple[Line, ...]
    output: str
    output_format: str | None = None
    execution_time: float | None = None
    visibility: Visibility | None = None
    stdout_visibility: Visibility | None = None
    extra_data: dict[str, Any] = {}
    leaderboard: tuple[Leader, ...] = ()


def to_json(results: Results) -> str:
    """Return the results as JSON; the same results give the same text."""
    return msgspec.json.format(msgspec.json.encode(results), indent=1).decode()


def from_json(text: bytes | str) -> Results:
    """Parse what `to_json` returned. Raises ResultsError if it is something else."""
    try:
        return msgspec.json.decode(text, type=Results)
    except (msgspec.DecodeError, UnicodeDecodeError) as error:
        raise ResultsError(str(error)) from error


def from_plain(value: Any) -> Results | None:
    """Return results from the metadata of a later submission, or None if they are not ours."""
    try:
        return msgspec.convert(value, type=Results, strict=False)
    except msgspec.ValidationError:
        return None


@dataclass(frozen=True)
class ResultFile:
    """`results.json`: it contains a complete result at any moment."""

    path: Path

    def write(self, results: Results, seconds: float) -> None:
        """Replace the last results by these, with the time they took. Raises OSError if that fails."""
        text = to_json(msgspec.structs.replace(results, execution_time=round(seconds, 2)))
        half = self.path.with_name(f".{self.path.name}.{os.getpid()}")
        with half.open("w", encoding="utf-8") as file:
            file.write(text)
            file.flush()
            os.fsync(file.fileno())
        half.chmod(0o644)
        half.replace(self.path)

    def read(self) -> Results:
        """Return what was written last. Raises ResultsError or OSError."""
        return from_json(self.path.read_bytes())
