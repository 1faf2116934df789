"""Whole processes: a class on all cores, cold starts, imports, memory of all processes together."""

from __future__ import annotations

import os
import statistics
import subprocess
import sys
import threading
import time
from dataclasses import dataclass
from pathlib import Path

COMMAND = Path(sys.executable).parent / "autograder"
RUNS = 7
MIB = 1024
SAMPLED = 0.1
"""Seconds between two looks at the memory: each stops the processes for a moment."""


@dataclass(frozen=True)
class ClassRun:
    """One class graded by the command: seconds in all, CPU seconds of all its processes, peak memory in MiB."""

    submissions: int
    wall: float
    cpu: float
    peak: float


def wall(command: list[str], runs: int = RUNS) -> float:
    """Give the median of the wall seconds of a command that must succeed."""
    took = []
    for _ in range(runs):
        started = time.perf_counter()
        subprocess.run(command, check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        took.append(time.perf_counter() - started)
    return statistics.median(took)


def import_seconds(statement: str) -> float:
    """Give the wall seconds of a Python that runs one statement, less those of one that does nothing."""
    return wall([sys.executable, "-c", statement]) - wall([sys.executable, "-c", "pass"])


def grade_class(submissions: Path, out: Path, jobs: int) -> ClassRun:
    """Grade a folder, and watch the command and everything that it started; 0 jobs: one a core."""
    count = len(list(submissions.iterdir()))
    command = [str(COMMAND), "grade", str(submissions), "--out", str(out), *(["--jobs", str(jobs)] if jobs else [])]
    run = watched(command)
    if run.code not in {0, 1}:
        raise RuntimeError(f"{' '.join(command)} ended with {run.code}")
    return ClassRun(count, run.seconds, run.cpu, run.peak)


@dataclass(frozen=True)
class Watched:
    """How a command ended: its exit code, wall seconds, CPU seconds of all its processes, peak memory in MiB."""

    code: int
    seconds: float
    cpu: float
    peak: float


def watched(
    command: list[str], folder: Path | None = None, log: Path | None = None, env: dict[str, str] | None = None
) -> Watched:
    """Run a command, and sample the memory of its processes beside it: every command that is compared in the same way.

    `log` takes what it prints.
    """
    ended, peak = threading.Event(), 0
    with (log or Path(os.devnull)).open("w") as said:
        before, started = os.times(), time.perf_counter()
        with subprocess.Popen(command, stdout=said, stderr=said, cwd=folder, env=env) as process:

            def sample() -> None:
                nonlocal peak
                while not ended.wait(SAMPLED):
                    peak = max(peak, memory_of_tree(process.pid))

            sampling = threading.Thread(target=sample)
            sampling.start()
            try:
                code = process.wait()
            finally:
                ended.set()
            seconds, after = time.perf_counter() - started, os.times()
            sampling.join()
    cpu = after.children_user - before.children_user + after.children_system - before.children_system
    return Watched(code, seconds, cpu, peak / MIB)


def memory_of_tree(root: int) -> int:
    """Add up the proportional set sizes, in KiB, of a process and its descendants: shared pages count once.

    0 where one of them was started or ended meanwhile: what it shared would count twice, or not at all.
    """
    before = family(root)
    size = sum(_proportional(pid) for pid in before)
    return size if family(root) == before else 0


def family(root: int) -> set[int]:
    """List a process and its descendants."""
    parents = {}
    for entry in Path("/proc").iterdir():
        if entry.name.isdigit():
            try:
                parents[int(entry.name)] = int((entry / "stat").read_text().rpartition(")")[2].split()[1])
            except (OSError, IndexError):
                continue
    found, grown = {root}, True
    while grown:
        more = {pid for pid, parent in parents.items() if parent in found} - found
        found |= more
        grown = bool(more)
    return found


def _proportional(pid: int) -> int:
    try:
        for line in Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines():
            if line.startswith("Pss:"):
                return int(line.split()[1])
    except OSError:
        pass
    return 0
