"""Cut the source of a cell into its top-level statements, so that one that fails does not take the others with it."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from dataclasses import dataclass
from opcode import opmap
from types import CodeType

_MOST_JOINED = 40  # blocks that may belong to one statement with an open bracket or string
_UNFINISHED = ("was never closed", "unterminated triple-quoted", "EOF", "expected an indented block")
_CONTINUES = re.compile(r"[ \t#)\]}]|(?:else|elif|except|finally)\b|\Z")
_BINDS = (opmap["STORE_NAME"], opmap["DELETE_NAME"])


@dataclass(frozen=True)
class Statement:
    """One top-level statement; a SyntaxError stands for lines that are no Python.

    `start` and `end` are its first and last place: a line, counted from 1, and a byte of it, counted from 0.
    """

    node: ast.stmt | SyntaxError
    start: tuple[int, int]
    end: tuple[int, int]

    @property
    def imports(self) -> tuple[str, ...]:
        """Return the names that the statement binds if it is an import, as in `import numpy as np`."""
        if not isinstance(self.node, ast.Import | ast.ImportFrom):
            return ()
        return tuple(alias.asname or alias.name.partition(".")[0] for alias in self.node.names if alias.name != "*")

    @property
    def imports_all(self) -> bool:
        """Return whether it contains `from ... import *`."""
        if isinstance(self.node, SyntaxError):
            return False
        return any(isinstance(n, ast.ImportFrom) and n.names[0].name == "*" for n in ast.walk(self.node))

    @property
    def only_defines(self) -> bool:
        """Return whether it defines a function or class, imports, or gives names to values without calling anything."""
        match self.node:
            case ast.FunctionDef() | ast.AsyncFunctionDef() | ast.ClassDef() | ast.Import() | ast.ImportFrom():
                return True
            case ast.Try(body=body):
                return all(isinstance(node, ast.Import | ast.ImportFrom) for node in body)
            case ast.Assign(value=value) | ast.AnnAssign(value=value):
                calls = value is not None and any(isinstance(n, ast.Call | ast.Await) for n in ast.walk(value))
                return isinstance(value, ast.Lambda) or not calls
            case _:
                return False


_COMPOUND = (ast.If, ast.Try, ast.With, ast.AsyncWith, ast.For, ast.While, ast.ExceptHandler)


def inner_tries(node: ast.AST) -> Iterator[ast.Try]:
    """Yield the `try` statements that a statement is or has in its blocks, not those inside functions."""
    if isinstance(node, ast.Try):
        yield node
    for child in ast.iter_child_nodes(node) if isinstance(node, _COMPOUND) else ():
        yield from inner_tries(child)


def inner_definitions(node: ast.AST) -> Iterator[tuple[str, ast.stmt]]:
    """Yield the imports, functions and classes in the blocks of a compound statement, each with the name it binds."""
    for child in ast.iter_child_nodes(node) if isinstance(node, _COMPOUND) else ():
        if isinstance(child, ast.Import | ast.ImportFrom):
            for single in _single_imports(child):
                yield from ((name, single) for name in Statement(single, (0, 0), (0, 0)).imports)
        elif isinstance(child, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
            yield child.name, child
        elif isinstance(child, _COMPOUND):
            yield from inner_definitions(child)


def statements(source: str, name: str, flags: int) -> Iterator[Statement]:
    """Yield the top-level statements. An import of several names becomes one statement for each name."""
    try:
        yield from _parsed(source, name, flags, 0)
    except (SyntaxError, ValueError, MemoryError, RecursionError):
        yield from _recovered(source, name, flags)


def _parsed(source: str, name: str, flags: int, above: int) -> Iterator[Statement]:
    """Yield the statements of a source that follows `above` other lines."""
    yield from of_tree(compile("\n" * above + source, name, "exec", flags=flags | ast.PyCF_ONLY_AST, dont_inherit=True))


def of_tree(tree: ast.Module) -> Iterator[Statement]:
    """Yield the top-level statements of a tree."""
    for node in tree.body:
        decorators = getattr(node, "decorator_list", None)
        start = (decorators[0].lineno, 0) if decorators else (node.lineno, node.col_offset)
        end = (node.end_lineno or node.lineno, node.end_col_offset or 0)
        parts = _single_imports(node) if isinstance(node, ast.Import | ast.ImportFrom) else (node,)
        yield from (Statement(part, start, end) for part in parts)


def _single_imports(node: ast.stmt) -> Iterator[ast.stmt]:
    if isinstance(node, ast.Import) and len(node.names) > 1:
        for alias in node.names:
            yield ast.copy_location(ast.Import([alias]), node)
    elif isinstance(node, ast.ImportFrom) and len(node.names) > 1 and node.module != "__future__":
        for alias in node.names:
            yield ast.copy_location(ast.ImportFrom(node.module, [alias], node.level), node)
    else:
        yield node


def _recovered(source: str, name: str, flags: int) -> Iterator[Statement]:
    """Yield the statements around those that are no Python."""
    blocks = list(_blocks(source))
    at = 0
    while at < len(blocks):
        above, text = blocks[at]
        error: SyntaxError | None = None
        for joined in range(1, _MOST_JOINED):
            whole = "".join(t for _, t in blocks[at : at + joined])
            try:
                found = list(_parsed(whole, name, flags, above))
            except (SyntaxError, ValueError, MemoryError, RecursionError) as raised:
                fault = raised if isinstance(raised, SyntaxError) else SyntaxError(str(raised))
                error = error or fault
                if at + joined < len(blocks) and any(words in str(fault) for words in _UNFINISHED):
                    continue
                break
            yield from found
            at, error = at + joined, None
            break
        if error is not None:
            yield Statement(error, (above + 1, 0), (above + text.rstrip().count("\n") + 1, 0))
            at += 1


def _blocks(source: str) -> Iterator[tuple[int, str]]:
    """Yield what looks like one top-level statement each, with the number of lines above it."""
    lines = source.splitlines(keepends=True)
    start, quotes, decorated = 0, [0, 0], False
    for i, line in enumerate(lines):
        inside = any(n % 2 for n in quotes) or (i > 0 and lines[i - 1].endswith("\\\n"))
        if i > start and not inside and not decorated and not _CONTINUES.match(line):
            yield start, "".join(lines[start:i])
            start = i
        if not inside and not _CONTINUES.match(line):
            decorated = line.startswith("@")
        quotes = [n + line.count(q) for n, q in zip(quotes, ('"""', "'''"), strict=True)]
    if start < len(lines):
        yield start, "".join(lines[start:])


def rebinds(code: CodeType, names: frozenset[str]) -> bool:
    """Return whether a cell binds or deletes one of the names more than once at its top level."""
    places = {place for place, name in enumerate(code.co_names) if name in names}
    if not places:
        return False
    if len(code.co_names) > 256:
        return True
    raw = code.co_code
    stored = [arg for op, arg in zip(raw[::2], raw[1::2], strict=True) if op in _BINDS and arg in places]
    return len(set(stored)) < len(stored)
