"""From a platform's export to marks and pages that go back, with the commands that docs/tas.md names."""

from __future__ import annotations

import csv
import io
import json
import os
import re
import shutil
import sys
import time
import zipfile
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest

from tests.batch.made import ROOT
from tests.batch.made import run as command
from tests.sample import WHOLE
from tests.solutions.common import reference

STUDENTS = 300 if WHOLE else 24
PROBLEMS = ("two_layer_linear", "univariate_regression")
LATE, STRAY, MISSING, WRONG = 3, 5, 7, 11
"""The numbers of students who are late, hand in another notebook too, leave one out, or make a mistake."""
ASSIGNMENT = """\
name = "HW 2"
course = "Deep learning"
due = 2026-10-01T23:59:00+02:00
[late]
percent = 10
per = "day"
[platform]
maximum = 100
column = "HW 2"
[problems.two_layer_linear]
[problems.univariate_regression]
"""


@dataclass
class Walk:
    """A folder in which a TA works, and the commands that were given there."""

    folder: Path
    given: list[str] = field(default_factory=list)

    def __call__(self, *arguments: object, exit_code: int = 0) -> str:
        self.given.append(" ".join(map(str, arguments)))
        if not (self.folder / "solutions").exists():
            (self.folder / "solutions").symlink_to(ROOT / "solutions")
        done = command(*arguments, cwd=self.folder)
        assert done.returncode == exit_code, done.stdout + done.stderr
        return re.sub(r"\s+", " ", done.stdout + done.stderr)


def name(number: int) -> str:
    """The student's name as the roster has it."""
    return f"N{number:03d}, Student"


def notebook(problem: str, answer: str, **functions: str) -> str:
    """The handed-out notebook, with the functions of the reference and an answer for each question in words."""
    made: dict[str, Any] = json.loads((ROOT / "assignments" / f"{problem}.ipynb").read_text(encoding="utf-8"))
    sources = {**reference(problem).sources, **functions}
    for cell in made["cells"]:
        text = "".join(cell["source"])
        written = re.match(r"def (\w+)\(", text)
        if cell["cell_type"] == "code" and written and written[1] in sources:
            cell["source"] = sources[written[1]]
        elif "written" in cell["metadata"].get("autograder", {}):
            cell["source"] = answer
    return json.dumps(made)


def export(path: Path) -> None:
    """Write Canvas's export of the class."""
    wrong = reference("two_layer_linear").sources["backward"].replace("y) / m", "y)")
    assert wrong != reference("two_layer_linear").sources["backward"]
    right = {p: [notebook(p, f"Each example adds its part. {i}") for i in range(4)] for p in PROBLEMS}
    mistaken = notebook("two_layer_linear", "Each example adds its part. 0", backward=wrong)
    stray = notebook("exercises", "")
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as out:
        for number in range(STUDENTS):
            start = f"n{number:03d}student{'_LATE' if number == LATE else ''}_{1000 + number}"
            for place, problem in enumerate(PROBLEMS):
                if not (number == MISSING and place == 1):
                    text = mistaken if number == WRONG and place == 0 else right[problem][number % 4]
                    out.writestr(f"{start}_{9000 + 10 * number + place}_{problem}.ipynb", text)
            if number == STRAY:
                out.writestr(f"{start}_{9005 + 10 * number}_exercises.ipynb", stray)


def roster(path: Path) -> None:
    """Write Canvas's own gradebook."""
    with path.open("w", encoding="utf-8", newline="") as file:
        out = csv.writer(file)
        out.writerow(["Student", "ID", "SIS User ID", "SIS Login ID", "Section", "HW 1 (11)", "HW 2 (12)"])
        out.writerow(["    Points Possible", "", "", "", "", "10", "100"])
        for number in range(STUDENTS):
            out.writerow([name(number), 1000 + number, f"S{number}", f"s{number}@example.org", "A", "", ""])


def marks(source: Path, path: Path, every: int, points: str) -> None:
    """Fill in every second row of the table of answers, starting with one."""
    with source.open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.DictReader(file))
    assert rows
    for row in rows[every::2]:
        row["points"] = points
    with path.open("w", encoding="utf-8", newline="") as file:
        out = csv.DictWriter(file, rows[0].keys())
        out.writeheader()
        out.writerows(rows)


def table(path: Path) -> dict[str, dict[str, str]]:
    rows = csv.DictReader(io.StringIO(path.read_text(encoding="utf-8-sig")))
    return {row["submission"]: row for row in rows}


@pytest.mark.slow
def test_a_class_goes_from_the_export_to_the_files_that_go_back(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    walk, graded = Walk(tmp_path), tmp_path / "graded"
    export(tmp_path / "submissions.zip")
    roster(tmp_path / "roster.csv")
    (tmp_path / "assignment.toml").write_text(ASSIGNMENT, encoding="utf-8")
    started = time.perf_counter()

    said = walk("grade", "submissions.zip", "--roster", "roster.csv")
    assert f"{STUDENTS} graded" in said
    assert "not part of the assignment (1)" in said
    assert f"{STUDENTS} submissions" in said
    assert "not read yet" in said
    before = table(graded / "gradebook.csv")
    assert len(before) == STUDENTS

    walk("written", "graded")
    marks(graded / "written.csv", tmp_path / "one.csv", 0, "1")
    marks(graded / "written.csv", tmp_path / "two.csv", 1, "0.5")
    walk("regrade", "graded", "--written", "one.csv")
    waiting = walk("export", "graded", "--to", "canvas", exit_code=2)
    assert "unread" in waiting
    walk("regrade", "graded", "--written", "two.csv")

    why = walk("explain", "graded", name(WRONG), "two_layer_linear.backward.dy_hat", "--page")
    assert "missing-mean" in why
    walk("adjust", "graded", name(WRONG), "two_layer_linear.backward.dy_hat", "0.25", "--why", "The sheet said a sum.")

    said = walk("export", "graded", "--to", "canvas")
    assert "scaled" in said
    grades = {
        row["ID"]: row["HW 2 (12)"]
        for row in csv.DictReader(io.StringIO((graded / "export-canvas.csv").read_text("utf-8-sig")))
        if row["ID"]
    }
    assert len(grades) == STUDENTS
    assert all(grades.values())
    after = table(graded / "gradebook.csv")
    most = {row["max_score"] for row in after.values()}
    assert len(most) == 1, "nobody's maximum depends on anybody's upload"
    for number in range(STUDENTS):
        row = after[name(number)]
        assert float(grades[str(1000 + number)]) == pytest.approx(
            100 * float(row["score"]) / float(row["max_score"]), abs=0.006
        )
    full = {number: float(after[name(number)]["score"]) for number in (0, LATE, STRAY, MISSING, WRONG)}
    assert full[MISSING] < full[WRONG] < full[0] + 0.51
    assert full[LATE] < full[WRONG]
    assert abs(full[STRAY] - full[0]) < 1.01, "a stray notebook counts for nothing"

    (page,) = (graded / "feedback").glob(f"N{WRONG:03d}*.html")
    assert "The sheet said a sum." in page.read_text("utf-8")
    with zipfile.ZipFile(graded / "export-canvas.zip") as pages:
        assert len(pages.namelist()) >= STUDENTS
    assert len(walk.given) == 8
    if WHOLE:
        with capsys.disabled():
            took, cpu = time.perf_counter() - started, sum(os.times()[2:4])
            said = f"{STUDENTS} students, {len(walk.given)} commands: {took:.0f} seconds, {cpu:.0f} of CPU time"
            sys.stdout.write(f"\n{said}\n")


@pytest.mark.slow
def test_the_same_hand_in_has_the_same_total_alone_and_in_the_class(tmp_path: Path) -> None:
    walk = Walk(tmp_path)
    (tmp_path / "assignment.toml").write_text(ASSIGNMENT, encoding="utf-8")
    for student in ("one", "two"):
        (tmp_path / "class" / student).mkdir(parents=True)
        for problem in PROBLEMS[: 1 if student == "one" else 2]:
            (tmp_path / "class" / student / f"{problem}.ipynb").write_text(
                notebook(problem, "Because."), encoding="utf-8"
            )
    (tmp_path / "alone").mkdir()
    shutil.copytree(tmp_path / "class" / "one", tmp_path / "alone" / "one")
    walk("grade", "class", "--out", "together")
    walk("grade", "alone", "--out", "by-itself")
    together, alone = (table(tmp_path / out / "gradebook.csv")["one"] for out in ("together", "by-itself"))
    assert (together["score"], together["max_score"]) == (alone["score"], alone["max_score"])
    assert float(together["score"]) < float(together["max_score"])
