"""Packages that are installed but closed while grading: an import says so."""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence
from importlib.machinery import ModuleSpec


class Unavailable:
    """Stands last in sys.meta_path and knows the names of what is installed, not where."""

    def __init__(self, names: frozenset[str]) -> None:
        self._names = names

    @classmethod
    def of(cls, folders: Sequence[str]) -> Unavailable:
        """Collect the top-level names in these folders."""
        entries = [entry for folder in folders if os.path.isdir(folder) for entry in os.listdir(folder)]  # noqa: PTH112, PTH208
        return cls(frozenset(e.partition(".")[0] for e in entries if not e.endswith((".dist-info", ".pth", ".libs"))))

    def find_spec(self, name: str, path: Sequence[str] | None = None, target: object = None) -> ModuleSpec | None:  # noqa: ARG002
        """Answer the import system once nobody else has found the module."""
        if path is None and (name in self._names or name in sys.stdlib_module_names):
            raise ModuleNotFoundError(f"{name} is not available while grading", name=name)
        return None
