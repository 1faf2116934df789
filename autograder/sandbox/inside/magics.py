"""IPython's magics in a student's cells: those that wrap code run it, all others do nothing."""

from __future__ import annotations

import importlib.util
import re
import sys
from collections.abc import Callable
from types import ModuleType
from typing import Any

from autograder.plain.cell_magics import NOT_PYTHON, WRITING
from autograder.sandbox.errors import SandboxError
from autograder.sandbox.inside.own_files import OwnFiles

_LINE_RUNS = frozenset({"time", "timeit", "prun", "memit", "lprun", "mprun"})
# What IPython takes for a magic without its sign, at the beginning of a line that no Python begins with.
_UNSIGNED = re.compile(
    r"^(?=(?:pip|conda|cd|ls|cat|mkdir|cp|mv|rm|load_ext|matplotlib|pylab)[ \t]+[\w./~-])", re.MULTILINE
)
_PROMPT = re.compile(r"^[ \t]*(?:In \[\d*\]:|\.\.\.)", re.MULTILINE)
_OPTIONS = re.compile(r"^(?:-\w[ \t]*\d*[ \t]+)+")  # of `%timeit -n 10 f(x)`
_PYLAB = "import numpy\nimport numpy as np\nimport matplotlib.pyplot as plt\nfrom numpy import *\n"

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


def may_change_python(source: str) -> bool:
    """Return whether IPython may change a source that is valid Python: `In [3]: x = 1` is an annotation."""
    return "In [" in source and _PROMPT.search(source) is not None


def to_python(source: str, translate: Transform) -> str:
    """Translate magics, keeping the line numbers."""
    stripped = source.lstrip("\n")
    return "\n" * (len(source) - len(stripped)) + translate(_UNSIGNED.sub("%", stripped))


class Shell:
    """What `get_ipython()` returns in a cell; `run` executes source in the notebook's namespace."""

    def __init__(self, run: Callable[[str], None], namespace: dict[str, Any], files: OwnFiles) -> None:
        self._run = run
        self._namespace = namespace
        self._files = files

    def run_cell_magic(self, name: str, line: str, body: str) -> None:
        """Run the body of `%%time` and similar magics; keep the file of `%%writefile`."""
        if name in WRITING and line.split():
            self._files.add(line.rsplit(maxsplit=1)[-1], body, append="-a" in line.split())
        if name not in NOT_PYTHON:
            self._run("\n" * sys._getframe(1).f_lineno + body)  # noqa: SLF001 - keeps the line numbers

    def run_line_magic(self, name: str, line: str, *_: object) -> Any:
        """Run the statement after `%time` and similar magics; return its value if it is an expression."""
        padding = "\n" * (sys._getframe(1).f_lineno - 1)  # noqa: SLF001 - keeps the line numbers
        if name == "pylab":
            self._run(padding + _PYLAB)
        if name == "run":
            typed = _OPTIONS.sub("", f"{line.strip()} ").strip()
            sources = (self._files.get(path) for path in (typed, typed.partition(" ")[0]))
            self._run(next((own for own in sources if own is not None), ""))
        statement = _OPTIONS.sub("", line.strip())
        if name not in _LINE_RUNS or not statement:
            return None
        try:
            compile(statement, "<cell>", "eval", dont_inherit=True)
        except SyntaxError:
            self._run(padding + statement)
            return None
        self._run(f"{padding}_ = {statement}")
        return self._namespace.get("_")

    def __getattr__(self, name: str) -> Callable[..., None]:
        if name.startswith("__"):
            raise AttributeError(name)
        return lambda *_, **__: None
