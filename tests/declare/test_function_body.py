"""What is read off a function is what the function does."""

from __future__ import annotations

import ast
from pathlib import Path

import numpy as np
import pytest

from autograder.author.drawn import equal
from autograder.declare.calls import fresh
from autograder.declare.course import open_course
from autograder.declare.function_body import function_in

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
