"""nbgrader from the other side: the real `nbgrader autograde` on the notebooks that `build --nbgrader` writes.

Its rule for a test cell, in `nbgrader.utils.determine_grade`: an error, or anything on standard error, is no points; a
value that is a number from 0 to the cell's points is that many; everything else is all of them.
"""

from __future__ import annotations

import json
import os
import sqlite3
import subprocess
import sys
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from autograder.author.nbgrader import nbgrader_notebook
from autograder.cli import main
from tests.author.built import ROOT, built, reference
from tests.batch.made import COMMAND

NAME = "univariate_regression"
MISTAKE = ('dy_hat = 2 * (cache["y_hat"] - y) / m', 'dy_hat = 2 * (cache["y_hat"] - y)')


def handed_in(released: Path, *edits: tuple[str, str]) -> str:
    """Return a student's notebook: nbgrader's own release with the solution in its cells, and some edits."""
    notebook = json.loads(released.read_text("utf-8"))
    for cell in notebook["cells"]:
        name = cell["metadata"].get("nbgrader", {}).get("grade_id", "")
        if name in reference(NAME).sources:
            source = reference(NAME).sources[name]
            for old, new in edits:
                source = source.replace(old, new)
            cell["source"] = source
    return json.dumps(notebook)


def run(course: Path, *arguments: str) -> None:
    folder = Path(sys.executable).parent
    env = {**os.environ, "PATH": f"{folder}{os.pathsep}{os.environ['PATH']}", "PYTHONPATH": str(ROOT)}
    command = [sys.executable, "-W", "ignore", "-m", "nbgrader", *arguments, f"--course={course}"]
    done = subprocess.run(command, cwd=course, env=env, capture_output=True, text=True, check=False, timeout=900)
    assert done.returncode == 0, done.stdout + done.stderr


def worth() -> dict[str, float]:
    problem = reference(NAME).problem
    return {f.name: float(sum(q.points for q in problem.questions_of(f.name))) for f in problem.functions}


def scores(course: Path) -> dict[str, dict[str, tuple[float, float]]]:
    """Return the automatic points of each student's test cells, with their maximum."""
    query = """
        SELECT submitted_assignment.student_id, base_cell.name, grade.auto_score, grade_cells.max_score
        FROM grade
        JOIN base_cell ON grade.cell_id = base_cell.id
        JOIN grade_cells ON grade_cells.id = base_cell.id
        JOIN submitted_notebook ON grade.notebook_id = submitted_notebook.id
        JOIN submitted_assignment ON submitted_notebook.assignment_id = submitted_assignment.id
    """
    found: dict[str, dict[str, tuple[float, float]]] = {}
    with sqlite3.connect(course / "gradebook.db") as database:
        for student, cell, score, most in database.execute(query):
            if cell.startswith("check-"):
                found.setdefault(student, {})[cell.removeprefix("check-")] = (score, most)
    return found


@pytest.fixture(scope="module")
def course(tmp_path_factory: pytest.TempPathFactory) -> Path:
    made = tmp_path_factory.mktemp("course")
    out = made / "notebooks"
    done = CliRunner().invoke(main, ["build", NAME, f"--out={out}", f"--nbgrader={made}"])
    assert done.exit_code == 0, done.output
    return made


@pytest.mark.slow
@pytest.mark.skipif(find_spec("nbgrader") is None, reason="nbgrader needs Python 3.11 or later")
def test_nbgrader_gives_partial_credit_for_what_is_right(course: Path) -> None:
    run(course, "generate_assignment", NAME, "--create")
    released = course / "release" / NAME / f"{NAME}.ipynb"
    assert "NotImplementedError" in released.read_text("utf-8")
    noisy = ("def loss(", "import sys, warnings\n\ndef loss(")
    warns = (
        "def backward(",
        'def backward(*a):\n    print("x", file=sys.stderr)\n    warnings.warn("x")\n    return _b(*a)\n\ndef _b(',
    )
    students = {
        "right": handed_in(released),
        "wrong": handed_in(released, MISTAKE),
        "noisy": handed_in(released, noisy, warns),
        "stub": released.read_text("utf-8"),
    }
    for student, text in students.items():
        path = course / "submitted" / student / NAME / f"{NAME}.ipynb"
        path.parent.mkdir(parents=True)
        path.write_text(text, "utf-8")
    run(course, "autograde", NAME, "--create")
    found = scores(course)
    full = {name: (points, points) for name, points in worth().items()}
    assert found["right"] == full
    assert found["noisy"] == full, "what the student's functions write to standard error costs nothing"
    assert found["stub"] == {name: (0.0, points) for name, points in worth().items()}
    lost = {name: full[name][0] - score for name, (score, _) in found["wrong"].items()}
    own = next(q.points for q in reference(NAME).problem.questions if q.name == "backward.dy_hat")
    assert {name: points for name, points in lost.items() if points} == {"backward": own}
    assert 0 < found["wrong"]["backward"][0] < worth()["backward"]
    env = {**os.environ, "AUTOGRADER_SECRET": "of the tests"}
    command = [str(COMMAND), "grade", str(course), "--out=graded", f"--solutions={ROOT / 'solutions'}"]
    subprocess.run(command, cwd=course, env=env, check=True, capture_output=True)
    reports = {p.stem: json.loads(p.read_text("utf-8")) for p in (course / "graded" / "reports").iterdir()}
    points = {name: report["problems"][0]["score"] for name, report in reports.items()}
    assert points == {student: sum(score for score, _ in cells.values()) for student, cells in found.items()}
    assert reports["right"]["problems"][0]["notes"] == []


def cells(notebook: dict[str, Any]) -> list[dict[str, Any]]:
    return [cell for cell in notebook["cells"] if "nbgrader" in cell["metadata"]]


@pytest.mark.parametrize("name", ["two_layer_linear", "optimizers"])
def test_the_notebook_has_a_cell_for_each_function_and_no_solution(name: str) -> None:
    made = nbgrader_notebook(built(name), reference(name))
    told = {cell["metadata"]["nbgrader"]["grade_id"]: cell for cell in cells(made)}
    problem = reference(name).problem
    for function in problem.functions:
        stub = "".join(told[function.name]["source"])
        assert "### BEGIN SOLUTION" in stub
        assert reference(name).sources[function.name] not in json.dumps(made)
        test = told[f"check-{function.name}"]["metadata"]["nbgrader"]
        assert test["points"] == sum(q.points for q in problem.questions_of(function.name))
        assert test["locked"]
    assert {w.name for w in problem.written} <= set(told)
    assert "otter" not in json.dumps(made)
    assert "grader.draw" not in json.dumps(made)
    assert "grader.check" not in json.dumps(made)
