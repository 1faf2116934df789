"""All declared mistakes, variants of right functions, and right ones of all forms, in notebooks in a real kernel."""

from __future__ import annotations

import ast
import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import Enum

from autograder.author.inside import rewritten
from autograder.diagnose.operators import mutants
from autograder.report.status import Status
from tests.diagnose.common import diagnosed
from tests.right_forms import texts
from tests.sample import sample
from tests.solutions.common import PROBLEMS, reference
from tests.student.real_kernel import Found, RealKernel

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
    """One function or notebook, what is wrong with it or what form it has, and what the check says."""

    function: str
    mistake: str
    said: Said


def said_of(found: Sequence[Found]) -> Said:
    failing = [f for f in found if not f.passed]
    if not failing:
        return Said.GREEN
    if any(f.name for f in failing):
        return Said.NAMED
    return Said.TOLD if any(f.status not in UNEXPLAINED for f in failing) else Said.DIFFERS


def declared(kernel: RealKernel, every: int = 1, start: int = 0) -> Iterator[Attempt]:
    """Try the declared mistakes of all problems, or one of so many."""
    known = [(name, m, edited) for name in PROBLEMS for m, edited in reference(name).edits]
    for name, mistake, edited in known[start::every]:
        yield _tried(kernel, name, mistake.function, edited.sources[mistake.function], mistake.name)


def variants(
    kernel: RealKernel, count: int = VARIANTS, functions: Sequence[tuple[str, str]] = FUNCTIONS
) -> Iterator[Attempt]:
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
            yield _tried(kernel, name, function, text, kind)


def right_forms(kernel: RealKernel, every: int = 1) -> Iterator[Attempt]:
    """Try right notebooks in every form that the contract accepts, or one in so many."""
    forms = [(name, form, text) for name in PROBLEMS for form, text in texts(reference(name)).items()]
    for name, form, text in sample(forms, every, whole=every == 1):
        yield Attempt(name, form, said_of(kernel.check_all(name, text)))


def _variants(name: str, function: str, rng: random.Random) -> Iterator[tuple[str, str, str, str]]:
    found = list(mutants(reference(name).sources[function]))
    for mutant in rng.sample(found, min(len(found), 12)):
        yield name, function, ast.unparse(mutant.tree), mutant.kind.name


def _tried(kernel: RealKernel, name: str, function: str, text: str, mistake: str) -> Attempt:
    return Attempt(f"{name}.{function}", mistake, said_of(kernel.check(name, function, text)))
