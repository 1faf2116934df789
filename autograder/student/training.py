"""Compare training with gradient descent by the student's own gradients, and with the end that theory predicts."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from functools import partial

import numpy as np

from autograder.declare.problem import Check
from autograder.diagnose.descending import about_losses, about_params
from autograder.diagnose.training_run import Params, descend
from autograder.judge.numeric import Floats
from autograder.judge.probes import Answered
from autograder.plain.evidence import Plain, Returned
from autograder.plain.question_names import function_of
from autograder.report.status import Status
from autograder.student.check_session import CheckSession, NoAnswerError
from autograder.student.finding import CheckFinding
from autograder.student.gradients import measured_with
from autograder.student.public import Example
from autograder.student.public_judge import in_every_size, judged, unchecked
from autograder.student.steps import measured_gradients, own_gradients, own_loss, trained, training_of
from autograder.student.true_gradients import UnmeasurableError

NO_PATH = (NoAnswerError, UnmeasurableError, LookupError, TypeError, ValueError, ArithmeticError)


def training(desk: CheckSession, function: str) -> tuple[CheckFinding, ...]:
    """Check `train` by its first steps and by the end of the long training."""
    short, longer = desk.public.of(function), desk.public.of(function, longer=True)
    if not short:
        return tuple(unchecked(q.name) for q in desk.public.problem.questions_of(function))
    sound = desk.accepted(*measured_with(desk.public.problem.network))
    long_runs = [desk.answered(e, again=False) for e in longer]

    def first_steps(example: Example) -> tuple[CheckFinding, ...]:
        return tuple(_first_steps(desk, function, desk.answered(example), sound=sound))

    steps = in_every_size(desk, function, (partial(first_steps, one) for one in short))
    found = {f.question: f for f in steps}
    for finding in _arrival(desk, function, long_runs, found, sound=sound):
        found[finding.question] = finding
    return tuple(found[q.name] for q in desk.public.problem.questions_of(function))


def _first_steps(desk: CheckSession, function: str, answered: Answered, *, sound: bool) -> Iterator[CheckFinding]:
    """Judge parameters and losses by each path that gradient descent may take, the most honest one first."""
    net, declared = desk.public.problem.network, desk.public.problem.function(function)
    given = declared.bind(answered.call.args)
    compared = [f"{function}.{piece}" for piece in (net.trained, net.losses)]
    tried: list[tuple[bool, tuple[CheckFinding, ...]]] = []
    for is_true, path in _paths(desk, answered, sound=sound):
        found = judged(desk, function, (answered,), (path,))
        tried.append((is_true, found))
        if all(f.passed for f in found if f.question in compared):
            break
    if not tried:
        blank = declared.returned({net.trained: dict(given[net.params]), net.losses: [0.0] * given[net.steps]})
        yield from (_waits(desk, f) for f in judged(desk, function, (answered,), (blank,)))
        return
    for several in zip(*(found for _, found in tried), strict=True):
        pairs = list(zip((t for t, _ in tried), several, strict=True))
        is_true, best = next(((t, f) for t, f in pairs if f.passed), pairs[0])
        if best.passed and not is_true:
            best = replace(best, status=Status.FOLLOWS, message="It is what follows from an earlier mistake of yours.")
        yield _explained(desk, best, answered, sound=sound)


def _paths(desk: CheckSession, answered: Answered, *, sound: bool) -> Iterator[tuple[bool, Plain]]:
    """Yield (params, losses) after the steps: by the student's own backward, by measured gradients, as returned.

    Each comes with True if a training that takes this path is right, and does not only follow from a mistake.
    """
    net, declared = desk.public.problem.network, desk.public.problem.function(answered.call.function)
    given = declared.bind(answered.call.args)
    start, steps = given[net.params], given[net.steps]

    def path(params: Params, visited: Sequence[Params]) -> Plain:
        return declared.returned({net.trained: params, net.losses: [own_loss(desk, given, p) for p in visited]})

    own, numerical = own_gradients(desk, given), measured_gradients(desk, given)
    right = sound and all(f.passed for f in desk.findings(net.backward))
    for is_true, gradients in ((right, own), (sound, numerical)):
        try:
            with np.errstate(all="ignore"):
                visited = list(descend(net, given, gradients, steps))
                yield is_true, path(visited[-1], visited[:-1])
        except NO_PATH:
            continue
    try:
        with np.errstate(all="ignore"):
            visited = [start, *(trained(desk, given, done) for done in range(1, steps))]
            went = path(start, visited)
        if not all(np.array_equal(visited[-1][name], value) for name, value in start.items()):
            yield False, went  # the losses along the student's own path; the parameters are judged above
    except NO_PATH:
        return


def _waits(desk: CheckSession, finding: CheckFinding) -> CheckFinding:
    if not finding.compared:
        return finding
    net = desk.public.problem.network
    missing = [function_of(q) for q in measured_with(net) if not desk.accepted(q)] or [net.backward]
    first = " and ".join(f"`{name}`" for name in dict.fromkeys(missing))
    return replace(finding, status=None, error=None, message=f"Training needs your own {first}: write it first.")


def _explained(desk: CheckSession, finding: CheckFinding, answered: Answered, *, sound: bool) -> CheckFinding:
    """Describe how a wrong training differs from gradient descent."""
    if finding.status is not Status.WRONG or finding.error is None:
        return finding
    net, given = desk.public.problem.network, desk.public.problem.bind(answered.call)
    of_losses = finding.question == f"{net.train}.{net.losses}"
    message = "The parameters are not where gradient descent with your own gradients ends."
    if of_losses:
        message = f"{net.losses}[i] is not your own loss before step i."
    finding = replace(finding, message=message)
    right = sound and all(f.passed for f in desk.findings(net.backward))
    try:
        with np.errstate(all="ignore"):
            run = training_of(desk, given, own_gradients if right else measured_gradients)
            named = about_losses(run, _losses(desk, answered)) if of_losses else about_params(run)
    except NO_PATH:
        named = None
    return finding if named is None else replace(finding, message="", relation=named.sentence, name=named.kind)


def _losses(desk: CheckSession, answered: Answered) -> Floats:
    net = desk.public.problem.network
    value = answered.outcome.value if isinstance(answered.outcome, Returned) else None
    said = desk.public.problem.function(net.train).piece(net.losses, value)
    return np.asarray(said, np.float64).reshape(-1)


def _arrival(
    desk: CheckSession,
    function: str,
    longer: Sequence[Answered],
    found: Mapping[str, CheckFinding],
    *,
    sound: bool,
) -> Iterator[CheckFinding]:
    """Judge the end of the long training by the student's own loss, which has to be right for that."""
    name = next((q.name for q in desk.public.problem.questions_of(function) if q.check is not Check.VALUE), None)
    if not longer or name is None:
        return
    problem, net = desk.public.problem, desk.public.problem.network
    first = found.get(f"{function}.{net.trained}")
    if not sound:
        trouble = first is not None and first.status is not None and not first.compared
        own = f"your own `{net.forward}` and `{net.loss}`"
        words = f"Where training should arrive is measured with {own}, which are not right yet."
        yield replace(first, question=name) if trouble and first else CheckFinding(name, None, words)
        return
    starts = [problem.bind(a.call)[net.params] for a in longer]
    values = [problem.function(function).returned({net.trained: dict(s), net.losses: []}) for s in starts]
    try:
        several = judged(desk, function, longer, values)
    except NO_PATH:
        words = f"Where training arrives cannot be measured with what your own `{function}` returns."
        yield CheckFinding(name, None, words)
        return
    for finding in several:
        if finding.question == name:
            explicable = finding.status is not None and finding.status.explicable
            follows = explicable and first is not None and first.status is Status.FOLLOWS
            said = f"{finding.message} The cause lies in an earlier mistake."
            yield replace(finding, status=Status.FOLLOWS, message=said) if follows else finding
