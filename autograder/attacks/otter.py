"""Otter: what a student hands in beside the notebook, in folders like those of Otter's container."""

from __future__ import annotations

import json
import os
import pickle
import subprocess
import sys
from collections.abc import Callable, Iterator
from functools import partial
from importlib.metadata import packages_distributions
from pathlib import Path
from typing import Any

from autograder.attacks.attack import PROBLEM, Attack, AttackClass, notebook
from autograder.attacks.course_folder import COURSE

PLUGIN = "autograder.otter.plugin.SandboxedGrading"
BY_THEMSELVES = ("sitecustomize", "usercustomize", "conftest", "ipython_config", "__init__")
SECONDS = 300
TEST = 'OK_FORMAT = True\ntest = {"name": "q", "points": 1, "suites": [{"cases": [{"code": ">>> 1\\n1"}]}]}\n'
MAIN = "from otter.run.run_autograder import main; main({root!r}, logo=False)"
HONEST = "def honest(x): return 2.0 * x"


class _Opened:
    """What a log does when it is opened."""

    def __init__(self, path: str) -> None:
        self.path = path

    def __reduce__(self) -> tuple[Any, ...]:
        return (os.mkdir, (self.path,))


def _files(submission: Path, mark: Path) -> str:
    """Put a module of every name that can be imported here beside the notebook, and a log."""
    names = {*sys.stdlib_module_names, *packages_distributions(), *BY_THEMSELVES} - {"autograder"}
    said = f"open({str(mark)!r}, 'a').write(__name__ + ' ')\nraise ImportError\n"
    for name in filter(str.isidentifier, names):
        (submission / f"{name}.py").write_text(said)
    (submission / "late.pth").write_text(f"import os; open({str(mark)!r}, 'a').write('pth ')\n")
    (submission / ".OTTER_LOG").write_bytes(pickle.dumps(_Opened(str(mark))))
    return HONEST


def _writer(submission: Path, mark: Path) -> str:
    """Leave a process behind that writes where the results are."""
    del submission
    later = f"import time; time.sleep(0.5); open({str(mark)!r}, 'w').write('rewritten')"
    return (
        f"{HONEST}\nimport subprocess, sys\nsubprocess.Popen([sys.executable, '-c', {later!r}], start_new_session=True)"
    )


def _handed_in(fill: Callable[[Path, Path], str], folder: Path, guarded: bool) -> Iterator[str]:  # noqa: FBT001
    mark, submission, source = folder / "results" / "mark", folder / "submission", folder / "source"
    for place in (mark.parent, submission, source / "tests"):
        place.mkdir(parents=True)
    cells = (fill(submission, mark), "def target(x): return 0.0", "import time; time.sleep(1)")
    text = json.loads(notebook(cells)) | {"nbformat_minor": 4}
    (submission / f"{PROBLEM}.ipynb").write_text(json.dumps(text), encoding="utf-8")
    (source / "tests" / "q.py").write_text(TEST)
    (folder / "submission_metadata.json").write_text("{}")
    settings = {"plugins": [{PLUGIN: {"solutions": str(COURSE.folder)}}]} if guarded else {}
    (source / "otter_config.json").write_text(json.dumps(settings))
    command = [sys.executable, "-c", MAIN.format(root=str(folder))]
    environment = {**os.environ, "AUTOGRADER_SECRET": "of the attacks", "HOME": str(folder)}
    done = subprocess.run(  # noqa: S603 - our own interpreter
        command, cwd=source, env=environment, capture_output=True, text=True, check=False, timeout=SECONDS
    )
    if mark.exists():
        yield f"ran outside of the sandbox: {mark.read_text()[:80] if mark.is_file() else 'the log was opened'}"
    results = mark.with_name("results.json")
    if guarded and not results.exists():
        yield f"was not graded: {done.stderr.strip()[-200:]}"


def _attack(name: str, says: str, fill: Callable[[Path, Path], str]) -> Attack:
    return Attack(AttackClass.OTTER, name, says, beside=partial(_handed_in, fill), works=True, needs="otter")


OTTER = (
    _attack("files", "puts a module of every name beside the notebook, and a log that runs code when opened", _files),
    _attack("a process", "leaves a process behind that writes beside the results", _writer),
)
