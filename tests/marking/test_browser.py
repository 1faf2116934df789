"""The page on which to mark, in a real browser: 300 answers by keys, two graders, a killed server, hostile answers.

Set SCREENSHOTS to a folder to look at what a grader sees.
"""

from __future__ import annotations

import os
import random
import signal
from pathlib import Path
from typing import Literal

import pytest
from playwright import sync_api

from autograder.batch.remark_store import marks
from autograder.batch.store import NAME, open_store
from tests.batch.made import run
from tests.browser import PATIENCE, needs_chromium
from tests.marking.made import Running, a_class, running
from tests.render.samples import PAYLOADS

pytestmark = [pytest.mark.slow, needs_chromium]
WORDS = "gradient loss random sampling space exponential dimension minimum descent direction slope cost".split()


class Grader:
    """One grader's browser; `said` is what it complained of, `asked` are the machines that it asked for something."""

    def __init__(
        self,
        browser: sync_api.Browser,
        server: Running,
        name: str = "Dee",
        scheme: Literal["dark", "light"] = "light",
        width: int = 1280,
    ) -> None:
        self.said: list[str] = []
        self.asked: set[str] = set()
        context = browser.new_context(viewport={"width": width, "height": 800}, color_scheme=scheme)
        self.page = context.new_page()
        self.page.set_default_timeout(PATIENCE)
        self.page.on("console", lambda message: self.said.append(message.text))
        self.page.on("pageerror", lambda error: self.said.append(str(error)))
        self.page.on("request", lambda request: self.asked.add(request.url.split("/")[2]))
        self.page.goto(server.address)
        self.sees("#progress", "marked")
        self.page.fill("#by", name)
        self.page.locator("#by").blur()

    def sees(self, where: str, text: str) -> None:
        sync_api.expect(self.page.locator(where)).to_contain_text(text, timeout=PATIENCE, ignore_case=True)

    def shot(self, name: str) -> None:
        if folder := os.environ.get("SCREENSHOTS"):
            self.page.screenshot(path=f"{folder}/{name}.png")

    def press(self, *keys: str) -> None:
        for key in keys:
            self.page.keyboard.press(key)


def answers(number: int) -> dict[str, str]:
    """Return answers of a class: some equal, some nearly, most of their own."""
    rng = random.Random(5)
    common = "The number of samples grows exponentially with the dimension, so $2^n$ of them are needed."
    made = (
        []
        if number < 40
        else [common] * 25 + [common.replace("exponentially", "exponentialy"), common.replace("samples", "smaples")]
    )
    while len(made) < number:
        made.append(" ".join(rng.choices(WORDS, k=rng.randrange(8, 60))) + rng.choice(("", "\n\n$$\\frac{dL}{dw}$$")))
    rng.shuffle(made)
    return {f"Student {i:03d}": text for i, text in enumerate(made)}


def test_three_hundred_answers_are_marked_by_keys_alone(browser: sync_api.Browser, tmp_path: Path) -> None:
    out = a_class(tmp_path / "out", answers(300))
    with running(out) as server:
        mine = Grader(browser, server)
        mine.sees("#progress", "0 of 300 marked")
        assert "Student" not in mine.page.inner_text("body"), "blind"
        assert mine.page.locator("article").count() == 274
        pile = mine.page.locator("article", has_text="27 answers")
        assert pile.locator("mark").all_inner_texts() in (["exponentialy", "smaples"], ["smaples", "exponentialy"])
        pile.locator(".top").click()
        mine.press("f")
        mine.sees("#state", "1 of 1")
        mine.press("n")
        mine.press("a")
        mine.page.keyboard.type("0.5")
        mine.press("Tab")
        mine.page.keyboard.type("Says that the space is too large")
        mine.press("Enter")
        mine.sees("#state", "0.5 of 1, by Dee")
        marked = 1
        while marked < 12:
            mine.press("n", "1")
            mine.sees("#state", "0.5 of 1, by Dee")
            marked += 1
        mine.shot("mark-light")
        mine.press("e")
        mine.page.keyboard.type("0.75")
        mine.press("Enter")
        sync_api.expect(mine.page.locator("article .mark", has_text="0.75 of 1")).to_have_count(12, timeout=PATIENCE)
        mine.press("c")
        mine.page.keyboard.type("See $\\frac{1}{m}$ <b>x</b>")
        mine.press("Control+Enter")
        sync_api.expect(mine.page.locator("article.now .said mfrac")).to_have_count(1, timeout=PATIENCE)
        mine.press("o")
        mine.sees("body", "Student 0")
        mine.press("?")
        mine.sees("dialog[open]", "next unread answer")
        mine.shot("mark-help")
        mine.press("Escape")
        assert mine.said == []
        assert mine.asked == {f"127.0.0.1:{server.port}"}
        server.end()
    with open_store(out / NAME) as store:
        given = [m.mark.points for m in marks(store).values()]
        assert sorted(given) == [0.75] * 12 + [1.0] * 27  # type: ignore[type-var]
    pages = [path.read_text() for path in (out / "feedback").iterdir()]
    assert sum("<strong>From the course staff:</strong>" in page for page in pages) == 12, "written when it ended"


def test_of_two_graders_the_second_sees_the_mark_of_the_first(browser: sync_api.Browser, tmp_path: Path) -> None:
    with running(a_class(tmp_path / "out", answers(6))) as server:
        one, two = Grader(browser, server, "Dee"), Grader(browser, server, "Bo")
        two.page.route("**/api/changes**", lambda route: route.abort())  # from the next time that it asks
        one.press("f")
        two.sees("#state", "1 of 1, by Dee")
        two.sees("#offline", "does not answer")
        two.press("j")
        one.press("j", "f")
        one.sees("#state", "1 of 1, by Dee")
        two.press("0")
        two.sees("#conflict", "Dee was faster: 1 of 1")
        two.sees("#state", "1 of 1, by Dee")
        two.press("t")
        two.sees("#state", "0 of 1, by Bo")
        one.sees("#state", "0 of 1, by Bo")
        one.press("k", "0")
        one.sees("#state", "0 of 1, by Dee")


def test_a_killed_server_has_stored_every_mark_and_a_click_without_it_says_so(
    browser: sync_api.Browser, tmp_path: Path
) -> None:
    out = a_class(tmp_path / "out", answers(6))
    with running(out) as server:
        mine = Grader(browser, server)
        for _ in range(3):
            mine.press("f")
            mine.sees("#state", "1 of 1")
            mine.press("j")
        server.process.send_signal(signal.SIGKILL)
        server.process.wait()
        mine.press("f")
        mine.sees("#offline", "Not stored yet")
        port = server.port
    with running(out, "--port", str(port)) as again:
        mine.sees("#notice", "started again")
        other = Grader(browser, again)
        other.sees("#progress", "3 of 6 marked")
    done = run("regrade", out)
    assert done.returncode == 0, done.stderr
    assert "6 pages written" in done.stdout


def test_hostile_answers_do_nothing(browser: sync_api.Browser, tmp_path: Path) -> None:
    texts = {f"<script>{i}</script>": text for i, text in enumerate([*PAYLOADS.values(), "x" * 200_000, "> " * 2000])}
    with running(a_class(tmp_path / "out", texts)) as server:
        mine = Grader(browser, server, "<img src=x onerror=\"document.title='ran'\">")
        mine.press("o")
        mine.sees("body", "<script>")
        mine.press("a")
        mine.page.keyboard.type("1")
        mine.press("Tab")
        mine.page.keyboard.type("<svg onload=document.title='ran'>")
        mine.press("Enter")
        mine.sees("#state", "1 of 1, by <img")
        mine.press("c")
        mine.page.keyboard.type("<img src=x onerror=\"document.title='ran'\"> [x](javascript:document.title='ran')")
        mine.press("Control+Enter")
        mine.sees("article.now .said", "javascript")
        for tag in ("script", "img", "a", "link", "base", "iframe", "svg", "style"):
            assert mine.page.locator(f"main {tag}").count() == 0, tag
        names = "[...document.querySelectorAll('main *')].flatMap(n => n.getAttributeNames())"
        assert [name for name in mine.page.evaluate(names) if name.startswith("on")] == []
        assert mine.page.title() == "Marking"
        assert mine.said == []
        assert mine.asked == {f"127.0.0.1:{server.port}"}


def test_a_student_s_other_questions_are_adjusted_and_explained_on_the_page(
    browser: sync_api.Browser, tmp_path: Path
) -> None:
    with running(a_class(tmp_path / "out", answers(3))) as server:
        mine = Grader(browser, server)
        mine.press("w")
        row = mine.page.locator("#others tr", has_text="loss").first
        row.get_by_role("button", name="Explain").click()
        mine.sees("#explained", "# yours:")
        mine.sees("#explained", "# expected:")
        mine.shot("mark-explain")
        row.get_by_label("Points for loss").fill("0.5")
        row.get_by_role("button", name="Adjust").click()
        mine.sees("#told", "a decision needs a reason")
        row.get_by_label("Reason for loss").fill("Half of it")
        row.get_by_role("button", name="Adjust").click()
        mine.sees("#others", "decided by Dee: Half of it (the machine gave 0)")
        row.get_by_role("button", name="Undo").click()
        sync_api.expect(mine.page.locator("#others", has_text="decided by")).to_have_count(0, timeout=PATIENCE)


@pytest.mark.parametrize(("scheme", "width"), [("dark", 1280), ("light", 390), ("dark", 390)])
def test_nothing_is_wider_than_the_window(
    browser: sync_api.Browser, tmp_path: Path, scheme: Literal["dark", "light"], width: int
) -> None:
    texts = {
        **answers(40),
        "long": "x" * 3000,
        "formula": f"$${'x + ' * 200}x$$",
        "table": "| a | b |\n| - | - |\n| 1 | 2 |",
    }
    with running(a_class(tmp_path / "out", texts)) as server:
        mine = Grader(browser, server, scheme=scheme, width=width)
        mine.press("f")
        mine.sees("#state", "1 of 1")
        mine.shot(f"mark-{scheme}-{width}")
        assert mine.page.evaluate("document.documentElement.scrollWidth") <= width
        panel = mine.page.locator("#panel").bounding_box()
        assert panel
        assert panel["y"] + panel["height"] <= 800


def test_a_comment_is_stored_when_its_field_is_left(browser: sync_api.Browser, tmp_path: Path) -> None:
    """By a click on another answer, by Esc or by the button; formulas and tables are shown as on the student's page."""
    out = a_class(tmp_path / "out", answers(6))
    with running(out) as server:
        mine = Grader(browser, server)
        cards = mine.page.locator("article")
        for place, leave in enumerate((cards.nth(4).locator(".top").click, None, mine.page.locator("#save").click)):
            cards.nth(place).locator(".top").click()
            mine.press("c")
            mine.page.keyboard.type(f"Number {place}\n\n| a |\n|-|\n| $x^2$ |")
            if leave is None:
                mine.press("Escape")
            else:
                leave()
            sync_api.expect(cards.nth(place).locator(".said msup")).to_have_count(1, timeout=PATIENCE)
            border = "e => getComputedStyle(e).borderTopStyle"
            assert cards.nth(place).locator(".said td").evaluate(border) == "solid"
        assert mine.page.inner_text("#conflict") == ""
