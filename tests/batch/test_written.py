"""Answers in words: a person's marks are merged by regrading, kept apart from the machine's, and never invented."""

from __future__ import annotations

import csv
import json
import re
import shutil
import sqlite3
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from autograder.batch.locked_folder import alone
from autograder.batch.new_remarks import Lowered, RemarkFiles, take
from autograder.batch.remark_store import record
from autograder.batch.setting import Setting
from autograder.batch.settings import standing
from autograder.batch.store import NAME, open_store
from autograder.declare.course import open_course
from autograder.staff.remarks import answer_digest
from tests.batch.made import ROOT, run

pytestmark = pytest.mark.slow

CODE = "import numpy as np\n\ndef loss(y_hat, y):\n    return np.mean((y_hat - y) ** 2)\n"
ANSWERS = {"ada": "Because the **mean** is smooth.", "bob": "", "eve": "=cmd|'/c calc'!A1"}


def notebook(answer: str) -> str:
    words = {"cell_type": "markdown", "metadata": {"autograder": {"written": "why"}}, "source": answer}
    code: dict[str, Any] = {"cell_type": "code", "metadata": {}, "source": CODE, "outputs": [], "execution_count": None}
    metadata = {"autograder": {"problem": "univariate_regression"}}
    return json.dumps({"cells": [words, code], "metadata": metadata, "nbformat": 4, "nbformat_minor": 5})


@pytest.fixture(scope="module")
def course(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The course, with one question in words of our own in the place of the problem's."""
    folder = Path(shutil.copytree(ROOT / "solutions", tmp_path_factory.mktemp("course") / "solutions"))
    path = folder / "univariate_regression.py"
    text = re.sub(r"^    written=\(\n.*?^    \),\n", "", path.read_text(), flags=re.MULTILINE | re.DOTALL)
    start = text.index("PROBLEM = derive(")
    given = text[:start] + text[start:].replace(
        "PROBLEM = derive(", 'PROBLEM = derive(written=(Written("why", "Why the mean?", 3.0),),', 1
    )
    path.write_text(given.replace("import ", "from autograder.declare.problem import Written\nimport ", 1))
    return folder


@pytest.fixture(scope="module")
def graded(course: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("graded")
    (folder / "in").mkdir()
    for name, answer in ANSWERS.items():
        (folder / "in" / f"{name}.ipynb").write_text(notebook(answer))
    done = run("grade", folder / "in", "--out", folder / "out", "--solutions", course)
    assert done.returncode == 0, done.stderr
    return folder


@pytest.fixture
def out(graded: Path, tmp_path: Path) -> Path:
    """A class of our own: what was handed in stands beside it."""
    shutil.copytree(graded, tmp_path, dirs_exist_ok=True)
    return tmp_path / "out"


def rows(out: Path) -> dict[str, dict[str, str]]:
    with (out / "gradebook.csv").open(encoding="utf-8-sig", newline="") as file:
        return {row["submission"]: row for row in csv.DictReader(file)}


def marks(path: Path, *lines: str, header: str = "submission,problem,question,points,comment,answer") -> Path:
    path.write_text("\n".join([header, *lines]) + "\n", encoding="utf-8-sig")
    return path


def test_what_nobody_has_read_has_no_total(out: Path) -> None:
    found = rows(out)
    assert {name: row["unread"] for name, row in found.items()} == {"ada": "1", "bob": "0", "eve": "1"}
    assert {name: row["total"] for name, row in found.items()} == {"ada": "", "bob": "1", "eve": ""}
    assert {row["score"] for row in found.values()} == {"1"}, "the machine's points do not wait"


def test_marks_are_merged_and_remembered(out: Path, course: Path, tmp_path: Path) -> None:
    digest = answer_digest(ANSWERS["ada"])
    path = marks(tmp_path / "marks.csv", f'ada,univariate_regression,why,2.5,"Nearly, <i>see</i> the notes",{digest}')
    done = run("regrade", out, "--written", path, "--solutions", course)
    assert done.returncode == 0, done.stderr
    assert "ada: 1/9 -> 3.5/12" in done.stdout
    assert "1 answers in words are still unread" in done.stdout
    row = rows(out)["ada"]
    told = [row[name] for name in ("score", "machine", "staff", "written", "written_max", "unread", "total")]
    assert told == ["3.5", "1", "0", "2.5", "3", "0", "3.5"]
    assert row["univariate_regression:why"] == "2.5"
    page = (out / "feedback" / "ada.html").read_text()
    assert "2.5 of 3</span>" in page
    assert "<strong>3.5</strong> of 12 points" in page, "the same total as in the gradebook"
    assert "Nearly, &lt;i&gt;see&lt;/i&gt; the notes" in page
    report = json.loads((out / "reports" / "ada.json").read_text())
    assert report["problems"][0]["written"][0]["score"] == 2.5
    assert (report["score"], report["max_score"], report["total"]["machine"]) == (3.5, 12, 1)
    assert run("regrade", out, "--solutions", course).returncode == 0
    assert rows(out)["ada"]["total"] == "3.5"
    again = run("grade", tmp_path / "in", "--out", out, "--solutions", course)
    assert "3 unchanged" in again.stdout
    assert rows(out)["ada"]["total"] == "3.5"


def test_a_mark_does_not_pass_to_another_text(out: Path, course: Path, tmp_path: Path) -> None:
    path = marks(tmp_path / "marks.csv", f"ada,univariate_regression,why,3,,{answer_digest(ANSWERS['ada'])}")
    run("regrade", out, "--written", path, "--solutions", course)
    (tmp_path / "in" / "ada.ipynb").write_text(notebook("Another answer, handed in later."))
    run("grade", tmp_path / "in", "--out", out, "--solutions", course)
    assert (rows(out)["ada"]["unread"], rows(out)["ada"]["total"]) == ("1", "")
    done = run("regrade", out, "--solutions", course)
    assert "was given for another text" in done.stdout


def test_an_empty_answer_may_be_given_points_all_the_same(out: Path, course: Path, tmp_path: Path) -> None:
    path = marks(
        tmp_path / "marks.csv",
        "bob;univariate_regression;why;1,5",
        header="submission;problem;question;points",
    )
    run("regrade", out, "--written", path, "--solutions", course)
    assert rows(out)["bob"]["total"] == "2.5"


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("ada,univariate_regression,why,4,,", "line 2: points '4': not from 0 to 3"),
        ("ada,univariate_regression,why,lots,,", "line 2: points 'lots': not a number"),
        ("ada,univariate_regression,why,nan,,", "not from 0 to 3"),
        ("ada,univariate_regression,how,1,,", "'how'"),
        ("ada,sorting,why,1,,", "'sorting'"),
    ],
)
def test_a_wrong_line_is_named_and_changes_nothing(
    out: Path, course: Path, tmp_path: Path, line: str, said: str
) -> None:
    before = (out / "gradebook.csv").read_bytes()
    done = run("regrade", out, "--written", marks(tmp_path / "marks.csv", line), "--solutions", course)
    assert done.returncode == 2
    assert said in done.stderr
    assert "Traceback" not in done.stderr
    assert (out / "gradebook.csv").read_bytes() == before


def test_a_mark_for_nobody_is_said(out: Path, course: Path, tmp_path: Path) -> None:
    path = marks(tmp_path / "marks.csv", "nobody,univariate_regression,why,1,,")
    assert "fits no answer" in run("regrade", out, "--written", path, "--solutions", course).stdout


def test_an_export_leaves_out_who_is_unread_and_says_so(out: Path) -> None:
    said = "2 answers in words are unread and hold up 2 of"
    refused = run("export", out, "--to", "canvas")
    assert refused.returncode == 2
    assert said in refused.stderr
    assert "--unread empty" in refused.stderr
    assert not (out / "export-canvas.csv").exists()
    done = run("export", out, "--to", "canvas", "--unread", "empty")
    assert done.returncode == 0, done.stderr
    assert said in done.stderr
    assert "students: ada, eve; their grade stays empty" in done.stderr


def cell(kind: str, source: str, **metadata: Any) -> dict[str, Any]:
    made: dict[str, Any] = {"cell_type": kind, "metadata": metadata, "source": source}
    return made | ({"outputs": [], "execution_count": None} if kind == "code" else {})


def test_an_answer_outside_of_its_cell_waits_for_a_reader(course: Path, tmp_path: Path) -> None:
    """What four students handed in: in two cells, below an empty one, as a comment, and nothing at all."""
    named, blank = {"autograder": {"written": "why"}}, "_Type your answer here, replacing this text._"
    first, second = "Because the first zebra is smooth.", "Because the second giraffe is, too."
    handed_in = {
        "split": [cell("markdown", first, **named), cell("markdown", second, **named)],
        "below": [cell("markdown", blank, **named), cell("markdown", f"{first} {second}")],
        "comment": [cell("markdown", blank, **named), cell("code", f"# {first} {second}\nx = 1")],
        "nothing": [cell("markdown", blank, **named), cell("markdown", CODE)],
    }
    (tmp_path / "in").mkdir()
    for name, cells in handed_in.items():
        code = [] if name == "nothing" else [cell("code", CODE)]
        made = {"cells": [*cells, *code], "metadata": {"autograder": {"problem": "univariate_regression"}}}
        (tmp_path / "in" / f"{name}.ipynb").write_text(json.dumps({**made, "nbformat": 4, "nbformat_minor": 5}))
    out = tmp_path / "out"
    assert run("grade", tmp_path / "in", "--out", out, "--solutions", course).returncode == 0
    found = rows(out)
    assert {name: row["unread"] for name, row in found.items()} == dict.fromkeys(found, "1") | {"nothing": "0"}
    assert {name for name, row in found.items() if row["total"]} == {"nothing"}
    for name in ("split", "below", "comment"):
        page = (out / "feedback" / f"{name}.html").read_text()
        (answer,) = json.loads((out / "reports" / f"{name}.json").read_text())["problems"][0]["written"]
        assert (name == "comment") == ("Text near the question, in cell 2" in page)
        assert "Nothing is written here yet" not in page
        for text in (page, answer["text"] + json.dumps(answer["near"])):
            assert text.index("zebra") < text.index("giraffe")
    (report,) = json.loads((out / "reports" / "nothing.json").read_text())["problems"]
    assert report["notes"][0] == (
        "Cell 2 holds `def loss`, but it is a Markdown cell, which does not run: turn it into a code cell."
    )
    assert "Nothing is written here yet" in (out / "feedback" / "nothing.html").read_text()
    assert run("written", out).returncode == 0
    with (out / "written.csv").open(encoding="utf-8-sig", newline="") as file:
        assert {row["submission"] for row in csv.DictReader(file)} == {"split", "below", "comment"}
    assert (out / "written" / "univariate_regression.why.html").read_text().count("giraffe") == 3


def test_a_mark_for_text_near_the_question_holds_for_that_text(course: Path, tmp_path: Path) -> None:
    (tmp_path / "in").mkdir()
    path = tmp_path / "in" / "ada.ipynb"
    made = json.loads(notebook(""))
    made["cells"].insert(1, cell("code", "# the mean, because it does not grow with m"))
    path.write_text(json.dumps(made))
    out = tmp_path / "out"
    run("grade", path, "--out", out, "--solutions", course)
    run("written", out)
    table = out / "written.csv"
    table.write_text(table.read_text(encoding="utf-8-sig").replace('"why",""', '"why","2"'), encoding="utf-8-sig")
    done = run("regrade", out, "--written", table, "--solutions", course)
    assert done.returncode == 0, done.stderr
    assert (rows(out)["ada"]["written"], rows(out)["ada"]["unread"]) == ("2", "0")
    made["cells"][1]["source"] = "# another thought"
    path.write_text(json.dumps(made))
    run("grade", path, "--out", out, "--solutions", course)
    assert (rows(out)["ada"]["written"], rows(out)["ada"]["unread"]) == ("0", "1")


def given(out: Path, course: Path, path: Path, *more: str) -> str:
    done = run("regrade", out, "--written", path, "--solutions", course, *more)
    assert done.returncode == 0, done.stderr
    return done.stdout


def test_marks_of_two_graders_add_up_and_contradictions_are_shown(out: Path, course: Path, tmp_path: Path) -> None:
    ada, eve = ("ada,univariate_regression,why,2,,", "eve,univariate_regression,why,1,no,")
    given(out, course, marks(tmp_path / "A.csv", ada))
    given(out, course, marks(tmp_path / "B.csv", eve, "ada,univariate_regression,why,,fine,"))
    assert {name: row["written"] for name, row in rows(out).items()} == {"ada": "2", "bob": "0", "eve": "1"}
    assert "fine" in (out / "feedback" / "ada.html").read_text()
    before = (out / "gradebook.csv").read_bytes()
    other = marks(tmp_path / "C.csv", "eve,univariate_regression,why,3,,", "bob,univariate_regression,why,1,,")
    done = run("regrade", out, "--written", other, "--solutions", course)
    assert done.returncode == 2
    assert "eve, univariate_regression.why: 1 by B.csv, 3 by C.csv" in done.stderr
    assert "--on-conflict" in done.stderr
    assert (out / "gradebook.csv").read_bytes() == before
    assert "left as they were" in given(out, course, other, "--on-conflict", "keep")
    assert (rows(out)["eve"]["written"], rows(out)["bob"]["written"]) == ("1", "1")
    given(out, course, other, "--on-conflict", "replace", "--by", "Dee")
    with open_store(out / NAME) as store:
        kept = record(store, ("eve", "univariate_regression", "why"))
    assert [(one.mark.points, one.by.grader, Path(one.by.source).name) for one in kept] == [
        (1, "B.csv", "B.csv"),
        (3, "Dee", "C.csv"),
    ]
    assert all(one.by.at for one in kept)


@pytest.mark.parametrize(("how", "points"), [("cap", "2"), ("scale", "1.67")])
def test_marks_above_lowered_points_are_named_with_what_to_do(
    out: Path, course: Path, tmp_path: Path, how: str, points: str
) -> None:
    table = marks(tmp_path / "A.csv", "ada,univariate_regression,why,2.5,good,", "eve,univariate_regression,why,1.5,,")
    given(out, course, table)
    policy = tmp_path / "policy.toml"
    policy.write_text("[problems.univariate_regression.questions]\nwhy = { points = 2 }\n")
    before = (out / "gradebook.csv").read_bytes()
    for command in (("regrade", out), ("grade", tmp_path / "in", "--out", out)):
        done = run(*command, "--policy", policy, "--solutions", course)
        assert done.returncode == 2
        assert "ada, univariate_regression.why: 2.5 of 2" in done.stderr
        assert "--lowered cap" in done.stderr
        assert (out / "gradebook.csv").read_bytes() == before
    done = run("regrade", out, "--policy", policy, "--solutions", course, "--lowered", how)
    assert done.returncode == 0, done.stderr
    assert rows(out)["ada"]["written"] == points
    assert rows(out)["eve"]["written"] == {"cap": "1.5", "scale": "1"}[how], "all marks of the question are scaled"
    assert "good" in (out / "feedback" / "ada.html").read_text()


def test_marks_are_scaled_once_if_the_regrading_is_interrupted(out: Path, course: Path, tmp_path: Path) -> None:
    """Marks are stored before the class is judged: killed between the two, the reports have the old maximum."""
    given(out, course, marks(tmp_path / "A.csv", "ada,univariate_regression,why,1.5,good,"))
    policy = tmp_path / "policy.toml"
    policy.write_text("[problems.univariate_regression.questions]\nwhy = { points = 2 }\n")
    opened = open_course(course)
    with alone(out, make=False) as store:
        held = standing(store, {Setting.POLICY: policy})
        for _ in range(2):
            take(store, held, opened, RemarkFiles(None, None, None, "", lowered=Lowered.SCALE))
    for _ in range(2):
        done = run("regrade", out, "--policy", policy, "--solutions", course, "--lowered", "scale")
        assert done.returncode == 0, done.stderr
        assert rows(out)["ada"]["written"] == "1"


def test_marks_and_hints_of_an_earlier_version_are_still_in_force(out: Path, course: Path, tmp_path: Path) -> None:
    """The version before kept the texts of both files among the settings, and its tables knew nothing of graders."""
    table = "submission,problem,question,points\nada,univariate_regression,why,2\n"
    with closing(sqlite3.connect(out / NAME, isolation_level=None)) as connection:
        connection.execute("INSERT INTO settings VALUES ('marks', ?)", (table,))
        for name in ("marks", "hints", "rubric", "apart"):
            connection.execute(f"DROP TABLE {name}")
        connection.execute("ALTER TABLE verdicts DROP COLUMN decided")
        connection.execute("PRAGMA user_version = 4")
    given(out, course, marks(tmp_path / "B.csv", "eve,univariate_regression,why,1,,"))
    assert {name: row["written"] for name, row in rows(out).items()} == {"ada": "2", "bob": "0", "eve": "1"}
    other = marks(tmp_path / "B.csv", "ada,univariate_regression,why,1,,")
    done = run("regrade", out, "--written", other, "--solutions", course)
    assert "2 by an earlier run, 1 by B.csv" in done.stderr
