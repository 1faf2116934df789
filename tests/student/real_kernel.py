"""The cells of a student's notebook in a real kernel: one kernel for many notebooks and many functions."""

from __future__ import annotations

import ast
import subprocess
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from jupyter_client.manager import run_kernel

from autograder.report.status import Status
from tests.author.built import reference, source, student_notebook

SECONDS = 240
"""After which a cell hangs, on a machine that does other things too."""
FOUND = "[(f.passed, f.name, f.status and f.status.value) for f in _.findings]"


@dataclass(frozen=True)
class Found:
    """What a check says of one question: whether it is accepted, the name of the mistake, and the status, if known."""

    passed: bool
    name: str
    status: Status | None


class RealKernel:
    """Runs cells as Jupyter does, by messages to a process of its own."""

    def __init__(self, client: Any) -> None:
        self._client = client
        self._open = ""

    def check(self, name: str, function: str, text: str) -> Sequence[Found]:
        """Write one function of a notebook whose others are right, and run its check cell."""
        if self._open != name:
            self._solve(name)
        self._run(text)
        found = self._found(_cell(name, f"check-{function}"))
        self._run(reference(name).sources[function])
        return found

    def check_all(self, name: str, text: str) -> Sequence[Found]:
        """Write all functions of a notebook in one cell, and run the cell that checks all."""
        self._solve(name)
        self._run(text)
        self._open = ""
        return self._found("grader.check_all()")

    def _solve(self, name: str) -> None:
        for cell in student_notebook(name)["cells"]:
            if cell["id"].startswith("write-"):
                self._run(reference(name).sources[cell["id"].removeprefix("write-")])
            elif cell["cell_type"] == "code" and source(cell).startswith(("# @title Set-up", "import ")):
                self._run(source(cell))
        self._open = name

    def _found(self, code: str) -> Sequence[Found]:
        (said,) = self._run(code, found=FOUND).values()
        values = ast.literal_eval(said["data"]["text/plain"])
        return [Found(passed, name, status and Status(status)) for passed, name, status in values]

    def _run(self, code: str, **asked: str) -> dict[str, Any]:
        reply = self._client.execute_interactive(
            code, user_expressions=asked, allow_stdin=False, output_hook=lambda _: None, timeout=SECONDS
        )["content"]
        assert reply["status"] == "ok", reply
        answers: dict[str, Any] = reply["user_expressions"]
        return answers


def _cell(name: str, identity: str) -> str:
    return next(source(c) for c in student_notebook(name)["cells"] if c["id"] == identity)


@contextmanager
def real_kernel() -> Iterator[RealKernel]:
    with run_kernel(kernel_name="python3", stderr=subprocess.DEVNULL) as client:
        yield RealKernel(client)
