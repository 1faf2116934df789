"""Set-up cell to first check, and what is installed for it, beside Otter: `python -m benchmarks.first_check`.

Each grader is installed by pip into a new environment. The clock starts before the set-up cell, when what a kernel has
loaded by itself is there, and stops when the result of the check of one function is HTML.
"""

from __future__ import annotations

import json
import subprocess
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path
from statistics import median

from autograder.declare.course import open_course
from benchmarks.others.environments import OTTER, ROOT
from benchmarks.others.make import make

ROUNDS = 9
PROBLEM, FUNCTION = "two_layer_nonlinear", "sigmoid"
SET_UP = {
    "ours": f"from autograder.notebook import start\ngrader = start({PROBLEM!r})",
    "otter": "import otter\ngrader = otter.Notebook(tests_dir='tests')",
}
ACCEPTED = (f"{FUNCTION}: right", "passed!")
FIRST_CHECK = """
import json, time
try:
    import ipykernel.zmqshell
except ImportError:
    pass
seconds, cpu = time.perf_counter(), time.process_time()
{set_up}
import numpy as np
{function}
shown = grader.check({name!r})._repr_html_()
print("\\n", json.dumps([time.perf_counter() - seconds, time.process_time() - cpu, shown]))
"""
INSTALLED = """
import json
from importlib.metadata import distributions
found = [d for d in distributions() if d.name not in ("pip", "setuptools")]
paths = {d.locate_file(f).resolve() for d in found for f in d.files or ()}
print(json.dumps([len(found), sum(p.stat().st_size for p in paths if p.is_file())]))
"""


@dataclass(frozen=True)
class FirstCheck:
    """One run: wall and CPU seconds, the HTML, and how many warnings Python gave."""

    seconds: float
    cpu: float
    shown: str
    warnings: int


def installed(python: str) -> tuple[int, float]:
    """Return the number of packages of an environment, pip not counted, and the megabytes of their files."""
    done = subprocess.run([python, "-c", INSTALLED], capture_output=True, text=True, check=True)
    packages, size = json.loads(done.stdout)
    return packages, size / 1e6


def first_check(python: str, grader: str, folder: Path) -> FirstCheck:
    """Run the set-up, a right function and its check in a new process in a folder that holds Otter's tests."""
    source = open_course().reference(PROBLEM).sources[FUNCTION]
    code = FIRST_CHECK.format(set_up=SET_UP[grader], function=source, name=FUNCTION)
    done = subprocess.run([python, "-W", "default", "-c", code], capture_output=True, text=True, check=True, cwd=folder)
    seconds, cpu, shown = json.loads(done.stdout.splitlines()[-1])
    assert any(word in shown for word in ACCEPTED), shown
    return FirstCheck(seconds, cpu, shown, done.stderr.count("Warning: "))


def main() -> None:
    requirements = {"ours": str(ROOT), "otter": OTTER}
    with tempfile.TemporaryDirectory() as temporary:
        folder = Path(temporary)
        made = make(open_course().reference(PROBLEM), folder / "class", 1)
        made.otter_tests.rename(folder / "tests")
        pythons = {grader: _environment(folder / grader, needed) for grader, needed in requirements.items()}
        for grader, python in pythons.items():
            first_check(python, grader, folder)  # what is read from the disk for the first time is not counted
        runs = [
            {grader: first_check(python, grader, folder) for grader, python in pythons.items()} for _ in range(ROUNDS)
        ]
        print("| grader | packages | MB installed | set-up to first check, s | CPU s | warnings of Python |")
        print("| --- | --- | --- | --- | --- | --- |")
        for grader, python in pythons.items():
            packages, size = installed(python)
            seconds, cpu = (min(getattr(run[grader], of) for run in runs) for of in ("seconds", "cpu"))
            warned = max(run[grader].warnings for run in runs)
            print(f"| {grader} | {packages} | {size:.0f} | {seconds:.2f} | {cpu:.2f} | {warned} |")
        ratio = median(run["otter"].cpu / run["ours"].cpu for run in runs)
        print(f"\nTimes are the best of {ROUNDS} rounds. Otter takes {ratio:.1f} times the CPU (median of the rounds).")


def _environment(folder: Path, requirement: str) -> str:
    subprocess.run([sys.executable, "-m", "venv", folder], check=True)
    python = str(folder / "bin" / "python")
    subprocess.run([python, "-m", "pip", "install", "-qq", requirement], check=True)
    return python


if __name__ == "__main__":
    main()
