"""The rule of a value that is no expression: the part of its function that computes it, from the other pieces."""

from __future__ import annotations

import ast
from collections.abc import Callable, Sequence
from types import CodeType, FunctionType
from typing import Any

from autograder.declare.function_body import changed_by, function_in, held_by, names_in_code, returned_by
from autograder.declare.problem import Function, Rule

MODULES = frozenset({"np", "math"})
"""Calling their functions changes nothing of theirs."""


def sliced(function: Function, piece: str, source: str, reference: Callable[..., Any]) -> Rule | None:
    """Return the rule of a piece, or None if it depends on no other piece, or the function may return early."""
    *statements, last = function_in(source).body
    early = any(isinstance(n, ast.Return) for statement in statements for n in ast.walk(statement))
    if not isinstance(last, ast.Return) or last.value is None or early:
        return None
    pieces = returned_by(last.value, function)
    if piece not in pieces:
        return None
    mine = names_in_code(pieces[piece])
    others = {v: name for v, name in held_by(pieces, function).items() if v not in mine and _set_once(v, statements)}
    kept, needed = _slice(statements, mine, set(others))
    own = {v: name for v, name in others.items() if v in needed}
    args = [name for name in function.args if name in needed]
    if not own or set(own.values()) & set(args):
        return None
    begin = [ast.Assign([ast.Name(v, ast.Store())], ast.Name(name, ast.Load())) for v, name in own.items() if v != name]
    body = [*begin, *kept, ast.Return(pieces[piece])]
    names = ast.arguments([], [ast.arg(name) for name in (*args, *own.values())], None, [], [], None, [])
    made = ast.Module([ast.FunctionDef("rule", names, body, [])], [])
    whole = compile(ast.unparse(ast.fix_missing_locations(made)), f"<rule of {reference.__name__}>", "exec")
    (code,) = (constant for constant in whole.co_consts if isinstance(constant, CodeType))
    return FunctionType(code, reference.__globals__, "rule")


def _set_once(name: str, statements: Sequence[ast.stmt]) -> bool:
    """Return whether a variable is computed by one statement, and never changed by another one."""
    changing = [statement for statement in statements if name in changed_by(statement)]
    match changing:
        case [ast.Assign([ast.Name()])]:
            return True
    return False


def _slice(statements: Sequence[ast.stmt], mine: set[str], given: set[str]) -> tuple[list[ast.stmt], set[str]]:
    """Return the statements that some names depend on, up to those that are given, and all names in them."""
    needed, kept = set(mine), list[ast.stmt]()
    for statement in reversed(statements):
        if needed.intersection(changed_by(statement)) - given - MODULES:
            kept.insert(0, statement)
            needed |= names_in_code(statement)
    return kept, needed
