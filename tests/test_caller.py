"""What the caller's environment says changes nothing: a runner's variables, colours, widths, warnings, options."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[1]
RUNNER = (
    "CI BUILD_NUMBER GITHUB_ACTIONS GITHUB_STEP_SUMMARY FORCE_COLOR NO_COLOR PY_COLORS COLUMNS LINES PAGER MPLBACKEND "
    "PYTEST_ADDOPTS AUTOGRADER_SECRET XDG_CONFIG_HOME JUPYTER_PATH"
).split()


def test_nothing_of_a_runner_is_left_when_tests_begin() -> None:
    code = "import os, tests.conftest; print(*os.environ, sep='\\n')"
    kept = {"PATH": os.environ["PATH"], "PYTHONPATH": str(ROOT), "LC_ALL": "C.UTF-8"}
    environment = {**kept, **dict.fromkeys(RUNNER, "1")}
    command = [sys.executable, "-c", code]
    done = subprocess.run(command, env=environment, cwd=ROOT, capture_output=True, text=True, check=True)
    left = set(done.stdout.split())
    assert left >= {"HOME", *kept}
    assert not left & set(RUNNER)
