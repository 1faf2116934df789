"""The students' notebooks: committed, built again to the same text, with stubs, checks and pictures in their places."""

from __future__ import annotations

import ast
import json
import re
from itertools import pairwise
from pathlib import Path

import nbformat
import pytest

from autograder.author.build import build, stale, write
from autograder.author.public import public_spec
from autograder.declare.course import open_course
from autograder.declare.frame import ANSWER
from autograder.notebook.packing import unpacked
from autograder.notebook.starting import digest_of
from autograder.submissions.limits import LIMITS, Budget
from autograder.submissions.notebook import read_notebook
from tests.author.built import ASSIGNMENTS, PROBLEMS, built, cells, committed, reference, source, tagged

IDENTITY = re.compile(r"[A-Za-z0-9_-]{1,64}")


@pytest.mark.parametrize("name", PROBLEMS)
def test_the_committed_notebook_is_up_to_date(name: str) -> None:
    assert not stale(built(name), ASSIGNMENTS), f"run: .venv/bin/autograder build {name}"


def test_no_other_notebook_is_committed() -> None:
    assert {p.name for p in ASSIGNMENTS.iterdir()} == {f"{name}.ipynb" for name in PROBLEMS}


def test_a_changed_notebook_is_stale(tmp_path: Path) -> None:
    made = built("univariate_regression")
    folder = tmp_path
    assert stale(made, folder)
    assert write(made, folder)
    assert not stale(made, folder)
    assert not write(made, folder)
    path = folder / "univariate_regression.ipynb"
    text = path.read_text(encoding="utf-8")
    path.write_text(text.replace("The smallest network", "The  smallest network"), encoding="utf-8")
    assert stale(made, folder)


@pytest.mark.parametrize("name", PROBLEMS[:2])
def test_building_again_gives_the_same_text(name: str) -> None:
    assert build(reference(name), committed(name)).text == built(name).text


@pytest.mark.parametrize("name", PROBLEMS)
def test_the_notebook_is_valid_and_its_cells_keep_their_names(name: str) -> None:
    notebook = json.loads(built(name).text)
    nbformat.validate(notebook)
    names = [cell["id"] for cell in notebook["cells"]]
    assert len(set(names)) == len(names)
    assert all(IDENTITY.fullmatch(n) for n in names)
    functions = [f.name for f in reference(name).problem.functions]
    assert {f"write-{f}" for f in functions} | {f"check-{f}" for f in functions} <= set(names)
    assert notebook["metadata"]["autograder"]["problem"] == name


@pytest.mark.parametrize("name", PROBLEMS)
def test_each_function_is_a_stub_with_its_docstring_and_a_check_below(name: str) -> None:
    student = {c["id"]: c for c in built(name).student["cells"]}
    order = list(student)
    for function in reference(name).problem.functions:
        cell = student[f"write-{function.name}"]
        (stub,) = ast.parse(source(cell)).body
        (original,) = [
            node for node in ast.parse(reference(name).sources[function.name]).body if isinstance(node, ast.FunctionDef)
        ]
        assert isinstance(stub, ast.FunctionDef)
        assert ast.get_docstring(stub)
        assert ast.get_docstring(stub) == ast.get_docstring(original)
        assert ast.unparse(stub.args) == ast.unparse(original.args)
        assert [ast.unparse(node) for node in stub.body[1:]] == ["raise NotImplementedError"]
        assert not tagged(cell)
        assert order[order.index(cell["id"]) + 1] == f"check-{function.name}"
        assert source(student[f"check-{function.name}"]) == f'grader.check("{function.name}")'


@pytest.mark.parametrize("name", PROBLEMS)
def test_set_up_checks_and_pictures_are_skipped_in_grading_and_nothing_else(name: str) -> None:
    for cell in cells(built(name).student):
        text = source(cell)
        ours = "grader." in text or "autograder.notebook" in text or "matplotlib" in text
        assert tagged(cell) == ours, text


@pytest.mark.parametrize("name", PROBLEMS)
def test_the_staff_notebook_holds_every_reference_function(name: str) -> None:
    staff = "\n".join(source(c) for c in cells(built(name).staff))
    student = built(name).text
    for text in reference(name).sources.values():
        body = [line for line in text.splitlines() if line.strip()]
        assert body[-1] in staff
    assert "raise NotImplementedError" in student
    assert "BEGIN SOLUTION" not in student


@pytest.mark.parametrize("name", PROBLEMS)
def test_written_questions_have_an_answer_cell_that_the_grader_reads(name: str) -> None:
    document = read_notebook(built(name).text.encode(), f"{name}.ipynb", Budget(LIMITS))
    assert document.declared == name
    asked = [w for w in document.written if w.question]
    assert [w.question for w in asked] == [w.name for w in reference(name).problem.written]
    assert all(w.text == "" for w in asked)
    assert all(w.untouched for w in document.written if not w.question and w.kind != "code")
    notebook = built(name).student
    for before, cell in pairwise(notebook["cells"]):
        if cell["id"].startswith("answer-"):
            assert source(cell) == ANSWER
            assert cell["metadata"].get("editable") is not False
            assert "For a person to read" in source(before)


def test_every_network_asks_for_a_derivation_on_paper() -> None:
    for name in PROBLEMS:
        problem = reference(name).problem
        if any(f.name == "backward" for f in problem.functions):
            assert any(w.name.startswith("derive") for w in problem.written), name
    asked = [w.title for w in reference("univariate_regression").problem.written]
    assert asked[:2] == [
        "Is sampling parameters at random a good idea?",
        "Which other piece of information could direct the search?",
    ]


@pytest.mark.parametrize("name", PROBLEMS)
def test_the_set_up_cell_is_short_and_names_what_the_package_brings(name: str) -> None:
    (set_up,) = [source(c) for c in cells(built(name).student) if "autograder.notebook import start" in source(c)]
    assert len(set_up) < 400
    assert f'start("{name}", "{digest_of(public_spec(reference(name)))}")' in set_up


@pytest.mark.parametrize("name", PROBLEMS)
def test_the_tests_of_otter_are_one_for_each_question(name: str) -> None:
    made, problem = built(name), reference(name).problem
    assert set(made.tests) == {f.name for f in problem.functions}
    for function in problem.functions:
        for question in problem.questions_of(function.name):
            assert f"check('{question.name}', spec, env)" in made.tests[function.name]
        assert made.tests[function.name].count("@test_case(") == len(problem.questions_of(function.name))


def test_a_problem_that_the_package_does_not_bring_is_packed_into_its_notebook(tmp_path: Path) -> None:
    folder, name = tmp_path / "solutions", "univariate_regression"
    folder.mkdir()
    text = reference(name).path.read_text(encoding="utf-8").replace(f'name="{name}"', 'name="ours"')
    (folder / "ours.py").write_text(text, encoding="utf-8")
    of = open_course(folder).reference("ours")
    made = build(of)
    (set_up,) = [source(c) for c in cells(made.student) if "autograder.notebook import start" in source(c)]
    packed = set_up.split('"')[-2]
    assert unpacked(packed) == {"public": public_spec(of)}
    assert write(made, tmp_path)
    path = tmp_path / "ours.ipynb"
    path.write_text(path.read_text(encoding="utf-8").replace(packed, packed[:-8]), encoding="utf-8")
    assert stale(made, tmp_path)


def test_classifiers_draw_their_decision_boundary_and_the_first_lesson_its_path() -> None:
    for name in ("logistic_regression", "two_layer_perceptron"):
        assert any("levels=[0.5]" in source(c) and tagged(c) for c in cells(built(name).student))
    pictures = [source(c) for c in cells(built("univariate_regression").student) if tagged(c)]
    assert any("contourf" in text and "path" in text for text in pictures)
    for name in PROBLEMS:
        if any(f.name == "train" for f in reference(name).problem.functions):
            assert any('ylabel("loss")' in source(c) for c in cells(built(name).student)), name
