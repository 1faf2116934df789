"""Code as tokens that stay the same when somebody renames variables, moves lines or changes comments and constants."""

from __future__ import annotations

import keyword
import re
import zlib
from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

MOST_CHARACTERS = 100_000
"""Characters of one hand-in that are compared; all solutions of the course together have less than half of it."""

# Each alternative either cannot fail after its first character or is one character long, so no text makes it try twice.
_TOKEN = re.compile(
    r"""
    (?P<space>\s+|\#[^\n]*|\\\n)
    |(?P<text>[rbuft]{0,2}(?:
        \"{3}(?:[^\\"]+|\\.|"(?!""))*(?:\"{3})?
        |'{3}(?:[^\\']+|\\.|'(?!''))*(?:'{3})?
        |"(?:[^\\"\n]+|\\.)*"?
        |'(?:[^\\'\n]+|\\.)*'?))
    |(?P<number>[0-9][\w.]*)
    |(?P<name>\.?[^\W\d]\w*)
    |(?P<operator>\*\*|//|->|:=|[-+*/%@&|^<>=!]=|.)
    """,
    re.VERBOSE | re.DOTALL | re.IGNORECASE,
)
_KEPT = frozenset(keyword.kwlist) | frozenset(
    "abs dict enumerate float int isinstance len list max min np numpy print range set sorted sum tuple zip".split()
)
"""Names that a student cannot rename; so are those behind a dot."""


@dataclass(frozen=True)
class Tokens:
    """The tokens of a text: a number for each kind of token, and its place in the text. Places are rows of two."""

    text: str
    kinds: NDArray[np.uint64]
    places: NDArray[np.int32]

    def __len__(self) -> int:
        return len(self.kinds)


def tokens_of(sources: Iterable[str]) -> Tokens:
    """Return the tokens of a hand-in's pieces of code, joined by empty lines."""
    text = "\n\n".join(sources)[:MOST_CHARACTERS]
    kinds, places = [], []
    for match in _TOKEN.finditer(text):
        kind = match.lastgroup
        if kind in ("space", "text"):
            continue
        kinds.append(_kind(match[0], kind == "name", kind == "number"))
        places.append(match.span())
    return Tokens(text, np.array(kinds, np.uint64), np.array(places, np.int32).reshape(-1, 2))


def _kind(word: str, named: bool, number: bool) -> int:  # noqa: FBT001 - private
    """Return a number that is the same in every run: `hash` of a string is not."""
    if number:
        word = "0"
    elif named and not word.startswith(".") and word not in _KEPT:
        word = "name"
    return zlib.crc32(word.encode("utf-8", "surrogatepass"))
