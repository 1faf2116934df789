"""Correct solutions in other styles: `solutions/alternatives/PROBLEM/STYLE.py`, and those made from the reference.

None of them may lose a point.
"""

from __future__ import annotations

import runpy
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from autograder.author.generated import generated
from autograder.author.inside import Trial, with_functions
from autograder.author.tally import ProofTally, counted
from autograder.declare.other_texts import FOLDER, alternative_files
from autograder.declare.reference import CourseError, Reference
from autograder.report.status import Status

FEWEST = 3
"""For each function: loops, another order of operations, another library call."""


@dataclass(frozen=True)
class Alternative:
    """Correct functions, by their source; missing ones are the reference's. `written` names its own."""

    name: str
    written: tuple[str, ...]
    student: Reference
    source: str


@lru_cache(maxsize=2)
def right_solutions(reference: Reference, trial: Trial) -> tuple[Alternative, ...]:
    """Return the alternatives of a problem, then the reference in other styles. Raises CourseError.

    Cached, because they are judged, graded and checked one after the other.
    """
    made = (
        Alternative(one.style, tuple(one.texts), one.student, "\n\n\n".join(one.texts.values()))
        for one in generated(reference, trial)
    )
    return (*find(reference), *made)


def find(reference: Reference) -> tuple[Alternative, ...]:
    """Load a problem's alternatives from the folder next to its solution. Raises CourseError naming a bad file."""
    return tuple(_load(reference, path) for path in alternative_files(reference.path.parent, reference.problem.name))


def _load(reference: Reference, path: Path) -> Alternative:
    names = reference.problem.written_names
    given = {name: reference.namespace[name] for name in names}
    try:
        namespace = runpy.run_path(str(path), init_globals=dict(given), run_name=f"_alternative_{path.stem}")
    except Exception as error:
        raise CourseError(f"{path}: {type(error).__name__}: {error}") from error
    written = tuple(name for name in names if namespace[name] is not given[name])
    student = with_functions(reference, **{name: namespace[name] for name in written})
    return Alternative(path.stem, written, student, path.read_text(encoding="utf-8"))


def alternatives(reference: Reference, trials: Sequence[Trial]) -> ProofTally:
    """Judge every alternative on every draw, and check that each function has enough of them."""
    found = right_solutions(reference, trials[0])
    tally = ProofTally()
    for alternative in found:
        faults = _faults(alternative, trials)
        for function in reference.problem.functions:
            if set(function.written) & set(alternative.written):
                tally += counted(faults.get(function.name))
    have = Counter(function for alternative in found for function in alternative.written)
    few = [f"{name} {have[name]}" for name in reference.problem.written_names if have[name] < FEWEST]
    if few:
        words = f"{FOLDER}/{reference.problem.name}/ has, with those made from the reference, fewer than {FEWEST} for: "
        tally += counted(f"{words}{', '.join(few)}; write them in files there, each another way")
    return tally


def _faults(alternative: Alternative, trials: Sequence[Trial]) -> dict[str, str]:
    """Return, by function, what an alternative lost in any draw."""
    lost: dict[str, str] = {}
    for trial in trials:
        for verdict in trial.judged(alternative.student):
            if verdict.score < verdict.max_score or verdict.status is Status.FOLLOWS or verdict.misconceptions:
                reason = f"{alternative.name}.{verdict.question}: {verdict.status.value}. {verdict.message}"
                lost.setdefault(verdict.function, reason)
    return lost
