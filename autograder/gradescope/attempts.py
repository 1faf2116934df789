"""The limit of graded attempts per hour, counted by the submissions' timestamps, so that a re-run counts the same."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from autograder.gradescope.metadata import Earlier, Metadata

HOUR = timedelta(hours=1)


@dataclass(frozen=True)
class TooMany:
    """An attempt above a limit: the message, and the last one that was graded, whose result is kept."""

    message: str
    last: Earlier


def too_many(metadata: Metadata, limit: int | None) -> TooMany | None:
    """Return the refusal if this attempt exceeds the limit of the last hour; refused and failed ones do not count."""
    now = metadata.created_at
    if limit is None or now is None:
        return None
    recent = [e for e in metadata.earlier if e.counts and now - HOUR < e.at <= now]
    if len(recent) < limit:
        return None
    free = recent[-limit].at + HOUR
    times = "once" if limit == 1 else f"{limit} times"
    return TooMany(
        f"This attempt was not graded: the course grades {times} an hour, and you have used that up. You can submit "
        f"again from {_clock(free, now)} on. What you see below is your last graded attempt, of "
        f"{_clock(recent[-1].at, now)}; its score counts.",
        recent[-1],
    )


def used_up(metadata: Metadata, limit: int | None) -> TooMany | None:
    """Return the refusal if the attempts of the whole assignment are used up; refused and failed ones do not count."""
    counted = [e for e in metadata.earlier if e.counts]
    if limit is None or len(counted) < limit:
        return None
    times = "1 attempt is" if limit == 1 else f"{limit} attempts are"
    return TooMany(
        f"This attempt was not graded: {times} graded for this assignment, and you have used them up. What you see "
        "below is your last graded attempt; its score counts.",
        counted[-1],
    )


def _clock(at: datetime, like: datetime) -> str:
    """Return a time of day in the time zone of the submission."""
    return at.astimezone(like.tzinfo).strftime("%H:%M")
