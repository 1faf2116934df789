"""The browser of the tests: Debian's Chromium, or another one that is installed."""

from __future__ import annotations

import re
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest
from playwright import sync_api

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
FLAGS = (
    "--no-sandbox --disable-gpu --disable-quic --no-first-run --disable-background-networking "
    "--disable-component-update --disable-sync"
).split()
PATIENCE = 120_000
"""Milliseconds after which something hangs, on a machine that does other things too."""
PHONE = 360
"""Pixels of a small phone's width."""

needs_chromium = pytest.mark.skipif(CHROMIUM is None, reason="no chromium here")


@dataclass(frozen=True)
class Shown:
    """What became of a page in a browser."""

    title: str
    dom: str
    said: tuple[str, ...]
    """Messages on the console; what the page's own policy forbids is one."""
    wider: int
    """By how many pixels the page is wider than the window."""


@contextmanager
def launched() -> Iterator[sync_api.Browser]:
    with sync_api.sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        yield chromium
        chromium.close()


def shown(chromium: sync_api.Browser, html: str, folder: Path, width: int = PHONE) -> Shown:
    """Open a page in a window of this width."""
    path = folder / "page.html"
    path.write_text(html, encoding="utf-8")
    said: list[str] = []
    with chromium.new_page(viewport={"width": width, "height": 800}) as page:
        page.set_default_timeout(PATIENCE)
        page.on("console", lambda message: said.append(message.text))
        page.goto(path.as_uri())
        root = "document.documentElement"
        wider = page.evaluate(f"{root}.scrollWidth - {root}.clientWidth")
        return Shown(page.title(), page.content(), tuple(said), wider)


def without_policy(html: str) -> str:
    """Return the page without its Content-Security-Policy."""
    return re.sub(r"<meta http-equiv.*?>", "", html)
