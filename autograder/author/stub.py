"""Mark a reference function for Otter Assign: its body is the solution, and students get a stub instead."""

from __future__ import annotations

import ast

from autograder.declare.reference import CourseError

BEGIN, END = "# BEGIN SOLUTION NO PROMPT", "# END SOLUTION"
STUB = ('""" # BEGIN PROMPT', "raise NotImplementedError", '""" # END PROMPT')
"""The text in quotes here is code in the students' notebook; Otter removes the quotes."""


def marked(source: str, name: str) -> str:
    """Mark the body of the function `name` in a cell; its signature, docstring and surroundings stay unchanged.

    Raises CourseError if the body has no lines of its own, or is only a docstring.
    """
    tree = ast.parse(source)
    function = next(node for node in tree.body if isinstance(node, ast.FunctionDef) and node.name == name)
    rest = function.body[1:] if ast.get_docstring(function) is not None else function.body
    if not rest:
        raise CourseError(f"{name}: the reference holds a docstring and nothing else")
    before = function.body[0].end_lineno or 0 if rest is not function.body else rest[0].lineno - 1
    if function.lineno == rest[0].lineno or before == rest[0].lineno:
        raise CourseError(f"{name}: its body must begin on a line of its own, so that a stub can take its place")
    lines = source.splitlines()
    after = _end(lines, function, tree)
    pad = " " * rest[0].col_offset
    body = [f"{pad}{BEGIN}", *lines[before:after], f"{pad}{END}"]
    return "\n".join((*lines[:before], *body, *(pad + line for line in STUB), *lines[after:]))


def _end(lines: list[str], function: ast.FunctionDef, tree: ast.Module) -> int:
    """Return where the function's lines end. Indented comments after it are part of the solution."""
    end = function.end_lineno or 0
    following = [node.lineno for node in tree.body if node.lineno > end]
    limit = min(following, default=len(lines) + 1) - 1
    while end < limit and (not lines[end].strip() or lines[end][0].isspace()):
        end += 1
    return end
