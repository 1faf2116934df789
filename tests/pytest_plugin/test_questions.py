"""`pytest --autograder` without solutions, as students have it: what is collected, and what a test says."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from autograder.pytest_plugin.checks import CheckedHandIn, Checks
from autograder.pytest_plugin.request import PluginRequest
from autograder.sandbox import Sandbox
from tests.author.built import ASSIGNMENTS, PROBLEMS, ROOT
from tests.pytest_plugin.common import (
    MISSING_MEAN,
    NAME,
    RAISES,
    expected_ids,
    ids,
    junit,
    notebook,
    run,
)

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    made = tmp_path_factory.mktemp("class")
    notebook(made / "hand-ins" / "right.ipynb")
    notebook(made / "hand-ins" / "wrong.ipynb", MISSING_MEAN)
    notebook(made / "hand-ins" / "raises.ipynb", RAISES)
    notebook(made / "hand-ins" / "stub.ipynb", right=False)
    (made / "hand-ins" / "broken.ipynb").write_text("{", "utf-8")
    (made / "hand-ins" / "other.ipynb").write_text(
        '{"nbformat": 4, "nbformat_minor": 5, "metadata": {}, "cells": [{"cell_type": "code", "source": "x = 1", '
        '"metadata": {}, "outputs": [], "execution_count": null}]}'
    )
    (made / "hand-ins" / "helpers.py").write_text("x = 1\n")
    return made


@pytest.fixture(scope="module")
def done(folder: Path) -> subprocess.CompletedProcess[str]:
    return run(folder, "--autograder", "hand-ins", "-ra", "--junitxml=out.xml", "--durations=3")


@pytest.fixture(scope="module")
def told(folder: Path, done: subprocess.CompletedProcess[str]) -> dict[str, dict[str, str]]:
    assert done.returncode == 1, done.stdout
    return junit(folder / "out.xml")


def by_stem(told: dict[str, dict[str, str]], stem: str) -> dict[str, dict[str, str]]:
    return {key.partition("::")[2]: value for key, value in told.items() if key.partition("::")[0].endswith(stem)}


def test_every_question_of_a_right_notebook_passes_with_its_points(told: dict[str, dict[str, str]]) -> None:
    right = by_stem(told, "right")
    assert [f"f::{q.replace('.', '::')}" for q in right] == expected_ids("f")
    assert {r["outcome"] for r in right.values()} == {"passed"}
    assert all(r["points"] == r["max_points"] and float(r["points"]) > 0 for r in right.values())


def test_a_mistake_fails_its_own_question_with_our_words(told: dict[str, dict[str, str]]) -> None:
    wrong = by_stem(told, "wrong")
    failed = [question for question, r in wrong.items() if r["outcome"] != "passed"]
    assert failed == ["backward.dy_hat"]
    assert "exactly m times the true gradient" in wrong["backward.dy_hat"]["text"]
    assert re.search(r"^yours = \[\[.*\nmeasured = \[\[.*\nx = \[\[", wrong["backward.dy_hat"]["text"], re.MULTILINE)
    assert 'shows params["W1"], params["b1"]' in wrong["backward.dy_hat"]["text"]
    assert wrong["backward.dy_hat"]["status"] == "wrong"
    assert wrong["backward.dy_hat"]["misconceptions"]
    assert wrong["backward.dW1"]["status"] == "follows"
    assert wrong["backward.dW1"]["points"] == wrong["backward.dW1"]["max_points"]


def test_an_exception_shows_the_students_own_line(told: dict[str, dict[str, str]]) -> None:
    text = by_stem(told, "raises")["backward.dy_hat"]["text"]
    assert "KeyError" in text
    assert 'dy_hat = cache["nowhere"]' in text


def test_what_is_not_written_is_skipped_with_its_reason(told: dict[str, dict[str, str]]) -> None:
    stub = by_stem(told, "stub")
    assert len(stub) == len(expected_ids(""))
    assert {r["outcome"] for r in stub.values()} == {"skipped"}


def test_no_traceback_of_ours_is_shown(done: subprocess.CompletedProcess[str]) -> None:
    assert "Traceback" not in done.stdout
    assert "pytest_plugin" not in done.stdout
    assert "stub.ipynb:1: backward.dW1: backward is not written yet" in done.stdout
    assert "FAILED hand-ins/wrong.ipynb::backward::dy_hat - dy_hat is exactly m times the true gradient" in done.stdout


def test_a_file_that_cannot_be_read_is_an_error_and_one_about_something_else_is_named(
    done: subprocess.CompletedProcess[str],
) -> None:
    assert "ERROR hand-ins/broken.ipynb::readable" in done.stdout
    assert "not tested: other.ipynb does not say which problem it is about" in done.stdout
    assert "helpers.py" not in done.stdout


def test_a_hostile_name_is_safe_to_print(tmp_path: Path) -> None:
    notebook(tmp_path / "a\x1b[31m\nb.ipynb", right=False)
    done = run(tmp_path, "--autograder", "-v", "-rs", ".", "-k", "loss")
    assert "2 skipped" in done.stdout
    assert "\x1b" not in done.stdout
    assert "::loss" in done.stdout


PAGE = (ROOT / "docs" / "pytest.md").read_text("utf-8")


def test_the_page_shows_what_people_see(tmp_path: Path, told: dict[str, dict[str, str]]) -> None:
    (tmp_path / "pyproject.toml").write_text(f'[tool.pytest.ini_options]\nautograder = ["{NAME}"]\n')
    notebook(tmp_path / f"{NAME}.ipynb", MISSING_MEAN)
    listed = ids(run(tmp_path, "--collect-only", "-q").stdout)
    assert "\n".join(f"    {one}" for one in listed[:4]) in PAGE
    shown = run(tmp_path, "-q", env={"COLUMNS": "100"}).stdout.splitlines()
    assert shown[-1].startswith("1 failed, 11 passed in")
    assert "\n".join(f"    {line}".rstrip() for line in shown[:-1]) in re.sub(r" +$", "", PAGE, flags=re.MULTILINE)
    raised = "\n".join(f"    {line}" for line in by_stem(told, "raises")["backward.dy_hat"]["text"].splitlines())
    assert re.sub(r"cell \d+", "cell", raised) in re.sub(r"cell \d+", "cell", PAGE)  # lessons get more cells
    notebook(tmp_path / f"{NAME}.ipynb", right=False)
    shown = run(tmp_path, "-q", "-rs", env={"COLUMNS": "100"}).stdout.splitlines()
    assert "\n".join(f"    {line}" for line in shown[:3]) in PAGE


def test_the_slowest_questions_are_those_with_which_a_file_runs(done: subprocess.CompletedProcess[str]) -> None:
    _, _, slowest = done.stdout.partition("slowest 3 durations")
    assert slowest.count("setup") >= 3


def test_ids_are_those_of_the_lesson_for_every_problem_and_the_same_each_time() -> None:
    first, second = (ids(run(ASSIGNMENTS, "--autograder", "--collect-only", "-q", ".").stdout) for _ in range(2))
    assert first == second
    prefix = first[0].partition(PROBLEMS[0])[0]
    assert first == [line for name in PROBLEMS for line in expected_ids(f"{prefix}{name}.ipynb", name)]


@pytest.mark.parametrize(
    ("selection", "wanted"),
    [
        (["-m", "loss"], lambda one: one.endswith("::loss")),
        (["-m", NAME, "-k", "dW1"], lambda one: one.endswith("dW1")),
        (["right.ipynb::backward"], lambda one: "::backward" in one),
        (["right.ipynb::backward::dW1"], lambda one: one.endswith("dW1")),
    ],
)
def test_questions_are_selected_as_pytest_does(folder: Path, selection: list[str], wanted: object) -> None:
    assert callable(wanted)
    paths = [] if "::" in selection[-1] else ["right.ipynb"]
    out = run(folder / "hand-ins", "--autograder", "--strict-markers", "--collect-only", "-q", *paths, *selection)
    assert ids(out.stdout) == [one for one in expected_ids("right.ipynb") if wanted(one)], out.stdout


def test_only_listed_problems_are_tests_and_a_missing_one_is_named(tmp_path: Path) -> None:
    notebook(tmp_path / f"{NAME}.ipynb", right=False)
    notebook(tmp_path / "copy.ipynb", right=False)
    settings = f'[tool.pytest.ini_options]\nautograder = ["{NAME}", "optimizers"]\n'
    (tmp_path / "pyproject.toml").write_text(settings)
    done = run(tmp_path, "-q", "-rs")
    assert "12 skipped" in done.stdout
    assert "no file for optimizers was collected" in done.stdout


def test_stopping_at_the_first_and_running_the_last_failures_again(tmp_path: Path) -> None:
    notebook(tmp_path / "raises.ipynb", RAISES)
    (tmp_path / "pytest.ini").write_text("[pytest]\n")
    first = run(tmp_path, "--autograder", "-q", "-x")
    assert "1 failed" in first.stdout
    whole = run(tmp_path, "--autograder", "-q")
    again = run(tmp_path, "--autograder", "-q", "--lf")
    failed = [line for line in whole.stdout.splitlines() if line.startswith("FAILED")]
    assert failed == [line for line in again.stdout.splitlines() if line.startswith("FAILED")]
    assert f"{len(failed)} failed" in again.stdout
    assert "passed" not in again.stdout


def test_two_processes_give_the_same_and_run_each_file_once(folder: Path, told: dict[str, dict[str, str]]) -> None:
    run(folder, "--autograder", "hand-ins", "-n2", "--junitxml=two.xml")
    assert junit(folder / "two.xml") == told


def request(folder: Path) -> PluginRequest:
    return PluginRequest(folder, everything=True)


def test_one_question_runs_its_function_and_a_file_runs_once(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    opened: list[object] = []
    plain = Sandbox.open

    def counted(sandbox: Sandbox, *arguments: Any, **options: Any) -> Any:
        opened.append(arguments)
        return plain(sandbox, *arguments, **options)

    monkeypatch.setattr(Sandbox, "open", counted)
    checks = Checks(request(folder))
    hand_in = checks.open(folder / "hand-ins" / "right.ipynb", None)
    assert isinstance(hand_in, CheckedHandIn)
    try:
        assert not opened
        assert hand_in.outcome("forward.h").passed
        assert set(hand_in._opened[0]._found) == {"forward"}
        for question in hand_in.problem.questions:
            assert hand_in.outcome(question.name).passed
        assert len(opened) == 1
    finally:
        hand_in.close()
        checks.close()


NO_SANDBOX = """
from autograder.pytest_plugin import checks
from autograder.sandbox import SandboxError

def none():
    raise SandboxError("no fork server here")

checks.best_sandbox = none
"""


def test_a_failure_of_ours_is_an_error_and_no_failure(tmp_path: Path) -> None:
    notebook(tmp_path / "right.ipynb")
    (tmp_path / "nowhere.py").write_text(NO_SANDBOX)
    done = run(tmp_path, "--autograder", "right.ipynb", "-p", "nowhere", "-q", env={"PYTHONPATH": str(tmp_path)})
    assert "12 errors" in done.stdout
    assert "no fork server here" in done.stdout
    assert "failed" not in done.stdout


LOADED = """
import sys

def pytest_unconfigure():
    print("LOADED", *sorted(m for m in sys.modules if m.split(".")[0] in ("autograder", "numpy", "click")))
"""


def test_unused_it_loads_its_options_and_nothing_else(tmp_path: Path) -> None:
    (tmp_path / "test_one.py").write_text("def test_one(): pass\n")
    (tmp_path / "shows.py").write_text(LOADED)
    done = run(tmp_path, "-q", "-p", "shows", env={"PYTHONPATH": str(tmp_path)})
    loaded = next(line for line in done.stdout.splitlines() if "LOADED" in line).split()[1:]
    assert loaded == ["autograder", "autograder.pytest_plugin", "autograder.pytest_plugin.hooks"]


COST = """
import sys, time
import pytest

def once():
    for name in [m for m in sys.modules if m.split(".")[0] == "autograder"]:
        del sys.modules[name]
    started = time.process_time()
    import autograder.pytest_plugin.hooks
    return time.process_time() - started

print(min(once() for _ in range(7)))
"""


def test_unused_it_costs_less_than_five_milliseconds() -> None:
    out = subprocess.run([sys.executable, "-c", COST], capture_output=True, text=True, check=True).stdout
    assert float(out) < 5e-3
