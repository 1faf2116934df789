"""What was read and not used is named: on the student's page, by reason on the class page, and in the terminal."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from autograder.plain.unused import Reason
from tests.batch.made import ENVIRONMENT, run
from tests.corpus import CORPUS

pytestmark = pytest.mark.slow

RIGHT = (CORPUS / "univariate_regression" / "right").glob("*.py")
STATEMENTS = """

import no_such_package
1 / 0
this was prose
loss = 0.5


def forward(x, params):
    raise NotImplementedError
"""
NAMES = {
    Reason.OTHER_FILE: "untouched.py",
    Reason.NO_PROBLEM: "other.ipynb",
    Reason.NOT_ASSIGNED: "exercises.ipynb",
    Reason.NOT_READ: "essay.pdf",
    Reason.UNREADABLE: "",
    Reason.PACKAGE: "no_such_package",
    Reason.FAILED: "ZeroDivisionError",
    Reason.NO_PYTHON: "SyntaxError",
    Reason.NOT_CODE: "but it is a Markdown cell",
    Reason.TOO_LONG: "ended the whole process",
    Reason.REPLACED: "the name loss stands for something else (float)",
    Reason.STUB: "defines forward again as the empty stub",
}
"""What the student's page must name for each reason."""


@pytest.fixture(scope="module")
def graded(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, str]:
    root = tmp_path_factory.mktemp("unused")
    ada = root / "class" / "ada"
    ada.mkdir(parents=True)
    source = next(RIGHT).read_text(encoding="utf-8")
    (ada / "univariate_regression.py").write_text(source + STATEMENTS, encoding="utf-8")
    stub = "# autograder: problem = univariate_regression\ndef loss(y_hat, y):\n    raise NotImplementedError\n"
    (ada / "untouched.py").write_text(stub, encoding="utf-8")
    other = {"nbformat": 4, "nbformat_minor": 5, "cells": [], "metadata": {"autograder": {"problem": "other"}}}
    (ada / "other.ipynb").write_text(json.dumps(other), encoding="utf-8")
    stray = {**other, "metadata": {"autograder": {"problem": "exercises"}}}
    (ada / "exercises.ipynb").write_text(json.dumps(stray), encoding="utf-8")
    (ada / "essay.pdf").write_bytes(b"%PDF")
    (ada / "notes").write_text("{", encoding="utf-8")
    bob = root / "class" / "bob"
    bob.mkdir()
    (bob / "univariate_regression.py").write_text(source + "\nimport os\nos._exit(0)\n", encoding="utf-8")
    text = "# autograder: problem = univariate_regression\n# %% [markdown]\n# def loss(y_hat, y):\n#     return y\n"
    (root / "class" / "carol.py").write_text(text, encoding="utf-8")
    env = {**ENVIRONMENT, "COLUMNS": "200"}
    done = run("grade", root / "class", "--out", root / "out", "--problems=univariate_regression", cwd=root, env=env)
    assert done.returncode == 0, done.stdout + done.stderr
    assert run("regrade", root / "out", cwd=root).returncode == 0
    return root / "out", done.stdout


def test_it_costs_no_points(graded: tuple[Path, str]) -> None:
    for name in ("ada", "bob"):
        report = json.loads((graded[0] / "reports" / f"{name}.json").read_text("utf-8"))
        assert report["total"]["machine"] == report["total"]["machine_max"]


@pytest.mark.parametrize("reason", [r for r in Reason if r is not Reason.UNREADABLE])
def test_every_reason_is_named_everywhere(reason: Reason, graded: tuple[Path, str]) -> None:
    out, terminal = graded
    name = {Reason.TOO_LONG: "bob", Reason.NOT_CODE: "carol"}.get(reason, "ada")
    report = json.loads((out / "reports" / f"{name}.json").read_text("utf-8"))
    told = [u["what"] for u in report["problems"][0]["unused"] if u["reason"] == reason.value]
    assert any(NAMES[reason] in what for what in told), report["problems"][0]["unused"]
    page = (out / "feedback" / f"{name}.html").read_text("utf-8")
    foot = page[page.index("What was not used") :]
    assert NAMES[reason].split(" (")[0] in foot
    assert reason.value in (out / "class.html").read_text("utf-8")
    assert f"{reason.value} (1)" in " ".join(terminal.split())


def test_who_left_nothing_has_nothing_at_the_foot(graded: tuple[Path, str]) -> None:
    report = json.loads((graded[0] / "reports" / "bob.json").read_text("utf-8"))
    assert [u["reason"] for u in report["problems"][0]["unused"]] == [Reason.TOO_LONG.value]
