"""A class on several slots: order, nothing lost, and what happens when a slot's process dies."""

from __future__ import annotations

import os
import sys
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from autograder.batch import pool, worker
from autograder.batch import slot_process as process
from autograder.batch.cores import cores
from autograder.batch.folder import OutputError, OutputFolder, Pages, pages
from autograder.batch.pool import grade_groups
from autograder.batch.worker import Finished, Job, Prior, Slot
from autograder.declare.course import open_course
from autograder.grading import Examined, Grader
from autograder.report.report import Report
from autograder.sandbox import ForkServer, Sandbox
from autograder.sandbox.host import fork_server
from autograder.submissions.gather import find
from autograder.submissions.source import Source
from autograder.submissions.submission import Submission

SOURCE = """\
# autograder: problem = univariate_regression
def loss(y_hat, y):
    return ((y_hat - y) ** 2).mean()
"""

pytestmark = [pytest.mark.skipif(sys.platform != "linux", reason="the pool forks on Linux only"), pytest.mark.slow]


@pytest.fixture
def sources(tmp_path: Path) -> tuple[Source, ...]:
    folder = tmp_path / "class"
    folder.mkdir()
    for number in range(9):
        (folder / f"s{number}.py").write_text(SOURCE + f"# {number}\n")
    return find([folder])


@pytest.fixture
def job(tmp_path: Path) -> Job:
    output = OutputFolder(tmp_path / "out")
    output.prepare()
    return Job(open_course(), b"secret", output)


def graded(job: Job, sources: tuple[Source, ...], slots: int) -> list[Report]:
    reports = {g.place: g.report for group in grade_groups(job, sources, slots) for g in group}
    return [reports[place] for place in range(len(sources))]


def test_every_submission_comes_back_once_whatever_the_number_of_slots(job: Job, sources: tuple[Source, ...]) -> None:
    for slots in (1, 2, 4):
        reports = graded(job, sources, slots)
        assert [r.name for r in reports] == [s.name for s in sources]
        assert {r.score for r in reports} == {1.0}
        assert len({r.sha256 for r in reports}) == len(sources)


@pytest.mark.parametrize("plenty", [0, 100], ids=["one ahead", "none ahead"])
def test_a_slot_that_dies_loses_nothing_but_the_submission_that_kills_it(
    job: Job, sources: tuple[Source, ...], monkeypatch: pytest.MonkeyPatch, plenty: int
) -> None:
    monkeypatch.setattr(pool, "PLENTY", plenty)
    honest = Slot.grade

    def deadly(self: Slot, source: Source) -> Finished:
        if source.name == "s4":
            os._exit(9)
        return honest(self, source)

    monkeypatch.setattr(Slot, "grade", deadly)
    reports = graded(job, sources, 2)
    assert [r.gradable for r in reports] == [r.name != "s4" for r in reports]
    assert "died" in (reports[4].reason or "")
    assert {r.score for r in reports if r.gradable} == {1.0}


def test_a_slot_that_dies_once_costs_nothing(
    job: Job, sources: tuple[Source, ...], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    honest = Slot.grade

    def dies_once(self: Slot, source: Source) -> Finished:
        if source.name == "s4" and not (tmp_path / "died").exists():
            (tmp_path / "died").touch()
            os._exit(9)
        return honest(self, source)

    monkeypatch.setattr(Slot, "grade", dies_once)
    assert all(r.gradable for r in graded(job, sources, 2))


@pytest.mark.parametrize("small", [0, 1 << 16], ids=["too large to wait in the pipe", "small enough"])
def test_what_is_too_large_to_wait_in_the_pipe_waits_here(
    job: Job, sources: tuple[Source, ...], monkeypatch: pytest.MonkeyPatch, small: int
) -> None:
    """Two that both send what the pipe does not hold would wait for each other for ever."""
    monkeypatch.setattr(pool, "PLENTY", 0)
    monkeypatch.setattr(process, "SMALL", small)
    most = 0
    honest = process.SlotProcess.ask

    def watched(self: process.SlotProcess, place: int, source: Source, prior: Prior | None) -> bool:
        nonlocal most
        done = honest(self, place, source, prior)
        most = max(most, len(self.asked))
        return done

    monkeypatch.setattr(process.SlotProcess, "ask", watched)
    assert all(r.gradable for r in graded(job, sources, 2))
    assert most == (2 if small else 1)


def test_what_ends_within_a_moment_is_given_together_and_nothing_waits_longer(
    job: Job, sources: tuple[Source, ...], monkeypatch: pytest.MonkeyPatch
) -> None:
    sizes = []
    for together in (60.0, 0.0):
        monkeypatch.setattr(pool, "TOGETHER", together)
        sizes.append([len(group) for group in pool.grade_groups(job, sources, 2)])
    assert sizes[0] == [len(sources)]
    assert sum(sizes[1]) == len(sources)
    assert max(sizes[1]) <= 2, "one of each slot"


@pytest.mark.parametrize("stage", ["examined", "written"])
def test_a_fault_of_our_own_code_costs_one_submission_its_grade_and_no_other(
    job: Job, sources: tuple[Source, ...], monkeypatch: pytest.MonkeyPatch, stage: str
) -> None:
    honest = Grader.examine

    def faulty(self: Grader, submission: Submission, **options: Any) -> Examined:
        if submission.name == "s4":
            raise ZeroDivisionError("ours")
        return honest(self, submission, **options)

    def faulty_pages(report: Report) -> Pages:
        if report.slug == "s4" and report.gradable:
            raise ZeroDivisionError("ours")
        return pages(report)

    if stage == "examined":
        monkeypatch.setattr(Grader, "examine", faulty)
    else:
        monkeypatch.setattr(worker, "pages", faulty_pages)
    reports = graded(job, sources, 2)
    assert [r.gradable for r in reports] == [r.name != "s4" for r in reports]
    assert "ZeroDivisionError at test_pool.py" in (reports[4].reason or "")


def test_an_output_folder_that_vanishes_is_said(job: Job, sources: tuple[Source, ...]) -> None:
    for folder in ("reports", "feedback"):
        (job.output.root / folder).rmdir()
    with pytest.raises(OutputError, match="cannot write"):
        graded(job, sources, 2)


def test_all_slots_are_made_from_a_sandbox_that_has_been_started(
    job: Job, sources: tuple[Source, ...], monkeypatch: pytest.MonkeyPatch
) -> None:
    with Sandbox(job.limits, job.isolation) as origin:
        monkeypatch.setattr(fork_server, "_started", lambda *_: pytest.fail("another one is started"))
        groups = list(grade_groups(job, sources, 3, lambda: origin))
        assert {f.report.score for group in groups for f in group} == {1.0}
        monkeypatch.undo()


@pytest.mark.parametrize("slots", [1, 2])
def test_a_sandbox_that_was_started_for_something_else_is_not_used(
    job: Job, sources: tuple[Source, ...], slots: int
) -> None:
    limits = replace(job.limits, call_seconds=job.limits.call_seconds + 1)
    for other in (Sandbox(limits, job.isolation), Sandbox(job.limits, job.isolation, packages=("numpy", "click"))):
        with other:
            groups = list(grade_groups(job, sources, slots, lambda other=other: other))  # type: ignore[misc]
            assert {f.report.score for group in groups for f in group} == {1.0}
            server = other.fork_server
            assert server is not None
            assert not children(server), "no slot's is a copy of it"


def children(server: ForkServer) -> str:
    assert server._process is not None
    pid = server._process.pid
    return Path(f"/proc/{pid}/task/{pid}/children").read_text(encoding="ascii").strip()


def test_a_slot_keeps_to_its_core_and_gives_the_others_back(job: Job) -> None:
    before = cores()
    with worker.open_slot(job, cpu=before[-1]):
        assert cores() == [before[-1]]
        assert os.sched_getscheduler(0) == os.SCHED_BATCH, "it leaves the core to the student's process"
    assert cores() == before
    assert os.sched_getscheduler(0) == os.SCHED_OTHER


def test_the_cores_are_those_that_this_process_may_use() -> None:
    assert cores() == sorted(os.sched_getaffinity(0))
