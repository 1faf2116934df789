"""What is proven of a problem, in tasks that processes share out among themselves."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum
from pathlib import Path

from autograder.author.tally import Claim, ProofTally

PAIRS_AT_MOST = 150
"""Pairs of mistakes tried per problem: enough to know the share that is named to about 3 %."""
SEEDS = 2
SLICES = 4
"""Number of tasks that the mistakes of one problem are split into, so that no core waits for the last problem."""


class ProofTask(Enum):
    """What one task proves. A second process takes the last ones first, which need no checks of a notebook."""

    DECLARATION = "its words, its inputs, its lesson"
    RULES = "gradients, rules, and whether the edits apply"
    ALTERNATIVES = "right solutions, in this process, in the sandbox and in the notebook"
    UNACCEPTED = "mistakes in the notebook"
    SINGLES = "mistakes"
    PAIRS = "pairs of mistakes"


SLICED = (ProofTask.UNACCEPTED, ProofTask.SINGLES, ProofTask.PAIRS)


@dataclass(frozen=True)
class ProofPlan:
    """How much to try: draws for each mistake, and pairs of mistakes for each problem (None for all)."""

    seeds: int = SEEDS
    pairs: int | None = PAIRS_AT_MOST


@dataclass(frozen=True)
class Task:
    """A share of the work on one problem: part `slice` of `slices`."""

    folder: Path
    problem: str
    part: ProofTask
    slice: int
    plan: ProofPlan
    slices: int = 1


@dataclass(frozen=True)
class ProofResult:
    """The result of one task; `pairs` is how many pairs of mistakes the problem has."""

    tallies: dict[Claim, ProofTally]
    pairs: int = 0

    @property
    def sound(self) -> bool:
        """Whether nothing is wrong with the declaration itself."""
        return not self.tallies[Claim.DECLARATION].faults
