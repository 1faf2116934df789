"""Small classes, and the commands on them."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path
from typing import Any

from benchmarks.scale import make_class

__all__ = ["COMMAND", "ENVIRONMENT", "JUNK", "ROOT", "make_class", "run"]
ROOT = Path(__file__).parents[2]
COMMAND = Path(sys.executable).parent / "autograder"
ENVIRONMENT = {**os.environ, "COLUMNS": "80", "AUTOGRADER_SECRET": "of the tests"}

JUNK: tuple[Any, ...] = (
    None,
    True,
    -1,
    (1 << 64) - 1,
    1e308,
    float("nan"),
    "A+",
    b"\0",
    [],
    {},
    [[[]]],
    "../../evil",
    "correct",
    [9] * 9,
)
"""What nobody honest writes into a column of the store or a worker's reply."""


def run(*arguments: object, **options: Any) -> subprocess.CompletedProcess[str]:
    command = [str(COMMAND), *map(str, arguments)]
    usual: dict[str, Any] = {"capture_output": True, "text": True, "env": ENVIRONMENT, "cwd": ROOT, "timeout": 1200}
    return subprocess.run(command, check=False, **usual | options)
