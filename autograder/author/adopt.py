"""Turn somebody's notebook or module into a solution file: prose, functions, and a first declaration."""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from autograder.author.adopted import (
    TODO,
    AdoptedCell,
    AdoptedLesson,
    AdoptError,
    SourceCell,
    parsed,
    quoted,
    with_one_function_each,
    without_magics,
)
from autograder.author.first_declaration import first_declaration
from autograder.author.from_module import from_module
from autograder.author.from_nbgrader import from_nbgrader, is_nbgrader
from autograder.author.from_otter import from_otter, is_otter
from autograder.author.lesson import CellKind
from autograder.author.said_shapes import said_of

HEAD = """\
# ---
# jupyter:
#   jupytext:
#     text_representation:
#       extension: .py
#       format_name: percent
#   kernelspec:
#     display_name: Python 3
#     language: python
#     name: python3
# ---
"""
HEADING = re.compile(r"^#+\s+(.+?)\s*#*$", re.MULTILINE)


@dataclass(frozen=True)
class AdoptedFile:
    """The text of a solution file, its problem's name, and notes on what was left out."""

    name: str
    text: str
    notes: tuple[str, ...]

    @property
    def todo(self) -> int:
        """How many places the author has to decide."""
        return self.text.count(TODO)


def adopt(path: Path, name: str | None = None) -> AdoptedFile:
    """Read a notebook with the marks of Otter Assign or nbgrader, or a module. Raises AdoptError."""
    try:
        text = path.read_text(encoding="utf-8")
    except OSError as error:
        raise AdoptError(f"{path}: {error.strerror}") from error
    except UnicodeDecodeError as error:
        raise AdoptError(f"{path}: {error}") from error
    try:
        lesson = from_module(text) if path.suffix == ".py" else _from_notebook(text)
    except AdoptError as error:
        raise AdoptError(f"{path}: {error}") from error
    called = name or re.sub(r"\W+", "_", path.stem).strip("_").lower()
    if not called.isidentifier():
        raise AdoptError(f"{path}: a problem is named by a word of letters, digits and _; give it one with --name")
    return AdoptedFile(called, *_written(called, with_one_function_each(lesson)))


def _from_notebook(text: str) -> AdoptedLesson:
    try:
        cells = tuple(_source_cells(json.loads(text)))
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise AdoptError(f"not a notebook ({type(error).__name__})") from error
    if is_otter(cells):
        return from_otter(cells)
    if is_nbgrader(cells):
        return from_nbgrader(cells)
    marks = "no marks of Otter Assign (# BEGIN QUESTION) or nbgrader (### BEGIN SOLUTION) in it"
    raise AdoptError(f"{marks}; adopt a .py file of its functions")


def _source_cells(notebook: dict[str, object]) -> Iterator[SourceCell]:
    cells: object = notebook["cells"]
    for cell in cells if isinstance(cells, list) else []:
        source = cell["source"]
        metadata = cell.get("metadata", {}).get("nbgrader", {})
        text = source if isinstance(source, str) else "".join(source)
        yield SourceCell(str(cell["cell_type"]), text.replace("\r\n", "\n"), metadata)


def _written(name: str, lesson: AdoptedLesson) -> tuple[str, tuple[str, ...]]:
    """Return the text of a solution file and all notes."""
    cells, notes = _named(_plain(lesson.cells), name), list(lesson.notes)
    prose = [c.source for c in cells if c.kind is CellKind.PROSE]
    headings = [found[1] for text in prose if (found := HEADING.search(text))]
    title = headings[0] if headings else lesson.title or name.replace("_", " ").capitalize()
    parts = [HEAD]
    if not cells or cells[0].kind is not CellKind.PROSE or not HEADING.search(cells[0].source):
        parts.append(_cell("# %% [markdown]", _commented(f"# {title}")))
    asked = False
    for cell in cells:
        if cell.kind is CellKind.WORKED and not asked:
            notes.append("a worked solution before every question is left out")
            continue
        asked |= cell.kind in {CellKind.FUNCTION, CellKind.WRITTEN}
        parts.append(_text_of(cell))
    functions = [c for c in cells if c.kind is CellKind.FUNCTION]
    said = [said_of(c.source, c.name) for c in functions if _is_function(c)]
    notes += [f"{c.name} is a class: declare given functions that use it" for c in functions if not _is_function(c)]
    if not said:
        notes.append("no function was found that students write")
    points = {c.name: c.points for c in functions if c.points is not None}
    written = [
        f"Written({quoted(c.name)}, {quoted(_title_of(c))}{'' if c.points is None else f', points={c.points:g}'}),"
        for c in cells
        if c.kind is CellKind.WRITTEN
    ]
    declared = first_declaration(name, title, said, points, written)
    parts.append(_cell('# %% tags=["declaration"]', declared.rstrip("\n")))
    return "\n".join(parts), tuple(notes)


def _plain(cells: Sequence[AdoptedCell]) -> Iterator[AdoptedCell]:
    """Yield the cells as a Python file can hold them: code without magics, none of them empty."""
    for cell in cells:
        if cell.kind in {CellKind.GIVEN, CellKind.FUNCTION}:
            source, magics = without_magics(cell.source)
            said = f"{magics} line{'s' if magics > 1 else ''} with % or ! left out here"
            if source.strip() or cell.todo:
                yield replace(cell, source=source, todo=(*cell.todo, said) if magics else cell.todo)
        elif cell.source.strip():
            yield cell


def _named(cells: Iterator[AdoptedCell], problem: str) -> tuple[AdoptedCell, ...]:
    """Return the cells with unique names of questions in words, and of each function only the last definition."""
    kept = list(cells)
    last = {c.name: i for i, c in enumerate(kept) if c.kind is CellKind.FUNCTION}
    taken = Counter[str](last)
    made = []
    for i, cell in enumerate(kept):
        if cell.kind is CellKind.FUNCTION and last[cell.name] != i:
            said = f"{cell.name} is defined again below; only that one is asked"
            made.append(replace(cell, kind=CellKind.PROSE, source=f"_{said}._", todo=(said,)))
            continue
        if cell.kind is CellKind.WRITTEN:
            word = re.sub(r"\W+", "_", cell.name).strip("_") or f"{problem}_words"
            word = word if word.isidentifier() else f"q_{word}"
            taken[word] += 1
            cell = replace(cell, name=word if taken[word] == 1 else f"{word}_{taken[word]}")  # noqa: PLW2901
        made.append(cell)
    return tuple(made)


def _text_of(cell: AdoptedCell) -> str:
    todo = "".join(f"{TODO} {said}\n" for said in cell.todo)
    match cell.kind:
        case CellKind.WRITTEN:
            return _cell(f'# %% [markdown] written="{cell.name}"', _commented(cell.source + _hidden(cell)))
        case CellKind.WORKED:
            return _cell('# %% [markdown] tags=["solution"]', _commented(cell.source))
        case CellKind.PROSE:
            return _cell("# %% [markdown]", _commented(cell.source + _hidden(cell)))
        case _ if parsed(cell.source) is None:  # kept as text, so that the file is Python
            return _cell("# %%", todo + _commented(cell.source))
        case _:
            return _cell("# %%", todo + cell.source)


def _hidden(cell: AdoptedCell) -> str:
    """Return what the author has to decide about a text, as a comment that students do not see."""
    return "".join(f"\n\n<!-- {TODO} {said} -->" for said in cell.todo)


def _cell(head: str, body: str) -> str:
    return f"{head}\n{body}\n"


def _commented(text: str) -> str:
    return "\n".join(f"# {line}".rstrip() for line in text.splitlines())


def _is_function(cell: AdoptedCell) -> bool:
    return bool(re.search(rf"^def {cell.name}\b", cell.source, re.MULTILINE))


def _title_of(cell: AdoptedCell) -> str:
    found = HEADING.search(cell.source)
    return found[1] if found else cell.name.replace("_", " ").capitalize()
