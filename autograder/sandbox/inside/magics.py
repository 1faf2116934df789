"""IPython's magics in a student's cells: those that wrap code run it, all others do nothing."""

from __future__ import annotations

import importlib.util
import sys
from collections.abc import Callable
from types import ModuleType
from typing import Any

from autograder.sandbox.errors import SandboxError

_CELL_RUNS = frozenset({"time", "timeit", "capture", "prun"})
_LINE_RUNS = frozenset({"time", "timeit", "prun"})

Transform = Callable[[str], str]


def load() -> Transform:
    """Return IPython's translation of a cell into Python, without running IPython's own start-up.

    Importing the package takes 0.3 s and 30 MB; its input transformer alone needs neither and imports nothing else.
    """
    spec = importlib.util.find_spec("IPython")
    if spec is None or spec.submodule_search_locations is None:
        raise SandboxError(
            "IPython is not installed; it is needed for the magics in notebooks: "
            'install it with `pip install "backprop-autograder[grade]"`'
        )
    shell = ModuleType("IPython")
    shell.__path__ = list(spec.submodule_search_locations)
    sys.modules["IPython"] = shell
    module = importlib.import_module("IPython.core.inputtransformer2")
    translate: Transform = module.TransformerManager().transform_cell
    translate("%matplotlib inline\n!ls\nx?\n")  # fills its caches before the fork
    return translate


def untranslated(source: str) -> str:
    """Return a cell unchanged, for use without IPython: one that contains magics is a syntax error."""
    return source


def needs_translation(source: str) -> bool:
    """Return whether a cell may contain magics: it has one of their characters and is not valid Python."""
    if not any(mark in source for mark in "%!?"):
        return False
    try:
        compile(source, "<cell>", "exec", dont_inherit=True)
    except (SyntaxError, ValueError, MemoryError, RecursionError):
        return True
    return False


def to_python(source: str, translate: Transform) -> str:
    """Translate magics, keeping the line numbers."""
    stripped = source.lstrip("\n")
    return "\n" * (len(source) - len(stripped)) + translate(stripped)


class Shell:
    """What `get_ipython()` returns in a cell; `run` executes source in the notebook's namespace."""

    def __init__(self, run: Callable[[str], None], namespace: dict[str, Any]) -> None:
        self._run = run
        self._namespace = namespace

    def run_cell_magic(self, name: str, _line: str, body: str) -> None:
        """Run the body of `%%time` and similar magics."""
        if name in _CELL_RUNS:
            self._run("\n" * sys._getframe(1).f_lineno + body)  # noqa: SLF001 - keeps the line numbers

    def run_line_magic(self, name: str, line: str, *_: object) -> Any:
        """Run the statement after `%time` and similar magics; return its value if it is an expression."""
        if name not in _LINE_RUNS or not line.strip():
            return None
        padding = "\n" * (sys._getframe(1).f_lineno - 1)  # noqa: SLF001 - keeps the line numbers
        try:
            compile(line.strip(), "<cell>", "eval", dont_inherit=True)
        except SyntaxError:
            self._run(padding + line.strip())
            return None
        self._run(f"{padding}_ = {line.strip()}")
        return self._namespace.get("_")

    def __getattr__(self, name: str) -> Callable[..., None]:
        if name.startswith("__"):
            raise AttributeError(name)
        return lambda *_, **__: None
