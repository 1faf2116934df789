"""Loops that end, whatever a function is called with, as far as its text can tell."""

from __future__ import annotations

import ast
from collections.abc import Iterable, Iterator
from typing import Any

GROWING = frozenset({"append", "extend", "insert", "add", "update"})


def ends(tree: ast.AST) -> bool:
    """Return whether there is no `while`, no `for` over something that grows in its own body, and no list in a list.

    numpy needs exponential time for a list that holds itself.
    """
    nodes = tuple(ast.walk(tree))
    additions: list[Any] = [node for node in nodes if is_addition(node)]
    lists = _with_aliases({added.func.value.id for added in additions}, nodes)
    for node in nodes:
        if isinstance(node, ast.While):
            return False
        if isinstance(node, ast.For):
            over = {n.id for n in ast.walk(node.iter) if isinstance(n, ast.Name)}
            if over & {name for statement in node.body for name in _grown(statement)}:
                return False
    return not any(lists.intersection(_held(a)) for added in additions for a in added.args)


def _with_aliases(lists: set[str], nodes: Iterable[ast.AST]) -> set[str]:
    """Add the other names that lists get: `last = losses`."""
    known: set[str] = set()
    while known != lists:
        known = set(lists)
        for node in nodes:
            match node:
                case ast.Assign([ast.Name(name)], value) if lists.intersection(_held(value)):
                    lists.add(name)
    return lists


def _held(value: ast.expr) -> Iterator[str]:
    """Yield the names of what a value is or directly holds."""
    match value:
        case ast.Name(name):
            yield name
        case ast.Tuple(parts) | ast.List(parts) | ast.Dict(_, parts):
            for part in parts:
                yield from _held(part)


def is_addition(node: ast.AST) -> bool:
    """Return whether a node is a call that makes something longer in place."""
    match node:
        case ast.Call(func=ast.Attribute(ast.Name(), attribute)):
            return attribute in GROWING
    return False


def _grown(statement: ast.stmt) -> Iterator[str]:
    """Yield the names of what a statement may make longer in place."""
    for node in ast.walk(statement):
        match node:
            case ast.Call(func=ast.Attribute(ast.Name(name), attribute)) if attribute in GROWING:
                yield name
            case ast.AugAssign(target=ast.Name(name)) | ast.Assign(targets=[ast.Subscript(value=ast.Name(name))]):
                yield name
