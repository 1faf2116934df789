"""Read a module of functions: each one with a docstring is for students to write."""

from __future__ import annotations

import ast

from autograder.author.adopted import AdoptedCell, AdoptedLesson, AdoptError
from autograder.author.lesson import CellKind


def from_module(source: str) -> AdoptedLesson:
    """Return the lesson of a module. Raises AdoptError if it is no Python."""
    try:
        tree = ast.parse(source)
    except (SyntaxError, ValueError) as error:
        raise AdoptError(f"not Python: {error}") from error
    lines, made, start = source.splitlines(), list[AdoptedCell](), 0
    notes: list[str] = []
    prose = ast.get_docstring(tree)
    for node in tree.body:
        first, end = _first(node), node.end_lineno or node.lineno
        while first > start + 1 and lines[first - 2].lstrip().startswith("#"):  # comments belong to what follows
            first -= 1
        text = "\n".join(lines[first - 1 : end])
        if isinstance(node, ast.Expr) and node is tree.body[0] and prose is not None:
            made.append(AdoptedCell(CellKind.PROSE, prose))
        elif isinstance(node, ast.If) and "__name__" in ast.unparse(node.test):
            notes.append('the block under `if __name__ == "__main__"` is left out')
        elif isinstance(node, ast.FunctionDef | ast.ClassDef) and _asked(node):
            made.append(AdoptedCell(CellKind.FUNCTION, text, node.name, solved=True))
        elif made and made[-1].kind is CellKind.GIVEN and not isinstance(node, ast.FunctionDef | ast.ClassDef):
            made[-1] = AdoptedCell(CellKind.GIVEN, f"{made[-1].source}\n{text}")
        else:
            made.append(AdoptedCell(CellKind.GIVEN, text))
        start = end
    return AdoptedLesson(tuple(made), (prose or "").strip().partition("\n")[0].rstrip("."), tuple(notes))


def _asked(node: ast.FunctionDef | ast.ClassDef) -> bool:
    """Return whether students write it: it is public and described."""
    described = ast.get_docstring(node) is not None
    return described and not node.name.startswith("_")


def _first(node: ast.stmt) -> int:
    decorators = node.decorator_list if isinstance(node, ast.FunctionDef | ast.ClassDef) else []
    return min([node.lineno, *(d.lineno for d in decorators)])
