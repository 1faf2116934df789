"""What a student sees of a check: an object shown as text in a terminal, as a table with a picture in a notebook."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from html import escape
from textwrap import wrap
from typing import Any

from autograder.report.status import Kind, Status
from autograder.student.check_session import CheckSession
from autograder.student.drawing import Drawn
from autograder.student.finding import CheckFinding
from autograder.student.public import Public
from autograder.student.words import by_function, error_of, heading, sentences

MIME = "application/vnd.backprop-autograder.check+json"
"""The type under which a notebook's file keeps which questions are right. No front end shows it."""

OTHER_EXAMPLE = "A smaller example than the one in the numbers: a single column of x, and small round parameters."


@dataclass(frozen=True)
class CheckResult:
    """The findings of one or several functions, in order; `around` are those that the picture also needs.

    `notes` are sentences about the whole check, `printed` is what functions printed, by name. `drawn` is one example on
    its way through the network, if one of its values is wrong.
    """

    public: Public
    findings: tuple[CheckFinding, ...]
    around: Mapping[str, CheckFinding] = field(default_factory=dict)
    notes: tuple[str, ...] = ()
    printed: Mapping[str, str] = field(default_factory=dict)
    drawn: Drawn | None = None

    def __str__(self) -> str:
        printed = (f"{name} printed in its first call:\n{text}" for name, text in self.printed.items())
        return "\n".join((*self.notes, *lines(self.findings), *printed))

    def __repr__(self) -> str:
        return str(self)

    def _repr_html_(self) -> str:
        from autograder.student.html import page  # noqa: PLC0415 - nothing of it is needed before a notebook shows it

        return page(self.public, self.findings, self.around, self.notes, self.printed, self._picture())

    def _picture(self) -> str:
        if self.drawn is None or self.drawn.calculation is None:
            return ""
        from autograder.render.calculation.piece import still  # noqa: PLC0415 - as above

        return f"<div>{OTHER_EXAMPLE} {escape(self.drawn.said)}</div>{still(self.drawn.calculation)}"

    def _repr_mimebundle_(self, **_: Any) -> dict[str, Any]:
        return {MIME: {f.question: f.passed for f in self.findings}}

    def of(self, function: str) -> CheckResult:
        """Return the findings of one function alone."""
        return CheckResult(self.public, tuple(f for f in self.findings if f.function == function))

    @property
    def passed(self) -> bool:
        return all(f.passed for f in self.findings)

    @property
    def points(self) -> float:
        """The points of the declaration for these questions; one without a public check earns none."""
        worth = {q.name: q.points for q in self.public.problem.questions}
        return sum(worth[f.question] * f.share() for f in self.findings)


def lines(findings: Sequence[CheckFinding]) -> Iterator[str]:
    """Write the plain text: one table per function, each sentence once, below the last quantity it concerns."""
    for function, several in by_function(findings):
        yield heading(function, several)
        rows = [(f.kind.value, f.short_name, f.got, f.expected, _with_error(f)) for f in several]
        wide = [max(len(row[i]) for row in rows) for i in range(len(rows[0]))]
        for i, (row, finding) in enumerate(zip(rows, several, strict=True)):
            yield ("  " + "  ".join(cell.ljust(w) for cell, w in zip(row, wide, strict=True) if w)).rstrip()
            said = sentences(finding)
            again = i + 1 < len(several) and sentences(several[i + 1]) == said
            if finding.kind is Kind.WRONG and finding.numbers is not None and finding.numbers.in_short:
                said = (*said, f"{finding.numbers.in_short}.")
            if not again:
                yield from (line for s in said for line in _wrapped(s))


def _with_error(finding: CheckFinding) -> str:
    error = error_of(finding)
    return f"{finding.words}, error {error}" if error else finding.words


def _wrapped(sentence: str) -> Iterator[str]:
    """Break a sentence so that it fits a terminal of 80 columns."""
    for line in sentence.splitlines():
        yield from wrap(line, 79, initial_indent=" " * 6, subsequent_indent=" " * 6)


def in_words(finding: CheckFinding) -> str:
    """Write one finding for the result of a test: what, how, and where to think."""
    error = f" (relative error {error_of(finding)})" if error_of(finding) else ""
    shapes = ""
    if finding.status is Status.SHAPE and finding.expected:
        shapes = f"\ngot {finding.got}, expected {finding.expected}"
    head = f"{finding.question}: {finding.words}{error}"
    return "\n".join((head + shapes, *sentences(finding)))


def of_function(desk: CheckSession, function: str) -> CheckResult:
    """Check one function, and the others of its network if the picture is shown."""
    findings = desk.findings(function)
    around: dict[str, CheckFinding] = {}
    net = desk.public.problem.roles.network
    if net is not None and function == net.backward and not all(f.passed for f in findings):
        around = {f.question: f for name in (net.forward, net.loss) for f in desk.findings(name)}
    return CheckResult(desk.public, findings, around)


def together(results: Sequence[CheckResult]) -> CheckResult:
    """Combine the results of one cell. If a function was checked twice, the last result counts."""
    latest = {function: several for r in results for function, several in by_function(r.findings)}
    around = {name: f for r in results for name, f in r.around.items()}
    notes = tuple(dict.fromkeys(note for r in results for note in r.notes))
    return CheckResult(results[0].public, tuple(f for several in latest.values() for f in several), around, notes)
