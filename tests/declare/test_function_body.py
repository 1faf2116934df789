"""What is read off a function is what the function does."""

from __future__ import annotations

import ast
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from autograder.author.drawn import equal
from autograder.declare.calls import fresh
from autograder.declare.course import open_course
from autograder.declare.forms import Array, Fields
from autograder.declare.function_body import function_in
from autograder.declare.problem import Function
from autograder.declare.rule import parameters
from autograder.declare.sliced import sliced

ROOT = Path(__file__).parents[2]
FOLDERS = (ROOT / "solutions", ROOT / "solutions/more", ROOT / "tests/author/outside")
PROBLEMS = [(f, p.stem) for f in FOLDERS for p in sorted(f.glob("*.py")) if p.stem != "torch_classifier"]


@pytest.mark.parametrize(("folder", "name"), PROBLEMS, ids=[name for _, name in PROBLEMS])
def test_a_function_with_a_name_for_each_value_returns_the_same(folder: Path, name: str) -> None:
    reference = open_course(folder).reference(name)
    for call in (call for case in reference.problem.cases(np.random.default_rng(1)) for call in case.calls):
        if call.function not in reference.sources:
            continue
        renamed = dict(reference.namespace)
        tree = ast.Module([function_in(reference.sources[call.function])], [])
        exec(compile(ast.unparse(ast.fix_missing_locations(tree)), name, "exec"), renamed)
        made, right = (of[call.function](*map(fresh, call.args)) for of in (renamed, reference.namespace))
        assert equal(made, right)


@pytest.mark.parametrize(
    "body",
    [
        "x = x + y; y = x * y; x = y - x; return x, y",
        "x = [x for x in range(3)]; y = sum(x); x = y; return x",
        "y = 2 * y; x = (lambda y: y + x)(1); y = x; return x + y",
        "z = [y]; z = z + [x]; z[0] = 7; z = z * 2; z.append(x); return z",
        "for y in range(3): x = x + y\n    x = x * y; return x",
        "if x > y: x = y\n    x = -x; y = x; return x, y",
    ],
)
def test_names_change_and_answers_do_not(body: str) -> None:
    source = f"def f(x, y):\n    {body}\n"
    answers = []
    for text in (source, ast.unparse(function_in(source))):
        names: dict[str, object] = {}
        exec(text, names)
        answers.append(names["f"](5, 3))  # type: ignore[operator]
    assert answers[0] == answers[1]


STEP = Function("f", ("X", "w"), Fields((Array("mean", ("n",)), Array("far", ("m",)))))
FROM_MEAN = """
def f(X, w):
    mean = w @ X
    m, n = X.shape
    {line}
    return {{"mean": mean, "far": far / n}}
"""


@pytest.mark.parametrize(
    ("line", "follows"),
    [
        ("far = ((X - mean[None]) ** 2).sum(axis=1)", True),
        ("far = np.square(X - mean).mean(1)", True),
        ("far = X.dot(mean.reshape(-1)) - mean.max()", True),
        ("far = (X - mean).T.copy().sum(axis=0)", True),
        ("far = X @ mean; far = far - far.min(); far = far * 2", True),
        ("mean.sort(); far = X @ mean", False),
        ("mean.reshape(-1).fill(1); far = X @ mean", False),
        ("np.ravel(mean).sort(); far = X @ mean", False),
        ("mean[0] = 1; far = X @ mean", False),
        ("far = X.sum(axis=1)", False),
    ],
)
def test_a_value_follows_from_one_that_no_statement_changes(line: str, *, follows: bool) -> None:
    source = FROM_MEAN.format(line=line)
    names: dict[str, Any] = {"np": np}
    exec(source, names)
    rule = sliced(STEP, "far", source, names["f"])
    assert (rule is not None) == follows
    if rule is not None:
        x, w = np.arange(12.0).reshape(4, 3) ** 1.5, np.arange(4.0)
        right = names["f"](x, w)
        given = {
            name: value for name, value in {"X": x, "w": w, "mean": right["mean"]}.items() if name in parameters(rule)
        }
        assert "mean" in given
        assert np.array_equal(rule(**given), right["far"])
