"""The drawing of a calculation in a real browser: steps where scripts run, everything at once in print and without.

`SCREENSHOTS=DIR` keeps what it looks like.
"""

from __future__ import annotations

import os
from pathlib import Path
from typing import Literal

import pytest
from playwright.sync_api import Browser, Page, expect

from autograder.student.drawing import draw
from tests.browser import needs_chromium
from tests.student.common import env, public

pytestmark = [pytest.mark.slow, needs_chromium]

PAGE = '<!doctype html><meta name="viewport" content="width=device-width"><body style="margin: 8px">{}{}'
NAMES = ("logistic_regression", "two_layer_perceptron")


def keep(page: Page, name: str) -> None:
    if "SCREENSHOTS" in os.environ:
        page.screenshot(path=str(Path(os.environ["SCREENSHOTS"], f"{name}.png")), full_page=True)


def shown(name: str) -> str:
    return draw("backward", public(name), env(name))._repr_html_() or ""


@pytest.mark.parametrize("name", NAMES)
def test_the_buttons_and_the_slider_go_through_the_steps(browser: Browser, name: str) -> None:
    page = browser.new_page(viewport={"width": 980, "height": 700})
    errors: list[str] = []
    page.on("pageerror", lambda error: errors.append(str(error)))
    page.set_content(PAGE.format(shown(name), shown("univariate_regression")))  # two drawings on one page
    first = page.locator(".autograder-drawing").first
    expect(first.locator("g.later")).to_have_count(0)
    keep(page, f"{name}-whole")
    numbers = first.locator("g[data-step]").count()
    slider = first.get_by_role("slider")
    for _ in range(int(slider.get_attribute("max") or 0)):
        first.get_by_role("button", name="Back").click()
    expect(first.locator("li.now")).to_contain_text("Given")
    assert 0 < first.locator("g.later").count() < numbers
    first.get_by_role("button", name="Next").click()
    expect(first.locator("li:visible")).to_have_count(1)
    expect(first.locator("li.now")).to_contain_text("Forward: z")
    keep(page, f"{name}-step")
    slider.press("End")
    expect(first.locator("g.later")).to_have_count(0)
    slider.press("Home")
    page.emulate_media(media="print")
    assert first.locator("li:visible").count() == first.locator("li").count(), "print has every step"
    assert first.locator("g.later").first.is_visible()
    assert not first.get_by_role("slider").is_visible()
    assert errors == []
    page.close()


@pytest.mark.parametrize("name", NAMES)
def test_without_scripts_everything_is_there_and_nothing_dead(browser: Browser, name: str) -> None:
    context = browser.new_context(java_script_enabled=False, color_scheme="dark")
    page = context.new_page()
    page.set_content(PAGE.format(shown(name), ""))
    assert page.locator("li:visible").count() == page.locator("li").count() > 5
    assert page.locator("button, input").count() == 0
    keep(page, f"{name}-dark-without-scripts")
    context.close()


@pytest.mark.parametrize("name", NAMES)
def test_a_phone_scrolls_the_picture_and_not_the_page(browser: Browser, name: str) -> None:
    page = browser.new_page(viewport={"width": 360, "height": 640})
    page.set_content(PAGE.format(shown(name), ""))
    assert page.evaluate("document.documentElement.scrollWidth") <= 360
    size = page.locator("svg text").first.evaluate("e => e.getBoundingClientRect().height")
    assert size >= 10, "a number that can be read"
    keep(page, f"{name}-phone")
    page.close()


@pytest.mark.parametrize("name", NAMES)
def test_no_two_texts_of_the_picture_overlap(browser: Browser, name: str) -> None:
    page = browser.new_page(viewport={"width": 1200, "height": 700})
    page.set_content(PAGE.format(shown(name), ""))
    overlapping = page.evaluate(
        """() => {
          const inset = 3, all = [...document.querySelectorAll("svg text")];
          const boxes = all.map(e => [e.textContent, e.getBoundingClientRect()]), found = [];
          boxes.forEach(([a, p], i) => boxes.slice(i + 1).forEach(([b, q]) => {
            const across = p.left + inset < q.right && q.left + inset < p.right;
            if (across && p.top + inset < q.bottom && q.top + inset < p.bottom)
              found.push(a + " on " + b);
          }));
          return found;
        }"""
    )
    assert overlapping == []
    page.close()


def test_the_slider_of_the_learning_rate_shows_one_picture_and_print_shows_all(browser: Browser) -> None:
    page = browser.new_page(viewport={"width": 360, "height": 640})
    drawn = draw("train", public("univariate_regression"), env("univariate_regression"))
    page.set_content(PAGE.format(drawn._repr_html_() or "", ""))
    assert page.evaluate("document.documentElement.scrollWidth") <= 360
    expect(page.locator("li:visible")).to_have_count(1)
    first = page.locator("li.now strong").inner_text()
    page.get_by_role("button", name="Next").click()
    assert page.locator("li.now strong").inner_text() != first
    expect(page.locator("li.now .start.dot")).to_have_count(2)
    keep(page, "rates-phone")
    page.emulate_media(media="print")
    assert page.locator("li:visible").count() == 7
    page.close()


@pytest.mark.parametrize(
    ("attribute", "value", "dark"),
    [
        ("data-jp-theme-light", "true", False),
        ("data-jp-theme-light", "false", True),
        ("class", "vscode-light", False),
        ("class", "vscode-dark", True),
    ],
)
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_the_theme_of_the_notebook_decides_not_that_of_the_system(
    browser: Browser, attribute: str, value: str, scheme: Literal["light", "dark"], *, dark: bool
) -> None:
    page = browser.new_page(color_scheme=scheme)
    page.set_content(PAGE.format(shown("univariate_regression"), ""))
    page.evaluate("([name, value]) => document.body.setAttribute(name, value)", [attribute, value])
    paper = page.locator(".autograder-drawing").evaluate("e => getComputedStyle(e).backgroundColor")
    assert (paper != "rgb(255, 255, 255)") == dark
    page.close()


def test_a_wrong_number_is_the_step_that_is_shown_first(browser: Browser) -> None:
    page = browser.new_page()
    wrong = "def sigmoid(z):\n    return np.tanh(z)"
    drawn = draw("backward", public(NAMES[1]), env(NAMES[1], sigmoid=wrong, loss="def loss(y_hat, y):\n    return 1.0"))
    page.set_content(PAGE.format(drawn._repr_html_() or "", ""))
    expect(page.locator("li.now")).to_contain_text("Forward: a1")
    expect(page.locator("li.now")).to_contain_text("but sigmoid(")
    expect(page.locator("g.now .misfit")).to_have_count(2)
    page.close()


@pytest.mark.parametrize("name", NAMES)
def test_the_letters_of_the_page_around_it_change_no_size(browser: Browser, name: str) -> None:
    """Notebook classic sets the letters of the whole page to 10 px."""
    page = browser.new_page(viewport={"width": 1100, "height": 700})
    sizes = []
    for letters in ("10px", "16px"):
        page.set_content(f"<!doctype html><html style='font-size: {letters}'><body>{shown(name)}</body></html>")
        sizes.append(page.locator(".autograder-drawing").first.bounding_box())
    assert sizes[0] == sizes[1]
