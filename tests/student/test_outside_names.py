"""What a function takes from the notebook instead of its arguments, and names that are not there."""

from __future__ import annotations

import numpy as np
import pytest

from autograder.notebook.checks import NotebookChecks
from tests.student.common import env, public, reference

NAME = "two_layer_nonlinear"
LOSS = "def loss(y_hat, y):\n    return np.sum((y_hat - y) ** 2) / {}\n"


def notes(function: str, text: str = "", **names: object) -> str:
    changed = {function: text} if text else {}
    written = env(NAME, **changed)
    written.update(names)
    found = NotebookChecks(public(NAME), written).check(function)
    assert found is not None
    return " ".join(found.notes)


@pytest.mark.parametrize(("name", "value"), [("m", 20), ("M", 20.0), ("W1", np.ones((2, 3)))])
def test_a_value_of_the_notebook_in_a_wrong_function_is_named(name: str, value: object) -> None:
    text = LOSS.format(f"np.size({name})")
    said = notes("loss", text, **{name: value})
    assert said.startswith(f"`loss` uses `{name}` ({type(value).__name__}) of your notebook, the same in each call:")
    inner = f"def loss(y_hat, y):\n    return [np.sum((y_hat - y) ** 2) / np.size({name}) for _ in y][0]\n"
    assert notes("loss", inner, **{name: value}) == said


def test_constants_functions_and_what_is_right_are_not_named() -> None:
    assert notes("loss", LOSS.format("EXAMPLES"), EXAMPLES=20) == ""
    assert notes("loss", LOSS.format("abs(len(y))"), m=20) == ""
    assert notes("loss", LOSS.format("(y.shape[1] + 0 * m)"), m=20) == ""


@pytest.mark.parametrize(
    ("right", "written", "lost"),
    [
        ('cache["y_hat"]', "y_hat", "y_hat"),
        ('params["W2"]', "W2", "W2"),
        ("np.sum(dz1", "add.reduce(dz1", "add"),
        ("= dz1 @", "= dz_1 @", "dz_1"),
    ],
)
def test_a_name_that_is_not_there_gets_the_one_that_is_meant(right: str, written: str, lost: str) -> None:
    meant = {"add": "np.add", "dz_1": "dz1"}.get(lost, right)
    text = reference(NAME).sources["backward"].replace(right, written)
    assert notes("backward", text) == f"`{lost}` is not defined in `backward`: do you mean `{meant}`?"


def test_a_name_like_none_that_is_there_gets_no_word() -> None:
    assert notes("loss", LOSS.format("count_of_examples")) == ""


def test_a_function_whose_name_was_given_away_or_written_otherwise_is_found() -> None:
    assert notes("loss", loss=0.5).startswith("`loss` is not a function any more, but of type float:")
    assert "cell that defines `loss` again" in notes("loss", loss=0.5)
    checks = NotebookChecks(public(NAME), {"Sigmoid": lambda z: z, "sigmoids": 1})
    found = checks.check("sigmoid")
    assert found is not None
    assert found.notes == ("There is a function `Sigmoid`: does it have to be called `sigmoid`?",)
    assert NotebookChecks(public(NAME), {}).check("sigmoid").notes == ()  # type: ignore[union-attr]
