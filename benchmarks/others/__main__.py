"""Measure and print one table: this, `otter run` at its best, and `nbgrader autograde`, on one class and all cores."""

from __future__ import annotations

import csv
import json
import math
import os
import sqlite3
import subprocess
import tempfile
import time
from dataclasses import dataclass, replace
from pathlib import Path

from rich.console import Console
from rich.table import Table

from autograder.batch.cores import cores
from autograder.declare.course import open_course
from benchmarks.others.environments import NBGRADER, OTTER, python_with
from benchmarks.others.make import ASSIGNMENT, Made, make
from benchmarks.others.shares import Shares, shares, shares_table, warm_a_minute
from benchmarks.whole import ENVIRONMENT, OFTEN, Watched, grade_class, watched

PROBLEM = "two_layer_nonlinear"
STUDENTS = int(os.environ.get("BENCH_STUDENTS", "40"))
LARGER = int(os.environ.get("BENCH_LARGER", "800"))
"""This grader is measured on a class of this size too: its own start and end are much of the small one's time."""
ROUNDS = int(os.environ.get("BENCH_ROUNDS", "5"))
"""So often the larger class and Otter are measured, in every second round Otter first: what gets slower or faster
meanwhile is the machine. The table shows the round of the middle ratio."""
FEW = 8
"""Notebooks on which the memory of the others is looked at, in a run of its own: looking takes time from all cores."""
WORKER = Path(__file__).parent / "otter_worker.py"


@dataclass(frozen=True)
class Measured:
    """One grader on one class; `right` tells whether exactly the right notebooks got all points.

    `warm` is how many a minute were graded, its own start and end not counted, where that is known.
    """

    name: str
    submissions: int
    seconds: float
    cpu: float
    peak: float
    right: bool
    warm: float | None = None

    @property
    def a_minute(self) -> float:
        return 60 * self.submissions / self.seconds


@dataclass(frozen=True)
class Round:
    """This and Otter, measured one after the other: a machine is not equally fast all the time."""

    ours: Measured
    otter: Measured
    cut: Shares

    @property
    def whole(self) -> float:
        return self.ours.a_minute / self.otter.a_minute

    @property
    def warm(self) -> float:
        return (self.ours.warm or math.nan) / (self.otter.warm or math.nan)


def main() -> None:
    reference = open_course().reference(PROBLEM)
    questions = len(reference.problem.questions)
    processes = len(cores())
    with tempfile.TemporaryDirectory() as temporary:
        folder = Path(temporary)
        made = make(reference, folder / "class", STUDENTS)
        larger = make(reference, folder / "larger", LARGER)
        few = make(reference, folder / "few", FEW)
        ours = _ours("backprop-autograder", made, folder / "ours", questions)
        rounds = [_round(larger, made, folder / f"round-{i}", processes, questions, i) for i in range(ROUNDS)]
        nbgrader = _nbgrader(made, questions)
        by_ratio = sorted(rounds, key=lambda r: r.whole)
        middle = by_ratio[len(by_ratio) // 2]
        looked_at = (
            _ours("", made, folder / "memory", questions, OFTEN),
            _ours("", larger, folder / "larger-memory", questions, OFTEN),
            _otter(few, folder, processes, questions, OFTEN),
            _nbgrader(few, questions, OFTEN),
        )
    timed = (ours, middle.ours, middle.otter, nbgrader)
    rows = [replace(row, peak=of.peak) for row, of in zip(timed, looked_at, strict=True)]
    console = Console(width=110)
    console.print(_table(rows, processes, questions))
    for title, ratios in (("whole command", [r.whole for r in rounds]), ("both warm", [r.warm for r in rounds])):
        said = ", ".join(f"{ratio:.0f}" for ratio in ratios)
        console.print(f"times Otter, class of {LARGER}, {title}, in each round: {said}")
    console.print()
    console.print(shares_table(middle.cut, LARGER, processes))
    for row in rows:
        if not row.right:
            console.print(f"{row.name}: other notebooks than the right ones got all points")


def _round(larger: Made, made: Made, folder: Path, processes: int, questions: int, number: int) -> Round:
    folder.mkdir()
    otter = _otter(made, folder, processes, questions) if number % 2 else None
    began = time.time()
    ours = _ours("the same, a larger class", larger, folder / "ours", questions)
    ended = began + ours.seconds
    ours = replace(ours, warm=warm_a_minute(folder / "ours", processes))
    cut = shares(folder / "ours", processes, began, ended)
    return Round(ours, otter or _otter(made, folder, processes, questions), cut)


def _table(rows: list[Measured], processes: int, questions: int) -> Table:
    title = f"one class on {processes} cores: {STUDENTS} notebooks of {PROBLEM}, {questions} questions"
    table = Table(title=title, box=None)
    table.add_column("grader")
    for name in ("submissions", "a minute", "warm", "ratio", f"of {LARGER}", "both warm", "CPU s each", "peak MB"):
        table.add_column(name, justify="right")
    ours, larger = rows[:2]
    for row in rows:
        other = row not in (ours, larger)
        ratios = [f"{r.a_minute / row.a_minute:.0f}" if other else "" for r in (ours, larger)]
        warm = f"{larger.warm / row.warm:.0f}" if other and larger.warm and row.warm else ""
        rates = (f"{row.a_minute:.0f}", f"{row.warm:.0f}" if row.warm else "")
        figures = (*rates, *ratios, warm, f"{row.cpu / row.submissions:.3f}", f"{row.peak:.0f}")
        table.add_row(row.name, str(row.submissions), *figures)
    return table


def _ours(name: str, made: Made, out: Path, questions: int, every: float | None = None) -> Measured:
    """Run our command as a user does, its own start included."""
    run = grade_class(made.notebooks, out, len(cores()), every)
    with (out / "gradebook.csv").open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.DictReader(file))
    full = {r["submission"] for r in rows if float(r["machine"]) == questions}
    return Measured(name, run.submissions, run.wall, run.cpu, run.peak, full == made.right)


def _otter(made: Made, folder: Path, processes: int, questions: int, every: float | None = None) -> Measured:
    """Run Otter's Python API in warm workers; their imports and the first notebook of each are not counted."""
    python = python_with(OTTER)
    archive = folder / "autograder.zip"
    otter = [python, "-m", "otter", "generate", "-t", made.otter_tests, "-o", archive, "--no-environment"]
    subprocess.run([*map(str, otter)], check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, cwd=folder)
    done, run = _watched([str(python), str(WORKER), str(archive), str(made.notebooks), str(processes)], folder, every)
    said = json.loads(done.splitlines()[-1])
    full = {name for name, total in said["points"].items() if total == questions}
    count, seconds = len(said["points"]), said["seconds"]
    right, warm = full == made.right, 60 * count / seconds
    return Measured(f"{OTTER}, API, warm", count, seconds, said["cpu"], run.peak, right, warm)


def _nbgrader(made: Made, questions: int, every: float | None = None) -> Measured:
    """Run `nbgrader autograde`: one process, for it has no option for more, and two at once take each other's ports."""
    python = str(python_with(NBGRADER))
    create = [python, "-m", "nbgrader", "generate_assignment", ASSIGNMENT, "--create", f"--course-dir={made.course}"]
    _watched(create, made.course)
    grade = [python, "-m", "nbgrader", "autograde", ASSIGNMENT, f"--course-dir={made.course}"]
    _, run = _watched(grade, made.course, every)
    points = _nbgrader_points(made.course)
    full = {name for name, total in points.items() if total == questions}
    return Measured(f"{NBGRADER}, autograde", len(points), run.seconds, run.cpu, run.peak, full == made.right)


def _nbgrader_points(course: Path) -> dict[str, float]:
    query = """
        SELECT submitted_assignment.student_id, sum(grade.auto_score) FROM grade
        JOIN submitted_notebook ON grade.notebook_id = submitted_notebook.id
        JOIN submitted_assignment ON submitted_notebook.assignment_id = submitted_assignment.id
        GROUP BY submitted_assignment.student_id"""
    connection = sqlite3.connect(course / "gradebook.db")
    try:
        return dict(connection.execute(query).fetchall())
    finally:
        connection.close()


def _activated(command: list[str]) -> dict[str, str]:
    """Give the environment variables in which a command finds the other programs of its own environment."""
    return {**ENVIRONMENT, "PATH": f"{Path(command[0]).parent}{os.pathsep}{os.environ['PATH']}"}


def _watched(command: list[str], folder: Path, every: float | None = None) -> tuple[str, Watched]:
    """Run another grader's command as ours is run; give what it printed too."""
    log = folder / "said"
    run = watched(command, folder, log, _activated(command), every)
    said = log.read_text(encoding="utf-8")
    if run.code:
        raise RuntimeError(f"{' '.join(command[:4])} failed:\n{said[-2000:]}")
    return said, run


if __name__ == "__main__":
    main()
