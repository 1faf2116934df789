"""A student in JupyterLab writes a wrong `backward` and then a right one, in a real browser, and reads what appears."""

from __future__ import annotations

import json
import os
import re
from pathlib import Path

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.author.built import reference, student_notebook
from tests.author.lab import browser, jupyterlab
from tests.author.running import solved
from tests.browser import needs_chromium

pytestmark = [pytest.mark.slow, needs_chromium]

NAME = "two_layer_nonlinear"
WRITTEN_BY_THE_TEST = ("write-backward", "write-train")
NUMBERED = re.compile(r"\[[0-9]+\]:")
KEEP = "AUTOGRADER_SCREENSHOT"
"""Set to a file's name, it gets the picture of the wrong answer: so docs/notebook.png was made."""


def begun() -> str:
    """The notebook of a student who has come as far as `backward`."""
    untouched = {c["id"]: c for c in student_notebook(NAME)["cells"]}
    notebook = solved(NAME, student_notebook(NAME))
    notebook["cells"] = [untouched[c["id"]] if c["id"] in WRITTEN_BY_THE_TEST else c for c in notebook["cells"]]
    return json.dumps(notebook)


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


def checked(page: Page, code: str) -> Locator:
    """Write `backward`, run it, run its check; gives what appeared below the check."""
    rewrite(cell(page, "def backward("), code)
    execute(cell(page, "def backward("))
    check = cell(page, 'grader.check("backward")')
    execute(check)
    expect(check.locator(".jp-OutputArea-child")).to_have_count(1)
    return check.locator(".jp-OutputArea")


def test_a_wrong_and_then_a_right_backward_in_jupyterlab(tmp_path: Path) -> None:
    folder, home = tmp_path / "course", tmp_path / "home"
    folder.mkdir()
    home.mkdir()
    (folder / f"{NAME}.ipynb").write_text(begun(), encoding="utf-8")
    right = reference(NAME).sources["backward"]
    wrong = right.replace('(cache["y_hat"] - y) / m', '(cache["y_hat"] - y)')
    with jupyterlab(folder, home) as address, browser() as page:
        page.goto(address.format(f"doc/tree/{NAME}.ipynb"))
        page.locator("text=Python 3 (ipykernel) | Idle").wait_for()
        execute(page.locator(".jp-CodeCell").first)
        expect(page.locator(".jp-CodeCell").first).to_contain_text("The checks are ready.")
        for start in ("import numpy as np", "def sigmoid(", "def forward(", "def loss("):
            execute(cell(page, start))

        below = checked(page, wrong)
        (ours,) = below.locator(".jp-OutputArea-child").all()
        expect(ours.locator("svg"), "the graph with the first wrong node, and one example").to_have_count(2)
        said = ours.inner_text()
        assert "dy_hat is exactly m times the true gradient. The loss is a mean." in said
        assert "follows from an earlier mistake" in said
        ours.scroll_into_view_if_needed()
        page.screenshot(path=os.environ.get(KEEP, str(tmp_path / "wrong.png")))

        below = checked(page, right)
        (ours,) = below.locator(".jp-OutputArea-child").all()
        expect(ours).to_contain_text("all right")
        assert "wrong" not in ours.inner_text()
