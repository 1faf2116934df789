"""The functions that a notebook defines, kept when their names are given to something that cannot be called."""

from __future__ import annotations

from collections.abc import Callable, Collection
from types import CodeType, FunctionType
from typing import Any

from autograder.sandbox.inside.exceptions import class_name
from autograder.sandbox.inside.statements import Statement, rebinds
from autograder.sandbox.inside.unavailable import NotImported

_NOTHING = object()


class LastCallables:
    """The last callable that each of some names was bound to in a namespace.

    `loss = losses[-1]` in a scratch cell takes nothing away from the function `loss`, and neither does
    `from math import *`: the function that the student wrote is put back before calls are made.
    """

    def __init__(self, namespace: dict[str, Any], own_modules: Collection[str]) -> None:
        self._namespace = namespace
        self._own_modules = own_modules
        self._names: frozenset[str] = frozenset()
        self._last: dict[str, Callable[..., Any]] = {}
        self._imported: dict[str, Any] = {}  # what a star import put over an own function

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
            if value is last or value is self._imported.get(name, _NOTHING) or not _is_callable(value):
                continue
            if isinstance(last, FunctionType) and self._is_foreign(value) and after is not None and after.imports_all:
                self._imported[name] = value
            else:
                self._last[name] = value
                self._imported.pop(name, None)

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
                found.append((name, "" if value is _NOTHING else class_name(type(value))))
        return found

    def restore(self) -> None:
        """Put the last callables back."""
        self._namespace.update(self._last)


def _is_callable(value: Any) -> bool:
    return callable(value) and type(value) is not NotImported


def _imports_all(source: str) -> bool:
    return any("import" in line and line.rstrip().endswith("*") for line in source.splitlines())
