"""Small classes, and the commands on them."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[2]
COMMAND = Path(sys.executable).parent / "autograder"
ENVIRONMENT = {**os.environ, "COLUMNS": "80", "AUTOGRADER_SECRET": "of the tests"}
SOURCE = """\
# autograder: problem = univariate_regression
import numpy as np

def loss(y_hat, y):
    return np.mean((y_hat - y) ** 2)

def forward(x, params):
    return {{"y_hat": params["w"] * x + params["b"] + {slip}}}

def backward(x, y, params, cache):
    dy_hat = 2 * (cache["y_hat"] - y) / x.shape[1]
    return {{"dy_hat": dy_hat, "dw": np.sum(dy_hat * x){factor}, "db": np.sum(dy_hat)}}
# {number}
"""


def make_class(folder: Path, students: int) -> Path:
    """Write scripts; every third has a wrong forward, every fourth a wrong dw."""
    folder.mkdir(parents=True)
    for number in range(students):
        slip, factor = (0.5 if number % 3 == 0 else 0), (" * 3" if number % 4 == 0 else "")
        text = SOURCE.format(slip=slip, factor=factor, number=number)
        (folder / f"student-{number:02d}.py").write_text(text)
    return folder


def run(*arguments: object) -> subprocess.CompletedProcess[str]:
    command = [str(COMMAND), *map(str, arguments)]
    return subprocess.run(command, capture_output=True, text=True, check=False, env=ENVIRONMENT, cwd=ROOT, timeout=300)
