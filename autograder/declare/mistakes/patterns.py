"""Find patterns in code, and write down what becomes of it."""

from __future__ import annotations

import ast
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from autograder.declare.mistakes.code_names import CodeNames, Found, is_variable

BLOCKS = ("body", "orelse")


@dataclass(frozen=True)
class Match:
    """Where a pattern fits: an expression or consecutive statements, and what its names stand for."""

    nodes: tuple[ast.expr | ast.stmt, ...]
    found: Found


@lru_cache(maxsize=4096)
def parsed(text: str) -> tuple[ast.stmt, ...]:
    """Return the statements of a pattern."""
    return tuple(ast.parse(text).body)


def matches(pattern: str, nodes: Sequence[ast.AST], names: CodeNames, known: Found) -> Iterator[Match]:
    """Yield the places where a pattern fits. `known` says what some of its names stand for already."""
    statements = parsed(pattern)
    if len(statements) == 1 and isinstance(only := statements[0], ast.Expr):
        kind = None if is_variable(only.value) else type(only.value)
        for node in nodes:
            if isinstance(node, ast.expr) and (kind is None or type(node) is kind) and _loaded(node):
                found = dict(known)
                if _fits(only.value, node, names, found):
                    yield Match((node,), found)
        return
    for node in nodes:
        for block in (b for b in (getattr(node, name, None) for name in BLOCKS) if isinstance(b, list)):
            for i in range(len(block)):
                here = block[i : i + len(statements)]
                found = dict(known)
                if len(here) == len(statements) and _all_fit(statements, here, names, found):
                    yield Match(tuple(here), found)


def _loaded(node: ast.expr) -> bool:
    return isinstance(getattr(node, "ctx", ast.Load()), ast.Load)


def _all_fit(old: Sequence[Any], new: Sequence[Any], names: CodeNames, found: Found) -> bool:
    return len(old) == len(new) and all(_fits(a, b, names, found) for a, b in zip(old, new, strict=True))


def _fits(pattern: Any, code: Any, names: CodeNames, found: Found) -> bool:
    if isinstance(pattern, ast.AST) and is_variable(pattern):
        assert isinstance(pattern, ast.Name)  # noqa: S101 - for mypy
        if not isinstance(code, ast.expr):
            return False
        if pattern.id in found:
            return ast.unparse(found[pattern.id]) == ast.unparse(code)
        if not names.fits(pattern.id, code):
            return False
        found[pattern.id] = code
        return True
    if isinstance(pattern, list):
        return isinstance(code, list) and _all_fit(pattern, code, names, found)
    if not isinstance(pattern, ast.AST):
        return bool(pattern == code) and type(pattern) is type(code)
    if type(pattern) is not type(code):
        return False
    return all(
        _fits(getattr(pattern, name, None), getattr(code, name, None), names, found)
        for name in pattern._fields
        if name not in ("ctx", "kind", "type_comment")
    )


class UnknownNameError(Exception):
    """A replacement has a name that stands for nothing here."""


def replaced(new: str, found: Found, names: CodeNames) -> list[str]:
    """Return the statements, or the one expression, that become of a match. Raises UnknownNameError."""

    class Put(ast.NodeTransformer):
        def visit_Name(self, node: ast.Name) -> ast.AST:
            if not is_variable(node):
                return node
            code = names.code(node.id, found)
            if code is None:
                raise UnknownNameError(node.id)
            return code

    texts = [ast.unparse(Put().visit(s)) for s in ast.parse(new).body]
    return [text if '"' in text else text.replace("'", '"') for text in texts]  # as the functions are written
