"""Read `assignment.toml`, in which staff write their assignment; every setting of a policy is one of it, too."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import Annotated, Any
from zoneinfo import ZoneInfo

import msgspec

from autograder.declare.course import Course
from autograder.plain.safe_text import terminal
from autograder.staff.assignment import Assignment, LateRule, LateUnit
from autograder.staff.policy import PolicyError
from autograder.staff.policy_file import Attempts, Decisions, ProblemTable, decided, read_text
from autograder.staff.toml_text import decode

NAME = "assignment.toml"
"""The file that is read from the current folder if no other one is named."""

Line = Annotated[str, msgspec.Meta(max_length=200, pattern=r"^[^\x00-\x1f\x7f]*$")]
Percent = Annotated[float, msgspec.Meta(ge=0, le=100)]
Minutes = Annotated[float, msgspec.Meta(ge=0, le=1e5)]
Positive = Annotated[float, msgspec.Meta(gt=0, le=1e6)]


class _Late(msgspec.Struct, forbid_unknown_fields=True):
    percent: Percent
    per: LateUnit = LateUnit.DAY
    grace_minutes: Minutes = 0.0
    most: Percent = 100.0


class _Platform(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    maximum: Positive | None = None
    column: Line = ""


class _AssignmentFile(Decisions, forbid_unknown_fields=True):
    name: Line = ""
    course: Line = ""
    problems: list[str] | dict[str, ProblemTable] | None = None
    due: Any = None
    timezone: str = ""
    attempts: Attempts | None = None
    late: _Late | None = None
    extensions: dict[Line, Any] = msgspec.field(default_factory=dict)
    platform: _Platform = _Platform()


def parse_assignment(text: str, path: str, course: Course) -> Assignment:
    """Return the assignment in a text, its names checked against the course; `path` is its name in messages.

    Raises PolicyError, which says what is wrong and where.
    """
    found = decode(text, path, _AssignmentFile)
    require_known(tuple(found.problems or ()), course.names, f"{path}: problems")
    tables = found.problems if isinstance(found.problems, dict) else {}
    return replace(_said(found, path), policy=decided(found, tables, path, course))


def read_plainly(path: Path) -> Assignment:
    """Return what a file says to somebody who has no solutions: everything but points. Raises PolicyError."""
    return parse_plainly(read_text(path), str(path))


def parse_plainly(text: str, path: str) -> Assignment:
    """Return what a text says, but for points and who sees what. Raises PolicyError."""
    return _said(decode(text, path, _AssignmentFile), path)


def require_known(names: tuple[str, ...], known: tuple[str, ...], where: str) -> None:
    """Raise PolicyError unless each problem exists, and is named once."""
    for number, name in enumerate(names):
        if name not in known:
            raise PolicyError(f"{where}: {name!r}: this course has {', '.join(known)}")
        if name in names[:number]:
            raise PolicyError(f"{where}: {name} is named twice")


def _said(found: _AssignmentFile, path: str) -> Assignment:
    """Return what a file says apart from points and who sees what."""
    late = None
    if found.late is not None:
        late = LateRule(found.late.percent, found.late.per, found.late.grace_minutes, found.late.most)
        if found.due is None:
            raise PolicyError(f"{path}: late: there is no due time that a hand-in could be late for")
    if found.extensions and found.due is None:
        raise PolicyError(f"{path}: extensions: there is no due time that could be extended")
    return Assignment(
        found.name,
        found.course,
        tuple(found.problems or ()),
        due=None if found.due is None else _time(found.due, found.timezone, f"{path}: due"),
        late=late,
        extensions=tuple(
            (name, _time(due, found.timezone, f"{path}: extensions: {terminal(name, 60)}"))
            for name, due in found.extensions.items()
        ),
        attempts=found.attempts,
        maximum=found.platform.maximum,
        column=found.platform.column,
        stated=bool(found.problems),
    )


def _time(given: Any, timezone: str, where: str) -> datetime:
    """Return a time with its time zone, which is the named one if there is one: clocks may change before a hand-in."""
    time = given
    try:
        time = datetime.fromisoformat(time.replace("Z", "+00:00")) if isinstance(time, str) else time
    except ValueError:
        time = given
    if not isinstance(time, datetime):
        raise PolicyError(f"{where}: not a time such as 2026-03-04T23:59:00-08:00: {terminal(str(time), 60)}")
    if time.tzinfo is not None and not timezone:
        return time
    if not timezone:
        advice = 'write 2026-03-04T23:59:00-08:00, or add timezone = "America/Los_Angeles"'
        raise PolicyError(f"{where}: it has no time zone; {advice}")
    try:
        zone = ZoneInfo(timezone)
    except (ValueError, OSError, KeyError):
        raise PolicyError(f"{where.partition(':')[0]}: timezone: this system knows no {timezone!r}") from None
    return time.replace(tzinfo=zone) if time.tzinfo is None else time.astimezone(zone)
