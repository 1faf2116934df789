"""What is right in the notebook is right in grading: notebooks as people leave them, in a kernel and in grading.

`make test` tries every second kind on one problem. WHOLE=1 tries all kinds on all problems.
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from dataclasses import dataclass
from itertools import zip_longest
from pathlib import Path
from typing import Any

import pytest

from tests.author.built import PROBLEMS, ROOT, reference, student_notebook
from tests.author.running import solved
from tests.batch.made import run
from tests.notebooks.editors import EDITORS
from tests.notebooks.exports import EXPORTS
from tests.notebooks.kinds import KINDS, HandIn, Kind, text
from tests.notebooks.ways import ENCODINGS
from tests.sample import crossed, sample

pytestmark = pytest.mark.slow

PAGE = ROOT / "docs" / "notebooks.md"
LEFT_OUT = ("grader.check(", "# Save your notebook", "try:\n    import matplotlib")
"""Cells that only take time here: `grader.check_all()` repeats the checks."""
PAIRS = crossed(sample(KINDS, 2), PROBLEMS)


@dataclass(frozen=True)
class Both:
    """What the kernel and the grader say of each hand-in, by "kind, problem"."""

    kernel: dict[str, dict[str, Any]]
    graded: dict[str, dict[str, Any]]


def named(kind: Kind, problem: str) -> str:
    return f"{kind.name}_{problem}"


def hand_in(kind: Kind, problem: str) -> HandIn:
    notebook = solved(problem, student_notebook(problem))
    cells = [c for c in notebook["cells"] if not text(c).startswith(LEFT_OUT) or kind.name.endswith("in_check")]
    given = HandIn({**notebook, "cells": cells}, [f.name for f in reference(problem).problem.functions])
    kind.mutate(given)
    return given


def write(given: HandIn, folder: Path, problem: str) -> Path:
    folder.mkdir(parents=True)
    path = folder / f"{problem}.ipynb"
    path.write_text(json.dumps(given.notebook), encoding="utf-8")
    for name, source in given.files.items():
        (folder / name).parent.mkdir(exist_ok=True)
        (folder / name).write_text(source, encoding="utf-8")
    return path


@pytest.fixture(scope="module")
def both(tmp_path_factory: pytest.TempPathFactory) -> Both:
    root = tmp_path_factory.mktemp("both")
    paths = {named(k, p): write(hand_in(k, p), root / "class" / named(k, p), p) for k, p in PAIRS}
    shutil.copytree(root / "class", root / "kernels")  # a kernel writes into its folder
    names = {str(root / "kernels" / path.relative_to(root / "class")): key for key, path in paths.items()}
    ran = subprocess.run(
        [sys.executable, "-m", "tests.notebooks.kernel", *names], cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert ran.returncode == 0, ran.stderr
    done = run("grade", root / "class", "--out", root / "out", cwd=root)
    assert done.returncode == 0, done.stdout + done.stderr
    reports = {key: json.loads((root / "out" / "reports" / f"{key}.json").read_text("utf-8")) for key in paths}
    return Both({names[name]: said for name, said in json.loads(ran.stdout).items()}, reports)


@pytest.mark.parametrize(("kind", "problem"), PAIRS, ids=[named(k, p) for k, p in PAIRS])
def test_what_the_notebook_calls_right_loses_nothing(kind: Kind, problem: str, both: Both) -> None:
    kernel, report = both.kernel[named(kind, problem)], both.graded[named(kind, problem)]
    assert "failed" not in kernel, kernel
    questions = {q["question"]: q for q in report["problems"][0]["questions"]}
    right = [question for question, passed in kernel["right"].items() if passed or kind.full]
    assert right, kernel["raised"]
    lost = {q: (questions[q]["status"], questions[q]["message"]) for q in right if not is_full(questions[q])}
    assert not lost, (kernel["raised"], report["problems"][0]["notes"])


def is_full(question: dict[str, Any]) -> bool:
    return bool(question["score"] == question["max_score"])


def test_it_notices_what_is_lost(both: Both) -> None:
    """One question that grading takes away is found by the comparison above."""
    key = next(key for key, said in both.kernel.items() if any(said["right"].values()))
    question = next(q for q in both.graded[key]["problems"][0]["questions"])
    assert is_full(question)
    assert not is_full({**question, "score": 0})


def test_there_are_enough_kinds_and_each_changes_something() -> None:
    assert len({k.name for k in KINDS}) == len(KINDS) >= 40
    solutions = {problem: solved(problem, student_notebook(problem)) for problem in PROBLEMS}
    texts = {problem: json.dumps(notebook) for problem, notebook in solutions.items()}

    def changes(kind: Kind, problem: str) -> bool:
        given = HandIn(json.loads(texts[problem]), [f.name for f in reference(problem).problem.functions])
        kind.mutate(given)
        return given.notebook != solutions[problem] or bool(given.files)

    for kind in KINDS:
        assert any(changes(kind, problem) for problem in PROBLEMS), kind.name


def test_the_page_lists_them() -> None:
    rows = "\n".join(f"| {k.does} | {'always' if k.full else 'as the notebook says'} |" for k in KINDS)
    columns = zip_longest(EDITORS, (f"{e}: {x[0]}" for e, x in EXPORTS.items()), ENCODINGS, fillvalue="")
    saved = "\n".join(f"| {' | '.join(row)} |" for row in columns)
    page = f"""\
# What people do to notebooks

What the checks in a notebook call right loses nothing in grading. A test takes the solved notebook of a problem, does
to it what people do to notebooks, runs it cell by cell in IPython's kernel with `grader.check_all()`, and grades it:
`WHOLE=1 pytest tests/notebooks` tries every kind on every problem, `make test` every second one on one. Where the
second column says "always", every question is right in grading even though the notebook itself would not run here: a
package or a file is missing, or a name stands for something else at the end.

| what was done to a solved notebook | full points in grading |
| --- | --- |
{rows}

## How it was saved

A right notebook keeps its points, and its answers in words reach the reader, whatever program saved it. A test writes
the solved notebooks in each of these ways and grades them: `tests/notebooks/test_saved_notebooks.py`.

| as JSON, by or with | as a script or Markdown | in another encoding, or with other line ends |
| --- | --- | --- |
{saved}
"""
    if os.environ.get("UPDATE_DOCS") == "1":
        PAGE.write_text(page, encoding="utf-8")
    assert PAGE.read_text(encoding="utf-8") == page
