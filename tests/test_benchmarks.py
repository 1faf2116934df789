"""Each benchmark still runs: on the smallest class, one round. What it measures is nobody's promise here."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from autograder.attacks.table import attacks
from autograder.declare.course import open_course
from benchmarks import plain, scale, warm
from benchmarks.others.__main__ import _ours
from benchmarks.others.make import make

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="grading needs Linux")


@pytest.mark.parametrize("problem", ["scalar_operations", "two_layer_nonlinear"])
def test_a_right_notebook_is_split_by_stage(problem: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(warm, "ROUNDS", 1)
    monkeypatch.setattr(warm, "WARM_UP", 1)
    warm.write_right_notebooks(open_course(), tmp_path)
    split = warm.measure(tmp_path, problem)
    assert split.total > sum(split.stages.values()) - split.stages["rest"] > split.bare > 0


def test_in_the_class_that_all_graders_get_only_the_right_ones_have_all_points(tmp_path: Path) -> None:
    reference = open_course().reference("two_layer_nonlinear")
    made = make(reference, tmp_path / "made", 8)
    assert len(made.right) == 2
    assert _ours("", made, tmp_path / "out", len(reference.problem.questions)).right


def test_a_class_of_scripts_grows(tmp_path: Path) -> None:
    run, stored, *seconds = scale.measured(4, tmp_path)
    assert run.submissions == 4
    assert min(stored, *seconds) > 0


def test_a_plain_grader_is_attacked_among_processes_of_its_own() -> None:
    numbers = {attack.name: number for number, attack in enumerate(attacks())}
    try:
        came = plain.apart(numbers["unlink"])
    except RuntimeError as error:
        pytest.skip(str(error))
    assert came == "worked"
