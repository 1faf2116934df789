"""A page with pictures in a real browser: it asks for nothing, breaks none of its rules, and fits a small window."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

from autograder.render.html import to_html
from autograder.report.report import ProblemReport, Report
from tests.sketch.students import judged, pictures, with_mistake

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
FLAGS = (
    "--headless --no-sandbox --disable-gpu --disable-quic --no-first-run --disable-background-networking "
    "--disable-component-update --disable-sync --enable-logging=stderr --virtual-time-budget=2000 --dump-dom"
).split()

pytestmark = [pytest.mark.slow, pytest.mark.skipif(CHROMIUM is None, reason="no chromium here")]


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


def opened(page: str, folder: Path) -> tuple[str, str]:
    """Open the page; give what became of it, and what the browser said."""
    folder.joinpath("page.html").write_text(page, encoding="utf-8")
    command = [CHROMIUM or "", *FLAGS, "--window-size=390,800", f"--user-data-dir={folder / 'profile'}"]
    environment = {**os.environ, "HOME": str(folder)}
    url = (folder / "page.html").as_uri()
    run = subprocess.run([*command, url], capture_output=True, timeout=600, check=True, env=environment)
    return run.stdout.decode(), run.stderr.decode()


def page() -> str:
    mine = with_mistake("univariate_regression", "train", "uphill")
    verdicts, _ = judged(mine)
    return to_html(
        Report("x", "x", "0" * 64, (ProblemReport("p", "Univariate regression", verdicts, (), pictures(mine)),))
    )


def test_pictures_ask_for_nothing_and_break_no_rule_of_their_page(tmp_path: Path) -> None:
    mine = page()
    assert mine.count('class="picture ') == 3
    with listening() as (url, asked):
        dom, said = opened(mine, tmp_path)
        assert (asked, dom.count('class="picture ')) == ([], 3)
        assert "Content Security Policy" not in said

        image = f'<image href="{url}/asked" width="9" height="9"/></svg>'
        _, said = opened(mine.replace("</svg>", image), tmp_path)
        assert asked == [], "the page's own policy is the second wall"
        assert "Content Security Policy" in said, "this test hears of it"
        opened(re.sub("<meta http-equiv.*?>", "", mine.replace("</svg>", image)), tmp_path)
        assert "/asked" in asked, "this test can fail"


def test_a_small_window_needs_no_scrolling_to_the_side(tmp_path: Path) -> None:
    measure = "document.title = document.documentElement.scrollWidth - document.documentElement.clientWidth"
    measured = re.sub("<meta http-equiv.*?>", "", page()).replace("</body>", f"<script>{measure}</script></body>")
    dom, _ = opened(measured, tmp_path)
    assert re.findall("<title>(.*?)</title>", dom, re.DOTALL)[0] == "0"
    wide = measured.replace('width="450"', 'width="900"').replace("max-width: 100%; height: auto;", "")
    dom, _ = opened(wide, tmp_path)
    assert re.findall("<title>(.*?)</title>", dom, re.DOTALL)[0] != "0", "this test can fail"
