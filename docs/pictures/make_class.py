"""Make the pictures of docs/tas.md from the sample class of `demo`: python docs/pictures/make_class.py.

Needs the extras `grade`, `class` and `dev`, and Chromium. Takes about a minute.
"""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
import tempfile
from pathlib import Path

from playwright.sync_api import Browser, FloatRect, Page, sync_playwright

from autograder.author.demo import make_class
from autograder.declare.course import Course, open_course

HERE = Path(__file__).parent
SOLUTIONS = HERE.parents[1] / "solutions"
COMMAND = Path(sys.executable).with_name("autograder")
ENVIRONMENT = {**os.environ, "AUTOGRADER_SECRET": "pictures"}
STUDENTS, SEED, WIDTH = 40, 11, 900
ASSIGNMENT = """\
name = "Homework 2"
course = "Deep learning"
[problems.two_layer_nonlinear]
"""


def graded(folder: Path) -> Path:
    """Grade a sample class that was given one problem, and return its folder."""
    course = open_course(SOLUTIONS)
    make_class(Course(course.folder, ("two_layer_nonlinear",)), folder / "submissions", STUDENTS, SEED)
    (folder / "assignment.toml").write_text(ASSIGNMENT, encoding="utf-8")
    for words in (("grade", "submissions", "--solutions", SOLUTIONS), ("similar", "graded", "--solutions", SOLUTIONS)):
        done = subprocess.run([COMMAND, *words], cwd=folder, env=ENVIRONMENT, check=False)
        if done.returncode not in (0, 1):  # 1: the sample class has a hand-in that cannot be graded
            sys.exit(done.returncode)
    return folder / "graded"


def opened(browser: Browser, address: str, height: int) -> Page:
    """Open a page in a window of the pictures' width."""
    page = browser.new_page(viewport={"width": WIDTH, "height": height}, color_scheme="light")
    page.goto(address)
    return page


def from_heading(page: Page, heading: str, height: int, path: Path) -> None:
    """Photograph a page from a heading on."""
    box = page.locator(heading).first.bounding_box()
    if box is None:
        sys.exit(f"the page has no {heading}")
    clip = FloatRect(x=0, y=max(0.0, box["y"] - 20), width=WIDTH, height=height)
    page.screenshot(full_page=True, clip=clip, path=path)


def mark_page(browser: Browser, folder: Path) -> None:
    """Photograph the page on which to mark, with the first answers marked by a rubric."""
    command = [str(COMMAND), "mark", str(folder), "--by", "grader", "--solutions", str(SOLUTIONS)]
    server = subprocess.Popen(command, stdout=subprocess.PIPE, text=True, env=ENVIRONMENT)
    try:
        address = (server.stdout.readline() if server.stdout else "").removeprefix("Open ").strip()
        page = opened(browser, address, 640)
        page.wait_for_selector("article")
        page.screenshot(path=HERE / "mark.png")
    finally:
        server.send_signal(signal.SIGINT)
        server.wait(timeout=60)


def main() -> None:
    with tempfile.TemporaryDirectory() as name, sync_playwright() as playwright:
        folder = graded(Path(name))
        browser = playwright.chromium.launch(executable_path=shutil.which("chromium"), args=["--no-sandbox"])
        page = opened(browser, (folder / "class.html").as_uri(), 1000)
        page.screenshot(path=HERE / "class-page.png")
        from_heading(page, "h2:has-text('Questions')", 760, HERE / "questions.png")
        opened(browser, (folder / "similar.html").as_uri(), 640).screenshot(path=HERE / "similar.png")
        mark_page(browser, folder)
        browser.close()


if __name__ == "__main__":
    main()
