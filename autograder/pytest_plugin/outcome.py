"""What a test says about its question, whichever way it was judged."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from autograder.plain.question_names import OfQuestion
from autograder.plain.safe_text import plain
from autograder.render.words import in_words
from autograder.report.status import Kind
from autograder.report.verdict import SourceLine, Verdict
from autograder.student.finding import CheckFinding
from autograder.student.result import in_words as finding_in_words

CAP = 2000
UNKNOWN = "unknown"
"""The status of a question that cannot be judged yet, or not without the solutions."""


@dataclass(frozen=True)
class QuestionOutcome(OfQuestion):
    """The outcome of one question; `text` is safe to print. `fault`: the check failed, and nothing is known."""

    question: str
    status: str
    kind: Kind
    text: str
    score: float
    max_score: float
    names: tuple[str, ...] = ()
    fault: bool = False

    @property
    def passed(self) -> bool:
        return self.kind in (Kind.RIGHT, Kind.FOLLOWS)

    @property
    def open(self) -> bool:
        """Whether there is nothing to judge yet: it is not written, or waits for another question."""
        return self.kind is Kind.UNWRITTEN

    @property
    def reason(self) -> str:
        """Return why it is skipped, in one line."""
        head, _, rest = self.text.partition("\n")
        return f"{self.question}: {' '.join(rest.split())}" if rest else head


def of_finding(finding: CheckFinding, points: float, follow_through: float) -> QuestionOutcome:
    """Return the outcome of a question that was checked without the solution."""
    share = finding.share(follow_through)
    lines = [finding_in_words(finding)]
    names = (finding.name,) if finding.name else ()
    lines += [f"({name})" for name in names]
    status = UNKNOWN if finding.status is None else finding.status.value
    text = plain("\n".join(lines), CAP)
    return QuestionOutcome(
        finding.question, status, finding.kind, text, points * share, points, names, fault=finding.fault
    )


def of_verdict(verdict: Verdict) -> QuestionOutcome:
    """Return the outcome of a question that was graded."""
    lines = [f"{verdict.question}: {in_words(verdict, CAP)}", *_worst(verdict), *_where(verdict.where)]
    return QuestionOutcome(
        verdict.question,
        verdict.status.value,
        verdict.status.kind,
        plain("\n".join(lines), CAP),
        verdict.score,
        verdict.max_score,
        verdict.misconceptions,
    )


def _worst(verdict: Verdict) -> Sequence[str]:
    worst = verdict.worst
    if worst is None or not verdict.status.compared or verdict.status.accepted:
        return ()
    where = f"entry {list(worst.index)}" if worst.index else "the value"
    return (f"The largest error is in {where}: got {worst.got:.6g}, expected {worst.expected:.6g}",)


def _where(where: SourceLine | None) -> Sequence[str]:
    if where is None:
        return ()
    cell = f"cell {where.cell + 1}, " if where.cell >= 0 else ""
    return (f"{cell}line {where.line}: {plain(where.code.strip(), 120)}",)
