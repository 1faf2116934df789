"""The same submission graded with many secrets, which draw other sizes and inputs."""

from __future__ import annotations

from collections.abc import Iterable

from autograder.grading import examine
from autograder.judge.probes import seed
from autograder.plain.evidence import Cell
from autograder.sandbox import Sandbox
from autograder.staff.policy import Policy
from autograder.submissions.submission import Document
from tests.diagnose.common import source
from tests.solutions.common import NETWORKS, reference

WRITTEN_DOWN = {
    f"{name}, {old} as {new}": (name, old, new)
    for name in NETWORKS
    for old, news in (("x.shape[1]", (3, 5, 6, 7, 8, 9, 10)), ("x.shape[1]", ("x.shape[0]", "(x.shape[1] - 1)")))
    for new in news
}
"""Sizes as numbers, and other sizes."""
ACTIVATIONS = {"relu": "np.maximum(0, z)", "tanh": "np.tanh(z)", "half": "1 / (2 + np.exp(-z))", "itself": "z"}
SQUASHED = ("logistic_regression", "two_layer_nonlinear", "two_layer_perceptron")
"""Networks with a sigmoid, which may be another function."""


def outcomes(document: Document, name: str, sandbox: Sandbox, secrets: Iterable[int]) -> set[tuple[object, ...]]:
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


def student(name: str, **functions: str) -> Document:
    return Document("student.py", name, (Cell(0, source(reference(name), **functions)),))
