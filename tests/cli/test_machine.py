"""A machine that lacks something: one line that says what, and nothing half."""

from __future__ import annotations

import os
import resource
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from autograder.batch.room import require_room
from autograder.cli.machine import LEAST_FILES, exhausted, require_files
from autograder.sandbox.walls.readable_paths import unreachable
from tests.attacks.conftest import _packages, _reachable_python
from tests.batch.made import ENVIRONMENT, ROOT, make_class, run

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="other systems count otherwise")
SOMEBODY = 59998
"""A user that has no processes."""
MAIN = "from autograder.cli import main; main(prog_name='autograder')"


@pytest.fixture(scope="module")
def graded(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("class")
    make_class(folder / "in", 2)
    assert run("grade", folder / "in", "--out", folder / "out").returncode == 0
    return folder


def limited(limit: str, number: int, *command: object, **options: Any) -> subprocess.CompletedProcess[str]:
    words = ["bash", "-c", f'ulimit -{limit} {number}; exec "$@"', "bash", *map(str, command)]
    usual: dict[str, Any] = {"env": ENVIRONMENT, "cwd": ROOT}
    return subprocess.run(words, capture_output=True, text=True, check=False, timeout=600, **usual | options)


def one_line(done: subprocess.CompletedProcess[str]) -> str:
    assert done.returncode in (2, 3), done.stdout
    (line,) = done.stderr.splitlines()
    assert line.startswith("autograder: ")
    return line


def test_too_few_files_are_said(graded: Path, tmp_path: Path) -> None:
    command = [sys.executable, "-c", MAIN, "grade", graded / "in", "--out", tmp_path / "out"]
    assert "12 open files are too few" in one_line(limited("n", 12, *command))
    assert not (tmp_path / "out").exists()
    assert limited("n", LEAST_FILES, *command).returncode == 0
    assert limited("Sn", 12, *command).returncode == 0, "the soft limit can be raised"


@pytest.fixture
def open_folder() -> Iterator[Path]:
    """A folder that any user can reach; pytest's own are closed."""
    folder = Path(tempfile.mkdtemp(prefix="autograder-test-"))
    folder.chmod(0o755)
    yield folder
    shutil.rmtree(folder)


@pytest.mark.parametrize(("command", "number"), [("grade", 1), ("grade", 2), ("grade", 3), ("regrade", 2)])
def test_too_few_processes_are_said(command: str, number: int, graded: Path, open_folder: Path) -> None:
    python, options = plain_user(open_folder)
    folder = Path(shutil.copytree(graded, open_folder / "class"))
    (folder / "in" / "student-00.py").write_text("# another\n")
    for path in (folder, *folder.rglob("*")):
        os.chown(path, options.get("user", -1), -1)
    before = (folder / "out" / "gradebook.csv").read_bytes()
    words = ("regrade", folder / "out") if command == "regrade" else ("grade", folder / "in", "--out", folder / "out")
    done = limited("u", number, python, "-s", "-c", MAIN, *words, "--jobs", 2, **options)
    assert "rocess" in one_line(done) or "fork" in done.stderr
    assert (folder / "out" / "gradebook.csv").read_bytes() == before


def plain_user(home: Path) -> tuple[str, dict[str, Any]]:
    """Return an interpreter and how to start it as a user without processes: root has no such limit."""
    environment = {**ENVIRONMENT, "HOME": str(home), "PYTHONPATH": f"{ROOT}:{_packages()}"}
    if os.geteuid() != 0:
        return sys.executable, {"env": environment}
    python = _reachable_python()
    if python is None or any(map(unreachable, (_packages(), str(ROOT), str(home)))):
        pytest.skip("no interpreter of this version, or its packages, can be reached by a plain user")
    return python, {"env": environment, "user": SOMEBODY, "group": SOMEBODY, "extra_groups": []}


def test_without_proc_a_class_is_graded(graded: Path, tmp_path: Path) -> None:
    inner = 'mount -t tmpfs none /proc && exec "$@"'
    command = [sys.executable, "-c", MAIN, "grade", graded / "in", "--out", tmp_path / "out"]
    words = ["unshare", "-m", "bash", "-c", inner, "bash", *map(str, command)]
    done = subprocess.run(words, capture_output=True, text=True, check=False, timeout=600, env=ENVIRONMENT, cwd=ROOT)
    if not (tmp_path / "out").exists():
        pytest.skip("no file system can be mounted here")
    assert done.returncode == 0, done.stderr
    assert (tmp_path / "out" / "gradebook.csv").read_bytes() == (graded / "out" / "gradebook.csv").read_bytes()


def test_what_is_about_something_else_is_not_said_to_be_the_machine() -> None:
    assert exhausted(OSError(2, "No such file")) is None
    assert exhausted(RuntimeError("generator didn't stop")) is None
    assert "ulimit -n" in (exhausted(OSError(24, "Too many open files")) or "")
    assert "ulimit -u" in (exhausted(RuntimeError("can't start new thread")) or "")


def test_enough_is_enough() -> None:
    require_room(3)
    before = resource.getrlimit(resource.RLIMIT_NOFILE)
    assert require_files() is None
    assert resource.getrlimit(resource.RLIMIT_NOFILE) == before
