"""No luck: whatever the secret, a submission earns the same, with the same statuses and the same names.

`WHOLE=1 pytest tests/test_luck.py` grades the whole corpus and all generated forms with 20 secrets, not a sample.
"""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator
from pathlib import Path

import pytest

from autograder.grading import examine
from autograder.judge.probes import seed
from autograder.plain.evidence import Cell
from autograder.sandbox import Isolation, Sandbox
from autograder.staff.policy import Policy
from autograder.submissions.gather import find
from autograder.submissions.read import read
from autograder.submissions.submission import Document
from tests.corpus import LIMITS, files, head, label
from tests.diagnose.common import source
from tests.solutions.common import NETWORKS, reference

WHOLE = "WHOLE" in os.environ
SECRETS = range(20) if WHOLE else range(3)
KNOWN = {
    "logistic_regression/yes_or_no.py": "predicts every label of a draw by chance: a gradient of zero explains nothing",
    "two_layer_linear/slope_out_of_habit.py": "a training that diverges, to numbers that are finite or not",
    "two_layer_nonlinear/forgot_to_squash.py": "the same",
    "two_layer_linear/db1_from_dW1.py": "training by wrong gradients arrives, or follows: the same points",
    "multivariate_regression/rounded.py": "rounded predictions",
}
"""What still depends on the draw, and why: most are trainings that their helpers cannot carry."""
CORPUS = [p for p in (*files("right"), *files("wrong")) if label(p) not in KNOWN]
WRITTEN_DOWN = {
    f"{name}, {old} as {new}": (name, old, new)
    for name in NETWORKS
    for old, news in (("x.shape[1]", (3, 5, 6, 7, 8, 9, 10)), ("x.shape[1]", ("x.shape[0]", "(x.shape[1] - 1)")))
    for new in news
}
"""Sizes as numbers, and other sizes."""
ACTIVATIONS = {"relu": "np.maximum(0, z)", "tanh": "np.tanh(z)", "half": "1 / (2 + np.exp(-z))", "itself": "z"}


@pytest.fixture(scope="module")
def sandbox() -> Iterator[Sandbox]:
    with Sandbox(LIMITS, Isolation.BEST_EFFORT) as sandbox:
        yield sandbox


def outcomes(
    document: Document, name: str, sandbox: Sandbox, secrets: Iterable[int] = SECRETS
) -> set[tuple[object, ...]]:
    """Return what a submission earns with each secret: once, if it does not depend on it."""
    return {
        tuple(
            (v.question, v.status.value, v.score, v.misconceptions)
            for v in examine(document, reference(name), sandbox, seed(b"%d" % secret, document.name, name), Policy())[
                0
            ].verdicts
        )
        for secret in secrets
    }


def differences(found: set[tuple[object, ...]]) -> list[object]:
    return [sorted(set(each), key=str) for each in zip(*found, strict=True) if len(set(each)) > 1]


@pytest.mark.parametrize("path", CORPUS if WHOLE else CORPUS[3::60], ids=label)
def test_a_submission_of_the_corpus_earns_the_same_whatever_the_secret(path: Path, sandbox: Sandbox) -> None:
    (document,) = read(find([path])[0]).documents
    assert not differences(outcomes(document, head(path).problem, sandbox))


@pytest.mark.parametrize("how", list(WRITTEN_DOWN) if WHOLE else list(WRITTEN_DOWN)[1::12])
def test_a_size_that_is_written_down_is_as_wrong_in_every_draw(how: str, sandbox: Sandbox) -> None:
    name, old, new = WRITTEN_DOWN[how]
    text = reference(name).sources["backward"].replace(old, str(new))
    found = outcomes(student(name, backward=text), name, sandbox)
    assert not differences(found)
    assert any("wrong" in one for one in next(iter(found)) if isinstance(one, tuple))


@pytest.mark.parametrize("activation", ACTIVATIONS)
def test_another_activation_costs_the_same_in_every_draw(activation: str, sandbox: Sandbox) -> None:
    for name in ("logistic_regression", "two_layer_perceptron") if WHOLE else ("logistic_regression",):
        text = f"def sigmoid(z):\n    return {ACTIVATIONS[activation]}\n"
        assert not differences(outcomes(student(name, sigmoid=text), name, sandbox))


def test_a_submission_whose_points_depend_on_the_draw_shows(sandbox: Sandbox) -> None:
    name = "univariate_regression"
    text = "def loss(y_hat, y):\n    return float(np.mean((y_hat - y) ** 2)) + (int(1e6 * abs(y).sum()) % 4 == 0)\n"
    assert differences(outcomes(student(name, loss=text), name, sandbox, range(30)))


def student(name: str, **functions: str) -> Document:
    return Document("student.py", name, (Cell(0, source(reference(name), **functions)),))
