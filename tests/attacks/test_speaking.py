"""Hostile text in every renderer: a page in a real browser, the terminal, the spreadsheet. New renderers join below."""

from __future__ import annotations

import re
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest
from playwright.sync_api import Browser

from autograder.attacks.shown import executed, in_cells, in_page, on_screen, unseen
from autograder.attacks.speaking import NAMES, PAYLOADS
from autograder.classroom.overview import count, row
from autograder.plain.safe_text import csv_cell, terminal
from autograder.render.classroom.page import class_page
from autograder.render.html import to_html
from autograder.report.report import Report
from benchmarks.fuzz.targets import hostile
from tests.browser import needs_chromium, shown, without_policy

PAGES: dict[str, Callable[[Report], str]] = {
    "feedback": to_html,
    "class": lambda report: class_page(count([row(report), row(report)]), title=report.name or "Class"),
}
"""Every renderer of a page, by its name; each takes one report."""
TEXTS = {**PAYLOADS, **NAMES}


@pytest.mark.parametrize("text", TEXTS)
def test_nothing_is_executed(text: str) -> None:
    assert executed(hostile(TEXTS[text])) == ()
    assert executed(Report(TEXTS[text], "slug", "", reason=TEXTS[text])) == ()


@pytest.mark.parametrize("page", PAGES)
@pytest.mark.parametrize("text", TEXTS)
def test_a_page_has_the_tags_of_a_harmless_one(page: str, text: str) -> None:
    tags = [
        set(re.findall(r"<[a-z][a-z0-9]*", PAGES[page](hostile(words)))) - {"<code", "<pre"}
        for words in (TEXTS[text], "harmless")
    ]
    assert tags[0] == tags[1]


def test_these_checks_can_fail() -> None:
    assert list(in_page("<p><img src=x onerror=y>")) == [
        f"the page contains {t}" for t in ("<img>", "<img src>", "<img onerror>")
    ]
    assert list(in_page("a\u202eb"))
    assert list(in_cells([["=1"]]))
    assert list(in_cells([["-1+1"]]))
    assert not list(in_cells([["-1", "+2.5e3 "]]))
    assert list(in_cells([["a\x1b"]]))
    assert list(on_screen("\x1b[2J"))
    assert unseen("\u200b")
    assert not unseen("\u0600")


@contextmanager
def listening() -> Iterator[tuple[str, list[str]]]:
    """Serve nothing, and list what is asked for. A browser that opens a connection ahead keeps no other waiting."""
    asked: list[str] = []

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            asked.append(self.path)
            self.send_error(404)

        def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the base class names it
            pass

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as served:
        thread = threading.Thread(target=served.serve_forever)
        thread.start()
        try:
            yield f"http://127.0.0.1:{served.server_port}", asked
        finally:
            served.shutdown()
            thread.join()


@pytest.mark.slow
@needs_chromium
@pytest.mark.parametrize("page", PAGES)
def test_in_a_browser_no_script_runs_no_request_leaves_and_the_layout_holds(
    browser: Browser, page: str, tmp_path: Path
) -> None:
    with listening() as (url, asked):
        texts = [text.replace("https://example.com", url).replace("//example.com", url) for text in TEXTS.values()]
        hostile_page = PAGES[page](hostile(" ".join(texts[:7])))
        assert shown(browser, hostile_page, tmp_path).title not in ("ran", "")
        unguarded = without_policy(hostile_page)
        assert shown(browser, unguarded, tmp_path).title not in ("ran", ""), "the escaping alone is enough"
        assert asked == []
        shown(browser, unguarded.replace("</body>", f'<img src="{url}/asked"></body>'), tmp_path)
        assert "/asked" in asked, "this test can fail"

    for text in ("5,000 characters", "wide characters", "marks", "quotes"):
        wider = shown(browser, PAGES[page](hostile(PAYLOADS[text])), tmp_path).wider
        assert wider == 0, f"{text}: a small window needs no scrolling to the side"


@pytest.mark.parametrize("text", TEXTS)
def test_one_line_on_a_terminal_and_one_cell_in_a_spreadsheet(text: str) -> None:
    for cap in (5, 40, 200):
        line = terminal(TEXTS[text], cap)
        assert len(line) <= cap
        assert not any(map(unseen, line))
        assert list(in_cells([[csv_cell(TEXTS[text], cap)]])) == []
