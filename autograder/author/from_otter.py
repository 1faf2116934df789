"""Read a master notebook of Otter Assign.

Marks: cells `# ASSIGNMENT CONFIG`, `# BEGIN` and `# END` of QUESTION, PROMPT, SOLUTION and TESTS, raw or in a fenced
block `otter`; in code `# SOLUTION`, `# BEGIN SOLUTION`, `# BEGIN PROMPT` in a string, `# SEED`, `# IGNORE` and
`## Ignore ##`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from autograder.author.adopted import AdoptedCell, AdoptedLesson, AdoptError, SourceCell, counted
from autograder.author.lesson import CellKind

MARK = re.compile(r"#\s*(BEGIN|END)\s+(QUESTION|PROMPT|SOLUTION|TESTS)\b", re.IGNORECASE)
CONFIG = re.compile(r"#\s*ASSIGNMENT CONFIG\b", re.IGNORECASE)
FENCED = re.compile(r"^```otter\n(.*?)\n```$", re.MULTILINE | re.DOTALL)
IGNORED_CELL = re.compile(r"(?:##\s*ignore\s*##|#\s*ignore\s*$)", re.IGNORECASE | re.MULTILINE)
SOLUTION_LINE = re.compile(r"\s*# ?SOLUTION(?: NO PROMPT)?\s*$")
SOLUTION_BLOCK = re.compile(r"^\s*# (?:BEGIN|END) SOLUTION(?: NO PROMPT)?\s*$")
SOLVED = re.compile(r".*# ?(?:BEGIN )?SOLUTION(?: NO PROMPT)?\s*$|\s*\"\"\" # BEGIN PROMPT")
OTTER_LINE = re.compile(r"\s*(?:import otter|\w+ = otter\.Notebook\(.*\))\s*$")
PROMPT_BLOCK = re.compile(r"^\s*\"\"\" # BEGIN PROMPT.*?# END PROMPT[^\n]*\n?", re.MULTILINE | re.DOTALL)
IGNORED_BLOCK = re.compile(r"^\s*#\s*BEGIN\s*IGNORE.*?# END IGNORE[^\n]*\n?", re.MULTILINE | re.DOTALL | re.IGNORECASE)
SEED = re.compile(r"\s*# SEED\s*$", re.MULTILINE)


def is_otter(cells: Sequence[SourceCell]) -> bool:
    """Return whether a notebook has marks of Otter Assign."""
    return any(MARK.match(c.source) or CONFIG.match(c.source) for c in _unfenced(cells) if c.kind == "raw")


def from_otter(cells: Sequence[SourceCell]) -> AdoptedLesson:
    """Return the lesson of a master notebook. Raises AdoptError if its blocks do not fit together."""
    walk = _OtterWalk()
    for cell in _unfenced(cells):
        walk.take(cell)
    if walk.open:
        raise AdoptError(f"# BEGIN {walk.open[-1]} without # END {walk.open[-1]}")
    notes = counted(walk.tests, "test", "`verify` and the checks compare with the reference instead")
    notes = [*notes, *counted(walk.ignored, "cell", "it is ignored there too")]
    return AdoptedLesson(tuple(walk.made), walk.title, tuple(notes))


def _unfenced(cells: Sequence[SourceCell]) -> Iterator[SourceCell]:
    """Yield the cells, with settings in a fenced block of text as raw cells."""
    for cell in cells:
        parts = FENCED.split(cell.source) if cell.kind == "markdown" else [cell.source]
        for i, part in enumerate(parts):
            if part.strip():
                yield SourceCell("raw" if i % 2 else cell.kind, part.strip("\n"), cell.nbgrader)


class _OtterWalk:
    """One walk through the cells; `open` are the blocks that have begun."""

    def __init__(self) -> None:
        self.made: list[AdoptedCell] = []
        self.open: list[str] = []
        self.title = ""
        self.tests = self.ignored = 0
        self.question, self.points, self.manual = "", None, False  # type: tuple[str, float | None, bool]

    def take(self, cell: SourceCell) -> None:
        """Take the next cell."""
        mark = MARK.match(cell.source) if cell.kind == "raw" else None
        if mark is not None:
            self.turn(mark[1].upper(), mark[2].upper(), cell.source)
        elif cell.kind == "raw" and CONFIG.match(cell.source):
            self.title = setting(cell.source, "title") or setting(cell.source, "name")
        elif cell.kind == "code" and IGNORED_CELL.match(cell.source):
            self.ignored += 1
        elif "TESTS" in self.open:
            self.tests += 1
        elif "PROMPT" not in self.open and cell.kind in ("code", "markdown"):
            self.made.append(self.code(cell) if cell.kind == "code" else self.text(cell))

    def turn(self, way: str, block: str, source: str) -> None:
        """Begin or end a block."""
        if way == "END":
            if not self.open or self.open.pop() != block:
                raise AdoptError(f"# END {block} without # BEGIN {block}")
            return
        if block in self.open:
            raise AdoptError(f"# BEGIN {block} inside another one")
        self.open.append(block)
        if block == "QUESTION":
            self.question = setting(source, "name")
            points = setting(source, "points")
            self.points = float(points) if re.fullmatch(r"[\d.]+", points) else None
            self.manual = setting(source, "manual").lower() == "true"

    def text(self, cell: SourceCell) -> AdoptedCell:
        if "SOLUTION" in self.open:
            return AdoptedCell(CellKind.WORKED, cell.source)
        if "QUESTION" in self.open and self.manual:
            points, self.manual = self.points, False  # what follows in the question is its answer
            return AdoptedCell(CellKind.WRITTEN, cell.source, self.question, points)
        return AdoptedCell(CellKind.PROSE, cell.source)

    def code(self, cell: SourceCell) -> AdoptedCell:
        source, seeded = without_marks(cell.source)
        todo = ("a seed was set here for Otter; draw random inputs with the rng of cases()",) if seeded else ()
        solved = "SOLUTION" in self.open or any(map(SOLVED.match, cell.source.splitlines()))
        points, self.points = (self.points, None) if solved else (None, self.points)
        return AdoptedCell(CellKind.GIVEN, source, points=points, solved=solved, todo=todo)


def without_marks(source: str) -> tuple[str, bool]:
    """Return the solution of a code cell without marks and prompts, and whether a seed was set in it."""
    text = PROMPT_BLOCK.sub("", IGNORED_BLOCK.sub("", source))
    kept = (s for s in text.splitlines() if not s.rstrip().endswith("# IGNORE") and not OTTER_LINE.match(s))
    lines = [line for line in kept if not SOLUTION_BLOCK.match(line)]
    seeded = any(SEED.search(line) for line in lines)
    return "\n".join(SEED.sub("", SOLUTION_LINE.sub("", line)) for line in lines).strip("\n"), seeded


def setting(source: str, name: str) -> str:
    """Return one setting of a raw cell, written as YAML or JSON, or "" if it is not there or not a single value."""
    found = re.search(rf"^\s*[\"']?{name}[\"']?\s*:\s*([^\n{{\[]*?)\s*,?\s*$", source, re.MULTILINE)
    return found[1].strip("\"'") if found else ""
