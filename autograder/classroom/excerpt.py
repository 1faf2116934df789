"""Cut a function out of a student's source as text, without parsing, which a hostile source could crash."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from autograder.plain.evidence import Cell

MOST_LINES = 80
_QUOTES = re.compile(r"'''|\"\"\"")


def definition(cells: Sequence[Cell], name: str) -> str:
    """Return the last definition of a function, or the line that assigns its name, or "" if there is none."""
    begins = re.compile(rf"(\s*)(?:async\s+def|def)\s+{re.escape(name)}\s*\(")
    named = re.compile(rf"\s*{re.escape(name)}\s*=[^=]")
    found = ""
    for cell in cells:
        lines = cell.source.splitlines()
        for i, line in enumerate(lines):
            if match := begins.match(line):
                found = "\n".join(_body(lines[i:], len(match[1])))
            elif named.match(line):
                found = line.strip()
    return found


def _body(lines: Sequence[str], indent: int) -> Iterator[str]:
    """Yield the lines up to the first that is indented no more than the definition, without their common indent."""
    inside_text = False
    waiting: list[str] = []
    for number, line in enumerate(lines[:MOST_LINES]):
        goes_on = inside_text or line.lstrip().startswith(")")
        if line.strip() and number and not goes_on and len(line) - len(line.lstrip()) <= indent:
            return
        inside_text ^= len(_QUOTES.findall(line)) % 2 == 1
        waiting.append(line[indent:] if not line[:indent].strip() else line)
        if line.strip():
            yield from waiting
            waiting.clear()
    if len(lines) > MOST_LINES:
        yield "# ..."
