"""The cells of a marimo notebook: a script in which each cell is a function with the decorator `@app.cell`.

A cell takes the names that it uses as arguments and returns those that it defines. Without that frame the cells run as
one program, in the order of the names, as in marimo. Only text: nothing here parses Python.
"""

from __future__ import annotations

import re
import textwrap
from collections.abc import Iterator

from autograder.plain.evidence import Cell
from autograder.submissions.text_cells import TextCells

_MARIMO = re.compile(r"^import marimo\b", re.MULTILINE)
# The beginning of a cell at the margin, and what may follow the last one.
_START = re.compile(
    r"^(?:@app\.(?P<kind>cell|function|class_definition)\b|with app\.setup\b|if __name__ == )", re.MULTILINE
)
_FRAME = re.compile(r"(?:async[ \t]+)?def[ \t]+\w+\((?P<uses>[\w\s,*]*)\)[^:\n]*:[^\n]*\n")
_NAMES = re.compile(r"[\w\s,()]*")
# `mo.md("""..""")`
_SAID = re.compile(r"\s*(?:\w+\.)?md\(\s*[rRfF]{0,2}(\"{3}|'{3}|\"|')(?P<text>.*)\1[\s,]*\)\s*", re.DOTALL)
_NAME = re.compile(r"\w+")
_DEFINED = re.compile(r"^(?:async )?(?:def|class) (\w+)", re.MULTILINE)


def is_marimo(source: str) -> bool:
    """Return whether a script is a marimo notebook."""
    return _MARIMO.search(source) is not None and _START.search(source) is not None


def cell_count(source: str) -> int:
    """Return about how many cells there are."""
    return sum(1 for _ in _START.finditer(source))


def marimo_cells(source: str, most_lines: int, texts: TextCells) -> tuple[Cell, ...]:
    """Return the code of the cells in the order in which they run; cells of text go to `texts`.

    Lines are numbered as in the file, unless that takes more than so many empty lines in all.
    """
    starts = list(_START.finditer(source))
    numbered = len(starts) * source.count("\n") <= most_lines
    found = []
    for number, (start, end) in enumerate(zip(starts, [*(s.start() for s in starts[1:]), len(source)], strict=True)):
        text = source[start.start() : end]
        if not text.startswith("if __name__"):
            code, before, uses, defines = _parts(text, start["kind"])
            if (said := _SAID.fullmatch(code)) is not None:
                texts.add(number, {"cell_type": "markdown", "source": textwrap.dedent(said["text"])})
                continue
            above = "\n" * (source.count("\n", 0, start.start()) + before) if numbered else ""
            found.append((Cell(number, above + code), uses, defines))
    return tuple(_in_order(found))


def _parts(text: str, kind: str | None) -> tuple[str, int, frozenset[str], frozenset[str]]:
    """Return the code of a cell, the lines before it, the names that it uses and those that it defines."""
    _, _, body = text.partition("\n")  # behind the decorator or `with app.setup:`
    if kind in {"function", "class_definition"}:
        return body, 1, frozenset(), frozenset(_DEFINED.findall(body))
    frame = _FRAME.match(body) if kind == "cell" else None
    before = body[: frame.end()] if frame else ""
    inside = "\n" + body[len(before) :].rstrip()
    last = inside.rfind("\n    return")
    names = inside[last:].split("return", 1)[1] if last >= 0 else None
    if names is None or not _NAMES.fullmatch(names):
        last, names = len(inside), ""
    uses = frozenset(_NAME.findall(frame["uses"])) if frame else frozenset()
    return textwrap.dedent(inside[1:last]), 1 + before.count("\n"), uses, frozenset(_NAME.findall(names))


def _in_order(cells: list[tuple[Cell, frozenset[str], frozenset[str]]]) -> Iterator[Cell]:
    """Yield the cells, each behind those that define what it uses, else in the order of the file."""
    everything = frozenset[str]().union(*(defines for _, _, defines in cells))
    waiting = [(cell, (uses & everything) - defines, defines) for cell, uses, defines in cells]
    done: set[str] = set()
    while waiting:
        ready = next((place for place, (_, needs, _) in enumerate(waiting) if needs <= done), 0)
        cell, _, defines = waiting.pop(ready)
        done |= defines
        yield cell
