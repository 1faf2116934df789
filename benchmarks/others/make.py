"""One class in the form that each grader takes: the same code in every one."""

from __future__ import annotations

import random
import textwrap
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import nbformat
from nbformat.v4 import new_code_cell, new_notebook

from autograder.declare.reference import Reference
from benchmarks.others.questions import HELPERS, tests

ASSIGNMENT = "ps"
NOTEBOOK = "notebook.ipynb"


@dataclass(frozen=True)
class Made:
    """Folders of one class: notebooks for this grader and Otter, a course for nbgrader; `right` are the right ones."""

    notebooks: Path
    otter_tests: Path
    course: Path
    right: frozenset[str]


def make(reference: Reference, folder: Path, students: int) -> Made:
    """Write a class: every fourth student has everything right, the others one to three of the declared mistakes."""
    rng = random.Random(230)
    code = {f"student-{i:04d}": _code(reference, rng, right=i % 4 == 0, number=i) for i in range(students)}
    notebooks = folder / "notebooks"
    notebooks.mkdir(parents=True)
    for name, cells in code.items():
        metadata = {"autograder": {"problem": reference.problem.name}}
        _write(notebooks / f"{name}.ipynb", [new_code_cell(c) for c in cells], metadata)
    bodies = tests(reference)
    otter_tests = folder / "tests"
    otter_tests.mkdir()
    for question, body in bodies.items():
        name = question.replace(".", "_")
        (otter_tests / f"{name}.py").write_text(_otter(name, body), encoding="utf-8")
    _course(folder / "course", code, reference, bodies)
    return Made(notebooks, otter_tests, folder / "course", frozenset(n for i, n in enumerate(code) if i % 4 == 0))


def _code(reference: Reference, rng: random.Random, *, right: bool, number: int) -> list[str]:
    sources = dict(reference.sources)
    wanted = 0 if right else rng.randint(1, 3)
    for mistake in rng.sample(reference.mistakes, len(reference.mistakes)):
        name = reference.home(mistake)
        if wanted and sources[name] == reference.sources[name]:
            sources[name] = reference.edited(mistake).sources[name]
            wanted -= 1
    return ["import numpy as np", *sources.values(), f"# student {number}"]


def _otter(name: str, body: str) -> str:
    return (
        f"from otter.test_files import test_case\n\nOK_FORMAT = False\nname = {name!r}\npoints = 1\n\n{HELPERS}\n\n"
        f"@test_case(points=1)\ndef test_{name}(env):\n{textwrap.indent(body, '    ')}\n"
    )


def _course(course: Path, code: dict[str, list[str]], reference: Reference, bodies: dict[str, str]) -> None:
    source = course / "source" / ASSIGNMENT
    source.mkdir(parents=True)
    _write(source / NOTEBOOK, _graded(["import numpy as np", *reference.sources.values(), ""], bodies), {})
    for name, cells in code.items():
        submitted = course / "submitted" / name / ASSIGNMENT
        submitted.mkdir(parents=True)
        _write(submitted / NOTEBOOK, _graded(cells, bodies), {})


def _graded(cells: list[str], bodies: dict[str, str]) -> list[Any]:
    own = [new_code_cell(c, metadata=_nbgrader(f"code-{i}", solution=True)) for i, c in enumerate(cells)]
    head = new_code_cell(f"{HELPERS}\nenv = globals()", metadata=_nbgrader("helpers"))
    checks = [
        new_code_cell(body, metadata=_nbgrader(question.replace(".", "_"), points=1))
        for question, body in bodies.items()
    ]
    return [*own, head, *checks]


def _nbgrader(name: str, *, solution: bool = False, points: int | None = None) -> dict[str, Any]:
    held: dict[str, Any] = {
        "schema_version": 3,
        "grade_id": name,
        "cell_type": "code",
        "locked": not solution,
        "solution": solution,
        "grade": points is not None,
        "task": False,
    }
    return {"nbgrader": held if points is None else {**held, "points": points}}


def _write(path: Path, cells: list[Any], metadata: dict[str, Any]) -> None:
    kernel = {"display_name": "Python 3", "language": "python", "name": "python3"}
    notebook = new_notebook(cells=cells, metadata={"kernelspec": kernel, **metadata})
    for number, cell in enumerate(notebook.cells):
        cell["id"] = f"cell-{number}"
    nbformat.write(notebook, path)
