"""docs/students.md says all the words that a check can say, and fits on a page."""

from __future__ import annotations

from pathlib import Path

from autograder.cli.check import CheckExit
from autograder.report.status import MEANINGS
from autograder.student.finding import WAITS

PAGE = Path(__file__).parents[2] / "docs" / "students.md"


def test_every_word_is_explained_with_its_mark() -> None:
    rows = [line for line in PAGE.read_text("utf-8").splitlines() if line.startswith("| ")]
    for word in MEANINGS.values():
        assert any(line.startswith(f"| {word.kind.value} |") and word.words in line for line in rows), word.words
    assert any(WAITS in line for line in rows)


def test_every_exit_code_is_explained() -> None:
    text = PAGE.read_text("utf-8")
    assert all(f"| {code} |" in text for code in (*map(int, CheckExit), 2, 3))


def test_it_is_one_page() -> None:
    assert len(PAGE.read_text("utf-8").splitlines()) <= 100
