"""Syntax trees with one node replaced, which share all the rest with the old tree."""

from __future__ import annotations

import ast
import copy
from collections.abc import Set as AbstractSet
from typing import Any, cast

LOCATED = (ast.expr, ast.stmt, ast.keyword, ast.arg)
"""What cannot be compiled without a line."""


def with_node(tree: ast.Module, node: ast.AST, new: ast.AST) -> ast.Module:
    """Return a tree in which one node is replaced. All that does not hold the node is shared with the old tree."""
    return cast("ast.Module", _rebuilt(tree, node, new))


def _rebuilt(at: Any, node: ast.AST, new: ast.AST) -> Any:
    if at is node:
        return new
    if isinstance(at, list):
        made = [_rebuilt(one, node, new) for one in at]
        return made if any(one is not old for one, old in zip(made, at, strict=True)) else at
    if not isinstance(at, ast.AST) or not at._fields:
        return at
    for name in at._fields:
        old = getattr(at, name, None)
        if isinstance(old, ast.AST | list) and (one := _rebuilt(old, node, new)) is not old:
            copied = copy.copy(at)
            setattr(copied, name, one)
            return copied
    return at


def locate(node: ast.AST, old: AbstractSet[int], line: int) -> None:
    """Set the line of each new node; `old` are the identities of those that have one, with all that they hold."""
    if id(node) in old:
        return
    if isinstance(node, LOCATED):
        line = getattr(node, "lineno", line)
        for name, value in (("lineno", line), ("end_lineno", line), ("col_offset", 0), ("end_col_offset", 0)):
            if not hasattr(node, name):
                setattr(node, name, value)
    for child in ast.iter_child_nodes(node):
        locate(child, old, line)
