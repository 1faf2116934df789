"""Notebooks built once for all tests of this folder, and what is in them."""

from __future__ import annotations

import json
from functools import cache
from pathlib import Path
from typing import Any

from autograder.author.build import BuiltNotebooks, Options, build, installed_from, repository_in
from autograder.declare.reference import Reference
from tests.solutions.common import COURSE

ROOT = Path(__file__).parents[2]
ASSIGNMENTS = ROOT / "assignments"
PROBLEMS = COURSE.names


def reference(name: str) -> Reference:
    return COURSE.reference(name)


@cache
def built(name: str) -> BuiltNotebooks:
    return build(reference(name), committed(name))


@cache
def student_notebook(name: str) -> dict[str, Any]:
    """Return the students' notebook as it is committed: `test_notebooks` holds that it is the one that is built."""
    notebook: dict[str, Any] = json.loads((ASSIGNMENTS / f"{name}.ipynb").read_text(encoding="utf-8"))
    return notebook


def committed(name: str) -> Options:
    """Return the options that the committed notebook was built with."""
    return Options(repository_in(ASSIGNMENTS, name), installed_from(ASSIGNMENTS, name))


def source(cell: dict[str, Any]) -> str:
    return "".join(cell["source"])


def cells(notebook: dict[str, Any], kind: str = "code") -> list[dict[str, Any]]:
    return [cell for cell in notebook["cells"] if cell["cell_type"] == kind]


def tagged(cell: dict[str, Any], tag: str = "skip-grading") -> bool:
    return tag in cell["metadata"].get("tags", [])
