"""Otter from the other side: the real `otter run` on the zips that `build` makes, with our plugin and without."""

from __future__ import annotations

import json
import os
import pickle
import subprocess
import sys
import zipfile
from pathlib import Path
from typing import Any

import pytest

from tests.author.built import reference, student_notebook
from tests.author.running import solved
from tests.otter.conftest import NAME

pytestmark = pytest.mark.slow

OTTER = Path(sys.executable).parent / "otter"


class Planted:
    """What a hostile log does when it is opened."""

    def __init__(self, path: str) -> None:
        self.path = path

    def __reduce__(self) -> tuple[Any, ...]:
        return (os.mkdir, (self.path,))


def handed_in(folder: Path, *edits: tuple[str, str]) -> Path:
    """A student's notebook: the solution with some edits."""
    text = json.dumps(solved(NAME, student_notebook(NAME)))
    for old, new in edits:
        quoted_old, quoted_new = json.dumps(old)[1:-1], json.dumps(new)[1:-1]
        assert text.count(quoted_old) == 1, old
        text = text.replace(quoted_old, quoted_new)
    path = folder / f"{NAME}.ipynb"
    path.write_text(text, encoding="utf-8")
    return path


def otter_run(submission: Path, autograder: Path, folder: Path) -> tuple[subprocess.CompletedProcess[str], Any]:
    """Grade one file; the second is what Otter wrote for Gradescope, None where it wrote nothing."""
    command: list[str | Path] = [OTTER, "run", "-a", autograder, "-o", folder, submission]
    env = {**os.environ, "AUTOGRADER_SECRET": "of the tests"}
    done = subprocess.run(command, capture_output=True, text=True, check=False, env=env, timeout=900)
    results = folder / "results.json"
    return done, json.loads(results.read_text(encoding="utf-8")) if results.exists() else None


def scores(results: dict[str, Any]) -> dict[str, tuple[float, float]]:
    return {t["name"]: (t["score"], t["max_score"]) for t in results["tests"] if "score" in t}


MISSING_MEAN = ('(cache["y_hat"] - y) / m', '(cache["y_hat"] - y)')
NO_FORWARD = ('y_hat = params["W2"] @ a1 + params["b2"]', 'y_hat = params["W2"] @ a1')


def with_log(path: Path, folder: Path, mark: Path) -> Path:
    """Zip a hand-in with a log that makes the folder `mark` when somebody opens it."""
    with zipfile.ZipFile(folder / "hand-in.zip", "w") as file:
        file.write(path, path.name)
        file.writestr(".OTTER_LOG", pickle.dumps(Planted(str(mark))))
    return folder / "hand-in.zip"


def test_the_plain_zip_gives_full_marks_to_the_solution(zips: dict[str, Path], tmp_path: Path) -> None:
    mark = tmp_path / "by-log"
    done, results = otter_run(with_log(handed_in(tmp_path), tmp_path, mark), zips["plain"], tmp_path)
    assert mark.exists(), "plain Otter opens the log: the positive control of the plugin's test"
    assert done.returncode == 0, done.stderr
    functions = {
        f.name: float(len(reference(NAME).problem.questions_of(f.name))) for f in reference(NAME).problem.functions
    }
    assert scores(results) == {name: (points, points) for name, points in functions.items()}


def test_the_plain_zip_takes_points_from_a_mistake_and_says_what_it_is(zips: dict[str, Path], tmp_path: Path) -> None:
    done, results = otter_run(handed_in(tmp_path, MISSING_MEAN), zips["plain"], tmp_path)
    assert done.returncode == 0, done.stderr
    score, possible = scores(results)["backward"]
    assert score < possible
    assert scores(results)["forward"] == (3.0, 3.0)
    (said,) = [t["output"] for t in results["tests"] if t["name"] == "backward"]
    assert "m times the true gradient" in said


def test_the_plugin_fills_in_our_scores_and_words(zips: dict[str, Path], tmp_path: Path) -> None:
    done, results = otter_run(handed_in(tmp_path, MISSING_MEAN), zips["plugin"], tmp_path)
    assert done.returncode == 0, done.stderr
    assert scores(results)["backward"] == (6.0, 7.0)
    (said,) = [t["output"] for t in results["tests"] if t["name"] == "backward"]
    assert "missing-mean" in said
    assert "follows from an earlier mistake" in said
    assert "14 of 15 points" in results["output"]
    assert "0 of 1 written questions" in results["output"]


def test_the_plugin_runs_no_student_code_in_otters_processes(zips: dict[str, Path], tmp_path: Path) -> None:
    by_function, by_log = tmp_path / "by-function", tmp_path / "by-log"
    planted = f"    __import__('os').mkdir({str(by_function)!r})\n    return float(np.mean((y_hat - y) ** 2))"
    path = handed_in(tmp_path, ("    return float(np.mean((y_hat - y) ** 2))", planted))
    done, results = otter_run(with_log(path, tmp_path, by_log), zips["plugin"], tmp_path)
    assert done.returncode == 0, done.stderr
    assert results is not None
    assert scores(results)["loss"] == (0.0, 1.0)
    assert not by_function.exists()
    assert not by_log.exists()


def test_a_submission_that_cannot_be_graded_gets_no_results_and_no_zero(zips: dict[str, Path], tmp_path: Path) -> None:
    broken = tmp_path / "broken.zip"
    with zipfile.ZipFile(zips["plugin"]) as old, zipfile.ZipFile(broken, "w") as new:
        for name in old.namelist():
            if not name.startswith("files/solutions"):
                new.writestr(name, old.read(name))
    done, results = otter_run(handed_in(tmp_path), broken, tmp_path)
    assert done.returncode != 0
    assert results is None
    assert "no folder with solutions at" in done.stderr
