"""Pages on paper: printed by the browser that is there, and a clear message where none is."""

from __future__ import annotations

from pathlib import Path

import pytest

from autograder.batch.folder import OutputError
from autograder.batch.pdf import browser, to_pdf
from autograder.render.html import to_html
from tests.browser import needs_chromium
from tests.render.samples import ONE_MISTAKE


@pytest.mark.slow
@needs_chromium
def test_a_page_becomes_a_pdf_and_nothing_is_written_elsewhere(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.setenv("TMPDIR", str(tmp_path))
    data = to_pdf(browser(), to_html(ONE_MISTAKE).encode())
    assert data.startswith(b"%PDF-")
    assert len(data) > 5_000
    assert list(tmp_path.iterdir()) == []


def test_without_a_browser_the_message_says_what_to_do(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.setattr("autograder.batch.pdf.NAMES", ("chromium",))
    with pytest.raises(OutputError, match="install one"):
        browser()


@pytest.mark.parametrize("script", ["exit 3", "echo out of memory >&2; exit 1", "exit 0"])
def test_a_browser_that_prints_nothing_is_reported(script: str, tmp_path: Path) -> None:
    program = tmp_path / "chromium"
    program.write_text(f"#!/bin/sh\n{script}\n")
    program.chmod(0o755)
    with pytest.raises(OutputError, match="does not print"):
        to_pdf(str(program), b"<p>page</p>")
