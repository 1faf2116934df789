"""What the tests of the student's side share: public parts, students in a kernel, the corpus in the sandbox."""

from __future__ import annotations

import linecache
import textwrap
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from pathlib import Path
from typing import Any

from autograder.sandbox import Isolation, Sandbox
from autograder.student.check_session import CheckSession
from autograder.student.checks import check_all, open_desk
from autograder.student.finding import CheckFinding
from autograder.student.kernel import Kernel
from autograder.student.public import ENDING, SHIPPED, Public, from_text
from autograder.student.undisturbed import undisturbed
from autograder.submissions.gather import find
from autograder.submissions.read import read
from tests.corpus import LIMITS, head
from tests.solutions.common import PROBLEMS, reference

__all__ = ["PROBLEMS", "Checker", "checking", "desk", "env", "findings", "in_cell", "public", "reference", "spec"]


@cache
def spec(name: str) -> str:
    """The public part that comes with the package; `test_public` holds that it is what is computed."""
    return (SHIPPED / f"{name}{ENDING}").read_text("utf-8").rstrip()


@cache
def public(name: str) -> Public:
    return from_text(spec(name))


def env(name: str, **functions: str) -> dict[str, Any]:
    """The name space of a student who wrote the reference, and some functions otherwise."""
    made: dict[str, Any] = {}
    sources = {**reference(name).sources, **{f: textwrap.dedent(text) for f, text in functions.items()}}
    exec("import numpy as np\nimport math\n" + "\n\n".join(sources.values()), made)
    return made


def desk(name: str, **functions: str) -> CheckSession:
    kernel = Kernel(env(name, **functions))
    return open_desk(public(name), kernel, kernel.cells)


@contextmanager
def in_cell(text: str, label: str) -> Iterator[Kernel]:
    """Define functions in a cell whose text Python can look up, as Jupyter's."""
    name = f"<cell of {label}>"
    linecache.cache[name] = (len(text), None, text.splitlines(keepends=True), name)
    made: dict[str, Any] = {}
    exec(compile(text, name, "exec"), made)
    try:
        with undisturbed():
            yield Kernel(made)
    finally:
        del linecache.cache[name]


def findings(name: str, function: str, **functions: str) -> dict[str, CheckFinding]:
    """What the check of one function says, by the names of the pieces ("" for all)."""
    with undisturbed():
        return {f.piece: f for f in desk(name, **functions).findings(function)}


class Checker:
    """Checks files of the corpus in one sandbox."""

    def __init__(self, sandbox: Sandbox) -> None:
        self._sandbox = sandbox

    def __call__(self, path: Path) -> tuple[CheckFinding, ...]:
        (document,) = read(find([path])[0]).documents
        with self._sandbox.open(document.cells) as run:
            cells = {c.index: c for c in document.cells}
            return check_all(open_desk(public(head(path).problem), lambda probe: run.ask((probe,))[0], cells))


@contextmanager
def checking() -> Iterator[Checker]:
    with Sandbox(LIMITS, Isolation.BEST_EFFORT) as sandbox:
        yield Checker(sandbox)
