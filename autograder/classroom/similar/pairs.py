"""Which hand-ins have the most fingerprints in common that few others have."""

from __future__ import annotations

import heapq
import math
from array import array
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from autograder.classroom.similar.fingerprints import grams, winnowed
from autograder.classroom.similar.tokens import Tokens, tokens_of

FEWEST, MOST = 3, 30
"""A fingerprint counts if at most a fifth of the class has it, but no fewer than 3 hand-ins and no more than 30. What
more have is what one writes, and with it each hand-in would be compared with all: MOSS leaves out what 10 have."""
SHARE = 5
DOUBT = 60.0
"""Bits of evidence at which two hand-ins that are all alike count half: about eight fingerprints of a large class."""


@dataclass(frozen=True, order=True)
class Pair:
    """Two hand-ins by their places in the class. `likeness` is 0 to 1, `shared` the number of rare fingerprints."""

    likeness: float
    shared: int
    first: int
    second: int


@dataclass
class Index:
    """The fingerprints of a class, added one hand-in at a time; memory grows with the class and no faster."""

    given: frozenset[int] = frozenset()
    _places: dict[int, array[int]] = field(default_factory=dict)
    _hands: list[array[int]] = field(default_factory=list)

    def add(self, tokens: Tokens) -> None:
        """Add the next hand-in."""
        place, hashes = len(self._hands), grams(tokens)
        own = {int(hashes[i]) for i in winnowed(tokens)} - self.given
        self._hands.append(array("Q", sorted(own)))
        for fingerprint in own:
            self._places.setdefault(fingerprint, array("l")).append(place)

    @property
    def limit(self) -> int:
        """The number of hand-ins up to which a fingerprint counts."""
        return max(FEWEST, min(MOST, len(self._hands) // SHARE))

    def counts(self, fingerprint: int) -> bool:
        """Return whether a fingerprint is shared, by few."""
        return 1 < len(self._places.get(fingerprint, ())) <= self.limit

    def common(self, fingerprint: int) -> bool:
        """Return whether too many share a fingerprint for it to count."""
        return len(self._places.get(fingerprint, ())) > self.limit

    def pairs(self, most: int) -> list[Pair]:
        """Return the pairs that are most alike, the best first."""
        best: list[Pair] = []
        weights = [self._weight(place) for place in range(len(self._hands))]
        for pair in self._alike(weights):
            if len(best) < most:
                heapq.heappush(best, pair)
            elif pair > best[0]:
                heapq.heapreplace(best, pair)
        return sorted(best, key=lambda pair: (-pair.likeness, -pair.shared, pair.first, pair.second))

    def _alike(self, weights: list[float]) -> Iterator[Pair]:
        """Yield all pairs with something in common, with those of one hand-in in memory at a time."""
        for first, own in enumerate(self._hands):
            bits: defaultdict[int, float] = defaultdict(float)
            shared: Counter[int] = Counter()
            for fingerprint in own:
                if self.counts(fingerprint):
                    for second in self._places[fingerprint]:
                        if second > first:
                            bits[second] += self._bits(fingerprint)
                            shared[second] += 1
            for second, found in bits.items():
                likeness = found / (min(weights[first], weights[second]) + DOUBT)
                yield Pair(round(likeness, 9), shared[second], first, second)

    def _bits(self, fingerprint: int) -> float:
        """Return how surprising a fingerprint is: the fewer have it, the more."""
        return math.log2(max(len(self._hands), 4) / len(self._places[fingerprint])) + 1

    def _weight(self, place: int) -> float:
        """Return the bits of all fingerprints of a hand-in that few or no others have."""
        return sum(self._bits(f) for f in self._hands[place] if len(self._places[f]) <= self.limit)


def given_grams(sources: Iterable[str]) -> frozenset[int]:
    """Return the hashes of code that everybody was given; each piece stands alone."""
    return frozenset(int(h) for source in sources for h in grams(tokens_of([source])))
