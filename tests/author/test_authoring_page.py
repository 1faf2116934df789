"""The way of docs/authoring.md, walked to its end: written, proven, and used to grade."""

from __future__ import annotations

import csv
import re
from pathlib import Path

from autograder.author.declaration import declaration
from autograder.author.gradients import gradients
from autograder.author.inside import trial
from autograder.author.mistakes import singles_tally
from autograder.declare.reference import load
from tests.author.common import EXAMPLE, PAGE, files, write
from tests.batch.made import run


def words(text: str) -> list[list[str]]:
    return [line.split() for line in text.strip().splitlines()]


def assert_said(folder: Path, command: str) -> None:
    """Run a command on the example; it says what the page says."""
    write(folder)
    done = run(command, EXAMPLE, cwd=folder)
    assert done.returncode == 0, done.stdout + done.stderr
    (said,) = re.findall(rf"^\$ autograder {command} {EXAMPLE}\n(.*?)^```$", PAGE.read_text(), re.DOTALL | re.MULTILINE)
    assert words(done.stdout) == words(said)


def test_the_page_holds_a_whole_example() -> None:
    names = set(files())
    assert f"solutions/{EXAMPLE}.py" in names
    assert {"submissions/right.py", "submissions/wrong.py"} <= names
    assert sum(name.startswith(f"solutions/alternatives/{EXAMPLE}/") for name in names) == 3


def test_the_page_begins_with_the_smallest_problem_which_is_short_and_sound(tmp_path: Path) -> None:
    first = next(iter(files()))
    lines = [line for line in files()[first].splitlines() if line]
    assert first == "solutions/swish.py"
    assert len(lines) < 30
    write(tmp_path)
    reference = load(tmp_path / "solutions", "swish")
    trials = [trial(reference, seed) for seed in (0, 1)]
    proofs = (declaration(reference), gradients(reference, trials), *singles_tally(reference, trials, slice(None)))
    for proof in proofs:
        assert proof.good == proof.tried > 0, proof.faults


def test_what_is_derived_for_the_smallest_problem_is_shown_as_the_page_says(tmp_path: Path) -> None:
    write(tmp_path)
    done = run("verify", "swish", "--show", cwd=tmp_path)
    (said,) = re.findall(r"^\$ autograder verify swish --show\n(.*?)^```$", PAGE.read_text(), re.DOTALL | re.MULTILINE)
    assert words(done.stdout) == words(said)


def test_the_example_is_proven_as_the_page_says(tmp_path: Path) -> None:
    assert_said(tmp_path, "verify")


def test_the_example_grades_a_right_and_a_wrong_submission(tmp_path: Path) -> None:
    write(tmp_path)
    done = run("grade", "submissions", "--out", "graded", cwd=tmp_path)
    assert done.returncode == 0, done.stdout + done.stderr
    with (tmp_path / "graded" / "gradebook.csv").open(encoding="utf-8-sig", newline="") as file:
        wrong, right = sorted(csv.DictReader(file), key=lambda row: float(row["score"]))
    assert float(right["score"]) == float(right["max_score"])
    assert float(wrong["score"]) == float(wrong["max_score"]) - 1
    assert "missing-mean" in (tmp_path / "graded" / "reports" / "wrong.json").read_text(encoding="utf-8")


def test_the_students_notebook_of_the_example_is_built_as_the_page_says(tmp_path: Path) -> None:
    assert_said(tmp_path, "build")
    assert (tmp_path / "assignments" / f"{EXAMPLE}.ipynb").exists()
