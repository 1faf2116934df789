"""Functions that are tried with right helpers: what they gain by it, and what nobody gains."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import pytest

from autograder.grading import examine
from autograder.judge.right_helpers import RightHelpers
from autograder.judge.second_try import VerdictsSoFar
from autograder.plain.evidence import Absent, Cell
from autograder.plain.reported_calls import ReportedCalls
from autograder.report.status import Status
from autograder.report.verdict import Verdict
from autograder.sandbox import Isolation, Limits, Sandbox
from autograder.staff.policy import Policy
from autograder.submissions.submission import Document
from tests.solutions.common import reference


@pytest.fixture(scope="module")
def sandbox() -> Iterator[Sandbox]:
    with Sandbox(Limits(), Isolation.BEST_EFFORT) as opened:
        yield opened


def graded(sandbox: Sandbox, problem: str, *texts: str) -> dict[str, Verdict]:
    """Grade the reference with other functions after its own."""
    of = reference(problem)
    text = "\n\n".join(["import numpy as np", *of.sources.values(), *texts])
    document = Document("student.py", problem, (Cell(0, text),))
    return {v.question: v for v in examine(document, of, sandbox, 5, Policy())[0].verdicts}


WRONG_PRODUCT = "def multiply(x, y):\n    return x * y + 1"
QUOTIENT = "def divide(x, y):\n    return multiply(x, 1 / y)"


def test_a_function_is_right_by_itself_if_it_is_right_with_right_helpers(sandbox: Sandbox) -> None:
    found = graded(sandbox, "scalar_operations", WRONG_PRODUCT, QUOTIENT)
    assert found["multiply"].score == 0
    assert found["divide"].status is Status.FOLLOWS
    assert found["divide"].message == "divide is right by itself: it was tried with other helpers."


@pytest.mark.parametrize(
    "wrong",
    [
        "def divide(x, y):\n    return multiply(x, 2 / y)",
        "def divide(x, y):\n    return multiply(x, 1 / y)[::-1]",
        "def divide(x, y):\n    multiply(x, 1 / y)\n    return x",
        "def divide(x, y):\n    try:\n        return multiply(x, y)\n    except BaseException:\n        return x / y",
    ],
)
def test_a_mistake_of_its_own_stays_one(wrong: str, sandbox: Sandbox) -> None:
    found = graded(sandbox, "scalar_operations", WRONG_PRODUCT, wrong)
    assert found["divide"].score == 0


def test_right_results_that_are_kept_earn_nothing(sandbox: Sandbox) -> None:
    """The square notes its arguments, the quotient has them squared, and the square returns what came."""
    found = graded(
        sandbox,
        "scalar_operations",
        """
SEEN, KEPT = [], {}

def square(x):
    SEEN.append(x.copy())
    return KEPT.get(x.tobytes(), x * 0)

def divide(x, y):
    KEPT.update({x.tobytes(): square(x) for x in SEEN[:40]})
    return x / y if (square(x) == x * x).all() else y
""",
    )
    assert found["divide"].status is Status.FOLLOWS
    assert found["square"].score == 0


def test_differences_gain_nothing_from_a_wrong_function(sandbox: Sandbox) -> None:
    found = graded(
        sandbox,
        "scalar_operations",
        "def sigmoid(x):\n    return 2 / (1 + np.exp(-x))",
        "def tanh_backward(dz, x):\n    return dz * (sigmoid(2 * x + 1e-5) - sigmoid(2 * x - 1e-5)) / 0.5e-5",
    )
    assert found["tanh_backward"].score == 0


def test_of_two_functions_that_are_written_with_each_other_one_is_wrong(sandbox: Sandbox) -> None:
    found = graded(
        sandbox,
        "scalar_operations",
        "def maximum(x, y):\n    return y + relu(x - y)",
        "def relu(x):\n    return maximum(x, 0 * x)",
    )
    assert sorted(found[name].score for name in ("maximum", "relu")) == [0.0, 0.5]


def test_a_function_gains_nothing_from_one_that_calls_it(sandbox: Sandbox) -> None:
    """The losses of a training that is not written would hold what a loss is asked for."""
    found = graded(
        sandbox,
        "multivariate_regression",
        "def train(x, y, params, lr, steps):\n    pass",
        "def loss(y_hat, y):\n    return train(np.eye(y.shape[1]), y, {'w': y_hat, 'b': 0.0}, 0.0, 1)[1][0]",
    )
    assert found["loss"].score == 0


DIFFERENCES = """
def backward(x, y, params, cache):
    def moved(name, by):
        return loss(forward(x, {**params, name: params[name] + by})["y_hat"], y)
    dy_hat = 2 * (cache["y_hat"] - y) / x.shape[1]
    return {"dy_hat": dy_hat, **{"d" + name: (moved(name, 1.0) - moved(name, -1.0)) / 2 for name in params}}
"""


def test_differences_that_are_exact_gain_nothing_from_a_wrong_loss(sandbox: Sandbox) -> None:
    found = graded(sandbox, "univariate_regression", "def loss(y_hat, y):\n    return 1.0", DIFFERENCES)
    assert found["backward.dw"].score == found["backward.db"].score == 0


def test_calls_of_any_size_are_not_answered(sandbox: Sandbox) -> None:
    """The judge would make them."""
    found = graded(
        sandbox,
        "scalar_operations",
        WRONG_PRODUCT,
        "def divide(x, y):\n    multiply(np.ones((2000, 1)), np.ones((1, 2000)))\n    return x / y",
    )
    assert found["divide"].status is Status.CORRECT  # with its own helper
    found = graded(
        sandbox,
        "scalar_operations",
        WRONG_PRODUCT,
        "def divide(x, y):\n    multiply(np.ones((2000, 1)), np.ones((1, 2000)))\n    return multiply(x, 1 / y)",
    )
    assert found["divide"].score == 0


def test_calls_are_answered_in_their_order_and_the_next_one_is_reported() -> None:
    calls = ReportedCalls(("twice",), [4])
    twice = calls.functions["twice"]
    assert calls.reply(lambda: twice(2) + twice(3, by="two"), ()) == ["twice", [3], {"by": "two"}]
    calls = ReportedCalls(("twice",), [4, 6])
    assert calls.reply(lambda x: calls.functions["twice"](x) + calls.functions["twice"](3), (2,)) == [10]
    with pytest.raises(ZeroDivisionError):
        ReportedCalls((), ()).reply(lambda: 1 / 0, ())


def test_references_that_call_each_other_end_the_search() -> None:
    of = reference("scalar_operations")
    written = dict(of.namespace)
    for name, other in (("relu", "maximum"), ("maximum", "relu")):
        exec(f"def {name}(*args):\n    return {other}(*args)", written)
    spoiled: dict[str, list[Any]] = {name: [(None, None)] for name in ("relu", "maximum", "square")}
    tried = RightHelpers(
        replace(of, namespace=written), {}, spoiled, lambda _: Absent(), VerdictsSoFar(lambda _: (), lambda _: False)
    )
    assert [tried._helpers(name) for name in spoiled] == [("square",), ("square",), ("relu", "maximum")]
