"""The result of a check in a browser: light and dark by the theme of the front end, and 360 pixels wide."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page

from autograder.notebook.checks import NotebookChecks
from autograder.student.html import CLASS
from tests.browser import needs_chromium
from tests.student.common import env, public, reference

pytestmark = [pytest.mark.slow, needs_chromium]

NAME = "two_layer_nonlinear"
KEEP = "SCREENSHOTS"
"""A folder for pictures, to look at."""
LIGHT, DARK = "rgb(255, 255, 255)", "rgb(22, 25, 30)"
THEMES = {
    "JupyterLab and Notebook 7, light": ('<html><body data-jp-theme-light="true">', "dark", LIGHT),
    "JupyterLab and Notebook 7, dark": ('<html><body data-jp-theme-light="false">', "light", DARK),
    "classic": ('<html><body class="notebook_app">', "dark", LIGHT),
    "VS Code, light": ('<html><body class="vscode-light">', "dark", LIGHT),
    "VS Code, dark": ('<html><body class="vscode-dark">', "light", DARK),
    "Colab, dark": ('<html theme="dark"><body>', "light", DARK),
    "a page by itself, light": ("<html><body>", "light", LIGHT),
    "a page by itself, dark": ("<html><body>", "dark", DARK),
}


@pytest.fixture(scope="module")
def page(browser: Browser) -> Page:
    return browser.new_page()


@pytest.fixture(scope="module")
def shown() -> str:
    """A check with everything in it, all of it open."""
    source = reference(NAME).sources["backward"].replace('(cache["y_hat"] - y) / m', '(cache["y_hat"] - y)')
    source = source.replace("axis=1", "axis=0").replace("    m =", '    print("w" * 200)\n    m =')
    found = NotebookChecks(public(NAME), env(NAME, backward=source)).check("backward")
    assert found is not None
    return found._repr_html_().replace("<details>", "<details open>")


@pytest.mark.parametrize("theme", THEMES)
def test_the_paper_is_that_of_the_theme(theme: str, page: Any, shown: str, tmp_path: Path) -> None:
    start, scheme, paper = THEMES[theme]
    page.emulate_media(color_scheme=scheme)
    page.set_viewport_size({"width": 900, "height": 600})
    page.set_content(f"<!doctype html>{start}{shown}</body></html>")
    said = page.evaluate(f"getComputedStyle(document.querySelector('.{CLASS}')).backgroundColor")
    page.screenshot(path=Path(os.environ.get(KEEP, tmp_path)) / f"{theme}.png", full_page=True)
    assert said == paper


def test_it_fits_a_phone(page: Any, shown: str, tmp_path: Path) -> None:
    page.set_viewport_size({"width": 360, "height": 800})
    lab = "<style>.out pre { white-space: pre-wrap; word-break: break-all; }</style>"
    page.set_content(f"<!doctype html><html><body style='margin: 4px'>{lab}<div class=out>{shown}</div></body></html>")
    broken = "[...document.querySelectorAll('pre')].filter(p => getComputedStyle(p).whiteSpace != 'pre').length"
    assert page.evaluate(broken) == 0, "JupyterLab's rule, which breaks lines inside a number"
    page.screenshot(path=Path(os.environ.get(KEEP, tmp_path)) / "phone.png", full_page=True)
    assert page.evaluate("document.documentElement.scrollWidth") <= 360
