"""What the tests of the diagnosis share: students written cell by cell, graded in the sandbox or in this process."""

from __future__ import annotations

import textwrap
from collections.abc import Mapping
from dataclasses import replace
from functools import cache

from autograder.author.inside import trial
from autograder.declare.reference import Reference
from autograder.diagnose.diagnosis import diagnose
from autograder.grading import examine
from autograder.judge.judge import Judge
from autograder.judge.probes import match
from autograder.judge.student_calls import Recorder, one_by_one
from autograder.plain.evidence import Cell, Evidence
from autograder.report.report import ProblemReport
from autograder.report.verdict import Verdict
from autograder.sandbox import Sandbox
from autograder.staff.policy import Policy
from autograder.submissions.submission import Document

SEED = 3


@cache
def undeclared(of: Reference) -> Reference:
    """Return the reference of a course that has declared no mistake; one in each process, whose variants are shared."""
    return replace(of, problem=replace(of.problem, misconceptions=(), vocabulary=()))


def source(reference: Reference, **functions: str) -> str:
    """The reference as a student's text, with some functions written otherwise, and helpers before them."""
    texts = {**reference.sources, **{name: textwrap.dedent(text) for name, text in functions.items()}}
    return "\n\n".join(["import numpy as np", *texts.values()])


def graded(
    reference: Reference, sandbox: Sandbox, functions: Mapping[str, str], seed: int = SEED
) -> tuple[ProblemReport, Evidence, Document]:
    """Grade a student in the sandbox who wrote the reference and these functions otherwise."""
    document = Document("student.py", reference.problem.name, (Cell(0, source(reference, **functions)),))
    report, evidence = examine(document, reference, sandbox, seed, Policy())
    return report, evidence, document


def statuses(report: ProblemReport) -> dict[str, str]:
    """What is not correct."""
    return {v.question: v.status.value for v in report.verdicts if v.status.value not in ("correct", "close")}


def diagnosed(student: Reference, of: Reference) -> dict[str, Verdict]:
    planned = trial(of, 3).planned
    answered = match(planned, tuple(student.outcome(p.probe) for p in planned))
    ask = Recorder(one_by_one(student.outcome))
    return {
        v.question: v for v in diagnose(Judge(of, {}, ask, Policy()).verdicts(answered), answered, of, ask).verdicts
    }
