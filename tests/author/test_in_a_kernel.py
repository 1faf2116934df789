"""Each notebook in a real kernel, from top to bottom: as students get it, and as it should become."""

from __future__ import annotations

import csv
import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from autograder.student.result import MIME
from tests.author.built import PROBLEMS, reference, source, student_notebook, tagged
from tests.author.running import errors, run, shown, solved
from tests.batch import made
from tests.sample import sample

pytestmark = pytest.mark.slow

SOME = sample(PROBLEMS, 3, start=1)
AGAIN = "again-"
"""How the cells of the second half are named: the solved notebook, in the kernel that has seen the stubs."""


def draws(cell: dict[str, Any]) -> bool:
    """Return whether a cell is a picture or a table of the lesson."""
    return tagged(cell) and source(cell).startswith("try:\n") and "autograder.otter.start" not in source(cell)


def uses_functions(name: str, cell: dict[str, Any]) -> bool:
    return any(f"{f.name}(" in source(cell) for f in reference(name).problem.functions)


@dataclass(frozen=True)
class Runs:
    """What became of every notebook, and the folder in which each was exported."""

    notebooks: dict[str, dict[str, Any]]
    folder: Path

    def cell(self, name: str, identity: str) -> dict[str, Any]:
        (found,) = [c for c in self.notebooks[name]["cells"] if c["id"] == identity]
        return dict(found)


def both(name: str) -> dict[str, Any]:
    """The untouched notebook, then the solved one without its set-up: one kernel is enough for the two."""
    untouched = student_notebook(name)
    rest = solved(name, untouched)["cells"]
    again = [{**c, "id": AGAIN + c["id"]} for c in rest if "autograder.notebook import start" not in source(c)]
    return {**untouched, "cells": [*untouched["cells"], *again]}


@pytest.fixture(scope="module")
def runs(tmp_path_factory: pytest.TempPathFactory) -> Runs:
    folder = tmp_path_factory.mktemp("kernels")

    for name in SOME:
        (folder / name).mkdir()
        text = json.dumps(solved(name, student_notebook(name)))
        (folder / name / f"{name}.ipynb").write_text(text, encoding="utf-8")
    done = run({folder / name: both(name) for name in SOME})
    return Runs(dict(zip(SOME, done, strict=True)), folder)


@pytest.mark.parametrize("name", SOME)
def test_no_cell_shows_a_traceback_with_the_stubs_or_with_the_solution(name: str, runs: Runs) -> None:
    assert errors(runs.notebooks[name]) == []


@pytest.mark.parametrize("name", SOME)
def test_every_check_of_a_stub_says_that_it_is_not_written_yet(name: str, runs: Runs) -> None:
    for function in reference(name).problem.functions:
        text = shown(runs.cell(name, f"check-{function.name}"))
        assert f"{function.name}: not written yet" in text
        assert "passed" not in text
        assert "Traceback" not in text
    pictures = [c for c in student_notebook(name)["cells"] if draws(c) and uses_functions(name, c)]
    for cell in pictures:
        assert "not written yet" in shown(runs.cell(name, cell["id"]))


@pytest.mark.parametrize("name", SOME)
def test_every_check_of_the_solution_is_green(name: str, runs: Runs) -> None:
    for function in reference(name).problem.functions:
        text = shown(runs.cell(name, f"{AGAIN}check-{function.name}"))
        assert f"{function.name}: " in text
        assert "right" in text
        assert "✗" not in text
        assert "○" not in text
    for cell in student_notebook(name)["cells"]:
        if draws(cell):
            kind = "image/png" if "import matplotlib" in source(cell) else "text/plain"
            assert shown(runs.cell(name, AGAIN + cell["id"]), kind)


@pytest.mark.parametrize("name", SOME)
def test_a_result_is_the_only_output_of_its_cell_and_keeps_what_is_right(name: str, runs: Runs) -> None:
    for function in reference(name).problem.functions:
        (ours,) = runs.cell(name, f"{AGAIN}check-{function.name}")["outputs"]
        assert function.name in "".join(ours["data"]["text/html"])
        assert set(ours["data"][MIME]) == {q.name for q in reference(name).problem.questions_of(function.name)}


@pytest.mark.parametrize("name", SOME)
def test_check_all_repeats_every_check(name: str, runs: Runs) -> None:
    (cell,) = [c for c in student_notebook(name)["cells"] if source(c) == "grader.check_all()"]
    before, after = (shown(runs.cell(name, prefix + cell["id"])) for prefix in ("", AGAIN))
    for function in reference(name).problem.functions:
        assert f"{function.name}: not written yet" in before
        assert f"{function.name}: not written yet" not in after
    assert "✗" not in after


def test_what_export_writes_is_graded_to_full_marks(runs: Runs, tmp_path: Path) -> None:
    exported = {name: sorted((runs.folder / name).glob("*.zip")) for name in SOME}
    hand_in = tmp_path / "submissions"
    hand_in.mkdir()
    for name, zips in exported.items():
        assert len(zips) == 2, "one with the stubs, one with the solution: the file is the solved one in both"
        hand_in.joinpath(f"{name}.zip").write_bytes(zips[-1].read_bytes())
    done = made.run("grade", hand_in, "--out", tmp_path / "graded")
    assert done.returncode == 0, done.stdout + done.stderr
    with (tmp_path / "graded" / "gradebook.csv").open(encoding="utf-8-sig", newline="") as file:
        rows = {row["submission"]: row for row in csv.DictReader(file)}
    assert set(rows) == set(SOME)
    for row in rows.values():
        assert float(row["machine"]) == float(row["max_score"]) - float(row["written_max"]) > 0
    for name in SOME:
        report = json.loads((tmp_path / "graded" / "reports" / f"{name}.json").read_text(encoding="utf-8"))
        assert report["problems"][0]["notes"] == []
