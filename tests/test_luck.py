"""No luck: whatever the secret, a submission earns the same, with the same statuses and the same names.

`WHOLE=1 pytest tests/test_luck.py` grades the whole corpus and all generated forms with 20 secrets, not a sample.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from autograder.diagnose.operators import mutants
from autograder.sandbox import Isolation, Sandbox
from autograder.submissions.gather import find
from autograder.submissions.read import read
from tests.corpus import LIMITS, files, head, label
from tests.luck import (
    ACTIVATIONS,
    SQUASHED,
    WRITTEN_DOWN,
    differences,
    in_float32,
    mistakes_in_float32,
    outcomes,
    student,
)
from tests.sample import WHOLE
from tests.solutions.common import NETWORKS, PROBLEMS, reference

SECRETS = range(20) if WHOLE else range(3)
LINEAR_OUTPUT = ("univariate_regression", "multivariate_regression", "two_layer_linear", "two_layer_nonlinear")
GRADIENTS_USED = [
    *(
        (name, function) for name in LINEAR_OUTPUT for function in ("train", "backward")
    ),  # the gradients of cross-entropy have bounds of their own
    *(("optimizers", f) for f in ("gradient_descent", "momentum", "rmsprop", "adam", "minibatch_descent")),
]
BOUNDS = ("np.clip(g, -10, 10)", "g * min(1, 5 / np.linalg.norm(g))", "np.clip(g, -1, 1)")
KEPT = "def kept(g):\n    return {{k: kept(v) for k, v in g.items()}} if isinstance(g, dict) else {}\n\n"
BACKWARD = """
def backward(x, y, params, cache):
    return {k: kept(g) if k[1:] in params else g for k, g in all_of(x, y, params, cache).items()}
"""
WATCHFUL = """
def train(x, y, params, lr, steps):
    losses, best, least = [], params, np.inf
    for _ in range(steps):
        cache = forward(x, params)
        losses.append(loss(cache["y_hat"], y))
        grads = backward(x, y, params, cache)
        {first}
        params = {{k: p - lr * grads["d" + k] for k, p in params.items()}}
        now = loss(forward(x, params)["y_hat"], y)
        if now < least:
            best, least = params, now
    return {end}, losses
"""
RISING = {
    "the rate is halved": {"first": "lr = lr / 2 if losses[-1] > min(losses) else lr"},
    "it stops": {"first": "if losses[-1] > min(losses): break"},
    "the best ones are kept": {"end": "best"},
}
STEP = 1 if WHOLE else 6
CORPUS = [*files("right"), *files("wrong")]


@pytest.fixture(scope="module")
def sandbox() -> Iterator[Sandbox]:
    with Sandbox(LIMITS, Isolation.BEST_EFFORT) as sandbox:
        yield sandbox


@pytest.mark.parametrize("path", CORPUS if WHOLE else CORPUS[3::60], ids=label)
def test_a_submission_of_the_corpus_earns_the_same_whatever_the_secret(path: Path, sandbox: Sandbox) -> None:
    (document,) = read(find([path])[0]).documents
    assert not differences(outcomes(document, head(path).problem, sandbox, SECRETS))


@pytest.mark.parametrize("how", list(WRITTEN_DOWN) if WHOLE else list(WRITTEN_DOWN)[1::12])
def test_a_size_that_is_written_down_is_as_wrong_in_every_draw(how: str, sandbox: Sandbox) -> None:
    name, old, new = WRITTEN_DOWN[how]
    text = reference(name).sources["backward"].replace(old, str(new))
    found = outcomes(student(name, backward=text), name, sandbox, SECRETS)
    assert not differences(found)
    assert any("wrong" in one for one in next(iter(found)) if isinstance(one, tuple))


@pytest.mark.parametrize("activation", ACTIVATIONS)
def test_another_activation_costs_the_same_in_every_draw(activation: str, sandbox: Sandbox) -> None:
    for name in SQUASHED if WHOLE else SQUASHED[:1]:
        text = f"def sigmoid(z):\n    return {ACTIVATIONS[activation]}\n"
        assert not differences(outcomes(student(name, sigmoid=text), name, sandbox, SECRETS))


@pytest.mark.parametrize("results", ["np.float32", "np.float64"])
@pytest.mark.parametrize("problem", PROBLEMS)
def test_what_is_right_in_float32_is_right_in_every_draw(problem: str, results: str, sandbox: Sandbox) -> None:
    every = [q.points for q in reference(problem).problem.questions]
    for found in outcomes(in_float32(reference(problem), results), problem, sandbox, SECRETS):
        assert [score for _, _, score, _ in found] == every


def test_a_mistake_in_float32_costs_the_same_in_every_draw(sandbox: Sandbox) -> None:
    for problem, document in mistakes_in_float32(12) if WHOLE else mistakes_in_float32(90, start=5):
        assert not differences(outcomes(document, problem, sandbox, range(20) if WHOLE else range(8))), problem


@pytest.mark.sampled(3)
@pytest.mark.parametrize("function", ["forward", "backward", "train"])
@pytest.mark.parametrize("name", NETWORKS)
def test_a_variant_is_as_wrong_in_every_draw(name: str, function: str, sandbox: Sandbox) -> None:
    """A start at another place, a lost sign, another variable: what arrives at the end by luck is wrong before."""
    variants = list(dict.fromkeys(ast.unparse(m.tree) for m in mutants(reference(name).sources[function])))
    for text in variants if WHOLE else variants[7::80]:
        found = outcomes(student(name, **{function: text}), name, sandbox, SECRETS)
        assert not [one for one in differences(found) if not _all_lost(one)], text


@pytest.mark.parametrize(
    ("name", "function", "bound"),
    [(*of, bound) for i, of in enumerate(GRADIENTS_USED) for bound in BOUNDS[i % STEP :: STEP]],
)
def test_gradients_that_are_kept_within_bounds_are_as_wrong_in_every_draw(
    name: str, function: str, bound: str, sandbox: Sandbox
) -> None:
    text = reference(name).sources[function]
    if function == "backward":
        text, bound = text.replace("def backward(", "def all_of(") + BACKWARD, bound.replace("10", "5")
    for place in (r"(backward\(x, y, \w+, cache\))$", r"(grads)(?=\.items|\[key)", r"(?<=d[wb] = )(.*)$"):
        text = re.sub(place, r"kept(\1)", text, flags=re.MULTILINE)
    assert "kept(" in text
    found = outcomes(student(name, **{function: KEPT.format(bound) + text}), name, sandbox, SECRETS)
    assert not differences(found)
    assert any(one[0].startswith(function) and one[1] == "wrong" for each in found for one in each)


@pytest.mark.parametrize("habit", RISING)
@pytest.mark.parametrize("name", NETWORKS)
def test_a_training_that_minds_when_the_loss_rises_earns_the_same_in_every_draw(
    name: str, habit: str, sandbox: Sandbox
) -> None:
    found = outcomes(
        student(name, train=WATCHFUL.format(**{"first": "pass", "end": "params", **RISING[habit]})),
        name,
        sandbox,
        SECRETS,
    )
    assert not differences(found)
    seen = any(one[:2] == ("train.params", "wrong") for one in next(iter(found)))
    assert seen == name.endswith("variate_regression")


@pytest.mark.parametrize("name", ["logistic_regression", "two_layer_perceptron"])
def test_short_gradients_are_never_cut_off_at_a_length_of_one(name: str, sandbox: Sandbox) -> None:
    length = "max(1, np.sqrt(sum(np.sum(np.square(g)) for g in grads.values())))"
    text = WATCHFUL.format(first=f"grads = {{k: g / {length} for k, g in grads.items()}}", end="params")
    (found,) = outcomes(student(name, train=text), name, sandbox, range(20))
    assert all(status == "right" for question, status, _, _ in found if question.startswith("train"))


def _all_lost(different: object) -> bool:
    """Return whether a question gets nothing in every draw, for one reason or another."""
    return isinstance(different, list) and not any(score for _, _, score, _ in different)


def test_a_submission_whose_points_depend_on_the_draw_shows(sandbox: Sandbox) -> None:
    name = "univariate_regression"
    text = "def loss(y_hat, y):\n    return float(np.mean((y_hat - y) ** 2)) + (int(1e6 * abs(y).sum()) % 4 == 0)\n"
    assert differences(outcomes(student(name, loss=text), name, sandbox, range(30)))
