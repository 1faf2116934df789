"""A class on a real cluster of processes: the same gradebook, nothing lost with a worker, nobody graded unconfined."""

from __future__ import annotations

import json
import os
import re
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

import pytest

from tests.batch.made import COMMAND, ENVIRONMENT, ROOT, make_class, run

distributed = pytest.importorskip("distributed")
pytestmark = [pytest.mark.skipif(sys.platform != "linux", reason="needs the sandbox"), pytest.mark.slow]

STUDENTS = 24
WITHOUT_ISOLATION = """\
import autograder.batch.worker as worker
from autograder.sandbox import IsolationError

def refuse(*_, **__):
    raise IsolationError("no seccomp here")

worker.Sandbox = refuse
"""
WAIT = 240
"""Seconds after which something hangs, on a machine that does other things too."""


def wait_for(condition: Callable[[], object]) -> None:
    until = time.monotonic() + WAIT
    while not condition():
        assert time.monotonic() < until
        time.sleep(0.05)


def address_in(about: Path) -> str:
    """Read where a scheduler listens; empty as long as it has not said it whole."""
    try:
        return str(json.loads(about.read_text(encoding="utf-8"))["address"])
    except (OSError, ValueError):
        return ""


class Cluster:
    """A scheduler and its workers, each a process of its own, as `dask` starts them on a command line."""

    def __init__(self, stack: ExitStack, folder: Path) -> None:
        self.stack, self.folder = stack, folder
        about = folder / "scheduler.json"
        place = ("--host", "127.0.0.1", "--port", "0")  # a port that is free, and nobody else's in between
        self.start("scheduler", *place, "--scheduler-file", str(about), "--no-dashboard")
        wait_for(lambda: address_in(about))
        self.address = address_in(about)

    def start(self, *arguments: str) -> subprocess.Popen[bytes]:
        command = [str(Path(sys.executable).parent / "dask"), *arguments]
        log = self.stack.enter_context((self.folder / "log").open("ab"))
        process = subprocess.Popen(command, env=ENVIRONMENT, cwd=self.folder, stdout=log, stderr=log)
        self.stack.callback(process.wait)
        self.stack.callback(process.kill)
        return process

    def worker(self, *arguments: str) -> subprocess.Popen[bytes]:
        common = ("--nthreads", "1", "--no-nanny", "--no-dashboard")
        return self.start("worker", self.address, *common, *arguments)

    def wait_for_workers(self, count: int) -> None:
        """Wait until the scheduler knows them: a process that has started is no worker yet."""
        with distributed.Client(self.address, timeout=WAIT) as client:
            client.wait_for_workers(count, timeout=WAIT)

    def grade(self, handed_in: Path, out: Path) -> subprocess.Popen[str]:
        command = [str(COMMAND), "grade", str(handed_in), "--out", str(out), "--cluster", self.address]
        return subprocess.Popen(
            command, env=ENVIRONMENT, cwd=ROOT, text=True, stdout=subprocess.PIPE, stderr=subprocess.PIPE
        )


@contextmanager
def cluster(folder: Path) -> Iterator[Cluster]:
    with ExitStack() as stack:
        yield Cluster(stack, folder)


@pytest.fixture(scope="module")
def handed_in(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = make_class(tmp_path_factory.mktemp("class") / "in", STUDENTS)
    (folder / "broken.ipynb").write_text("{")
    return folder


@pytest.fixture(scope="module")
def alone(handed_in: Path, tmp_path_factory: pytest.TempPathFactory) -> bytes:
    out = tmp_path_factory.mktemp("alone") / "out"
    assert run("grade", handed_in, "--out", out).returncode == 1
    return (out / "gradebook.csv").read_bytes()


def test_a_worker_that_dies_loses_nothing(handed_in: Path, alone: bytes, tmp_path: Path) -> None:
    with cluster(tmp_path) as dask:
        doomed, _ = dask.worker(), dask.worker()
        dask.wait_for_workers(2)
        process = dask.grade(handed_in, tmp_path / "out")
        reports = tmp_path / "out" / "reports"
        wait_for(lambda: reports.is_dir() and len(list(reports.iterdir())) >= 3)
        os.kill(doomed.pid, signal.SIGKILL)
        _, said = process.communicate(timeout=WAIT * 2)
    assert process.returncode == 1, said
    assert (tmp_path / "out" / "gradebook.csv").read_bytes() == alone
    again = run("grade", handed_in, "--out", tmp_path / "out")
    assert f"{STUDENTS} unchanged" in again.stdout, "what a cluster graded is kept here too"


def test_a_worker_without_isolation_is_refused_and_the_others_do_its_work(
    handed_in: Path, alone: bytes, tmp_path: Path
) -> None:
    preload = tmp_path / "without.py"
    preload.write_text(WITHOUT_ISOLATION)
    with cluster(tmp_path) as dask:
        dask.worker("--preload", str(preload))
        dask.wait_for_workers(1)
        process = dask.grade(handed_in, tmp_path / "none")
        _, said = process.communicate(timeout=WAIT)
        assert process.returncode == 3
        assert "no seccomp here" in said
        assert "Traceback" not in said
        dask.worker()
        dask.wait_for_workers(2)
        process = dask.grade(handed_in, tmp_path / "out")
        _, said = process.communicate(timeout=WAIT * 2)
    assert process.returncode == 1, said
    assert re.search(r"worker tcp://\S+ is refused: no seccomp here", said)
    assert (tmp_path / "out" / "gradebook.csv").read_bytes() == alone


def test_no_scheduler_is_said(handed_in: Path, tmp_path: Path) -> None:
    done = run("grade", handed_in, "--out", tmp_path / "out", "--cluster", "tcp://127.0.0.1:9")
    assert done.returncode == 2
    assert "no Dask scheduler answers" in done.stderr
    assert "Traceback" not in done.stderr
