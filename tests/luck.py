"""The same submission graded with many secrets, which draw other sizes and inputs."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import TypeAlias

from autograder.declare.reference import Reference
from autograder.grading import examine
from autograder.judge.probes import seed
from autograder.plain.evidence import Cell
from autograder.sandbox import Sandbox
from autograder.staff.policy import Policy
from autograder.submissions.submission import Document
from tests.diagnose.common import source
from tests.solutions.common import NETWORKS, PROBLEMS, reference

WRITTEN_DOWN = {
    f"{name}, {old} as {new}": (name, old, new)
    for name in NETWORKS
    for old, news in (("x.shape[1]", (3, 5, 6, 7, 8, 9, 10)), ("x.shape[1]", ("x.shape[0]", "(x.shape[1] - 1)")))
    for new in news
}
"""Sizes as numbers, and other sizes."""
ACTIVATIONS = {"relu": "np.maximum(0, z)", "tanh": "np.tanh(z)", "half": "1 / (2 + np.exp(-z))", "itself": "z"}
NARROW = """
def _cast(value, kind):
    if isinstance(value, np.ndarray) and value.dtype.kind == "f":
        return value.astype(kind)
    if isinstance(value, (float, np.floating)):
        return kind(value)
    if isinstance(value, dict):
        return {key: _cast(entry, kind) for key, entry in value.items()}
    return type(value)(_cast(entry, kind) for entry in value) if isinstance(value, (list, tuple)) else value

def _in_float32(function):
    return lambda *args: _cast(function(*(_cast(arg, np.float32) for arg in args)), RESULTS)
"""
"""What makes functions compute in float32, and return `RESULTS` of it."""
SQUASHED = ("logistic_regression", "two_layer_nonlinear", "two_layer_perceptron")
"""Networks with a sigmoid, which may be another function."""


Earned: TypeAlias = tuple[str, str, float, tuple[str, ...]]
"""A question, its status, its points, and the names of mistakes."""


def outcomes(document: Document, name: str, sandbox: Sandbox, secrets: Iterable[int]) -> set[tuple[Earned, ...]]:
    """Return what a submission earns with each secret: once, if it does not depend on it.

    That a right value of float32 is close in one draw, and has every bit in another, is no difference.
    """
    return {
        tuple(
            (v.question, "right" if v.status.accepted else v.status.value, v.score, v.misconceptions)
            for v in examine(document, reference(name), sandbox, seed(b"%d" % secret, document.name, name), Policy())[
                0
            ].verdicts
        )
        for secret in secrets
    }


def differences(found: set[tuple[Earned, ...]]) -> list[object]:
    return [sorted(set(each), key=str) for each in zip(*found, strict=True) if len(set(each)) > 1]


def in_float32(of: Reference, results: str = "np.float32") -> Document:
    """Return a submission of a reference, right or edited, that computes in float32."""
    functions = [name for name in of.problem.written_names if not isinstance(of.namespace[name], type)]
    narrowed = [f"{name} = _in_float32({name})" for name in functions]
    text = "\n\n".join(["import numpy as np", *of.sources.values(), NARROW.replace("RESULTS", results), *narrowed])
    return Document("student.py", of.problem.name, (Cell(0, text),))


def mistakes_in_float32(one_in: int, start: int = 0) -> Iterator[tuple[str, Document]]:
    """Yield problems, each with a submission that has one of its named mistakes and computes in float32."""
    for name in PROBLEMS:
        yield from ((name, in_float32(edited)) for _, edited in reference(name).edits[start::one_in])


def student(name: str, **functions: str) -> Document:
    return Document("student.py", name, (Cell(0, source(reference(name), **functions)),))
