"""A pair of hand-ins side by side: who they are, how much they have in common, and where."""

from __future__ import annotations

from dataclasses import dataclass

from autograder.classroom.similar.pairs import Index, Pair
from autograder.classroom.similar.passages import Piece, passages, pieces, shared_by_many
from autograder.classroom.similar.tokens import Tokens


@dataclass(frozen=True)
class Side:
    """One of the two hand-ins. `names` and the text of its pieces are hostile; `slugs` are those of the pages.

    `share` is the part of its tokens that the other has too, in percent, without those that many have.
    """

    names: tuple[str, ...]
    slugs: tuple[str, ...]
    pieces: tuple[Piece, ...]
    share: float


@dataclass(frozen=True)
class ComparedPair:
    """Two hand-ins; `percent` is how alike they are, `tokens` how much they have in common."""

    percent: float
    tokens: int
    sides: tuple[Side, Side]


@dataclass(frozen=True)
class Handed:
    """One hand-in, of one student or of several who handed in together."""

    names: tuple[str, ...]
    slugs: tuple[str, ...]


def compared(pair: Pair, hands: tuple[Handed, Handed], tokens: tuple[Tokens, Tokens], index: Index) -> ComparedPair:
    """Return a pair with its common passages."""
    many = shared_by_many(tokens[0], index), shared_by_many(tokens[1], index)
    found = passages(*tokens, index, without=many)
    common = sum(p.length for p in found)
    spans = [(p.first, p.length) for p in found], [(p.second, p.length) for p in found]
    first, second = (
        Side(hand.names, hand.slugs, tuple(pieces(own, span)), 100 * common / max(others.count(0), 1))
        for hand, own, span, others in zip(hands, tokens, spans, many, strict=True)
    )
    return ComparedPair(100 * pair.likeness, common, (first, second))
