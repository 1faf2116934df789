"""A wrong value is named that one other value on the way explains, whatever it is made of, and no right one is."""

from __future__ import annotations

import numpy as np
import pytest

from autograder.author.inside import rewritten
from autograder.declare.other_texts import other_texts
from autograder.diagnose.derived import quietly
from autograder.diagnose.other_values import all_replaced
from autograder.diagnose.replaced_values import near_variants, replaced
from autograder.judge.shared_calls import shared_calls
from autograder.judge.values import identical
from autograder.report.status import Status
from tests.diagnose.common import diagnosed, undeclared
from tests.solutions.common import PROBLEMS, reference

SLOPE = 'cache["a1"] * (1 - cache["a1"])'


@pytest.mark.sampled(3)
@pytest.mark.parametrize(
    ("problem", "function", "old", "new", "question", "name"),
    [
        ("two_layer_nonlinear", "backward", "da1 * ", "np.cbrt(params['b1']) * 0 + da1 * np.flip(params['b1']) * ", "backward.dz1", ""),
        ("two_layer_nonlinear", "backward", f"da1 * {SLOPE}", f"da1 * np.mean({SLOPE}, axis=0, keepdims=True)", "backward.dz1", "averaged-too-early"),
        ("two_layer_nonlinear", "backward", 'params["W2"].T @', 'np.abs(params["W2"]).T @', "backward.da1", "function-extra"),
        ("two_layer_nonlinear", "backward", 'params["W2"].T @', '(params["W2"] / np.linalg.norm(params["W2"])).T @', "backward.da1", "another-length"),
        ("two_layer_nonlinear", "backward", 'cache["a1"].T', 'np.roll(cache["a1"], -1, axis=1).T', "backward.dW2", "neighbouring-example"),
        ("two_layer_nonlinear", "forward", 'params["b1"]', 'np.roll(params["b1"], 1)', "forward.z1", "another-order"),
        ("two_layer_nonlinear", "forward", 'params["W1"] @ x', 'params["W1"][:, ::-1] @ x', "forward.z1", "another-order"),
        ("multivariate_regression", "backward", "dy_hat @ x.T", "(dy_hat * cache['y_hat']) @ x.T", "backward.dw", "factor-extra"),
        ("univariate_regression", "loss", "(y_hat - y) ** 2", "np.minimum((y_hat - y) ** 2, 2 * np.abs(y_hat - y) - 1 + 1e9 * (np.abs(y_hat - y) < 1))", "loss", "another-function"),
        ("two_layer_linear", "loss", "(y_hat - y) ** 2", "np.log1p((y_hat - y) ** 2)", "loss", "another-function"),
        ("logistic_regression", "loss", "y * np.log(y_hat) + (1 - y)", "(y_hat > 0.5) * np.log(y_hat) + (y_hat <= 0.5)", "loss", "wrong-variable"),
        ("optimizers", "momentum", "* grad", "* (grad + params[key])", "momentum.v", "another-term"),
        ("optimizers", "rmsprop", "grad**2", "grad * params[key]", "rmsprop.s", ""),
        ("optimizers", "adam", "* grad**2", "* np.maximum(grad**2, v.get(key, 0.0))", "adam.s", "function-extra"),
        ("univariate_regression", "backward", "np.sum(dy_hat * x)", "np.sum(dy_hat * np.sort(x))", "backward.dw", "another-order"),
        ("univariate_regression", "train", "lr * grads", "np.tanh(lr) * grads", "train.params", ""),
    ],
)  # fmt: skip
def test_one_other_value_is_named(problem: str, function: str, old: str, new: str, question: str, name: str) -> None:
    of = undeclared(reference(problem))
    text = of.sources[function]
    assert old in text
    verdict = diagnosed(rewritten(of, function, text.replace(old, new, 1)), of)[question]
    assert verdict.status is Status.WRONG
    assert not name or verdict.misconceptions == (name,), verdict


def test_what_only_the_biases_have_wrong_is_named() -> None:
    of = undeclared(reference("optimizers"))
    text = of.sources["rmsprop"].replace("* grad**2", "* (grad**2 if key.startswith('W') else np.abs(grad))")
    assert diagnosed(rewritten(of, "rmsprop", text), of)["rmsprop.s"].misconceptions == ("square-missing",)


def test_a_state_that_is_left_out_for_the_biases_is_no_mean_taken_off_a_number() -> None:
    of = undeclared(reference("optimizers"))
    text = of.sources["momentum"].replace("beta * v.get(key, 0.0)", "beta * v.get(key, 0.0) * (key[0] != 'b')")
    found = diagnosed(
        rewritten(of, "momentum", text.replace("(1 - beta) * grad", "(1 - beta * (key[0] != 'b')) * grad")), of
    )
    assert found["momentum.v"].misconceptions == ("wrong-variable",)


@pytest.mark.sampled(3)
@pytest.mark.parametrize("problem", PROBLEMS)
def test_no_variant_is_near_the_right_answer(problem: str) -> None:
    of = reference(problem)
    for function in of.sources:
        for expected in shared_calls(of, function)[-1:]:
            for piece in expected.function.pieces or ("",):
                assert not near_variants(of, function, of.sources[function], piece, [expected.value])


def test_near_variants_answer_as_the_student_does() -> None:
    of = reference("two_layer_linear")
    calls, text = shared_calls(of, "forward"), of.sources["forward"]
    checked = 0
    for kind, variant in list(all_replaced(of, "forward", text))[::31]:
        try:
            with quietly():
                value = variant(*calls[-1].args)
        except (TypeError, ValueError, IndexError):
            continue
        wrong = np.abs(value["h"] - calls[-1].value["h"]).max() > 1e-3 if np.isfinite(value["h"]).all() else False
        checked += bool(wrong)
        found = near_variants(of, "forward", text, "h", [value])
        assert not wrong or kind in {one.kind for one in found}
    assert checked > 10


def test_there_are_hundreds_of_variants_and_the_usual_ones_are_among_them() -> None:
    of = reference("logistic_regression")
    every = replaced(of, "loss", of.sources["loss"])
    usual = list(all_replaced(of, "loss", of.sources["loss"], usual=True))
    assert len(every.variants) > 500 > len(usual) > 50


def test_a_value_that_is_computed_for_each_entry_is_not_replaced() -> None:
    of = reference("multivariate_regression")
    loops = next(text for text in other_texts(of)["forward"] if "for i in range(m)" in text)
    assert len(list(all_replaced(of, "forward", loops))) < len(list(all_replaced(of, "forward", of.sources["forward"])))


def test_the_same_variants_come_each_time() -> None:
    of = reference("two_layer_linear")
    text, args = of.sources["backward"], shared_calls(of, "backward")[0].args
    one, other = (list(all_replaced(of, "backward", text))[5] for _ in range(2))
    assert one[0] is other[0]
    assert identical(one[1](*args), other[1](*args))


def test_values_that_are_no_numbers_are_near_nothing() -> None:
    found = reference("two_layer_linear")
    answers = [call.value for call in shared_calls(found, "loss")]
    for odd in (np.inf, -np.inf, np.nan):
        assert not near_variants(found, "loss", found.sources["loss"], "", [odd for _ in answers])
