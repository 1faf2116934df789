"""The long training of a network: how it is judged, and which draws are rejected."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from autograder.declare.alike import turned
from autograder.declare.derive import observed
from autograder.declare.descent import least_squares_lr
from autograder.declare.long_training import LongTraining, arrives, is_even, is_measurable, needs_all
from autograder.declare.network import Training
from autograder.declare.network_case import NetworkFunctions
from autograder.declare.problem import Check
from autograder.declare.roles import Dense
from autograder.declare.underivable import UnderivableError
from tests.solutions.common import reference

EXPECTED = {
    "univariate_regression": Check.LEAST_SQUARES_AT_RATE,
    "multivariate_regression": Check.LEAST_SQUARES_AT_RATE,
    "two_layer_linear": Check.LEAST_SQUARES,
    "two_layer_nonlinear": Check.REFERENCE_LOSS,
    "logistic_regression": Check.REFERENCE_LOSS,
    "two_layer_perceptron": Check.REFERENCE_LOSS,
}


def network(name: str) -> tuple[NetworkFunctions, tuple[Dense, ...], Any]:
    known = reference(name).namespace
    functions = NetworkFunctions(*(known[f] for f in ("forward", "loss", "backward", "train")))
    return functions, observed(functions, known["draw_inputs"], {"n": (3, 5), "k": (6, 8), "m": (9, 11)}).layers, known


@pytest.mark.parametrize("name", EXPECTED)
def test_a_network_is_judged_by_what_theory_says_of_it(name: str) -> None:
    functions, layers, _ = network(name)
    made = LongTraining({"n": 3, "k": 4, "m": 40}, lr=0.5).of(functions, layers)
    assert isinstance(made, Training)
    assert made.check is EXPECTED[name]
    assert made.lr(np.zeros((3, 40))) == 0.5


def test_the_learning_rate_of_linear_networks_is_derived() -> None:
    x = np.random.default_rng(0).standard_normal((3, 40))
    for name, share in (("multivariate_regression", 1.0), ("two_layer_linear", 0.3)):
        functions, layers, _ = network(name)
        assert LongTraining({"n": 3}).of(functions, layers).lr(x) == pytest.approx(share * least_squares_lr(x))


def test_any_other_network_needs_one() -> None:
    functions, layers, _ = network("two_layer_nonlinear")
    with pytest.raises(UnderivableError, match="learning rate"):
        LongTraining({"n": 3}).of(functions, layers)


def test_a_linear_network_with_another_loss_is_compared_with_the_reference() -> None:
    functions, layers, _ = network("multivariate_regression")
    other = NetworkFunctions(functions.forward, lambda a, b: float(np.abs(a - b).mean()), functions.backward, max)
    assert LongTraining({"n": 3}, lr=0.1).of(other, layers).check is Check.REFERENCE_LOSS


def test_narrow_bowls_are_rejected() -> None:
    x = np.random.default_rng(0).standard_normal((3, 400))
    assert is_even(x)
    assert not is_even(x * np.array([[3.0], [1.0], [1.0]]))


def test_trainings_that_do_not_arrive_are_rejected() -> None:
    functions, layers, known = network("two_layer_linear")
    x, y, params = known["draw_inputs"](np.random.default_rng(1), {"n": 3, "k": 4, "m": 40})
    assert arrives(functions, layers)(x, y, params, 0.05, 2000)
    assert not arrives(functions, layers)(x, y, params, 0.05, 2)


def test_the_last_of_several_linear_layers_does_not_arrive_alone() -> None:
    functions, layers, known = network("two_layer_linear")
    x, y, params = known["draw_inputs"](np.random.default_rng(1), {"n": 5, "k": 2, "m": 40})
    accept = arrives(functions, layers)
    assert accept(x, y, params, 0.05, 2000)
    fit, *_ = np.linalg.lstsq(np.vstack([params["W1"] @ x, np.ones((1, 40))]).T, y.ravel(), rcond=None)
    only = fit[:2][None] @ params["W1"] @ x + fit[2]  # targets that the last layer can give
    assert not accept(x, only, params, 0.05, 2000)


def test_trainings_in_which_one_layer_does_all_the_work_are_rejected() -> None:
    functions, layers, known = network("two_layer_perceptron")
    rng = np.random.default_rng(3)
    draws = [known["draw_inputs"](rng, {"n": 5, "k": 3, "m": 40}) for _ in range(30)]
    accepted = [needs_all(functions, layers)(x, y, params, 2.5, 60) for x, y, params in draws]
    assert 0 < sum(accepted) < len(draws)
    x, y, params = draws[accepted.index(True)]
    assert not needs_all(functions, layers)(x, y, params, 2.5, 1)  # too few steps for half of the loss
    assert not needs_all(functions, layers)(x, np.ones_like(y), params, 2.5, 60)  # one answer for all


def test_numbers_are_trained_where_the_end_can_be_measured() -> None:
    x = np.array([[1.0, -1.0, 2.0, -0.5]])
    y, lr = 2 * x + 1, least_squares_lr(x)
    accepted = {steps: is_measurable(x, y, {"w": -1.0, "b": 0.5}, lr, steps) for steps in (5, *range(20, 60), 500)}
    assert any(accepted.values())
    assert not accepted[5]  # far from the optimum
    assert not accepted[500]  # nothing but rounding is left
    functions, layers, _ = network("univariate_regression")
    made = LongTraining({"m": 24}).of(functions, layers)
    assert made.once
    assert made.alike is not turned  # there is nothing to turn
    assert made.accept is is_measurable
