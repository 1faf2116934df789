"""All declared mistakes, and variants of the right functions, before the notebook's checks: function by function."""

from __future__ import annotations

import ast
import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import Enum

from autograder.author.inside import rewritten
from autograder.diagnose.operators import mutants
from autograder.report.status import Status
from autograder.student.finding import CheckFinding
from tests.diagnose.common import diagnosed
from tests.solutions.common import PROBLEMS, reference
from tests.student.common import findings

UNEXPLAINED = (None, Status.WRONG)
"""Everything else says by itself what is wrong: another shape, an error and its line, a time-out."""
VARIANTS = 220
FUNCTIONS = tuple((name, function) for name in PROBLEMS for function in reference(name).sources)
"""Problems and their functions."""


class Said(Enum):
    """What a check says of one wrong function."""

    NAMED = "named"
    TOLD = "told otherwise"
    DIFFERS = "only differs"
    GREEN = "called right"


@dataclass(frozen=True)
class Attempt:
    """One wrong function, what is wrong with it, and what the check says."""

    function: str
    mistake: str
    said: Said


def said_of(found: list[CheckFinding]) -> Said:
    failing = [f for f in found if not f.passed]
    if not failing:
        return Said.GREEN
    if any(f.name for f in failing):
        return Said.NAMED
    return Said.TOLD if any(f.status not in UNEXPLAINED for f in failing) else Said.DIFFERS


def declared(every: int = 1, start: int = 0) -> Iterator[Attempt]:
    """Try the declared mistakes of all problems, or one of so many."""
    known = [(name, m, edited) for name in PROBLEMS for m, edited in reference(name).edits]
    for name, mistake, edited in known[start::every]:
        yield _tried(name, mistake.function, edited.sources[mistake.function], mistake.name)


def variants(count: int = VARIANTS, functions: Sequence[tuple[str, str]] = FUNCTIONS) -> Iterator[Attempt]:
    """Try variants that operators make of right functions, and that are wrong in grading."""
    rng, left = random.Random(VARIANTS), count
    texts = [t for name, function in functions for t in _variants(name, function, rng)]
    for name, function, text, kind in rng.sample(texts, len(texts)):
        if not left:
            return
        of = reference(name)
        verdicts = diagnosed(rewritten(of, function, text), of).values()
        if any(v.function == function and v.status is Status.WRONG for v in verdicts):
            left -= 1
            yield _tried(name, function, text, kind)


def _variants(name: str, function: str, rng: random.Random) -> Iterator[tuple[str, str, str, str]]:
    found = list(mutants(reference(name).sources[function]))
    for mutant in rng.sample(found, min(len(found), 12)):
        yield name, function, ast.unparse(mutant.tree), mutant.kind.name


def _tried(name: str, function: str, text: str, mistake: str) -> Attempt:
    found = list(findings(name, function, **{function: text}).values())
    return Attempt(f"{name}.{function}", mistake, said_of(found))
