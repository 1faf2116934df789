"""A grade explained: in 80 columns, with inputs that show it again, and as a harmless page for the student."""

from __future__ import annotations

import re
import shutil
from pathlib import Path

import pytest

from tests.batch.made import run
from tests.corpus import CORPUS
from tests.sample import WHOLE

pytestmark = pytest.mark.slow
PROBLEM = "two_layer_nonlinear"
FILES = sorted((CORPUS / PROBLEM / "wrong").glob("*.py"))
CHOSEN = FILES if WHOLE else [p for p in FILES if p.stem in ("dz1_unused", "frozen_layer", "nan")]


@pytest.fixture(scope="module")
def out(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("graded")
    (folder / "in").mkdir()
    for path in CHOSEN:
        shutil.copy(path, folder / "in")
    hostile = CHOSEN[0].read_text() + "# </code></pre><script>alert(1)</script>\n"
    hostile = re.sub(r"(\n *)(return [^\n]*)(?=\n)", r"\1# <script>alert(1)</script>\n\g<1>\2", hostile)
    (folder / "in" / "hostile.py").write_text(hostile)
    assert run("grade", folder / "in", "--out", folder / "out", "--problem", PROBLEM).returncode == 0
    return folder / "out"


def questions(out: Path, student: str, status: str) -> list[str]:
    import json

    report = json.loads((out / "reports" / f"{student}.json").read_text())
    return [q["question"] for q in report["problems"][0]["questions"] if q["status"] == status]


@pytest.mark.parametrize("path", CHOSEN, ids=lambda p: p.stem)
def test_what_is_wrong_is_shown_in_80_columns_with_the_smallest_inputs(out: Path, path: Path) -> None:
    wrong = questions(out, path.stem, "wrong")
    for question in wrong[:1]:
        done = run("explain", out, path.stem, question)
        assert done.returncode == 0, done.stderr
        text = done.stdout
        ours = [line for line in text.splitlines() if line.strip() and line.strip() not in path.read_text()]
        assert max(map(len, ours)) <= 80
        assert "# the student's:" in text
        assert "# expected:" in text


def test_what_follows_is_said_and_what_is_right_has_nothing_to_show(out: Path) -> None:
    text = run("explain", out, "dz1_unused", "backward.dW1").stdout
    assert "It is computed from backward.dz1 (" in text
    assert "It agrees with the reference on every test." in run("explain", out, "dz1_unused", "sigmoid").stdout


def test_the_page_is_for_the_student_and_harmless(out: Path) -> None:
    (question, *_) = questions(out, "hostile", "wrong")
    done = run("explain", out, "hostile", question, "--page")
    assert done.returncode == 0, done.stderr
    html = (out / "explained" / f"hostile.{question}.html").read_text()
    assert "# yours:" in html
    assert "&lt;script&gt;alert(1)" in html
    assert "<script" not in html
    assert "default-src 'none'" in html


def test_a_wrong_name_is_one_line_with_the_near_ones(out: Path) -> None:
    done = run("explain", out, "hostile", "dW1")
    assert (done.returncode, done.stderr.count("\n")) == (2, 1)
    assert "'backward.dW1'" in done.stderr
