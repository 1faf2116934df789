"""The assignment of a class: nobody's maximum depends on what anybody uploads, and what is odd is said."""

from __future__ import annotations

import csv
import json
import zipfile
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest

from autograder.batch.class_list import taken_problems
from autograder.submissions.gather import find
from tests.batch.made import ROOT, run
from tests.corpus import CORPUS

pytestmark = pytest.mark.slow

ONE, TWO, STRAY = "univariate_regression", "multivariate_regression", "exercises"
STUDENTS = ("Ada Lovelace", "Bo Turing", "Cy Extra")


def right(problem: str) -> str:
    return next((CORPUS / problem / "right").glob("*.py")).read_text(encoding="utf-8")


SOURCES = {f"{name}.py": right(name) for name in (ONE, TWO)} | {
    f"{STRAY}.ipynb": (ROOT / "assignments" / f"{STRAY}.ipynb").read_text(encoding="utf-8")
}


def moodle(path: Path, whose: Mapping[str, tuple[str, ...]]) -> Path:
    """Write an export in which each student has handed in these files."""
    with zipfile.ZipFile(path, "w") as archive:
        for number, (name, files) in enumerate(whose.items(), 2001):
            for file in files:
                archive.writestr(f"{name}_{number}_assignsubmission_file/{file}", SOURCES[file])
    return path


def folder(path: Path, whose: Mapping[str, tuple[str, ...]]) -> Path:
    for name, files in whose.items():
        (path / name).mkdir(parents=True)
        for file in files:
            (path / name / file).write_text(SOURCES[file], encoding="utf-8")
    return path


def rows(out: Path) -> dict[str, dict[str, str]]:
    with (out / "gradebook.csv").open(encoding="utf-8-sig", newline="") as file:
        return {row["submission"]: row for row in csv.DictReader(file)}


def report(out: Path, slug: str) -> Any:
    return json.loads((out / "reports" / f"{slug}.json").read_text(encoding="utf-8"))


def totals(out: Path) -> dict[str, tuple[str, str]]:
    return {name: (row["score"], row["total_max"]) for name, row in rows(out).items()}


def test_a_stray_notebook_is_named_and_changes_nobodys_grade(tmp_path: Path) -> None:
    plain: dict[str, tuple[str, ...]] = dict.fromkeys(STUDENTS, (f"{ONE}.py",))
    exports = {}
    stray: dict[str, tuple[str, ...]] = {**plain, "Cy Extra": (f"{ONE}.py", f"{STRAY}.ipynb")}
    for name, whose in (("without", plain), ("with", stray)):
        out = tmp_path / name
        done = run("grade", moodle(tmp_path / f"{name}.zip", whose), "--out", out)
        assert done.returncode == 0, done.stderr
        assert f"assignment: {ONE}, in most hand-ins" in done.stdout
        assert run("export", out, "--to", "moodle").returncode == 0
        exports[name] = (totals(out), (out / "export-moodle.csv").read_text(encoding="utf-8-sig"))
    assert exports["without"] == exports["with"]
    (told,) = [u["what"] for u in report(tmp_path / "with", "Cy-Extra")["problems"][0]["unused"] if STRAY in u["what"]]
    assert "not part of this assignment" in told
    assert "a file about a problem that is not part of the assignment" in (tmp_path / "with" / "class.html").read_text()


def test_a_missing_notebook_counts_with_its_points(tmp_path: Path) -> None:
    whose = {"Ann Both": (f"{ONE}.py", f"{TWO}.py"), "Bob One": (f"{ONE}.py",)}
    done = run("grade", folder(tmp_path / "in", whose), "--out", tmp_path / "out")
    assert done.returncode == 0, done.stderr
    found = totals(tmp_path / "out")
    assert found["Ann Both"][1] == found["Bob One"][1], "everybody has the same maximum"
    assert float(found["Ann Both"][0]) > float(found["Bob One"][0])
    page = (tmp_path / "out" / "feedback" / "Bob-One.html").read_text(encoding="utf-8")
    assert "Well done" not in page
    assert "Nothing is handed in for this problem" in page
    problems = {p["problem"]: p for p in report(tmp_path / "out", "Bob-One")["problems"]}
    assert (problems[TWO]["left_out"], problems[TWO]["score"]) == (True, 0)
    assert problems[TWO]["max_score"] > 0
    again = run("grade", tmp_path / "in", "--out", tmp_path / "out")
    assert "2 unchanged" in again.stdout
    assert "assignment of the earlier runs: " in again.stdout
    assert run("regrade", tmp_path / "out").returncode == 0
    assert totals(tmp_path / "out") == found


def test_the_folder_keeps_to_its_assignment_and_an_option_says_otherwise(tmp_path: Path) -> None:
    whose = dict.fromkeys(STUDENTS, (f"{ONE}.py",))
    out = tmp_path / "out"
    assert run("grade", folder(tmp_path / "in", whose), "--out", out).returncode == 0
    first = totals(out)
    folder(tmp_path / "in", {"Dee New": (f"{ONE}.py", f"{TWO}.py"), "Ed Other": (f"{TWO}.py",)})
    done = run("grade", tmp_path / "in", "--out", out)
    assert "new in this class: Dee New, Ed Other" in done.stderr
    assert {name: totals(out)[name] for name in first} == first
    assert totals(out)["Dee New"] == first["Bo Turing"]
    assert (done.returncode, rows(out)["Ed Other"]["gradable"]) == (1, "no"), "nothing of the assignment is no zero"
    assert ONE in rows(out)["Ed Other"]["reason"]
    done = run("grade", tmp_path / "in", "--out", out, "--problems", f"{TWO},{ONE}")
    assert f"assignment: {TWO}, {ONE}" in done.stdout
    assert len({row["total_max"] for row in rows(out).values()}) == 1
    assert [p["problem"] for p in report(out, "Ed-Other")["problems"]] == [TWO, ONE]
    assert run("regrade", out, "--problems", TWO).returncode == 1, "who handed in nothing of it keeps the old grade"
    assert totals(out)["Ed Other"] == (rows(out)["Ed Other"]["score"], rows(out)["Ed Other"]["max_score"])
    refused = run("grade", tmp_path / "in", "--out", out, "--problems", "no_such_problem")
    assert (refused.returncode, "no_such_problem" in refused.stderr) == (2, True)


def test_files_about_different_problems_are_a_collection_and_no_class(tmp_path: Path) -> None:
    (tmp_path / "in").mkdir()
    for file, source in SOURCES.items():
        (tmp_path / "in" / file).write_text(source, encoding="utf-8")
    done = run("grade", tmp_path / "in", "--out", tmp_path / "out")
    assert done.returncode == 0, done.stdout + done.stderr
    assert "no problem is in most hand-ins" in done.stdout
    assert "If these files are one student's" in done.stdout
    assert all(row["gradable"] == "yes" for row in rows(tmp_path / "out").values())


def test_a_path_that_does_not_exist_is_wrong_usage_and_no_student(tmp_path: Path) -> None:
    folder(tmp_path / "in", {"Ada": (f"{ONE}.py",)})
    done = run("grade", tmp_path / "in", tmp_path / "no-such.zip", "--out", tmp_path / "out")
    assert done.returncode == 2
    assert "no-such.zip" in done.stderr
    assert not (tmp_path / "out").exists()


def test_one_student_is_graded_again_in_place_also_from_another_file(tmp_path: Path) -> None:
    out = tmp_path / "out"
    run("grade", folder(tmp_path / "in", dict.fromkeys(STUDENTS, (f"{ONE}.py",))), "--out", out)
    before = rows(out)
    done = run("grade", tmp_path / "in", "--out", out, "--student", "bo turing")
    assert done.stderr.startswith("[1/1] Bo Turing: ")
    assert rows(out) == before
    new = tmp_path / "sent by mail.py"
    new.write_text(SOURCES[f"{ONE}.py"].replace("def loss(", "def lost("), encoding="utf-8")
    done = run("grade", new, "--out", out, "--student", "Bo-Turing")
    assert done.returncode == 0, done.stderr
    after = rows(out)
    assert list(after) == list(before)
    assert float(after["Bo Turing"]["score"]) < float(before["Bo Turing"]["score"])
    assert {n: r for n, r in after.items() if n != "Bo Turing"} == {n: r for n, r in before.items() if n != "Bo Turing"}
    refused = run("grade", tmp_path / "in", "--out", out, "--student", "Bo Tuning")
    assert refused.returncode == 2
    assert "did you mean " in refused.stderr
    assert "'Bo Turing'" in refused.stderr


def test_rows_are_removed_and_renamed_on_record(tmp_path: Path) -> None:
    out = tmp_path / "out"
    run("grade", folder(tmp_path / "in", dict.fromkeys(STUDENTS, (f"{ONE}.py",))), "--out", out)
    scores = {name: row["score"] for name, row in rows(out).items()}
    assert run("remove", out, "Cy Extra", "--why", "a test account").returncode == 0
    assert run("rename", out, "Bo Turing", "Zoe Late").returncode == 0
    assert [*rows(out)] == ["Ada Lovelace", "Zoe Late"]
    assert not list((out / "feedback").glob("Bo*")) + list((out / "reports").glob("Cy*"))
    assert "Zoe Late" in (out / "feedback" / "Zoe-Late.html").read_text(encoding="utf-8")
    done = run("grade", tmp_path / "in", "--out", out)
    assert "removed earlier, and not graded: Cy Extra" in done.stderr
    assert {name: row["score"] for name, row in rows(out).items()} == {
        "Ada Lovelace": scores["Ada Lovelace"],
        "Zoe Late": scores["Bo Turing"],
    }
    assert run("grade", tmp_path / "in", "--out", out, "--student", "Cy Extra").returncode == 0
    assert "Cy Extra" in rows(out)
    refused = run("rename", out, "Cy Extra", "Zoe Late")
    assert (refused.returncode, "has a submission already" in refused.stderr) == (2, True)
    assert run("remove", out, "Nobody").returncode == 2


ASSIGNMENT = """\
name = "Homework 2"
course = "CS230"
due = 2026-03-02T00:00:00Z

[late]
percent = 10

[problems.univariate_regression]
points = 26
"""


def test_the_file_in_this_folder_is_read_by_every_command_and_a_change_is_said(tmp_path: Path) -> None:
    export = tmp_path / "in"
    export.mkdir()
    for name, late in (("adalovelace", ""), ("boturing", "LATE_")):
        (export / f"{name}_{late}{1000 + len(late)}_77_{ONE}.py").write_text(SOURCES[f"{ONE}.py"], encoding="utf-8")
    (tmp_path / "assignment.toml").write_text(ASSIGNMENT)
    out = tmp_path / "out"
    solutions = ("--solutions", ROOT / "solutions")
    done = run("grade", export, "--out", out, *solutions, cwd=tmp_path)
    assert done.returncode == 0, done.stderr
    found = rows(out)
    before, after = (float(found[name]["score"]) for name in ("adalovelace", "boturing"))
    assert after == pytest.approx(0.9 * before, abs=0.01)
    assert float(found["boturing"]["before_late"]) == before
    assert {row["total_max"] for row in found.values()} == {"26"}
    page = (out / "feedback" / "boturing.html").read_text(encoding="utf-8")
    assert "CS230 · Homework 2" in page
    assert "Handed in late" in page
    assert "late, " in (out / "class.html").read_text(encoding="utf-8")
    assert "1 handed in late" in done.stdout
    (tmp_path / "assignment.toml").write_text(ASSIGNMENT.replace("percent = 10", "percent = 50"))
    refused = run("grade", export, "--out", out, "--problems", TWO, *solutions, cwd=tmp_path)
    assert (refused.returncode, "change them there" in refused.stderr) == (2, True)
    done = run("regrade", out, *solutions, cwd=tmp_path)
    assert "the assignment has changed since the last run" in done.stderr
    assert "late rule 10 % of the points per started day -> 50 %" in done.stderr
    assert float(rows(out)["boturing"]["score"]) == pytest.approx(0.5 * before, abs=0.01)
    assert "changed" not in run("regrade", out, *solutions, cwd=tmp_path).stderr
    assert float(rows(out)["boturing"]["score"]) == pytest.approx(0.5 * before, abs=0.01)
    (tmp_path / "assignment.toml").write_text(ASSIGNMENT.replace("Homework 2", "Homework 3"))
    refused = run("regrade", out, *solutions, cwd=tmp_path)
    assert (refused.returncode, "--assignment" in refused.stderr) == (2, True)
    (tmp_path / "assignment.toml").write_text("due = 3\n")
    refused = run("grade", export, "--out", out, *solutions, cwd=tmp_path)
    assert (refused.returncode, len(refused.stderr.splitlines())) == (2, 1)
    assert "assignment.toml: due" in refused.stderr


def test_init_writes_what_is_found_and_a_policy_moves_into_it(tmp_path: Path) -> None:
    moodle(tmp_path / "class.zip", dict.fromkeys(STUDENTS, (f"{ONE}.py",)))
    solutions = ("--solutions", ROOT / "solutions")
    done = run("init", "--from", "class.zip", *solutions, cwd=tmp_path)
    assert done.returncode == 0, done.stderr
    assert f"[problems.{ONE}]" in (tmp_path / "assignment.toml").read_text()
    assert run("init", TWO, *solutions, cwd=tmp_path).returncode == 2, "an existing file is kept"
    (tmp_path / "policy.toml").write_text("follow_through = 0.5\n")
    done = run("grade", "class.zip", "--out", "out", "--policy", "policy.toml", *solutions, cwd=tmp_path)
    assert (done.returncode, "give one of the two" in done.stderr) == (2, True)
    (tmp_path / "assignment.toml").unlink()
    done = run("grade", "class.zip", "--out", "out", "--policy", "policy.toml", *solutions, cwd=tmp_path)
    assert (done.returncode, "autograder init --policy" in done.stderr) == (0, True)
    assert run("init", ONE, "--policy", "policy.toml", *solutions, cwd=tmp_path).returncode == 0
    assert "follow_through = 0.5\n" in (tmp_path / "assignment.toml").read_text()
    done = run("grade", "class.zip", "--out", "out", *solutions, cwd=tmp_path)
    assert (done.returncode, "3 unchanged" in done.stdout or "3 judged again" in done.stdout) == (0, True)


def test_the_exports_column_and_maximum_are_those_of_the_assignment(tmp_path: Path) -> None:
    platform = '\n[platform]\nmaximum = 50\ncolumn = "HW 2 (77)"\n'
    (tmp_path / "assignment.toml").write_text(f'name = "x"\nproblems = ["{ONE}"]\n{platform}')
    whose = {"Ada Lovelace": (f"{ONE}.py",)}
    solutions = ("--solutions", ROOT / "solutions")
    run("grade", moodle(tmp_path / "class.zip", whose), "--out", "out", *solutions, cwd=tmp_path)
    done = run("export", "out", "--to", "canvas", cwd=tmp_path)
    assert done.returncode == 0, done.stderr
    row, total = rows(tmp_path / "out")["Ada Lovelace"], 0.0
    with (tmp_path / "out" / "export-canvas.csv").open(encoding="utf-8-sig", newline="") as file:
        table = list(csv.DictReader(file))
        total = float(table[-1]["HW 2 (77)"])
    assert total == pytest.approx(50 * float(row["score"]) / float(row["max_score"]), abs=0.01)


def test_a_collection_is_known_whatever_the_number_of_students(tmp_path: Path) -> None:
    """Each has handed in three files in a row, so that every third is about the same problem."""
    problems = ("optimizers", "two_layer_linear", "univariate_regression")
    for student in range(75):
        for problem in problems:
            (tmp_path / f"{student:02}_{problem}.py").write_text("x = 1\n", encoding="utf-8")
    for students in (20, 40, 60, 75):
        sources = find(sorted(tmp_path.iterdir())[: 3 * students])
        assert taken_problems(sources, problems, None) == (), students
