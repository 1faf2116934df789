"""Commands killed at any moment: every file is whole, and the next command ends what was begun."""

from __future__ import annotations

import os
import random
import shutil
import signal
import subprocess
import time
import zipfile
from pathlib import Path

import pytest

from autograder.batch.store import NAME, open_store
from tests.batch.made import COMMAND, ENVIRONMENT, ROOT, make_class, run
from tests.sample import WHOLE

KILLS = 100 if WHOLE else 6
STUDENTS = 5
POLICIES = (
    "follow_through = 1.0\n",
    "follow_through = 0.25\n[problems.univariate_regression.questions]\nloss.points = 3\n",
)
COMMANDS = {
    "grade": ("grade", "{handed_in}", "--out", "{out}"),
    "regrade": ("regrade", "{out}", "--policy", "{policy}"),
    "export": ("export", "{out}", "--to", "moodle"),
    "written": ("written", "{out}"),
    "groups": ("groups", "{out}", "--least", "1"),
}

Files = dict[str, bytes]


def told(command: str, folder: Path, policy: int) -> list[str]:
    places = {"handed_in": folder / "in", "out": folder / "out", "policy": folder / f"policy{policy}.toml"}
    return [word.format(**places) for word in COMMANDS[command]]


def files(folder: Path) -> Files:
    return {
        str(path.relative_to(folder)): path.read_bytes()
        for path in (folder / "out").rglob("*")
        if path.suffix in (".csv", ".html", ".zip") and not path.name.startswith(".")
    }


@pytest.fixture(scope="module")
def states(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, list[Files]]:
    """A graded class, and its files by each policy, of commands that nobody killed."""
    folder = tmp_path_factory.mktemp("class")
    for number, path in enumerate(sorted(make_class(folder / "in", STUDENTS).iterdir())):
        path.rename(path.with_name(f"{path.stem}_{2000 + number}_assignsubmission_file_{path.name}"))
    found = []
    for number, text in enumerate(POLICIES):
        (folder / f"policy{number}.toml").write_text(text)
    assert run(*told("grade", folder, 0)).returncode == 0
    for number in range(len(POLICIES)):
        for command in ("regrade", "export", "written"):
            assert run(*told(command, folder, number)).returncode == 0
        found.append(files(folder))
    assert found[0] != found[1]
    with zipfile.ZipFile(folder / "out" / "export-moodle.zip") as archive:
        assert len(archive.namelist()) == STUDENTS
    return folder, found


def killed_after(seconds: float, command: list[str]) -> None:
    process = subprocess.Popen(
        [str(COMMAND), *command],
        env=ENVIRONMENT,
        cwd=ROOT,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
    )
    time.sleep(seconds)
    os.killpg(process.pid, signal.SIGKILL)
    process.wait()


def test_nothing_is_lost_and_nothing_is_half(states: tuple[Path, list[Files]], tmp_path: Path) -> None:
    made, known = states
    folder = Path(shutil.copytree(made, tmp_path / "class"))
    rng = random.Random(100)
    usual = {}
    for command in COMMANDS:
        start = time.monotonic()
        assert run(*told(command, folder, 1)).returncode == 0
        usual[command] = time.monotonic() - start
    for turn in range(KILLS):
        command = [*COMMANDS, "regrade"][turn % (len(COMMANDS) + 1)]
        killed_after(rng.uniform(0.2, 1.0) * usual[command], told(command, folder, turn % 2))
        for name, content in files(folder).items():
            assert content in [state.get(name) for state in known], f"{name} after {command}, turn {turn}"
        assert files(folder).keys() == known[0].keys()
        with open_store(folder / "out" / NAME) as store:
            assert len(list(store.entries())) == STUDENTS
    for command in ("regrade", "export"):
        done = run(*told(command, folder, 0))
        assert done.returncode == 0, done.stderr
    assert files(folder) == known[0]
    assert [p.name for p in (folder / "out").glob(".*")] == [".lock"]
