"""Pages in a real browser at the width of a phone: nothing of a student's makes them wider."""

from __future__ import annotations

import re
import shutil
import subprocess
from dataclasses import replace
from pathlib import Path

import pytest

from autograder.classroom.overview import count, row
from autograder.plain.evidence import Timings
from autograder.plain.unused import Reason, Unused
from autograder.render.classroom.page import class_page
from autograder.render.html import to_html
from autograder.report.head import Head, Lateness
from autograder.report.report import ProblemReport, Report, WrittenAnswer
from autograder.report.status import Status
from autograder.report.verdict import SourceLine
from tests.render.samples import right, verdict

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
LONG = "a_file_name_without_any_hyphen_or_space_" * 8
WIDTH = 360
HEAD = Head(LONG, LONG, "2026-03-04T23:59:00-08:00", "2026-03-05T02:00:00-08:00", graded="2026-03-06", over=True)

pytestmark = [pytest.mark.slow, pytest.mark.skipif(CHROMIUM is None, reason="no chromium here")]


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


def width_of(page: str, folder: Path) -> int:
    """Return the width of all that a page shows in a frame as wide as a phone."""
    without = re.sub(r'<meta http-equiv="Content-Security-Policy"[^>]*>', "", page)
    measure = "<script>addEventListener('load',()=>document.title='W'+document.documentElement.scrollWidth)</script>"
    (folder / "page.html").write_text(without.replace("</body>", f"{measure}</body>"), encoding="utf-8")
    script = "onload=()=>{let d=document.querySelector('iframe').contentDocument;document.title=d.title}"
    frame = f'<iframe src="page.html" width="{WIDTH}" height="800" style="border:0"></iframe><script>{script}</script>'
    (folder / "frame.html").write_text(f"<!DOCTYPE html><title></title>{frame}", encoding="utf-8")
    flags = "--headless --no-sandbox --disable-gpu --no-first-run --allow-file-access-from-files --dump-dom".split()
    command = [CHROMIUM or "", *flags, f"--user-data-dir={folder / 'profile'}", (folder / "frame.html").as_uri()]
    shown = subprocess.run(command, capture_output=True, text=True, check=True, timeout=600, cwd=folder).stdout
    found = re.search("<title>W([0-9]+)</title>", shown)
    assert found is not None, shown[:500]
    return int(found[1])


def test_long_names_do_not_widen_a_phone(tmp_path: Path) -> None:
    graded, ungradable = reports()
    pages = {
        "feedback": to_html(graded),
        "ungradable": to_html(ungradable),
        "class": class_page(count([row(graded), row(ungradable)])),
    }
    widths = {}
    for name, page in pages.items():
        (tmp_path / name).mkdir()
        widths[name] = width_of(page, tmp_path / name)
    assert all(width <= WIDTH for width in widths.values()), widths


def test_what_is_too_wide_is_noticed(tmp_path: Path) -> None:
    page = to_html(reports()[0]).replace("<header>", '<header><p style="white-space: nowrap">' + LONG + "</p>")
    assert width_of(page, tmp_path) > WIDTH
