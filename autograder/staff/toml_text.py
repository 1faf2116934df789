"""Decode the TOML that staff write; whatever it contains, a problem with it is one line that says where it is."""

from __future__ import annotations

import re
from typing import TypeVar

import msgspec

from autograder.staff.policy import PolicyError

LONGEST = 4 << 20
"""Maximum number of characters: a class of 5,000 with a hint for everybody has a tenth of that."""
DEEPEST = 100
_PART = re.compile(r"""\s*(?:[\w-]+|"[^"]*"|'[^']*')\s*""")
_LONG_NUMBER = re.compile(r"\d[\d_]{300,}")

T = TypeVar("T")


def decode(text: str, where: str, kind: type[T]) -> T:
    """Return a text as `kind`; `where` is its name in messages. Raises PolicyError."""
    if len(text) > LONGEST:
        raise PolicyError(f"{where}: it has more than {LONGEST:,} characters")
    lines = text.split("\n")
    deep = next((n for n, line in enumerate(lines, 1) if _is_deep(line)), None)  # the parser is quadratic there
    if deep is not None:
        raise PolicyError(f"{where}: line {deep}: nested too deeply")
    try:
        return msgspec.toml.decode(text, type=kind)
    except msgspec.DecodeError as error:  # ValidationError is one of them
        raise PolicyError(f"{where}: {in_words(error)}") from error
    except RecursionError as error:
        raise PolicyError(f"{where}: line {_deepest(lines)}: nested too deeply") from error
    except ValueError as error:  # UnicodeError, too, and from Python 3.11 on a number of more than 4,300 digits
        long = next((n for n, line in enumerate(lines, 1) if _LONG_NUMBER.search(line)), None)
        said = "it is not text" if long is None else f"line {long}: a number with too many digits"
        raise PolicyError(f"{where}: {said}") from error


def in_words(error: Exception) -> str:
    """Return an error's message with the place as written in the file, without msgspec's `$.`."""
    said = str(error).replace("`$.", "`")
    return re.sub("[oO]bject contains unknown field", "there is no setting", said)


def _is_deep(line: str) -> bool:
    """Return whether a line has a dotted key with more than `DEEPEST` parts."""
    if line.count(".") <= DEEPEST:
        return False
    run = 0
    for part in line.split("."):
        run = run + 1 if _PART.fullmatch(part) else 0
        if run > DEEPEST:
            return True
    return False


def _deepest(lines: list[str]) -> int:
    """Return the number of the first line where more than `DEEPEST` brackets are open, else of the last."""
    depth = 0
    for number, line in enumerate(lines, 1):
        for sign in line:
            depth += (sign in "[{") - (sign in "]}")
            if depth > DEEPEST:
                return number
    return len(lines)
