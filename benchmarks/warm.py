"""Milliseconds a submission, warm, on one core: split by stage, and the same notebook bare in this process."""

from __future__ import annotations

import contextlib
import io
import statistics
import tempfile
from dataclasses import dataclass
from pathlib import Path
from time import perf_counter
from typing import Any

import numpy as np

from autograder.batch.cores import cores
from autograder.batch.folder import OutputFolder
from autograder.batch.worker import Job, open_slot
from autograder.declare.calls import fresh
from autograder.declare.course import Course, open_course
from autograder.judge.probes import draw_cases, plan, seed
from autograder.plain.evidence import Probe
from autograder.submissions.gather import find
from autograder.submissions.read import read
from autograder.submissions.source import Source

ROUNDS = 25
WARM_UP = 3
SECRET = b"benchmark"


@dataclass(frozen=True)
class Split:
    """Medians in milliseconds over the rounds of one notebook."""

    problem: str
    stages: dict[str, float]
    total: float
    bare: float
    questions: int
    calls: int


def measure(folder: Path, problem: str) -> Split:
    """Grade the right solution of one problem over and over, in full confinement, and run it bare."""
    course = open_course()
    notebook = folder / f"{problem}.ipynb"
    (source,) = find([notebook])
    number = seed(SECRET, read(source).sha256, problem)
    probes = [
        p.probe for p in plan(course.reference(problem).problem, draw_cases(course.reference(problem).problem, number))
    ]
    rows: list[dict[str, float]] = []
    bare: list[float] = []
    with tempfile.TemporaryDirectory() as out:
        output = OutputFolder(Path(out))
        output.prepare()
        with open_slot(Job(course, SECRET, output), cpu=cores()[0]) as slot:
            for _ in range(WARM_UP + ROUNDS):
                started = perf_counter()
                report = slot.grade(source).report
                total = perf_counter() - started
                if report.reason is not None or any(p.score < p.max_score for p in report.problems):
                    raise RuntimeError(f"{problem}: the right solution does not get full points")
                t = report.timings
                rows.append(
                    {
                        "spawn": t.spawn,
                        "cells": t.cells,
                        "probes": t.probes,
                        "judging": t.judging,
                        "report": t.rendering,
                        "total": total,
                    }
                )
                bare.append(_bare(source, probes))
    median = {k: 1e3 * statistics.median(r[k] for r in rows[WARM_UP:]) for k in rows[0]}
    total = median.pop("total")
    median["rest"] = total - sum(median.values())
    questions = len(course.reference(problem).problem.questions)
    return Split(problem, median, total, 1e3 * statistics.median(bare[WARM_UP:]), questions, len(probes))


def _bare(source: Source, probes: list[Probe]) -> float:
    """Run the cells and make the same calls in this process, with nothing around them: the floor."""
    cells = read(source).documents[0].cells
    calls = [(p.function, [fresh(a) for a in p.args]) for p in probes]
    started = perf_counter()
    namespace: dict[str, Any] = {"__name__": "__main__"}
    with contextlib.redirect_stdout(io.StringIO()), np.errstate(all="ignore"):
        for cell in cells:
            exec(compile(cell.source, "<cell>", "exec"), namespace)
        for function, args in calls:
            namespace[function](*args)
    return perf_counter() - started


def write_right_notebooks(course: Course, folder: Path) -> None:
    """Write one notebook a problem: imports and the reference's functions, and nothing that needs a magic."""
    import nbformat  # noqa: PLC0415
    from nbformat.v4 import new_code_cell, new_notebook  # noqa: PLC0415

    for problem in course.names:
        sources = course.reference(problem).sources
        cells = [new_code_cell("import numpy as np"), *(new_code_cell(s) for s in sources.values())]
        notebook = new_notebook(cells=cells, metadata={"autograder": {"problem": problem}})
        nbformat.write(notebook, folder / f"{problem}.ipynb")
