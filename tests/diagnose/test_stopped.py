"""Training that stops because of another function is told so, and is nobody's unnamed mistake."""

from __future__ import annotations

import pytest

from autograder.diagnose.stopped_training import stopped_by
from autograder.report.status import Status
from autograder.report.verdict import Verdict
from autograder.sandbox import Sandbox
from tests.diagnose.common import graded, statuses
from tests.solutions.common import NETWORKS, reference

NAME = "two_layer_nonlinear"
TRAINING = ("train.params", "train.losses", "train.converges")


def training_of(sandbox: Sandbox, **functions: str) -> tuple[list[Verdict], dict[str, str]]:
    report, _, _ = graded(reference(NAME), sandbox, functions)
    return [v for v in report.verdicts if v.question in TRAINING], statuses(report)


def edited(name: str, old: str, new: str) -> dict[str, str]:
    text = reference(NAME).sources[name]
    assert text.count(old) == 1
    return {name: text.replace(old, new)}


@pytest.mark.parametrize(
    ("functions", "said"),
    [
        (edited("backward", "dW1 = dz1 @ x.T", "dW1 = dz1 @ cache['a1'].T"), "`backward`, whose `dW1` has the wrong"),
        (edited("backward", "dW1 = dz1 @ x.T", "dW1 = dz1 @ nothing"), "`backward`, which raises an exception"),
        ({"forward": ""}, "`forward`, which is not there"),
        ({"loss": "def loss(y_hat, y):\n    raise NotImplementedError\n"}, "`loss`, which is not written yet"),
    ],
    ids=["shape", "raised", "missing", "unwritten"],
)
def test_it_is_said_what_training_stops_at(sandbox: Sandbox, functions: dict[str, str], said: str) -> None:
    """Its own helpers hand on what no other ones can, so that it cannot be tried without them."""
    training, _ = training_of(sandbox, **functions, **edited("train", "    losses = []", "    losses = [forward.own]"))
    assert {v.status.value for v in training} == {"raised"}
    for verdict in training:
        assert verdict.hint is not None
        assert said in verdict.hint
        assert verdict.group == ""


def test_training_that_works_with_other_helpers_follows(sandbox: Sandbox) -> None:
    training, _ = training_of(sandbox, forward="")
    assert {v.status.value for v in training} == {"follows"}
    assert all(v.score == v.max_score for v in training)


def test_training_that_raises_by_itself_is_a_mistake_of_its_own(sandbox: Sandbox) -> None:
    training, wrong = training_of(sandbox, train="def train(x, y, params, lr, steps):\n    return nothing\n")
    assert wrong == dict.fromkeys(TRAINING, "raised")
    for verdict in training:
        assert verdict.hint is None
        assert verdict.group


def test_wrong_values_of_the_right_shape_stop_nothing(sandbox: Sandbox) -> None:
    functions = edited("backward", "dW1 = dz1 @ x.T", "dW1 = 3 * dz1 @ x.T")
    training, _ = training_of(sandbox, **functions, train="def train(x, y, params, lr, steps):\n    return nothing\n")
    assert all(v.hint is None and v.group for v in training)


def test_only_networks_have_training() -> None:
    raised = [Verdict(f, Status.RAISED, 0.0, 1.0, "") for f in ("forward", "train")]
    network = reference(NAME).problem
    assert stopped_by(network, raised) is raised[0]
    assert stopped_by(network, raised[:1]) is None
    assert stopped_by(reference("optimizers").problem, raised) is None


@pytest.mark.parametrize("name", NETWORKS)
def test_training_that_gets_nothing_but_zeros_is_not_accused_of_losing_its_update(name: str, sandbox: Sandbox) -> None:
    zeros = reference(name).sources["backward"].replace("def backward", "def worked_out") + (
        "\ndef backward(x, y, params, cache):\n"
        "    return {k: 0 * g for k, g in worked_out(x, y, params, cache).items()}\n"
    )
    report, _, _ = graded(reference(name), sandbox, {"backward": zeros})
    assert not [v for v in report.verdicts if v.function == "train" and (v.misconceptions or v.hint)]


def test_training_that_loses_its_update_by_itself_is_told_so(sandbox: Sandbox) -> None:
    of = reference("univariate_regression")
    text = of.sources["train"].replace('return {"w": w, "b": b}', "return params")
    report, _, _ = graded(of, sandbox, {"train": text})
    (verdict,) = [v for v in report.verdicts if v.question == "train.params"]
    assert verdict.misconceptions == ("update-lost",)
