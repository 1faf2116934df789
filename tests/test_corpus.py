"""Whole submissions as students write them, graded through the real path: a file goes in, statuses and points come out.

The format of their heads stands in `corpus.py`.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest

from autograder.report.status import Status
from tests.corpus import Graded, explained, files, grading, head, label, mismatches

pytestmark = pytest.mark.slow

PROBLEMS = (
    "univariate_regression",
    "multivariate_regression",
    "two_layer_linear",
    "two_layer_nonlinear",
    "logistic_regression",
    "two_layer_perceptron",
    "optimizers",
    "scalar_operations",
    "exercises",
)


@pytest.fixture(scope="module")
def graded() -> Iterator[Graded]:
    with grading() as graded:
        yield graded


@pytest.mark.parametrize("path", files("right"), ids=label)
def test_right_submission_gets_full_marks_and_no_misconception(path: Path, graded: Graded) -> None:
    report = graded(path)
    wrong = list(mismatches(head(path), report))
    assert not wrong, explained(path, wrong, report)
    assert report.score == report.max_score
    assert not any(v.misconceptions for v in report.verdicts)


@pytest.mark.parametrize("path", files("wrong"), ids=label)
def test_wrong_submission_gets_the_expected_verdicts(path: Path, graded: Graded) -> None:
    report = graded(path)
    wrong = list(mismatches(head(path), report))
    assert not wrong, explained(path, wrong, report)
    assert report.score < report.max_score


def test_corpus_is_large_and_each_file_says_what_it_shows() -> None:
    right, wrong = files("right"), files("wrong")
    assert len(right) >= 40
    assert len(wrong) >= 150
    assert all(head(path).of("style") for path in right)
    assert all(head(path).of("mistake") for path in wrong)
    assert sum(path.suffix == ".ipynb" for path in right) >= 10


def test_every_problem_has_right_and_wrong_submissions() -> None:
    for side, least in (("right", 3), ("wrong", 6)):
        counted = Counter(head(path).problem for path in files(side))
        assert set(counted) == set(PROBLEMS)
        assert min(counted.values()) >= least


def test_every_status_is_expected_somewhere() -> None:
    expected = {Status.CORRECT.value}
    for side in ("right", "wrong"):
        for path in files(side):
            expected |= {value.split()[1] for value in head(path).of("expect")}
    assert {s.value for s in Status} == expected
