"""One mistake costs its points once, in every network; and nothing is earned by following from nothing."""

from __future__ import annotations

import pytest

from autograder.declare.reference import Reference
from autograder.plain.question_names import function_of
from autograder.report.status import Status
from autograder.report.verdict import Verdict
from tests.inside import judged
from tests.solutions.common import NETWORKS, TWO_LAYERS, misconception, reference, student

OK = (Status.CORRECT, Status.FOLLOWS)
WITH_SIGMOID = tuple(n for n in NETWORKS if "sigmoid" in reference(n).sources)


def of_function(verdicts: dict[str, Verdict], function: str) -> dict[str, Verdict]:
    return {q: v for q, v in verdicts.items() if function_of(q) == function}


def with_mistake(name: str, mistake: str, function: str) -> Reference:
    return reference(name).edited(misconception(name, mistake, function))


@pytest.mark.parametrize("name", NETWORKS)
def test_wrong_backward_costs_no_forward_and_training_follows(name: str) -> None:
    verdicts = judged(with_mistake(name, "missing-mean", "backward"), reference(name))
    for function in ("forward", "loss"):
        assert all(v.status is Status.CORRECT for v in of_function(verdicts, function).values())
    lost = [q for q, v in verdicts.items() if v.score < v.max_score]
    first = next(iter(of_function(verdicts, "backward")))
    assert lost == [first]
    assert verdicts["train.params"].status is Status.FOLLOWS
    assert verdicts["train.losses"].status is Status.FOLLOWS


@pytest.mark.parametrize("name", NETWORKS)
def test_wrong_forward_costs_no_backward_and_training_follows(name: str) -> None:
    verdicts = judged(with_mistake(name, "bias-left-out", "forward"), reference(name))
    assert all(v.status is Status.CORRECT for v in of_function(verdicts, "backward").values())
    assert sum(v.max_score - v.score for v in verdicts.values()) == 1
    assert verdicts["train.params"].status is Status.FOLLOWS


@pytest.mark.parametrize("name", NETWORKS)
def test_a_backward_that_runs_its_own_wrong_forward_again_follows(name: str) -> None:
    wrong = with_mistake(name, "bias-left-out", "forward")
    start = "    m = x.shape[1]\n"
    text = wrong.sources["backward"].replace(start, f"{start}    cache = forward(x, params)\n")
    verdicts = judged(student(wrong, "backward", text), reference(name))
    backward = of_function(verdicts, "backward")
    assert all(v.status in OK for v in backward.values()), backward
    assert any(v.status is Status.FOLLOWS for v in backward.values())


@pytest.mark.parametrize("name", NETWORKS)
def test_a_backward_that_runs_its_own_right_forward_again_is_right(name: str) -> None:
    of = reference(name)
    start = "    m = x.shape[1]\n"
    text = of.sources["backward"].replace(start, f"{start}    cache = forward(x, params)\n")
    verdicts = judged(student(of, "backward", text), of)
    assert all(v.status is Status.CORRECT for v in verdicts.values())


@pytest.mark.parametrize("name", NETWORKS)
def test_gradients_of_zeros_earn_nothing_and_do_not_cost_training(name: str) -> None:
    of = reference(name)
    start, _, right = of.sources["backward"].rpartition("    return ")
    text = f"{start}    return {{name: 0 * value for name, value in {right.strip()}.items()}}\n"
    verdicts = judged(student(of, "backward", text), of)
    assert all(v.status is Status.WRONG for v in of_function(verdicts, "backward").values())
    assert verdicts["train.params"].message == "train is right by itself: it was tried with other helpers."


@pytest.mark.parametrize("name", NETWORKS)
def test_a_right_gradient_is_right_whatever_stands_before_it(name: str) -> None:
    verdicts = judged(with_mistake(name, "mean-only-at-parameters", "backward"), reference(name))
    backward = of_function(verdicts, "backward")
    wrong = [q for q, v in backward.items() if v.status is Status.WRONG]
    assert wrong == [next(iter(backward))]
    assert all(v.status is Status.CORRECT for v in of_function(verdicts, "train").values())


@pytest.mark.parametrize("name", [n for n in WITH_SIGMOID if n in TWO_LAYERS])
def test_a_wrong_dz1_does_not_cost_the_first_layer(name: str) -> None:
    verdicts = judged(with_mistake(name, "sigmoid-slope-missing", "backward"), reference(name))
    assert verdicts["backward.dz1"].status is Status.WRONG
    for question in ("backward.dW1", "backward.db1", "train.params"):
        assert verdicts[question].status is Status.FOLLOWS
        assert verdicts[question].score == verdicts[question].max_score
    for question in ("backward.dW2", "backward.da1"):
        assert verdicts[question].status is Status.CORRECT


@pytest.mark.parametrize("name", WITH_SIGMOID)
def test_a_wrong_sigmoid_is_paid_once(name: str) -> None:
    verdicts = judged(with_mistake(name, "exponent-sign", "sigmoid"), reference(name))
    assert [q for q, v in verdicts.items() if v.score < v.max_score] == ["sigmoid"]
    assert verdicts["forward.a1" if name in TWO_LAYERS else "forward.y_hat"].status is Status.FOLLOWS


@pytest.mark.parametrize("name", NETWORKS)
def test_a_wrong_train_with_right_gradients_is_wrong(name: str) -> None:
    verdicts = judged(with_mistake(name, "uphill", "train"), reference(name))
    assert verdicts["train.params"].status is Status.WRONG
    assert verdicts["train.converges"].status in (Status.WRONG, Status.NOT_FINITE)
    assert verdicts["train.losses"].status is Status.FOLLOWS


def test_two_wrong_functions_cost_two_questions() -> None:
    name = "two_layer_nonlinear"
    both = with_mistake(name, "bias-left-out", "forward").edited(misconception(name, "missing-mean", "backward"))
    verdicts = judged(both, reference(name))
    lost = [q for q, v in verdicts.items() if v.score < v.max_score]
    assert lost == ["forward.z1", "backward.dy_hat"]


def test_losses_follow_from_impossible_predictions_and_from_a_loss_that_is_never_a_number() -> None:
    name = "logistic_regression"
    verdicts = judged(with_mistake(name, "activation-left-out", "forward"), reference(name))
    assert [q for q, v in verdicts.items() if v.score < v.max_score] == ["forward.y_hat"]
    assert verdicts["train.losses"].status is Status.FOLLOWS
    never = judged(student(reference(name), "loss", "def loss(y_hat, y):\n    return float('nan')\n"), reference(name))
    assert [q for q, v in never.items() if v.score < v.max_score] == ["loss"]
    assert never["loss"].status is Status.NOT_FINITE


OWN_SEARCH = """\
def random_search(x, y, candidates):
    pairs = [{"w": w, "b": b} for w, b in candidates]
    losses = [loss(forward(x, p)["y_hat"], y) for p in pairs]
    best = int(np.argmin(losses))
    return pairs[best], losses[best]
"""


@pytest.mark.parametrize(
    ("mistake", "function"), [("bias-left-out", "forward"), ("sum-for-mean", "loss"), ("square-precedence", "loss")]
)
def test_a_search_by_ones_own_wrong_forward_or_loss_follows(mistake: str, function: str) -> None:
    name = "univariate_regression"
    searching = student(with_mistake(name, mistake, function), "random_search", OWN_SEARCH)
    verdicts = judged(searching, reference(name))
    assert verdicts["random_search"].status is Status.FOLLOWS
    assert sum(v.max_score - v.score for v in verdicts.values()) == 1


@pytest.mark.parametrize(("pairs", "status"), [("pairs", Status.FOLLOWS), ("pairs[1:]", Status.WRONG)])
def test_a_search_by_a_loss_that_is_always_the_same_follows_if_it_is_right_by_itself(
    pairs: str, status: Status
) -> None:
    of = reference("univariate_regression")
    searching = student(of, "random_search", OWN_SEARCH.replace("in pairs", f"in {pairs}"))
    verdicts = judged(student(searching, "loss", "def loss(y_hat, y):\n    return 1.0\n"), of)
    assert verdicts["random_search"].status is status


def test_a_value_of_a_wrong_shape_that_training_never_uses_does_not_cost_training() -> None:
    name = "univariate_regression"
    verdicts = judged(with_mistake(name, "transposed-targets", "backward"), reference(name))
    assert verdicts["backward.dy_hat"].status is Status.SHAPE
    assert verdicts["train.params"].status is Status.FOLLOWS
    assert verdicts["train.converges"].score == verdicts["train.converges"].max_score


def test_nothing_follows_from_gradients_of_a_wrong_shape() -> None:
    of = reference("multivariate_regression")
    text = of.sources["backward"].replace("dy_hat @ x.T", "x @ dy_hat.T").replace("/ m", "")
    loose = of.sources["train"].replace('grads["dw"]', 'grads["dw"].T')
    verdicts = judged(student(student(of, "backward", text), "train", loose), of)
    assert verdicts["backward.dw"].status is Status.SHAPE
    assert verdicts["train.params"].status is Status.WRONG
