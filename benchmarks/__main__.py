"""Measure and print one table. Quote ratios: the milliseconds belong to the machine of this run."""

from __future__ import annotations

import platform
import tempfile
from pathlib import Path

import numpy as np
from rich.console import Console
from rich.table import Table

from autograder.author.demo import make_class
from autograder.batch.cores import cores
from autograder.declare.course import Course, open_course
from benchmarks.warm import Split, measure, write_right_notebooks
from benchmarks.whole import RUNS, cold_start, grade_class, import_seconds

SMALL, LARGE = 40, 400


def main() -> None:
    console = Console(width=100)
    console.print(f"Python {platform.python_version()}, numpy {np.__version__}, {len(cores())} cores\n")
    course = open_course()
    with tempfile.TemporaryDirectory() as temporary:
        folder = Path(temporary)
        write_right_notebooks(course, folder)
        console.print(_warm([measure(folder, problem) for problem in course.names]))
        one = folder / "two_layer_nonlinear.ipynb"
        cold = cold_start(one, folder)
        numpy, ours = import_seconds("import numpy"), import_seconds("import autograder")
        jobs = len(cores())
        small = grade_class(_ordinary(course, folder / "small", SMALL), folder / "small-out", jobs)
        large = grade_class(_ordinary(course, folder / "large", LARGE), folder / "large-out", jobs)
        single = grade_class(folder / "small", folder / "single-out", 1)
    table = Table(title=f"whole processes (medians of {RUNS} runs, classes once)", box=None)
    table.add_column("what")
    table.add_column("", justify="right")
    table.add_row("cold start of `autograder grade ONE`", f"{cold:.2f} s")
    table.add_row("import numpy", f"{1e3 * numpy:.0f} ms")
    table.add_row("import autograder", f"{1e3 * ours:.0f} ms")
    for run, slots in ((single, 1), (small, jobs), (large, jobs)):
        label = f"sample class of {run.submissions} on {slots} core{'s' * (slots > 1)}"
        table.add_row(f"{label}: a submission, all in", f"{1e3 * run.wall / run.submissions:.0f} ms")
        table.add_row(f"{label}: submissions a minute", f"{60 * run.submissions / run.wall:.0f}")
        table.add_row(f"{label}: CPU a submission", f"{1e3 * run.cpu / run.submissions:.0f} ms")
        table.add_row(f"{label}: cores busy on average", f"{run.cpu / run.wall:.2f}")
        table.add_row(f"{label}: peak memory of all processes", f"{run.peak:.0f} MB")
    console.print(table)


def _ordinary(course: Course, folder: Path, students: int) -> Path:
    """Make a sample class without those who loop for ever or crash: waiting for them measures our limits."""
    made = make_class(course, folder, students * 10 // 9 + 1, 230)
    for path in sorted(made.iterdir()):
        if path.stem.endswith("0"):
            path.unlink()
    return made


def _warm(splits: list[Split]) -> Table:
    table = Table(title="one right submission, warm, one core: milliseconds", box=None)
    table.add_column("problem")
    for name in ("questions", "calls", *splits[0].stages, "total", "bare", "ratio"):
        table.add_column(name, justify="right")
    for s in splits:
        stages = [f"{v:.1f}" for v in s.stages.values()]
        figures = (f"{s.total:.1f}", f"{s.bare:.1f}", f"{s.total / s.bare:.1f}")
        table.add_row(s.problem, str(s.questions), str(s.calls), *stages, *figures)
    return table


if __name__ == "__main__":
    main()
