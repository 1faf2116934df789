"""A page with pictures in a real browser: it asks for nothing, breaks none of its rules, and fits a small window."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest
from playwright.sync_api import Browser

from autograder.render.html import to_html
from autograder.report.report import ProblemReport, Report
from tests.browser import needs_chromium, shown, without_policy
from tests.sketch.students import judged, pictures, with_mistake

pytestmark = [pytest.mark.slow, needs_chromium]


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

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        try:
            yield f"http://127.0.0.1:{server.server_port}", asked
        finally:
            server.shutdown()
            thread.join()


def page() -> str:
    mine = with_mistake("univariate_regression", "train", "uphill")
    verdicts, _ = judged(mine)
    return to_html(
        Report("x", "x", "0" * 64, (ProblemReport("p", "Univariate regression", verdicts, (), pictures(mine)),))
    )


def test_pictures_ask_for_nothing_and_break_no_rule_of_their_page(browser: Browser, tmp_path: Path) -> None:
    mine = page()
    assert mine.count('class="picture ') == 3
    with listening() as (url, asked):
        seen = shown(browser, mine, tmp_path)
        assert (asked, seen.dom.count('class="picture '), seen.said) == ([], 3, ())

        image = f'<image href="{url}/asked" width="9" height="9"/></svg>'
        seen = shown(browser, mine.replace("</svg>", image), tmp_path)
        assert asked == [], "the page's own policy is the second wall"
        assert "Content Security Policy" in " ".join(seen.said), "this test hears of it"
        shown(browser, without_policy(mine.replace("</svg>", image)), tmp_path)
        assert "/asked" in asked, "this test can fail"


def test_a_small_window_needs_no_scrolling_to_the_side(browser: Browser, tmp_path: Path) -> None:
    assert shown(browser, page(), tmp_path).wider == 0
    wide = page().replace('width="450"', 'width="900"').replace("max-width: 100%; height: auto;", "")
    assert shown(browser, without_policy(wide), tmp_path).wider > 0, "this test can fail"
