"""A mistake keeps its own name where variants of another kind happen to give the same values."""

from __future__ import annotations

import pytest

from autograder.author.inside import rewritten
from autograder.declare.course import open_course
from autograder.declare.reference import Reference
from tests.diagnose.common import diagnosed

SOLUTION = '''# %% [markdown]
# # Written

# %%
import numpy as np


# %%
def margins(s, y):
    """s: (m, n). y: (m,). Returns (h, counts), both (m, n)."""
    rows = np.arange(len(y))
    h = np.maximum(0, s - s[rows, y][:, None] + 1)
    h[rows, y] = 0
    counts = 1.0 * (h > 0)
    counts[rows, y] = -np.sum(counts, axis=1)
    return h, counts


# %%
def tilted(x):
    """x: (m, n). Returns (m, n)."""
    t = 3 * x
    t[0] += 2
    t[:, -1] *= 5
    return t


# %%
def gradients(params):
    """params: {"w": (n,), "b": (m,)}. Returns a dict like it."""
    grads = {"dw": np.tanh(params["w"]), "db": params["b"] ** 3}
    return grads


# %%
def train(params, lr, steps):
    """params: {"w": (n,), "b": (m,)}. lr: number. steps: whole number. Returns a dict like params."""
    for _ in range(steps):
        grads = gradients(params)
        params = {"w": params["w"] - lr * grads["dw"], "b": params["b"] - lr * grads["db"]}
    return params


# %% tags=["declaration"]
from autograder.declare.draw import normal
from autograder.declare.operations import operations


def inputs(rng, sizes):
    n, m = sizes["n"], sizes["m"]
    params = {"w": normal(rng, n), "b": normal(rng, m)}
    drawn = {"s": normal(rng, m, n), "x": normal(rng, m, n), "y": rng.integers(0, n, m), "params": params}
    return {**drawn, "lr": 0.1 + 0.1 * rng.random(), "steps": 3}


PROBLEM = operations(
    name="written",
    title="Written",
    functions=(margins, tilted, gradients, train),
    inputs=inputs,
    ranges={"n": (3, 5), "m": (6, 9)},
)
'''


@pytest.fixture(scope="module")
def course(tmp_path_factory: pytest.TempPathFactory) -> Reference:
    folder = tmp_path_factory.mktemp("course")
    (folder / "written.py").write_text(SOLUTION, encoding="utf-8")
    return open_course(folder).reference("written")


@pytest.mark.parametrize(
    ("function", "old", "new", "pieces", "name"),
    [
        ("margins", "    h[rows, y] = 0\n", "", (".h", ".counts"), "statement-missing"),
        ("margins", "    counts[rows, y] = -np.sum(counts, axis=1)\n", "", (".counts",), "statement-missing"),
        ("tilted", "    t[0] += 2\n", "", ("",), "statement-missing"),
        ("tilted", "    t[:, -1] *= 5\n", "", ("",), "statement-missing"),
        ("margins", "h, counts\n", "counts, h\n", (".h", ".counts"), "results-swapped"),
        ("train", 'lr * grads["db"]', '2 * lr * grads["db"]', ("",), "constant-off"),
        ("train", 'lr * grads["dw"]', '2 * lr * grads["dw"]', ("",), "constant-off"),
    ],
)
def test_it_is_named_as_what_it_is(
    course: Reference, function: str, old: str, new: str, pieces: tuple[str, ...], name: str
) -> None:
    source = course.sources[function]
    assert source.count(old) == 1
    student = rewritten(course, function, source.replace(old, new))
    found = {q: v.misconceptions for q, v in diagnosed(student, course).items() if v.score < v.max_score}
    assert found == {f"{function}{piece}": (name,) for piece in pieces}
