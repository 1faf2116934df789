"""The SVG: well-formed, said in words, nothing that runs or asks, every number finite and in its place."""

from __future__ import annotations

import math
import re
from functools import cache
from xml.etree import ElementTree as ET

import pytest

from autograder.render.html import to_html
from autograder.render.svg import figure
from autograder.render.svg.canvas import label, log_ticks, num, ticks
from autograder.report.picture import Descent, Graph, Losses, NodeMark, Picture
from autograder.report.report import ProblemReport, Report
from tests.sample import sample
from tests.sketch.students import PROBLEMS, judged, numbers, pictures, reference, student

pytestmark = pytest.mark.slow

ELEMENTS = {"svg", "title", "desc", "g", "path", "rect", "circle", "ellipse", "text"}
ATTRIBUTES = {
    *("aria-labelledby", "class", "cx", "cy", "d", "height", "id", "r", "role", "rx", "ry", "text-anchor"),
    *("transform", "viewBox", "width", "x", "y"),
}
MOST_BYTES = 300_000


@cache
def every(name: str) -> tuple[tuple[str, tuple[Picture, ...]], ...]:
    """The pictures of the right student and of one with each mistake: one in three of each function, unless WHOLE=1."""
    edits = sample(reference(name).edits, 3, lambda edit: edit[0].function)
    students = [("right", student(name)), *((f"{m.function}: {m.name}", e) for m, e in edits)]
    return tuple((who, pictures(mine)) for who, mine in students)


@pytest.mark.parametrize("name", PROBLEMS)
def test_every_picture_is_well_formed_and_titled_and_holds_nothing_foreign(name: str) -> None:
    for who, drawn in every(name):
        for i, picture in enumerate(drawn):
            svg = figure(picture, f"f{i}").svg
            root = ET.fromstring(svg)
            title, desc = root[0], root[1]
            assert (title.tag, desc.tag) == ("title", "desc"), who
            assert title.text, who
            assert desc.text, who
            assert root.get("role") == "img"
            assert root.get("aria-labelledby") == f"{title.get('id')} {desc.get('id')}" == f"f{i}-t f{i}-d"
            assert {e.tag for e in root.iter()} <= ELEMENTS, who
            assert {a for e in root.iter() for a in e.attrib} <= ATTRIBUTES, who


@pytest.mark.parametrize("name", PROBLEMS)
def test_every_number_is_finite_and_near_the_picture(name: str) -> None:
    for who, drawn in every(name):
        for picture in drawn:
            svg = figure(picture, "f").svg
            assert all(math.isfinite(n) and abs(n) < 2000 for n in numbers(svg)), who
            assert not re.search(r"\b(nan|inf)\b", svg.replace("nan or inf", "")), who


@pytest.mark.parametrize("name", PROBLEMS)
def test_a_page_stays_small(name: str) -> None:
    verdicts, _ = judged(student(name))
    for who, drawn in every(name):
        page = to_html(Report(who, "slug", "0" * 64, (ProblemReport(name, name, verdicts, (), drawn),)))
        assert len(page.encode()) < MOST_BYTES
        assert page.count('class="picture ') == len(drawn)


def test_marks_differ_by_more_than_their_colour() -> None:
    """Each mark has lines or a frame of its own in the picture, and a character and words in the legend."""
    from autograder.render.svg.graph import LOOKS

    assert set(LOOKS) == set(NodeMark)
    assert len({look.kind for look in LOOKS.values()}) == len(LOOKS)
    shapes = [look.lines for mark, look in LOOKS.items() if mark is not NodeMark.FIRST]
    assert len(set(shapes)) == len(shapes)


def test_a_listener_hears_the_verdicts() -> None:
    (_, drawn), *_ = every("two_layer_nonlinear")
    root = ET.fromstring(figure(drawn[0], "f").svg)
    assert "a1 from z1: right." in str(root[1].text)
    assert "Gradient dW1 from dz1: right." in str(root[1].text)


@pytest.mark.parametrize("value", [math.nan, math.inf, -math.inf])
def test_no_place_for_what_is_no_number(value: float) -> None:
    with pytest.raises(ValueError, match="no place"):
        num(value)


@pytest.mark.parametrize(("value", "said"), [(1.0, "1"), (-0.04, "0"), (2.345, "2.3"), (-1.25, "-1.2"), (100.0, "100")])
def test_coordinates_are_short(value: float, said: str) -> None:
    assert num(value) == said


@pytest.mark.parametrize(
    ("value", "said"),
    [
        (0.0, "0"),
        (-1.5, "\N{MINUS SIGN}1.5"),
        (1000.0, "1000"),
        (1e5, "10⁵"),
        (1e-12, "10⁻¹²"),
        (2e6, "2·10⁶"),
        (0.30000000000000004, "0.3"),
    ],
)
def test_ticks_are_written_to_be_read(value: float, said: str) -> None:
    assert label(value) == said


@pytest.mark.parametrize(("low", "high"), [(0, 1), (-3, 2.6), (0.001, 0.0011), (-1e6, 1e9), (5, 5.0001)])
def test_ticks_are_round_few_and_inside(low: float, high: float) -> None:
    found = ticks(low, high, 6)
    assert 2 <= len(found) <= 7
    assert all(low - 1e-9 * abs(low) <= t <= high + 1e-9 * abs(high) for t in found)


@pytest.mark.parametrize(("low", "high"), [(-1.2, 0.6), (-0.1, 0.2), (0, 3), (-300, 300), (-14, 2)])
def test_logarithmic_ticks_are_few_and_inside(low: float, high: float) -> None:
    found = log_ticks(low, high, 5)
    assert 1 <= len(found) <= 8
    assert all(low <= t <= high for t in found)


def test_every_kind_of_picture_was_looked_at() -> None:
    kinds = {type(p) for name in PROBLEMS for _, drawn in every(name) for p in drawn}
    assert kinds == {Graph, Losses, Descent}
