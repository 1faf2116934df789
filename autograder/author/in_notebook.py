"""Prove a declaration where students meet it: in the checks of the notebook, and in the sandbox of grading."""

from __future__ import annotations

import ast
import sys
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from importlib.util import find_spec

from autograder.author.alternatives import right_solutions
from autograder.author.inside import trial
from autograder.author.lesson import CellKind, lesson
from autograder.author.mistakes import label
from autograder.author.public import public_spec
from autograder.author.shared_answers import SharedAnswers
from autograder.author.tally import ProofTally, counted
from autograder.declare.reference import Reference
from autograder.grading import examine
from autograder.plain.evidence import Cell
from autograder.sandbox import Isolation, Sandbox
from autograder.staff.policy import Policy
from autograder.student.check_session import FAULT
from autograder.student.checks import check_all, open_desk
from autograder.student.finding import CheckFinding
from autograder.student.kernel import Kernel
from autograder.student.public import Public, from_text
from autograder.student.undisturbed import undisturbed
from autograder.submissions.submission import Document


def accepted(reference: Reference) -> ProofTally:
    """Check the reference and every alternative as a notebook does. Whatever is right must be called right."""
    checks = _checks(reference)
    others = right_solutions(reference, trial(reference, 0))
    students = [("the reference", reference), *((a.name, a.student) for a in others)]
    return sum((counted(_refused(name, student, checks)) for name, student in students), ProofTally())


@dataclass(frozen=True)
class _Checks:
    """The checks of a notebook, and what unchanged functions answer in them."""

    public: Public
    shared: SharedAnswers

    def findings(self, student: Reference, function: str | None = None) -> Sequence[CheckFinding]:
        kernel = Kernel(dict(student.namespace), self.public.given)
        with undisturbed():
            ask, measure = self.shared.asking(student, kernel), self.shared.measuring(student)
            desk = open_desk(self.public, ask, kernel.cells, measure=measure)
            return check_all(desk) if function is None else desk.findings(function)


@lru_cache(maxsize=2)
def _checks(reference: Reference) -> _Checks:
    """Return the checks of a problem, made once in each process."""
    return _Checks(from_text(public_spec(reference)), SharedAnswers(reference))


def _refused(name: str, student: Reference, checks: _Checks) -> str | None:
    for finding in checks.findings(student):
        if finding.public and not finding.passed:
            said = " ".join(finding.sentences) or finding.words
            return f"{name}: the notebook's check of {finding.question} says: {said}"
    return None


def unaccepted(reference: Reference, part: slice) -> ProofTally:
    """Check some of the mistakes as a notebook does. None may be called right throughout.

    The checks of all functions run for the first mistake of each function, and where its own check calls it right.
    """
    checks = _checks(reference)
    firsts = {mistake.function: mistake for mistake in reversed(reference.mistakes)}.values()
    tally = ProofTally()
    for mistake, student in reference.edits[part]:
        findings = list(checks.findings(student, mistake.function))
        if mistake in firsts or not any(f.public and not f.passed for f in findings):
            findings += checks.findings(student)
        failed = next((f.message for f in findings if f.message.startswith(FAULT)), None)
        wrong = any(f.public and not f.passed for f in findings)
        fault = None if wrong else "the notebook's checks call everything right"
        tally += counted(None if failed is None and wrong else f"{label(mistake)}: {failed or fault}")
    return tally


def graded(reference: Reference, seed: int) -> ProofTally:
    """Grade the reference and every alternative in the sandbox, through the wire, as a student's script."""
    given = [part.source for part in lesson(reference) if part.kind in (CellKind.GIVEN, CellKind.FUNCTION)]
    written = {a.name: a.source for a in right_solutions(reference, trial(reference, 0))}
    students = {"the reference": given, **{name: [*given, source] for name, source in written.items()}}
    packages = ("numpy", *_packages(source for sources in students.values() for source in sources))
    tally = ProofTally()
    with Sandbox(isolation=Isolation.BEST_EFFORT, packages=packages) as sandbox:
        for name, sources in students.items():
            cells = tuple(Cell(i, source) for i, source in enumerate(sources))
            report, _ = examine(Document(f"{name}.py", None, cells), reference, sandbox, seed, Policy())
            lost = next((v for v in report.verdicts if v.score < v.max_score), None)
            fault = None if lost is None else f"{name}.{lost.question}: {lost.status.value}. {lost.message}"
            tally += counted(fault)
    return tally


def _packages(sources: Iterable[str]) -> Iterator[str]:
    """Yield the packages besides numpy that the solutions import, if they are installed."""
    seen = {"numpy", "matplotlib", *sys.stdlib_module_names}
    for node in (node for source in sources for node in ast.walk(ast.parse(source))):
        modules = [a.name for a in node.names] if isinstance(node, ast.Import) else []
        modules += [node.module or ""] if isinstance(node, ast.ImportFrom) else []
        for name in (module.partition(".")[0] for module in modules):
            if name and name not in seen and find_spec(name) is not None:
                seen.add(name)
                yield name
