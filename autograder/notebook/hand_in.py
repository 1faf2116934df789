"""The notebook's file: which one is open, what it holds, and the zip to hand in."""

from __future__ import annotations

import json
import os
import zipfile
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import Any

from autograder.notebook.shell import shell

NO_FILE = (
    "This notebook's file is not on the machine that runs it, so there is nothing to zip. Hand in the notebook itself: "
    "save it, and on Colab choose File > Download > Download .ipynb."
)
LARGEST = 64 << 20
"""Bytes of a notebook that is read."""


def open_file(problem: str) -> Path | None:
    """Return the notebook that is open in Jupyter or VS Code, else the one named after the problem, or None."""
    in_vs_code = str(getattr(shell(), "user_ns", {}).get("__vsc_ipynb_file__", ""))
    names = (Path(os.environ.get("JPY_SESSION_NAME", "")).name, Path(in_vs_code).name, f"{problem}.ipynb")
    return next((Path(name) for name in names if name.endswith(".ipynb") and Path(name).is_file()), None)


def read_notebook(path: Path) -> dict[str, Any] | None:
    """Return a notebook's JSON, or None if it cannot be read as one."""
    try:
        if path.stat().st_size > LARGEST:
            return None
        read = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError, RecursionError):
        return None
    return read if isinstance(read, dict) and isinstance(read.get("cells"), list) else None


def notebooks_here() -> Iterator[tuple[Path, dict[str, Any]]]:
    """Yield the notebooks of this folder that are of a course of ours."""
    for path in sorted(Path().glob("*.ipynb")):
        read = read_notebook(path)
        if read is not None and isinstance(read.get("metadata", {}).get("autograder"), dict):
            yield path, read


def export(problem: str, now: datetime) -> str:
    """Zip the saved notebook for handing in, and say what was done."""
    path = open_file(problem)
    if path is None:
        return NO_FILE
    target = Path(f"{path.stem}_{now:%Y_%m_%dT%H_%M_%S_%f}.zip")
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as file:
        file.write(path, path.name)
    age = max(0, int(now.timestamp() - path.stat().st_mtime))
    ago = f"{age} seconds" if age < 120 else f"{age // 60} minutes"
    return (
        f"{target} is ready to hand in, beside this notebook. It holds {path.name} as it was saved {ago} ago: if you "
        "have changed anything since, save and run this cell again."
    )
