"""Nothing is lost: a run that is stopped in any way is gone on with, to the gradebook of one that was not."""

from __future__ import annotations

import os
import random
import signal
import sqlite3
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from benchmarks.whole import family
from tests.batch.made import COMMAND, ENVIRONMENT, ROOT, make_class, run

KILLS = int(os.environ.get("AUTOGRADER_TEST_KILLS", "4"))
"""Fifty take two minutes, too long for every run of the suite; AUTOGRADER_TEST_KILLS=50 has them all."""

STUDENTS = 14

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="reads /proc, mounts file systems in memory")


@pytest.fixture(scope="module")
def handed_in(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = make_class(tmp_path_factory.mktemp("class") / "in", STUDENTS)
    (folder / "broken.ipynb").write_text("{")
    return folder


@pytest.fixture(scope="module")
def whole(handed_in: Path, tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, float]:
    """One run that nobody stopped, and the seconds that it took."""
    out = tmp_path_factory.mktemp("whole") / "out"
    started = time.monotonic()
    assert run("grade", handed_in, "--out", out).returncode == 1
    return out, time.monotonic() - started


def start(handed_in: Path, out: Path) -> subprocess.Popen[bytes]:
    command = [str(COMMAND), "grade", str(handed_in), "--out", str(out)]
    return subprocess.Popen(command, env=ENVIRONMENT, cwd=ROOT, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)


def kill(process: subprocess.Popen[bytes], *, everything: bool) -> None:
    for pid in family(process.pid) if everything else {process.pid}:
        try:
            os.kill(pid, signal.SIGKILL)
        except ProcessLookupError:
            continue
    process.wait()


def stored(out: Path) -> int:
    path = out / "gradebook.sqlite"
    if not path.exists():
        return 0
    connection = sqlite3.connect(path)
    try:
        assert connection.execute("PRAGMA integrity_check").fetchone() == ("ok",)
        if not connection.execute("SELECT count(*) FROM sqlite_master").fetchone()[0]:
            return 0
        return int(connection.execute("SELECT count(*) FROM submissions WHERE reason IS NULL").fetchone()[0])
    finally:
        connection.close()


@pytest.mark.slow
def test_killed_at_any_moment_and_run_again_gives_the_gradebook_of_a_run_that_was_not(
    handed_in: Path, whole: tuple[Path, float], tmp_path: Path
) -> None:
    rng = random.Random(6)
    at_work = []
    for number in range(KILLS):
        out = tmp_path / str(number)
        process = start(handed_in, out)
        reached = STUDENTS * number // KILLS  # from before the first to near the last, then at any moment
        while process.poll() is None and len(list((out / "reports").glob("[!.]*"))) < reached:
            time.sleep(0.005)
        time.sleep(rng.uniform(0, 0.3) * whole[1] if reached == 0 else rng.uniform(0, 0.1))
        kill(process, everything=number % 2 == 0)
        held = stored(out)
        at_work.append(held)
        again = run("grade", handed_in, "--out", out)
        assert again.returncode == 1, again.stderr
        ran = sum(line.startswith("[") for line in again.stderr.splitlines())
        assert ran == STUDENTS + 1 - held, "only what was not graded, and what could not be, runs again"
        assert (out / "gradebook.csv").read_bytes() == (whole[0] / "gradebook.csv").read_bytes()
        for folder in ("feedback", "reports"):
            assert sorted(p.name for p in (out / folder).iterdir()) == sorted(
                p.name for p in (whole[0] / folder).iterdir()
            )
        for page in (whole[0] / "feedback").iterdir():
            assert (out / "feedback" / page.name).read_bytes() == page.read_bytes()
    assert len(set(at_work)) > 1, "the runs were killed at moments that differ"


def test_the_slots_end_with_a_killed_command(tmp_path: Path) -> None:
    busy = tmp_path / "busy"
    busy.mkdir()
    for number in range(2):  # a minute's work, so that it is under way when it is looked at
        cells = "# %%\nwhile True:\n    pass\n" * 9
        (busy / f"{number}.py").write_text(f"# autograder: problem = univariate_regression\n{cells}")
    process = start(busy, tmp_path / "out")
    children: set[int] = set()
    until = time.monotonic() + 120
    while len(children) < 4 and time.monotonic() < until and process.poll() is None:
        children = family(process.pid)
        time.sleep(0.02)
    assert len(children) >= 4
    kill(process, everything=False)
    until = time.monotonic() + 60
    while left := [pid for pid in children if Path(f"/proc/{pid}").exists() and not zombie(pid)]:
        assert time.monotonic() < until, left
        time.sleep(0.05)


def zombie(pid: int) -> bool:
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] == "Z"
    except OSError:
        return True


def test_two_commands_at_once_in_one_folder_are_refused(handed_in: Path, tmp_path: Path) -> None:
    import fcntl

    assert run("grade", handed_in / "student-00.py", "--out", tmp_path).returncode == 0
    with (tmp_path / ".lock").open() as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        second = run("grade", handed_in, "--out", tmp_path)
    assert second.returncode == 2
    assert "another autograder is at work" in second.stderr


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    """A file system in memory with room for a few submissions."""
    folder = tmp_path / "disk"
    folder.mkdir()
    mount = ["mount", "-t", "tmpfs", "-o", "size=400k", "tmpfs", str(folder)]
    if os.geteuid() != 0 or subprocess.run(mount, check=False, capture_output=True).returncode != 0:
        pytest.skip("only root can mount a small file system")
    yield folder
    subprocess.run(["umount", "-l", str(folder)], check=True)


def test_a_full_disk_is_said_and_the_rest_is_graded_when_there_is_room(
    handed_in: Path, whole: tuple[Path, float], small_disk: Path
) -> None:
    out = small_disk / "out"
    full = run("grade", handed_in, "--out", out)
    assert full.returncode == 2
    assert "No space left on device" in full.stderr or "disk is full" in full.stderr
    assert "run the same command again" in full.stderr or sys.version_info < (3, 11)
    assert "Traceback" not in full.stderr
    held = stored(out)
    assert 0 < held < STUDENTS
    subprocess.run(["mount", "-o", "remount,size=20m", str(small_disk)], check=True)
    again = run("grade", handed_in, "--out", out)
    assert again.returncode == 1, again.stderr
    assert sum(line.startswith("[") for line in again.stderr.splitlines()) == STUDENTS + 1 - held
    assert (out / "gradebook.csv").read_bytes() == (whole[0] / "gradebook.csv").read_bytes()


@pytest.mark.parametrize("command", ["grade", "regrade"])
def test_a_folder_that_cannot_be_written_is_said_and_left_as_it_is(
    handed_in: Path, small_disk: Path, command: str
) -> None:
    subprocess.run(["mount", "-o", "remount,size=20m", str(small_disk)], check=True)
    out = small_disk / "out"
    run("grade", handed_in, "--out", out)
    before = (out / "gradebook.csv").read_bytes()
    subprocess.run(["mount", "-o", "remount,ro", str(small_disk)], check=True)
    done = run("grade", handed_in, "--out", out) if command == "grade" else run("regrade", out)
    assert done.returncode == 2
    assert "Read-only file system" in done.stderr
    assert len(done.stderr.splitlines()) == 1
    assert (out / "gradebook.csv").read_bytes() == before
    subprocess.run(["mount", "-o", "remount,rw", str(small_disk)], check=True)
    assert run("regrade", out).returncode == 1  # broken.ipynb has no grade still
    assert (out / "gradebook.csv").read_bytes() == before
