"""The text of the class page: small enough, the same each time, harmless whatever students are called."""

from __future__ import annotations

import importlib.util
import random
import re

import pytest

from autograder.classroom.overview import count, row
from autograder.render.classroom.page import class_page
from autograder.report.report import Report
from autograder.report.status import Status
from tests.classroom.made import a_class, report
from tests.render.samples import PAYLOADS, hostile, hostile_reason


def test_a_page_of_1000_students_is_below_2_mb_and_lists_them_all() -> None:
    page = class_page(a_class(1000, broken=10))
    assert len(page.encode()) < 2_000_000
    assert page.count('<tr id="s') == 1000
    assert len(set(re.findall(r'href="feedback/(student-\d+)\.html"', page))) == 1000
    assert page.count("data:image/svg+xml") == 6, "a distribution and two heat maps, light and dark"


@pytest.mark.parametrize(
    ("found", "says"),
    [
        (a_class(1), ("A single score is not shown as a chart", "<strong>1</strong> graded")),
        (a_class(5, Status.CORRECT), ("mean <strong>100 %</strong>", "There are none")),
        (a_class(5, Status.NOT_IMPLEMENTED), ("mean <strong>0 %</strong>", "5 not written yet")),
        (a_class(5, broken=5), ("<strong>0</strong> graded", "ends at byte 4", "This is not a zero")),
        (count([]), ("<strong>0</strong> graded",)),
    ],
    ids=["one", "all right", "nothing written", "none gradable", "nobody"],
)
def test_the_page_of_an_odd_class_says_what_there_is(found: object, says: tuple[str, ...]) -> None:
    page = class_page(found)  # type: ignore[arg-type]
    for sentence in says:
        assert sentence in page
    assert "None" not in re.sub(r"<(style|script)>.*?</\1>", "", page, flags=re.DOTALL)
    assert not re.search(r">\s*nan|nan %", page)


def test_the_same_class_gives_the_same_page() -> None:
    assert class_page(a_class(12)) == class_page(a_class(12))


@pytest.mark.parametrize("payload", PAYLOADS)
def test_hostile_text_stays_text(payload: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(importlib.util, "find_spec", lambda _: None)  # charts hold numbers and questions only
    text = PAYLOADS[payload]
    rng = random.Random(1)
    found = count(
        row(r)
        for r in (
            hostile(text),
            hostile_reason(text),
            report(text, "one", lambda: Status.WRONG, rng),
            Report("plain", "plain", ""),
        )
    )
    page = class_page(found)
    plain = class_page(
        count(
            row(r)
            for r in (
                hostile("x"),
                hostile_reason("x"),
                report("x", "one", lambda: Status.WRONG, random.Random(1)),
                Report("plain", "plain", ""),
            )
        )
    )
    assert sorted(set(re.findall(r"<(/?[a-z0-9!]+)", page))) == sorted(set(re.findall(r"<(/?[a-z0-9!]+)", plain)))
    assert page.count("<script") == 1
    assert not re.search("[\x00-\x08\x0b-\x1f\x7f-\x9f\u200b-\u200f\u202a-\u202e\u2066-\u2069\ud800-\udfff]", page)


def test_without_matplotlib_the_page_stands_and_says_what_is_missing(monkeypatch: pytest.MonkeyPatch) -> None:
    found = importlib.util.find_spec
    monkeypatch.setattr(importlib.util, "find_spec", lambda n: None if n == "matplotlib" else found(n))
    page = class_page(a_class(3))
    assert "backprop-autograder[class]" in page
    assert "data:image" not in page
    assert page.count('<tr id="s') == 3
