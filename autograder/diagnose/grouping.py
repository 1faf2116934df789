"""Group equal wrong answers, by what a function returns for inputs that the whole class shares.

The inputs that are judged are fresh for each submission, so the answers to them can only be compared with the
reference's. The inputs used for grouping are the same for everybody.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from autograder.declare.problem import Check, Question
from autograder.declare.reference import Reference
from autograder.judge.numeric import finite
from autograder.judge.reading import Expected, Fault, Leaf, read
from autograder.judge.shared_calls import asked, shared_calls
from autograder.judge.student_calls import Ask
from autograder.plain.evidence import Outcome, Raised, Returned
from autograder.report.status import Status
from autograder.report.verdict import Verdict

GRAIN = 1e-5
"""Share of the largest entry of a block. Two float64 computations of one value differ by 1e-15 of it, so about one
number in 10**10 is rounded to two different grains; another mistake changes at least 1e-3."""


def grouped(verdicts: Sequence[Verdict], reference: Reference, ask: Ask) -> tuple[Verdict, ...]:
    """Name the group of each wrong verdict: equal for equal wrong answers of the whole class.

    `ask` reaches the student's functions. There is no group if a function did not return or was not recorded, nor for
    training stopped by another function's mistake, which has its own group.
    """
    if all(v.status.accepted for v in verdicts):
        return tuple(verdicts)
    from autograder.diagnose.stopped_training import stopped_by  # noqa: PLC0415 - a right submission needs none

    questions = {q.name: q for q in reference.problem.questions}
    stopped = reference.problem.network.train if stopped_by(reference.problem, verdicts) else None
    wrong = [
        v.question
        for v in verdicts
        if v.status.mistaken or (v.status is Status.RAISED and questions[v.question].function != stopped)
    ]
    said = asked(reference, tuple(dict.fromkeys(questions[q].function for q in wrong)), ask)
    return tuple(
        replace(v, group=_group(questions[v.question], reference, said[questions[v.question].function]))
        if v.question in wrong
        else v
        for v in verdicts
    )


def piece_compared(question: Question) -> str:
    """Name the piece by which a question's answers are compared. Convergence is not a piece of a result."""
    return question.piece if question.check is Check.VALUE else ""


def _group(question: Question, reference: Reference, outcomes: Sequence[Outcome]) -> str:
    digest = hashlib.sha256(f"{reference.problem.name}\0{question.name}".encode())
    if not outcomes:
        return ""
    for expected, outcome in zip(shared_calls(reference, question.function), outcomes, strict=True):
        with np.errstate(all="ignore"):
            said = _said(outcome, piece_compared(question), expected)
        if said is None:
            return ""
        digest.update(len(said).to_bytes(8, "big") + said)
    return digest.hexdigest()[:8]


def _said(outcome: Outcome, piece: str, expected: Expected) -> bytes | None:
    """Return an answer as bytes, equal for equal answers, or None if the function did not return."""
    match outcome:
        case Returned(value):
            return b"\0".join(_bytes(block) for block in read(value, piece, expected))
        case Raised(type_name, message):  # numbers in a message are often the values of the inputs
            return f"{type_name}: {re.sub(r'[0-9.]+', '#', message)}".encode("utf-8", "backslashreplace")
        case _:
            return None


def _bytes(block: Leaf | Fault) -> bytes:
    if isinstance(block, Fault):
        return b"f" + block.message.encode("utf-8", "backslashreplace")
    numbers, odd = block.got, bytes(block.got.size)  # for each entry 0, or what is odd about it
    if not finite(numbers):
        odd = (np.where(np.isnan(numbers), 2, np.sign(numbers)) * ~np.isfinite(numbers)).astype(np.int8).tobytes()
        numbers = np.where(np.isfinite(numbers), numbers, 0.0)
    largest = float(np.abs(numbers).max(initial=0.0))
    grains = np.rint(numbers / (largest or 1.0) / GRAIN).astype(np.int64)
    return f"{numbers.shape}{largest:.4e}".encode() + grains.tobytes() + odd
