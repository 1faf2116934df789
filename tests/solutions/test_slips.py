"""One mistake costs its own question, once: for slips of every kind, in every place of every problem.

`WHOLE=1 pytest tests/solutions/test_slips.py` grades every slip, not a sample of them.
"""

from __future__ import annotations

import ast
import re
import textwrap
from collections.abc import Iterator
from itertools import product
from zlib import crc32

import pytest

from autograder.declare.problem import Misconception
from autograder.declare.reference import Reference
from autograder.diagnose.operators import mutants
from autograder.grading import examine
from autograder.plain.evidence import Cell
from autograder.report.report import ProblemReport
from autograder.report.status import Status
from autograder.sandbox import Isolation, Limits, Sandbox
from autograder.staff.policy import Policy
from autograder.submissions.submission import Document
from tests.inside import judged
from tests.sample import WHOLE
from tests.solutions.built_on_each_other import RICH_CACHE, WRITTEN, built
from tests.solutions.common import NETWORKS, PROBLEMS, reference, student
from tests.solutions.slips import HEAD, Slip, overwriting, slips, with_a_loss_in_a_matrix

ONE_IN = 1 if WHOLE else 90


@pytest.fixture(scope="module")
def sandbox() -> Iterator[Sandbox]:
    with Sandbox(Limits(), Isolation.BEST_EFFORT) as opened:
        yield opened


def graded(sandbox: Sandbox, problem: str, text: str) -> ProblemReport:
    document = Document("student.py", problem, (Cell(0, text),))
    return examine(document, reference(problem), sandbox, 5, Policy())[0]


def sample(problem: str) -> list[Slip]:
    return [s for s in slips(reference(problem)) if crc32(s.label.encode()) % ONE_IN == 0]


@pytest.mark.parametrize("problem", PROBLEMS)
def test_a_slip_costs_its_own_question_and_no_other(problem: str, sandbox: Sandbox) -> None:
    reports = {slip: graded(sandbox, problem, slip.text) for slip in sample(problem)}
    beyond = {slip.label: slip.beyond(report) for slip, report in reports.items()}
    assert {label: points for label, points in beyond.items() if points} == {}
    assert [slip.label for slip, report in reports.items() if not slip.own(report)] == []


@pytest.mark.sampled(2)
@pytest.mark.parametrize(("problem", "written"), WRITTEN, ids=[problem for problem, _ in WRITTEN])
def test_a_slip_costs_no_more_where_functions_build_on_each_other(problem: str, written: str, sandbox: Sandbox) -> None:
    """What else a forward that does not return would have handed on, nobody knows."""
    of = reference(problem)
    text = built(of, written)
    assert all(v.status.accepted for v in graded(sandbox, problem, text).verdicts)
    lost = ("forward", "a raise"), ("forward", "nothing returned")
    every = [
        s
        for s in slips(of)
        if s.result and crc32(f"built {s.label}".encode()) % (ONE_IN // 3 or 1) == 0
        if not (written is RICH_CACHE and (s.function, s.kind) in lost)
    ]
    reports = {slip: graded(sandbox, problem, slip.on(text)) for slip in every}
    beyond = {slip.label: slip.beyond(report) for slip, report in reports.items()}
    assert {label: points for label, points in beyond.items() if points} == {}
    assert [
        slip.label for slip, report in reports.items() if not any(v.score < v.max_score for v in report.verdicts)
    ] == []


@pytest.mark.parametrize("problem", [p for p in PROBLEMS if any(overwriting(reference(p)))])
def test_a_function_that_overwrites_its_arguments_costs_no_other_one_anything(problem: str, sandbox: Sandbox) -> None:
    """It is accepted by itself: what calls it is right by itself, too."""
    every = {name: graded(sandbox, problem, text) for name, text in overwriting(reference(problem))}
    assert {(name, v.question): v.message for name, r in every.items() for v in r.verdicts if not v.full} == {}


@pytest.mark.parametrize("problem", NETWORKS)
def test_a_loss_in_a_matrix_does_not_cost_a_training_that_wants_a_number(problem: str, sandbox: Sandbox) -> None:
    report = graded(sandbox, problem, with_a_loss_in_a_matrix(reference(problem)))
    assert [v.question for v in report.verdicts if not v.full] == []


def test_a_second_slip_is_seen(sandbox: Sandbox) -> None:
    """Without this the first test could pass by not looking."""
    raising = {s.function: s for s in slips(reference("two_layer_linear")) if s.kind == "a raise"}
    first, second = raising["loss"], raising["backward"]
    both = {**first.sources, second.function: second.sources[second.function]}
    report = graded(sandbox, first.problem, "\n\n".join([HEAD, *both.values()]))
    assert {q.partition(".")[0] for q in first.beyond(report)} == {second.function}


def test_a_function_that_differs_from_call_to_call_gains_nothing_by_another_wrong_one(sandbox: Sandbox) -> None:
    """Only what it gets from a random helper is no mistake of its own."""
    of = reference("two_layer_linear")
    first, *rest = (
        of.sources["train"]
        .replace("losses.append(", "CALLS.append(0)\n        losses.append(len(CALLS) + ")
        .split("\n")
    )
    train = "\n".join(["CALLS = []", first, *rest])
    report = graded(sandbox, of.problem.name, "\n\n".join([HEAD, *{**of.sources, "loss": "", "train": train}.values()]))
    assert {v.question: v.score for v in report.verdicts}["train.losses"] == 0


def broken(of: Reference, function: str) -> Reference:
    head = next(line for line in of.sources[function].splitlines() if line.startswith("def "))
    return student(of, function, f"{head}\n    raise ValueError\n")


@pytest.mark.parametrize("name", NETWORKS)
@pytest.mark.parametrize("helper", ["forward", "loss", "backward"] if ONE_IN == 1 else ["backward"])
def test_a_wrong_train_earns_nothing_through_other_helpers(name: str, helper: str) -> None:
    of = reference(name)
    mistakes = [m for m in of.mistakes if m.function == "train"]
    assert mistakes
    for mistake in mistakes if ONE_IN == 1 else mistakes[::4]:
        right = judged(of.edited(mistake), of)
        verdicts = judged(broken(of.edited(mistake), helper), of)
        for question in ("train.params", "train.losses"):
            if not right[question].status.paid:
                assert verdicts[question].score == 0, (mistake.name, mistake.new, question)
    assert judged(broken(of, helper), of)["train.params"].status is Status.FOLLOWS


KEPT_WITHIN = re.compile(r"(?<=grads = )(backward\(.*\))$", re.MULTILINE)
"""Where a training takes its gradients, which it may cut off."""


@pytest.mark.parametrize(
    ("name", "broken_one"),
    [
        (name, function)
        for name in NETWORKS
        if "logistic" not in name and "perceptron" not in name  # their gradients are short
        for function in reference(name).sources
        if function not in ("sigmoid", "train")
    ],
)
def test_a_training_that_cuts_off_its_gradients_earns_nothing_by_another_mistake(name: str, broken_one: str) -> None:
    """Of a function that it does not even call, nothing can follow."""
    of = reference(name)
    cut = student(of, "train", KEPT_WITHIN.sub(r"{k: np.clip(v, -10, 10) for k, v in \1.items()}", of.sources["train"]))
    assert judged(cut, of)["train.params"].status is Status.WRONG
    assert judged(broken(cut, broken_one), of)["train.params"].score == 0


def beneath(of: Reference, function: str) -> set[str]:
    """Return a function with all functions that it calls, and those that these call."""
    return {function}.union(*(beneath(of, helper) for helper in of.helpers(function)))


@pytest.mark.sampled(3)
@pytest.mark.parametrize("name", [*NETWORKS, "optimizers"])
def test_a_variant_earns_nothing_where_a_function_that_it_does_not_call_is_broken(name: str) -> None:
    """Neither do its arguments for right helpers become right, nor the shapes of its results."""
    of = reference(name)
    for function in of.problem.written_names:
        variants = list(dict.fromkeys(ast.unparse(m.tree) for m in mutants(of.sources[function])))
        others = [o for o in of.problem.written_names if o not in beneath(of, function)]
        for other, text in product(others, variants[::ONE_IN]):
            alone = judged(student(of, function, text), of)
            both = judged(broken(student(of, function, text), other), of)
            gains = [v.question for v in alone.values() if v.function == function and both[v.question].score > v.score]
            assert not gains, (function, other, text)


@pytest.mark.sampled(3)
@pytest.mark.parametrize("name", NETWORKS)
def test_losses_that_follow_do_so_where_a_helper_does_not_return(name: str) -> None:
    of = reference(name)
    alone = {m: judged(of.edited(m), of)["train.losses"] for m in of.mistakes if m.function == "train"}
    paid = {mistake: verdict.score for mistake, verdict in alone.items() if verdict.status.paid}
    assert paid
    for (mistake, score), helper in product(paid.items(), ("forward", "loss", "backward")):
        assert judged(broken(of.edited(mistake), helper), of)["train.losses"].score == score, mistake.name


BUILT = {
    ("optimizers", "adam"): (
        """
        def adam(params, grads, v, s, t, lr, beta1, beta2, eps):
            _, v = momentum(params, grads, v, lr, beta1)
            _, s = rmsprop(params, grads, s, lr, beta2, eps)
            rate = {k: lr / (1 - beta1**t) / (np.sqrt(s[k] / (1 - beta2**t)) + eps) for k in params}
            return {k: params[k] - rate[k] * v[k] for k in params}, v, s
        """,
        ("momentum", "rmsprop"),
    ),
    ("optimizers", "momentum"): (
        """
        def momentum(params, grads, v, lr, beta):
            v = {k: beta * v.get(k, 0.0) + (1 - beta) * grads[k] for k in params}
            return gradient_descent(params, v, lr), v
        """,
        ("gradient_descent",),
    ),
    ("scalar_operations", "maximum_backward"): (
        """
        def maximum_backward(dz, x, y):
            largest = maximum(x, y)
            return dz * (largest == x), dz * (largest == y)
        """,
        ("maximum",),
    ),
    ("scalar_operations", "sigmoid"): ("def sigmoid(x):\n    return 1 / (1 + exp(-x))\n", ("exp",)),
    ("scalar_operations", "square"): ("def square(x):\n    return multiply(x, x)\n", ("multiply",)),
    ("scalar_operations", "relu"): ("def relu(x):\n    return maximum(x, 0 * x)\n", ("maximum",)),
    ("scalar_operations", "tanh"): ("def tanh(x):\n    return 2 * sigmoid(2 * x) - 1\n", ("sigmoid",)),
    ("scalar_operations", "multiply_backward"): (
        "def multiply_backward(dz, x, y):\n    return multiply(dz, y), multiply(dz, x)\n",
        ("multiply",),
    ),
    ("scalar_operations", "tanh_backward"): (
        "def tanh_backward(dz, x):\n    return dz * (1 - square(np.tanh(x)))\n",
        ("square",),
    ),
    ("exercises", "softmax_cross_entropy"): (
        """
        def softmax_cross_entropy(z, y):
            return float(np.mean(log_sum_exp(z) - np.sum(y * z, axis=0))), (softmax(z) - y) / z.shape[1]
        """,
        ("softmax",),
    ),
    ("logistic_regression", "backward"): (
        """
        def backward(x, y, params, cache):
            dz = (sigmoid(cache["z"]) - y) / x.shape[1]
            return {"dz": dz, "dw": dz @ x.T, "db": np.sum(dz)}
        """,
        ("sigmoid",),
    ),
    ("two_layer_nonlinear", "backward"): (
        """
        def backward(x, y, params, cache):
            s = sigmoid(cache["z1"])
            dy_hat = 2 * (cache["y_hat"] - y) / x.shape[1]
            da1 = params["W2"].T @ dy_hat
            dz1 = da1 * s * (1 - s)
            return {"dy_hat": dy_hat, "dW2": dy_hat @ s.T, "db2": np.sum(dy_hat), "da1": da1, "dz1": dz1,
                    "dW1": dz1 @ x.T, "db1": dz1.sum(axis=1, keepdims=True)}
        """,
        ("sigmoid",),
    ),
}
"""Functions that are written with other functions of the problem, which the reference does not call."""


@pytest.mark.sampled(3)
@pytest.mark.parametrize(("problem", "function"), BUILT)
def test_a_slip_in_a_function_that_another_one_is_built_on_costs_its_own_question(
    problem: str, function: str, sandbox: Sandbox
) -> None:
    text, helpers = BUILT[problem, function]
    lost = {}
    for slip in slips(reference(problem)):
        if slip.function in helpers and (ONE_IN == 1 or slip.kind in ("wrong value", "transposed", "a raise")):
            sources = {**slip.sources, function: textwrap.dedent(text)}
            lost[slip.label] = slip.beyond(graded(sandbox, problem, "\n\n".join([HEAD, *sources.values()])))
    assert {label: points for label, points in lost.items() if points} == {}


CONVENTIONS = [(p, m) for p in PROBLEMS for m in reference(p).mistakes if m.convention]


@pytest.mark.parametrize(("problem", "mistake"), CONVENTIONS, ids=lambda v: getattr(v, "name", v))
def test_another_convention_costs_one_question_and_is_called_one(problem: str, mistake: Misconception) -> None:
    of = reference(problem)
    verdicts = judged(of.edited(mistake), of)
    (lost,) = (v for v in verdicts.values() if v.score < v.max_score)
    assert lost.misconceptions == (mistake.name,)
    assert "another convention" in lost.message


@pytest.mark.parametrize("problem", [n for n in NETWORKS if n != "univariate_regression"])
def test_half_the_loss_and_half_its_gradient_cost_one_question(problem: str) -> None:
    of = reference(problem)
    halved = of.edited(next(m for m in of.mistakes if (m.name, m.function) == ("half-mean", "loss")))
    first = of.problem.questions_of("backward")[0].piece
    text = halved.sources["backward"].replace(" / m\n", " / m / 2\n", 1)
    assert first in text
    assert text != halved.sources["backward"]
    verdicts = judged(student(halved, "backward", text), of)
    assert [q for q, v in verdicts.items() if v.score < v.max_score] == ["loss"]
