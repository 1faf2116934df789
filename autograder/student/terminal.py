"""Check a whole file: its functions run in the sandbox, and the words are those of the notebook."""

from __future__ import annotations

import importlib.util
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass

from autograder.declare.handed_out import HandedOut
from autograder.judge.notebook_notes import notes
from autograder.judge.text_notes import text_notes
from autograder.plain.evidence import Answer, CellRun, Outcome, Probe, Program
from autograder.report.status import Kind
from autograder.sandbox import Isolation, IsolationError, Limits, Sandbox, fit_to_container
from autograder.student.check_session import CheckSession
from autograder.student.checks import check_all, open_desk
from autograder.student.finding import CheckFinding
from autograder.student.public import Public
from autograder.student.result import lines
from autograder.submissions.submission import Document


@dataclass(frozen=True)
class CheckedFile:
    """The result of checking a file. `isolation` is "full", or says in words what was missing."""

    public: Public
    findings: tuple[CheckFinding, ...]
    notes: tuple[str, ...]
    isolation: str

    @property
    def passed(self) -> bool:
        return all(f.passed for f in self.findings)

    @property
    def summary(self) -> str:
        """Summarize the student's progress in one line."""
        count = {kind: sum(f.kind is kind for f in self.findings) for kind in Kind}
        waiting = sum(f.status is None for f in self.findings)
        parts = (
            (count[Kind.RIGHT], "right"),
            (count[Kind.FOLLOWS], "following from an earlier mistake"),
            (count[Kind.WRONG], "to look at again"),
            (waiting, "that cannot be said yet"),
            (count[Kind.UNWRITTEN] - waiting, "not written yet"),
        )
        said = ", ".join(f"{n} {words}" for n, words in parts if n)
        return f"{len(self.findings)} questions: {said}."

    def text(self) -> tuple[str, ...]:
        """Write everything, line by line."""
        return (*self.notes, *lines(self.findings), "", self.summary)


def check_document(document: Document, public: Public, packages: Sequence[str] = ()) -> CheckedFile:
    """Run one file in the sandbox, fully confined if possible. Raises SandboxError if nothing can be run.

    `packages` can be imported besides numpy.
    """
    with best_sandbox(packages) as sandbox, checking(document, public, sandbox) as (desk, said):
        return CheckedFile(public, check_all(desk), said(), sandbox.layers.description)


@contextmanager
def checking(
    document: Document, public: Public, sandbox: Sandbox
) -> Iterator[tuple[CheckSession, Callable[[], tuple[str, ...]]]]:
    """Run the cells of one file, and open a session that checks its functions; the notes say how the file ran."""
    program = Program(document.cells, document.files, public.problem.written_names, public.given)
    with sandbox.open(program) as run:
        answers: list[Answer] = []

        def ask(probe: Probe) -> Outcome:
            (outcome,) = run.ask((probe,))
            answers.append(Answer(probe, outcome))
            return outcome

        desk = open_desk(public, ask, {c.index: c for c in document.cells}, run.cells)

        def said() -> tuple[str, ...]:
            read = text_notes(public.problem, HandedOut(" "), document.cells, document.written)
            ran = notes(public.problem, document.cells, run.cells, answers)
            return (*document.notes, *_about(run.cells), *read, *ran)

        yield desk, said


def best_sandbox(packages: Sequence[str] = ()) -> Sandbox:
    """Start the sandbox of grading, or the best one available: the code is the student's own."""
    limits = fit_to_container(Limits())
    magics = importlib.util.find_spec("IPython") is not None
    try:
        return Sandbox(limits, Isolation.REQUIRED, packages=("numpy", *packages), magics=magics)
    except IsolationError:
        return Sandbox(limits, Isolation.BEST_EFFORT, packages=("numpy", *packages), magics=magics)


def _about(runs: Sequence[CellRun]) -> tuple[str, ...]:
    """Explain why a cell with magics fails if nothing can translate them."""
    if importlib.util.find_spec("IPython") is not None or all(r.trouble is None for r in runs):
        return ()
    return ("IPython is not installed here: cells that hold magics (% or !) cannot be run.",)
