"""Count what was proven, out of how many, with a line for each failure."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum


class Claim(Enum):
    """What is proven about a declaration. The value is the heading of the list of failures."""

    DECLARATION = "declarations without a fault; nothing else is tried before"
    GRADIENTS = "gradients proven"
    RULES = "local rules proven"
    APPLIED = "edits that apply"
    CAUGHT = "mistakes caught"
    NAMED = "mistakes named uniquely"
    PAIRS_CAUGHT = "pairs caught"
    PAIRS_NAMED = "pairs with both names and no other"
    ALTERNATIVES = "right solutions with full marks"
    GRADED = "right solutions with full marks in the sandbox"
    ACCEPTED = "right solutions that the notebook's checks accept"
    UNACCEPTED = "mistakes that the notebook's checks do not call right"


GOALS = dict.fromkeys(Claim, 1.0) | {Claim.NAMED: 0.98, Claim.PAIRS_NAMED: 0.9}
"""The share of each claim that must hold. Two mistakes at once may hide each other: a loop that never moves shows
nothing of a wrong sign."""


@dataclass(frozen=True)
class ProofTally:
    """How many of those tried are good; `faults` has a line for each one that is not."""

    good: int = 0
    tried: int = 0
    faults: tuple[str, ...] = ()

    def __add__(self, other: ProofTally) -> ProofTally:
        return ProofTally(self.good + other.good, self.tried + other.tried, self.faults + other.faults)

    @property
    def share(self) -> float | None:
        """Return the share that is good, or None if nothing was tried."""
        return self.good / self.tried if self.tried else None


def counted(fault: str | None) -> ProofTally:
    """Count one thing that was tried; None means no fault."""
    return ProofTally(1, 1) if fault is None else ProofTally(0, 1, (fault,))


@dataclass(frozen=True)
class Proof:
    """All results for one problem. `pairs` is how many there are, sampled or not."""

    problem: str
    tallies: dict[Claim, ProofTally]
    pairs: int

    def missed(self) -> tuple[Claim, ...]:
        """Return the claims whose goal is not reached."""
        return tuple(c for c, t in self.tallies.items() if t.share is not None and t.share < GOALS[c])
