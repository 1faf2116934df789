"""The whole diagnosis through the sandbox: what it says, that it can be said again from evidence, what it costs."""

from __future__ import annotations

import re

import pytest

from autograder.author.inside import judged
from autograder.diagnose import explained
from autograder.diagnose.unexplained import NAMED
from autograder.grading import judge
from autograder.report.report import ProblemReport
from autograder.sandbox import Sandbox
from autograder.staff.policy import Policy
from tests.diagnose.common import graded, statuses
from tests.solutions.common import NETWORKS, PROBLEMS, misconception, reference

NAME = "two_layer_nonlinear"
TANH = """
def forward(x, params):
    z1 = np.dot(params["W1"], x) + params["b1"]
    a1 = np.tanh(z1)
    return dict(z1=z1, a1=a1, y_hat=np.dot(params["W2"], a1) + params["b2"])
"""
TANH_BACK = """
def backward(x, y, params, cache):
    a1, m = cache["a1"], y.size
    e = (cache["y_hat"] - y) * 2 / m
    back = np.outer(params["W2"], e)
    d = back - back * a1 * a1
    return {"dy_hat": e, "dW2": np.dot(e, a1.T), "db2": e.sum(), "da1": back, "dz1": d,
            "dW1": np.dot(d, x.T), "db1": d.sum(axis=1).reshape(-1, 1)}
"""
HALF = "def loss(y_hat, y):\n    return np.sum((y - y_hat) ** 2) / (2 * y.shape[1])"
HALF_BACK = TANH_BACK.replace("* 2 / m", "/ m").replace("back - back * a1 * a1", "back * a1 * (1 - a1)")
RIGHT_FOR_OWN = "Your `backward` is right for your own"


def notes(report: ProblemReport) -> str:
    return "\n".join(report.notes)


def test_a_backward_that_is_right_for_the_own_forward_is_told_so(sandbox: Sandbox) -> None:
    report, evidence, document = graded(reference(NAME), sandbox, {"forward": TANH, "backward": TANH_BACK})
    assert "The mistake is in `forward`;" in notes(report)
    again = judge(document, reference(NAME), evidence, Policy())
    assert again == report  # from the stored answers alone, asking nobody


def test_a_backward_that_is_right_for_the_own_loss_follows(sandbox: Sandbox) -> None:
    report, evidence, document = graded(reference(NAME), sandbox, {"loss": HALF, "backward": HALF_BACK})
    assert [v.question for v in report.verdicts if v.score < v.max_score] == ["loss"]
    assert judge(document, reference(NAME), evidence, Policy()) == report


def test_what_was_tried_again_is_judged_again_from_the_stored_answers(sandbox: Sandbox) -> None:
    missing = {"sigmoid": "", "backward": HALF_BACK.replace('"dz1": d,', '"dz1": d.T,')}
    report, evidence, document = graded(reference(NAME), sandbox, missing)
    assert {v.status.value for v in report.verdicts if v.function in ("forward", "train")} == {"follows"}
    assert judge(document, reference(NAME), evidence, Policy()) == report


@pytest.mark.parametrize(
    "functions",
    [
        {"backward": TANH_BACK},  # forward is right
        {"forward": TANH},  # backward is right as it is asked
        {"forward": TANH, "backward": TANH_BACK.replace("a1 * a1", "a1")},  # wrong for any forward
        {"forward": TANH, "backward": "def backward(x, y, params, cache):\n    return {}"},
        {"forward": "def forward(x, params):\n    return 1 / 0", "backward": TANH_BACK},
    ],
)
def test_and_no_other_is(functions: dict[str, str], sandbox: Sandbox) -> None:
    report, _, _ = graded(reference(NAME), sandbox, functions)
    assert RIGHT_FOR_OWN not in notes(report)


def test_a_kink_or_nan_on_the_way_says_nothing(sandbox: Sandbox) -> None:
    step = TANH.replace("np.tanh(z1)", "np.floor(4 * z1)")
    for forward in (step, TANH.replace("np.tanh(z1)", "np.tanh(z1) + np.nan")):
        report, _, _ = graded(reference(NAME), sandbox, {"forward": forward, "backward": TANH_BACK})
        assert RIGHT_FOR_OWN not in notes(report)


@pytest.mark.parametrize("name", PROBLEMS)
def test_a_right_submission_is_asked_nothing_more_and_told_nothing(
    name: str, sandbox: Sandbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    for room in ("name_mistakes", "relate_unexplained", "first_wrong", "own_forward"):
        monkeypatch.setattr(explained, room, None)  # whoever calls it fails
    report, _, _ = graded(reference(name), sandbox, {})
    assert statuses(report) == {}
    assert report.first_wrong is None
    assert not any(v.misconceptions or v.hint for v in report.verdicts)


def test_the_first_wrong_value_stands_in_the_report(sandbox: Sandbox) -> None:
    report, _, _ = graded(reference(NAME), sandbox, {"backward": TANH_BACK})
    assert report.first_wrong == "backward.dz1"
    assert "The first wrong value is `backward.dz1`; `dW1` and `db1` follow from it." in report.notes


RIGHT_BACK = TANH_BACK.replace("back - back * a1 * a1", "back * a1 * (1 - a1)")


@pytest.mark.parametrize(
    ("old", "new", "question", "said", "name"),
    [
        (
            "np.dot(d, x.T)",
            "-m / 2 * np.dot(d, x.T)",
            "dW1",
            "dW1 is exactly -1/2 * m times the true gradient",
            "constant-factor",
        ),
        (
            "np.dot(d, x.T)",
            "np.dot(d[:, 1:], x[:, 1:].T)",
            "dW1",
            "dW1 is the gradient without the first example",
            "examples-left-out",
        ),
        (
            "d.sum(axis=1)",
            "d[:, ::2].sum(axis=1)",
            "db1",
            "db1 is the gradient of every other example (the first,",
            "examples-left-out",
        ),
        (
            "back * a1 * (1 - a1)",
            "-2 * back",
            "dz1",
            "dz1 is -2 times the gradient without the slope of the hidden",
            "sigmoid-slope-missing",
        ),
        (
            'np.outer(params["W2"], e)',
            'np.outer(params["W2"] - np.dot(e, a1.T), e)',
            "da1",
            "W2 after its update",
            "updated-weights-used",
        ),
    ],
)
def test_what_no_mistake_explains_is_related_to_the_true_gradient(
    old: str, new: str, question: str, said: str, name: str, sandbox: Sandbox
) -> None:
    report, _, _ = graded(reference(NAME), sandbox, {"backward": RIGHT_BACK.replace(old, new)})
    (verdict,) = [v for v in report.verdicts if v.question == f"backward.{question}"]
    assert verdict.status.value == "wrong"
    assert verdict.misconceptions == (name,)
    assert said in verdict.message


@pytest.mark.parametrize(
    ("old", "new", "question", "said", "name"),
    [
        ("np.dot(d, x.T)", 'np.dot(d, x.T) + 0.25 * params["W1"]', "dW1", "plus a multiple of", "penalty-not-in-loss"),
        ("d.sum(axis=1)", "d[:, -1]", "db1", "differs from", "last-example-only"),
        ("e.sum()", "e[0, :-1].sum()", "db2", "differs from", "last-example-dropped"),
        ("* 2 / m", "* 2 / 37", "dy_hat", "what it should be with 37 examples, however many", "examples-hard-coded"),
    ],
)
def test_a_mistake_of_a_strength_of_its_own_has_its_name_all_the_same(
    old: str, new: str, question: str, said: str, name: str, sandbox: Sandbox
) -> None:
    report, _, _ = graded(reference(NAME), sandbox, {"backward": RIGHT_BACK.replace(old, new)})
    verdicts = {v.question: v for v in report.verdicts}
    verdict = verdicts[f"backward.{question}"]
    assert verdict.misconceptions == (name,)
    assert verdict.hint == misconception(NAME, name, "backward").hint
    assert said in verdict.message
    assert [v.question for v in report.verdicts if v.misconceptions] == [verdict.question]


def test_a_second_mistake_has_its_name_where_the_first_is_only_another_length(sandbox: Sandbox) -> None:
    back = RIGHT_BACK.replace("* 2 / m", "* 7 / (m + 1)").replace("np.dot(e, a1.T)", 'np.dot(e, cache["z1"].T)')
    report, _, _ = graded(reference(NAME), sandbox, {"backward": back})
    names = {v.question: v.misconceptions for v in report.verdicts if v.status.value == "wrong"}
    assert names == {"backward.dy_hat": ("another-length",), "backward.dW2": ("pre-activation-for-activation",)}


def test_relations_take_their_names_from_the_vocabulary() -> None:
    declared = {m.name for name in NETWORKS for m in reference(name).mistakes if m.function == "backward"}
    assert set(NAMED.values()) <= declared


def test_nothing_is_related_that_comes_after_a_broken_value(sandbox: Sandbox) -> None:
    broken = RIGHT_BACK.replace('"dz1": d', '"dz1": d[:1]').replace("np.dot(d, x.T)", "7 * m * np.dot(d, x.T) / 3.5")
    report, _, _ = graded(reference(NAME), sandbox, {"backward": broken})
    messages = {v.question: v.message for v in report.verdicts}
    assert "got shape" in messages["backward.dz1"]
    assert "true gradient" not in messages["backward.dW1"]


def test_what_nothing_explains_is_left_at_that(sandbox: Sandbox) -> None:
    text = RIGHT_BACK.replace("d.sum(axis=1)", "np.sin(9 * d + 0.3).sum(axis=1)")
    report, _, _ = graded(reference(NAME), sandbox, {"backward": text})
    (verdict,) = [v for v in report.verdicts if v.status.value == "wrong" and v.question.startswith("backward")]
    assert verdict.message.startswith('backward()["db1"] differs from the expected value')
    assert " is " not in verdict.message


def test_a_second_mistake_is_measured_by_the_own_gradients_before_it(sandbox: Sandbox) -> None:
    back = TANH_BACK.replace("* 2 / m", "* 7 / m").replace("np.dot(d, x.T)", "np.dot(d, x.T) * 2 * m")
    report, _, _ = graded(reference(NAME), sandbox, {"backward": back})
    messages = {v.question: v.message for v in report.verdicts}
    assert "Measured by your own gradients before it, dW1 is exactly 2 * m times" in messages["backward.dW1"]


def test_in_one_layer_too_a_second_mistake_is_measured_by_the_gradient_before_it(sandbox: Sandbox) -> None:
    of = reference("multivariate_regression")
    text = of.sources["backward"].replace("dy_hat = 2", "dy_hat = 7").replace("dy_hat @ x.T", "2 * m * dy_hat @ x.T")
    report, _, _ = graded(of, sandbox, {"backward": text})
    messages = {v.question: v.message for v in report.verdicts}
    assert "Measured by your own gradients before it, dw is exactly 2 * m times" in messages["backward.dw"]


@pytest.mark.parametrize(
    ("problem", "function", "name", "words"),
    [
        ("optimizers", "momentum", "missing-one-minus-beta", "missing one minus beta"),
        (NAME, "backward", "mean-only-at-parameters", "mean only at parameters"),
    ],
)
def test_another_convention_is_called_one_and_still_costs(problem: str, function: str, name: str, words: str) -> None:
    of = reference(problem)
    mistake = misconception(problem, name, function)
    assert mistake.convention
    named = [v for v in judged(of.edited(mistake), of).values() if v.misconceptions]
    assert named
    for verdict in named:
        assert verdict.misconceptions == (name,)
        assert f"It follows another convention ({words}); the one asked for is the lecture's." in verdict.message
        assert verdict.score == 0


@pytest.mark.parametrize("changed", ["np.ravel({})", "{}.T", "{}[None]", "np.sum({}, axis=0)"])
@pytest.mark.parametrize("piece", ["dW1", "db1", "da1"])
def test_what_is_added_to_a_message_begins_a_sentence(changed: str, piece: str, sandbox: Sandbox) -> None:
    of = reference(NAME)
    source = of.sources["backward"].replace("return {", "return own({").rstrip() + ")"
    wrapped = f"def own(g):\n    g['{piece}'] = {changed.format(f'g[{piece!r}]')}\n    return g\n\n\n{source}"
    report, *_ = graded(of, sandbox, {"backward": wrapped})
    (verdict,) = [v for v in report.verdicts if v.score < v.max_score]
    assert verdict.status.value == "shape"
    assert not re.search(r"[^.:;,?!] (It|The) ", verdict.message)
