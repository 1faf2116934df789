"""Check that student text in output is inert: no tag, formula or escape sequence of the student's takes effect."""

from __future__ import annotations

import csv
import io
import re
import unicodedata
from collections.abc import Iterator
from html.parser import HTMLParser

from rich.console import Console

from autograder.render.csv import gradebook
from autograder.render.html import to_html
from autograder.render.json import to_json
from autograder.render.terminal import class_table, summary
from autograder.report.report import Report

_FORBIDDEN = {"script", "img", "link", "base", "iframe", "object", "embed", "form", "input", "meta/refresh"}
_NUMBER = re.compile(r" *[+-]?(?:[0-9]+\.?[0-9]*|\.[0-9]+)(?:[eE][+-]?[0-9]+)? *")
"""A student's name may be -1: a number, which is not a formula."""
_WIDTH = 80
_UNSEEN = {"Cc", "Cf", "Cs", "Zl", "Zp"}
_SEEN_ALL_THE_SAME = set("\u0600\u0601\u0602\u0603\u0604\u0605\u06dd\u070f\u0890\u0891\u08e2\U000110bd\U000110cd")
"""Signs around digits: they are classified as format characters, but are visible."""


class _ActiveTags(HTMLParser):
    """Collects what a browser would do besides showing text."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Check one tag."""
        if tag in _FORBIDDEN:
            self.found.append(f"<{tag}>")
        for name, value in attrs:
            if name.startswith("on") or (name in ("href", "src") and not (value or "").startswith("#")):
                self.found.append(f"<{tag} {name}>")


def executed(report: Report) -> tuple[str, ...]:
    """Return what a browser, a spreadsheet or a terminal would execute in a report; nothing in a sound one."""
    return tuple(
        dict.fromkeys([*in_page(to_html(report)), *_in_table(report), *_in_terminal(report), *_as_text(report)])
    )


def unseen(character: str) -> bool:
    """Return whether a character moves, reverses or hides others instead of being visible."""
    return unicodedata.category(character) in _UNSEEN and character not in _SEEN_ALL_THE_SAME


def in_page(page: str) -> Iterator[str]:
    """Yield what a page would make a browser do besides showing text."""
    parser = _ActiveTags()
    parser.feed(page)
    parser.close()
    yield from (f"the page contains {tag}" for tag in parser.found)
    if any(map(unseen, set(page) - {"\n", "\t"})):
        yield "the page contains invisible characters"


def in_cells(rows: list[list[str]]) -> Iterator[str]:
    """Yield what the cells of a table would make a spreadsheet do."""
    for cell in (cell for row in rows for cell in row):
        if not _NUMBER.fullmatch(cell) and cell.lstrip().startswith(("=", "+", "-", "@", "|", "%", "\t", "\r")):
            yield "the gradebook contains a formula"
        if any(map(unseen, set(cell))):
            yield "the gradebook contains invisible characters"


def on_screen(text: str) -> Iterator[str]:
    """Yield what printed lines would make a terminal do."""
    if any(map(unseen, set(text) - {"\n"})):
        yield "the terminal receives control characters"


def _in_table(report: Report) -> Iterator[str]:
    rows = list(csv.reader(io.StringIO(gradebook([report]), newline=""), strict=True))
    if len(rows) != 2 or len(rows[0]) != len(rows[1]):
        yield "the gradebook has more than one row"
    yield from in_cells(rows)


def _in_terminal(report: Report) -> Iterator[str]:
    out = io.StringIO()
    console = Console(file=out, width=_WIDTH, color_system=None)
    console.print(class_table([report]))
    console.print(summary([report]))
    yield from on_screen(out.getvalue())


def _as_text(report: Report) -> Iterator[str]:
    try:
        to_json(report).encode()
    except UnicodeEncodeError:
        yield "the report cannot be written"
