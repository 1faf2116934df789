"""The wording of a check: headings, sentences and numbers, shared by the terminal and the page."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import groupby

from autograder.plain.safe_text import plain
from autograder.report.status import Kind, Status
from autograder.student.finding import CheckFinding

CAP = 500
"""Longest sentence in characters: the message of an exception can be longer than anybody reads."""


def heading(function: str, findings: Sequence[CheckFinding]) -> str:
    """Return the heading of one function: how many of its questions are right."""
    right, follows = sum(f.kind is Kind.RIGHT for f in findings), sum(f.kind is Kind.FOLLOWS for f in findings)
    if right == len(findings):
        return f"{function}: all right" if right > 1 else f"{function}: right"
    if all(f.status is not None and f.status.unwritten for f in findings):
        return f"{function}: not written yet"
    rest = f", {follows} follow{'s' if follows == 1 else ''} from an earlier mistake" if follows else ""
    return f"{function}: {right} of {len(findings)} right{rest}" if len(findings) > 1 else function


def by_function(findings: Sequence[CheckFinding]) -> Iterator[tuple[str, tuple[CheckFinding, ...]]]:
    """Group findings by their functions."""
    for function, several in groupby(findings, lambda f: f.function):
        yield function, tuple(several)


def error_of(finding: CheckFinding) -> str:
    """Format the relative error if it is informative."""
    return (
        f"{finding.error:.2g}" if finding.error is not None and finding.status in (Status.WRONG, Status.CLOSE) else ""
    )


def sentences(finding: CheckFinding) -> tuple[str, ...]:
    """Return the sentences, made safe to show, and the line that raised an exception."""
    said = [plain(s, CAP) for s in finding.sentences]
    if finding.where is not None:
        code = plain(finding.where.code.strip(), 120)
        cell = f"cell {finding.where.cell + 1}, " if finding.where.cell >= 0 else ""
        said.append(f"{cell}line {finding.where.line}: {code}" if code else f"{cell}line {finding.where.line}")
    return tuple(said)


def unwritten(findings: Sequence[CheckFinding]) -> bool:
    """Return whether there is nothing to look at yet."""
    return all(f.kind is Kind.UNWRITTEN for f in findings)
