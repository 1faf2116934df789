"""A problem's file is a notebook in the percent format; its declaration is complete, its hints give nothing away."""

from __future__ import annotations

import ast
import re
import sys
from collections import Counter
from itertools import pairwise
from typing import Any
from unittest.mock import MagicMock

import jupytext
import pytest

from autograder.declare.forms import Fields, Parts
from autograder.plain.question_names import function_of
from tests.solutions.common import NETWORKS, PROBLEMS, SOLUTIONS, reference

FEWEST_MISCONCEPTIONS = 3


@pytest.mark.parametrize("name", PROBLEMS)
def test_the_file_is_a_notebook_that_ends_with_its_declaration(name: str) -> None:
    notebook = jupytext.read(SOLUTIONS / f"{name}.py", fmt="py:percent")
    kinds = Counter(cell.cell_type for cell in notebook.cells)
    assert kinds["markdown"] >= 3
    assert set(kinds) == {"markdown", "code"}
    tagged = [cell for cell in notebook.cells if "declaration" in cell.metadata.get("tags", [])]
    assert tagged == [notebook.cells[-1]]
    assert re.search(r"^PROBLEM = (Problem|derive)\(", tagged[0].source, re.MULTILINE)
    assert notebook.cells[0].source.startswith("# ")
    assert notebook.metadata["kernelspec"]["name"] == "python3"


@pytest.mark.parametrize("name", PROBLEMS)
def test_every_function_stands_in_a_cell_of_its_own_after_prose(name: str) -> None:
    notebook = jupytext.read(SOLUTIONS / f"{name}.py", fmt="py:percent")
    for function in reference(name).problem.functions:
        start = f"def {function.name}("
        (at,) = [i for i, cell in enumerate(notebook.cells) if cell.source.startswith(start)]
        assert notebook.cells[at].source.count("\ndef ") == 0
        assert at > 1
    for before, cell in pairwise(notebook.cells):
        if cell.source.startswith("def "):
            assert before.cell_type == "markdown" or before.source.startswith("def ")


def figures(name: str, monkeypatch: pytest.MonkeyPatch) -> list[MagicMock]:
    """Run a lesson as its notebook does, with the pictures' library replaced by one that only takes notes."""
    notebook = jupytext.read(SOLUTIONS / f"{name}.py", fmt="py:percent")
    drawn: list[MagicMock] = []
    namespace: dict[str, Any] = {}
    for cell in notebook.cells:
        tags = cell.metadata.get("tags", [])
        if cell.cell_type == "code" and "declaration" not in tags:
            pyplot = MagicMock()
            namespace["plt"] = pyplot
            monkeypatch.setitem(sys.modules, "matplotlib", MagicMock(pyplot=pyplot))
            monkeypatch.setitem(sys.modules, "matplotlib.pyplot", pyplot)
            exec(cell.source, namespace)
            drawn += [pyplot] if "active-ipynb" in tags and pyplot.mock_calls else []  # others are tables
    return drawn


@pytest.mark.parametrize("name", NETWORKS)
def test_the_pictures_of_a_lesson_can_be_drawn_and_its_training_gets_better(
    name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    drawn = figures(name, monkeypatch)
    assert drawn
    for pyplot in drawn:
        pyplot.show.assert_called_once_with()
        pyplot.xlabel.assert_called_once()
        pyplot.ylabel.assert_called_once()
    curve = [pyplot for pyplot in drawn if pyplot.ylabel.call_args.args == ("loss",)][-1]
    (losses, *_), _ = (curve.semilogy.call_args_list or curve.plot.call_args_list)[0]
    assert losses[-1] < losses[0] / 2


def test_random_search_and_gradient_descent_look_at_the_loss_equally_often(monkeypatch: pytest.MonkeyPatch) -> None:
    landscape, curves = figures("univariate_regression", monkeypatch)
    assert any(call.args[2:] == ("ro",) for call in landscape.plot.call_args_list)  # the red dot
    descent, search = [call.args[0] for call in curves.semilogy.call_args_list]
    assert len(descent) == len(search) == 25
    assert descent[-1] < search[-1]


@pytest.mark.parametrize("name", PROBLEMS)
def test_there_is_a_question_for_every_quantity(name: str) -> None:
    problem = reference(name).problem
    asked = [q.name for q in problem.questions]
    assert len(asked) == len(set(asked))
    for function in problem.functions:
        match function.result:
            case Fields(entries=pieces, name="") | Parts(parts=pieces):
                wanted = {f"{function.name}.{p.name}" for p in pieces}
            case _:
                wanted = {function.name}
        assert wanted <= set(asked) or function.name in asked, wanted
    assert {function_of(q) for q in asked} == {f.name for f in problem.functions}


@pytest.mark.parametrize("name", PROBLEMS)
def test_the_declared_arguments_are_those_of_the_reference(name: str) -> None:
    of = reference(name)
    for function in of.problem.functions:
        (definition,) = ast.parse(of.sources[function.name]).body
        assert isinstance(definition, ast.FunctionDef)
        assert tuple(a.arg for a in definition.args.args) == function.args
        assert ast.get_docstring(definition)


@pytest.mark.parametrize("name", PROBLEMS)
def test_every_function_has_three_named_mistakes_at_least(name: str) -> None:
    problem = reference(name).problem
    counts = Counter(m.function for m in reference(name).mistakes)
    for function in problem.functions:
        assert counts[function.name] >= FEWEST_MISCONCEPTIONS, function.name


@pytest.mark.parametrize("name", PROBLEMS)
def test_hints_hold_no_code_of_the_reference(name: str) -> None:
    of = reference(name)
    formulas = {
        formula
        for source in of.sources.values()
        for node in ast.walk(ast.parse(source))
        if isinstance(node, ast.BinOp | ast.Call | ast.Subscript)
        and len(formula := "".join(ast.unparse(node).split())) > len("a-b")
    }
    for mistake in of.mistakes:
        hint = "".join(mistake.hint.split())
        assert not [f for f in formulas if f in hint], mistake
        assert "np." not in hint, mistake
        assert mistake.hint.endswith((".", "?")), mistake
        assert mistake.hint.isascii(), mistake
        assert mistake.name == mistake.name.lower().replace("_", "-").replace(" ", "-")


@pytest.mark.parametrize("name", PROBLEMS)
def test_every_edit_applies_exactly_once(name: str) -> None:
    of = reference(name)
    assert len(of.edits) == len(of.mistakes)
    for mistake, edited in of.edits:
        assert edited.sources[mistake.function] != of.sources[mistake.function]
