"""A student's notebook while it runs: one namespace, cells executed in order. The only place with `exec`."""

from __future__ import annotations
import __future__

import ast
import builtins
import functools
import io
import operator
import sys
import warnings
from inspect import CO_COROUTINE
from types import CodeType, FunctionType, ModuleType
from typing import Any

from autograder.sandbox.inside import magics
from autograder.sandbox.inside.exceptions import cell_name, describe
from autograder.sandbox.inside.inert import Inert

_FUTURE = functools.reduce(operator.or_, (getattr(__future__, n).compiler_flag for n in __future__.all_feature_names))
"""A `from __future__ import ...` applies to all later cells, as in Jupyter."""


class Output(io.TextIOBase):
    """Standard output and error of the cells, of which the first `chars` characters are kept."""

    encoding = "utf-8"

    def __init__(self, chars: int) -> None:
        self._left = chars
        self._parts: list[str] = []

    def writable(self) -> bool:
        """Return True."""
        return True

    def write(self, text: str) -> int:
        """Keep as much of the text as still fits."""
        if self._left > 0:
            kept = text[: self._left]
            self._left -= len(kept)
            self._parts.append(kept)
        return len(text)

    def take(self) -> str:
        """Return what was written since the last call."""
        text = "".join(self._parts)
        self._parts.clear()
        return text


def _no_input(_prompt: object = "", /) -> str:
    """Replace `input`: return an empty line, or "continue" to a debugger that was left in the code."""
    asking = sys._getframe(1).f_globals.get("__name__")  # noqa: SLF001 - who asks
    return "continue" if asking == "cmd" else ""


def _write_warning(message: Warning | str, category: type[Warning], *_: object, **__: object) -> None:
    """Write a warning without its source line: looking that up reads a whole file, 3 ms for one of numpy's."""
    sys.stderr.write(f"{category.__name__}: {message}\n")


class Notebook:
    """The module `__main__` of one submission."""

    def __init__(self, translate: magics.Transform, output: Output) -> None:
        self._translate = translate
        self._cell = 0
        self._flags = ast.PyCF_ALLOW_TOP_LEVEL_AWAIT
        self.output = output
        module = ModuleType("__main__")
        sys.modules["__main__"] = module
        self.namespace = module.__dict__
        shell = magics.Shell(self._run, self.namespace)
        self.namespace.update(get_ipython=lambda: shell, display=Inert("display"), __builtins__=builtins)
        builtins.input = _no_input
        warnings.showwarning = _write_warning
        sys.stdin = io.StringIO("")
        sys.stdout = sys.stderr = sys.__stdout__ = sys.__stderr__ = output  # type: ignore[misc,assignment]

    def run(self, index: int, source: str) -> Any:
        """Run one cell; return None, or a description of what it raised."""
        self._cell = index
        try:
            self._run(source)
        except BaseException as error:  # noqa: BLE001 - SystemExit and KeyboardInterrupt included
            return describe(error)
        return None

    def _run(self, source: str) -> None:
        if magics.needs_translation(source):
            source = magics.to_python(source, self._translate)
        code = compile(source, cell_name(self._cell), "exec", flags=self._flags, dont_inherit=True)
        self._flags |= code.co_flags & _FUTURE
        if code.co_flags & CO_COROUTINE:
            self._await(code)
        else:
            exec(code, self.namespace)  # noqa: S102 - this is what the sandbox is for

    def _await(self, code: CodeType) -> None:
        import asyncio  # noqa: PLC0415 - 25 ms that few notebooks need

        asyncio.run(FunctionType(code, self.namespace)())
