"""The student's own Python files: handed in beside the notebook or written by `%%writefile`, importable from cells."""

from __future__ import annotations

import sys
from collections.abc import Callable, Sequence
from importlib.machinery import ModuleSpec
from types import ModuleType
from typing import Any

Execute = Callable[[str, str, dict[str, Any]], None]


class OwnFiles:
    """A finder and loader of modules whose sources are known; `execute` runs a source, given a name and a namespace."""

    def __init__(self, execute: Execute) -> None:
        self._execute = execute
        self.sources: dict[str, str] = {}

    def add(self, path: str, source: str, *, append: bool = False) -> None:
        """Make a file importable; its path is relative to the notebook. Other files than Python's are ignored."""
        parts = [part for part in path.strip("\"'").replace("\\", "/").split("/") if part not in ("", ".")]
        if not parts or not parts[-1].endswith(".py"):
            return
        parts[-1] = parts[-1].removesuffix(".py")
        name = ".".join(parts[:-1] if parts[-1] == "__init__" else parts)
        self.sources[name] = self.sources.get(name, "") + source if append else source

    def get(self, path: str) -> str | None:
        """Return the source of a file, or None if there is none of that path."""
        return self.sources.get(
            path.strip("\"'").removeprefix("./").removesuffix(".ipynb").removesuffix(".py").replace("/", ".")
        )

    def find_spec(self, name: str, path: Sequence[str] | None = None, target: object = None) -> ModuleSpec | None:  # noqa: ARG002
        """Return the spec of an own module, or of a folder of them, or None."""
        known = self._known(name)
        folder = any(other.startswith(f"{known}.") for other in self.sources)
        if known not in self.sources and not folder:
            return None
        return ModuleSpec(name, self, origin=f"{known}.py", is_package=folder)  # type: ignore[arg-type]

    def _known(self, name: str) -> str:
        """Return the name by which a module is known: it may be in a folder that the student put on `sys.path`."""
        if not any(other == name or other.startswith(f"{name}.") for other in self.sources):
            for folder in map(str, sys.path):
                place = ".".join(
                    part for part in (*folder.replace("\\", "/").split("/"), name) if part not in ("", ".", "..")
                )
                if place in self.sources:
                    return place
            below = [other for other in self.sources if other.endswith(f".{name}")]
            if len(below) == 1:
                return below[0]  # on a path that is made of the folder's name on the student's machine
        return name

    def create_module(self, _spec: ModuleSpec) -> ModuleType | None:
        """Let Python make the module."""
        return None

    def exec_module(self, module: ModuleType) -> None:
        """Run the file's source in the module."""
        known = self._known(module.__name__)
        self._execute(self.sources.get(known, ""), file_name(known), module.__dict__)


def file_name(module: str) -> str:
    """Return the file name of an own module in tracebacks."""
    return f"<{module.replace('.', '/')}.py>"
