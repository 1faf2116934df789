"""The commands as a user types them: what they say, what they leave, and their exit codes."""

from __future__ import annotations

import csv
import json
import os
import re
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest
from jsonschema import Draft202012Validator

import autograder
from tests.batch.made import ENVIRONMENT, ROOT, run

pytestmark = pytest.mark.slow

SCHEMA = json.loads((Path(autograder.__file__).parent / "report" / "report.schema.json").read_text(encoding="utf-8"))

RIGHT = """\
# autograder: problem = univariate_regression
import numpy as np

def loss(y_hat, y):
    return np.mean((y_hat - y) ** 2)

def forward(x, params):
    return {"y_hat": params["w"] * x + params["b"]}
"""


def rows(out: Path) -> dict[str, dict[str, str]]:
    with (out / "gradebook.csv").open(encoding="utf-8-sig", newline="") as file:
        return {row["submission"]: row for row in csv.DictReader(file)}


@pytest.fixture
def right(tmp_path: Path) -> Path:
    path = tmp_path / "right.py"
    path.write_text(RIGHT)
    return path


def test_one_script_is_graded_to_a_report_a_page_and_a_row(right: Path, tmp_path: Path) -> None:
    done = run("grade", right, "--out", tmp_path / "out")
    assert (done.returncode, "Traceback" in done.stderr) == (0, False)
    report = json.loads((tmp_path / "out" / "reports" / "right.json").read_text())
    Draft202012Validator(SCHEMA).validate(report)
    status = {q["question"]: q["status"] for q in report["problems"][0]["questions"]}
    assert status["loss"] == status["forward.y_hat"] == "correct"
    assert status["backward.dw"] == "missing"
    assert report["isolation"] == "full"
    assert "right" in (tmp_path / "out" / "feedback" / "right.html").read_text()
    assert rows(tmp_path / "out")["right"]["score"] == "2"


def test_grading_twice_gives_the_same_files_apart_from_timings(right: Path, tmp_path: Path) -> None:
    for out in ("first", "second"):
        assert run("grade", right, "--out", tmp_path / out).returncode == 0
    first, second = tmp_path / "first", tmp_path / "second"
    for name in ("gradebook.csv", "feedback/right.html"):
        assert (first / name).read_bytes() == (second / name).read_bytes()
    reports = [json.loads((out / "reports" / "right.json").read_text()) for out in (first, second)]
    assert [r.pop("timings") is not None for r in reports] == [True, True]
    assert reports[0] == reports[1]


def test_bad_files_are_named_with_the_reason_and_the_others_are_graded(tmp_path: Path) -> None:
    folder = tmp_path / "class"
    folder.mkdir()
    good = json.dumps({"cells": [], "metadata": {"autograder": {"problem": "univariate_regression"}}, "nbformat": 4})
    files = {
        "good.py": RIGHT.encode(),
        "empty.ipynb": b"",
        "not_a_notebook.ipynb": b"%PDF-1.4 ...",
        "truncated.ipynb": good.encode()[:40],
        "invalid.ipynb": good.encode().replace(b'"cells"', b"cells"),
        "elsewhere.ipynb": good.replace("univariate_regression", "sorting").encode(),
        "nothing_written.ipynb": good.encode(),
    }
    for name, content in files.items():
        (folder / name).write_bytes(content)
    with (folder / "huge.ipynb").open("wb") as file:
        file.truncate(500 << 20)
    with zipfile.ZipFile(folder / "slip.zip", "w") as archive:
        archive.writestr("../../univariate_regression.py", RIGHT)
    done = run("grade", folder, "--out", tmp_path / "out")
    assert done.returncode == 1
    assert "Traceback" not in done.stderr + done.stdout
    graded = rows(tmp_path / "out")
    ungradable = {name: row["reason"] for name, row in graded.items() if row["gradable"] == "no"}
    assert set(ungradable) == {"empty", "not_a_notebook", "truncated", "invalid", "elsewhere", "huge", "slip"}
    for name, reason in ungradable.items():
        assert name in reason, "the file is named"
        assert all(row["score"] == "" for n, row in graded.items() if n == name), "no silent zero"
    assert "sorting" in ungradable["elsewhere"]
    assert ".." in ungradable["slip"]
    assert graded["good"]["score"] == "2"
    assert (graded["nothing_written"]["gradable"], graded["nothing_written"]["score"]) == ("yes", "0")
    assert not (tmp_path / "univariate_regression.py").exists()


def test_the_problem_option_serves_files_that_name_none(tmp_path: Path) -> None:
    (tmp_path / "hw.py").write_text(RIGHT.partition("\n")[2])
    without = run("grade", tmp_path / "hw.py", "--out", tmp_path / "out")
    assert without.returncode == 1
    assert "univariate_regression" in without.stderr
    named = run("grade", tmp_path / "hw.py", "--out", tmp_path / "out", "--problem", "univariate_regression")
    assert named.returncode == 0


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        ((), "Missing argument"),
        (("FILE", "--problem", "sorting"), "this course has"),
        (("FILE", "--out", "FILE/below"), "cannot make the folder"),
        (("FILE", "--solutions", "/proc/nonexistent"), "no folder with solutions"),
        (("FILE", "--jobs", "0"), "Invalid value"),
        (("FILE", "--isolation", "none"), "Invalid value"),
    ],
)
def test_wrong_usage_ends_with_two_and_one_clear_sentence(right: Path, arguments: tuple[str, ...], said: str) -> None:
    done = run("grade", *(a.replace("FILE", str(right)) for a in arguments), cwd=right.parent)
    assert done.returncode == 2
    assert said in done.stderr
    assert "Traceback" not in done.stderr


@pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() != 0, reason="only root can become another user")
def test_a_folder_that_a_plain_user_cannot_read_is_said_and_no_wrong_usage(tmp_path: Path) -> None:
    from autograder.cli.grade import grade
    from autograder.submissions.gather import find

    closed = tmp_path / "closed"
    closed.mkdir(mode=0o700)
    (closed / "a.py").write_text(RIGHT)
    for parent in closed.parents:
        if parent.owner() == "root" and parent != parent.parent and str(parent).startswith(str(tmp_path.parents[1])):
            parent.chmod(0o755)
    read_end, write_end = os.pipe()
    child = os.fork()
    if child == 0:  # the interpreter itself may be out of a plain user's reach, so no new one is started
        os.setgid(65534)
        os.setuid(65534)
        try:
            paths = grade.make_context("grade", [str(closed), str(tmp_path)]).params["paths"]
            os.write(write_end, (find(paths)[0].trouble or "none").encode())
        except BaseException as error:  # noqa: BLE001 - the other side must hear of it
            os.write(write_end, repr(error).encode())
        os._exit(0)
    os.close(write_end)
    os.waitpid(child, 0)
    with os.fdopen(read_end) as pipe:
        assert pipe.read() == "closed: cannot be opened: Permission denied"


@pytest.mark.parametrize(("command", "package"), [("grade", "jinja2"), ("demo", "jupytext"), ("verify", "rich")])
def test_a_package_that_is_not_installed_is_named_with_the_extra_that_brings_it(
    tmp_path: Path, command: str, package: str
) -> None:
    code = f"import sys; sys.modules['{package}'] = None; from autograder.cli import main; main(sys.argv[1:])"
    arguments = {"grade": [str(ROOT / "README.md"), "--out", str(tmp_path)], "demo": ["--out", str(tmp_path)]}
    done = subprocess.run(
        [sys.executable, "-c", code, command, *arguments.get(command, [])],
        capture_output=True,
        text=True,
        check=False,
        cwd=ROOT,
    )
    assert done.returncode == 2
    assert done.stderr == f'autograder: {package} is not installed; run `pip install "backprop-autograder[grade]"`\n'


def test_isolation_that_cannot_be_had_ends_with_three(tmp_path: Path) -> None:
    code = (
        "import sys; from autograder import sandbox\n"
        "def refuse(*_, **__): raise sandbox.IsolationError('no seccomp; --isolation best-effort is the way out')\n"
        "sandbox.Sandbox = refuse\n"
        "from autograder.cli import main; main(sys.argv[1:])"
    )
    command = [sys.executable, "-c", code, "grade", str(ROOT / "README.md"), "--out", str(tmp_path / "out")]
    done = subprocess.run(command, capture_output=True, text=True, check=False, cwd=ROOT)
    assert done.returncode == 3
    assert "--isolation best-effort" in done.stderr


def test_the_terminal_table_fits_eighty_columns(tmp_path: Path) -> None:
    folder = tmp_path / "class"
    folder.mkdir()
    for name in ("a" * 120, "\x1b[31mred", "=HYPERLINK(1)", "ordinary"):
        (folder / f"{name}.py").write_text(RIGHT)
    done = run("grade", folder, "--out", tmp_path / "o")
    table = done.stdout.partition("Gradebook")[0]
    assert "\x1b[31m" not in done.stdout + done.stderr
    assert max(len(line) for line in table.splitlines()) <= 80


def test_doctor_describes_this_machine() -> None:
    done = run("doctor")
    assert done.returncode in (0, 3)
    for word in ("seccomp", "Landlock", "resource limits", "Python"):
        assert word in done.stdout
    assert max(len(line) for line in done.stdout.splitlines()) <= 80


@pytest.mark.parametrize("command", ["grade", "doctor", "demo"])
def test_help_is_short_and_says_what_the_command_does(command: str) -> None:
    done = run(command, "--help")
    assert done.returncode == 0
    assert re.search(r"^Usage: autograder " + command, done.stdout)


def test_the_demo_grades_its_sample_class_and_says_which_file_to_open(tmp_path: Path) -> None:
    done = run("demo", "--out", tmp_path / "demo")
    assert done.returncode == 0, done.stderr
    graded = rows(tmp_path / "demo" / "graded")
    assert len(graded) == 40
    assert {row["gradable"] for row in graded.values()} == {"yes", "no"}
    page = Path(re.findall(r"\S+\.html", done.stdout)[-1])
    assert page.exists()
    again = run("demo", "--out", tmp_path / "again")
    assert again.returncode == 0
    first, second = (tmp_path / d / "graded" / "gradebook.csv" for d in ("demo", "again"))
    assert first.read_bytes() == second.read_bytes()


def test_a_package_that_the_policy_allows_and_nobody_installed_is_wrong_usage(right: Path, tmp_path: Path) -> None:
    policy = tmp_path / "policy.toml"
    policy.write_text('packages = ["no_such_package", "numpy"]\n')
    done = run("grade", right, "--out", tmp_path / "out", "--policy", policy)
    assert done.returncode == 2
    assert "the policy allows no_such_package, which cannot be imported here" in " ".join(done.stderr.split())


@pytest.mark.skipif(os.geteuid() != 0, reason="students' code has a user of its own only if root grades")
def test_a_package_that_only_root_can_read_is_wrong_usage(right: Path, tmp_path: Path) -> None:
    package = tmp_path / "closed_package"
    package.mkdir()
    (package / "__init__.py").touch(mode=0o600)
    policy = tmp_path / "policy.toml"
    policy.write_text('packages = ["closed_package"]\n')
    command = ("grade", right, "--out", tmp_path / "out", "--policy", policy)
    own = {"env": {**ENVIRONMENT, "PYTHONPATH": str(tmp_path)}, "timeout": 600}
    done = run(*command, **own)
    assert done.returncode == 2
    assert f"chmod -R go+rX {package}" in "".join(done.stderr.split("\n"))
    package.joinpath("__init__.py").chmod(0o644)
    assert run(*command, **own).returncode == 0


def test_a_policy_changes_the_points_and_a_wrong_one_grades_nothing(right: Path, tmp_path: Path) -> None:
    policy = tmp_path / "policy.toml"
    policy.write_text("[problems.univariate_regression.questions]\nloss = { points = 5 }\n")
    assert run("grade", right, "--out", tmp_path / "out", "--policy", policy).returncode == 0
    assert rows(tmp_path / "out")["right"]["score"] == "6"
    policy.write_text("[problems.univariate_regression.questions]\nlosss = { points = 5 }\n")
    done = run("grade", right, "--out", tmp_path / "none", "--policy", policy)
    assert done.returncode == 2
    assert "losss" in done.stderr
    assert "Traceback" not in done.stderr
    assert not (tmp_path / "none").exists()


@pytest.mark.parametrize("jobs", ["1", "2"])
def test_packages_of_the_assignment_in_the_current_folder_can_be_imported(tmp_path: Path, jobs: str) -> None:
    (tmp_path / "assignment.toml").write_text('problems = ["univariate_regression"]\npackages = ["click"]\n')
    (tmp_path / "class").mkdir()
    for name in ("a", "b"):
        (tmp_path / "class" / f"{name}.py").write_text(RIGHT.replace("import numpy as np", "import click, numpy as np"))
    done = run("grade", "class", "--out", "out", "--jobs", jobs, cwd=tmp_path)
    assert done.returncode == 0, done.stderr
    assert {row["score"] for row in rows(tmp_path / "out").values()} == {"2"}
    assert "click" not in done.stdout


@pytest.mark.parametrize("given", [".", "..", "solutions", "link", "solutions/univariate_regression.py"])
def test_solutions_that_lie_where_hand_ins_do_are_not_imported_unless_named(given: str, tmp_path: Path) -> None:
    folder = tmp_path / "in"
    (folder / "solutions").mkdir(parents=True)
    (folder / "solutions" / "univariate_regression.py").write_text(f"open({str(tmp_path / 'ran')!r}, 'w')\n")
    (folder / "link").symlink_to(folder)
    (folder / "right.py").write_text(RIGHT)
    done = run("grade", given, "--out", tmp_path / "out", cwd=folder)
    whole = given != "solutions/univariate_regression.py"  # a file: nothing else of the folder is handed in
    assert ("is among what is handed in: name it with --solutions" in done.stderr) == whole
    assert (tmp_path / "ran").exists() != whole
