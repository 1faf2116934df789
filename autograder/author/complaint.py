"""What an author has to fix in a declaration, with its place in the file."""

from __future__ import annotations

import re
from dataclasses import dataclass
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

    @cached_property
    def drawing(self) -> int:
        """The line at which inputs are drawn, or 0."""
        return self.line("def cases(") or self.line("inputs=") or self.line("cases=")

    def function(self, name: str) -> int:
        """Return the line in which a function is defined, or 0."""
        return self.line(f"def {name}(")
