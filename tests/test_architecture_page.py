"""docs/architecture.md names every room, and nothing that is not there."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
PAGE = (ROOT / "docs" / "architecture.md").read_text(encoding="utf-8")


def rooms() -> set[str]:
    package = ROOT / "autograder"
    folders = {f"{p.name}/" for p in package.iterdir() if (p / "__init__.py").exists()}
    walls = {f"{p.name}/" for p in (package / "sandbox").iterdir() if (p / "__init__.py").exists()}
    return folders | walls | {p.name for p in package.glob("*.py") if p.name != "__init__.py"}


def without_a_line(page: str) -> set[str]:
    """Return the rooms that the tree of a page leaves out."""
    tree = {line.split()[0] for line in page.splitlines() if re.match(r" {6,8}[a-z_]+(/|\.py) ", line)}
    return rooms() - tree


def not_there(page: str) -> set[str]:
    """Return the files and folders that a page names and that do not exist."""
    named = re.findall(r"`((?:autograder|tests|solutions|docs|benchmarks)/[a-z0-9_./-]*)`", page)
    return {name for name in named if not (ROOT / name).exists()}


def test_every_room_has_its_line() -> None:
    assert without_a_line(PAGE) == set()
    assert without_a_line(PAGE.replace("      judge/ ", "      jury/ ")) == {"judge/"}


@pytest.mark.parametrize("path", ["docs/architecture.md", "docs/security.md", "README.md", "docs/authoring.md"])
def test_what_a_page_names_is_there(path: str) -> None:
    text = (ROOT / path).read_text(encoding="utf-8")
    assert not_there(text) == set()
    assert not_there(text + "`autograder/nowhere.py`") == {"autograder/nowhere.py"}
