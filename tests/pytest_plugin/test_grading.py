"""`--autograder-solutions`: the points and pages of `autograder grade`, and no student's code in this process."""

from __future__ import annotations

import json
import os
import resource
import subprocess
from pathlib import Path
from typing import Any

import pytest

from autograder.author.demo import make_class
from tests.batch.made import COMMAND
from tests.pytest_plugin.common import MISSING_MEAN, RAISES, SOLUTIONS, junit, notebook, run
from tests.sample import WHOLE
from tests.solutions.common import COURSE

pytestmark = pytest.mark.slow

GRADED = f"--autograder-solutions={SOLUTIONS}"


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    made = tmp_path_factory.mktemp("class")
    notebook(made / "hand-ins" / "right.ipynb")
    notebook(made / "hand-ins" / "wrong.ipynb", MISSING_MEAN)
    notebook(made / "hand-ins" / "raises.ipynb", RAISES)
    notebook(made / "hand-ins" / "stub.ipynb", right=False)
    return made


def reports(folder: Path) -> dict[str, Any]:
    """Return what the reports say, without what is never the same twice."""
    found = {path.stem: json.loads(path.read_text("utf-8")) for path in sorted((folder / "reports").iterdir())}
    for report in found.values():
        del report["timings"]
        for problem in report["problems"]:
            for question in problem["questions"]:
                question.pop("group")
    return found


def test_points_reports_and_pages_are_those_of_grade(folder: Path) -> None:
    done = run(folder, "--autograder", "hand-ins", GRADED, "--autograder-report=ours", "--junitxml=out.xml", "-ra")
    assert done.returncode == 1, done.stdout
    env = {**os.environ, "AUTOGRADER_SECRET": "of the tests"}
    command = [str(COMMAND), "grade", "hand-ins", "--out", "theirs", "--solutions", str(SOLUTIONS)]
    subprocess.run(command, cwd=folder, check=True, capture_output=True, env=env)
    theirs = reports(folder / "theirs")
    assert reports(folder / "ours") == theirs
    told = junit(folder / "out.xml")
    for name, report in theirs.items():
        ours = [value for key, value in told.items() if key.partition("::")[0].endswith(name)]
        asked = [q for problem in report["problems"] for q in problem["questions"]]
        assert [(o["question"], float(o["points"]), o["status"]) for o in ours] == [
            (q["question"], q["score"], q["status"]) for q in asked
        ]
        page = (folder / "ours" / "feedback" / f"{name}.html").read_text("utf-8")
        assert page == (folder / "theirs" / "feedback" / f"{name}.html").read_text("utf-8")


def test_two_files_of_one_name_have_a_page_each(tmp_path: Path) -> None:
    for student in ("alice", "bob"):
        notebook(tmp_path / "all" / student / "mine.ipynb", right=False)
    done = run(tmp_path, "--autograder", "all", GRADED, "--autograder-report=out", "-q")
    assert "24 skipped" in done.stdout, done.stdout
    assert sorted(p.name for p in (tmp_path / "out" / "feedback").iterdir()) == ["alice-mine.html", "bob-mine.html"]


HOSTILE = "open({mark!r}, 'w').close()\ndef test_one(): pass\n"
PLACES = ("conftest.py", "__init__.py", "test_mine.py", "mine_test.py")


def hostile(folder: Path, place: str) -> Path:
    """Write a file that pytest imports by itself, beside a hand-in; return the mark that it leaves."""
    notebook(folder / "all" / "student" / "mine.ipynb", right=False)
    mark = folder / "mark"
    (folder / "all" / "student" / place).write_text(HOSTILE.format(mark=str(mark)))
    if place == "__init__.py":
        (folder / "all" / "student" / "test_other.py").write_text("def test_one(): pass\n")
    return mark


@pytest.mark.sampled(2)
@pytest.mark.parametrize("place", PLACES)
def test_no_file_of_a_student_is_imported(tmp_path: Path, place: str) -> None:
    mark = hostile(tmp_path, place)
    done = run(tmp_path, "--autograder", "all", GRADED, "-q")
    assert "12 skipped" in done.stdout, done.stdout
    assert "passed" not in done.stdout
    assert not mark.exists()
    run(tmp_path, "all", "-q")
    assert mark.exists(), "pytest by itself imports it: the positive control"


def test_settings_of_a_student_are_refused(tmp_path: Path) -> None:
    hostile(tmp_path, "conftest.py")
    (tmp_path / "all" / "student" / "pytest.ini").write_text("[pytest]\naddopts = -k nothing\n")
    done = run(tmp_path, "--autograder", "all/student", GRADED, "-q")
    assert done.returncode == 4
    assert "a student may have written it" in done.stderr
    other = run(tmp_path, "--autograder", "all/student", GRADED, "-q", "-c", "/dev/null", "--rootdir=.")
    assert "12 skipped" in other.stdout


def test_a_script_is_judged_and_never_imported(tmp_path: Path) -> None:
    mark = tmp_path / "mark"
    script = f"# autograder: problem = two_layer_linear\nopen({str(mark)!r}, 'w').close()\n"
    (tmp_path / "mine.py").write_text(script)
    for arguments in ((), (GRADED,)):
        done = run(tmp_path, "--autograder", "mine.py", "-q", *arguments)
        assert "12 skipped" in done.stdout, done.stdout
    assert not mark.exists()


@pytest.mark.parametrize(
    ("option", "words"),
    [("report=out", "needs --autograder-solutions"), ("solutions=nowhere", "there is no such folder")],
)
def test_options_that_make_no_sense_are_wrong_usage(tmp_path: Path, option: str, words: str) -> None:
    done = run(tmp_path, "--autograder", f"--autograder-{option}")
    assert done.returncode == 4
    assert words in done.stderr


def test_an_assignment_that_cannot_be_read_is_an_error_with_its_reason(tmp_path: Path) -> None:
    notebook(tmp_path / "mine.ipynb", right=False)
    (tmp_path / "assignment.toml").write_text("nonsense = 1\n")
    done = run(tmp_path, "--autograder", "mine.ipynb", GRADED, "-q")
    assert "1 error" in done.stdout
    assert "assignment.toml" in done.stdout


def cpu(command: list[object], folder: Path) -> float:
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    env = {**os.environ, "AUTOGRADER_SECRET": "of the tests"}
    subprocess.run(list(map(str, command)), cwd=folder, check=False, capture_output=True, env=env)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


@pytest.mark.skipif(not WHOLE, reason="takes half a minute: set WHOLE=1")
def test_a_class_of_fifty_costs_at_most_a_third_more_than_grade(tmp_path: Path) -> None:
    made = make_class(COURSE, tmp_path / "class", 56, 230)
    for path in [p for p in sorted(made.iterdir()) if p.stem.endswith("0")]:
        path.unlink()  # they loop for ever or crash: waiting measures our limits
    for path in sorted(made.iterdir())[50:]:
        path.unlink()
    grade = [COMMAND, "grade", "class", "--jobs=1", f"--solutions={SOLUTIONS}", "--out=a"]
    test = [COMMAND.parent / "pytest", "-p", "no:hypothesispytest", "--autograder", "class", GRADED, "-q"]
    ratios = []
    for number in range(3):
        ours = cpu([*test, f"--autograder-report=b{number}"], tmp_path)
        ratios.append(ours / cpu([*grade[:-1], f"--out=a{number}"], tmp_path))
    assert min(ratios) <= 1.3
