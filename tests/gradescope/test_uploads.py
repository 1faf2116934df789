"""What a student may upload, and what is answered."""

from __future__ import annotations

import io
import json
import zipfile
from pathlib import Path
from typing import Any

import pytest

from tests.gradescope.common import PROBLEMS, ROOT, notebook, right, submit

pytestmark = pytest.mark.slow

UNI, LINEAR = PROBLEMS
METADATA = {"id": 1, "created_at": "2026-11-27T12:00:00.000000-08:00", "previous_submissions": []}


def zip_of(**files: str) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as opened:
        for name, content in files.items():
            opened.writestr(name, content)
    return buffer.getvalue()


def test_right_answers_get_all_points_in_the_order_of_the_notebooks(autograder: Path) -> None:
    files = {"a.py": right(UNI), f"{LINEAR}.ipynb": notebook(LINEAR, right(LINEAR))}
    outcome = submit(autograder, files, METADATA)
    assert (outcome.code, outcome.score) == (0, sum(t["max_score"] for t in outcome.tests()))
    assert {t["status"] for t in outcome.tests()} == {"passed"}
    names = [t["name"] for t in outcome.tests()]
    assert names[0].startswith(UNI)
    order = [n for n in names if n.startswith(LINEAR)]
    assert order == names[-len(order) :]
    assert order.index(f"{LINEAR}: forward.h") < order.index(f"{LINEAR}: backward.dW1")
    assert outcome.results["extra_data"]["graded"] is True
    assert 0 < outcome.results["execution_time"] < 600
    assert outcome.results["stdout_visibility"] == "hidden"


def test_a_mistake_costs_its_points_and_has_its_hint(autograder: Path) -> None:
    wrong = ROOT / "tests" / "corpus" / UNI / "wrong" / "missing_mean.py"
    outcome = submit(autograder, {wrong.name: wrong.read_bytes(), f"{LINEAR}.py": right(LINEAR)}, METADATA)
    of = {t["name"].partition(": ")[2]: t for t in outcome.tests(UNI)}
    assert of["backward.dy_hat"]["status"] == "failed"
    assert "Where to think" in of["backward.dy_hat"]["output"]
    assert "<table>" in of["backward.dy_hat"]["output"]
    assert {t["status"] for t in outcome.tests(LINEAR)} == {"passed"}
    assert f"{of['backward.dw']['score']:g}" == "1", "what follows keeps its points"


@pytest.mark.parametrize(
    ("files", "said"),
    [
        ({}, ("The upload is empty", "two_layer_linear.ipynb")),
        ({"essay.pdf": b"%PDF", "data.csv": b"1"}, ("data.csv, essay.pdf", "two_layer_linear.ipynb")),
        ({"sorting.ipynb": notebook("sorting", "x = 1")}, ("sorting", "no problem of this course")),
        ({"hw.ipynb": notebook(None, "x = 1")}, ("hw.ipynb", "no problem of this course")),
        ({f"{UNI}.ipynb": b"{"}, (UNI, "JSON")),
        ({f"{UNI}.ipynb": b""}, (UNI, "empty")),
        ({"a.zip": zip_of(**{"../../x.py": "1"})}, ("points outside the archive", "Upload the notebooks")),
    ],
    ids=["nothing", "no notebook", "another assignment", "no name", "no json", "empty", "hostile zip"],
)
def test_a_wrong_upload_says_what_to_upload(autograder: Path, files: dict[str, Any], said: tuple[str, ...]) -> None:
    outcome = submit(autograder, files, METADATA)
    assert [part for part in said if part not in outcome.output] == []
    assert "Nothing was graded" in outcome.output
    assert "A new upload replaces the one before" in outcome.output
    assert outcome.score == 0
    assert outcome.results["extra_data"]["graded"] is False
    assert "Traceback" not in outcome.output + outcome.stdout


def test_a_file_of_three_hundred_megabytes_is_refused_at_once(autograder: Path) -> None:
    folder = autograder / "submission"
    folder.mkdir()
    with (folder / f"{UNI}.ipynb").open("wb") as file:
        file.truncate(300 << 20)
    outcome = submit(autograder, {}, METADATA)
    assert "more than 100 MiB" in outcome.output
    assert "Upload the notebooks" in outcome.output
    assert outcome.results["execution_time"] < 30, "a quarter of a second where nothing else runs"


def test_of_two_notebooks_for_one_problem_one_is_graded_and_both_are_named(autograder: Path) -> None:
    files = {"univariate_regression.py": "x = 1", "univariate_regression (2).py": right(UNI)}
    outcome = submit(autograder, {**files, f"{LINEAR}.py": right(LINEAR)}, METADATA)
    assert outcome.output.count("Two files are about univariate_regression") == 1
    assert "Upload only the file that should be graded" in outcome.output
    for name in files:
        assert name in outcome.output


@pytest.mark.parametrize("name", [f"{UNI}-Copy1.py", "a.py", "FINAL2.txt", f"sub/{UNI}.py"])
def test_an_untouched_file_never_goes_before_a_written_one(autograder: Path, name: str) -> None:
    declared = "# autograder: problem = univariate_regression\n"
    stub = declared + "".join(f"def {f}(*a):\n    raise NotImplementedError\n" for f in ("predict", "loss", "train"))
    files = {f"{UNI}.py": stub, name: declared + right(UNI)}
    outcome = submit(autograder, {**files, f"{LINEAR}.py": right(LINEAR)}, METADATA)
    assert outcome.score == sum(t["max_score"] for t in outcome.tests()) > 0
    assert f"{name} is graded (" in outcome.output
    assert f"{UNI}.py (nothing written in it) is not" in outcome.output


def test_a_problem_that_was_left_out_costs_its_points_only(autograder: Path) -> None:
    outcome = submit(autograder, {f"{UNI}.py": right(UNI)}, METADATA)
    assert outcome.score == sum(t["max_score"] for t in outcome.tests(UNI)) > 0
    assert {t["score"] for t in outcome.tests(LINEAR)} == {0}
    assert "contains no notebook for two_layer_linear" in outcome.output


def test_a_zip_in_the_upload_is_opened(autograder: Path) -> None:
    outcome = submit(autograder, {"mine.zip": zip_of(**{f"{UNI}.py": right(UNI), f"{LINEAR}.py": right(LINEAR)})})
    assert outcome.score == sum(t["max_score"] for t in outcome.tests()) > 0


@pytest.mark.sampled(2)
@pytest.mark.parametrize(
    "metadata",
    [None, b"", b"{", b"[]", b"{}", b"\xff\xfe", b'{"created_at": 5}', b"[" * 100_000, b'{"previous_submissions": {}}'],
    ids=["missing", "empty", "truncated", "list", "nothing", "no text", "number", "deep", "odd"],
)
def test_metadata_that_cannot_be_read_costs_the_student_nothing(autograder: Path, metadata: bytes | None) -> None:
    outcome = submit(autograder, {f"{UNI}.py": right(UNI)}, metadata)
    assert outcome.score == sum(t["max_score"] for t in outcome.tests(UNI)) > 0
    assert "submission_metadata.json" in outcome.stdout
    assert "submission_metadata.json" not in outcome.output


def test_a_link_in_the_upload_is_not_followed(autograder: Path) -> None:
    (autograder / "submission").mkdir()
    (autograder / "submission" / f"{UNI}.py").symlink_to(autograder / "source" / "solutions" / f"{UNI}.py")
    outcome = submit(autograder, {}, METADATA)
    assert "symbolic link" in outcome.output
    assert outcome.score == 0


def test_the_students_text_is_escaped(autograder: Path) -> None:
    tag = "<script>alert(1)</script><b onmouseover=alert(2)>"
    source = right(UNI, loss=f"def loss(y_hat, y):\n    raise ValueError({tag!r})\n")
    outcome = submit(autograder, {f"{UNI}.py": source, f"{tag.replace('/', '')}.py": right(LINEAR)}, METADATA)
    text = json.dumps(outcome.results)
    assert "&lt;script&gt;alert(1)" in text
    assert "<script" not in text
    assert "<b " not in text
