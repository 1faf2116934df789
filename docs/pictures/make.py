"""Make docs/pictures/feedback.png, the picture in the README: python docs/pictures/make.py.

Grades the reference of one problem with one mistake in it, and photographs the student's page. Needs the extras `grade`
and `dev`, and Chromium.
"""

from __future__ import annotations

import base64
import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

from playwright.sync_api import FloatRect, Page, sync_playwright

from autograder.declare.course import open_course

HERE = Path(__file__).parent
SOLUTIONS = HERE.parents[1] / "solutions"
PROBLEM = "two_layer_nonlinear"
MISTAKE = ('(cache["y_hat"] - y) / m', '(cache["y_hat"] - y)')
WIDTH, HEIGHT, MARGIN, SCALE = 620, 1000, 20, 1.25
TOGETHER = """
<main style="display: inline-flex; align-items: center; background: white; border: 1px solid #c8ccd2">
<img style="zoom: {0}" src="data:image/png;base64,{1}">
<img style="zoom: {0}; border-left: 1px solid #c8ccd2" src="data:image/png;base64,{2}">
</main>"""


def graded(folder: Path) -> Path:
    """Grade a script with the mistake, and return the student's page."""
    sources = dict(open_course(SOLUTIONS).reference(PROBLEM).sources)
    before = sources["backward"]
    sources["backward"] = before.replace(*MISTAKE)
    if sources["backward"] == before:
        sys.exit(f"backward of {PROBLEM} no longer holds {MISTAKE[0]!r}")
    script = folder / "student.py"
    head = f"# autograder: problem = {PROBLEM}\nimport numpy as np\n\n\n"
    script.write_text(head + "\n\n".join(sources.values()), encoding="utf-8")
    places = map(str, (script, "--out", folder, "--solutions", SOLUTIONS))
    command = [str(Path(sys.executable).with_name("autograder")), "grade", *places]
    subprocess.run(command, check=True, env={**os.environ, "AUTOGRADER_SECRET": "picture"})
    return folder / "feedback" / "student.html"


def part(page: Page, first: str, last: str) -> bytes:
    """Photograph the page from one element down to another."""
    start, end = (page.locator(which).first.bounding_box() for which in (first, last))
    if start is None or end is None:
        sys.exit(f"the page shows no {first} or no {last}")
    left, top = start["x"] - MARGIN, start["y"] - MARGIN
    height = end["y"] + end["height"] + MARGIN - top
    clip = FloatRect(x=left, y=top, width=WIDTH - 2 * left, height=height)
    return page.screenshot(full_page=True, clip=clip)


def main() -> None:
    with tempfile.TemporaryDirectory() as name, sync_playwright() as playwright:
        page_file = graded(Path(name))
        browser = playwright.chromium.launch(executable_path=shutil.which("chromium"), args=["--no-sandbox"])
        page = browser.new_page(
            viewport={"width": WIDTH, "height": HEIGHT}, device_scale_factor=SCALE, color_scheme="light"
        )
        page.goto(page_file.as_uri())
        top = part(page, "main h2", "main figcaption")
        bottom = part(page, "h3:has-text('backward')", "dl.facts")
        # A new page, because the content security policy of the old one forbids pictures.
        page = browser.new_page(viewport={"width": 2 * WIDTH, "height": HEIGHT}, device_scale_factor=SCALE)
        page.set_content(TOGETHER.format(1 / SCALE, *(base64.b64encode(png).decode() for png in (top, bottom))))
        page.locator("main").screenshot(path=HERE / "feedback.png")
        browser.close()


if __name__ == "__main__":
    main()
