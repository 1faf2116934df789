"""A repository of `classroom init`: the commands of its own workflow in a fresh clone and environment."""

from __future__ import annotations

import base64
import json
import os
import re
import shutil
import subprocess
import sys
import sysconfig
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
import yaml
from click.testing import CliRunner
from hatchling.builders.wheel import WheelBuilder

from autograder.cli import main
from autograder.pytest_plugin.tests_file import EXPECTED
from autograder.pytest_plugin.tests_file import NAME as TESTS
from tests.author.built import ASSIGNMENTS, ROOT, reference
from tests.pytest_plugin.common import MISSING_MEAN, NAME, SOLUTIONS, notebook

pytestmark = pytest.mark.slow

PROBLEMS = (NAME, "univariate_regression")
WHEEL = "wheel/backprop_autograder-0.1.0-py3-none-any.whl"
FORGED = "::notice title=Autograding complete::Points 99/99"


def init(folder: Path, *arguments: str) -> str:
    options = [f"--solutions={SOLUTIONS}", f"--notebooks={ASSIGNMENTS}"]
    done = CliRunner().invoke(main, ["classroom", "init", str(folder), *arguments, *options])
    assert done.exit_code == 0, done.output
    return done.output


def git(folder: Path, *arguments: str) -> None:
    who = ["-c", "user.name=Course", "-c", "user.email=course@example.org", "-c", "commit.gpgsign=false"]
    subprocess.run(["git", *who, *arguments], cwd=folder, check=True, capture_output=True)


@dataclass(frozen=True)
class Place:
    """A template repository, and an environment with Python's packages but not ours."""

    repository: Path
    environment: Path
    said: str


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Place:
    folder = tmp_path_factory.mktemp("classroom")
    repository, environment, packages = folder / "template", folder / "environment", folder / "packages"
    said = init(repository, *PROBLEMS, f"--install-from={WHEEL}")
    (built,) = WheelBuilder(str(ROOT)).build(directory=str(repository / "wheel"), versions=["standard"])
    assert Path(built) == repository / WHEEL
    git(repository, "init", "--quiet")
    git(repository, "add", "--all")
    git(repository, "commit", "--quiet", "--message=Assignment")
    packages.mkdir()
    for entry in Path(sysconfig.get_path("purelib")).iterdir():  # what pip would download
        if "autograder" not in entry.name and entry.suffix != ".pth":
            (packages / entry.name).symlink_to(entry)
    subprocess.run([sys.executable, "-m", "venv", "--without-pip", environment], check=True)
    script = (
        f"#!{environment / 'bin' / 'python'}\nimport sys\nfrom pytest import console_main\nsys.exit(console_main())\n"
    )
    (environment / "bin" / "pytest").write_text(script)
    (environment / "bin" / "pytest").chmod(0o755)
    own = next((environment / "lib").glob("python*/site-packages"))
    (own / "others.pth").write_text(f"{packages}\n")
    steps(repository, environment, folder, install=True)
    return Place(repository, environment, said)


@dataclass(frozen=True)
class Ran:
    """What the steps of a workflow leave: the log, the result for the reporter, and the summary."""

    log: str
    result: dict[str, Any]
    summary: str

    @property
    def points(self) -> tuple[float, float]:
        """Add up the points as the reporter does."""
        return sum(test["score"] for test in self.result["tests"]), self.result["max_score"]


def workflow(repository: Path) -> dict[str, Any]:
    found: dict[str, Any] = yaml.safe_load((repository / ".github/workflows/classroom.yml").read_text("utf-8"))
    return found


def steps(repository: Path, environment: Path, outside: Path, *, install: bool = False) -> Ran:
    """Run the commands of a workflow as a runner does: bash -e, with files for the outputs and the summary."""
    output, summary = outside / f"{repository.name}.output", outside / f"{repository.name}.summary"
    output.write_text("")
    summary.write_text("")
    path = f"{environment / 'bin'}{os.pathsep}{os.environ['PATH']}"
    runner = {"GITHUB_OUTPUT": str(output), "GITHUB_STEP_SUMMARY": str(summary), "PATH": path, "COLUMNS": "160"}
    log = ""
    for step in workflow(repository)["jobs"]["run-autograding-tests"]["steps"]:
        if "run" not in step or ("pip install" in step["run"]) != install:
            continue
        env = {**os.environ, "PIP_NO_INDEX": "1", **step.get("env", {}), **runner}
        done = subprocess.run(
            ["bash", "-e", "-c", step["run"]], cwd=repository, env=env, capture_output=True, text=True, check=False
        )
        log += done.stdout + done.stderr
        assert done.returncode == 0, log
    encoded = re.search(r"^result=(\S+)$", output.read_text(), re.MULTILINE)
    result = json.loads(base64.b64decode(encoded[1])) if encoded else {}
    return Ran(log, result, summary.read_text("utf-8"))


def clone(place: Place, folder: Path) -> Path:
    made = folder / "clone"
    subprocess.run(["git", "clone", "--quiet", str(place.repository), str(made)], check=True, capture_output=True)
    return made


def ours() -> float:
    return float(sum(q.points for name in PROBLEMS for q in reference(name).problem.questions))


def of(ran: Ran, name: str) -> dict[str, Any]:
    return next(test for test in ran.result["tests"] if test["name"] == name)


def test_the_template_holds_what_it_should_and_no_solution(place: Place) -> None:
    names = {str(path.relative_to(place.repository)) for path in place.repository.rglob("*") if path.is_file()}
    kept = {name for name in names if not name.startswith(".git/")}
    notebooks = {f"{name}.ipynb" for name in PROBLEMS}
    assert kept == {".github/workflows/classroom.yml", ".gitignore", TESTS, "pytest.ini", WHEEL, *notebooks}
    assert f"{ours():g} points" in place.said
    digest = re.search(r"SHA-256 of the tests file: (\w{64})", place.said)
    assert digest
    step = workflow(place.repository)["jobs"]["run-autograding-tests"]["steps"][-2]
    assert step["env"][EXPECTED] == digest[1]
    for name in PROBLEMS:
        for source in reference(name).sources.values():
            assert source not in (place.repository / TESTS).read_text("utf-8")


def test_the_workflow_has_the_documented_form(place: Place) -> None:
    whole = workflow(place.repository)
    assert whole["name"] == "Autograding Tests"
    assert whole["permissions"] == {"checks": "write", "actions": "read", "contents": "read"}
    reporter = whole["jobs"]["run-autograding-tests"]["steps"][-1]
    assert reporter["uses"].startswith("classroom-resources/autograding-grading-reporter@")
    runners = reporter["with"]["runners"].split(",")
    assert all(re.fullmatch("[a-zA-Z0-9]+", runner) for runner in runners)
    assert set(reporter["env"]) == {f"{runner.upper()}_RESULTS" for runner in runners}


def documented(ran: Ran) -> None:
    """Check the form of a result that the reporter reads."""
    assert ran.result["status"] in ("pass", "fail", "error")
    assert ran.result["max_score"] == pytest.approx(ours())
    assert ran.result["tests"]
    for test in ran.result["tests"]:
        assert test["status"] in ("pass", "fail", "error")
        assert isinstance(test["name"], str)
        assert isinstance(test["message"], str)
        assert isinstance(test["score"], float)


def test_the_notebooks_as_they_are_handed_out_have_no_points_and_no_failure(place: Place, tmp_path: Path) -> None:
    ran = steps(clone(place, tmp_path), place.environment, tmp_path)
    documented(ran)
    assert ran.points == (0, ours())
    assert ran.result["status"] == "fail"
    assert "not written yet" in of(ran, f"{NAME} backward.dW1")["message"]
    assert "as handed out" in ran.log
    assert f"**0 of {ours():g} points**" in ran.summary
    assert "mermaid" not in ran.summary


def test_what_is_right_has_all_points(place: Place, tmp_path: Path) -> None:
    repository = clone(place, tmp_path)
    for name in PROBLEMS:
        notebook(repository / f"{name}.ipynb", name=name)
    ran = steps(repository, place.environment, tmp_path)
    documented(ran)
    assert ran.points == (ours(), ours())
    assert ran.result["status"] == "pass"
    assert {test["status"] for test in ran.result["tests"]} == {"pass"}


def test_a_mistake_costs_its_question_and_is_drawn(place: Place, tmp_path: Path) -> None:
    repository = clone(place, tmp_path)
    notebook(repository / f"{NAME}.ipynb", MISSING_MEAN)
    ran = steps(repository, place.environment, tmp_path)
    documented(ran)
    whole = sum(q.points for q in reference(NAME).problem.questions)
    assert ran.points[0] == whole - of_question("backward.dy_hat")
    wrong = of(ran, f"{NAME} backward.dy_hat")
    assert (wrong["status"], wrong["score"]) == ("fail", 0)
    assert "exactly m times the true gradient" in wrong["message"]
    assert "exactly m times the true gradient" in ran.summary
    assert "```mermaid\nflowchart LR\n" in ran.summary
    assert 'g_y_hat(["dy_hat ✗"]):::first' in ran.summary


def of_question(name: str) -> float:
    return next(float(q.points) for q in reference(NAME).problem.questions if q.name == name)


def test_hostile_code_commands_neither_the_runner_nor_pytest(place: Place, tmp_path: Path) -> None:
    repository = clone(place, tmp_path)
    raises = f'raise ValueError("x\\n{FORGED}\\n</td>|<script>alert(1)</script>")'
    notebook(repository / f"{NAME}.ipynb", (MISSING_MEAN[0], f"0\n    {raises}\n    dy_hat = (0"))
    mark = tmp_path / "mark"
    for name in ("conftest.py", "test_mine.py", "numpy.py"):
        (repository / name).write_text(f"open({str(mark)!r}, 'w').close()\n")
    (repository / "pytest.ini").write_text("[pytest]\naddopts = -k nothing\n")
    ran = steps(repository, place.environment, tmp_path)
    documented(ran)
    assert not mark.exists()
    assert of(ran, f"{NAME} forward.h")["status"] == "pass"
    assert of(ran, f"{NAME} backward.dy_hat")["score"] == 0
    stopped = re.search(r"^::stop-commands::(\w+)$", ran.log, re.MULTILINE)
    assert stopped
    before, _, after = ran.log.partition(f"::{stopped[1]}::")
    assert FORGED not in after
    assert not [line for test in ran.result["tests"] for line in test["message"].splitlines() if line[:2] == "::"]
    assert "<script>" not in ran.summary
    assert FORGED not in ran.summary
    assert before


def test_a_changed_tests_file_is_said_and_nothing_is_scored(place: Place, tmp_path: Path) -> None:
    repository = clone(place, tmp_path)
    notebook(repository / f"{NAME}.ipynb")
    text = (repository / TESTS).read_text("utf-8")
    (repository / TESTS).write_text(text.replace("\n", "\r\n"), "utf-8", newline="")
    same = steps(repository, place.environment, tmp_path)
    assert same.points[0] > 0, "other line endings are no change"
    (repository / TESTS).write_text(text.replace('"forward.h": 1.0', '"forward.h": 9.0', 1), "utf-8")
    assert (repository / TESTS).read_text("utf-8") != text
    ran = steps(repository, place.environment, tmp_path)
    assert ran.points[0] == 0
    assert ran.result["status"] == "fail"
    assert ran.result["tests"][0]["name"] == "the tests file"
    assert "CHANGED" in ran.log
    assert "Nothing is scored" in ran.summary


def test_a_notebook_that_is_gone_has_no_points_and_is_named(place: Place, tmp_path: Path) -> None:
    repository = clone(place, tmp_path)
    (repository / f"{NAME}.ipynb").unlink()
    ran = steps(repository, place.environment, tmp_path)
    documented(ran)
    assert f"no {NAME}.ipynb" in of(ran, f"{NAME} forward.h")["message"]


def test_points_and_name_are_those_of_the_assignment(tmp_path: Path) -> None:
    toml = f'name = "Homework 3"\n[problems.{NAME}]\nquestions."forward.h" = {{ points = 2.5 }}\n'
    (tmp_path / "assignment.toml").write_text(toml)
    said = init(tmp_path / "made", f"--assignment={tmp_path / 'assignment.toml'}")
    tests = json.loads((tmp_path / "made" / TESTS).read_text("utf-8"))
    assert tests["assignment"] == "Homework 3"
    assert tests["problems"][0]["points"]["forward.h"] == 2.5
    total = sum(q.points for q in reference(NAME).problem.questions) + 2.5 - of_question("forward.h")
    assert f"{total:g} points" in said


def test_nothing_is_overwritten(tmp_path: Path) -> None:
    (tmp_path / "pytest.ini").write_text("mine")
    options = [f"--solutions={SOLUTIONS}", f"--notebooks={ASSIGNMENTS}"]
    done = CliRunner().invoke(main, ["classroom", "init", str(tmp_path), NAME, *options])
    assert done.exit_code == 2
    assert (tmp_path / "pytest.ini").read_text() == "mine"
    assert not (tmp_path / TESTS).exists()
    shutil.rmtree(tmp_path)
