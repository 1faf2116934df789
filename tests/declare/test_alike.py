"""Other arguments of a training: gradient descent has the same losses with them. And signs, which differ by case."""

from __future__ import annotations

from functools import partial
from typing import Any

import numpy as np
import pytest

from autograder.declare.alike import Alike, turned, with_a_line
from autograder.declare.problem import Call, Check
from autograder.declare.roles import Dense
from autograder.judge.probes import draw_cases
from tests.solutions.common import reference

LINE = partial(with_a_line, Dense("w", "b", "x", "y_hat"))
MADE = [("univariate_regression", LINE), ("multivariate_regression", turned), ("two_layer_nonlinear", turned)]
NAME = "univariate_regression"


def losses(name: str, args: tuple[Any, ...]) -> Any:
    return np.array(reference(name).namespace["train"](*args)[1])


def drawn(name: str, alike: Alike, seed: int) -> Any:
    """Return other arguments than those of the long training with another seed."""
    calls = [call for case in draw_cases(reference(name).problem, 0) for call in case.calls]
    (given,) = [
        c.args for c in calls if c.function == "train" and c.check is not Check.VALUE and not c.check.only_shows
    ]
    return alike(np.random.default_rng(seed), given)


@pytest.mark.parametrize(("name", "alike"), MADE)
def test_the_losses_are_the_same_and_the_numbers_are_not(name: str, alike: Alike) -> None:
    one, other = (drawn(name, alike, seed) for seed in (1, 2))
    assert np.allclose(losses(name, one), losses(name, other), rtol=1e-9)
    assert not np.allclose(one[1], other[1])
    first = next(iter(one[2]))
    assert not np.allclose(one[2][first], other[2][first])


@pytest.mark.parametrize("shape", [(3,), (1, 3), (4, 3), (3, 4), ()])
@pytest.mark.parametrize("seed", range(5))
def test_the_largest_weight_on_an_input_is_negative(shape: tuple[int, ...], seed: int) -> None:
    """Weights of any shape may be declared: what does not end with the inputs is not turned."""
    rng = np.random.default_rng(seed)
    x, w = rng.standard_normal((3, 8)), rng.standard_normal(shape)
    made, y, params, *_ = turned(rng, (x, np.arange(8.0)[None], {"w": w, "b": 0.5}, 0.1, 5))
    if shape[-1:] == (3,):
        assert np.allclose(params["w"] @ made, (w @ x)[..., y[0].astype(int)])
        assert params["w"].flat[np.abs(params["w"]).argmax()] < 0
    else:
        assert params["w"] is w
    assert params["b"] == 0.5


def test_another_start_is_seen() -> None:
    x, y, params, lr, steps = drawn(NAME, LINE, 1)
    elsewhere = losses(NAME, (x, y, {"w": params["b"], "b": params["b"]}, lr, steps))
    assert elsewhere[0] > 20 * losses(NAME, (x, y, params, lr, steps))[0]


@pytest.mark.parametrize("seed", range(20))
def test_numbers_and_their_gradients_have_other_signs_in_the_second_case(seed: int) -> None:
    found = reference(NAME)
    first, second = (
        {call.function: call for call in case.calls if call.check is Check.VALUE}
        for case in draw_cases(found.problem, seed)
        if {"forward", "train"} <= {call.function for call in case.calls}
    )

    def numbers(function: str, call: Call) -> list[float]:
        given = found.problem.bind(call)
        params = given["params"]
        if function == "forward":
            return list(params.values())
        grads = found.namespace["backward"](
            given["x"], given["y"], params, found.namespace["forward"](given["x"], params)
        )
        return [grads["dw"], grads["db"], *(params.values() if function == "train" else ())]

    for function in ("forward", "backward", "train"):
        before, after = (numbers(function, calls[function]) for calls in (first, second))
        assert all(a * b < 0 for a, b in zip(before, after, strict=True)), function
