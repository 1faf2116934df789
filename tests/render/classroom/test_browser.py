"""The class page in a real browser: sorted, filtered and opened by mouse and by keys, in both colour schemes.

Set SCREENSHOTS to a folder to look at what a TA sees.
"""

from __future__ import annotations

import os
import random
import re
from pathlib import Path
from typing import Literal

import pytest
from playwright import sync_api

from autograder.classroom.overview import Class, count, row
from autograder.render.classroom.page import class_page
from autograder.report.status import Status
from tests.browser import PATIENCE, needs_chromium
from tests.classroom.made import a_class, report
from tests.render.samples import PAYLOADS, hostile

pytestmark = [pytest.mark.slow, needs_chromium]


class Opened:
    """The page of one class, opened from a file; `said` is what the browser complained of, `asked` what it fetched."""

    def __init__(
        self, browser: sync_api.Browser, folder: Path, found: Class, scheme: Literal["dark", "light"] = "light"
    ) -> None:
        (folder / "feedback").mkdir(exist_ok=True)
        for one in found.rows:
            (folder / "feedback" / f"{one.slug}.html").write_text(f"<h1>page of {one.slug}</h1>")
        (folder / "class.html").write_text(class_page(found), encoding="utf-8")
        self.said: list[str] = []
        self.asked: list[str] = []
        self.page = browser.new_page(viewport={"width": 1000, "height": 800}, color_scheme=scheme)
        self.page.set_default_timeout(PATIENCE)
        self.page.on("console", lambda message: self.said.append(message.text))
        self.page.on("pageerror", lambda error: self.said.append(str(error)))
        self.page.on("request", lambda request: self.asked.append(request.url.partition(":")[0]))
        self.page.goto((folder / "class.html").as_uri())

    def names(self) -> list[str]:
        return [t.inner_text() for t in self.page.locator("#list tbody tr:visible th").all()]

    def column(self, number: int) -> list[str]:
        return [t.inner_text() for t in self.page.locator(f"#list tbody tr:visible td:nth-child({number})").all()]

    def arrives(self, heading: str | re.Pattern[str]) -> None:
        """Wait for a page: a click and a key only start on the way to it."""
        sync_api.expect(self.page.locator("h1")).to_have_text(heading, timeout=PATIENCE)

    def shot(self, name: str) -> None:
        if folder := os.environ.get("SCREENSHOTS"):
            self.page.screenshot(path=f"{folder}/{name}.png", full_page=True)


def test_the_list_sorts_by_each_head_both_ways_and_what_is_empty_stays_last(
    browser: sync_api.Browser, tmp_path: Path
) -> None:
    mine = Opened(browser, tmp_path, a_class(12, broken=2))
    head = mine.page.get_by_role("button", name="Score")
    head.click()
    down = [float(s) for s in mine.column(2)[:10]]
    assert down == sorted(down, reverse=True) != sorted(down)
    assert mine.page.locator("th[aria-sort=descending]").inner_text().strip().startswith("Score")
    head.click()
    assert [float(s) for s in mine.column(2)[:10]] == sorted(down)
    assert mine.column(2)[10:] == ["", ""]
    mine.page.get_by_role("button", name="Student").click()
    assert mine.names() == sorted(mine.names())
    assert mine.page.locator("th[aria-sort]:not([aria-sort=none])").count() == 1
    assert mine.said == []


def test_the_list_filters_by_name_problem_and_mistake_and_says_how_many_are_left(
    browser: sync_api.Browser, tmp_path: Path
) -> None:
    rng = random.Random(4)
    reports = [report(f"Zoë {i}", f"zoe-{i}", lambda: Status.CORRECT, rng, ("optimizers",)) for i in range(3)]
    reports += [report(f"Ada {i}", f"ada-{i}", lambda: Status.WRONG, rng, ("two_layer_linear",)) for i in range(4)]
    mine = Opened(browser, tmp_path, count(row(r) for r in reports))
    shown = mine.page.locator("#shown")
    mine.page.get_by_role("searchbox", name="Name").fill("zoë")
    assert (mine.names(), shown.inner_text()) == ([f"Zoë {i}" for i in range(3)], "3 of 7 shown")
    mine.page.get_by_label("Problem").select_option(label="A linear network with two layers")
    assert (mine.names(), shown.inner_text()) == ([], "0 of 7 shown")
    mine.page.get_by_role("button", name="Clear").click()
    assert shown.inner_text() == "7 of 7 shown"
    button = mine.page.get_by_role("button", name="List those who made the mistake").first
    students = int(mine.page.locator("[aria-labelledby=mistakes] tbody td.number").first.inner_text())
    button.click()
    assert len(mine.names()) == students
    assert all(name.startswith("Ada") for name in mine.names())


def test_a_student_opens_from_the_list_from_a_mistake_and_from_the_heat_map(
    browser: sync_api.Browser, tmp_path: Path
) -> None:
    mine = Opened(browser, tmp_path, a_class(20))
    mine.page.locator("#list").get_by_role("link", name="Student 0007").click()
    mine.arrives("page of student-0007")
    mine.page.go_back()
    mine.page.locator("[aria-labelledby=mistakes] tbody a").first.click()
    mine.arrives(re.compile("^page of student-"))
    mine.page.go_back()
    figure = mine.page.locator(".heat").first
    box = figure.locator("img:visible").bounding_box()
    assert box is not None
    side = {k: float(figure.get_attribute(f"data-{k}") or 0) / 100 for k in ("left", "top", "width", "height")}
    rows = (figure.get_attribute("data-rows") or "").split()
    x = box["width"] * (side["left"] + side["width"] * 2.5 / 11)
    y = box["height"] * (side["top"] + side["height"] * 4.5 / 20)
    figure.locator("img:visible").hover(position={"x": x, "y": y})
    told = re.compile(f"^Student {int(rows[4]):04d}, momentum.v: ")
    sync_api.expect(figure.locator("output")).to_have_text(told, timeout=PATIENCE)
    figure.locator("img:visible").click(position={"x": x, "y": y})
    mine.arrives(f"page of student-{int(rows[4]):04d}")


def test_keys_alone_do_everything(browser: sync_api.Browser, tmp_path: Path) -> None:
    mine = Opened(browser, tmp_path, a_class(12))
    press = mine.page.keyboard.press
    press("Tab")
    assert mine.page.evaluate("document.activeElement.textContent") == "Skip to the list of students"
    press("Enter")
    press("Tab")
    mine.page.keyboard.type("0003")
    assert mine.names() == ["Student 0003"]
    for _ in range(30):
        press("Tab")
        if mine.page.evaluate("document.activeElement.textContent") == "Score":
            break
    press("Enter")
    assert mine.page.locator("th[aria-sort=descending]").count() == 1
    for _ in range(30):
        press("Tab")
        if mine.page.evaluate("document.activeElement.textContent") == "Student 0003":
            break
    press("Enter")
    mine.arrives("page of student-0003")
    mine.page.go_back()
    mine.page.locator(".heat").first.focus()
    press("ArrowDown")
    first = mine.page.locator(".heat output").first.inner_text()
    press("ArrowDown")
    press("ArrowRight")
    second = mine.page.locator(".heat output").first.inner_text()
    assert ", gradient_descent: " in first
    assert ", momentum.params: " in second
    press("Enter")
    mine.arrives(f"page of {second.partition(',')[0].lower().replace(' ', '-')}")


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_each_colour_scheme_has_its_own_charts_and_enough_contrast(
    browser: sync_api.Browser, tmp_path: Path, scheme: Literal["light", "dark"]
) -> None:
    mine = Opened(browser, tmp_path, a_class(40, broken=2), scheme)
    charts = mine.page.locator("img:visible")
    assert [c.get_attribute("class") for c in charts.all()] == [f"for-{scheme}"] * 3
    assert charts.first.evaluate("image => image.complete && image.naturalWidth > 100")
    least = mine.page.evaluate(CONTRAST)
    assert least >= 4.5, "what the guidelines for accessible pages ask of small text"
    assert mine.said == []
    assert set(mine.asked) <= {"file", "data"}
    mine.shot(f"class-{scheme}")


CONTRAST = """() => {
  const light = (text) => {
    const [r, g, b] = text.match(/[0-9.]+/g).map(Number).map((c) => c / 255)
      .map((c) => (c <= 0.04045 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4));
    return 0.2126 * r + 0.7152 * g + 0.0722 * b;
  };
  const paper = light(getComputedStyle(document.body).backgroundColor);
  const ratios = [...document.querySelectorAll("main *, header *")].filter((e) => e.innerText).map((e) => {
    const ink = light(getComputedStyle(e).color);
    return (Math.max(ink, paper) + 0.05) / (Math.min(ink, paper) + 0.05);
  });
  return Math.min(...ratios);
}"""


def test_hostile_names_do_nothing_and_the_page_asks_for_nothing(browser: sync_api.Browser, tmp_path: Path) -> None:
    found = count(row(hostile(text)) for text in PAYLOADS.values())
    mine = Opened(browser, tmp_path, found)
    assert mine.page.title() == "Class"
    mine.page.get_by_role("button", name="Student").click()
    mine.page.locator(".heat").first.focus()
    for _ in range(len(PAYLOADS)):
        mine.page.keyboard.press("ArrowDown")
    assert mine.page.title() == "Class"
    assert set(mine.asked) <= {"file", "data"}
    assert mine.said == []


def test_the_policy_of_the_page_is_the_second_wall(browser: sync_api.Browser, tmp_path: Path) -> None:
    mine = Opened(browser, tmp_path, a_class(2))
    text = (tmp_path / "class.html").read_text(encoding="utf-8")
    (tmp_path / "class.html").write_text(text.replace("<main>", "<main>" + PAYLOADS["handler"] + PAYLOADS["script"]))
    with mine.page.expect_console_message(lambda message: "Content Security Policy" in message.text):
        mine.page.reload()
    assert mine.page.title() == "Class"
    without = text.replace("http-equiv", "data-x").replace("<main>", "<main>" + PAYLOADS["script"])
    (tmp_path / "class.html").write_text(without)
    mine.page.reload()
    assert mine.page.title() == "ran", "this test can fail"


@pytest.mark.parametrize("width", [390, 1000])
def test_no_window_needs_scrolling_to_the_side(browser: sync_api.Browser, tmp_path: Path, width: int) -> None:
    mine = Opened(browser, tmp_path, a_class(40))
    mine.page.set_viewport_size({"width": width, "height": 800})
    over = "document.documentElement.scrollWidth - document.documentElement.clientWidth"
    assert mine.page.evaluate(over) == 0
    mine.shot(f"class-{width}")


def test_paper_shows_the_lists_and_not_the_controls(browser: sync_api.Browser, tmp_path: Path) -> None:
    mine = Opened(browser, tmp_path, a_class(40), "dark")
    mine.page.emulate_media(media="print")
    assert {c.get_attribute("class") for c in mine.page.locator("img:visible").all()} == {"for-light"}
    mine.page.emulate_media(media="print", color_scheme="light")
    assert mine.page.locator("form").is_hidden()
    assert mine.page.locator("#list").is_visible()
    assert mine.page.evaluate("getComputedStyle(document.body).backgroundColor") == "rgb(255, 255, 255)"
    mine.shot("class-print")
    pdf = mine.page.pdf(format="A4")
    assert pdf.startswith(b"%PDF")
    if folder := os.environ.get("SCREENSHOTS"):
        Path(folder, "class.pdf").write_bytes(pdf)


def test_without_scripts_the_list_and_the_charts_are_there(browser: sync_api.Browser, tmp_path: Path) -> None:
    (tmp_path / "class.html").write_text(class_page(a_class(5)), encoding="utf-8")
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto((tmp_path / "class.html").as_uri())
    assert page.locator("#list tbody tr").count() == 5
    assert page.locator("form").is_hidden()
    assert page.locator("img:visible").count() == 3
    context.close()
