"""The `grader` of a notebook: checks, progress and export, without Otter and with numpy alone."""

from __future__ import annotations

import json
import subprocess
import sys
import zipfile
from pathlib import Path
from typing import Any

import pytest
from IPython.core.interactiveshell import InteractiveShell
from IPython.utils.capture import capture_output

from autograder.notebook import start
from autograder.notebook.checks import NotebookChecks
from autograder.notebook.starting import NOT_FOUND, OTHER_VERSION, digest_of
from autograder.student.public import shipped_text
from autograder.student.result import MIME
from tests.student.common import PROBLEMS, env, public, reference, spec

NAME = "two_layer_nonlinear"


def grader(name: str = NAME, **functions: str) -> NotebookChecks:
    return NotebookChecks(public(name), env(name, **functions))


@pytest.mark.parametrize("name", PROBLEMS)
def test_check_all_checks_every_function_in_the_order_of_the_lesson(name: str) -> None:
    found = grader(name).check_all()
    assert found.passed
    assert [f.question for f in found.findings] == [q.name for q in reference(name).problem.questions]


def test_a_check_of_something_else_says_what_there_is(capsys: pytest.CaptureFixture[str]) -> None:
    assert grader().check("bakward") is None
    assert (
        "There is no function bakward here; there is sigmoid, forward, loss, backward, train."
        in capsys.readouterr().out
    )


def test_the_checks_come_from_the_package_by_their_digest(capsys: pytest.CaptureFixture[str]) -> None:
    text = shipped_text(NAME)
    assert text is not None
    assert isinstance(start(NAME, digest_of(text)), NotebookChecks)
    assert OTHER_VERSION not in capsys.readouterr().out


def test_a_notebook_of_another_version_brings_its_own_or_says_so(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    changed = json.loads(spec(NAME)) | {"title": "Changed"}
    text = json.dumps(changed, separators=(",", ":")).replace("'", "\\u0027")
    start(NAME, digest_of(text))
    assert OTHER_VERSION in capsys.readouterr().out
    notebook = {"cells": [], "metadata": {"autograder": {"problem": NAME, "public": changed}}}
    (tmp_path / f"{NAME}.ipynb").write_text(json.dumps(notebook), encoding="utf-8")
    made = start(NAME, digest_of(text))
    assert made._public.problem.title == "Changed"
    assert OTHER_VERSION not in capsys.readouterr().out


def test_a_problem_that_is_nowhere_is_said_to_be_nowhere(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    with pytest.raises(ValueError, match="does not know this problem") as raised:
        start("of_another_course", "0123456789abcdef")
    assert str(raised.value) == NOT_FOUND.format(problem="of_another_course")


def shell_with(**names: Any) -> Any:
    shell = InteractiveShell.instance()
    shell.user_ns.update(names)
    shell.user_ns["grader"] = NotebookChecks(public(NAME), shell.user_ns, shell)
    return shell


def test_in_ipython_the_result_is_the_value_of_its_cell_and_holds_what_is_right() -> None:
    shell = shell_with(**env(NAME, sigmoid="def sigmoid(z):\n    return z"))
    try:
        with capture_output() as shown:
            shell.run_cell('display(grader.check("sigmoid"))')
    finally:
        InteractiveShell.clear_instance()
    (output,) = shown.outputs
    assert "sigmoid" in output.data["text/html"]
    assert "<script" not in output.data["text/html"]
    assert "sigmoid" in output.data["text/plain"]
    assert output.data[MIME] == {"sigmoid": False}


def test_a_cell_that_failed_left_the_function_of_before_and_the_check_says_so() -> None:
    shell = shell_with(**env(NAME))
    try:
        with capture_output() as shown:
            shell.run_cell("def sigmoid(z):\n    return 1 / (1 + np.exp(-z)")
            shell.run_cell('display(grader.check("sigmoid"))')
            shell.run_cell("def sigmoid(z):\n    return 1 / (1 + np.exp(-z))")
            shell.run_cell('display(grader.check("sigmoid"))')
    finally:
        InteractiveShell.clear_instance()
    before, after = (o.data["text/plain"] for o in shown.outputs)
    assert "The last run of the cell that defines sigmoid failed with SyntaxError." in before
    assert "failed" not in after


def test_parameters_in_another_order_are_recognised_by_their_names() -> None:
    text = reference(NAME).sources["backward"]
    swapped = text.replace("def backward(x, y, params, cache)", "def backward(y, x, params, cache)")
    found = grader(backward=swapped).check("backward")
    assert found is not None
    assert "Your `backward(y, x, params, cache)` has its parameters in another order" in str(found)
    assert "<code>backward(x, y, params, cache)</code>" in found._repr_html_()
    renamed = text.replace("params", "weights")
    assert grader(backward=renamed).check("backward").notes == ()  # type: ignore[union-attr]
    assert grader().check_all().notes == ()


def test_the_shape_of_an_operation_is_that_of_its_inputs_and_no_result_is_called_nothing() -> None:
    wrong = grader("scalar_operations", square="def square(x):\n    return x[:1]").check("square")
    assert wrong is not None
    assert wrong.findings[0].expected == "(4, 5)"
    nothing = grader(loss="def loss(y_hat, y):\n    pass").check("loss")
    assert nothing is not None
    assert nothing.findings[0].got in ("", "nothing")


def test_progress_counts_the_notebooks_of_the_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)

    def notebook(name: str, right: dict[str, bool]) -> str:
        cell = {"cell_type": "code", "outputs": [{"output_type": "execute_result", "data": {MIME: right}}]}
        ours = {"problem": name, "public": json.loads(spec(name))}
        return json.dumps({"cells": [cell, {}, 3, {"outputs": [None]}], "metadata": {"autograder": ours}})

    other = "univariate_regression"
    everything = {q.name: True for q in reference(other).problem.questions}
    (tmp_path / f"{other}.ipynb").write_text(notebook(other, everything), encoding="utf-8")
    (tmp_path / f"{NAME}.ipynb").write_text(notebook(NAME, {"sigmoid": True, "loss": True}), encoding="utf-8")
    (tmp_path / "scratch.ipynb").write_text('{"cells": [], "metadata": {}}', encoding="utf-8")
    (tmp_path / "broken.ipynb").write_text("{", encoding="utf-8")
    of = grader(loss="def loss(y_hat, y):\n    return 0.0")
    of.check("loss")
    made = of.progress()
    assert [(n.file, n.right) for n in made.notebooks] == [(f"{NAME}.ipynb", 1), (f"{other}.ipynb", len(everything))]
    assert made.notebooks[0].to_do == ("forward", "loss", "backward", "train")
    assert "forward, loss, backward, train" in str(made)
    assert "<table>" in made._repr_html_()


def test_export_zips_the_saved_notebook(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    grader().export(pdf=False, ignore_log=True)
    assert "Hand in the notebook itself" in capsys.readouterr().out
    assert list(tmp_path.iterdir()) == []
    (tmp_path / f"{NAME}.ipynb").write_text("{}", encoding="utf-8")
    grader().export(pdf=False, ignore_log=True)
    (made,) = tmp_path.glob("*.zip")
    assert zipfile.ZipFile(made).namelist() == [f"{NAME}.ipynb"]
    assert made.name in capsys.readouterr().out


def test_from_set_up_to_the_first_check_nothing_but_numpy_is_needed(tmp_path: Path) -> None:
    """Every other package raises at its import, and what only Unix has."""
    code = """
import sys
class Refuse:
    def find_spec(self, name, path=None, target=None):
        here = {"numpy", "autograder", *sys.stdlib_module_names} - {"fcntl", "grp", "pwd", "resource", "termios"}
        if name.partition(".")[0] not in here and path is None:
            raise ImportError("refused: " + name)
sys.meta_path.insert(0, Refuse())
from autograder.notebook import start
grader = start("two_layer_nonlinear")
exec("import numpy as np\\ndef sigmoid(z):\\n    return 1 / (1 + np.exp(-z))")
print(grader.check("sigmoid"))
print(grader.check("sigmoid")._repr_html_()[:20])
grader.progress(), grader.export()
"""
    done = subprocess.run(
        [sys.executable, "-W", "error", "-c", code], capture_output=True, text=True, check=False, cwd=tmp_path
    )
    assert done.returncode == 0, done.stderr
    assert "sigmoid: right" in done.stdout
    assert done.stderr == ""
    assert list(tmp_path.iterdir()) == []


def test_who_stops_a_check_reads_in_which_line_and_no_traceback_through_our_code() -> None:
    endless = (
        "def loss(y_hat, y):\n    while True:\n        raise KeyboardInterrupt  # as the kernel's stop button does"
    )
    shell = shell_with(**env(NAME), kept=1)
    try:
        with capture_output() as shown:
            shell.run_cell(endless)
            done = shell.run_cell('grader.check("loss")')
    finally:
        InteractiveShell.clear_instance()
    assert isinstance(done.error_in_exec, KeyboardInterrupt)
    assert "You stopped the check while loss was running, in line 3 of loss: raise KeyboardInterrupt" in shown.stdout
    assert "Does every loop in it end?" in shown.stdout
    assert "Traceback" not in shown.stdout
    assert "checking.py" not in shown.stdout
