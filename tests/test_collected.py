"""What lies here as a test is run: a folder that is passed over fails nothing."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[1]


LISTING = """
import sys, pytest
class Module(pytest.File):
    def collect(self):
        print(self.nodeid)
        return ()
class Modules:
    def pytest_pycollect_makemodule(self, module_path, parent):
        return Module.from_parent(parent, path=module_path)
pytest.main(sys.argv[1:], plugins=[Modules()])
"""
"""Print the modules that pytest takes tests from, and import none of them."""


def collected(*arguments: str) -> set[str]:
    """Ask pytest which files it takes tests from, below this repository or a folder that is named."""
    options = ["--collect-only", "-qs", "-p", "no:cacheprovider", f"--rootdir={ROOT}", "-c", "pyproject.toml"]
    command = [sys.executable, "-c", LISTING, *options, *arguments]
    said = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False).stdout
    return {line for line in said.splitlines() if line.endswith(".py")}


def test_every_file_of_tests_is_collected() -> None:
    below = (path.relative_to(ROOT) for path in (ROOT / "tests").rglob("test_*.py"))
    there = {path.as_posix() for path in below if "submissions" not in path.parts}
    assert len(there) > 100
    assert there - collected() == set()


def test_a_folder_that_is_passed_over_is_noticed(tmp_path: Path) -> None:
    (tmp_path / "build").mkdir()
    (tmp_path / "build" / "test_one.py").write_text("def test_it():\n    pass\n")
    assert collected(str(tmp_path)) == {"build/test_one.py"}
    assert collected(str(tmp_path), "-o", "norecursedirs=build") == set()
