"""Prove the misconceptions of a declaration: each one, and any two of them, are caught and named."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import combinations

from autograder.author.inside import Trial, rewritten
from autograder.author.tally import ProofTally, counted
from autograder.declare.problem import Misconception
from autograder.declare.reference import CourseError, Reference
from autograder.diagnose.effects import effects
from autograder.report.verdict import Verdict

Pair = tuple[Misconception, Misconception]


@dataclass(frozen=True)
class Outcome:
    """The result for one wrong student: a text says what went wrong, None means that nothing did."""

    uncaught: str | None
    misnamed: str | None


def applicable(reference: Reference) -> tuple[Reference, ProofTally]:
    """Keep the mistakes whose edit applies, changes something and compiles, and report the others.

    What the vocabulary makes without changing an answer here, or so that it always raises, is no mistake to name.
    """
    kept, tally = [], ProofTally()
    by_hand = set(reference.problem.misconceptions)
    for mistake in reference.mistakes:
        fault = _edit_fault(reference, mistake)
        if mistake not in by_hand and (fault is not None or not _matters(reference, mistake)):
            continue
        tally += counted(fault)
        if fault is None:
            kept.append(mistake)
    problem = replace(reference.problem, misconceptions=tuple(kept), vocabulary=())
    return Reference(problem, reference.sources, reference.namespace, reference.path), tally


def _edit_fault(reference: Reference, mistake: Misconception) -> str | None:
    if reference.home(mistake) not in reference.sources:
        return f"{label(mistake)}: there is no function {mistake.function}"
    if mistake.old == mistake.new:
        return f"{label(mistake)}: its new text is its old text"
    try:
        reference.edited(mistake)
    except CourseError as error:
        return f"{label(mistake)}: {str(error).rpartition(': ')[2]}"
    except SyntaxError as error:
        return f"{label(mistake)}: the edited function is no Python ({error.msg})"
    return None


def _matters(reference: Reference, mistake: Misconception) -> bool:
    """Return whether a derived mistake changes an answer of its function, and answers at all."""
    return any(e.changed and e.answers for e in effects(reference, mistake.function) if e.mistake == mistake)


def single(edit: tuple[Misconception, Reference], trials: Sequence[Trial]) -> Outcome:
    """Judge one mistake on every draw."""
    mistake, student = edit
    return _outcome(label(mistake), (mistake,), student, trials)


def pair(both: Pair, reference: Reference, trials: Sequence[Trial]) -> Outcome:
    """Judge two mistakes in one notebook on every draw."""
    title = " + ".join(label(mistake) for mistake in both)
    return _outcome(title, both, with_both(reference, both), trials)


def _outcome(title: str, mistakes: Sequence[Misconception], student: Reference, trials: Sequence[Trial]) -> Outcome:
    uncaught = misnamed = None
    for trial in trials:
        verdicts = trial.judged(student)
        if all(v.score == v.max_score for v in verdicts):
            uncaught = f"{title}: full points"
        fault = _naming_fault(verdicts, mistakes)
        if fault is not None:
            misnamed = f"{title}: {fault}"
    return Outcome(uncaught, misnamed)


def _naming_fault(verdicts: Iterable[Verdict], mistakes: Sequence[Misconception]) -> str | None:
    """Describe how the names differ from the true ones: each function must have exactly its own names."""
    wanted: dict[str, set[str]] = {}
    for mistake in mistakes:
        wanted.setdefault(mistake.function, set()).add(mistake.name)
    given: dict[str, set[str]] = {}
    uncertain = set[str]()
    for verdict in verdicts:
        if verdict.misconceptions:
            function = verdict.function
            given.setdefault(function, set()).update(verdict.misconceptions)
            if len(mistakes) == 1 and len(verdict.misconceptions) > 1:
                uncertain |= set(verdict.misconceptions)
    if given == wanted:
        return None
    if uncertain:
        return f"one of {', '.join(sorted(uncertain))}"
    if not given:
        return "no name"
    return "; ".join(f"{function}: {', '.join(sorted(names))}" for function, names in given.items())


def pairs(reference: Reference) -> list[Pair]:
    """List every two misconceptions that one notebook can hold: their old texts do not overlap."""
    spans = [(reference.home(m), *_span(reference, m)) for m in reference.mistakes]
    both = combinations(zip(reference.mistakes, spans, strict=True), 2)
    return [(a, b) for (a, one), (b, other) in both if _apart(one, other)]


def sample(of: list[Pair], at_most: int | None) -> list[Pair]:
    """Sample some of the pairs deterministically and evenly over all mistakes; None takes all."""
    if at_most is None or len(of) <= at_most:
        return of
    return [of[i * len(of) // at_most] for i in range(at_most)]


def _apart(one: tuple[str, int, int], other: tuple[str, int, int]) -> bool:
    first, second = sorted((one, other))
    return first[0] != second[0] or first[2] <= second[1]


def _span(reference: Reference, mistake: Misconception) -> tuple[int, int]:
    start = reference.sources[reference.home(mistake)].index(mistake.old)
    return start, start + len(mistake.old)


def with_both(reference: Reference, both: Pair) -> Reference:
    """Return the reference with two mistakes, each at its position in the original text."""
    a, b = both
    home = reference.home(a)
    if home != reference.home(b):
        return reference.edited(a).edited(b)
    text = reference.sources[home]
    for mistake in sorted(both, key=lambda m: _span(reference, m), reverse=True):
        start, end = _span(reference, mistake)
        text = text[:start] + mistake.new + text[end:]
    return rewritten(reference, home, text)


def label(mistake: Misconception) -> str:
    """Name a misconception for its author: `backward/missing-mean`."""
    return f"{mistake.function}/{mistake.name}"


def singles_tally(reference: Reference, trials: Sequence[Trial], part: slice) -> tuple[ProofTally, ProofTally]:
    """Count how many of some mistakes are caught and how many are named."""
    return _counted(single(edit, trials) for edit in reference.edits[part])


def pairs_tally(reference: Reference, trials: Sequence[Trial], chosen: Sequence[Pair]) -> tuple[ProofTally, ProofTally]:
    """Count how many pairs are caught and how many are named. Each pair is judged on one draw, in turn."""
    return _counted(pair(both, reference, (trials[i % len(trials)],)) for i, both in enumerate(chosen))


def _counted(outcomes: Iterator[Outcome]) -> tuple[ProofTally, ProofTally]:
    caught = named = ProofTally()
    for outcome in outcomes:
        caught += counted(outcome.uncaught)
        named += counted(outcome.misnamed)
    return caught, named
