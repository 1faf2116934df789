"""Brightspace's export: folders `12345-67890 - Ada Lovelace - Mar 1, 2026 905 PM`, or files with their name behind it.

That is two numbers, one of the user and one of the folder for the assignment, the name, and the time in the language of
the user interface. Some schools have the student's own number before the name. Every attempt is in the export.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from autograder.plain.safe_text import file_name
from autograder.submissions.hand_in import File, Hand, with_distinct_names
from autograder.submissions.spoken_time import YEAR, iso, sortable
from autograder.submissions.student import Student

_NUMBERS = re.compile(r"([0-9]+)-([0-9]+)")
_BETWEEN = " - "

_Parts = tuple[str, tuple[str, str], str, str, str, str]
"""Entry, numbers, the student's own number, name, time, file."""


def brightspace_hands(entries: Sequence[str]) -> tuple[Hand, ...]:
    """Return what each student handed in, by name; () if the names are not Brightspace's."""
    found = [parts for entry in sorted(entries) if (parts := _parts(entry))]
    place = _place_of_the_user(found)
    users: dict[tuple[str, str], list[_Parts]] = {}
    for parts in found:
        users.setdefault((parts[1][place], parts[3]), []).append(parts)
    hands = (_hand(user, name, several) for (user, name), several in users.items())
    return tuple(sorted(hands, key=lambda hand: (hand.name, hand.student.lms_id.zfill(20))))


def page_name(entry: str) -> str | None:
    """Return the name under which Brightspace takes a page back, in the student's own folder; None if it is no entry.

    Of a file with its name behind the time, the folder's name is the part up to the time.
    """
    parts = _parts(entry)
    if parts is None:
        return None
    folder = entry.removesuffix(_BETWEEN + parts[-1]) if parts[-1] else entry
    return f"{file_name(folder, 200)}/feedback.html"


def _parts(entry: str) -> _Parts | None:
    numbers, *rest = entry.split(_BETWEEN)
    match = _NUMBERS.fullmatch(numbers)
    dated = next((i for i, part in enumerate(rest) if i and YEAR.search(part)), None)
    if match is None or dated is None:
        return None
    own = rest[0] if dated > 1 and any(c.isdigit() for c in rest[0]) else ""
    name = _BETWEEN.join(rest[1 if own else 0 : dated])
    return entry, (match[1], match[2]), own, name, rest[dated], _BETWEEN.join(rest[dated + 1 :])


def _place_of_the_user(found: Sequence[_Parts]) -> int:
    """Return which of the two numbers is the user's: the one that belongs to one name each, else the first."""
    for place in (0, 1):
        if len({(p[1][place], p[3]) for p in found}) == len({p[1][place] for p in found}):
            return place
    return 0


def _hand(user: str, name: str, several: Sequence[_Parts]) -> Hand:
    times = sorted({sortable(time) for *_, time, _ in several}, reverse=True)
    files = [
        File(entry, file or entry, times.index(sortable(time)), iso(time)) for entry, _, _, _, time, file in several
    ]
    own = next((parts[2] for parts in several if parts[2]), "")
    student = Student(name=name, sid=own, lms_id=user)
    return Hand(
        name, student, with_distinct_names(files), handed_in=iso(max(several, key=lambda parts: sortable(parts[4]))[4])
    )
