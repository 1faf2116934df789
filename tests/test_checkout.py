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
    """Make a repository with the conftest of this one, two files, and an edit that was there before the tests."""
    (tmp_path / "tests").mkdir()
    for name in ("conftest.py", "checkout.py"):
        shutil.copy(ROOT / "tests" / name, tmp_path / "tests")
    for name in ("kept.txt", "gone.txt"):
        (tmp_path / name).write_text("as it was\n")
    (tmp_path / ".gitignore").write_text("__pycache__/\n.pytest_cache/\n")
    (tmp_path / "pyproject.toml").write_text('[tool.pytest.ini_options]\npythonpath = ["."]\n')
    git = ["git", "-C", str(tmp_path), "-c", "user.name=t", "-c", "user.email=t@localhost"]
    for arguments in (["init", "-q"], ["add", "-A"], ["commit", "-qm", "start"]):
        subprocess.run([*git, *arguments], check=True, capture_output=True)
    (tmp_path / "edited.txt").write_text("a developer's work\n")
    return tmp_path


WRITES = {
    "new.txt": "open('new.txt', 'w').close()",
    "kept.txt": "open('kept.txt', 'a').write('more')",
    "edited.txt": "open('edited.txt', 'a').write('more')",
    "gone.txt": "import os; os.remove('gone.txt')",
}


@pytest.mark.parametrize("writes", [{}, WRITES], ids=["nothing", "files"])
def test_what_a_test_writes_is_noticed(checkout: Path, writes: dict[str, str]) -> None:
    body = "\n    ".join(["pass", *writes.values()])
    (checkout / "tests" / "test_it.py").write_text(f"def test_it():\n    {body}\n")
    command = [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", "tests"]
    done = subprocess.run(command, cwd=checkout, capture_output=True, text=True, check=False)
    assert done.returncode == bool(writes), done.stdout
    told = done.stdout.partition("wrote into the checkout: ")[2].splitlines()[:1]
    assert sorted(name for line in told for name in line.split(", ")) == sorted(writes)


def test_no_repository_is_no_failure(tmp_path: Path) -> None:
    assert state(tmp_path) is None
    assert changes(None, {"a": "b"}) == []
