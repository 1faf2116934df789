"""A wrong value that one number in one place explains is named, whatever the number is; nothing else is."""

from __future__ import annotations

import pytest

from autograder.author.inside import rewritten
from autograder.report.status import Status
from autograder.report.verdict import Verdict
from tests.diagnose.common import diagnosed, undeclared
from tests.solutions.common import reference

LOSS = "y * np.log({0}) + (1 - y) * np.log(1 - {0})"
PLACES = [
    ("logistic_regression", "loss", LOSS.format("y_hat"), "y * np.log(y_hat + {0}) + (1 - y) * np.log(1 - y_hat + {0})", "loss", "number-added"),
    ("logistic_regression", "loss", LOSS.format("y_hat"), "y * np.log(y_hat) + {0} * (1 - y) * np.log(1 - y_hat)", "loss", "constant-off"),
    ("logistic_regression", "loss", LOSS.format("y_hat"), LOSS.format("np.clip(np.round(y_hat), {0}, 1 - {0})"), "loss", "rounded-prediction"),
    ("univariate_regression", "loss", "np.mean((y_hat - y) ** 2)", "np.sum((y_hat - y) ** 2) / (1 / {0})", "loss", "size-hard-coded"),
    ("multivariate_regression", "loss", "np.mean((y_hat - y) ** 2)", "np.sum((y_hat - y) ** 2) / (y.size + {0})", "loss", "another-divisor"),
    ("logistic_regression", "loss", LOSS.format("y_hat"), "(y * (1 - {0}) + {0} / 2) * np.log(y_hat) + (1 - y * (1 - {0}) - {0} / 2) * np.log(1 - y_hat)", "loss", "targets-smoothed"),
    ("logistic_regression", "loss", LOSS.format("y_hat"), "y * (1 - y_hat)**{0} * np.log(y_hat) + (1 - y) * y_hat**{0} * np.log(1 - y_hat)", "loss", "factor-extra"),
    ("exercises", "momentum_limit", "lr * g / (1 - beta)", "lr * g * (1 - beta**{0}) / (1 - beta)", "momentum_limit.summed", "stops-early"),
    ("univariate_regression", "loss", "np.mean((y_hat - y) ** 2)", "np.mean((y_hat - y) ** 2) + {0} * np.mean(y_hat**2)", "loss", "penalty-not-in-loss"),
    ("optimizers", "adam", "* grad**2", "* (grad + {0} * params[key])**2", "adam.s", "penalty-not-in-loss"),
    ("optimizers", "rmsprop", "+ eps", "+ {0}", "rmsprop.params", "argument-hard-coded"),
    ("optimizers", "minibatch_descent", "dw = dy_hat @ x_batch.T", "dw = dy_hat @ x_batch.T + {0} * w", "minibatch_descent.params", "penalty-not-in-loss"),
    ("optimizers", "minibatch_descent", "            b = b - lr * db", "            b = b - lr * db\n            lr = lr * (1 - {0})", "minibatch_descent.params", "rate-changes"),
    ("exercises", "softmax", "keepdims=True))", "keepdims=True)) + {0}", "softmax", "number-added"),
    ("optimizers", "minibatch_descent", "float(np.sum(dy_hat))", "{0} * float(np.sum(dy_hat))", "minibatch_descent.params", "constant-off"),
]  # fmt: skip


def verdict(problem: str, function: str, old: str, new: str, question: str) -> Verdict:
    of = undeclared(reference(problem))
    assert of.sources[function].count(old) == 1
    return diagnosed(rewritten(of, function, of.sources[function].replace(old, new)), of)[question]


@pytest.mark.parametrize("number", ["0.0123", "1e-3"])
@pytest.mark.parametrize(("problem", "function", "old", "new", "question", "kind"), PLACES)
def test_a_number_in_one_place_is_found(
    problem: str, function: str, old: str, new: str, question: str, kind: str, number: str
) -> None:
    found = verdict(problem, function, old, new.format(number), question)
    assert found.misconceptions == (kind,), found
    shown = {"size-hard-coded": 1 / float(number), "rate-changes": 1 - float(number)}.get(kind, float(number))
    assert f"{shown:.4g}" in found.message


@pytest.mark.sampled(3)
@pytest.mark.parametrize(("problem", "function", "old", "new", "question", "kind"), PLACES)
def test_a_number_that_changes_from_call_to_call_is_none(
    problem: str, function: str, old: str, new: str, question: str, kind: str
) -> None:
    argument = {"loss": "y_hat", "softmax": "z", "minibatch_descent": "y", "momentum_limit": "np.full((1, 1), g)"}.get(
        function, "grads['W1']"
    )
    found = verdict(problem, function, old, new.format(f"(0.01 + abs({argument}[0, 0]) / 99)"), question)
    assert found.status is Status.WRONG
    assert kind not in found.misconceptions, found


@pytest.mark.parametrize("level", ["0.01", *(f"{hundredths / 100:g}" for hundredths in range(3, 47, 4))])
def test_what_is_cut_off_near_to_the_end_or_far_from_it_is_found(level: str) -> None:
    new = LOSS.format(f"np.clip(y_hat, {level}, 1 - {level})")
    found = verdict("logistic_regression", "loss", LOSS.format("y_hat"), new, "loss")
    assert found.misconceptions == ("cut-off",), found
    assert f"at {level} from 0 and 1" in found.message


def test_one_wrong_entry_gives_no_number() -> None:
    text = "    made = np.tanh(x)\n    made.flat[0] *= 1.37\n    return made"
    found = verdict("scalar_operations", "tanh", "    return np.tanh(x)", text, "tanh")
    assert found.status is Status.WRONG
    assert not found.misconceptions, found
