"""Docstrings and comments are in plain English: no riddles, one sentence first, no dialect."""

from __future__ import annotations

import ast
import io
import re
import tokenize
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest

PACKAGE = Path(__file__).parents[1] / "autograder"
NOT_YET: tuple[str, ...] = ()
"""Rooms and modules that are still to be reworded. One without complaints has to go from this list."""
LONGEST = 120
OPENINGS = re.compile(r"(?:Give|Say|Tell|Know|Who|Whether)\b")
DIALECT = (
    (r"\b[Aa] (?:line|page|picture|row|sheet|slot|step|submission) an? [a-z]", "one row per submission"),
    (r"[;,] None where\b", "or None if"),
    (r"\b[A-Z]\w*Error where\b", "Raises ValueError if"),
    (r"\b(?:by|is) (?:the|its) word\b", "as the student's process reports it"),
    (r"\b[Ww]hoever\b", "the person who, anyone who"),
    (r"\banew\b", "again"),
    (r"\b(?:is|are|was|were) told\b", "receives, sees, is shown"),
    (r"\b(?:stands?|stood|lies?|lay) (?:above|at|below|beside|in|on|outside|there)\b", "is in, comes before"),
    (r"\b(?:can|could|cannot|not to) be had\b", "is (not) available"),
    (r"\b(?:came|comes) of\b", "the outcome, the result"),
    (r"\bg(?:ave|ives?|iven) back\b", "returns"),
    (r"\bhand(?:s|ed|ing)? on\b", "passes on"),
    (r"\bin (?:the|its) place of\b", "instead of, replaces"),
    (r"\bmend(?:s|ed)?\b", "fix"),
    (r"\bbeliev(?:e|es|ed)\b", "trusts, checks"),
    (r"\bhung? up\b|\bhangs up\b", "closes the connection"),
)
"""Turns of phrase that make a reader stop, each with what to write instead."""


def texts(source: str, nodes: list[ast.AST]) -> Iterator[tuple[int, str]]:
    """Yield the line and the text of every docstring, attribute docstring and comment."""
    for node in nodes:
        if isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant) and isinstance(node.value.value, str):
            yield node.lineno, " ".join(node.value.value.split())
    for token in tokenize.generate_tokens(io.StringIO(source).readline):
        if token.type == tokenize.COMMENT:
            yield token.start[0], token.string


def is_property(node: ast.AST) -> bool:
    decorators = node.decorator_list if isinstance(node, ast.FunctionDef) else []
    return any(ast.unparse(decorator) in ("property", "cached_property") for decorator in decorators)


def complaints(source: str) -> Iterator[str]:
    """Yield what is wrong with the words of a module, each with its line."""
    nodes = list(ast.walk(ast.parse(source)))
    for node in nodes:
        if not isinstance(node, ast.Module | ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef):
            continue
        first = (ast.get_docstring(node) or "").partition("\n")[0]
        if not first:
            continue
        line = node.body[0].lineno
        opening = OPENINGS.match(first)
        if opening and not (opening[0] == "Whether" and is_property(node)):
            yield f'{line}: opens with "{opening[0]}"; write "Return ..." or a noun: {first}'
        public = not isinstance(node, ast.Module | ast.ClassDef) and not node.name.startswith("_")
        if public and not first.endswith("."):
            yield f"{line}: the first line is not a whole sentence: {first}"
        if public and len(first) > LONGEST:
            yield f"{line}: the first line has more than {LONGEST} characters: {first}"
    for line, text in texts(source, nodes):
        for pattern, plain in DIALECT:
            if found := re.search(pattern, text):
                yield f'{line}: "{found[0]}"; write "{plain}": {text[:200]}'


@cache
def complaints_of(module: Path) -> tuple[str, ...]:
    return tuple(complaints(module.read_text(encoding="utf-8")))


def excepted(module: Path) -> str | None:
    """Return the entry of `NOT_YET` that a module belongs to, or None."""
    name = module.relative_to(PACKAGE).as_posix()
    return next((entry for entry in NOT_YET if name == entry or name.startswith(entry + "/")), None)


def test_the_package_is_in_plain_words() -> None:
    found = [
        f"{module.relative_to(PACKAGE.parent)}:{complaint}"
        for module in sorted(PACKAGE.rglob("*.py"))
        if excepted(module) is None
        for complaint in complaints_of(module)
    ]
    assert not found, "\n".join(found)


def test_every_exception_is_needed() -> None:
    needed = {excepted(module) for module in PACKAGE.rglob("*.py") if complaints_of(module)}
    assert set(NOT_YET) == needed - {None}, "take what is in plain words out of NOT_YET"


@pytest.mark.parametrize(
    ("source", "complaint"),
    [
        ('def f():\n    """Give the form of one piece."""', 'opens with "Give"'),
        ('def f():\n    """Whether a step changes the gradient."""', 'opens with "Whether"'),
        ('class C:\n    """Who sees the result."""', 'opens with "Who"'),
        ('"""Tell what came."""', 'opens with "Tell"'),
        ('def f():\n    """Return the form of\n\n    one piece.\n    """', "not a whole sentence"),
        (f'def f():\n    """Return {"x" * LONGEST}."""', "more than 120 characters"),
        ('def f():\n    """Return it; None where there is none."""', "or None if"),
        ('def f():\n    """Read it; ValueError where it is none."""', "Raises ValueError if"),
        ('X = 1\n"""A row a submission."""', "one row per submission"),
        ("# A line a student.\n", "one row per submission"),
        ("x = 1  # whoever asks\n", "anyone who"),
        ('def _f():\n    """Judge it anew."""', "again"),
        ('def _f():\n    """Return what stands in\n    the file.\n    """', "is in"),
    ],
)
def test_a_riddle_is_found(source: str, complaint: str) -> None:
    found = list(complaints(source))
    assert len(found) == 1
    assert complaint in found[0]


@pytest.mark.parametrize(
    "source",
    [
        'def f():\n    """Return the form of one piece.\n\n    Raises KeyError if there is none.\n    """',
        'class C:\n    @property\n    def open(self):\n        """Whether students see it."""',
        'def _f():\n    """No sentence, but private"""',
        'X = "A row a submission; None where there is none"\n"""One row per submission."""',
        "def f():\n    return 1",
    ],
)
def test_plain_words_pass(source: str) -> None:
    assert list(complaints(source)) == []
