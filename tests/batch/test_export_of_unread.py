"""Nobody's total is final, and nobody's is 0, because somebody has not read an answer yet: staff say what counts."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from autograder.batch.entry import Entry, Packed
from autograder.batch.export import ExportRequest, UnreadAnswersError, export
from autograder.batch.store import NAME, Store, open_store
from autograder.render.grades.sheet import Unread
from autograder.report.report import ProblemReport, Report, WrittenAnswer
from autograder.report.status import Status
from autograder.report.verdict import Verdict

PACKED = Packed("p", 1, "", "", "", b"", None, b"")


def report(slug: str, *written: WrittenAnswer) -> Report:
    return Report(slug, slug, "", (ProblemReport("p", "P", (Verdict("q", Status.WRONG, 3, 4, ""),), written=written),))


REPORTS = (
    report("marked", WrittenAnswer("w", "W", 2, "text", 1.5), WrittenAnswer("v", "V", 1, "")),
    report("waits", WrittenAnswer("w", "W", 2, "text"), WrittenAnswer("v", "V", 1, "text", 1)),
    report("worth-nothing", WrittenAnswer("w", "W", 2, "text", 2), WrittenAnswer("v", "V", 0, "text")),
    Report("broken", "broken", "", reason="not a notebook"),
)


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    with open_store(tmp_path / NAME, make=True) as opened:
        opened.put((Entry(place, "", one), [PACKED] * len(one.problems)) for place, one in enumerate(REPORTS))
        yield opened


def totals(store: Store, unread: Unread) -> list[float | None]:
    return [grade.total for grade in export(store, None, ExportRequest("HW", unread=unread)).sheet.grades]


def test_who_waits_is_said_before_anything_is_written(store: Store) -> None:
    with pytest.raises(UnreadAnswersError, match="1 answer in words is unread and holds up 1 of 4 students: waits"):
        export(store, None, ExportRequest("HW"))
    assert store.unread == 1, "a question of 0 points holds nobody up"


def test_each_way_to_go_on(store: Store) -> None:
    assert totals(store, Unread.EMPTY) == [4.5, None, 5, None]
    assert totals(store, Unread.ZERO) == [4.5, 4, 5, None]
    assert totals(store, Unread.MACHINE) == [3, 3, 3, None]
    (said,) = [s for s in export(store, None, ExportRequest("HW", unread=Unread.EMPTY)).said if "unread" in s]
    assert said.endswith("waits; their grade stays empty")
    assert not [s for s in export(store, None, ExportRequest("HW", unread=Unread.ZERO)).said if "unread" in s]


def test_a_class_that_is_read_is_exported_without_a_question(store: Store) -> None:
    done = report("waits", WrittenAnswer("w", "W", 2, "text", 0), WrittenAnswer("v", "V", 1, "text", 1))
    store.put([(Entry(1, "", done), [PACKED])])
    assert len(export(store, None, ExportRequest("HW")).sheet.grades) == 4
