"""Milliseconds of the checks in a notebook, and what importing them adds to numpy: `python -m benchmarks.checks`.

Processor time in one kernel, best of a few rounds, with the HTML of the result. Shown is the slowest check of each
problem, over the reference and the right solutions written in other ways, loops included. The promise is 150 ms.
"""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from time import process_time
from typing import Any

from rich.console import Console
from rich.table import Table

from autograder import notebook
from autograder.declare.course import Course, open_course
from autograder.student.public import SHIPPED

ROUNDS, IMPORTS = 3, 7


def main() -> None:
    course = open_course()
    table = Table(title=f"slowest check of a notebook: CPU milliseconds, best of {ROUNDS}", box=None)
    for name in ("problem", "reference", "loops", "library", "regrouped"):
        table.add_column(name, justify="left" if name == "problem" else "right")
    for problem in course.names:
        slowest = {way: _slowest(problem, names) for way, names in _ways(course, problem)}
        row = [f"{1e3 * taken:.0f} ({function})" for function, taken in slowest.values()]
        table.add_row(problem, *row)
    console = Console(width=140)
    console.print(table)
    for statement in ("import numpy", "import autograder", "import numpy, autograder.notebook"):
        console.print(f"{statement}: {1e3 * _import(statement):.0f} ms CPU, best of {IMPORTS}")


def _import(statement: str) -> float:
    code = f"import time; s = time.process_time(); {statement}; print(time.process_time() - s)"
    run = [sys.executable, "-c", code]
    return min(float(subprocess.run(run, capture_output=True, text=True, check=True).stdout) for _ in range(IMPORTS))


def _ways(course: Course, problem: str) -> Iterator[tuple[str, dict[str, Any]]]:
    reference = course.reference(problem)
    texts = {"reference": "\n\n".join(reference.sources.values())}
    for path in sorted((Path(course.folder) / "alternatives" / problem).glob("*.py")):
        texts[path.stem] = path.read_text("utf-8")
    for way in ("reference", "loops", "library", "regrouped"):
        names: dict[str, Any] = {}
        exec("import numpy as np\n" + "\n\n".join(reference.sources.values()), names)
        exec(texts[way], names)
        yield way, names


def _slowest(problem: str, names: dict[str, Any]) -> tuple[str, float]:
    spec = (SHIPPED / f"{problem}.public.json").read_text("utf-8")
    functions = open_course().reference(problem).problem.functions
    taken = {f.name: min(_once(f.name, spec, names) for _ in range(ROUNDS)) for f in functions}
    worst = max(taken, key=taken.__getitem__)
    return worst, taken[worst]


def _once(function: str, spec: str, names: dict[str, Any]) -> float:
    started = process_time()
    shown = notebook.result(function, spec, names)
    shown._repr_html_()
    taken = process_time() - started
    assert shown.passed, (function, str(shown))
    return taken


if __name__ == "__main__":
    main()
