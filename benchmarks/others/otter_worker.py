"""Runs in Otter's own environment: its Python API in warm worker processes. Prints one line of JSON.

python otter_worker.py AUTOGRADER_ZIP FOLDER_OF_NOTEBOOKS PROCESSES
"""

from __future__ import annotations

import json
import multiprocessing
import resource
import sys
import time
from pathlib import Path


def grade(task: tuple[str, str]) -> tuple[str, float, float]:
    """Grade one notebook; give its name, its points and the CPU seconds of this process and its children."""
    from otter.api import grade_submission  # noqa: PLC0415 - in the worker only

    archive, path = task
    before = _cpu()
    results = grade_submission(path, archive, quiet=True)
    return Path(path).stem, float(results.total), _cpu() - before


def _cpu() -> float:
    own, children = (resource.getrusage(w) for w in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))
    return own.ru_utime + own.ru_stime + children.ru_utime + children.ru_stime


def main() -> None:
    archive, folder, processes = sys.argv[1], Path(sys.argv[2]), int(sys.argv[3])
    tasks = [(archive, str(p)) for p in sorted(folder.glob("*.ipynb"))]
    with multiprocessing.get_context("spawn").Pool(processes) as pool:
        pool.map(grade, tasks[:1] * processes, chunksize=1)  # imports and caches are there before the clock starts
        started = time.perf_counter()
        graded = list(pool.imap_unordered(grade, tasks))
        seconds = time.perf_counter() - started
    points = {name: total for name, total, _ in graded}
    print(json.dumps({"seconds": seconds, "cpu": sum(cpu for *_, cpu in graded), "points": points}))


if __name__ == "__main__":
    main()
