"""A wrong training is named by how it differs from gradient descent, on the graded page as in the notebook."""

from __future__ import annotations

import pytest

from autograder.author.inside import rewritten
from autograder.report.status import Status
from autograder.report.verdict import Verdict
from tests.diagnose.common import diagnosed, undeclared
from tests.solutions.common import reference

HEAD = "def train(x, y, params, lr, steps):\n    params, losses = dict(params), []\n"
STEP = """    for i in range(steps):
        cache = forward(x, params)
        losses.append(loss(cache["y_hat"], y))
        grads = backward(x, y, params, cache)
        {step}
    return params, losses
"""
MOVE = 'params = {n: params[n] - lr * grads["d" + n] for n in params}'
ONE_BY_ONE = """for n in list(params):
    g = backward(x, y, params, forward(x, params))
    params[n] = params[n] - lr * g["d" + n]"""
EACH_EXAMPLE = """for j in range(x.shape[1]):
    a, b = x[:, j : j + 1], y[:, j : j + 1]
    grads = backward(a, b, params, forward(a, params))
    """
ENTRY_BY_ENTRY = """for n in list(params):
    for at in np.ndindex(np.shape(params[n])):
        moved = np.array(params[n], dtype=float)
        moved[at] -= lr * np.asarray(backward(x, y, params, forward(x, params))["d" + n])[at]
        params = {**params, n: moved if moved.ndim else float(moved)}"""
SIGNS = MOVE.replace('grads["d" + n]', 'np.sign(grads["d" + n])')
HALF = "a, b = x[:, ::2], y[:, ::2]\ngrads = backward(a, b, params, forward(a, params))\n"
HANDED_ON = """
params = {n: params[n] + (0.9 * moved[n] if i else 0.0) for n in params}
moved = {n: params[n] - old[n] for n in params}"""
OTHER_INPUTS = "a = {}\ngrads = backward(a, y, params, forward(a, params))\n"
NETWORKS = ["univariate_regression", "logistic_regression", "two_layer_linear", "two_layer_perceptron"]


def of_training(name: str, text: str) -> dict[str, Verdict]:
    of = undeclared(reference(name))
    return {q: v for q, v in diagnosed(rewritten(of, "train", text), of).items() if v.function == "train"}


def trained(step: str) -> str:
    return HEAD + STEP.format(step=step.replace("\n", "\n        "))


@pytest.mark.sampled(3)
@pytest.mark.parametrize("name", NETWORKS)
@pytest.mark.parametrize(
    ("step", "kind"),
    [
        (MOVE.replace("- lr", "+ lr"), "uphill"),
        (MOVE.replace("- lr", "- lr / x.shape[1]"), "mean-twice"),
        ("_ = 0", "update-lost"),
        (MOVE.replace("for n in params", 'if n[0] == "b" else params[n] for n in params'), "parameter-never-updated"),
        (MOVE.replace("for n in params", 'if n[0] != "b" else params[n] for n in params'), "bias-never-updated"),
        (MOVE.replace("- lr", "- lr / (i + 1)"), "rate-changes"),
        (MOVE.replace("- lr", "- lr * 0.97**i"), "rate-changes"),
        (MOVE.replace("params[n] - lr *", "-lr *"), "old-value-lost"),
        (EACH_EXAMPLE + MOVE.replace("- lr", "- lr / x.shape[1]"), "step-for-each-example"),
        (OTHER_INPUTS.format("x - x.mean(axis=1, keepdims=True)") + MOVE, "inputs-changed"),
        (OTHER_INPUTS.format("(x - x.min()) / (x.max() - x.min())") + MOVE, "inputs-changed"),
(f"old = params\n{MOVE}{HANDED_ON}", "earlier-steps-added"),
        (MOVE.replace("lr * grads", "lr * np.sign(params[n]) * 0.05 - lr * grads"), "another-term"),
        (MOVE.replace("params[n] -", "0.99 * params[n] -"), "penalty-not-in-loss"),
        (MOVE.replace("- lr", "- 1.37 * lr"), "constant-factor"),
        (MOVE.replace("grads[", "params[n] * grads["), "another-formula"),
        (OTHER_INPUTS.format("x[:, ::-1]") + MOVE, "inputs-changed"),
        (OTHER_INPUTS.replace("a, y", "a, y - y.mean()").format("x") + MOVE, "targets-changed"),
        (HALF + MOVE, "some-examples-each-step"),
        (f"{MOVE}\nparams = {{n: np.round(v, 3) for n, v in params.items()}}", "rounded"),
        (f"{MOVE}\nif i == steps - 1:\n    params = {{n: np.round(v, 4) for n, v in params.items()}}", "rounded"),
        (ONE_BY_ONE, "not-simultaneous"),
        (f"{MOVE}\nreturn params, losses + [0.0] * (steps - 1)", "return-in-loop"),
        (f"if i % 2:\n    continue\n{MOVE}", "another-count"),
        (f"{MOVE}\nif steps > 3 and i == 1:\n    return params, losses", "stops-early"),
        (f"grads = backward(x[:, :1], y[:, :1], params, forward(x[:, :1], params))\n{MOVE}", "some-examples-each-step"),
        (MOVE.replace("lr * grads", "np.clip(lr * grads").replace("+ n]", "+ n], -1e-3, 1e-3)"), "cut-off"),
    ],
)  # fmt: skip
def test_a_wrong_training_is_named(name: str, step: str, kind: str) -> None:
    found = of_training(name, trained(step))["train.params"]
    assert found.misconceptions == (kind,), found
    assert len(found.message) > 60


@pytest.mark.parametrize("name", NETWORKS)
@pytest.mark.parametrize("value", ["0.0", "params[bias] + 1.0"])
def test_a_training_that_starts_elsewhere_is_named(name: str, value: str) -> None:
    start = f'    bias = "b2" if "b2" in params else "b"\n    params[bias] = {value}\n'
    found = of_training(name, HEAD + start + STEP.format(step=MOVE))
    assert found["train.params"].misconceptions == ("starts-elsewhere",), found


@pytest.mark.parametrize("name", ["two_layer_linear", "two_layer_perceptron"])
@pytest.mark.parametrize(
    ("after", "kind"),
    [
        ("np.clip({}, -0.6, 0.6)", "cut-off"),
        ("{0} / np.linalg.norm({0}) if np.size({0}) > 1 else {0}", "scale-changed"),
    ],
)
def test_what_is_done_to_all_parameters_after_a_step_is_named(name: str, after: str, kind: str) -> None:
    found = of_training(name, trained(f"{MOVE}\nparams = {{n: {after.format('v')} for n, v in params.items()}}"))
    assert found["train.params"].misconceptions == (kind,), found


@pytest.mark.parametrize("name", NETWORKS)
def test_where_training_does_not_arrive_carries_the_name_of_its_steps(name: str) -> None:
    found = of_training(name, trained(MOVE.replace("- lr", "- lr / (i + 1)")))
    assert found["train.converges"].misconceptions == ("rate-changes",)


@pytest.mark.parametrize("name", NETWORKS)
@pytest.mark.parametrize(
    ("after", "kind"),
    [
        ("losses[-1] = sum(losses) / len(losses)", "losses-averaged"),
        ("now, losses[-1] = losses[-1], now if i else losses[-1]", "stale-value"),
    ],
)
def test_losses_of_earlier_steps_are_named(name: str, after: str, kind: str) -> None:
    text = trained(MOVE).replace("        grads = ", f"        {after}\n        grads = ")
    assert of_training(name, text)["train.losses"].misconceptions == (kind,)


@pytest.mark.parametrize("name", NETWORKS)
def test_right_steps_are_not_those_of_labels_on_another_scale(name: str) -> None:
    """Labels that are scaled to lie between 0 and 1, or divided by the largest, are the same."""
    before = 'losses.append(loss(cache["y_hat"] if i < 2 else np.full(y.shape, 0.3), y))'
    found = of_training(name, trained(MOVE).replace('losses.append(loss(cache["y_hat"], y))', before))
    assert found["train.losses"].status is Status.WRONG
    assert found["train.losses"].misconceptions == ()


@pytest.mark.sampled(2)
@pytest.mark.parametrize("name", NETWORKS)
def test_right_steps_and_meaningless_ones_have_no_name(name: str) -> None:
    assert all(v.status.accepted and not v.misconceptions for v in of_training(name, trained(MOVE)).values())
    nonsense = trained('params = {n: params[n] - lr * (grads["d" + n] + np.sin(9 * params[n])) for n in params}')
    assert of_training(name, nonsense)["train.params"].misconceptions == ()
    nearly = trained('params = {n: params[n] - lr * grads["d" + n] - 0.01 * np.cos(7 * params[n]) for n in params}')
    assert of_training(name, nearly)["train.params"].misconceptions == ()
    nearly = trained(
        EACH_EXAMPLE.replace("(x.shape[1])", "(x.shape[1] - 1, -1, -1)") + MOVE.replace("- lr", "- lr / 9")
    )
    assert of_training(name, nearly)["train.params"].misconceptions == ()


@pytest.mark.parametrize("name", ["logistic_regression", "two_layer_linear"])
def test_a_parameter_of_which_only_the_first_entry_moves_misses_entries_and_no_examples(name: str) -> None:
    first = "w" if name == "logistic_regression" else "W1"
    only = f'params["{first}"][:, 1:] = before["{first}"][:, 1:]'
    found = of_training(name, trained(f"before = params\n{MOVE}\n{only}"))["train.params"]
    assert found.misconceptions == ("entries-left-out",), found


@pytest.mark.parametrize("name", ["logistic_regression", "multivariate_regression", "two_layer_linear"])
def test_entries_that_move_by_themselves_are_named(name: str) -> None:
    assert of_training(name, trained(ENTRY_BY_ENTRY))["train.params"].misconceptions == ("not-simultaneous",)


CLIPPED = MOVE.replace("lr * grads", "lr * np.clip(grads").replace("+ n]", "+ n], -1, 1)")
OF_ITSELF = MOVE.replace('grads["d" + n]', '(grads["d" + n] - 0.0571834 * params[n])')


@pytest.mark.parametrize("name", NETWORKS)
@pytest.mark.parametrize(
    ("step", "kind"), [(SIGNS, "another-optimizer"), (CLIPPED, "cut-off"), (OF_ITSELF, "another-term")]
)
def test_what_looks_like_another_mistake_at_the_start_is_told_apart(name: str, step: str, kind: str) -> None:
    """Signs and cut off steps are as long where all gradients are large; only a round number is a penalty."""
    found = of_training(name, trained(step))["train.params"]
    assert found.misconceptions == (kind,) or (step == CLIPPED and found.status.accepted), found  # if none is above 1


def test_a_training_that_becomes_nan_is_named_by_what_it_does_with_a_smaller_rate() -> None:
    found = of_training("two_layer_linear", trained(EACH_EXAMPLE + MOVE))["train.params"]
    assert found.status is Status.NOT_FINITE
    assert found.misconceptions == ("step-for-each-example",)


@pytest.mark.parametrize("name", NETWORKS)
def test_the_best_parameters_that_are_one_step_old_are_no_wrong_gradients(name: str) -> None:
    step = f"best = params if losses[-1] <= min(losses) else best\n{MOVE}\nif i == steps - 1:\n    return best, losses"
    found = of_training(name, trained(step))["train.params"]
    assert "that your first step follows" not in found.message
    assert found.misconceptions == ("one-step-short",), found
