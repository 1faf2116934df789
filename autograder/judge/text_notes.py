"""Notes for the student on what only the text of the cells shows: code that does not run, and merge conflicts."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from autograder.declare.handed_out import HandedOut
from autograder.declare.problem import Problem
from autograder.judge.obstacle import MOST_CELLS, defining
from autograder.plain.cell_magics import NOT_PYTHON, WRITING
from autograder.plain.evidence import Cell
from autograder.plain.safe_text import terminal
from autograder.plain.unused import Reason, Unused
from autograder.submissions.submission import WrittenCell

MOST_MARKS, LONGEST_MARK = 6, 40
OPENING = "<<<<<<<"

_CELL_MAGIC = re.compile(r"\s*%%(!|\w+)")
_MARK = re.compile(r"^(?:<{7}|={7}|>{7}|\|{7})(?:[ \t][^\n]*)?\r?$")


def text_notes(
    problem: Problem, given: HandedOut, cells: Sequence[Cell], texts: Sequence[WrittenCell]
) -> tuple[str, ...]:
    """Return the notes on functions in cells of text, then those on merge conflicts."""
    return (*misplaced(problem, given, cells, texts), *_conflicts(cells, texts))


def misplaced(problem: Problem, given: HandedOut, cells: Sequence[Cell], texts: Sequence[WrittenCell]) -> Iterator[str]:
    """Yield which functions are in a cell of text and in no cell of code."""
    plain = [w for w in texts if w.kind != "code" and ("def" in w.text or "class" in w.text)]
    own = [Cell(w.cell, s.text) for w in plain for s in given.segments(w.text) if s.own]
    kinds = {w.cell: w.kind for w in plain}
    for name in problem.written_names if own else ():
        places = list(dict.fromkeys(defining(name, own)))
        if places and not defining(name, cells):
            where = f"Cell {places[-1] + 1} holds `def {name}`"
            yield f"{where}, but it is a {kinds[places[-1]]} cell, which does not run: turn it into a code cell."


def unused_text(
    problem: Problem, given: HandedOut, cells: Sequence[Cell], texts: Sequence[WrittenCell]
) -> Iterator[Unused]:
    """Yield functions in cells of text, and cells that a magic makes something other than Python."""
    for what in misplaced(problem, given, cells, texts):
        yield Unused(Reason.NOT_CODE, what)
    for cell in cells:
        magic = _CELL_MAGIC.match(cell.source)
        if magic is not None and magic[1] in NOT_PYTHON - WRITING:
            what = f"Cell {cell.index + 1} begins with `%%{magic[1]}`: it is not Python, and was not run."
            yield Unused(Reason.NO_PYTHON, what)


def _conflicts(cells: Sequence[Cell], texts: Sequence[WrittenCell]) -> Iterator[str]:
    """Yield where the marks of merge conflicts are."""
    found = {w.cell: w.text for w in texts if OPENING in w.text}
    found |= {c.index: c.source for c in cells if OPENING in c.source}
    spoiled = [(index, marks) for index, text in sorted(found.items()) if (marks := _marks(text))]
    for index, marks in spoiled[:MOST_CELLS]:
        more = f" and {len(marks) - MOST_MARKS} more" if len(marks) > MOST_MARKS else ""
        named = ", ".join(f"`{terminal(mark, LONGEST_MARK)}` in line {line}" for line, mark in marks[:MOST_MARKS])
        yield (
            f"Cell {index + 1} contains the marks of a git merge conflict: {named}{more}. Keep one of the two versions "
            "between them, and delete the marks."
        )
    if len(spoiled) > MOST_CELLS:
        yield f"{len(spoiled) - MOST_CELLS} more cells contain the marks of a git merge conflict."


def _marks(text: str) -> list[tuple[int, str]]:
    """Return the marks with their lines, counted from 1; none if no conflict begins here."""
    marks = [(i, line.strip()) for i, line in enumerate(text.split("\n"), 1) if _MARK.match(line)]
    return marks if any(mark.startswith(OPENING) for _, mark in marks) else []
