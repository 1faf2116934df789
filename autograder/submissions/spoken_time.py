"""Times as learning platforms write them for people, in several languages."""

from __future__ import annotations

import re
from datetime import datetime

YEAR = re.compile(r"(?<![0-9])20[0-9]{2}(?![0-9])")
_CLOCK = re.compile(r"(?<![0-9])([0-9]{1,2})[:h. ]?([0-9]{2})(?: ?([AaPp])\.?[Mm]\.?)?$")
_MONTHS = (  # how their names begin in the languages of learning platforms that use Latin letters
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

Sortable = tuple[int, int, int, int, str]
"""Year, month, day, minutes of the day, and the text; a number that could not be told is 0."""


def iso(time: str) -> str:
    """Return a time in ISO 8601 without an offset, or "" if not all of it could be told."""
    year, month, day, minutes, _ = sortable(time)
    written, clock = YEAR.search(time.strip()), _CLOCK.search(time.strip())
    if written is None or clock is None or clock.start() < written.end() <= clock.end():  # the year is no clock
        return ""
    try:
        return datetime(year, month, day, *divmod(minutes, 60)).isoformat()  # noqa: DTZ001 - there is no zone in it
    except ValueError:
        return ""


def sortable(time: str) -> Sortable:
    """Return a key that orders times: year, month, day and minutes, as far as they can be told; then the text."""
    year, sign = YEAR.search(time), _MONTH_SIGN.search(time)
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
