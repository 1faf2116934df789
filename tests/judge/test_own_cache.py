"""What only the student's own forward puts into the cache reaches the student's backward, and nothing else changes."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pytest

from autograder.declare.reference import Reference, load
from autograder.judge.own_cache import completed
from autograder.judge.probes import Answered, draw_cases, match, plan
from autograder.judge.student_calls import Recorder, Replay, one_by_one
from autograder.plain.evidence import Outcome, Probe, Raised, Returned
from tests.inside import with_functions

SOLUTIONS = Path(__file__).parents[2] / "solutions"


@pytest.fixture(scope="module")
def reference() -> Reference:
    return load(SOLUTIONS, "univariate_regression")


def answers(student: Reference) -> tuple[Answered, ...]:
    planned = plan(student.problem, draw_cases(student.problem, 1))
    return match(planned, tuple(student.outcome(p.probe) for p in planned))


def looking_up(reference: Reference, key: str, y_hat: float = 1.0, name: str = "y_hat") -> Reference:
    def forward(x: Any, params: Any) -> Any:
        return {name: y_hat * (params["w"] * x + params["b"]), "A0": x, "count": 3}

    def backward(x: Any, y: Any, params: Any, cache: Any) -> Any:  # noqa: ARG001
        d = 2 * (cache["y_hat"] - y) / y.shape[1]
        return {"dy_hat": d, "dw": float(np.sum(d * cache[key])), "db": float(np.sum(d))}

    return with_functions(reference, forward=forward, backward=backward)


def outcomes(answered: tuple[Answered, ...], function: str) -> list[Outcome]:
    return [a.outcome for a in answered if a.call.function == function]


@pytest.mark.parametrize("y_hat", [1.0, 7.0], ids=["right forward", "wrong forward"])
def test_further_keys_are_the_students_and_the_declared_ones_the_references(reference: Reference, y_hat: float) -> None:
    student = looking_up(reference, "A0", y_hat)
    before = answers(student)
    assert all(isinstance(o, Raised) for o in outcomes(before, "backward"))
    after = completed(before, reference, student.outcome)
    for made, right in zip(outcomes(after.answered, "backward"), outcomes(answers(reference), "backward"), strict=True):
        assert isinstance(made, Returned)
        assert isinstance(right, Returned)
        assert all(np.allclose(made.value[k], right.value[k]) for k in ("dy_hat", "dw", "db"))
    assert after.notes == ("backward looks up what only your own forward pass hands on: A0, count was added for it.",)


def test_a_key_that_nobody_gives_still_raises(reference: Reference) -> None:
    student = looking_up(reference, "A7")
    before = answers(student)
    after = completed(before, reference, student.outcome)
    assert after.answered == before
    assert after.notes == ()


def test_a_cache_under_other_names_than_those_agreed_on_still_raises(reference: Reference) -> None:
    student = looking_up(reference, "A0", name="predicted")
    before = answers(student)
    assert completed(before, reference, student.outcome).answered == before


def test_what_did_not_raise_is_asked_nothing(reference: Reference) -> None:
    def never(probe: Probe) -> Outcome:
        raise AssertionError(probe)

    before = answers(reference)
    assert completed(before, reference, never).answered == before


def test_stored_evidence_gives_the_same_and_older_evidence_stays_as_it_was(reference: Reference) -> None:
    student = looking_up(reference, "A0")
    before, recorder = answers(student), Recorder(one_by_one(student.outcome))
    after = completed(before, reference, recorder)
    again = completed(before, reference, Replay(recorder.answers))
    assert [type(a.outcome) for a in again.answered] == [type(a.outcome) for a in after.answered]
    assert again.notes == after.notes
    assert completed(before, reference, Replay(())).answered == before
