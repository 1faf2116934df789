"""Loops that end, whatever a function is called with, as far as its text can tell."""

from __future__ import annotations

import ast
from collections.abc import Iterable, Iterator
from typing import Any

GROWING = frozenset({"append", "extend", "insert", "add", "update"})
TELLING = (ast.While, ast.For, ast.Call, ast.Assign, ast.AugAssign)
"""The nodes that may keep a loop from ending."""


class LoopEnds:
    """Says of many variants of one syntax tree, which share most of their nodes with it, whether their loops end."""

    def __init__(self, tree: ast.AST) -> None:
        self._tree = tree  # keeps its nodes alive, whose ids are remembered
        self._telling: dict[int, tuple[ast.AST, ...]] = {}
        self._told(tree, self._telling)
        nodes = self._told(tree)
        self._sure = self(tree)
        grown = [name for node in nodes for name in _grown(node)]
        self._growing = _with_aliases({name.id for name in grown}, nodes)
        self._places = {id(name) for name in grown}

    def still(self, node: ast.expr, new: ast.expr) -> bool:
        """Return whether the tree surely ends with another expression in place of this one; False if in doubt.

        It does if it ended before, the same names grow, and the new expression names none of these.
        """
        if not self._sure or id(node) in self._places:
            return False
        return not any(
            is_addition(part) or (isinstance(part, ast.Name) and part.id in self._growing) for part in ast.walk(new)
        )

    def __call__(self, tree: ast.AST) -> bool:
        """Return whether there is no `while`, no `for` over something that it makes longer, and no list in a list.

        numpy needs exponential time for a list that holds itself.
        """
        nodes = self._told(tree)
        for node in nodes:
            if isinstance(node, ast.While):
                return False
            if isinstance(node, ast.For):
                inside = (one for statement in node.body for one in self._told(statement))
                if _over(node) & {name.id for one in inside for name in _grown(one)}:
                    return False
        additions: list[Any] = [node for node in nodes if is_addition(node)]
        lists = _with_aliases({added.func.value.id for added in additions}, nodes)
        return not any(lists.intersection(_held(a)) for added in additions for a in added.args)

    def _told(self, node: ast.AST, remember: dict[int, tuple[ast.AST, ...]] | None = None) -> tuple[ast.AST, ...]:
        """Return the nodes of a tree that tell something."""
        known = self._telling.get(id(node))
        if known is not None:
            return known
        below = (inner for child in ast.iter_child_nodes(node) for inner in self._told(child, remember))
        found = (*((node,) if isinstance(node, TELLING) else ()), *below)
        if remember is not None:
            remember[id(node)] = found
        return found


def _over(loop: ast.For) -> set[str]:
    """Return the names in what a loop goes over, but for those of which it takes the shape, which stays the same."""
    fixed = [n.value for n in ast.walk(loop.iter) if isinstance(n, ast.Attribute) and n.attr == "shape"]
    return {n.id for n in ast.walk(loop.iter) if isinstance(n, ast.Name) and n not in fixed}


def ends(tree: ast.AST) -> bool:
    """Return whether the loops of a tree end, as `LoopEnds` says."""
    return LoopEnds(tree)(tree)


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


def _grown(node: ast.AST) -> Iterator[ast.Name]:
    """Yield the name of what a node may make longer in place."""
    match node:
        case ast.Call(func=ast.Attribute(ast.Name() as name, attribute)) if attribute in GROWING:
            yield name
        case ast.AugAssign(target=ast.Name() as name) | ast.Assign(targets=[ast.Subscript(value=ast.Name() as name)]):
            yield name
