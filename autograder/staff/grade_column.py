"""The column of an assignment in the gradebook that a learning platform exports, and how many points it takes."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from autograder.plain.errors import MendableError
from autograder.plain.safe_text import terminal
from autograder.staff.roster import Roster

_CANVAS_ID = re.compile(r" \([0-9]+\)$")
_CANVAS_COMPUTED = re.compile(r"(?:Current|Final|Override) (?:Score|Points|Grade|Status)")
_BRIGHTSPACE = re.compile(r"(?P<name>.+?) Points Grade(?: <(?:.*?MaxPoints:(?P<most>[0-9.,]+))?.*>)?", re.DOTALL)
_BLACKBOARD = re.compile(r"(?P<name>.+?) \[Total Pts: (?:up to )?(?P<most>[0-9.,]+).*?\] ?\|[0-9]+", re.DOTALL)
_NUMBER = re.compile(r"[0-9]+(?:[.,][0-9]+)?")


class ColumnError(MendableError):
    """There is no column, or more than one, of the name that was asked for; the message lists what there is."""


@dataclass(frozen=True)
class GradeColumn:
    """One assignment's column; `name` is its heading without what the platform adds, `maximum` None if unknown."""

    place: int
    heading: str
    name: str
    maximum: float | None


def canvas_columns(roster: Roster) -> tuple[GradeColumn, ...]:
    """Return the assignments of a Canvas gradebook: behind its sections, and neither computed nor read-only."""
    start = identity(roster.columns)
    possible = (*roster.possible, *[""] * len(roster.columns))
    return tuple(
        GradeColumn(place, heading, _CANVAS_ID.sub("", heading), _number(possible[place]))
        for place, heading in enumerate(roster.columns)
        if start and place >= start and not _CANVAS_COMPUTED.search(heading)
        if _CANVAS_ID.search(heading) or _number(possible[place]) is not None
    )


def identity(columns: Sequence[str]) -> int:
    """Return how many columns of a Canvas gradebook describe the student: those up to `Section`, 0 if it is none."""
    return columns.index("Section") + 1 if "Section" in columns else 0


def brightspace_columns(roster: Roster) -> tuple[GradeColumn, ...]:
    """Return the numeric grade items of a Brightspace export, `HW 2 Points Grade <Numeric MaxPoints:10 …>`."""
    return tuple(_by(_BRIGHTSPACE, roster.columns))


def blackboard_columns(roster: Roster) -> tuple[GradeColumn, ...]:
    """Return the columns of Blackboard's gradebook, `HW 2 [Total Pts: 10 Score] |12345`."""
    return tuple(_by(_BLACKBOARD, roster.columns))


def chosen(columns: Sequence[GradeColumn], wanted: str) -> GradeColumn:
    """Return the column with this heading or name. Raises ColumnError if there is none, or more than one."""
    for found in (
        [c for c in columns if c.heading == wanted],
        [c for c in columns if c.name == wanted],
        [c for c in columns if c.name.casefold() == wanted.casefold()],
    ):
        if len(found) == 1:
            return found[0]
        if found:
            several = f"{len(found)} columns of the roster are called {terminal(wanted, 80)}"
            raise ColumnError(f"{several}: name the whole heading with --column: {_listed(found)}")
    raise ColumnError(
        f"the roster has no assignment {terminal(wanted, 80)}: name one of its columns with --column, or use "
        f"--new-column to make one. It has {_listed(columns)}"
    )


def _by(pattern: re.Pattern[str], headings: Sequence[str]) -> Iterator[GradeColumn]:
    for place, heading in enumerate(headings):
        if match := pattern.fullmatch(heading):
            yield GradeColumn(place, heading, match["name"], _number(match["most"] or ""))


def _number(text: str) -> float | None:
    """Return the points that a cell states, or None if it states none: 0 is nothing to scale to."""
    found = _NUMBER.fullmatch(text.strip())
    return (float(found[0].replace(",", ".")) or None) if found else None


def _listed(columns: Sequence[GradeColumn]) -> str:
    return ", ".join(terminal(column.heading, 80) for column in columns)
