"""Gradescope's metadata about a submission and the earlier ones. Nothing in it is taken for granted."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from autograder.gradescope.results import Results, from_plain

MOST_BYTES = 64 << 20  # it contains every earlier result; a hundred of the longest take 10 MB


@dataclass(frozen=True)
class Earlier:
    """One earlier submission; `results` is None if it was not graded by this autograder."""

    at: datetime
    results: Results | None

    @property
    def counts(self) -> bool:
        """Whether it counts as an attempt: something was judged, and the grader did not fail."""
        if self.results is None:
            return False
        scored = any(line.score is not None for line in self.results.tests)
        return bool(self.results.extra_data.get("attempt", scored))


@dataclass(frozen=True)
class Metadata:
    """When this submission came in, and the earlier ones, oldest first; `trouble` tells staff what was unreadable.

    `due` is the latest due time of its students, with their extensions.
    """

    created_at: datetime | None = None
    earlier: tuple[Earlier, ...] = ()
    trouble: str | None = None
    due: datetime | None = None


def read_metadata(path: Path) -> Metadata:
    """Return the content of `submission_metadata.json`; never raises because of it."""
    try:
        with path.open("rb") as file:
            data = file.read(MOST_BYTES + 1)
        if len(data) > MOST_BYTES:
            return Metadata(trouble=f"{path.name} has more than {MOST_BYTES >> 20} MiB")
        found = json.loads(data)
    except OSError as error:
        return Metadata(trouble=f"{path.name} cannot be read: {error.strerror}")
    except (ValueError, RecursionError) as error:
        return Metadata(trouble=f"{path.name} is not valid JSON: {error}")
    if not isinstance(found, dict):
        return Metadata(trouble=f"{path.name} is not a JSON object")
    created = _time(found.get("created_at"))
    earlier = tuple(sorted(_earlier(found.get("previous_submissions")), key=lambda e: e.at))
    trouble = None if created else f"{path.name} has no readable created_at"
    return Metadata(created, earlier, trouble, max(_due(found), default=None))


def _earlier(value: Any) -> Iterator[Earlier]:
    for entry in value if isinstance(value, list) else ():
        if isinstance(entry, dict) and (at := _time(entry.get("submission_time"))):
            yield Earlier(at, from_plain(entry.get("results")))


def _due(found: dict[str, Any]) -> Iterator[datetime]:
    """Yield the due times of a submission's students."""
    users = found.get("users")
    for about in (*(users if isinstance(users, list) else ()), found):
        assignment = about.get("assignment") if isinstance(about, dict) else None
        if isinstance(assignment, dict) and (at := _time(assignment.get("due_date"))):
            yield at


def _time(value: Any) -> datetime | None:
    """Return a time with a time zone, or None: without a zone it cannot be compared."""
    try:
        found = datetime.fromisoformat(value.replace("Z", "+00:00")) if isinstance(value, str) else None
    except ValueError:
        return None
    return found if found is not None and found.tzinfo is not None else None
