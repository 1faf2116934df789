"""Other right texts of a problem's functions, from `alternatives/PROBLEM/` beside its solution.

They are proven right by `verify`. A function that is written in another way invites other mistakes.
"""

from __future__ import annotations

import ast
from collections.abc import Mapping
from functools import lru_cache
from pathlib import Path

from autograder.declare.reference import Reference

FOLDER = "alternatives"


def alternative_files(folder: Path, problem: str = "*") -> list[Path]:
    """Return the files with other right texts of a problem's functions, or of all problems, below the solutions."""
    return sorted(folder.glob(f"{FOLDER}/{problem}/*.py"))


@lru_cache(maxsize=16)
def other_texts(reference: Reference) -> Mapping[str, tuple[str, ...]]:
    """Return for each function the other texts, each followed by the helpers of its file.

    A file that cannot be read has none: `verify` says what is wrong with it.
    """
    found: dict[str, tuple[str, ...]] = {}
    for path in alternative_files(reference.path.parent, reference.problem.name):
        try:
            body = ast.parse(path.read_text(encoding="utf-8")).body
        except (OSError, SyntaxError, ValueError):
            continue
        own = {n.name: n for n in body if isinstance(n, ast.FunctionDef) and n.name in reference.sources}
        rest = [n for n in body if n not in own.values()]
        for name, function in own.items():
            module = ast.unparse(ast.Module([function, *rest], []))
            found[name] = (*found.get(name, ()), module)
    return found
