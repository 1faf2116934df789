"""Where nothing can be printed, the grades are written all the same, and the exit code says what was lost."""

from __future__ import annotations

import shlex
import shutil
import subprocess
from pathlib import Path

import pytest

from tests.batch.made import COMMAND, ENVIRONMENT, ROOT, make_class, run
from tests.sample import WHOLE

OUTLETS = {
    "a pipe that nobody reads": ("| true; exit ${PIPESTATUS[0]}", 0),
    "a full disk for output": ("> /dev/full", 2),
    "a full disk for messages": ("2> /dev/full", 2),
    "a full disk for both": ("> /dev/full 2>&1", 2),
    "no output": (">&-", 0),
    "no messages": ("2>&-", 0),
    "neither": (">&- 2>&-", 0),
    "nothing at all": ("<&- >&- 2>&-", 0),
}
POLICY = "[problems.univariate_regression]\nfollow_through = 0.25\nquestions = { loss = { points = 4 } }\n"
COMMANDS = {
    "grade": "grade {handed_in} --out {out}",
    "regrade": "regrade {out} --policy {policy}",
    "export": "export {out} --to csv",
    "written": "written {out}",
}
FEW = {
    ("a pipe that nobody reads", "regrade"),
    ("a full disk for output", "regrade"),
    ("nothing at all", "regrade"),
    ("a full disk for messages", "grade"),
    ("neither", "grade"),
}


@pytest.fixture(scope="module")
def graded(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("graded")
    make_class(folder / "in", 2)
    (folder / "policy.toml").write_text(POLICY)
    assert run("grade", folder / "in", "--out", folder / "out").returncode == 0
    return folder


def told(command: str, folder: Path, redirection: str = "") -> subprocess.CompletedProcess[str]:
    places = {"handed_in": folder / "in", "out": folder / "out", "policy": folder / "policy.toml"}
    line = f"{shlex.quote(str(COMMAND))} {COMMANDS[command].format(**places)} {redirection}"
    environment = {name: value for name, value in ENVIRONMENT.items() if name != "PYTHONUNBUFFERED"}
    return subprocess.run(
        ["bash", "-c", line], capture_output=True, text=True, check=False, env=environment, cwd=ROOT, timeout=600
    )


def files(folder: Path) -> dict[str, bytes]:
    return {
        str(path.relative_to(folder)): path.read_bytes()
        for path in (folder / "out").rglob("*")
        if path.suffix in (".csv", ".html")
    }


def prepared(graded: Path, folder: Path, command: str) -> Path:
    shutil.copytree(graded, folder)
    if command == "grade":
        shutil.rmtree(folder / "out")
    return folder


@pytest.fixture(scope="module")
def usual(graded: Path, tmp_path_factory: pytest.TempPathFactory) -> dict[str, dict[str, bytes]]:
    """What each command writes where it can print."""
    made = {}
    for command in COMMANDS if WHOLE else dict.fromkeys(command for _, command in FEW):
        folder = prepared(graded, tmp_path_factory.mktemp("usual") / command, command)
        assert told(command, folder).returncode == 0
        made[command] = files(folder)
    return made


@pytest.mark.parametrize(("outlet", "command"), [(o, c) for o in OUTLETS for c in COMMANDS if WHOLE or (o, c) in FEW])
def test_the_files_are_those_of_a_command_that_could_print(
    outlet: str, command: str, graded: Path, usual: dict[str, dict[str, bytes]], tmp_path: Path
) -> None:
    redirection, code = OUTLETS[outlet]
    folder = prepared(graded, tmp_path / "class", command)
    done = told(command, folder, redirection)
    assert "Traceback" not in done.stderr
    assert done.returncode in {code, 0} if "messages" in outlet else done.returncode == code
    if outlet == "a full disk for output":
        assert "cannot write to standard output: No space left on device" in done.stderr
    assert files(folder) == usual[command]


@pytest.mark.sampled(2)
@pytest.mark.parametrize("encoding", ["ascii", "latin-1", "cp1252", "koi8-r"])
def test_a_terminal_of_any_encoding_shows_what_it_can(encoding: str, tmp_path: Path) -> None:
    names = ("Jörg Ünal", "李小龙", "محمد علي", "Иван", "\U0001f600")
    for name in names:
        make_class(tmp_path / "in" / name, 1)
    arguments = (COMMAND, "grade", tmp_path / "in", "--out", tmp_path / "out", "--jobs", "1")
    environment = {**ENVIRONMENT, "PYTHONIOENCODING": encoding}
    done = subprocess.run(arguments, capture_output=True, check=False, env=environment, cwd=ROOT, timeout=600)
    assert (done.returncode, done.stderr.count(b"Traceback")) == (0, 0)
    assert done.stdout.decode(encoding)
    table = (tmp_path / "out" / "gradebook.csv").read_text(encoding="utf-8")
    assert all(name in table for name in names)
