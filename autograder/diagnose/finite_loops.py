"""Loops that end, whatever a function is called with, as far as its text can tell."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from typing import Any

GROWING = frozenset({"append", "extend", "insert", "add", "update"})


def ends(tree: ast.AST) -> bool:
    """Return whether there is no `while`, no `for` over something that grows in its own body, and no list in a list.

    numpy needs exponential time for a list that holds itself.
    """
    additions: list[Any] = []
    for node in ast.walk(tree):
        match node:
            case ast.While():
                return False
            case ast.For():
                over = {n.id for n in ast.walk(node.iter) if isinstance(n, ast.Name)}
                if over & {name for statement in node.body for name in _grown(statement)}:
                    return False
            case ast.Call(func=ast.Attribute(ast.Name(), attribute)) if attribute in GROWING:
                additions.append(node)
    lists = {added.func.value.id for added in additions}
    return not any(isinstance(a, ast.Name) and a.id in lists for added in additions for a in added.args)


def _grown(statement: ast.stmt) -> Iterator[str]:
    """Yield the names of what a statement may make longer in place."""
    for node in ast.walk(statement):
        match node:
            case ast.Call(func=ast.Attribute(ast.Name(name), attribute)) if attribute in GROWING:
                yield name
            case ast.AugAssign(target=ast.Name(name)) | ast.Assign(targets=[ast.Subscript(value=ast.Name(name))]):
                yield name
