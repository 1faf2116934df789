"""Measure and print one table: this, `otter run` at its best, and `nbgrader autograde`, on one class and all cores."""

from __future__ import annotations

import csv
import json
import os
import sqlite3
import subprocess
import tempfile
import time
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path

from rich.console import Console
from rich.table import Table

from autograder.batch.worker import cores
from autograder.course import open_course
from benchmarks.others.environments import NBGRADER, OTTER, python_with
from benchmarks.others.make import ASSIGNMENT, Made, make
from benchmarks.whole import grade_class, memory_of_tree

PROBLEM = "two_layer_nonlinear"
STUDENTS = int(os.environ.get("BENCH_STUDENTS", "40"))
LARGER = 10
"""This grader is measured on a class so many times as large too: its own start is most of the small one's time."""
WORKER = Path(__file__).parent / "otter_worker.py"


@dataclass(frozen=True)
class Measured:
    """One grader on one class; `right` tells whether exactly the right notebooks got all points."""

    name: str
    submissions: int
    seconds: float
    cpu: float
    peak: float
    right: bool

    @property
    def a_minute(self) -> float:
        return 60 * self.submissions / self.seconds


def main() -> None:
    reference = open_course().reference(PROBLEM)
    questions = len(reference.problem.questions)
    processes = len(cores())
    with tempfile.TemporaryDirectory() as temporary:
        folder = Path(temporary)
        made = make(reference, folder / "class", STUDENTS)
        larger = make(reference, folder / "larger", LARGER * STUDENTS)
        rows = [
            _ours("backprop-autograder", made, folder / "ours"),
            _ours(f"the same, {LARGER} classes in one", larger, folder / "ours-larger"),
            _otter(made, folder, processes, questions),
            _nbgrader(made, questions),
        ]
    console = Console(width=110)
    console.print(_table(rows, processes, questions))
    for row in rows:
        if not row.right:
            console.print(f"{row.name}: other notebooks than the right ones got all points")


def _table(rows: list[Measured], processes: int, questions: int) -> Table:
    title = f"one class on {processes} cores: {STUDENTS} notebooks of {PROBLEM}, {questions} questions"
    table = Table(title=title, box=None)
    table.add_column("grader")
    for name in ("submissions", "a minute", "ratio", "ratio of 10", "CPU s each", "peak MB"):
        table.add_column(name, justify="right")
    ours, tenfold = rows[:2]
    for row in rows:
        other = row not in (ours, tenfold)
        ratios = [f"{r.a_minute / row.a_minute:.0f}" if other else "" for r in (ours, tenfold)]
        figures = (f"{row.a_minute:.0f}", *ratios, f"{row.cpu / row.submissions:.3f}", f"{row.peak:.0f}")
        table.add_row(row.name, str(row.submissions), *figures)
    return table


def _ours(name: str, made: Made, out: Path) -> Measured:
    """Run our command as a user does, its own start included."""
    run = grade_class(made.notebooks, out, len(cores()))
    with (out / "gradebook.csv").open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.DictReader(file))
    full = {r["submission"] for r in rows if r["score"] == r["max_score"]}
    return Measured(name, run.submissions, run.wall, run.cpu, run.peak, full == made.right)


def _otter(made: Made, folder: Path, processes: int, questions: int) -> Measured:
    """Run Otter's Python API in warm workers; their imports and the first notebook of each are not counted."""
    python = python_with(OTTER)
    archive = folder / "autograder.zip"
    otter = [python, "-m", "otter", "generate", "-t", made.otter_tests, "-o", archive, "--no-environment"]
    subprocess.run([*map(str, otter)], check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, cwd=folder)
    done, _, _, peak = _watched([[str(python), str(WORKER), str(archive), str(made.notebooks), str(processes)]], folder)
    said = json.loads(done[0].splitlines()[-1])
    full = {name for name, total in said["points"].items() if total == questions}
    return Measured(f"{OTTER}, API, warm", len(said["points"]), said["seconds"], said["cpu"], peak, full == made.right)


def _nbgrader(made: Made, questions: int) -> Measured:
    """Run `nbgrader autograde`: one process, for it has no option for more, and two at once take each other's ports."""
    python = str(python_with(NBGRADER))
    create = [python, "-m", "nbgrader", "generate_assignment", ASSIGNMENT, "--create", f"--course-dir={made.course}"]
    _watched([create], made.course)
    grade = [python, "-m", "nbgrader", "autograde", ASSIGNMENT, f"--course-dir={made.course}"]
    _, seconds, cpu, peak = _watched([grade], made.course)
    points = _nbgrader_points(made.course)
    full = {name for name, total in points.items() if total == questions}
    return Measured(f"{NBGRADER}, autograde", len(points), seconds, cpu, peak, full == made.right)


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
    return {**os.environ, "PATH": f"{Path(command[0]).parent}{os.pathsep}{os.environ['PATH']}"}


def _watched(commands: list[list[str]], folder: Path) -> tuple[list[str], float, float, float]:
    """Run commands side by side; give what they print, the wall and CPU seconds, and the peak of their memory in MB."""
    before, started, peak = os.times(), time.perf_counter(), 0.0
    logs = [folder / f"said-{i}" for i in range(len(commands))]
    with ExitStack() as stack:
        running = [
            subprocess.Popen(
                c, stdout=stack.enter_context(log.open("w")), stderr=subprocess.STDOUT, cwd=folder, env=_activated(c)
            )
            for c, log in zip(commands, logs, strict=True)
        ]
        while any(p.poll() is None for p in running):
            peak = max(peak, sum(memory_of_tree(p.pid) for p in running if p.poll() is None))
            time.sleep(0.1)
    seconds, after = time.perf_counter() - started, os.times()
    said = [log.read_text(encoding="utf-8") for log in logs]
    for process, command, text in zip(running, commands, said, strict=True):
        if process.returncode:
            raise RuntimeError(f"{' '.join(command[:4])} failed:\n{text[-2000:]}")
    cpu = after.children_user - before.children_user + after.children_system - before.children_system
    return said, seconds, cpu, peak / 1024


if __name__ == "__main__":
    main()
