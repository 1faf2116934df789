"""Notebooks for nbgrader: its cells, with one of our checks as the test of each function.

nbgrader runs a test cell and gives the points that it evaluates to. The notebook is a source version: nbgrader's
`generate_assignment` makes the students' from it. There is no solution in it.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from autograder.author.build import BuiltNotebooks, identity, writing
from autograder.author.public import public_spec
from autograder.declare.frame import PACKAGE, SKIP
from autograder.declare.reference import Reference
from autograder.submissions.handed_out import digest

SCHEMA = 3
"""The version of nbgrader's metadata."""
STUB = re.compile(r"^(\s*)raise NotImplementedError\b.*$", re.MULTILINE)
OTTERS = re.compile(r"^grader\.", re.MULTILINE)
"""A line of code for the `grader` of Otter's notebooks: checks, drawings, derivations, the zip to hand in."""
FRAME = re.compile(r"<!-- (?:BEGIN|END) QUESTION -->\s*|^`grader\..*\n?", re.MULTILINE)
"""What a text says of Otter, or of pictures that only Otter's notebooks have."""
END = ("To double-check your work", "## Submission")
WELCOME = """\
**How this notebook works.** Write the functions where it says `raise NotImplementedError`. Run the cell under each of
them as often as you like: it says what is right, what is not, and where to think, and how many points that is.

On your own computer, once: `pip install {where}`. The pictures need `matplotlib` too."""
SET_UP = """\
try:
    import autograder.notebook
except ImportError:
    %pip install --quiet {where}"""
TEST = """\
# {points:g} {word}. Run this cell to check {function}.
from autograder.notebook import points

points("{function}", '{public}', globals())"""


def nbgrader_notebook(built: BuiltNotebooks, reference: Reference, where: str | None = None) -> dict[str, Any]:
    """Return the notebook as JSON; `where` is what pip installs this package from, None for a package index."""
    cells = list(_cells(built.student["cells"], reference, f'"{where}"' if where else PACKAGE))
    skipped = ("".join(cell["source"]) for cell in cells if SKIP in cell["metadata"].get("tags", ()))
    metadata = {key: value for key, value in built.student["metadata"].items() if key != "otter"}
    metadata["autograder"] = {**metadata["autograder"], "handed_out": sorted({digest(source) for source in skipped})}
    return {**built.student, "cells": [_identified(cell) for cell in cells], "metadata": metadata}


def write_nbgrader(notebook: dict[str, Any], name: str, course: Path) -> Path:
    """Write a notebook into the source folder of an nbgrader course. Raises OutputError."""
    path = course / "source" / name / f"{name}.ipynb"
    with writing(path) as file:
        file.write_text(json.dumps(notebook, indent=1, ensure_ascii=False) + "\n", encoding="utf-8", newline="\n")
    return path


def _cells(cells: list[dict[str, Any]], reference: Reference, where: str) -> Iterator[dict[str, Any]]:
    written = {question.name: question for question in reference.problem.written}
    for cell in cells:
        source = "".join(cell["source"])
        role, _, name = str(cell["id"]).partition("-")
        answer = cell["metadata"].get("autograder", {}).get("written")
        if role == "write":
            yield _marked(
                cell, STUB.sub(r"\1### BEGIN SOLUTION\n\g<0>\n\1### END SOLUTION", source), name, solution=True
            )
        elif role == "check" and cell["cell_type"] == "code":
            yield _test(cell, name, reference)
        elif answer is not None:
            points = written[answer].points
            yield _marked(cell, source, answer, solution=True, points=points)
        elif source.startswith("# @title Set-up"):
            yield _marked(cell, SET_UP.format(where=where), "set-up")
        elif source.startswith("**How this notebook works.**"):
            yield {**cell, "source": _lines(WELCOME.format(where=where))}
        elif not (OTTERS.search(source) or any(text in source for text in END)):
            yield {**cell, "source": _lines(FRAME.sub("", source)), "metadata": _editable(cell["metadata"])}


def _test(cell: dict[str, Any], function: str, reference: Reference) -> dict[str, Any]:
    points = sum(q.points for q in reference.problem.questions_of(function))
    source = TEST.format(
        points=points,
        word="point" if points == 1 else "points",
        function=function,
        public=public_spec(reference, function),
    )
    return _marked(cell, source, f"check-{function}", points=points)


def _marked(
    cell: dict[str, Any], source: str, name: str, *, solution: bool = False, points: float | None = None
) -> dict[str, Any]:
    """Return a cell with nbgrader's metadata: a solution is the student's, points make it graded."""
    told: dict[str, Any] = {
        "grade": points is not None,
        "grade_id": name,
        "locked": not solution,
        "schema_version": SCHEMA,
        "solution": solution,
        "task": False,
    }
    if points is not None:
        told["points"] = points
    return {**cell, "source": _lines(source), "metadata": {**_editable(cell["metadata"]), "nbgrader": told}}


def _editable(metadata: dict[str, Any]) -> dict[str, Any]:
    """Return metadata without Otter's."""
    kept = {key: value for key, value in metadata.items() if key not in ("deletable", "editable", "tags", "cellView")}
    return {**kept, "tags": [SKIP]} if SKIP in metadata.get("tags", ()) else kept


def _identified(cell: dict[str, Any]) -> dict[str, Any]:
    """Return a cell of text with the id by which reading knows that nobody has changed it."""
    named = cell["cell_type"] != "markdown" or not str(cell["id"]).startswith("markdown-")
    return cell if named else {**cell, "id": identity("".join(cell["source"]), cell)}


def _lines(source: str) -> list[str]:
    return source.splitlines(keepends=True)
