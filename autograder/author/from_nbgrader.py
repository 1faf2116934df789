"""Read a source notebook of nbgrader.

Marks: the `nbgrader` metadata of cells, and in them `### BEGIN SOLUTION`, `### BEGIN HIDDEN TESTS` and
`=== BEGIN MARK SCHEME ===`, each with its END.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from autograder.author.adopted import AdoptedCell, AdoptedLesson, AdoptError, SourceCell, counted
from autograder.author.lesson import CellKind

DELIMITER = re.compile(r"^.*\b(BEGIN|END) SOLUTION\b.*$", re.MULTILINE)
HIDDEN = re.compile(r"^[^\n]*\bBEGIN HIDDEN TESTS\b.*?\bEND HIDDEN TESTS\b[^\n]*\n?", re.MULTILINE | re.DOTALL)
SCHEME = re.compile(
    r"^[^\n]*\bBEGIN MARK SCHEME\b[^\n]*\n(.*?)^[^\n]*\bEND MARK SCHEME\b[^\n]*$", re.MULTILINE | re.DOTALL
)


def is_nbgrader(cells: Sequence[SourceCell]) -> bool:
    """Return whether a notebook has marks of nbgrader."""
    return any(c.nbgrader or DELIMITER.search(c.source) for c in cells)


def from_nbgrader(cells: Sequence[SourceCell]) -> AdoptedLesson:
    """Return the lesson of a source notebook. Raises AdoptError if a delimiter lacks its other half."""
    made: list[AdoptedCell] = []
    tests = 0
    for cell in cells:
        graded, solution = bool(cell.nbgrader.get("grade")), bool(cell.nbgrader.get("solution"))
        found = [mark[1] for mark in DELIMITER.finditer(cell.source)]
        if found != ["BEGIN", "END"] * (len(found) // 2):
            raise AdoptError(f"BEGIN SOLUTION and END SOLUTION do not alternate in {_name(cell) or 'a cell'}")
        if cell.nbgrader.get("task"):
            made += _task(cell)
        elif cell.kind == "markdown":
            made += _answer(cell, made) if solution else [AdoptedCell(CellKind.PROSE, cell.source)]
        elif cell.kind == "code" and graded and not solution:
            tests += 1
            _give_points(made, _points(cell))
        elif cell.kind == "code":
            solved = solution or bool(found)
            points = _points(cell) if graded else None
            made.append(AdoptedCell(CellKind.GIVEN, _plain(cell.source), points=points, solved=solved))
    why = "`verify` and the checks compare with the reference instead"
    return AdoptedLesson(tuple(made), "", tuple(counted(tests, "test cell", why)))


def _plain(source: str) -> str:
    """Return a source without delimiters and hidden tests."""
    text = HIDDEN.sub("", source)
    return "\n".join(line for line in text.splitlines() if not DELIMITER.match(line)).strip("\n")


def _task(cell: SourceCell) -> list[AdoptedCell]:
    """Return a task: its text is the question, its mark scheme the worked solution."""
    scheme = SCHEME.search(cell.source)
    asked = AdoptedCell(CellKind.WRITTEN, SCHEME.sub("", cell.source).strip("\n"), _name(cell), _points(cell))
    return [asked, AdoptedCell(CellKind.WORKED, scheme[1].strip("\n"))] if scheme else [asked]


def _answer(cell: SourceCell, made: list[AdoptedCell]) -> list[AdoptedCell]:
    """Return an answer in words. The text above it is its question."""
    worked = AdoptedCell(CellKind.WORKED, _plain(cell.source))
    if made and made[-1].kind is CellKind.PROSE:
        made[-1] = replace(made[-1], kind=CellKind.WRITTEN, name=_name(cell), points=_points(cell))
        return [worked]
    said = "no text stands above this answer: write the question"
    asked = AdoptedCell(CellKind.WRITTEN, "## Question", _name(cell), _points(cell), todo=(said,))
    return [asked, worked]


def _give_points(made: list[AdoptedCell], points: float | None) -> None:
    """Add the points of a test cell to the last code that students wrote."""
    for i in reversed(range(len(made))):
        if made[i].solved:
            made[i] = replace(made[i], points=(made[i].points or 0) + (points or 0))
            return


def _name(cell: SourceCell) -> str:
    return str(cell.nbgrader.get("grade_id") or "")


def _points(cell: SourceCell) -> float | None:
    points = cell.nbgrader.get("points")
    return float(points) if isinstance(points, int | float) else None
