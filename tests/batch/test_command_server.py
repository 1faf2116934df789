"""A command that is forked by the tests' server does what the same command does when it is started."""

from __future__ import annotations

import os
import stat
import subprocess
from pathlib import Path

import pytest

from tests.batch.made import COMMAND, ENVIRONMENT, make_class, run


@pytest.mark.parametrize(
    "arguments",
    [("--version",), ("grade", "no-such-file.py"), ("grade",), ("regrade", "."), ("export", ".", "--to", "x")],
)
def test_it_prints_the_same_and_ends_with_the_same_code(arguments: tuple[str, ...], tmp_path: Path) -> None:
    env = {**ENVIRONMENT, "COLUMNS": "50"}
    started = subprocess.run([COMMAND, *arguments], cwd=tmp_path, env=env, capture_output=True, text=True, check=False)
    forked = run(*arguments, cwd=tmp_path, env=env)
    assert (forked.returncode, forked.stdout, forked.stderr) == (started.returncode, started.stdout, started.stderr)


def test_the_folder_the_umask_and_the_environment_are_its_own(tmp_path: Path) -> None:
    make_class(tmp_path / "in", 1)
    before = os.umask(0o027)
    try:
        done = run(
            "grade", "in", "--out", "out", "--shared", cwd=tmp_path, env={**ENVIRONMENT, "AUTOGRADER_SECRET": "a"}
        )
    finally:
        os.umask(before)
    assert done.returncode == 0, done.stderr
    book = tmp_path / "out" / "gradebook.csv"
    assert stat.S_IMODE(book.stat().st_mode) == 0o640
    again = run("regrade", "out", cwd=tmp_path, env={**ENVIRONMENT, "AUTOGRADER_SECRET": "b"})
    assert again.returncode == 0, again.stderr
