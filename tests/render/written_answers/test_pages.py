"""The pages and the table of answers in words: readable, without names, harmless, and tied to what was read."""

from __future__ import annotations

import csv
import io
import re
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from playwright.sync_api import Browser

from autograder.classroom.written_answers import AnswerSheet, sheets
from autograder.render.written_answers.markdown import MATH_TAGS, TEXT_TAGS, to_html
from autograder.render.written_answers.page import written_page
from autograder.render.written_answers.table import written_table
from autograder.report.report import ProblemReport, Report, WrittenAnswer
from autograder.staff.remarks import Mark, Staff, answer_digest
from tests.browser import needs_chromium
from tests.render.samples import PAYLOADS


def a_class(*texts: str, name: str = "Student") -> list[Report]:
    return [
        Report(
            f"{name} {i}",
            f"student-{i}",
            "",
            (ProblemReport("p", "P", (), written=(WrittenAnswer("derive", "Derive dw", 2.0, text),)),),
        )
        for i, text in enumerate(texts)
    ]


def sheet(*texts: str, **more: str) -> AnswerSheet:
    (only,) = sheets(a_class(*texts, **more))
    return only


def tags(html: str) -> set[str]:
    return {tag.lower() for tag in re.findall(r"<\s*/?\s*([A-Za-z!][^\s/>]*)", html)}


def test_all_answers_to_a_question_stand_on_one_sheet_in_an_order_without_names() -> None:
    texts = [f"answer {i}" for i in range(30)]
    one = sheet(*texts, "", "  \n")
    assert sorted(c.answer.text for c in one.cards[:30]) == sorted(texts)
    assert [c.slug for c in one.cards[:30]] != [f"student-{i}" for i in range(30)]
    assert [c.number for c in one.cards] == list(range(1, 33))
    assert all(c.empty for c in one.cards[30:])
    assert one.unread == 30
    assert one == sheet(*texts, "", "  \n"), "the same at each run"


def test_markdown_and_formulas_are_rendered() -> None:
    html = to_html("# So\n\n**Chain** rule: $\\frac{dL}{dw}$\n\n- `dw`\n\n| a | b |\n| - | - |\n| 1 | 2 |\n\n$$a^2$$")
    for part in (
        "<h4>So</h4>",
        "<strong>Chain</strong>",
        "<mfrac>",
        "<code>dw</code>",
        "<td>2</td>",
        'display="block"',
    ):
        assert part in html
    assert "<mtable" in to_html(r"$$\begin{aligned} a &= b \\ c &= d \end{aligned}$$")


@pytest.mark.parametrize(
    "formula",
    [
        r"\def\a{\a\a}\a",
        r"\newcommand{\x}{xx}\x",
        "{" * 1500,
        r"\left(" * 300,
        r"\frac" * 300,
        "x^" * 900,
        "x" * 2001,
        r"\href{https://example.com}{x}",
        r"\begin{nothing}",
    ],
)
def test_a_formula_that_cannot_be_rendered_stands_there_as_it_was_written(formula: str) -> None:
    html = to_html(f"before ${formula}$ after")
    assert "<code>$" in html
    assert "before" in html
    assert "after" in html
    assert "href=" not in html


@pytest.mark.parametrize("payload", PAYLOADS)
@pytest.mark.parametrize("wrap", ["{}", "$\\text{{{}}}$", "```\n{}\n```", "> {}", "# {}", "| {} |\n| - |", "`{}`"])
def test_hostile_text_becomes_known_tags_without_attributes_that_act(payload: str, wrap: str) -> None:
    html = to_html(wrap.replace("{}", PAYLOADS[payload]).replace("{{", "{").replace("}}", "}"))
    assert tags(html) <= TEXT_TAGS | MATH_TAGS
    attributes = {name for tag in re.findall(r"<[a-z][^>]*>", html) for name in re.findall(r"\s([a-z]+)=", tag)}
    assert not attributes & {"href", "src", "style", "class", "id", "onload", "onerror"}


@settings(max_examples=60)
@given(st.text(alphabet="$\\{}^_&<>\"'`*_[]()!#-|~\n abx=:/", max_size=120))
def test_whatever_is_written_is_rendered(text: str) -> None:
    assert tags(to_html(text)) <= TEXT_TAGS | MATH_TAGS


def test_the_table_has_a_row_an_answer_and_comes_back_as_marks() -> None:
    reports = a_class("one", "", "three", "=1+1")
    rows = list(csv.DictReader(io.StringIO(written_table(sheets(reports)))))
    assert sorted(r["submission"] for r in rows) == ["student-0", "student-2", "student-3"]
    assert {r["points"] for r in rows} == {""}
    assert rows[0]["answer"] == answer_digest(next(c for c in sheet("one", "", "three", "=1+1").cards).answer.text)
    marks = tuple(
        Mark(r["submission"], r["problem"], r["question"], 1.5, "Good.", r["answer"]) for r in rows if r["card"] == "1"
    )
    marked = [Staff((), marks).said(r) for r in reports]
    again = list(csv.DictReader(io.StringIO(written_table(sheets(marked)))))
    assert [(r["points"], r["comment"]) for r in again] == [("1.5", "Good."), ("", ""), ("", "")]


def test_a_comment_is_never_run_as_a_formula() -> None:
    reports = a_class("one")
    marks = (Mark("student-0", "p", "derive", 1.0, '=HYPERLINK("https://example.com")'),)
    (row,) = csv.DictReader(io.StringIO(written_table(sheets(Staff((), marks).said(r) for r in reports))))
    assert row["comment"].startswith("'=")


@pytest.mark.slow
@needs_chromium
def test_names_are_hidden_until_asked_for_and_hostile_answers_do_nothing(browser: Browser, tmp_path: Path) -> None:
    page_path = tmp_path / "written.html"
    page_path.write_text(written_page(sheet(*PAYLOADS.values(), "$$\\frac{1}{m}$$", "", name="Ada")), encoding="utf-8")
    said: list[str] = []
    asked: list[str] = []
    page = browser.new_page(viewport={"width": 1100, "height": 800})
    page.set_default_timeout(120_000)
    page.on("console", lambda message: said.append(message.text))
    page.on("request", lambda request: asked.append(request.url.partition(":")[0]))
    page.goto(page_path.as_uri())
    assert page.title() == "Derive dw"
    assert "Ada" not in page.inner_text("body")
    assert page.locator("article").count() == len(PAYLOADS) + 1
    assert (page.locator("mfrac").bounding_box() or {"height": 0})["height"] > 20, "a fraction stands on two lines"
    page.keyboard.press("Tab")
    page.keyboard.press("Space")
    assert page.inner_text("body").count("Ada") == len(PAYLOADS) + 2
    cards = [c.bounding_box() for c in page.locator("article").all()[:2]]
    assert cards[0]
    assert cards[1]
    assert cards[0]["y"] == cards[1]["y"], "side by side"
    assert said == []
    assert asked == ["file"]
