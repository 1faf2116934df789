"""Compare values with the small public examples."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from autograder.declare.forms import Batches
from autograder.diagnose.optimizer_laws import broken_law
from autograder.diagnose.related_training import VAGUE
from autograder.diagnose.related_values import related
from autograder.diagnose.unused_generator import unused_generator
from autograder.judge.probes import Answered
from autograder.plain.evidence import Plain
from autograder.report.status import Status
from autograder.student.check_session import CheckSession
from autograder.student.finding import CheckFinding
from autograder.student.follows import let_follow
from autograder.student.public_judge import judged, unchecked

DIFFERS = "differs from the expected value"
EXAMPLE = "is not what the public example gives"


def by_examples(desk: CheckSession, function: str) -> tuple[CheckFinding, ...]:
    """Check a function whose answers to a few inputs are public."""
    examples = desk.public.of(function)
    if not examples:
        return tuple(unchecked(q.name) for q in desk.public.problem.questions_of(function))
    answered = [desk.answered(e) for e in examples]
    values = [e.value for e in examples]
    findings = let_follow(desk, function, judged(desk, function, answered, values), answered, values)
    return tuple(_explained(desk, f, answered, values) for f in findings)


def under_the_laws(desk: CheckSession, function: str, findings: Sequence[CheckFinding]) -> tuple[CheckFinding, ...]:
    """Hold parameters that seem right, or wrong for no known reason, against laws that every optimizer obeys."""
    optimizer = desk.public.problem.roles.optimizer(function)
    asked = () if optimizer is None else (f"{function}.{optimizer.params}", function)
    at = next((f for f in findings if f.question in asked), None)
    if at is None or at.name not in ("", *VAGUE) or not at.compared or at.status is Status.FOLLOWS:
        return tuple(findings)
    law = broken_law(desk.public.problem, function, desk.ask)
    if law is None:
        return tuple(findings)
    said = replace(at, status=Status.WRONG, message="", relation=law.sentence, name=law.kind)
    if at.passed:
        said = replace(said, message="The public examples come out right, but a law is broken.")
    return tuple(said if f is at else f for f in findings)


def _explained(
    desk: CheckSession, finding: CheckFinding, answered: Sequence[Answered], values: Sequence[Plain]
) -> CheckFinding:
    """Describe how a wrong value relates to the right one, and which function to fix first."""
    function, piece = finding.function, finding.piece
    declared, roles = desk.public.problem.function(function), desk.public.problem.roles
    batches = isinstance(declared.result, Batches)
    if not (finding.status and finding.status.explicable) and not (batches and finding.status is Status.SHAPE):
        return finding
    finding = replace(finding, message=finding.message.replace(DIFFERS, EXAMPLE))
    if not finding.relation and finding.status is not Status.NOT_FINITE:
        named = related(declared, roles, piece, answered, values)
        if named is None and finding.status is Status.WRONG:
            named = unused_generator(declared, answered[0].call.args, desk.ask)
        if named is not None:
            message = finding.message if finding.status is Status.SHAPE else ""
            finding = replace(finding, message=message, relation=named.sentence, name=named.kind)
    unsound = [u for u in desk.public.uses.get(finding.function, ()) if not all(f.passed for f in desk.findings(u))]
    if unsound:
        finding = replace(
            finding, message=f"{finding.message} Your `{unsound[0]}` is not right yet: mend it first.".strip()
        )
    return finding
