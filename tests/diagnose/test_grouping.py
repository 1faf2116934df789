"""Groups: the same wrong answer has the same group whoever gives it and however it is written, another has another."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from autograder.declare.course import Course, open_course
from autograder.grading import examine, judge
from autograder.plain.evidence import Cell
from autograder.sandbox import Isolation, Limits, Sandbox
from autograder.staff.policy import Policy
from autograder.submissions.submission import Document

ROOT = Path(__file__).parents[2]
NAME = "multivariate_regression"


@pytest.fixture(scope="module")
def course() -> Course:
    return open_course(ROOT / "solutions")


@pytest.fixture(scope="module")
def sandbox() -> Iterator[Sandbox]:
    with Sandbox(Limits(cell_seconds=60.0, call_seconds=60.0, submission_seconds=300.0), Isolation.BEST_EFFORT) as one:
        yield one


def groups(course: Course, sandbox: Sandbox, function: str, seed: int) -> dict[str, str]:
    """Grade the reference with one function in other words; give the group of each verdict that is not right."""
    reference = course.reference(NAME)
    name = function.partition("def ")[2].partition("(")[0]
    source = "\n\n".join(["import numpy as np", *{**reference.sources, name: function}.values()])
    document = Document("s.py", NAME, (Cell(0, source),))
    report, evidence = examine(document, reference, sandbox, seed, Policy())
    again = judge(document, reference, evidence, Policy())
    assert again.verdicts == report.verdicts, "the evidence holds what the groups need"
    return {v.question: v.group for v in report.verdicts if v.status.value not in ("correct", "close")}


DOUBLED = "def loss(y_hat, y):\n    return float(np.mean((y_hat - y) ** 2)) * 1.25\n"
DOUBLED_IN_A_LOOP = """\
def loss(y_hat, y):
    total = 0.0
    for a, b in zip(y_hat.ravel(), y.ravel()):
        total = total + 5 * (b - a) * (b - a)
    return total / 4 / y.size
"""
TRIPLED = "def loss(y_hat, y):\n    return float(np.mean((y_hat - y) ** 2)) * 1.2502\n"


def test_the_same_wrong_answer_has_one_group_whatever_the_inputs_and_the_words(
    course: Course, sandbox: Sandbox
) -> None:
    one, other = groups(course, sandbox, DOUBLED, 1), groups(course, sandbox, DOUBLED_IN_A_LOOP, 2)
    assert one["loss"] == other["loss"] != ""


def test_another_wrong_answer_has_another_group(course: Course, sandbox: Sandbox) -> None:
    assert groups(course, sandbox, DOUBLED, 1)["loss"] != groups(course, sandbox, TRIPLED, 1)["loss"]


@pytest.mark.parametrize(
    ("first", "second", "alike"),
    [
        ("raise ValueError('m is 7')", "raise ValueError('m is 12')", True),
        ("raise ValueError('m is 7')", "raise KeyError('m is 7')", False),
        ("return np.mean((y_hat - y) ** 2, axis=0)", "return (y_hat - y)", False),
        ("return y_hat - y", "return (y_hat - y) * 3", True),
        ("return float('nan')", "return 0 * float('inf')", True),
        ("return float('inf')", "return -float('inf')", False),
    ],
)
def test_errors_shapes_and_nan_group_too(
    course: Course, sandbox: Sandbox, first: str, second: str, *, alike: bool
) -> None:
    one, other = (groups(course, sandbox, f"def loss(y_hat, y):\n    {b}\n", 5).get("loss") for b in (first, second))
    assert (one == other) is alike
    assert one


def test_what_does_not_come_back_and_what_is_right_have_no_group(course: Course, sandbox: Sandbox) -> None:
    assert groups(course, sandbox, "def loss(y_hat, y):\n    import os\n    os._exit(0)\n", 1)["loss"] == ""
    right = "def loss(y_hat, y):\n    return float(((y - y_hat) ** 2).sum() / y.size)\n"
    assert groups(course, sandbox, right, 1) == {}
