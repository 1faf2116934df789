"""Every relative link and picture in the documents leads to a file, and every heading that a link names is there."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
PAGES = [*sorted(ROOT.glob("*.md")), *sorted(ROOT.glob("docs/*.md")), ROOT / "benchmarks" / "README.md"]


def dead(page: Path) -> Iterator[str]:
    """Yield each link of the page that leads nowhere."""
    for target in re.findall(r"\]\(([^)\s]+)\)", page.read_text(encoding="utf-8")):
        place, _, heading = target.partition("#")
        if re.match(r"[a-z]+:", target):
            continue
        path = page.parent / place if place else page
        if not path.exists() or (heading and heading not in anchors(path)):
            yield target


def anchors(page: Path) -> set[str]:
    """Return the names that GitHub gives the headings of a page."""
    headings = re.findall(r"^#+ (.+)$", page.read_text(encoding="utf-8"), re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-") for heading in headings}


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))
def test_every_link_leads_somewhere(page: Path) -> None:
    assert list(dead(page)) == []


def test_a_dead_link_is_found(tmp_path: Path) -> None:
    page = tmp_path / "page.md"
    page.write_text("# A heading's name\n[a](page.md#a-headings-name) [b](b.md) [c](#c) [d](https://example.org/d)\n")
    assert list(dead(page)) == ["b.md", "#c"]


def test_every_document_is_in_the_index() -> None:
    index = (ROOT / "docs" / "README.md").read_text(encoding="utf-8")
    assert [
        p.name for p in sorted(ROOT.glob("docs/*.md")) if p.name != "README.md" and f"({p.name})" not in index
    ] == []
