"""`autograder similar` on a graded class: copies first, groups are one hand-in, the page is the owner's."""

from __future__ import annotations

import random
from pathlib import Path

import pytest

from autograder.batch.similar import given_code
from autograder.declare.course import open_course
from tests.batch.made import run
from tests.classroom.similar.made import disguised, own
from tests.submissions.exports import GRADESCOPE

HEAD = "# autograder: problem = two_layer_linear\n"


@pytest.mark.slow
def test_the_pair_of_copies_is_shown_first(tmp_path: Path) -> None:
    rng = random.Random(7)
    written = [own(rng) for _ in range(7)]
    (tmp_path / "in").mkdir()
    for number, cells in enumerate([*written, disguised(written[3], rng)]):
        (tmp_path / "in" / f"s{number}.py").write_text(HEAD + "\n\n".join(cells))
    run("grade", tmp_path / "in", "--out", tmp_path / "out")
    done = run("similar", tmp_path / "out")
    assert done.returncode == 0, done.stderr
    assert done.stdout.splitlines()[1].split()[2:4] == ["s3", "s7"]
    assert "does not" in done.stdout
    assert done.stdout.splitlines()[-1].endswith("similar.html")
    page = tmp_path / "out" / "similar.html"
    assert page.stat().st_mode & 0o077 == 0
    assert "def backward" in page.read_text()


@pytest.mark.slow
def test_members_of_a_group_have_one_hand_in(tmp_path: Path) -> None:
    run("grade", GRADESCOPE.as_folder(tmp_path / "in"), "--out", tmp_path / "out")
    done = run("similar", tmp_path / "out")
    assert done.returncode == 0, done.stderr
    pairs = done.stdout.splitlines()[1:4]
    assert all("John Smith, John Smith" in pair or "John" not in pair for pair in pairs), "nobody copies from the group"


def test_the_given_code_is_the_lesson_without_its_solutions() -> None:
    course = open_course()
    for name in course.names:
        reference = course.reference(name)
        given = "\n".join(given_code(reference))
        for source in reference.sources.values():
            assert source.strip().partition("\n")[0] in given
            assert source.strip() not in given
        assert "Problem(" not in given
        assert "import numpy" in given
