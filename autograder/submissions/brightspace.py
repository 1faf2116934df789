"""Brightspace's export: folders `12345-67890 - Ada Lovelace - Mar 1, 2026 905 PM`, or files with their name behind it.

That is two numbers, one of the user and one of the folder for the assignment, the name, and the time in the language of
the user interface. Some schools have the student's own number before the name. Every attempt is in the export.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from autograder.plain.safe_text import file_name
from autograder.submissions.hand_in import File, Hand, with_distinct_names
from autograder.submissions.student import Student

_NUMBERS = re.compile(r"([0-9]+)-([0-9]+)")
_YEAR = re.compile(r"(?<![0-9])20[0-9]{2}(?![0-9])")
_CLOCK = re.compile(r"(?<![0-9])([0-9]{1,2})[:h. ]?([0-9]{2})(?: ?([AaPp])\.?[Mm]\.?)?$")
_MONTHS = (  # how their names begin in the languages of Brightspace that use Latin letters
    ("jan", "ene", "oca"),
    ("feb", "fév", "fev", "şub"),
    ("mar", "mär", "mrt", "maa"),
    ("apr", "abr", "avr", "nis"),
    ("may", "mai", "mei", "maj"),
    ("jun", "juin", "haz"),
    ("jul", "juil", "tem"),
    ("aug", "aoû", "ago", "ağu"),
    ("sep", "set", "eyl"),
    ("oct", "okt", "out", "eki"),
    ("nov", "kas"),
    ("dec", "déc", "dez", "dic", "ara"),
)
_MONTH_SIGN = re.compile(r"([0-9]{1,2}) ?[月월]")
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
    dated = next((i for i, part in enumerate(rest) if i and _YEAR.search(part)), None)
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
    times = sorted({_when(time) for *_, time, _ in several}, reverse=True)
    files = [File(entry, file or entry, times.index(_when(time))) for entry, _, _, _, time, file in several]
    own = next((parts[2] for parts in several if parts[2]), "")
    return Hand(name, Student(name=name, sid=own, lms_id=user), with_distinct_names(files))


def _when(time: str) -> tuple[int, int, int, int, str]:
    """Return a key that orders times: year, month, day and minutes, as far as they can be told; then the text."""
    year, sign = _YEAR.search(time), _MONTH_SIGN.search(time)
    words = re.findall(r"[^\W\d_]+", time.casefold())
    month = next((i for i, starts in enumerate(_MONTHS, 1) for word in words if word.startswith(starts)), 0)
    month = int(sign[1]) if sign else month
    clock = _CLOCK.search(time.strip())
    minutes = 0
    if clock is not None:
        hour = int(clock[1]) % 12 + 12 * (clock[3].casefold() == "p") if clock[3] else int(clock[1])
        minutes = 60 * hour + int(clock[2])
    before = (time[: clock.start()] if clock else time)[sign.end() if sign else 0 :]
    day = next((int(n) for n in re.findall(r"(?<![0-9])[0-9]{1,2}(?![0-9])", before)), 0)
    return int(year[0]) if year else 0, month, day, minutes, time
