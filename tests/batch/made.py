"""Small classes, and the commands on them."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

from benchmarks.scale import make_class

__all__ = ["COMMAND", "ENVIRONMENT", "ROOT", "make_class", "run"]
ROOT = Path(__file__).parents[2]
COMMAND = Path(sys.executable).parent / "autograder"
ENVIRONMENT = {**os.environ, "COLUMNS": "80", "AUTOGRADER_SECRET": "of the tests"}


def run(*arguments: object) -> subprocess.CompletedProcess[str]:
    command = [str(COMMAND), *map(str, arguments)]
    return subprocess.run(command, capture_output=True, text=True, check=False, env=ENVIRONMENT, cwd=ROOT, timeout=1200)
