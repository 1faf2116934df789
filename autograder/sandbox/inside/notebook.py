"""A student's notebook while it runs: one namespace, cells executed in order. The only place with `exec`."""

from __future__ import annotations
import __future__

import ast
import builtins
import functools
import io
import operator
import re
import sys
import warnings
from collections.abc import Iterable, Mapping, Sequence
from inspect import CO_COROUTINE
from itertools import islice
from types import CodeType, FunctionType, ModuleType
from typing import Any

from autograder.plain.going_on import going_on
from autograder.sandbox.inside import magics
from autograder.sandbox.inside.callables import LastCallables
from autograder.sandbox.inside.exceptions import cell_name, describe
from autograder.sandbox.inside.files_in_memory import FilesInMemory
from autograder.sandbox.inside.inert import Inert
from autograder.sandbox.inside.own_files import OwnFiles
from autograder.sandbox.inside.statements import Statement, inner_definitions, inner_tries, of_tree, statements
from autograder.sandbox.inside.time_limit import TimeLimit, TimeUp
from autograder.sandbox.inside.unavailable import NotImported

_FUTURE = functools.reduce(operator.or_, (getattr(__future__, n).compiler_flag for n in __future__.all_feature_names))
"""A `from __future__ import ...` applies to all later cells, as in Jupyter."""
_PASSES = 3  # over what waits for names of later cells, which may wait for one another
_MOST_FAILURES = 20  # of one cell
_TRIED = re.compile(r"^[ \t]*try:[^\n]*\n(?:[ \t][^\n]*\n|\n)*?[ \t]+(?:import|from)[ \t]", re.MULTILINE)
_MOST_LINES = 5_000  # of a cell that is compiled as a whole, which takes 15 s for 20,000 functions


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

    def __init__(self, translate: magics.Transform, output: Output, cell_seconds: float) -> None:
        self._translate = translate
        self._cell = 0
        self._flags = ast.PyCF_ALLOW_TOP_LEVEL_AWAIT
        self._failures: list[tuple[Any, int, int]] = []
        self._sources: dict[str, str] = {}
        self._too_early: list[tuple[ast.stmt, str, dict[str, Any]]] = []
        self._time = TimeLimit(cell_seconds)
        self.output = output
        module = ModuleType("__main__")
        sys.modules["__main__"] = module
        self.namespace = module.__dict__
        self.files = OwnFiles(self._run)
        self.callables = LastCallables(self.namespace, self.files.sources)
        shell = magics.Shell(self._run_here, self.namespace, self.files)
        inert = {"display": Inert("display"), "grader": Inert("grader")}
        self.namespace.update(inert, get_ipython=lambda: shell, __builtins__=builtins)
        builtins.input = _no_input
        FilesInMemory(self.files).install()
        warnings.showwarning = _write_warning
        sys.stdin = io.StringIO("")
        sys.stdout = sys.stderr = sys.__stdout__ = sys.__stderr__ = output  # type: ignore[misc,assignment]

    def run(self, index: int, source: str, only_definitions: bool, left_out: list[int]) -> tuple[list[Any], list[Any]]:  # noqa: FBT001 - from the wire
        """Run one cell, statement by statement, without those that begin on the lines `left_out`.

        Return what each failing statement raised, with its first and last line, and which names of functions have
        been given to something else (see `LastCallables.replaced`).
        """
        self._cell, self._failures = index, []
        try:
            try:
                self._time.start()
                self._run(
                    source, cell_name(index), self.namespace, only_definitions=only_definitions, left_out=left_out
                )
            finally:
                self._time.stop()
        except BaseException as error:  # noqa: BLE001 - the time may run out anywhere
            self._failed(error)
        return self._failures, self.callables.replaced()

    def define_late(self) -> None:
        """Define what needed a name that only a later cell has defined: people run cells in any order."""
        waiting, self._too_early = self._too_early, []
        for node, name, namespace in waiting * _PASSES:
            self._make_up(ast.If(ast.Constant(value=True), [node], []), name, namespace)
        if waiting:
            self.callables.remember()

    def _run_here(self, source: str) -> None:
        """Run a part of the current cell."""
        self._run(source, cell_name(self._cell), self.namespace)

    def _run(
        self,
        source: str,
        name: str,
        namespace: dict[str, Any],
        *,
        only_definitions: bool = False,
        left_out: Sequence[int] = (),
    ) -> None:
        """Run a source, its statements one by one from the first that fails on."""
        source, code = self._compiled(source, name)
        self._sources[name] = source
        if not isinstance(code, CodeType) or only_definitions or left_out or self._step_by_step(code, source):
            every = of_tree(code) if isinstance(code, ast.Module) else statements(source, name, self._flags)
            parts = (s for s in every if s.start[0] not in left_out)
            self._each((s for s in parts if s.only_defines or not only_definitions), name, namespace)
            return
        try:
            self._execute(code, namespace)
        except BaseException as error:  # noqa: BLE001 - SystemExit and KeyboardInterrupt included
            place = _place_in(code, error)
            if place is None:
                self._failed(error)
                return
            rest = [s for s in statements(source, name, self._flags) if s.end >= place]
            if sum(s.start <= place for s in rest) == 1:  # an import of several names is tried again, name by name
                self._failed(error, first := rest.pop(0), namespace)
                self._make_up(first.node, name, namespace)
            self._each(rest, name, namespace)
        finally:
            self.callables.remember()

    def _compiled(self, source: str, name: str) -> tuple[str, CodeType | ast.Module | None]:
        """Return the source in plain Python, and its code: only the tree if it is too long, None if it is no Python."""
        tree_only = ast.PyCF_ONLY_AST if source.count("\n") > _MOST_LINES else 0
        code = None
        if not magics.may_change_python(source):
            code = self._compile(source, name, tree_only)
        if code is None:
            source = magics.to_python(source, self._translate)
            code = self._compile(source, name, tree_only)
        if isinstance(code, CodeType):
            self._flags |= code.co_flags & _FUTURE
        return source, code

    def _compile(self, source: str, name: str, tree_only: int) -> Any:
        try:
            return compile(source, name, "exec", flags=self._flags | tree_only, dont_inherit=True)
        except (SyntaxError, ValueError, MemoryError, RecursionError, OverflowError):
            return None

    def _step_by_step(self, code: CodeType, source: str) -> bool:
        """Return whether the statements are run one by one from the first on."""
        ambiguous = ";" in source and not hasattr(code, "co_positions")  # from Python 3.11 on, a place has a column
        tried = "try:" in source and _TRIED.search(source) is not None
        return ambiguous or tried or self.callables.may_lose(code, source)

    def _each(self, parts: Iterable[Statement], name: str, namespace: dict[str, Any]) -> None:
        """Run statements one by one."""
        for part in parts:
            if isinstance(part.node, SyntaxError):
                self._failed(part.node, part)
            else:
                self._one(part, part.node, name, namespace)

    def _one(self, part: Statement, node: ast.stmt, name: str, namespace: dict[str, Any]) -> None:
        try:
            code = compile(ast.Module([node], []), name, "exec", flags=self._flags, dont_inherit=True)
            self._flags |= code.co_flags & _FUTURE
            self._execute(code, namespace)
        except BaseException as error:  # noqa: BLE001 - SystemExit and KeyboardInterrupt included
            self._failed(error, part, namespace)
            self._make_up(node, name, namespace)
        else:
            for tried in inner_tries(node):  # a handler of theirs may have passed over an import that fails here
                self._make_up(tried, name, namespace)
        self.callables.remember(part)

    def _make_up(self, node: ast.AST | SyntaxError, name: str, namespace: dict[str, Any]) -> None:
        """Import and define what a compound statement has not come to, because a statement before it failed."""
        for bound, inner in inner_definitions(node) if isinstance(node, ast.AST) else ():
            if bound in namespace:
                continue
            try:
                self._execute(compile(ast.Module([inner], []), name, "exec", self._flags, dont_inherit=True), namespace)
            except BaseException as error:  # noqa: BLE001 - noted already, or handled by the student's own code
                if isinstance(error, ImportError):
                    namespace.setdefault(bound, NotImported(describe(error)[2]))

    def _execute(self, code: CodeType, namespace: dict[str, Any]) -> None:
        if code.co_flags & CO_COROUTINE:
            import asyncio  # noqa: PLC0415 - 25 ms that few notebooks need

            asyncio.run(FunctionType(code, namespace)())
        else:
            exec(code, namespace)  # noqa: S102 - this is what the sandbox is for

    def going_on(self, function: Any, values: Mapping[str, Any], pieces: Sequence[str]) -> Any:
        """Return a variant of a function that goes on with given values (see `plain.going_on`)."""
        code = getattr(function, "__code__", None)
        source, line = (self._sources.get(code.co_filename, ""), code.co_firstlineno) if code else ("", 0)
        return going_on(function, source, line, values, pieces, self._flags)

    def _failed(
        self, error: BaseException, part: Statement | None = None, namespace: dict[str, Any] | None = None
    ) -> None:
        """Note a statement that failed; names that it should have imported then explain themselves when used."""
        if isinstance(error, TimeUp):
            self._time.go_on()
        described: tuple[Any, ...] = ("late",) if isinstance(error, TimeUp) else describe(error)
        if len(self._failures) < _MOST_FAILURES:
            lines = (part.start[0], part.end[0]) if part is not None else (0, 0)
            self._failures.append((described, *lines))
        if part is None:
            return
        space = self.namespace if namespace is None else namespace
        if isinstance(error, NameError) and isinstance(part.node, ast.FunctionDef | ast.ClassDef):
            self._too_early.append((part.node, cell_name(self._cell), space))
        if isinstance(error, ImportError):
            for name in part.imports:
                space.setdefault(name, NotImported(described[2]))


def _place_in(code: CodeType, error: BaseException) -> tuple[int, int] | None:
    """Return the line, and the byte in it, of a cell's code that an exception came from."""
    step = error.__traceback__
    while step is not None:
        if step.tb_frame.f_code is code:
            positions: Iterable[Any] = getattr(code, "co_positions", tuple)()  # Python 3.10 knows no columns
            found = next(islice(positions, step.tb_lasti // 2, None), None)
            return step.tb_lineno, (found and found[2]) or 0
        step = step.tb_next
    return None
