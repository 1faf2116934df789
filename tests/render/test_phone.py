"""Pages in a real browser at the width of a phone: nothing of a student's makes them wider."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from playwright.sync_api import Browser

from autograder.classroom.overview import count, row
from autograder.plain.evidence import Timings
from autograder.plain.unused import Reason, Unused
from autograder.render.classroom.page import class_page
from autograder.render.html import to_html
from autograder.report.head import Head, Lateness
from autograder.report.report import ProblemReport, Report, WrittenAnswer
from autograder.report.status import Status
from autograder.report.verdict import SourceLine
from tests.browser import PHONE, needs_chromium, shown, without_policy
from tests.render.samples import SAMPLES, right, verdict

LONG = "a_file_name_without_any_hyphen_or_space_" * 8
HEAD = Head(LONG, LONG, "2026-03-04T23:59:00-08:00", "2026-03-05T02:00:00-08:00", graded="2026-03-06", over=True)

pytestmark = [pytest.mark.slow, needs_chromium]


def reports() -> tuple[Report, Report]:
    raised = verdict(
        f"backward.{LONG}", Status.RAISED, f"`{LONG}` raised {LONG}", where=SourceLine(3, 1, LONG, f"{LONG} = {LONG}")
    )
    wrong = verdict("loss", Status.WRONG, LONG, misconceptions=(LONG,), hint=LONG, comment=LONG)
    written = WrittenAnswer(LONG, LONG, 2.0, LONG, score=1.0, comment=LONG)
    unused = (Unused(Reason.NOT_READ, f"Not read, neither notebook nor script: {LONG}."),)
    problem = ProblemReport(LONG, LONG, (*right(LONG), raised, wrong), (LONG,), (), None, (written,), unused)
    left = ProblemReport("left", LONG, right("x"), left_out=True)
    head = replace(HEAD, late=Lateness(7200, 0.1, LONG))
    graded = Report(LONG, "slug", "0" * 64, (problem, left), head=head)
    return graded, Report(LONG, "other", "0" * 64, reason=f"{LONG}: {LONG}", timings=Timings(), head=HEAD)


def test_long_names_do_not_widen_a_phone(browser: Browser, tmp_path: Path) -> None:
    graded, ungradable = reports()
    pages = {
        "feedback": to_html(graded),
        "ungradable": to_html(ungradable),
        "class": class_page(count([row(graded), row(ungradable)])),
    }
    wider = {name: shown(browser, page, tmp_path).wider for name, page in pages.items()}
    assert not any(wider.values()), wider


def test_tables_of_a_class_scroll_instead_of_growing_tall(browser: Browser, tmp_path: Path) -> None:
    """Words keep their places in a row: no row of the tables is taller than four lines."""
    (tmp_path / "class.html").write_text(class_page(count([row(one) for one in SAMPLES.values()])), encoding="utf-8")
    heights = "[...document.querySelectorAll('.scroll tbody tr')].map(tr => tr.getBoundingClientRect().height)"
    page = browser.new_page(viewport={"width": PHONE, "height": 800})
    page.goto((tmp_path / "class.html").as_uri())
    found = page.evaluate(heights)
    assert found
    assert max(found) < 4 * 24 + 12


def test_what_is_too_wide_is_noticed(browser: Browser, tmp_path: Path) -> None:
    page = without_policy(to_html(reports()[0]))
    assert (
        shown(browser, page.replace("<header>", f'<header><p style="white-space: nowrap">{LONG}</p>'), tmp_path).wider
        > 0
    )
