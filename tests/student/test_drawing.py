"""`grader.draw`: from the student's own functions, and a sentence whatever state they are in."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from autograder.notebook.packing import packed
from autograder.otter.start import start
from autograder.student.drawing import Drawn, draw
from tests.author.built import built
from tests.solutions.common import NETWORKS
from tests.student.common import PROBLEMS, env, public

PERCEPTRON = "two_layer_perceptron"
HALF_WRITTEN = (
    "raise NotImplementedError",
    "pass",
    "return 1 / 0",
    "return {}",
    "return None, None",
    "return 'text'",
    "return [1.0, 2.0]",
    "return object()",
    "raise SystemExit(3)",
    "return params['<script>alert(1)</script>']",
    "return {n: None for n in NAMES}",
    "return {n: 'text' for n in NAMES}",
    "return {n: np.nan for n in NAMES}",
    "return {n: 1j for n in NAMES}",
    "return {n: True for n in NAMES}",
    "return {n: np.zeros((7, 8, 9)) for n in NAMES}",
    "return {n: np.array([], dtype=object) for n in NAMES}",
    "return {n: [[1.0]] for n in NAMES}",
    "import numpy; return {n: numpy.ma.masked for n in NAMES}",
    "return {n: 10**400 for n in NAMES}",
    "return {n: backward(x, y, params, cache) for n in NAMES}",
)
"""Bodies of functions on their way; NAMES are the pieces that the function should return."""


def half_written(name: str, function: str, body: str) -> dict[str, Any]:
    declared = public(name).problem.function(function)
    return {
        **env(name, **{function: f"def {function}({', '.join(declared.args)}):\n    {body}"}),
        "NAMES": tuple(declared.pieces),
    }


@pytest.mark.parametrize("name", NETWORKS)
def test_the_drawing_of_the_solution_has_every_number_and_no_complaint(name: str) -> None:
    for function in ("forward", "loss", "backward"):
        drawn = draw(function, public(name), env(name))
        assert drawn.said == "Every number is what its arrows bring."
        assert ("Backward: " in str(drawn)) == (function == "backward")
        html = drawn._repr_html_() or ""
        assert "<svg" in html
        assert not re.search(r"(?:src|href)=|https?://(?!www\.w3\.org)", html), "one piece that asks for nothing"


@pytest.mark.parametrize("name", ["univariate_regression", PERCEPTRON])
@pytest.mark.parametrize("function", ["forward", "loss", "backward"])
@pytest.mark.parametrize("body", HALF_WRITTEN)
def test_a_half_written_function_gives_a_sentence(name: str, function: str, body: str) -> None:
    drawn = draw("backward", public(name), half_written(name, function, body))
    assert isinstance(drawn, Drawn)
    first = drawn.said.partition(". ")[0]
    assert function in first or "first number" in first, drawn.said
    assert drawn.said.endswith(".")
    assert (drawn.calculation is not None) == (function == "backward" or "first number" in first)
    assert "<script>alert" not in (drawn._repr_html_() or "")


@pytest.mark.parametrize("function", ["forward", "loss", "backward", "sigmoid"])
def test_a_function_that_is_not_there_is_said(function: str) -> None:
    names = env(PERCEPTRON)
    del names[function]
    assert function in draw("backward", public(PERCEPTRON), names).said


def test_a_wrong_step_is_shown_where_it_is_and_those_after_it_are_not() -> None:
    wrong = """
        def backward(x, y, params, cache):
            m = x.shape[1]
            dz2 = (cache["y_hat"] - y) / m
            dW2 = dz2 @ cache["a1"].T
            da1 = params["W2"].T @ dz2
            dz1 = da1 * (1 - cache["a1"])
            return {"dz2": dz2, "dW2": dW2, "db2": dz2.sum(), "da1": da1, "dz1": dz1, "dW1": dz1 @ x.T,
                    "db1": dz1.sum(axis=1, keepdims=True)}
    """
    drawn = draw("backward", public(PERCEPTRON), env(PERCEPTRON, backward=wrong))
    assert drawn.said.startswith("dz1[0] is the first number that is not what its arrows bring.")
    assert str(drawn).count(", but ") == 2, "both entries of dz1, and nothing that is computed from them"
    assert (drawn._repr_html_() or "").count("misfit") > 4


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ('"dz1": dz1[:, 0]', "backward returns dz1 of shape (2,); here it should be (2, 1)."),
        ('"dZ1": dz1', "backward does not return dz1 yet."),
        ('"dz1": dz1 * np.nan', "backward returns dz1 that holds nan or inf."),
    ],
)
def test_one_gradient_that_cannot_be_drawn_is_marked_and_the_others_are_drawn(changed: str, said: str) -> None:
    source = """
        def backward(x, y, params, cache):
            dz2 = cache["y_hat"] - y
            da1 = params["W2"].T @ dz2
            dz1 = da1 * cache["a1"] * (1 - cache["a1"])
            return {"dz2": dz2, "dW2": dz2 @ cache["a1"].T, "db2": dz2.sum(), "da1": da1, "dW1": dz1 @ x.T,
                    "db1": dz1.sum(axis=1, keepdims=True), "dz1": dz1}
    """.replace('"dz1": dz1}', changed + "}")
    drawn = draw("backward", public(PERCEPTRON), env(PERCEPTRON, backward=source))
    assert isinstance(drawn, Drawn)
    assert drawn.said == f"{said} It is marked with a question mark."
    lines = str(drawn).splitlines()
    assert [line for line in lines if "?" in line] == [line for line in lines if line.startswith("  dz1[")]
    assert str(drawn).count(", but ") == 2, "the gradients after it are judged by what arrives"
    assert (drawn._repr_html_() or "").count(">?<") == 2


def test_the_students_names_and_random_numbers_stay() -> None:
    names = env(
        PERCEPTRON, sigmoid="def sigmoid(z):\n    global t\n    t = np.random.rand()\n    return 1 / (1 + np.exp(-z))"
    )
    np.random.seed(4)  # noqa: NPY002
    before = {**names}, str(np.random.get_state())  # noqa: NPY002
    draw("backward", public(PERCEPTRON), names)
    assert (names, str(np.random.get_state())) == before  # noqa: NPY002


@pytest.mark.parametrize("name", PROBLEMS)
def test_every_function_can_be_asked_for(name: str) -> None:
    for function in (*(f.name for f in public(name).problem.functions), "nothing", "<b>"):
        assert draw(function, public(name), env(name)).said


def test_the_notebooks_grader_draws_with_the_functions_around_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)  # Otter writes its log there
    names = {**env(PERCEPTRON), "start": start, "tests": packed(built(PERCEPTRON).tests), "name": PERCEPTRON}
    exec('grader = start(name, tests); drawn = grader.draw("backward"); other = grader.draw("nothing")', names)
    assert names["drawn"].said == "Every number is what its arrows bring."
    assert "There is no drawing of 'nothing'" in str(names["other"])


RATES = "univariate_regression"


def test_the_learning_rates_are_drawn_with_the_students_train() -> None:
    drawn = draw("train", public(RATES), env(RATES))
    lines = str(drawn).splitlines()[1:]
    assert len(lines) == 7
    losses = [float(line.rpartition(" ")[2].rstrip(".")) for line in lines[:-1]]
    assert losses[0] > losses[1] > losses[2] > losses[3], "too small, then better"
    assert losses[4] < losses[5], "near the largest rate it swings"
    assert "leaves the picture" in lines[-1]
    assert (drawn._repr_html_() or "").count("<svg") >= 14, "each with its contours"
    assert (drawn._repr_html_() or "").count("start dot") >= 7


@pytest.mark.parametrize("function", ["forward", "loss", "train"])
@pytest.mark.parametrize(
    "body", [*HALF_WRITTEN, "return {'w': 1.0, 'b': 2.0}, []", "return 1.0", "return {'y_hat': x}"]
)
def test_a_half_written_function_gives_a_sentence_about_rates(function: str, body: str) -> None:
    drawn = draw("train", public(RATES), half_written(RATES, function, body))
    assert function in drawn.said or "no bowl" in drawn.said or "one step" in drawn.said, drawn.said
    assert "<script>alert" not in (drawn._repr_html_() or "")


def test_rates_are_drawn_of_two_numbers_only() -> None:
    assert "There is no drawing of 'train'" in draw("train", public(PERCEPTRON), env(PERCEPTRON)).said
