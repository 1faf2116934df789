"""The known name that somebody probably meant."""

from __future__ import annotations

from collections.abc import Iterable
from difflib import get_close_matches


def near(name: str, names: Iterable[str]) -> str:
    """Return `; did you mean NAME?` if one of the names is close, else `; there is A, B, C`."""
    known = list(names)
    close = [n for n in known if n.lower() == name.lower()] or get_close_matches(name, known, 1, 0.6)
    if close:
        return f"; did you mean {close[0]}?"
    return f"; there is {', '.join(known)}" if known else ""
