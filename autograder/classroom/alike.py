r"""Answers in words that are equal, or nearly: one mark may do for all of them. Pure.

Equal: the same words in the same order, apart from letter case, punctuation at the end of a word, and line breaks.
Nearly equal: the same again, apart from articles and the like, and at most one slip of the pen in one long word. What
can turn the meaning around never counts as a slip: numbers, formulas, short words, and the first letter of a word
(`symmetric` and `asymmetric`).
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from autograder.classroom.written_answers import Card

SLIP_LENGTH = 6
"""Letters that a word needs so that one of them can be a slip."""
MOST_WORDS = 2000
_FILLERS = frozenset("a an the so just really very also please".split())
_MATH = re.compile(r"\${1,2}[^$]+\${1,2}|`[^`]+`")
_EDGE = re.compile(r"^[\"'(\[*_]+|[\"')\].,;:!?*_]+$")


@dataclass(frozen=True)
class Pile:
    """Answers that get one mark: those of `cards` are equal, each of `variants` holds others that are nearly equal."""

    cards: tuple[Card, ...]
    variants: tuple[tuple[Card, ...], ...] = ()


def words(text: str) -> tuple[str, ...]:
    """Return the words of an answer as they are compared; formulas and code keep their letter case and lose spaces."""
    kept = _MATH.sub(lambda m: " " + re.sub(r"\s+", "", m[0]) + " ", unicodedata.normalize("NFKC", text))
    found = (word if _MATH.match(word) else _EDGE.sub("", word) for word in kept.split()[:MOST_WORDS])
    return tuple(word.casefold() if len(word) > 1 and word.isalpha() else word for word in found if word)


def piles(cards: Iterable[Card], apart: frozenset[str] = frozenset(), digest: Sequence[str] = ()) -> tuple[Pile, ...]:
    """Return the answers in piles, in the order of their first cards.

    `digest` holds one entry per card; an answer whose digest is `apart` joins no other that is only nearly equal.
    """
    equal: dict[tuple[str, ...], list[Card]] = {}
    alone: set[tuple[str, ...]] = set()
    for number, card in enumerate(cards):
        key = words(card.answer.whole)
        if card.answer.near or len(key) >= MOST_WORDS:
            key = (card.answer.whole,)  # read as it is
        equal.setdefault(key, []).append(card)
        if digest and digest[number] in apart:
            alone.add(key)
    heads: dict[tuple[str, ...], list[tuple[str, ...]]] = {}
    joined: dict[tuple[str, ...], list[tuple[str, ...]]] = {}
    for key in equal:
        said = tuple(word for word in key if word not in _FILLERS)
        marks = [said, *(_without(said, i) for i in range(len(said)) if _may_slip(said[i]))] if key not in alone else []
        near = (head for mark in marks for head in heads.get(mark, ()))
        head = next((h for h in near if _near(said, tuple(w for w in h if w not in _FILLERS))), None)
        if head is not None:
            joined[head].append(key)
            continue
        joined[key] = []
        for mark in marks:
            heads.setdefault(mark, []).append(key)
    return tuple(Pile(tuple(equal[k]), tuple(tuple(equal[v]) for v in near)) for k, near in joined.items())


def _without(said: tuple[str, ...], place: int) -> tuple[str, ...]:
    return (*said[:place], "", *said[place + 1 :])


def _may_slip(word: str) -> bool:
    return len(word) >= SLIP_LENGTH - 1 and word.isalpha()


def _near(one: tuple[str, ...], other: tuple[str, ...]) -> bool:
    if len(one) != len(other):
        return False
    different = [(a, b) for a, b in zip(one, other, strict=True) if a != b]
    return not different or (len(different) == 1 and is_slip(*different[0]))


def is_slip(one: str, other: str) -> bool:
    """Return whether two long words differ by one letter more, less, other, or two swapped, behind the first letter."""
    short, long = sorted((one, other), key=len)
    if len(long) < SLIP_LENGTH or len(long) - len(short) > 1 or short[:1] != long[:1]:
        return False
    if not (short.isalpha() and long.isalpha()):
        return False
    start = next((i for i, (a, b) in enumerate(zip(short, long, strict=False)) if a != b), len(short))
    rest, others = short[start:], long[start:]
    if len(short) < len(long):
        return rest == others[1:]
    return rest[1:] == others[1:] or (rest[:2] == others[1::-1] and rest[2:] == others[2:])
