"""Files in memory do what files on a disk do: random programs are run on both."""

from __future__ import annotations

import io
import random
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from autograder.sandbox.inside.files_in_memory import FilesInMemory
from autograder.sandbox.inside.own_files import OwnFiles
from tests.sample import WHOLE

MODES = [f"{way}{more}" for way in "rwxa" for more in ("", "+", "b", "t", "b+", "+t")] + [
    "U",
    "",
    "wbt",
    "++",
    "rw",
    "q",
]
PROGRAMS = 3000 if WHOLE else 300


def run(open_: Callable[..., Any], seed: int) -> list[Any]:
    """Run a random program and return what it saw."""
    draw, seen = random.Random(seed), list[Any]()
    for _ in range(draw.randint(1, 6)):
        name, mode = draw.choice(["a.txt", "b.bin", "./a.txt"]), draw.choice(MODES)
        steps = draw.choices(
            ["read", "write", "seek", "tell", "readline", "truncate", "list", "flush"], k=draw.randint(0, 4)
        )
        text = b"x1\r\ny\n" if "b" in mode else "é1\ny\n"
        try:
            with open_(name, mode) as file:
                for step in steps:
                    arguments = {"write": (text,), "seek": (0,), "truncate": (2,)}.get(step, ())
                    try:
                        seen.append(list(file) if step == "list" else getattr(file, step)(*arguments))
                    except (OSError, ValueError) as error:
                        seen.append((step, type(error).__name__))
        except (OSError, ValueError) as error:
            seen.append((mode, type(error).__name__))
    return seen


@pytest.mark.filterwarnings("ignore:'U' mode")
def test_programs_see_the_same_as_on_a_disk(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    told_apart = 0
    for seed in range(PROGRAMS):
        on_disk = run(io.open, seed)
        written = any(path.stat().st_size for path in tmp_path.iterdir())
        for path in tmp_path.iterdir():
            path.unlink()
        assert run(FilesInMemory(OwnFiles(lambda *_: None)).open, seed) == on_disk, seed
        told_apart += written
    assert told_apart > PROGRAMS // 4
    assert not list(tmp_path.iterdir())


def test_own_python_files_can_be_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    own = OwnFiles(lambda *_: None)
    own.add("helpers/same.py", "def same(v):\n    return v\n")
    files = FilesInMemory(own)
    assert files.open("helpers/same.py").read() == own.sources["helpers.same"]
    with pytest.raises(FileNotFoundError):
        files.open("helpers/other.py")
