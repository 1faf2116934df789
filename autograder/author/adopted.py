"""What is taken from somebody's notebook or module: the cells of a lesson, with what could not be told."""

from __future__ import annotations

import ast
import json
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from autograder.author.lesson import CellKind
from autograder.plain.errors import MendableError

TODO = "# TODO adopt:"
"""Before everything that the author has to decide."""
MAGIC = re.compile(r"^\s*[%!]")


class AdoptError(MendableError):
    """A file that cannot be adopted; the message names it and the reason."""


@dataclass(frozen=True)
class AdoptedCell:
    """One cell of the lesson. `name` is that of a question in words; `solved` marks code that students wrote.

    `todo` are sentences about what the author has to decide here.
    """

    kind: CellKind
    source: str
    name: str = ""
    points: float | None = None
    solved: bool = False
    todo: tuple[str, ...] = ()


@dataclass(frozen=True)
class AdoptedLesson:
    """A lesson in the order of its source, its title if it has one, and notes on what was left out."""

    cells: tuple[AdoptedCell, ...]
    title: str = ""
    notes: tuple[str, ...] = ()


@dataclass(frozen=True)
class SourceCell:
    """One cell of a notebook: its type, text and metadata of nbgrader, if there is any."""

    kind: str
    source: str
    nbgrader: dict[str, object]


def with_one_function_each(lesson: AdoptedLesson) -> AdoptedLesson:
    """Put every function that students write into a cell of its own, and mark solved code outside functions."""
    cells = [part for cell in lesson.cells for part in (_split(cell) if cell.solved else [cell])]
    return replace(lesson, cells=tuple(cells))


def _split(cell: AdoptedCell) -> Iterator[AdoptedCell]:
    """Yield the functions and classes of a cell, and as given code what is between them."""
    lines = cell.source.splitlines()
    tree = parsed(cell.source)
    if tree is None:
        yield replace(cell, kind=CellKind.GIVEN, solved=False, todo=(*cell.todo, "this cell is no Python"))
        return
    written = [node for node in tree.body if isinstance(node, ast.FunctionDef | ast.ClassDef)]
    start, points = 0, cell.points
    for node in written:
        end = node.end_lineno or node.lineno
        first = min([node.lineno, *(d.lineno for d in node.decorator_list)]) - 1
        while first > start and lines[first - 1].lstrip().startswith("#"):  # comments belong to what follows
            first -= 1
        before = "\n".join(lines[start:first]).strip("\n")
        if before.strip():
            yield _loose(cell, before)
        text = "\n".join(lines[first:end])
        yield replace(cell, kind=CellKind.FUNCTION, source=text, name=node.name, points=points)
        start, points = end, None
    rest = "\n".join(lines[start:]).strip("\n")
    if rest.strip():
        yield _loose(cell, rest)


def _loose(cell: AdoptedCell, text: str) -> AdoptedCell:
    tree = parsed(text)
    harmless = tree is not None and all(isinstance(node, ast.Import | ast.ImportFrom) for node in tree.body)
    said = "students wrote this outside a function, and it would be given to them: make it a function, or leave it out"
    return replace(cell, kind=CellKind.GIVEN, source=text, solved=False, todo=() if harmless else (said,))


def parsed(source: str) -> ast.Module | None:
    """Return the tree of a source, or None if it is no Python."""
    try:
        return ast.parse(source)
    except (SyntaxError, ValueError):
        return None


def without_magics(source: str) -> tuple[str, int]:
    """Return a source without IPython's magics, and how many lines were left out."""
    lines = source.splitlines()
    kept = [line for line in lines if not MAGIC.match(line)]
    return "\n".join(kept).strip("\n"), len(lines) - len(kept)


def quoted(text: str) -> str:
    """Return a text as Python writes it between double quotes."""
    return json.dumps(text, ensure_ascii=False)


def counted(count: int, what: str, why: str) -> Sequence[str]:
    """Return the note on what was left out, or nothing if it is none."""
    return [f"{count} {what}{'s' if count > 1 else ''} left out: {why}"] if count else []
