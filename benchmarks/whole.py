"""Whole processes: a class on all cores, cold starts, imports, memory of all processes together."""

from __future__ import annotations

import compileall
import os
import signal
import statistics
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

import autograder

COMMAND = Path(sys.executable).parent / "autograder"
ENVIRONMENT = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
"""Commands keep what Python and the templates compile, as they do where they are installed."""
RUNS = 7
MIB = 1024
OFTEN, SELDOM = 0.05, 1.0
"""Seconds between two looks at the memory. Each stops all processes for some 20 ms: who measures time too looks seldom,
and who compares times does not look at all."""


@dataclass(frozen=True)
class ClassRun:
    """One class graded by the command: seconds in all, CPU seconds of all its processes, peak memory in MiB."""

    submissions: int
    wall: float
    cpu: float
    peak: float


def wall(command: list[str], runs: int = RUNS) -> float:
    """Give the median of the wall seconds of a command that must succeed."""
    return statistics.median(_seconds(command) for _ in range(runs))


def cold_start(notebook: Path, folder: Path) -> float:
    """Give the median of the wall seconds in which one notebook is graded into a new folder, all code compiled."""
    compileall.compile_dir(Path(autograder.__file__).parent, quiet=2)  # pip does so; a fork server never writes
    outs = [folder / f"cold-{i}" for i in range(RUNS + 1)]
    took = [_seconds([str(COMMAND), "grade", str(notebook), "--out", str(out)]) for out in outs]
    return statistics.median(took[1:])  # the first one compiles the templates


def _seconds(command: list[str]) -> float:
    started = time.perf_counter()
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, env=ENVIRONMENT)
    return time.perf_counter() - started


def import_seconds(statement: str) -> float:
    """Give the wall seconds of a Python that runs one statement, less those of one that does nothing."""
    return wall([sys.executable, "-c", statement]) - wall([sys.executable, "-c", "pass"])


def grade_class(submissions: Path, out: Path, jobs: int, every: float | None = SELDOM) -> ClassRun:
    """Grade a folder, and watch the command and all that it started; 0 jobs: one a core. For `every` see `watched`."""
    count = len(list(submissions.iterdir()))
    command = [str(COMMAND), "grade", str(submissions), "--out", str(out), *(["--jobs", str(jobs)] if jobs else [])]
    run = watched(command, every=every)
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
    command: list[str],
    folder: Path | None = None,
    log: Path | None = None,
    env: dict[str, str] | None = None,
    every: float | None = None,
    meanwhile: Callable[[subprocess.Popen[bytes]], None] | None = None,
) -> Watched:
    """Run a command: every command that is compared in the same way.

    `every` so many seconds the memory of its processes is looked at; None: never. `log` takes what it prints.
    `meanwhile` is called once it has started.
    """
    ended, peak = threading.Event(), 0
    with (log or Path(os.devnull)).open("w") as said:
        before, started = os.times(), time.perf_counter()
        with subprocess.Popen(command, stdout=said, stderr=said, cwd=folder, env=env or ENVIRONMENT) as process:

            def look() -> None:
                nonlocal peak
                while every is not None and not ended.wait(every):
                    peak = max(peak, memory_of_tree(process.pid))

            looking = threading.Thread(target=look)
            looking.start()
            try:
                if meanwhile is not None:
                    meanwhile(process)
                code = process.wait()
            finally:
                ended.set()
            seconds, after = time.perf_counter() - started, os.times()
            looking.join()
    cpu = after.children_user - before.children_user + after.children_system - before.children_system
    return Watched(code, seconds, cpu, peak / MIB)


def memory_of_tree(root: int) -> int:
    """Add up the proportional set sizes, in KiB, of a process and its descendants: shared pages count once.

    All of them stand still meanwhile: what one shares with another that starts or ends would count twice, or never.
    """
    still: set[int] = set()
    try:
        while more := family(root) - still:
            still |= more
            for pid in more:
                with suppress(ProcessLookupError):
                    os.kill(pid, signal.SIGSTOP)
        return sum(_proportional(pid) for pid in still)
    finally:
        for pid in still:
            with suppress(ProcessLookupError):
                os.kill(pid, signal.SIGCONT)


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
