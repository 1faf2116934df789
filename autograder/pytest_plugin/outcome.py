"""What a test says about its question, whichever way it was judged."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from autograder.plain.question_names import OfQuestion
from autograder.plain.safe_text import plain
from autograder.render.words import in_words
from autograder.report.status import Kind
from autograder.report.verdict import SourceLine, Verdict
from autograder.student.finding import CheckFinding
from autograder.student.numbers import Numbers, shown
from autograder.student.result import in_words as finding_in_words

CAP = 2000
EXAMPLE_LINES = 12
"""Lines of numbers below one failure."""
UNKNOWN = "unknown"
"""The status of a question that cannot be judged yet, or not without the solutions."""


@dataclass(frozen=True)
class QuestionOutcome(OfQuestion):
    """The outcome of one question; `text` is safe to print. `fault`: the check failed, and nothing is known.

    `numbers` are those behind a wrong value: what came, what should have, and the inputs of the smallest example.
    """

    question: str
    status: str
    kind: Kind
    text: str
    score: float
    max_score: float
    names: tuple[str, ...] = ()
    fault: bool = False
    numbers: str = ""

    @property
    def whole(self) -> str:
        """The text, and the numbers behind an empty line."""
        return f"{self.text}\n\n{self.numbers}" if self.numbers else self.text

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
    behind = finding.numbers if finding.kind is Kind.WRONG else None
    if behind is not None and behind.in_short:
        lines.append(f"{behind.in_short}.")
    status = UNKNOWN if finding.status is None else finding.status.value
    text = plain("\n".join(lines), CAP)
    return QuestionOutcome(
        finding.question,
        status,
        finding.kind,
        text,
        points * share,
        points,
        names,
        fault=finding.fault,
        numbers="" if behind is None else plain("\n".join(_example(behind)), 2 * CAP),
    )


def _example(behind: Numbers) -> Iterator[str]:
    """Yield what came, what should have, and the inputs, as many of them as a terminal has room for."""
    yield "The smallest example:"
    left, left_out = EXAMPLE_LINES, []
    for name, value in (("yours", behind.got), (behind.source, behind.want), *behind.inputs):
        lines = shown(value).split("\n")
        left -= len(lines)
        if left < 0:
            left_out.append(name)
        else:
            yield f"{name} = " + ("\n" + " " * (len(name) + 3)).join(lines)
    if left_out:
        yield f"The check in the notebook shows {', '.join(left_out)} too."


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
