"""`autograder check`: the notebook's words in a terminal, and an exit code for each way that it can end."""

from __future__ import annotations

import json
import subprocess
import sys
import warnings
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from autograder import notebook
from autograder.cli import main
from autograder.declare.reference import load
from autograder.sandbox import Isolation, IsolationError, SandboxError
from autograder.student import terminal
from tests.corpus import CORPUS
from tests.student.common import env, reference, spec

NONLINEAR = "two_layer_nonlinear"


def test_without_what_only_unix_has_it_runs_in_a_plain_process_and_says_so(tmp_path: Path) -> None:
    wrong = reference(NONLINEAR).sources["backward"].replace("- y) / m", "- y)")
    windows = Path(__file__).parents[1] / "windows.py"
    command = [sys.executable, str(windows), "check", str(script(tmp_path, backward=wrong))]
    done = subprocess.run(command, capture_output=True, encoding="utf-8", timeout=120, check=False)
    assert done.returncode == 1, done.stderr
    assert "dy_hat is exactly m times the true gradient" in done.stdout
    assert done.stderr.startswith("(Your code ran like any other program of yours, without a sandbox")
    assert len(done.stderr.splitlines()) == 1


def run(*args: object) -> Result:
    return CliRunner().invoke(main, ["check", *map(str, args)])


def script(tmp_path: Path, *, problem: str = NONLINEAR, **changed: str) -> Path:
    sources = {**reference(problem).sources, **changed}
    path = tmp_path / "mine.py"
    path.write_text(
        f"# autograder: problem = {problem}\nimport numpy as np\n\n" + "\n\n".join(sources.values()), "utf-8"
    )
    return path


def notebook_file(tmp_path: Path, metadata: dict[str, Any], *sources: str) -> Path:
    cells: list[dict[str, Any]] = [
        {"cell_type": "code", "metadata": {}, "outputs": [], "execution_count": None, "source": s} for s in sources
    ]
    path = tmp_path / "mine.ipynb"
    path.write_text(json.dumps({"nbformat": 4, "nbformat_minor": 5, "metadata": metadata, "cells": cells}), "utf-8")
    return path


def test_everything_right_ends_with_0(tmp_path: Path) -> None:
    done = run(script(tmp_path))
    assert done.exit_code == 0, done.output
    assert "15 questions: 15 right." in done.output


def test_something_wrong_ends_with_1_and_says_what_the_notebook_says(tmp_path: Path) -> None:
    wrong = reference(NONLINEAR).sources["backward"].replace("- y) / m", "- y)")
    done = run(script(tmp_path, backward=wrong))
    assert done.exit_code == 1
    in_notebook = str(notebook.result("backward", spec(NONLINEAR), env(NONLINEAR, backward=wrong)))
    assert in_notebook in done.output
    assert "dy_hat is exactly m times the true gradient" in done.output


def test_an_untouched_stub_ends_with_1_and_no_traceback() -> None:
    done = run(CORPUS / "univariate_regression" / "wrong" / "stub.py")
    assert done.exit_code == 1
    assert "9 questions: 9 not written yet." in done.output
    assert "Traceback" not in done.output


@pytest.mark.parametrize(
    ("name", "text", "words"),
    [
        ("gone.py", None, "cannot be opened"),
        ("notes.txt", "x", "not a notebook"),
        ("mine.ipynb", "{", "not a notebook"),
        ("mine.py", "x = 1\n", "does not say which problem it is about"),
    ],
)
def test_a_file_that_cannot_be_checked_ends_with_2(tmp_path: Path, name: str, text: str | None, words: str) -> None:
    if text is not None:
        (tmp_path / name).write_text(text, "utf-8")
    done = run(tmp_path / name)
    assert done.exit_code == 2
    assert words in done.output


def test_a_folder_is_not_one_file(tmp_path: Path) -> None:
    script(tmp_path)
    done = run(tmp_path)
    assert done.exit_code == 2
    assert "takes one notebook" in done.output


def test_an_unknown_problem_ends_with_2_and_names_those_there_are(tmp_path: Path) -> None:
    done = run(script(tmp_path), "--problem", "three_layers")
    assert done.exit_code == 2
    assert "two_layer_linear" in done.output


def test_where_nothing_can_be_run_it_ends_with_3(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def none(*_: object, **__: object) -> None:
        raise SandboxError("no fork server here")

    monkeypatch.setattr(terminal, "Sandbox", none)
    done = run(script(tmp_path))
    assert done.exit_code == 3
    assert "no fork server here" in done.output


def test_without_confinement_the_code_runs_all_the_same_and_that_is_said(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from autograder.sandbox import Sandbox, Switches

    def bare(limits: Any, isolation: Isolation, *, packages: tuple[str, ...], magics: bool) -> Sandbox:
        if isolation is Isolation.REQUIRED:
            raise IsolationError("not here")
        return Sandbox(limits, isolation, packages=packages, switches=Switches(fork_server=False), magics=magics)

    monkeypatch.setattr(terminal, "Sandbox", bare)
    done = run(script(tmp_path))
    assert done.exit_code == 0, done.output
    assert "without a sandbox" in done.output


def test_the_public_part_in_a_notebook_wins(tmp_path: Path) -> None:
    own = json.loads(spec(NONLINEAR))
    own["problem"] = "a_course_of_ours"
    metadata = {"autograder": {"problem": "a_course_of_ours", "public": own}}
    path = notebook_file(tmp_path, metadata, "import numpy as np", *reference(NONLINEAR).sources.values())
    assert run(path).exit_code == 0
    own["examples"] = "nonsense"
    path = notebook_file(tmp_path, metadata, "x = 1")
    done = run(path)
    assert done.exit_code == 2
    assert "not the public part of a problem" in done.output
    assert run(path, "--problem", NONLINEAR).exit_code == 1


def test_a_cell_that_fails_is_named_first(tmp_path: Path) -> None:
    path = notebook_file(tmp_path, {"autograder": {"problem": NONLINEAR}}, "import numpy as np", "1 / 0")
    done = run(path)
    assert done.exit_code == 1
    assert done.output.startswith("Cell 2, line 1 raised ZeroDivisionError")


def test_a_function_that_never_ends_costs_itself_only(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(terminal, "fit_to_container", lambda limits: replace(limits, call_seconds=1.0))
    done = run(script(tmp_path, loss="def loss(y_hat, y):\n    while True:\n        pass"))
    assert done.exit_code == 1
    assert "does a loop never end?" in done.output
    assert "forward: all right" in done.output


def test_without_ipython_a_script_is_checked_all_the_same(tmp_path: Path) -> None:
    code = (
        "import sys, importlib.util as u; find = u.find_spec\n"
        "u.find_spec = lambda name, *a: None if name.split('.')[0] == 'IPython' else find(name, *a)\n"
        "from autograder.cli import main; main(['check', sys.argv[1]])"
    )
    path = script(tmp_path)
    done = subprocess.run([sys.executable, "-c", code, str(path)], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    with path.open("a", encoding="utf-8") as file:
        file.write("\n%matplotlib inline\n")
    done = subprocess.run([sys.executable, "-c", code, str(path)], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout  # the line of the magic costs nothing else
    assert "IPython is not installed here" in done.stdout


def test_ones_own_problem_is_checked_by_its_solution_file(tmp_path: Path) -> None:
    """The file need not hold the public part: a script will do, and a notebook that was built before a change."""
    more = Path(__file__).parents[2] / "solutions" / "more"
    own = load(more, "batch_norm")
    path = tmp_path / "batch_norm.py"
    path.write_text("import numpy as np\n\n" + "\n\n".join(own.sources.values()), "utf-8")
    done = run(path, "--solutions", more)
    assert done.exit_code == 0, done.output
    assert "6 questions: 6 right." in done.output
    path.write_text(path.read_text("utf-8").replace(" - through_mean", ""), "utf-8")
    done = run(path, "--solutions", more)
    assert done.exit_code == 1
    assert "6 questions: 5 right, 1 to look at again." in done.output
    unnamed = path.rename(tmp_path / "mine.py")
    done = run(unnamed, "--solutions", more)
    assert done.exit_code == 2
    assert "name it with --problem: autodiff, batch_norm" in done.output
    assert run(unnamed, "--solutions", more, "--problem", "batch_norm").exit_code == 1
    assert run(unnamed, "--solutions", more, "--problem", "nothing").exit_code == 2


@pytest.mark.parametrize(
    ("body", "said"),
    [
        ("def forward(x, params)\n    return {}\n", "its definition in cell 1 failed on line"),
        ("def forward(x, params):\n\ty = 1\n        return y\n", "its definition in cell 1 failed on line"),
        ("def forward(x, params):\n    return {'y_hat': params['w'] * x + 0j}\n", "got an array of complex128"),
    ],
)
def test_what_a_beginner_types_is_explained_without_warnings(tmp_path: Path, body: str, said: str) -> None:
    path = tmp_path / "mine.py"
    path.write_text(f"# autograder: problem = univariate_regression\n{body}", "utf-8")
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        done = run(path)
    assert said in " ".join(done.output.split())
    assert "only an axis" not in done.output
