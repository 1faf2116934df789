"""Mark a reference function or class for Otter Assign: its body is the solution, and students get a stub instead."""

from __future__ import annotations

import ast
from collections.abc import Sequence

from autograder.declare.reference import CourseError

BEGIN, END = "# BEGIN SOLUTION NO PROMPT", "# END SOLUTION"
STUB = ('""" # BEGIN PROMPT', "raise NotImplementedError", '""" # END PROMPT')
"""The text in quotes here is code in the students' notebook; Otter removes the quotes."""


def marked(source: str, name: str) -> str:
    """Mark the body of the function `name` in a cell; its signature, docstring and surroundings stay unchanged.

    Of a class, the methods that have a docstring are written by students; the others, such as `__init__`, are given.
    Raises CourseError if a body has no lines of its own, or is only a docstring.
    """
    tree = ast.parse(source)
    named = next(n for n in tree.body if isinstance(n, ast.FunctionDef | ast.ClassDef) and n.name == name)
    lines = source.splitlines()
    if isinstance(named, ast.FunctionDef):
        return "\n".join(_marked(lines, named, named.name, tree.body))
    written = [n for n in named.body if isinstance(n, ast.FunctionDef) and ast.get_docstring(n) is not None]
    if not written:
        raise CourseError(f"{name}: no method has a docstring; those with one are written by students")
    for method in reversed(written):  # so that the lines before it keep their numbers
        lines = _marked(lines, method, f"{name}.{method.name}", (*named.body, *tree.body))
    return "\n".join(lines)


def _marked(lines: list[str], function: ast.FunctionDef, name: str, around: Sequence[ast.stmt]) -> list[str]:
    """Mark the body of one function or method."""
    rest = function.body[1:] if ast.get_docstring(function) is not None else function.body
    if not rest:
        raise CourseError(f"{name}: the reference holds a docstring and nothing else")
    before = function.body[0].end_lineno or 0 if rest is not function.body else rest[0].lineno - 1
    if function.lineno == rest[0].lineno or before == rest[0].lineno:
        raise CourseError(f"{name}: its body must begin on a line of its own, so that a stub can take its place")
    after = _end(lines, function, around)
    pad = " " * rest[0].col_offset
    body = [f"{pad}{BEGIN}", *lines[before:after], f"{pad}{END}"]
    return [*lines[:before], *body, *(pad + line for line in STUB), *lines[after:]]


def _end(lines: list[str], function: ast.FunctionDef, around: Sequence[ast.stmt]) -> int:
    """Return where the function's lines end. Indented comments after it are part of the solution."""
    end = function.end_lineno or 0
    following = [min([node.lineno, *(d.lineno for d in _decorators(node))]) for node in around if node.lineno > end]
    limit = min(following, default=len(lines) + 1) - 1
    while end < limit and (not lines[end].strip() or _indent(lines[end]) > function.col_offset):
        end += 1
    while not lines[end - 1].strip():
        end -= 1
    return end


def _indent(line: str) -> int:
    return len(line) - len(line.lstrip())


def _decorators(node: ast.stmt) -> list[ast.expr]:
    return node.decorator_list if isinstance(node, ast.FunctionDef | ast.ClassDef) else []
