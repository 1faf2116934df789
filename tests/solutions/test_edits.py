"""Every named mistake is caught in every draw, and no other mistake of its function gives the same answers.

`make test` tries five draws, WHOLE=1 twenty.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import combinations
from typing import Any

import numpy as np
import pytest

from autograder.declare.problem import Call, Misconception
from autograder.declare.reference import Reference
from autograder.judge.numeric import CLOSE, Floats, compare
from autograder.judge.reading import Fault, read
from autograder.plain.evidence import Probe, Returned
from autograder.report.status import Status
from tests.inside import judged
from tests.sample import WHOLE
from tests.solutions.common import NETWORKS, PROBLEMS, answers, calls, expectation, reference

pytestmark = pytest.mark.slow

SEEDS = range(20 if WHOLE else 5)
VISIBLE = 1e-3
"""Share of the change of the parameters, or of the losses, by which a mistake must show in a few steps of training."""
AMBIGUOUS: set[tuple[str, str, str]] = set()
"""Pairs (problem, first name, second name) of one function that cannot be told apart, each with a reason here."""
END_TO_END = ("train", "minibatch_descent", "numerical_gradient")
"""Functions that use the others, so that a wrong shape breaks them, or values beyond all floats or outside a logarithm;
what broke cannot follow, and nothing follows from nan."""
EDITS = [
    pytest.param(name, i, id=f"{name}-{m.function}-{m.name}-{i}")
    for name in PROBLEMS
    for i, m in enumerate(reference(name).mistakes)
]


def edit(name: str, i: int) -> tuple[Misconception, Reference]:
    return reference(name).edits[i]


def returned(of: Reference, call: Call) -> Any:
    outcome = of.outcome(Probe(call.function, call.args))
    assert isinstance(outcome, Returned), (call.function, outcome)
    return outcome.value


def errors(name: str, function: str, seed: int, edited: Reference) -> Iterator[float]:
    """The largest relative error of each call of a seed, inf for a wrong shape."""
    for (case, call), right in zip(calls(name, seed, function), answers(name, seed, function), strict=True):
        with np.errstate(all="ignore"):
            reading = read(returned(edited, call), "", expectation(name, case, call, right))
            found = [np.inf if isinstance(leaf, Fault) else compare(leaf.got, leaf.want).error for leaf in reading]
        yield max(np.inf if np.isnan(error) else error for error in found)


@pytest.mark.parametrize(("name", "i"), EDITS)
def test_every_mistake_is_caught_in_every_draw(name: str, i: int) -> None:
    mistake, edited = edit(name, i)
    for seed in SEEDS:
        assert any(error > CLOSE for error in errors(name, mistake.function, seed, edited)), seed


@pytest.mark.parametrize(("name", "i"), [e for e in EDITS if e.values[0] in NETWORKS])
def test_every_mistake_in_training_shows_in_every_few_steps(name: str, i: int) -> None:
    mistake, edited = edit(name, i)
    if mistake.function == "train":
        assert min(error for seed in SEEDS for error in errors(name, "train", seed, edited)) >= VISIBLE


@pytest.mark.sampled(2)
@pytest.mark.parametrize(("name", "i"), EDITS)
def test_every_mistake_is_named_and_costs_its_own_function_only(name: str, i: int) -> None:
    mistake, edited = edit(name, i)
    verdicts = judged(edited, reference(name), seed=i)
    own = [v for v in verdicts.values() if v.function == mistake.function]
    named = [v for v in own if v.misconceptions]
    assert named, own
    for verdict in named:
        assert verdict.misconceptions == (mistake.name,), verdict
        assert verdict.hint == mistake.hint, verdict
        assert verdict.score < verdict.max_score or (mistake.convention and verdict is not named[0])
    broken = any(v.status is Status.SHAPE for v in own)
    for verdict in verdicts.values():
        function = verdict.function
        excused = function in END_TO_END and (broken or verdict.status is Status.NOT_FINITE)
        if function != mistake.function and not excused:
            assert verdict.status in (Status.CORRECT, Status.CLOSE, Status.FOLLOWS), verdict
            assert verdict.score == verdict.max_score


@pytest.mark.parametrize("name", PROBLEMS)
def test_no_two_mistakes_of_a_function_give_the_same_answers(name: str) -> None:
    of = reference(name)
    for function in (f.name for f in of.problem.functions):
        edits = [(m, edited) for m, edited in of.edits if m.function == function]
        for seed in SEEDS:
            for first, second in _alike([(m.name, _marks(name, function, seed, edited)) for m, edited in edits]):
                assert first == second or (name, first, second) in AMBIGUOUS, (seed, function, first, second)


@pytest.mark.parametrize("name", PROBLEMS)
def test_two_mistakes_with_the_same_answers_would_be_found(name: str) -> None:
    """Also where they differ by rounding; and no pair is taken for the same that is not."""
    of = reference(name)
    for function in (f.name for f in of.problem.functions):
        edits = [(m, edited) for m, edited in of.edits if m.function == function][:8]
        marks = [(m.name, _marks(name, function, 1, edited)) for m, edited in edits]
        nearly = [(f"{n} again", [{k: b * (1 + CLOSE / 2) for k, b in call.items()} for call in a]) for n, a in marks]
        other = [(f"{n} other", [{k: b * (1 + CLOSE * 2) for k, b in call.items()} for call in a]) for n, a in marks]
        several = [*marks, *nearly, *other]
        found = list(_alike(several))
        assert found == [(m, n) for (m, a), (n, b) in combinations(several, 2) if all(map(_same, a, b))]
        assert {(n, f"{n} again") for n, _ in marks} <= set(found)


Mark = dict[str, Floats]


def _marks(name: str, function: str, seed: int, edited: Reference) -> list[Mark]:
    """What is wrong in the answer to each call of a seed."""
    asked = zip(calls(name, seed, function), answers(name, seed, function), strict=True)
    return [_mark(returned(edited, call), right) for (_, call), right in asked]


def _alike(named: list[tuple[str, list[Mark]]]) -> Iterator[tuple[str, str]]:
    """The pairs of the same marks.

    Every block of two such is of the same shape and of the same size but for CLOSE, and so is the sum of the sizes:
    block by block are compared only those whose digests do not tell them apart.
    """
    outlines = [_outline(marks) for _, marks in named]
    sizes = np.array([_size(marks) for _, marks in named])
    for i, (first, a) in enumerate(named):
        near = np.abs(sizes[i + 1 :] - sizes[i]) <= 2 * CLOSE * np.maximum(sizes[i + 1 :], sizes[i])
        for j in i + 1 + np.flatnonzero(near):
            second, b = named[j]
            if outlines[i] == outlines[j] and all(_same(p, q) for p, q in zip(a, b, strict=True)):
                yield first, second


def _outline(marks: list[Mark]) -> list[dict[str, tuple[tuple[int, ...], bytes]]]:
    """The shape of each block, and where it is nan, inf and -inf."""
    return [
        {k: (b.shape, (np.isnan(b) + 2.0 * np.isposinf(b) - np.isneginf(b)).tobytes()) for k, b in m.items()}
        for m in marks
    ]


def _size(marks: list[Mark]) -> float:
    """The sum of the largest finite entries of all blocks."""
    return float(sum(np.abs(b[np.isfinite(b)]).max(initial=0.0) for mark in marks for b in mark.values()))


def _mark(value: Any, right: Any) -> Mark:
    """What is wrong in every block: the difference to what is right, or the block itself where shapes differ."""
    rights = dict(_blocks(right))
    marks = {}
    for key, block in _blocks(value):
        want = rights.get(key)
        if want is None or want.shape != block.shape:
            marks[key] = block
        else:
            difference = block - want
            marks[key] = np.where(np.abs(difference) <= 1e-12 * np.abs(want).max(initial=0.0), 0.0, difference)
    return marks


def _blocks(value: Any, key: str = "") -> Iterator[tuple[str, Floats]]:
    match value:
        case dict():
            for name, entry in value.items():
                yield from _blocks(entry, f"{key}.{name}")
        case list() | tuple() if not all(isinstance(v, float | int) for v in value):
            for i, entry in enumerate(value):
                yield from _blocks(entry, f"{key}[{i}]")
        case _:
            yield key, np.asarray(value, np.float64)


def _same(first: Mark, second: Mark) -> bool:
    if first.keys() != second.keys() or any(first[k].shape != second[k].shape for k in first):
        return False
    return all(_near(block, second[key]) for key, block in first.items())


def _near(first: Floats, second: Floats) -> bool:
    finite = np.isfinite(first) & np.isfinite(second)
    if not np.array_equal(first[~finite], second[~finite], equal_nan=True):
        return False
    first, second = first[finite], second[finite]
    return bool(np.abs(first - second).max(initial=0.0) <= CLOSE * np.abs(second).max(initial=0.0))
