"""A solution file as a lesson: its cells in order, each with its purpose. The declaration is not part of it."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from dataclasses import dataclass
from enum import Enum
from typing import Any

import jupytext

from autograder.declare.problem import Problem
from autograder.declare.reference import CourseError, Reference

DECLARATION, WORKED_TAG, PICTURE_TAG = "declaration", "solution", "skip-grading"


class CellKind(Enum):
    """The purpose of a cell of a lesson."""

    PROSE = "text that students read"
    GIVEN = "code that students are given"
    FUNCTION = "a function that students write"
    PICTURE = "a picture drawn with the student's functions"
    WRITTEN = "a question that is answered in words"
    WORKED = "a worked solution, for staff"


@dataclass(frozen=True)
class LessonCell:
    """One cell. `name` is that of the function or the written question, "" for other cells."""

    kind: CellKind
    source: str
    name: str = ""


def lesson(reference: Reference) -> tuple[LessonCell, ...]:
    """Read the cells of a solution file. Raises CourseError if they do not fit the declaration."""
    text = reference.path.read_text(encoding="utf-8")
    notebook = jupytext.reads(text, fmt="py:percent")
    functions = set(reference.problem.written_names)
    parts = tuple(
        _part(cell, functions, reference)
        for cell in notebook.cells
        if DECLARATION not in _tags(cell) and cell.source.strip()
    )
    complaint = next(_complaints(parts, reference), None)
    if complaint is not None:
        raise CourseError(f"{reference.path}: {complaint}")
    return parts


def _part(cell: Any, functions: set[str], reference: Reference) -> LessonCell:
    if cell.cell_type == "markdown":
        if WORKED_TAG in _tags(cell):
            return LessonCell(CellKind.WORKED, cell.source)
        name = cell.metadata.get("written")
        return (
            LessonCell(CellKind.PROSE, cell.source)
            if name is None
            else LessonCell(CellKind.WRITTEN, cell.source, str(name))
        )
    if PICTURE_TAG in _tags(cell):
        return LessonCell(CellKind.PICTURE, cell.source)
    here = [name for name in defined(cell.source) if name in functions]
    if len(here) > 1:
        raise CourseError(f"{reference.path}: {here[0]} and {here[1]} stand in one cell; give each its own")
    return LessonCell(CellKind.FUNCTION, cell.source, here[0]) if here else LessonCell(CellKind.GIVEN, cell.source)


def defined(source: str) -> list[str]:
    """Return the names of the functions and classes that a cell defines at its top level."""
    return [node.name for node in ast.parse(source).body if isinstance(node, ast.FunctionDef | ast.ClassDef)]


def _tags(cell: Any) -> list[str]:
    return list(cell.metadata.get("tags", ()))


def _complaints(parts: tuple[LessonCell, ...], reference: Reference) -> Iterator[str]:
    """Return what is missing from either side."""
    shown = [p.name for p in parts if p.kind is CellKind.FUNCTION]
    for name in reference.problem.written_names:
        if shown.count(name) != 1:
            yield f"{name} stands in {shown.count(name)} cells of the lesson, not in one"
    given = [name for p in parts if p.kind is CellKind.GIVEN for name in defined(p.source)]
    for function in reference.problem.functions:
        if function.uses and function.name not in given:
            yield f"{function.name} is given to students, but no cell of the lesson holds it"
    yield from _about_written([p.name for p in parts if p.kind is CellKind.WRITTEN], reference.problem)
    questions = [p for p in parts if p.kind in {CellKind.WORKED, CellKind.FUNCTION, CellKind.WRITTEN}]
    if questions[0].kind is CellKind.WORKED:
        yield "a worked solution stands before every question"


def _about_written(asked: list[str], problem: Problem) -> Iterator[str]:
    declared = [w.name for w in problem.written]
    taken = {*problem.written_names, *(f.name for f in problem.functions)} | {q.name for q in problem.questions}
    for name in dict.fromkeys(asked):
        if name not in declared:
            yield f'the text asks the written question {name!r}; declare it: written=(Written("{name}", ...),)'
        if asked.count(name) > 1:
            yield f"the written question {name!r} is asked {asked.count(name)} times"
    for name in declared:
        if name not in asked:
            yield f'no text asks the written question {name!r}; begin one with: # %% [markdown] written="{name}"'
        if name in taken or not name.isidentifier():
            yield f"the written question {name!r} needs a name of its own, a word of letters, digits and _"
