"""The text of the class page: small enough, the same each time, harmless whatever students are called."""

from __future__ import annotations

import base64
import random
import re
import struct
import zlib
from dataclasses import replace
from xml.etree import ElementTree as ET

import pytest

from autograder.classroom.overview import count, row
from autograder.render.classroom.charts import DARK, LIGHT, Theme, distribution, heat_map
from autograder.render.classroom.page import class_page
from autograder.report.report import Report
from autograder.report.status import Kind, Status
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
def test_hostile_text_stays_text(payload: str) -> None:
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


SVG = "{http://www.w3.org/2000/svg}"


def drawn(address: str) -> ET.Element:
    return ET.fromstring(base64.b64decode(address.partition("base64,")[2]))


def colours(picture: ET.Element, columns: int) -> list[list[str | None]]:
    """Read the colours of a heat map back from its picture; None is a cell with nothing in it."""
    (image,) = picture.iter(f"{SVG}image")
    data, chunks = base64.b64decode(image.attrib["href"].partition("base64,")[2])[8:], {}
    while data:
        (size,) = struct.unpack(">I", data[:4])
        assert zlib.crc32(data[4 : 8 + size]) == struct.unpack(">I", data[8 + size : 12 + size])[0]
        chunks[data[4:8]], data = data[8 : 8 + size], data[12 + size :]
    palette, clear = chunks[b"PLTE"], chunks[b"tRNS"]
    known = [f"#{palette[3 * i : 3 * i + 3].hex()}" if clear[i] else None for i in range(len(clear))]
    rows = zlib.decompress(chunks[b"IDAT"])
    assert struct.unpack(">II", chunks[b"IHDR"][:8]) == (columns, len(rows) // (columns + 1))
    return [[known[c] for c in rows[i + 1 : i + 1 + columns]] for i in range(0, len(rows), columns + 1)]


@pytest.mark.parametrize(("theme", "which"), [(LIGHT, "light"), (DARK, "dark")])
def test_a_cell_of_the_heat_map_has_the_colour_of_its_status(theme: Theme, which: str) -> None:
    found = a_class(30)
    for line in found.problems:
        chart = heat_map(found, line)
        cells = colours(drawn(getattr(chart, which)), len(line.questions))
        for place, row_of_cells in zip(line.rows, cells, strict=True):
            (own,) = [p for p in found.rows[place].problems if p.problem == line.problem]
            assert row_of_cells == [theme.kinds[status.kind] for status in own.statuses]
    assert {c for cell_row in cells for c in cell_row} == {theme.kinds[k] for k in Kind}


def test_a_question_that_a_student_was_not_asked_is_an_empty_cell() -> None:
    rng = random.Random(0)
    short, long = (report(n, n, lambda: Status.CORRECT, rng, ("optimizers",)) for n in "ab")
    (problem,) = short.problems
    short = replace(short, problems=(replace(problem, verdicts=problem.verdicts[1:]),))
    found = count([row(long), row(short)])
    cells = colours(drawn(heat_map(found, found.problems[0]).light), len(problem.verdicts))
    assert sorted(row_of_cells.count(None) for row_of_cells in cells) == [0, 1]


@pytest.mark.parametrize("students", [2, 40])
def test_a_bar_is_as_tall_as_its_number_of_students(students: int) -> None:
    found = a_class(students)
    picture = drawn(distribution(found).light)
    bars = [float(bar.attrib["height"]) for bar in picture.iter(f"{SVG}rect")]
    numbers = [
        int(t.text or "")
        for t in picture.iter(f"{SVG}text")
        if t.attrib["font-size"] == "12" and t.text != "percent of the points"
    ]
    assert sum(numbers) == students
    assert bars == pytest.approx([n * max(bars) / max(numbers) for n in numbers], abs=0.1)
