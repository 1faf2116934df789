"""What an author has to fix in a declaration, with its place in the file."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from difflib import get_close_matches
from functools import cached_property
from pathlib import Path


@dataclass(frozen=True)
class Complaint:
    """What is wrong and the way out. `line` counts from 1; 0 is the file as a whole."""

    text: str
    line: int = 0

    def at(self, path: Path) -> str:
        """Return the complaint with its file and line, as compilers write it."""
        place = f"{path.name}:{self.line}" if self.line else path.name
        return f"{place}: {self.text}"


@dataclass(frozen=True)
class SolutionText:
    """The text of a solution file, to find the lines that a complaint is about."""

    text: str

    @cached_property
    def _lines(self) -> list[str]:
        return self.text.splitlines()

    def line(self, *parts: str, last: bool = False) -> int:
        """Return the first (or last) line that holds all of these texts, or 0 if none does."""
        found = [i for i, line in enumerate(self._lines, 1) if all(part in line for part in parts)]
        return found[-1 if last else 0] if found else 0

    def quoted(self, name: str, before: str = "", *, last: bool = False) -> int:
        """Return the first line that has a name in quotes after `before`, else the first that has it in quotes."""
        pattern = re.compile(rf"{re.escape(before)}.*[\"']{re.escape(name)}[\"']")
        found = [i for i, line in enumerate(self._lines, 1) if name in line and pattern.search(line)]
        if found:
            return found[-1 if last else 0]
        return self.quoted(name) if before else 0

    def function(self, name: str) -> int:
        """Return the line in which a function is defined, or 0."""
        return self.line(f"def {name}(")


def near(name: str, names: Iterable[str]) -> str:
    """Return `; did you mean NAME?` if one of the names is close, else `; there is A, B, C`."""
    known = list(names)
    close = [n for n in known if n.lower() == name.lower()] or get_close_matches(name, known, 1, 0.6)
    if close:
        return f"; did you mean {close[0]}?"
    return f"; there is {', '.join(known)}" if known else ""
