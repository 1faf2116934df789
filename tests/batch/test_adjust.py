"""A person's decision about one student: shown as one, kept when the class is judged again, and taken back by name."""

from __future__ import annotations

import csv
import json
import shutil
from pathlib import Path

import pytest

from tests.batch.made import make_class, run

pytestmark = pytest.mark.slow
WRONG = ("student-00", "backward.dw")
"""One of the sample class who has this question wrong."""


@pytest.fixture(scope="module")
def graded(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("graded")
    assert run("grade", make_class(folder / "in", 3), "--out", folder / "out").returncode == 0
    return folder


@pytest.fixture
def out(graded: Path, tmp_path: Path) -> Path:
    shutil.copytree(graded, tmp_path, dirs_exist_ok=True)
    return tmp_path / "out"


def row(out: Path) -> dict[str, str]:
    with (out / "gradebook.csv").open(encoding="utf-8-sig", newline="") as file:
        return next(r for r in csv.DictReader(file) if r["submission"] == WRONG[0])


def test_a_decision_is_shown_kept_and_undone(out: Path, tmp_path: Path) -> None:
    before = row(out)
    done = run("adjust", out, *WRONG, "0.5", "--why", "The sheet had a <b>misprint</b>.", "--by", "Dee")
    assert done.returncode == 0, done.stderr
    assert "backward.dw 0 -> 0.5" in done.stdout
    page = (out / "feedback" / "student-00.html").read_text()
    assert "Decided by a person: 0.5 of 1 (the machine gave 0).</strong> <p>The sheet had a &lt;b&gt;misprint" in page
    (problem,) = json.loads((out / "reports" / "student-00.json").read_text())["problems"]
    (question,) = (q for q in problem["questions"] if q["question"] == "backward.dw")
    assert (question["score"], question["machine_score"]) == (0.5, 0)
    assert row(out)["staff"] == "0.5"
    assert run("regrade", out).returncode == 0
    assert "3 unchanged" in run("grade", tmp_path / "in", "--out", out).stdout
    assert row(out)["staff"] == "0.5"
    listed = run("adjust", out).stdout
    assert "backward.dw: 0.5 (machine: 0), by Dee" in listed
    done = run("adjust", out, *WRONG, "--undo")
    assert done.returncode == 0, done.stderr
    assert row(out) | {"machine": "", "staff": ""} == before | {"machine": "", "staff": ""}
    assert "Decided" not in (out / "feedback" / "student-00.html").read_text()
    again = run("adjust", out, *WRONG, "--undo")
    assert (again.returncode, again.stderr.count("\n")) == (2, 1)


def test_a_decision_about_an_earlier_hand_in_no_longer_counts_and_that_is_said(out: Path, tmp_path: Path) -> None:
    run("adjust", out, *WRONG, "0.5", "--why", "why")
    path = tmp_path / "in" / "student-00.py"
    path.write_text(path.read_text() + "# again\n")
    assert run("grade", tmp_path / "in", "--out", out).returncode == 0
    assert row(out).get("staff", "0") in ("", "0")
    assert "for an earlier hand-in" in run("regrade", out).stdout


def test_a_table_takes_effect_as_a_whole_and_graders_do_not_overwrite_each_other(out: Path, tmp_path: Path) -> None:
    table = tmp_path / "decisions.csv"
    head = "student;question;points;why\n"
    table.write_text(f"{head}student-00;backward.dw;1;misprint\nstudent-01;loos;1;why\n")
    done = run("adjust", out, "--table", table)
    assert done.returncode == 2
    assert "line 3" in done.stderr
    assert "'loss'" in done.stderr
    assert row(out).get("staff", "0") in ("", "0")
    table.write_text(f"{head}student-00;backward.dw;0,5;misprint\nstudent-01;loss;0;copied\n")
    assert run("adjust", out, "--table", table).returncode == 0
    assert row(out)["staff"] == "0.5"
    done = run("adjust", out, *WRONG, "1", "--why", "other", "--by", "Dee")
    assert done.returncode == 2
    assert "0.5 by decisions.csv, 1 by Dee" in done.stderr
    assert run("adjust", out, *WRONG, "1", "--why", "other", "--by", "Dee", "--on-conflict", "replace").returncode == 0
    assert row(out)["staff"] == "1"


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("student-00", "backward.dw", "2", "--why", "x"), "not from 0 to 1"),
        (("student-00", "backward.dw", "x", "--why", "x"), "not a number"),
        (("student-0", "backward.dw", "1", "--why", "x"), "'student-00'"),
        (("student-00", "backward.dw", "1"), "--why"),
        (("student-00", "--undo"), "--undo"),
    ],
)
def test_what_cannot_be_done_is_said_and_changes_nothing(out: Path, arguments: tuple[str, ...], said: str) -> None:
    before = (out / "gradebook.csv").read_bytes()
    done = run("adjust", out, *arguments)
    assert done.returncode == 2
    assert said in done.stderr
    assert "Traceback" not in done.stderr
    assert (out / "gradebook.csv").read_bytes() == before


def test_a_decision_follows_a_submission_that_is_given_to_another_student(out: Path) -> None:
    run("adjust", out, *WRONG, "0.5", "--why", "why")
    assert run("rename", out, "student-00", "Ada").returncode == 0
    assert run("regrade", out).returncode == 0
    with (out / "gradebook.csv").open(encoding="utf-8-sig", newline="") as file:
        assert {r["submission"]: r["staff"] for r in csv.DictReader(file)}["Ada"] == "0.5"
