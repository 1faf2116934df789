"""What `grade` loads for one submission: held by counting modules, which no load of the machine changes."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

from tests.batch.made import ENVIRONMENT, ROOT

MOST = 600
"""Modules after grading a right submission. Each costs about 1 ms; add none that grading one does not need."""
WITHOUT = (
    "autograder.diagnose.explained",  # only wrong answers need it
    *("autograder.author", "autograder.attacks", "autograder.student", "autograder.notebook", "autograder.marking"),
    *("IPython", "asyncio", "dask", "http.client", "markdown_it", "matplotlib", "pydoc", "unittest", "urllib.request"),
)
GRADE = """
import json, sys
from autograder.cli import main
from autograder.sandbox.host import fork_server

started = fork_server._started
def noted(*arguments):
    loaded.append("numpy" in sys.modules)
    return started(*arguments)

loaded = []
fork_server._started = noted
try:
    main(["grade", *sys.argv[2:]])
except SystemExit as ended:
    json.dump([ended.code, loaded, sorted(sys.modules)], open(sys.argv[1], "w"))
"""
RIGHT = ROOT / "tests" / "corpus" / "univariate_regression" / "right" / "bom.py"
WRONG = "# autograder: problem = univariate_regression\ndef loss(y_hat, y):\n    return ((y_hat - y) ** 2).sum()\n"


def graded(folder: Path, source: bytes) -> tuple[list[bool], set[str]]:
    """Grade a file; return whether numpy was loaded when each fork server was started, and the modules in the end."""
    (folder / "one.py").write_bytes(source)
    told = folder / "told.json"
    words: list[str | Path] = [
        sys.executable,
        "-c",
        GRADE,
        told,
        "one.py",
        "--out",
        "out",
        "--isolation",
        "best-effort",
    ]
    environment = {**ENVIRONMENT, "PYTHONPATH": str(ROOT)}
    subprocess.run(words, cwd=folder, env=environment, check=True, capture_output=True, timeout=600)
    code, loaded, modules = json.loads(told.read_text())
    assert code == 0
    return loaded, set(modules)


@pytest.mark.slow
def test_grading_one_submission_loads_little_and_starts_the_fork_server_first(tmp_path: Path) -> None:
    loaded, modules = graded(tmp_path, RIGHT.read_bytes())
    assert loaded == [False], "one fork server, which loads numpy while the command does"
    assert len(modules) <= MOST
    assert not modules.intersection(WITHOUT)


@pytest.mark.slow
def test_a_wrong_answer_loads_what_explains_it(tmp_path: Path) -> None:
    _, modules = graded(tmp_path, WRONG.encode())
    assert "autograder.diagnose.explained" in modules
