"""A student in JupyterLab makes several mistakes and mends each by what the check says, in a real browser."""

from __future__ import annotations

import json
import os
import re
from dataclasses import dataclass
from pathlib import Path

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.author.built import reference, student_notebook
from tests.author.lab import browser, jupyterlab
from tests.browser import needs_chromium

pytestmark = [pytest.mark.slow, needs_chromium]

NUMBERED = re.compile(r"\[[0-9]+\]:")
KEEP = "SCREENSHOTS"
"""A folder for the picture of the lost mean, notebook.png: so that of docs/ was made."""
MEAN = "dy_hat is exactly m times the true gradient. The loss is a mean."


@dataclass(frozen=True)
class Slip:
    """A mistake in a function, and the words of the check by which the student finds it."""

    function: str
    right: str
    wrong: str
    said: str


SLIPS = {
    "two_layer_nonlinear": (
        Slip("sigmoid", "np.exp(-z))", "np.exp(-z)", "the cell that defines sigmoid failed with SyntaxError"),
        Slip("forward", '"y_hat": y_hat}', '"y_hat": y_hat.T}', "Its values are right, but transposed."),
        Slip("loss", "return float(", "print(", "is a return statement missing?"),
        Slip("backward", 'cache["y_hat"]', "y_hat", 'do you mean cache["y_hat"]?'),
        Slip("backward", "y) / m", "y)", MEAN),
        Slip(
            "train",
            "- lr",
            "+ lr",
            "Your first step is exactly -1 times what it should be. The gradient points to where the loss grows.",
        ),
    ),
    "optimizers": (Slip("momentum", "lr * new_v[key]", "lr * grad", "Does your step follow it, or still the bare"),),
}


def written(name: str, function: str, slips: list[Slip]) -> str:
    """Return a function of the reference with some mistakes."""
    text = reference(name).sources[function]
    for slip in slips:
        assert slip.right in text
        text = text.replace(slip.right, slip.wrong)
    return text


def cell(page: Page, text: str) -> Locator:
    return page.locator(".jp-CodeCell").filter(has_text=text).first


def execute(at: Locator) -> None:
    """Select a cell and press Shift+Enter, then wait until it has another number: the star comes a moment later."""
    prompt = at.locator(".jp-InputPrompt:visible").first
    before = prompt.inner_text()
    prompt.click()
    at.page.keyboard.press("Shift+Enter")
    expect(prompt).not_to_have_text(before)
    expect(prompt).to_have_text(NUMBERED)


def rewrite(at: Locator, code: str) -> None:
    at.locator(".cm-content").click()
    at.page.keyboard.press("Control+a")
    at.page.keyboard.insert_text(code)


def checked(page: Page, function: str, code: str) -> Locator:
    """Write a function, run it, run its check; gives what appeared below the check."""
    rewrite(cell(page, f"def {function}("), code)
    execute(cell(page, f"def {function}("))
    check = cell(page, f'grader.check("{function}")')
    execute(check)
    expect(check.locator(".jp-OutputArea-child")).to_have_count(1)
    return check.locator(".jp-OutputArea-child")


def work(page: Page, name: str, folder: Path) -> list[Slip]:
    """Write the functions of a notebook up to the last with mistakes; return these as they were found, and mended."""
    functions = list(reference(name).sources)
    mended: list[Slip] = []
    for function in functions[: 1 + max(functions.index(slip.function) for slip in SLIPS[name])]:
        left = [slip for slip in SLIPS[name] if slip.function == function]
        below = checked(page, function, written(name, function, left))
        while left:
            said, not_green = below.inner_text(), below.locator("tr.wrong, tr.unwritten").count()
            (found,) = [slip for slip in left if slip.said in said]
            if found.said == MEAN:
                expect(below.locator("svg"), "the graph with the first wrong node, and one example").to_have_count(2)
                assert "follows from an earlier mistake" in said
                below.scroll_into_view_if_needed()
                page.screenshot(path=Path(os.environ.get(KEEP, folder)) / "notebook.png")
            left.remove(found)
            mended.append(found)
            below = checked(page, function, written(name, function, left))
            assert below.locator("tr.wrong, tr.unwritten").count() < not_green
            assert found.said not in below.inner_text()
        expect(below.locator("tr.right").first).to_be_visible()
        assert below.locator("tr.wrong, tr.unwritten, tr.follows").count() == 0
    return mended


def test_each_mistake_is_mended_by_what_the_check_says(tmp_path: Path) -> None:
    folder, home = tmp_path / "course", tmp_path / "home"
    folder.mkdir()
    home.mkdir()
    for name in SLIPS:
        (folder / f"{name}.ipynb").write_text(json.dumps(student_notebook(name)), encoding="utf-8")
    with jupyterlab(folder, home) as address, browser() as page:
        for name, slips in SLIPS.items():
            page.goto(address.format(f"doc/tree/{name}.ipynb"))
            page.locator("text=Python 3 (ipykernel) | Idle").wait_for()
            execute(page.locator(".jp-CodeCell").first)
            expect(page.locator(".jp-CodeCell").first).to_contain_text("The checks are ready.")
            execute(cell(page, "import numpy as np"))
            assert work(page, name, tmp_path) == list(slips)
