"""A run of the tests that leaves something in the checkout fails."""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.checkout import changes, state

ROOT = Path(__file__).parents[1]


@pytest.fixture
def checkout(tmp_path: Path) -> Path:
    """Make a repository with the conftest of this one, one file, and an edit that was there before the tests."""
    (tmp_path / "tests").mkdir()
    for name in ("conftest.py", "checkout.py"):
        shutil.copy(ROOT / "tests" / name, tmp_path / "tests")
    (tmp_path / "kept.txt").write_text("as it was\n")
    (tmp_path / ".gitignore").write_text("__pycache__/\n.pytest_cache/\n")
    (tmp_path / "pyproject.toml").write_text('[tool.pytest.ini_options]\npythonpath = ["."]\n')
    git = ["git", "-C", str(tmp_path), "-c", "user.name=t", "-c", "user.email=t@localhost"]
    for arguments in (["init", "-q"], ["add", "-A"], ["commit", "-qm", "start"]):
        subprocess.run([*git, *arguments], check=True, capture_output=True)
    (tmp_path / "edited.txt").write_text("a developer's work\n")
    return tmp_path


@pytest.mark.parametrize(
    ("body", "code", "named"),
    [
        ("pass", 0, None),
        ("open('new.txt', 'w').close()", 1, "new.txt"),
        ("open('kept.txt', 'a').write('more')", 1, "kept.txt"),
        ("open('edited.txt', 'a').write('more')", 1, "edited.txt"),
        ("import os; os.remove('kept.txt')", 1, "kept.txt"),
    ],
)
def test_what_a_test_writes_is_noticed(checkout: Path, body: str, code: int, named: str | None) -> None:
    (checkout / "tests" / "test_it.py").write_text(f"def test_it():\n    {body}\n")
    command = [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", "tests"]
    done = subprocess.run(command, cwd=checkout, capture_output=True, text=True, check=False)
    assert done.returncode == code, done.stdout
    assert ("wrote into the checkout" in done.stdout) == (named is not None)
    assert named is None or named in done.stdout


def test_no_repository_is_no_failure(tmp_path: Path) -> None:
    assert state(tmp_path) is None
    assert changes(None, {"a": "b"}) == []
