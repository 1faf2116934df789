"""Each benchmark still runs: on the smallest class, one round. What it measures is nobody's promise here."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from autograder.attacks.table import attacks
from autograder.declare.course import open_course
from benchmarks import cluster, first_check, plain, scale, warm
from benchmarks.others.__main__ import _ours
from benchmarks.others.make import make
from tests.sample import WHOLE

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="grading needs Linux")


@pytest.mark.parametrize("problem", ["scalar_operations", "two_layer_nonlinear"])
def test_a_right_notebook_is_split_by_stage(problem: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(warm, "ROUNDS", 1)
    monkeypatch.setattr(warm, "WARM_UP", 1)
    warm.write_right_notebooks(open_course(), tmp_path)
    split = warm.measure(tmp_path, problem)
    assert min(split.bare, *(ms for stage, ms in split.stages.items() if stage != "rest")) > 0
    assert split.stages["rest"] > 0, "of one round, the stages are parts"


def test_in_the_class_that_all_graders_get_only_the_right_ones_have_all_points(tmp_path: Path) -> None:
    reference = open_course().reference("two_layer_nonlinear")
    made = make(reference, tmp_path / "made", 8)
    assert len(made.right) == 2
    assert _ours("", made, tmp_path / "out", len(reference.problem.questions)).right


def test_a_class_of_scripts_grows(tmp_path: Path) -> None:
    run, stored, *seconds = scale.measured(4, tmp_path)
    assert run.submissions == 4
    assert min(stored, *seconds) > 0
    assert all(ended.peak > 0 for _, ended in scale.commands(tmp_path / "out"))


def test_a_plain_grader_is_attacked_among_processes_of_its_own() -> None:
    numbers = {attack.name: number for number, attack in enumerate(attacks())}
    try:
        came = plain.apart(numbers["unlink"])
    except RuntimeError as error:
        pytest.skip(str(error))
    assert came == "worked"


@pytest.mark.parametrize(
    ("slowest", "seconds"),
    [("command", 1000 * 0.05), ("scheduler", 1000 * 0.05), ("worker", 1000 * 0.05 / 4)],
)
def test_a_simulated_cluster_is_as_fast_as_its_slowest_part(
    slowest: str, seconds: float, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(cluster, "HANGS", 0.0)
    times = {"command": 0.001, "scheduler": 0.001, "worker": 0.001} | {slowest: 0.05}
    outcome = cluster.simulate(cluster.Costs(**times, bytes_out=1e3, bytes_in=1e3), 1000, workers=4)
    assert outcome.seconds == pytest.approx(seconds, rel=0.05)
    busy = {"command": outcome.command, "scheduler": outcome.scheduler, "worker": outcome.workers}
    assert max(busy, key=busy.__getitem__) == slowest
    assert busy[slowest] > 0.9


def test_a_submission_that_hangs_holds_up_only_its_worker(monkeypatch: pytest.MonkeyPatch) -> None:
    costs = cluster.Costs(command=0.001, scheduler=0.001, worker=0.02, bytes_out=1e3, bytes_in=1e3)
    monkeypatch.setattr(cluster, "HANGS", 0.0)
    without = cluster.simulate(costs, 2000, workers=8)
    monkeypatch.setattr(cluster, "HANGS", 1e-3)
    assert (
        without.seconds < cluster.simulate(costs, 2000, workers=8).seconds < without.seconds + 3 * cluster.HANG_SECONDS
    )


@pytest.mark.skipif(not WHOLE, reason="starts a cluster and grades with it three times; WHOLE=1 runs it")
def test_a_cluster_is_measured(tmp_path: Path) -> None:
    pytest.importorskip("distributed")
    notebooks = make(open_course().reference("two_layer_nonlinear"), tmp_path / "made", 8).notebooks
    rate, costs = cluster.measure(tmp_path, notebooks, 1)
    assert rate > 0
    assert min(costs.bytes_out, costs.bytes_in) > 1000


def test_from_set_up_to_the_first_check_is_measured(tmp_path: Path) -> None:
    run = first_check.first_check(sys.executable, "ours", tmp_path)
    assert min(run.seconds, run.cpu) > 0
    assert run.warnings == 0
    packages, size = first_check.installed(sys.executable)
    assert packages > 20
    assert size > 50
