"""The page of similar hand-ins: hostile text stays text, passages lead to each other, proof is not claimed."""

from __future__ import annotations

import io
import re
from html.parser import HTMLParser

import pytest
from rich.cells import cell_len
from rich.console import Console

from autograder.classroom.similar.comparison import ComparedPair, Side
from autograder.classroom.similar.passages import Piece
from autograder.render.similar.page import PROVES_NOTHING, similar_page, similar_table
from tests.render.samples import PAYLOADS


def comparison(text: str) -> ComparedPair:
    made = (Piece(text), Piece(text, 1), Piece("\n"), Piece(text, 7))
    sides = Side((text,), ("ada",), made, 71.0), Side((text, "Bob"), ("bo", "bob"), made[::-1], 40.0)
    return ComparedPair(99.6, 210, sides)


class Tags(HTMLParser):
    def __init__(self, page: str) -> None:
        super().__init__()
        self.tags: list[tuple[str, tuple[tuple[str, str | None], ...]]] = []
        self.feed(page)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, tuple(attrs)))


@pytest.mark.parametrize("payload", PAYLOADS)
def test_the_page_has_the_same_tags_whatever_was_handed_in(payload: str) -> None:
    page = similar_page([comparison(PAYLOADS[payload])], 18, 3)
    assert Tags(page).tags == Tags(similar_page([comparison("harmless")], 18, 3)).tags
    assert "<script" not in page.lower()


def test_each_passage_leads_to_the_same_of_the_other_hand_in() -> None:
    tags = Tags(similar_page([comparison("x"), comparison("y")], 18, 3)).tags
    ids = [dict(attrs)["id"] for tag, attrs in tags if "id" in dict(attrs)]
    leads = [str(dict(attrs)["href"])[1:] for tag, attrs in tags if str(dict(attrs).get("href")).startswith("#")]
    assert len(ids) == len(set(ids)) == 8
    assert set(leads) == set(ids)
    assert re.search(r'class="m1" id="a1-7"', similar_page([comparison("x")], 18, 3)), (
        "the seventh has the first colour"
    )


def test_the_page_says_what_a_high_value_does_not_prove_and_links_the_students() -> None:
    page = similar_page([comparison("x")], 18, 3)
    assert PROVES_NOTHING in page
    assert 'href="feedback/bob.html"' in page
    assert "99 %" in page, "100 stands for nothing but equal"
    assert "No two hand-ins" in similar_page([], 0, 3)


@pytest.mark.parametrize("name", ["x", "Wilhelmina Featherstonehaugh-Cholmondeley", "李" * 60, *PAYLOADS.values()])
def test_the_table_fits_a_terminal_of_eighty_columns(name: str) -> None:
    console = Console(width=80, record=True, file=io.StringIO())
    console.print(similar_table([comparison(name)]))
    assert max(map(cell_len, console.export_text().splitlines())) <= 80
