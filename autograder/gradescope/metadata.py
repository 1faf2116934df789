"""What Gradescope says about a submission and the ones before it. Nothing in it is taken for granted."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from autograder.gradescope.results import Results, from_plain

MOST_BYTES = 64 << 20  # every earlier result is in it; a hundred of the longest have 10 MB


@dataclass(frozen=True)
class Earlier:
    """One earlier submission; `results` is None where it was not graded by this autograder."""

    at: datetime
    results: Results | None

    @property
    def counts(self) -> bool:
        """Whether it was an attempt: something of it was judged, and nothing of ours failed."""
        if self.results is None:
            return False
        scored = any(line.score is not None for line in self.results.tests)
        return bool(self.results.extra_data.get("attempt", scored))


@dataclass(frozen=True)
class Metadata:
    """When this one came in, and the earlier ones, oldest first; `trouble` says for staff what could not be read."""

    created_at: datetime | None = None
    earlier: tuple[Earlier, ...] = ()
    trouble: str | None = None


def read_metadata(path: Path) -> Metadata:
    """Read `submission_metadata.json`; never raises for what stands in it."""
    try:
        with path.open("rb") as file:
            data = file.read(MOST_BYTES + 1)
        if len(data) > MOST_BYTES:
            return Metadata(trouble=f"{path.name} has more than {MOST_BYTES >> 20} MiB")
        found = json.loads(data)
    except OSError as error:
        return Metadata(trouble=f"{path.name} cannot be read: {error.strerror}")
    except (ValueError, RecursionError) as error:
        return Metadata(trouble=f"{path.name} is no JSON: {error}")
    if not isinstance(found, dict):
        return Metadata(trouble=f"{path.name} holds no object")
    created = _time(found.get("created_at"))
    earlier = tuple(sorted(_earlier(found.get("previous_submissions")), key=lambda e: e.at))
    return Metadata(created, earlier, None if created else f"{path.name} has no readable created_at")


def _earlier(value: Any) -> Iterator[Earlier]:
    for entry in value if isinstance(value, list) else ():
        if isinstance(entry, dict) and (at := _time(entry.get("submission_time"))):
            yield Earlier(at, from_plain(entry.get("results")))


def _time(value: Any) -> datetime | None:
    """Read a time with its zone; without one it cannot be compared."""
    try:
        found = datetime.fromisoformat(value.replace("Z", "+00:00")) if isinstance(value, str) else None
    except ValueError:
        return None
    return found if found is not None and found.tzinfo is not None else None
