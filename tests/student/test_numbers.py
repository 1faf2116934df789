"""The numbers behind a wrong value, shapes explained from the values, and what a function printed."""

from __future__ import annotations

import numpy as np
import pytest

from autograder.diagnose.shapes import shape_relation
from autograder.notebook.checks import NotebookChecks
from autograder.report.status import Status
from autograder.student.numbers import CAP, shown
from autograder.student.printed import MOST, Printed
from autograder.student.result import CheckResult
from tests.student.common import env, findings, public, reference

NAME = "two_layer_nonlinear"


def source(function: str, *edits: tuple[str, str], of: str = NAME) -> str:
    text = reference(of).sources[function]
    for old, new in edits:
        assert old in text
        text = text.replace(old, new)
    return text


MEAN_MISSING = ('(cache["y_hat"] - y) / m', '(cache["y_hat"] - y)')


def checked(function: str, *edits: tuple[str, str], of: str = NAME) -> CheckResult:
    found = NotebookChecks(public(of), env(of, **{function: source(function, *edits, of=of)})).check(function)
    assert found is not None
    return found


def test_a_wrong_gradient_shows_its_worst_entry_and_what_was_measured() -> None:
    found = findings(NAME, "backward", backward=source("backward", MEAN_MISSING))
    behind = found["dy_hat"].numbers
    assert behind is not None
    assert behind.source == "measured"
    assert behind.worst is not None
    assert behind.got[behind.worst] == pytest.approx(7 * behind.want[behind.worst])
    assert np.abs(behind.got - behind.want).max() == np.abs(behind.got - behind.want)[behind.worst]
    assert {name for name, _ in behind.inputs} >= {"x", "y", 'params["W1"]', 'params["b2"]'}
    assert behind.in_short.startswith(f'backward()["dy_hat"][{behind.worst[0]}, {behind.worst[1]}] is ')
    assert found["dy_hat"].status is Status.WRONG


def test_of_two_examples_the_smaller_one_is_shown() -> None:
    behind = findings(NAME, "loss", loss="def loss(y_hat, y):\n    return 3.0")[""].numbers
    assert behind is not None
    smallest = min((e for e in public(NAME).of("loss")), key=lambda e: e.call.args[0].size)
    assert np.array_equal(dict(behind.inputs)["y_hat"], smallest.call.args[0])
    assert (behind.source, behind.worst) == ("expected", ())
    assert behind.in_short.startswith("loss() is 3, expected is ")


def test_numbers_and_the_name_are_one_click_deeper() -> None:
    found = checked("backward", ("dz1 = da1 * ", "dz1 = 0.7 * da1 * "))
    html = found._repr_html_()
    assert html.count("<summary>the numbers</summary>") == 1, "what only follows has none"
    assert "<details>" in html
    assert "<details open" not in html
    assert ", measured is " in str(found)
    named = checked("loss", ("np.mean", "np.sum"), of="two_layer_linear")
    assert "<summary>its name</summary>" in named._repr_html_()


def test_a_large_array_is_shown_by_its_corners() -> None:
    assert shown(2.0) == "2"
    assert shown(np.array([[1.0, 0.333333], [-20.5, 3.0]])) == "[[     1 0.3333]\n [ -20.5      3]]"
    assert shown(np.zeros((0, 2))) == "[]"
    large = shown(np.ones((300, 300)))
    assert "..." in large
    assert len(large) <= CAP + 2
    assert len(shown(np.ones((1,) * 8 + (50, 1)) * np.pi)) <= CAP + 2


DZ1 = np.array([[1.0, 2.0, 4.0], [8.0, 16.0, 32.0]])
SUMS = np.array([[7.0], [56.0]])


@pytest.mark.parametrize(
    ("got", "want", "said"),
    [
        (DZ1.sum(axis=0, keepdims=True), SUMS, "It is dz1 summed over axis 0."),
        (DZ1.mean(axis=0), SUMS, "It is the mean of dz1 over axis 0."),
        (DZ1, SUMS, "It is not summed over the examples."),
        (DZ1.sum(axis=1), SUMS, "Its values are right: only an axis is missing or one too many."),
        (DZ1.sum(), SUMS, "It is the sum of everything: one number where one for each unit is asked."),
        (np.float64(3.5), SUMS, "It is one number where one for each unit is asked."),
        (DZ1.T, DZ1, "Its values are right, but transposed."),
        (DZ1, DZ1.sum(), "It is not summed: the sum of its entries is right."),
        (np.ones((5, 5)), SUMS, ""),
        (np.full((2, 3), np.nan), SUMS, ""),
        (np.array(["a"]), SUMS, ""),
        (np.zeros((0, 3)), SUMS, ""),
    ],
)
def test_a_shape_is_explained_from_the_values(got: object, want: object, said: str) -> None:
    found = shape_relation(got, want, {"dz1": DZ1})
    assert ("" if found is None else found.sentence) == said


def test_a_check_explains_a_shape_by_measured_gradients() -> None:
    found = findings(NAME, "backward", backward=source("backward", ("axis=1", "axis=0")))
    assert found["db1"].status is Status.SHAPE
    assert found["db1"].relation.startswith("It is dz1 summed over axis 0.")


def test_what_a_function_prints_in_its_first_call_is_shown_below_its_check() -> None:
    noisy = source("sigmoid", ("    return", '    print("<b>z</b>", z.shape, "\\x1b[31m")\n    return'))
    of = NotebookChecks(public(NAME), env(NAME, sigmoid=noisy))
    found = of.check("sigmoid")
    assert found is not None
    assert str(found).count("<b>z</b>") == 1, "the other calls of a check print nothing"
    assert "sigmoid printed in its first call:" in str(found)
    html = found._repr_html_()
    assert "&lt;b&gt;z&lt;/b&gt;" in html
    assert "\x1b" not in html + str(found)
    assert "printed" not in str(of.check("loss"))
    assert "printed" not in str(of.check_all())


def test_a_function_that_changes_its_arguments_gets_a_note() -> None:
    name = "optimizers"
    own = "def minibatches(x, y, batch_size, rng):\n    x *= 2\n    rng.permutation(x.shape[1])\n    return []"
    found = NotebookChecks(public(name), env(name, minibatches=own)).check("minibatches")
    assert "minibatches changes its arguments in place (x)." in str(found)
    later = "def momentum(params, grads, v, lr, beta):\n    for k in v:\n        v[k] *= beta\n    return params, v"
    found = NotebookChecks(public(name), env(name, momentum=later)).check("momentum")
    assert "momentum changes its arguments in place (v)." in str(found), "not in its first call, where v is empty"
    assert "in place" not in str(NotebookChecks(public(name), env(name)).check_all())


def test_endless_printing_is_capped() -> None:
    printed = Printed()
    for _ in range(1000):
        assert printed.write("x" * 100) == 100
    assert str(printed) == "x" * MOST + f"\n… and {100_000 - MOST} more characters"
    assert str(Printed()) == ""


@pytest.mark.parametrize("function", ["forward", "backward"])
def test_a_wrong_value_of_a_network_is_drawn_one_click_deeper(function: str) -> None:
    edits = {"forward": ('+ params["b1"]', '- params["b1"]'), "backward": (' * (1 - cache["a1"])', "")}
    html = checked(function, edits[function])._repr_html_()
    picture = html.index("one example, drawn with your functions")
    assert "<svg" in html[picture : html.index("</details>", picture)]
    assert "misfit" in html[picture:]
    assert "A smaller example than the one in the numbers" in html[picture:]
    assert "<script" not in html
    assert html.count("one example, drawn with your functions") == 1


@pytest.mark.parametrize("function", ["forward", "backward", "sigmoid", "loss"])
def test_what_is_right_or_belongs_to_no_graph_is_not_drawn(function: str) -> None:
    edits = {"sigmoid": [("np.exp(-z)", "np.exp(z)")], "loss": [("np.mean", "np.sum")]}
    assert "drawn with your functions" not in checked(function, *edits.get(function, []))._repr_html_()


def test_a_drawing_beside_a_wrong_value_does_not_call_everything_right() -> None:
    html = checked("backward", ('(cache["y_hat"] - y) / m', '(cache["y_hat"] - y)'))._repr_html_()
    assert "Every number is what its arrows bring" not in html
    assert "For this one example every number is right" in html
