"""What two hand-ins have in common, passage by passage, for a person who compares them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterator
from dataclasses import dataclass

from autograder.classroom.similar.fingerprints import GRAM, grams, winnowed
from autograder.classroom.similar.pairs import Index
from autograder.classroom.similar.tokens import Tokens

TRIED = 8
"""Places in the other hand-in that are tried for one fingerprint; hostile code can repeat one without end."""


@dataclass(frozen=True)
class Passage:
    """Equal runs of tokens: where they start in both hand-ins, and their length."""

    first: int
    second: int
    length: int


@dataclass(frozen=True)
class Piece:
    """Some text of a hand-in; `passage` counts from 1, 0 is what the other does not have."""

    text: str
    passage: int = 0


def shared_by_many(tokens: Tokens, index: Index) -> bytearray:
    """Return for each token whether it belongs to given code, or to what too many others have, and to nothing rare."""
    marks = bytearray(len(tokens))
    hashes = grams(tokens).tolist()
    kept = set(winnowed(tokens).tolist())
    for place, fingerprint in enumerate(hashes):
        if fingerprint in index.given or (place in kept and index.common(fingerprint)):
            marks[place : place + GRAM] = b"\1" * GRAM
    for place in kept:
        if index.counts(hashes[place]):
            marks[place : place + GRAM] = bytes(GRAM)
    return marks


def passages(
    first: Tokens, second: Tokens, index: Index, *, without: tuple[bytearray, bytearray]
) -> tuple[Passage, ...]:
    """Return the common passages around the fingerprints that count, the longest of each, none twice.

    They do not reach into the tokens that are marked in `without`.
    """
    theirs: defaultdict[int, list[int]] = defaultdict(list)
    for place, fingerprint in enumerate(grams(second).tolist()):
        if index.counts(fingerprint) and len(theirs[fingerprint]) < TRIED:
            theirs[fingerprint].append(place)
    own, found = grams(first), []
    covered, taken = map(bytearray, without)
    for start in winnowed(first).tolist():
        others = theirs.get(int(own[start]), [])
        if not others or (covered[start] and covered[start + GRAM - 1]):
            continue
        longest = max((_extended(first, second, start, other, covered, taken) for other in others), key=_length)
        if longest.length >= GRAM:
            found.append(longest)
            covered[longest.first : longest.first + longest.length] = b"\1" * longest.length
            taken[longest.second : longest.second + longest.length] = b"\1" * longest.length
    return tuple(sorted(found, key=lambda passage: passage.first))


def pieces(tokens: Tokens, spans: Collection[tuple[int, int]]) -> Iterator[Piece]:
    """Yield the text in order; `spans` are the start and length of each passage, in tokens, by its number from 1."""
    at = 0
    for start, length, number in sorted((start, length, number) for number, (start, length) in enumerate(spans, 1)):
        begin, end = int(tokens.places[start][0]), int(tokens.places[start + length - 1][1])
        if begin > at:
            yield Piece(tokens.text[at:begin])
        yield Piece(tokens.text[begin:end], number)
        at = end
    if at < len(tokens.text):
        yield Piece(tokens.text[at:])


def _length(passage: Passage) -> int:
    return passage.length


def _extended(first: Tokens, second: Tokens, start: int, other: int, covered: bytearray, taken: bytearray) -> Passage:
    """Return the longest run of equal tokens around two places that no other passage has."""
    here, there = first.kinds, second.kinds
    if covered[start] or taken[other]:
        return Passage(start, other, 0)
    before = 0
    while (
        before < min(start, other)
        and here[start - before - 1] == there[other - before - 1]
        and not (covered[start - before - 1] or taken[other - before - 1])
    ):
        before += 1
    start, other, length = start - before, other - before, 0
    while (
        start + length < len(first)
        and other + length < len(second)
        and here[start + length] == there[other + length]
        and not (covered[start + length] or taken[other + length])
    ):
        length += 1
    return Passage(start, other, length)
