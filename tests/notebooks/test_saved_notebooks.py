"""A right notebook keeps its points and its answers in words, whatever program saved it, in whatever encoding.

`make test` tries each way of saving on one problem. WHOLE=1 tries all ways on all problems.
"""

from __future__ import annotations

import json
from typing import Any

import pytest

from autograder.declare.handed_out import normal
from tests.author.built import PROBLEMS, reference, student_notebook
from tests.author.running import solved
from tests.batch.made import run
from tests.notebooks.editors import Notebook
from tests.notebooks.test_kernel_and_grading import is_full
from tests.notebooks.ways import LAYOUTS, WAYS
from tests.sample import crossed

pytestmark = pytest.mark.slow

ANSWER = "Zebra weights touch one row of the naïve layer, so the giraffe product sums them over every example."
PAIRS = crossed(list(WAYS), PROBLEMS)
WITHOUT_WORDS = ("IPython's %save", "IPython's %history")


def written(problem: str) -> Notebook:
    notebook = solved(problem, student_notebook(problem))
    for cell in notebook["cells"]:
        if cell["metadata"].get("autograder", {}).get("written"):
            cell["source"] = [ANSWER]
    return notebook


def folder(way: str, problem: str) -> str:
    return f"{list(WAYS).index(way):03}_{problem}"


@pytest.fixture(scope="module")
def reports(tmp_path_factory: pytest.TempPathFactory) -> dict[str, dict[str, Any]]:
    root = tmp_path_factory.mktemp("saved")
    for way, problem in PAIRS:
        extension, made = WAYS[way]
        path = root / "class" / folder(way, problem) / f"{problem}{extension}"
        path.parent.mkdir(parents=True)
        path.write_bytes(made(written(problem)))
    done = run("grade", root / "class", "--out", root / "out", cwd=root)
    assert done.returncode in {0, 1}, done.stdout + done.stderr
    names = [folder(*pair) for pair in PAIRS]
    return {n: json.loads((root / "out" / "reports" / f"{n}.json").read_text("utf-8")) for n in names}


@pytest.mark.parametrize(("way", "problem"), PAIRS, ids=[f"{w}-{p}" for w, p in PAIRS])
def test_a_right_notebook_keeps_its_points_and_its_words(
    way: str, problem: str, reports: dict[str, dict[str, Any]]
) -> None:
    report = reports[folder(way, problem)]
    assert report["gradable"], report
    (graded,) = report["problems"]
    lost = {q["question"]: q["message"] for q in graded["questions"] if not is_full(q)}
    assert not lost, graded["notes"]
    for answer in graded["written"] if not way.endswith(WITHOUT_WORDS) else ():
        shown = "\n".join((answer["text"] or "", *(n["text"] for n in answer.get("near", ()))))
        assert normal(ANSWER) in normal(shown), answer


def test_there_is_an_answer_in_words_to_lose() -> None:
    assert any(reference(p).problem.written for p in PROBLEMS)
    assert all(ANSWER in LAYOUTS["indented"](written(p)) for p in PROBLEMS if reference(p).problem.written)
