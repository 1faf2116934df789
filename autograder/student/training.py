"""Training against gradient descent with the student's own gradients, and against where theory says it arrives."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace

import numpy as np

from autograder.declare.problem import Check
from autograder.judge.probes import Answered
from autograder.plain.evidence import Plain
from autograder.plain.question_names import function_of
from autograder.report.status import Status
from autograder.student.check_session import CheckSession, NoAnswerError
from autograder.student.finding import CheckFinding
from autograder.student.public import BACKWARD, FORWARD, LOSS
from autograder.student.public_judge import NOT_PUBLIC, judged
from autograder.student.steps import (
    about_losses,
    about_params,
    descend,
    measured_gradients,
    own_gradients,
    own_loss,
    trained,
)
from autograder.student.true_gradients import UnmeasurableError

PARAMS, LOSSES, CONVERGES = "train.params", "train.losses", "train.converges"
MEASURED = (f"{FORWARD}.y_hat", LOSS)
NO_PATH = (NoAnswerError, UnmeasurableError, LookupError, TypeError, ValueError, ArithmeticError)


def training(desk: CheckSession, function: str) -> tuple[CheckFinding, ...]:
    """Check `train` by its first steps, and by where the long training ends."""
    short, longer = desk.public.of(function), desk.public.of(function, longer=True)
    if not short:
        return tuple(CheckFinding(q.name, None, NOT_PUBLIC) for q in desk.public.problem.questions_of(function))
    sound = desk.accepted(*MEASURED)
    answered = desk.answered(short[0])
    long_runs = [desk.answered(e, again=False) for e in longer]
    found = {f.question: f for f in _first_steps(desk, function, answered, sound=sound)}
    for finding in _arrival(desk, function, long_runs, found, sound=sound):
        found[finding.question] = finding
    return tuple(found[q.name] for q in desk.public.problem.questions_of(function))


def _first_steps(desk: CheckSession, function: str, answered: Answered, *, sound: bool) -> Iterator[CheckFinding]:
    """Judge parameters and losses by each path that gradient descent may take, the most honest one first."""
    tried: list[tuple[bool, tuple[CheckFinding, ...]]] = []
    for is_true, path in _paths(desk, answered, sound=sound):
        found = judged(desk, function, (answered,), (path,))
        tried.append((is_true, found))
        if all(f.passed for f in found if f.question in (PARAMS, LOSSES)):
            break
    if not tried:
        blank = (dict(answered.call.args[2]), [0.0] * answered.call.args[4])
        yield from (_waits(desk, f) for f in judged(desk, function, (answered,), (blank,)))
        return
    for several in zip(*(found for _, found in tried), strict=True):
        pairs = list(zip((t for t, _ in tried), several, strict=True))
        is_true, best = next(((t, f) for t, f in pairs if f.passed), pairs[0])
        if best.passed and not is_true:
            best = replace(best, status=Status.FOLLOWS, message="It is what follows from an earlier mistake of yours.")
        yield _explained(desk, best, answered, sound=sound)


def _paths(desk: CheckSession, answered: Answered, *, sound: bool) -> Iterator[tuple[bool, Plain]]:
    """Give (params, losses) after the steps: by the student's own backward, by measured gradients, as they went.

    With True where a training that goes this way is right, and does not only follow from something wrong.
    """
    x, y, start, lr, steps = answered.call.args

    own, numerical = own_gradients(desk, x, y), measured_gradients(desk, x, y)
    right = sound and all(f.passed for f in desk.findings(BACKWARD))
    for is_true, gradients in ((right, own), (sound, numerical)):
        try:
            with np.errstate(all="ignore"):
                visited = list(descend(start, gradients, lr, steps))
                yield is_true, (visited[-1], [own_loss(desk, x, y, p) for p in visited[:-1]])
        except NO_PATH:
            continue
    try:
        with np.errstate(all="ignore"):
            visited = [start, *(trained(desk, x, y, start, lr, done) for done in range(1, steps))]
            losses = [own_loss(desk, x, y, p) for p in visited]
        if not all(np.array_equal(visited[-1][name], value) for name, value in start.items()):
            yield False, (start, losses)  # the losses of wherever it went; the parameters are judged above
    except NO_PATH:
        return


def _waits(desk: CheckSession, finding: CheckFinding) -> CheckFinding:
    if not finding.compared:
        return finding
    missing = [function_of(q) for q in MEASURED if not desk.accepted(q)] or [BACKWARD]
    first = " and ".join(f"`{name}`" for name in dict.fromkeys(missing))
    return replace(finding, status=None, error=None, message=f"Training needs your own {first}: write it first.")


def _explained(desk: CheckSession, finding: CheckFinding, answered: Answered, *, sound: bool) -> CheckFinding:
    """Say of a wrong training in which way it is not gradient descent."""
    if finding.status is not Status.WRONG or finding.error is None:
        return finding
    message = "The parameters are not where gradient descent with your own gradients ends."
    if finding.question == LOSSES:
        message = "losses[i] is not your own loss before step i."
    finding = replace(finding, message=message)
    x, y, *_ = answered.call.args
    right = sound and all(f.passed for f in desk.findings(BACKWARD))
    gradients = own_gradients(desk, x, y) if right else measured_gradients(desk, x, y)
    try:
        with np.errstate(all="ignore"):
            named = (about_losses if finding.question == LOSSES else about_params)(desk, answered, gradients)
    except NO_PATH:
        named = None
    return finding if named is None else replace(finding, message="", relation=named.sentence, name=named.name)


def _arrival(
    desk: CheckSession,
    function: str,
    longer: Sequence[Answered],
    found: Mapping[str, CheckFinding],
    *,
    sound: bool,
) -> Iterator[CheckFinding]:
    """Judge where the long training ends, by the student's own loss: it has to be right for that."""
    if not longer:
        return
    first = found.get(PARAMS)
    name = next((q.name for q in desk.public.problem.questions_of(function) if q.check is not Check.VALUE), CONVERGES)
    if not sound:
        trouble = first is not None and first.status is not None and not first.compared
        words = "Where training should arrive is measured with your own `forward` and `loss`, which are not right yet."
        yield replace(first, question=name) if trouble and first else CheckFinding(name, None, words)
        return
    values: list[Plain] = [(dict(a.call.args[2]), []) for a in longer]
    try:
        several = judged(desk, function, longer, values)
    except NO_PATH:
        yield CheckFinding(name, None, "Training could not be measured with your own `forward` and `loss`.")
        return
    for finding in several:
        if finding.question == name:
            explicable = finding.status is not None and finding.status.explicable
            follows = explicable and first is not None and first.status is Status.FOLLOWS
            said = f"{finding.message} The cause lies in an earlier mistake."
            yield replace(finding, status=Status.FOLLOWS, message=said) if follows else finding
