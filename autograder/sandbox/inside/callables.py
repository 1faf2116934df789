"""The functions that a notebook defines, kept when their names are given to something that cannot be called."""

from __future__ import annotations

import dis
from collections.abc import Callable, Collection
from types import CodeType, FunctionType
from typing import Any

from autograder.plain.evidence import STUB
from autograder.sandbox.inside.exceptions import class_name
from autograder.sandbox.inside.statements import Statement, rebinds
from autograder.sandbox.inside.unavailable import NotImported

_NOTHING = object()
_IN_STUBS = frozenset(
    """RESUME NOP CACHE EXTENDED_ARG PUSH_NULL LOAD_GLOBAL LOAD_CONST PRECALL CALL CALL_FUNCTION RAISE_VARARGS
    RETURN_CONST RETURN_VALUE NOT_TAKEN""".split()
)
"""The instructions of a function that raises NotImplementedError, or does nothing, in any version of Python."""


class LastCallables:
    """The last callable that each of some names was bound to in a namespace.

    `loss = losses[-1]` in a scratch cell takes nothing away from the function `loss`, and neither does
    `from math import *` or the empty stub in a cell below: the function that the student wrote is put back before calls
    are made.
    """

    def __init__(self, namespace: dict[str, Any], own_modules: Collection[str]) -> None:
        self._namespace = namespace
        self._own_modules = own_modules
        self._names: frozenset[str] = frozenset()
        self._last: dict[str, Callable[..., Any]] = {}
        self._over: dict[str, Any] = {}  # what a star import, or the stub, put over an own function

    def watch(self, names: Collection[str]) -> None:
        """Remember what these names are bound to from now on."""
        self._names = frozenset(names)

    def may_lose(self, code: CodeType, source: str) -> bool:
        """Return whether a cell may both define one of the names and take it away."""
        return rebinds(code, self._names) or ("import" in source and "*" in source and _imports_all(source))

    def remember(self, after: Statement | None = None) -> None:
        """Look at the namespace after a statement, or several, has run."""
        for name in self._names:
            value = self._namespace.get(name, _NOTHING)
            last = self._last.get(name)
            if value is last or value is self._over.get(name, _NOTHING) or not _is_callable(value):
                continue
            starred = isinstance(last, FunctionType) and after is not None and after.imports_all
            if (starred and self._is_foreign(value)) or (_is_stub(value) and last is not None and not _is_stub(last)):
                self._over[name] = value
            else:
                self._last[name] = value
                self._over.pop(name, None)

    def _is_foreign(self, value: Any) -> bool:
        if not isinstance(value, FunctionType):
            return True
        return value.__globals__ is not self._namespace and value.__module__ not in self._own_modules

    def replaced(self) -> list[tuple[str, str]]:
        """Return the names that are bound to something else now, with its type ("" if they are deleted)."""
        found = []
        for name, last in self._last.items():
            value = self._namespace.get(name, _NOTHING)
            if value is not last:
                kind = STUB if _is_stub(value) else class_name(type(value))
                found.append((name, "" if value is _NOTHING else kind))
        return found

    def restore(self) -> None:
        """Put the last callables back."""
        self._namespace.update(self._last)


def _is_callable(value: Any) -> bool:
    return callable(value) and type(value) is not NotImported


def _is_stub(value: Any) -> bool:
    """Return whether a function is still as it was handed out: all it does is raise NotImplementedError, or nothing."""
    if not isinstance(value, FunctionType) or value.__code__.co_names not in ((), ("NotImplementedError",)):
        return False
    constants = (c for c in value.__code__.co_consts if c is not None and c is not ...)
    return all(isinstance(c, str) for c in constants) and all(
        step.opname in _IN_STUBS for step in dis.get_instructions(value.__code__)
    )


def _imports_all(source: str) -> bool:
    return any("import" in line and line.rstrip().endswith("*") for line in source.splitlines())
