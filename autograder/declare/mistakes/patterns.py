"""Find patterns in code, and write down what becomes of it."""

from __future__ import annotations

import ast
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from autograder.declare.mistakes.code_names import CodeNames, Found, is_variable
from autograder.declare.syntax import code_fields, rewritten, same

BLOCKS = ("body", "orelse")
LOAD = ast.Load()


@dataclass(frozen=True)
class Match:
    """Where a pattern fits: an expression or consecutive statements, and what its names stand for."""

    nodes: tuple[ast.expr | ast.stmt, ...]
    found: Found


@lru_cache(maxsize=4096)
def parsed(text: str) -> tuple[ast.stmt, ...]:
    """Return the statements of a pattern."""
    return tuple(ast.parse(text).body)


class Places:
    """The places of a tree where patterns may fit: its expressions, and its blocks of statements."""

    def __init__(self, nodes: Iterable[ast.AST]) -> None:
        self._expressions: defaultdict[type[ast.AST], list[ast.expr]] = defaultdict(list)
        self._blocks: list[list[ast.stmt]] = []
        for node in nodes:
            if isinstance(node, ast.expr) and isinstance(getattr(node, "ctx", LOAD), ast.Load):
                for kind in (type(node), ast.expr):
                    self._expressions[kind].append(node)
            self._blocks += [b for b in (getattr(node, name, None) for name in BLOCKS) if isinstance(b, list)]

    def matches(self, pattern: str, names: CodeNames, known: Found) -> Iterator[Match]:
        """Yield the places where a pattern fits. `known` says what some of its names stand for already."""
        statements = parsed(pattern)
        if len(statements) == 1 and isinstance(only := statements[0], ast.Expr):
            for node in self._expressions[ast.expr if is_variable(only.value) else type(only.value)]:
                found = dict(known)
                if _fits(only.value, node, names, found):
                    yield Match((node,), found)
            return
        for block in self._blocks:
            for i in range(len(block) - len(statements) + 1):
                here, found = block[i : i + len(statements)], dict(known)
                if _all_fit(statements, here, names, found):
                    yield Match(tuple(here), found)


def _all_fit(old: Sequence[Any], new: Sequence[Any], names: CodeNames, found: Found) -> bool:
    return len(old) == len(new) and all(_fits(a, b, names, found) for a, b in zip(old, new, strict=True))


def _fits(pattern: Any, code: Any, names: CodeNames, found: Found) -> bool:
    if isinstance(pattern, ast.AST) and is_variable(pattern):
        assert isinstance(pattern, ast.Name)  # noqa: S101 - for mypy
        if not isinstance(code, ast.expr):
            return False
        if pattern.id in found:
            return same(found[pattern.id], code)
        if not names.fits(pattern.id, code):
            return False
        found[pattern.id] = code
        return True
    if type(pattern) is not type(code):
        return False
    if isinstance(pattern, list):
        return _all_fit(pattern, code, names, found)
    if not isinstance(pattern, ast.AST):
        return bool(pattern == code)
    return all(
        _fits(getattr(pattern, name, None), getattr(code, name, None), names, found)
        for name in code_fields(pattern._fields)
    )


class UnknownNameError(Exception):
    """A replacement has a name that stands for nothing here."""


def replaced(new: str, found: Found, names: CodeNames) -> list[ast.AST]:
    """Return the statements, or the one expression, that become of a match. Raises UnknownNameError."""

    def put(node: ast.AST) -> ast.AST | None:
        if not (isinstance(node, ast.Name) and is_variable(node)):
            return None
        code = names.code(node.id, found)
        if code is None:
            raise UnknownNameError(node.id)
        return code

    return [rewritten(s.value if isinstance(s, ast.Expr) else s, put) for s in parsed(new)]
