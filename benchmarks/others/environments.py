"""The other graders, each in an environment of its own beside ours, made once."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[2]
OTTER, NBGRADER = "otter-grader==7.0.0", "nbgrader==0.9.6"


NEEDED = ("ipykernel", "numpy")
"""What either runs notebooks with, and the notebooks themselves."""


def python_with(requirement: str) -> Path:
    """Give the Python of the environment that holds a grader, which is made where it is not there yet."""
    folder = ROOT / f".venv-{requirement.partition('==')[0]}"
    python = folder / "bin" / "python"
    done, wanted = folder / ".installed", " ".join((requirement, *NEEDED))
    if not done.is_file() or done.read_text(encoding="utf-8") != wanted:
        print(f"making {folder.name}: this is done once and takes a minute or two", file=sys.stderr)
        subprocess.run([sys.executable, "-m", "venv", folder], check=True)
        pip = [python, "-m", "pip", "install", "--quiet", "--disable-pip-version-check"]
        subprocess.run([*map(str, pip), requirement, *NEEDED], check=True)
        done.write_text(wanted, encoding="utf-8")
    return python
