"""A quick end-to-end on the oldest and the newest supported Python found here besides the one that runs the tests.

Installs the package into a virtual environment of its own, grades a small sample class in full confinement, and
expects the same scores as from this Python. Run by `make test`.
"""

from __future__ import annotations

import csv
import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).parents[1]
SUPPORTED = ((3, 10), (3, 11), (3, 12), (3, 13))
STUDENTS = 30


def interpreters() -> dict[tuple[int, int], str]:
    """Find a working interpreter for each supported version: on PATH, or where pyenv keeps them."""
    pyenv = Path(os.environ.get("PYENV_ROOT", Path.home() / ".pyenv")) / "versions"
    found = {}
    for major, minor in SUPPORTED:
        name = f"python{major}.{minor}"
        candidates = [shutil.which(name), *sorted(map(str, pyenv.glob(f"{major}.{minor}.*/bin/{name}")))]
        for candidate in filter(None, candidates):
            if version(candidate) == (major, minor):
                found[major, minor] = candidate
    return found


def version(python: str) -> tuple[int, int] | None:
    code = "import sys, venv, ensurepip; print(*sys.version_info[:2])"
    done = subprocess.run([python, "-c", code], capture_output=True, text=True, check=False)
    parts = done.stdout.split()
    return (int(parts[0]), int(parts[1])) if done.returncode == 0 and len(parts) == 2 else None


def scores(autograder: Path, folder: Path) -> list[tuple[str, str]]:
    """Grade the sample class and give the name and score of each submission."""
    env = {**os.environ, "AUTOGRADER_SECRET": "the same for all versions"}
    paths = ("--out", str(folder), "--solutions", str(ROOT / "solutions"))
    command = [str(autograder), "demo", "--students", str(STUDENTS), *paths]
    subprocess.run(command, env=env, check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    with (folder / "graded" / "gradebook.csv").open(encoding="utf-8-sig", newline="") as file:
        return [(row["submission"], row["score"]) for row in csv.DictReader(file)]


def main() -> int:
    others = {v: p for v, p in interpreters().items() if v != sys.version_info[:2]}
    chosen = sorted({min(others), max(others)}) if others else []
    if not chosen:
        print("no other supported Python version found here: only this one was tested")
        return 0
    failed = 0
    with tempfile.TemporaryDirectory() as temporary:
        expected = scores(Path(sys.executable).parent / "autograder", Path(temporary) / "here")
        for number in chosen:
            name = f"{number[0]}.{number[1]}"
            venv = ROOT / f".venv-{name}"
            subprocess.run([others[number], "-m", "venv", venv], check=True)
            pip = [str(venv / "bin" / "python"), "-m", "pip", "install", "--quiet", "--disable-pip-version-check"]
            subprocess.run([*pip, "--editable", f"{ROOT}[grade]"], check=True)
            same = scores(venv / "bin" / "autograder", Path(temporary) / name) == expected
            failed += not same
            print(f"Python {name}: {STUDENTS} notebooks {'graded like here' if same else 'GRADED DIFFERENTLY'}")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
