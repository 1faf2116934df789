"""The process that writes the class page: it writes what would be written here, and is nobody's trouble."""

import os
import random
import sys
from collections.abc import Iterator
from multiprocessing import active_children
from multiprocessing.process import BaseProcess
from pathlib import Path

import pytest

from autograder.batch import folder
from autograder.batch.folder import OutputFolder
from autograder.batch.page_process import PageProcess
from autograder.classroom.overview import count, row
from autograder.render.classroom.page import class_page
from autograder.report.report import Report
from autograder.report.status import Status
from tests.classroom.made import a_class, report

FOUND = a_class(12)


def test_it_writes_the_same_page() -> None:
    with PageProcess() as writer:
        writer.start()
        assert writer.page(FOUND) == class_page(FOUND)


def test_without_one_the_page_is_written_here() -> None:
    with PageProcess() as writer:
        assert writer.page(FOUND) == class_page(FOUND)


def _process(writer: PageProcess) -> BaseProcess:
    assert writer._process is not None
    return writer._process


@pytest.mark.skipif(sys.platform != "linux", reason="forks nowhere else")
def test_the_page_is_written_here_where_the_process_has_died() -> None:
    with PageProcess() as writer:
        writer.start()
        process = _process(writer)
        process.kill()
        process.join()
        assert writer.page(FOUND) == class_page(FOUND)


@pytest.mark.skipif(sys.platform != "linux", reason="forks nowhere else")
def test_a_large_class_is_not_held_twice(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    reports = [report(name, name, lambda: Status.CORRECT, random.Random(0)) for name in "abcdef"]
    monkeypatch.setattr(folder, "MANY", 4)
    processes: list[int] = []

    def each() -> Iterator[Report]:
        for one in reports:
            yield one
            processes.append(len(active_children()))

    OutputFolder(tmp_path).write_class(each())
    assert processes == [0, 1, 1, 0, 0, 0]
    assert (tmp_path / "class.html").read_text(encoding="utf-8") == class_page(count(map(row, reports)))


@pytest.mark.skipif(sys.platform != "linux", reason="forks nowhere else")
def test_nothing_of_it_is_left() -> None:
    with PageProcess() as writer:
        writer.start()
        process = _process(writer)
        assert process.is_alive()
    assert not process.is_alive()


def test_what_cannot_be_written_is_an_error_here() -> None:
    with PageProcess() as writer:
        writer.start()
        with pytest.raises(AttributeError):
            writer.page(None)  # type: ignore[arg-type]


@pytest.mark.skipif(sys.platform != "linux", reason="forks nowhere else")
def test_where_no_process_can_be_started_the_page_is_written_here(monkeypatch: pytest.MonkeyPatch) -> None:
    def none(*_: object) -> None:
        raise BlockingIOError("Resource temporarily unavailable")

    monkeypatch.setattr(os, "fork", none)
    with PageProcess() as writer:
        writer.start()
        assert writer.page(FOUND) == class_page(FOUND)
