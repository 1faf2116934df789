"""What fails around the grader: the submission at hand is not graded, with the reason, and the next one is fine."""

from __future__ import annotations

import os
import re
import resource
import subprocess
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from queue import Queue

import pytest

from autograder.attacks.attack import notebook
from autograder.attacks.course_folder import COURSE
from autograder.batch.folder import OutputError, OutputFolder
from autograder.batch.worker import Job, Slot, open_slot
from autograder.report.report import Report
from autograder.report.status import Status
from autograder.sandbox import Limits, Run, Sandbox, SandboxError
from autograder.sandbox.host.fork_server import ForkServer
from autograder.submissions.gather import find
from autograder.submissions.source import Source

HONEST = "def honest(x): return 2.0 * x\ndef target(x): return 0.0"
SLOW = "import time\ntime.sleep(100.0)"
SLOW_TARGET = "def target(x):\n    import time\n    time.sleep(100.0)"
PATIENT = Limits(cell_seconds=120.0, call_seconds=120.0, submission_seconds=300.0)
"""What is slow is still at work whenever it is struck."""


@pytest.fixture
def slot(tmp_path: Path) -> Iterator[Slot]:
    output = OutputFolder(tmp_path / "out")
    output.prepare()
    with open_slot(Job(COURSE, b"secret", output)) as one:
        yield one


@pytest.fixture
def patient(tmp_path: Path) -> Iterator[Slot]:
    output = OutputFolder(tmp_path / "out")
    output.prepare()
    with open_slot(Job(COURSE, b"secret", output, limits=PATIENT)) as one:
        yield one


def hand_in(folder: Path, *cells: str) -> Source:
    path = folder / "x.ipynb"
    path.write_text(notebook(cells))
    return find([path])[0]


def server(slot: Slot) -> ForkServer:
    found = slot.grader.sandbox._server
    assert isinstance(found, ForkServer)
    return found


def process(slot: Slot) -> subprocess.Popen[bytes]:
    started = server(slot)._process
    assert started is not None
    return started


def not_graded(report: Report, words: str) -> None:
    assert not report.gradable
    assert re.search(words, report.reason or ""), report.reason
    assert "fault of the grader" not in (report.reason or "")


def fine(slot: Slot, folder: Path) -> None:
    report = slot.grade(hand_in(folder, HONEST)).report
    assert report.gradable, report.reason
    assert (report.score, report.max_score) == (1.0, 2.0)


@contextmanager
def striking(patch: pytest.MonkeyPatch, stage: str, strike: Callable[[Run], object]) -> Iterator[None]:
    """Strike when the first run is in the midst of a stage, `_run_cells` or `_stream`, however late that begins."""
    begun: Queue[Run] = Queue()
    honest = getattr(Run, stage)

    def begins(run: Run, *args: object, **named: object) -> object:
        begun.put(run)
        return honest(run, *args, **named)

    def wait() -> None:
        run = begun.get(timeout=60)
        time.sleep(0.3)
        strike(run)

    patch.setattr(Run, stage, begins)
    thread = threading.Thread(target=wait)
    thread.start()
    try:
        yield
    finally:
        thread.join()


def test_the_fork_server_is_killed(patient: Slot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with striking(monkeypatch, "_run_cells", lambda _: process(patient).kill()):
        not_graded(patient.grade(hand_in(tmp_path, SLOW, HONEST)).report, "the fork server")
    fine(patient, tmp_path)


def test_the_fork_server_is_killed_between_two(slot: Slot, tmp_path: Path) -> None:
    process(slot).kill()
    process(slot).wait()
    report = slot.grade(hand_in(tmp_path, HONEST)).report
    assert report.gradable or "fork server" in (report.reason or "")
    fine(slot, tmp_path)


def test_the_child_is_killed(patient: Slot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Nobody can tell who killed it, and a student can: it costs what ran just then, and says so."""
    with striking(monkeypatch, "_stream", lambda run: os.kill(run.pid, 9)):
        report = patient.grade(hand_in(tmp_path, HONEST, SLOW_TARGET)).report
    assert report.gradable
    target, honest = report.problems[0].verdicts
    assert target.status is Status.CRASHED
    assert "killed by signal 9" in target.message
    assert honest.score == 1.0
    fine(patient, tmp_path)


def test_the_line_to_the_fork_server_is_closed(slot: Slot, tmp_path: Path) -> None:
    server(slot)._control.close()
    not_graded(slot.grade(hand_in(tmp_path, HONEST)).report, "the fork server is gone")
    fine(slot, tmp_path)


def test_the_socket_to_the_child_is_closed(patient: Slot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def close(run: Run) -> None:
        assert run._child is not None
        with suppress(OSError):
            run._child.session.shutdown(2)

    with striking(monkeypatch, "_stream", close):
        report = patient.grade(hand_in(tmp_path, HONEST, SLOW_TARGET)).report
    assert report.gradable
    target, honest = report.problems[0].verdicts
    assert target.status is Status.CRASHED
    assert honest.score == 1.0
    fine(patient, tmp_path)


@contextmanager
def control_group(pid: int, controller: str, limits: dict[str, str]) -> Iterator[None]:
    """Put a process into a control group of its own; `limits` name the file in version 1 or 2 and its value."""
    for root in (Path("/sys/fs/cgroup") / controller, Path("/sys/fs/cgroup")):
        group = root / f"autograder-test-{os.getpid()}"
        try:
            group.mkdir()
        except OSError:
            continue
        try:
            file = next((group / name for name in limits if (group / name).exists()), None)
            if file is None:
                continue
            file.write_text(limits[file.name])
            (group / "cgroup.procs").write_text(str(pid))
            yield
            with suppress(OSError):  # it may have been killed
                (root / "cgroup.procs").write_text(str(pid))
        finally:
            _removed(group)
        return
    pytest.skip(f"no control group for {controller} can be made here")


def _removed(group: Path) -> None:
    """Remove a group once its last process has gone."""
    for _ in range(1000):
        with suppress(OSError):
            group.rmdir()
            return
        time.sleep(0.05)


def test_the_system_is_out_of_processes(slot: Slot, tmp_path: Path) -> None:
    with control_group(process(slot).pid, "pids", {"pids.max": "1"}):
        not_graded(slot.grade(hand_in(tmp_path, HONEST)).report, "cannot fork: Resource temporarily unavailable")
    fine(slot, tmp_path)


def test_the_system_is_out_of_memory(slot: Slot, tmp_path: Path) -> None:
    """The kernel kills the student's process, or the fork server, before either is ready."""
    limits = {"memory.limit_in_bytes": "128K", "memory.max": "128K"}
    with control_group(process(slot).pid, "memory", limits):
        not_graded(slot.grade(hand_in(tmp_path, HONEST)).report, "did not get ready|could not be confined|fork")
    fine(slot, tmp_path)


def test_the_system_is_out_of_descriptors(slot: Slot, tmp_path: Path) -> None:
    source = hand_in(tmp_path, HONEST)
    fine(slot, tmp_path)
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    one = os.open(os.devnull, os.O_RDONLY)
    os.close(one)
    resource.setrlimit(resource.RLIMIT_NOFILE, (one + 1, hard))  # one file can be opened, a pair of sockets cannot
    try:
        report = slot.grade(source).report
    finally:
        resource.setrlimit(resource.RLIMIT_NOFILE, (soft, hard))
    not_graded(report, "cannot make a socket: Too many open files")
    fine(slot, tmp_path)


@contextmanager
def small_disk(folder: Path) -> Iterator[None]:
    folder.mkdir()
    mounted = subprocess.run(
        ["mount", "-t", "tmpfs", "-o", "size=40k", "tmpfs", folder], capture_output=True, check=False
    )
    if mounted.returncode != 0:
        pytest.skip("no small disk can be made here")
    try:
        yield
    finally:
        subprocess.run(["umount", folder], check=True)


def test_the_disk_is_full(tmp_path: Path) -> None:
    """What cannot be written cannot be graded: that is said at once, and what is there already stays whole."""
    with small_disk(tmp_path / "disk"):
        output = OutputFolder(tmp_path / "disk" / "out")
        output.prepare()
        with open_slot(Job(COURSE, b"secret", output)) as slot:
            slot.grade(hand_in(tmp_path, HONEST))
            whole = {p: p.read_bytes() for p in output.root.rglob("*") if p.is_file()}
            filler = tmp_path / "disk" / "filler"
            with suppress(OSError):
                filler.write_bytes(bytes(1 << 20))
            with pytest.raises(OutputError, match=r"cannot write .*: No space left on device"):
                slot.grade(hand_in(tmp_path, HONEST, "# changed"))
            assert {p: p.read_bytes() for p in whole} == whole
            filler.unlink()
            assert slot.grade(hand_in(tmp_path, HONEST)).report.gradable


def test_the_self_test_finds_no_place_for_its_bait(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("tempfile.tempdir", "/proc/nonexistent")
    with pytest.raises(SandboxError, match="cannot create its files"):
        Sandbox()


@pytest.mark.parametrize("step", [-1e9, 1e9], ids=["back", "forward"])
def test_the_clock_is_set(step: float, slot: Slot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    now = time.time()
    monkeypatch.setattr(time, "time", lambda: now + step * (time.monotonic() % 1))
    fine(slot, tmp_path)
    start = time.monotonic()
    report = slot.grade(hand_in(tmp_path, HONEST, "def target(x):\n    while True: pass")).report
    assert report.problems[0].verdicts[0].status is Status.TIMEOUT
    assert time.monotonic() - start < 30


def test_no_deadline_goes_by_a_clock_that_can_be_set() -> None:
    package = Path(__file__).parents[2] / "autograder"
    for room in ("sandbox", "batch"):
        for path in (package / room).rglob("*.py"):
            assert "time.time(" not in path.read_text(encoding="utf-8"), path
