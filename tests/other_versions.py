"""An end-to-end run on the oldest and the newest Python found here, with the oldest and the newest numpy.

Installs the package into virtual environments of their own. First without extras, as a student does: `autograder check`
must accept a right script. Then with what grading needs: a small sample class must get the same scores as from the
Python that runs the tests. A Python newer than those only runs the student's side. Run by `make test`.
"""

from __future__ import annotations

import csv
import os
import re
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

from autograder.attacks.doctor import TESTED_NUMPY, TESTED_PYTHON

ROOT = Path(__file__).parents[1]
OLDEST, NEWEST = ((3, int(version.split(".")[1])) for version in TESTED_PYTHON)
RIGHT = ROOT / "solutions" / "univariate_regression.py"
STUDENTS = 12


def interpreters() -> dict[tuple[int, int], str]:
    """Find a working interpreter for each version from the oldest on: on PATH, or where pyenv keeps them."""
    pyenv = Path(os.environ.get("PYENV_ROOT", Path.home() / ".pyenv")) / "versions"
    folders = [Path(folder) for folder in os.get_exec_path()] + sorted(pyenv.glob("*/bin"))
    found: dict[tuple[int, int], str] = {}
    for path in (path for folder in folders if folder.is_dir() for path in sorted(folder.glob("python3.*"))):
        if re.fullmatch(r"python3\.\d+", path.name) and (number := version(str(path))) and number >= OLDEST:
            found.setdefault(number, str(path))
    return found


def version(python: str) -> tuple[int, int] | None:
    """Return its version; None where it does not run or cannot make virtual environments."""
    code = "import sys, venv, ensurepip; print(*sys.version_info[:2])"
    done = subprocess.run([python, "-c", code], capture_output=True, text=True, check=False)
    parts = done.stdout.split()
    return (int(parts[0]), int(parts[1])) if done.returncode == 0 and len(parts) == 2 else None


def scores(autograder: Path, folder: Path) -> list[tuple[str, str]]:
    """Grade the sample class and return the name and score of each submission."""
    env = {**os.environ, "AUTOGRADER_SECRET": "the same for all versions"}
    paths = ("--out", str(folder), "--solutions", str(ROOT / "solutions"))
    command = [str(autograder), "demo", "--students", str(STUDENTS), *paths]
    subprocess.run(command, env=env, check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    with (folder / "graded" / "gradebook.csv").open(encoding="utf-8-sig", newline="") as file:
        return [(row["submission"], row["score"]) for row in csv.DictReader(file)]


def installed(python: str, name: str) -> tuple[Path, list[str]]:
    """Make a fresh virtual environment; return its commands' folder and the start of a pip command."""
    venv = ROOT / f".venv-{name}"
    shutil.rmtree(venv, ignore_errors=True)
    subprocess.run([python, "-m", "venv", venv], check=True)
    pip = [str(venv / "bin" / "python"), "-m", "pip", "install", "--quiet", "--disable-pip-version-check"]
    pip.append("--no-compile")  # what is imported is compiled then, and that is a small part
    return venv / "bin", pip


def checks(commands: Path) -> bool:
    """Return whether the student's check accepts a right script."""
    return subprocess.run([commands / "autograder", "check", RIGHT], capture_output=True, check=False).returncode == 0


def chosen(found: dict[tuple[int, int], str]) -> list[tuple[tuple[int, int], str]]:
    """Return the versions to try with a requirement for numpy: oldest with oldest, newest with newest, and beyond."""
    tested = [number for number in found if OLDEST <= number <= NEWEST]
    pairs = dict.fromkeys((min(tested), max(tested)), "numpy") if tested else {}
    if NEWEST in pairs:
        pairs[NEWEST] = f"numpy=={TESTED_NUMPY[1]}.*"
    if OLDEST in pairs:
        pairs[OLDEST] = f"numpy=={TESTED_NUMPY[0]}.*"
    if max(found, default=NEWEST) > NEWEST:
        pairs[max(found)] = "numpy"
    return list(pairs.items())


def main() -> int:
    found = interpreters()
    tried = chosen(found)
    if not tried:
        print("no Python was found that can make virtual environments: only the one here was tested")
        return 0
    failed = 0
    with tempfile.TemporaryDirectory() as temporary:
        expected = scores(Path(sys.executable).parent / "autograder", Path(temporary) / "here")
        for number, numpy in tried:
            name = "{}.{}".format(*number)
            commands, pip = installed(found[number], name)
            subprocess.run([*pip, "--editable", str(ROOT), numpy], check=True)
            right = checks(commands)
            said = "a right script passes its check" if right else "A RIGHT SCRIPT FAILS ITS CHECK"
            failed += not right
            if number <= NEWEST:
                subprocess.run([*pip, "--editable", f"{ROOT}[grade]", numpy], check=True)
                same = scores(commands / "autograder", Path(temporary) / name) == expected
                failed += not same
                said += f", {STUDENTS} notebooks {'graded like here' if same else 'GRADED DIFFERENTLY'}"
            print(f"Python {name}, {numpy}: {said}")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
