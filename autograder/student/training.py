"""Training against gradient descent: the same steps with the student's own gradients, and the loss that theory gives."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any

import numpy as np

from autograder.evidence import Plain, Returned
from autograder.probes import Answered
from autograder.problem import Check
from autograder.student.desk import Desk, NoAnswerError
from autograder.student.factors import Named, Pair, relate
from autograder.student.finding import PASSED, Finding
from autograder.student.judging import NOT_PUBLIC, judged
from autograder.student.public import BACKWARD, FORWARD, LOSS
from autograder.student.truth import UnmeasurableError, measure
from autograder.verdict import Status

PARAMS, LOSSES, CONVERGES = "train.params", "train.losses", "train.converges"
MEASURED = (f"{FORWARD}.y_hat", LOSS)
Params = Mapping[str, Any]
Gradients = Callable[[Params], Mapping[str, Any]]
NO_PATH = (NoAnswerError, UnmeasurableError, LookupError, TypeError, ValueError, ArithmeticError)
FITS = 1e-6
"""Of the change of the parameters."""


def training(desk: Desk, function: str) -> tuple[Finding, ...]:
    """Check `train` by its first steps, and by where the long training ends."""
    short, longer = desk.public.of(function), desk.public.of(function, longer=True)
    if not short:
        return tuple(Finding(q.name, None, NOT_PUBLIC) for q in desk.public.problem.questions_of(function))
    sound = desk.accepted(*MEASURED)
    answered = [desk.answered(short[0])]
    long_runs = [desk.answered(e) for e in longer]
    found = {f.question: f for f in _first_steps(desk, function, answered[0], sound=sound)}
    for finding in _arrival(desk, function, answered, long_runs, found, sound=sound):
        found[finding.question] = finding
    return tuple(found[q.name] for q in desk.public.problem.questions_of(function))


def _first_steps(desk: Desk, function: str, answered: Answered, *, sound: bool) -> Iterator[Finding]:
    """Judge parameters and losses by each path that gradient descent may take, the most honest one first."""
    tried: list[tuple[bool, tuple[Finding, ...]]] = []
    for is_true, path in _paths(desk, answered, sound=sound):
        found = judged(desk, function, (answered,), (path,))
        tried.append((is_true, found))
        if all(f.status in PASSED for f in found if f.question in (PARAMS, LOSSES)):
            break
    if not tried:
        blank = (dict(answered.call.args[2]), [0.0] * answered.call.args[4])
        yield from (_waits(desk, f) for f in judged(desk, function, (answered,), (blank,)))
        return
    for several in zip(*(found for _, found in tried), strict=True):
        pairs = list(zip((t for t, _ in tried), several, strict=True))
        is_true, best = next(((t, f) for t, f in pairs if f.status in PASSED), pairs[0])
        if best.status in PASSED and not is_true:
            best = replace(best, status=Status.FOLLOWS, message="It is what follows from an earlier mistake of yours.")
        yield _explained(desk, best, answered, sound=sound)


def _paths(desk: Desk, answered: Answered, *, sound: bool) -> Iterator[tuple[bool, Plain]]:
    """Give (params, losses) after the steps: by the student's own backward, by measured gradients, as they went.

    With True where a training that goes this way is right, and does not only follow from something wrong.
    """
    x, y, start, lr, steps = answered.call.args

    def own(params: Params) -> Mapping[str, Any]:
        return dict(desk.call(BACKWARD, x, y, params, desk.call(FORWARD, x, params)))

    def numerical(params: Params) -> Mapping[str, Any]:
        return measure(desk.call, x, y, params).grads

    right = sound and all(f.passed for f in desk.findings(BACKWARD))
    for is_true, gradients in ((right, own), (sound, numerical)):
        try:
            with np.errstate(all="ignore"):
                visited = list(_descend(start, gradients, lr, steps))
                yield is_true, (visited[-1], [_loss(desk, x, y, p) for p in visited[:-1]])
        except NO_PATH:
            continue
    try:
        with np.errstate(all="ignore"):
            visited = [start, *(_trained(desk, x, y, start, lr, done) for done in range(1, steps))]
            losses = [_loss(desk, x, y, p) for p in visited]
        if not all(np.array_equal(visited[-1][name], value) for name, value in start.items()):
            yield False, (start, losses)  # the losses of wherever it went; the parameters are judged above
    except NO_PATH:
        return


def _descend(params: Params, gradients: Gradients, lr: float, steps: int) -> Iterator[Params]:
    yield params
    for _ in range(steps):
        grads = gradients(params)
        params = {name: value - lr * _like(value, grads[f"d{name}"]) for name, value in params.items()}
        yield params


def _like(value: Any, gradient: Any) -> Any:
    array = np.asarray(gradient, np.float64)
    return array.reshape(np.shape(value)) if np.ndim(value) else float(array.reshape(()))


def _loss(desk: Desk, x: Any, y: Any, params: Params) -> float:
    value = desk.call(LOSS, desk.call(FORWARD, x, params)["y_hat"], y)
    return float(np.asarray(value, np.float64).reshape(()))


def _trained(desk: Desk, x: Any, y: Any, start: Params, lr: float, steps: int) -> Params:
    params = desk.call("train", x, y, start, lr, steps)[0]
    return {name: _like(value, params[name]) for name, value in start.items()}


def _waits(desk: Desk, finding: Finding) -> Finding:
    if finding.status not in (Status.CORRECT, Status.CLOSE, Status.WRONG, Status.FOLLOWS):
        return finding
    missing = [q.partition(".")[0] for q in MEASURED if not desk.accepted(q)] or [BACKWARD]
    first = " and ".join(f"`{name}`" for name in dict.fromkeys(missing))
    return replace(finding, status=None, error=None, message=f"Training needs your own {first}: write it first.")


def _explained(desk: Desk, finding: Finding, answered: Answered, *, sound: bool) -> Finding:
    """Say of a wrong training in which way it is not gradient descent."""
    if finding.status is not Status.WRONG or finding.error is None:
        return finding
    message = "The parameters are not where gradient descent with your own gradients ends."
    if finding.question == LOSSES:
        message = "losses[i] is not your own loss before step i."
    finding = replace(finding, message=message)
    try:
        with np.errstate(all="ignore"):
            named = (_losses if finding.question == LOSSES else _params)(desk, answered, sound=sound)
    except NO_PATH:
        named = None
    return finding if named is None else replace(finding, message="", relation=named.sentence, name=named.name)


def _params(desk: Desk, answered: Answered, *, sound: bool) -> Named | None:
    x, y, start, lr, steps = answered.call.args
    ended = _trained(desk, x, y, start, lr, steps)
    moved = {name: np.asarray(ended[name] - start[name], np.float64) for name in start}
    if not any(m.any() for m in moved.values()):
        return Named("never moves", "train gives back the parameters that it was given. Are the new ones kept?")
    still = [name for name, m in moved.items() if not m.any()]
    if still:
        return Named("frozen", f"{' and '.join(still)} never move.")
    grads = _gradients(desk, x, y, sound=sound)
    visited = list(_descend(start, grads, lr, steps + 1))
    for count, what in ((steps - 1, "one step too few"), (steps + 1, "one step too many")):
        if _equal(ended, visited[count], start):
            return Named(what, f"Your parameters have taken {what}: count the turns of your loop.")
    first = grads(start)
    if _equal(ended, {n: start[n] - steps * lr * _like(start[n], first[f"d{n}"]) for n in start}, start):
        return Named("gradient not renewed", "Every step takes the gradient of the first one. When is it computed anew?")
    one = _trained(desk, x, y, start, lr, 1)
    if _equal(one, visited[1], start):
        return Named("later steps", "The first step is right, a later one is not: what does a step hand on to the next?")
    pairs = []
    for name in start:
        want = np.asarray(visited[1][name] - start[name], np.float64)
        got = np.asarray(one[name] - start[name], np.float64)
        pairs.append(Pair(got, want, {"m": float(x.shape[1]), "lr": lr}, {}))
    named = relate("Your first step", pairs)
    if named is not None:
        return named
    right = [n for n, p in zip(start, pairs, strict=True) if np.allclose(p.got, p.want, rtol=FITS, atol=0)]
    if right and len(right) < len(start):
        others = " and ".join(n for n in start if n not in right)
        return Named("one after the other", f"{' and '.join(right)} move as they should, {others} not: do all gradients "
                     "of a step belong to the same parameters?")  # fmt: skip
    return None


def _losses(desk: Desk, answered: Answered, *, sound: bool) -> Named | None:
    x, y, start, lr, steps = answered.call.args
    if not isinstance(answered.outcome, Returned):
        return None
    given = np.asarray(answered.outcome.value[1], np.float64).reshape(-1)
    path = [_loss(desk, x, y, p) for p in _descend(start, _gradients(desk, x, y, sound=sound), lr, steps)]
    if np.allclose(given, path[1:], rtol=FITS):
        return Named("after the step", "Each of your losses is taken after its step, not before it.")
    if len(given) > 1 and np.allclose(given, given[0], rtol=FITS):
        return Named("the same each time", "All of your losses are the same: of which parameters are they?")
    named = relate("Each loss", [Pair(given, np.array(path[:-1]), {"m": float(x.shape[1])}, {})])
    return named


def _gradients(desk: Desk, x: Any, y: Any, *, sound: bool) -> Gradients:
    """Give the student's own gradients where they are right, else measured ones."""
    if sound and all(f.passed for f in desk.findings(BACKWARD)):
        return lambda params: dict(desk.call(BACKWARD, x, y, params, desk.call(FORWARD, x, params)))
    return lambda params: measure(desk.call, x, y, params).grads


def _equal(first: Params, second: Params, start: Params) -> bool:
    changes = [(np.asarray(first[n] - start[n]), np.asarray(second[n] - start[n])) for n in start]
    largest = max(float(np.abs(b).max(initial=0.0)) for _, b in changes)
    return all(bool(np.abs(a - b).max(initial=0.0) <= FITS * largest) for a, b in changes)


def _arrival(
    desk: Desk,
    function: str,
    short: Sequence[Answered],
    longer: Sequence[Answered],
    found: Mapping[str, Finding],
    *,
    sound: bool,
) -> Iterator[Finding]:
    """Judge where the long training ends, by the student's own loss: it has to be right for that."""
    if not longer:
        return
    first = found.get(PARAMS)
    name = next((q.name for q in desk.public.problem.questions_of(function) if q.check is not Check.VALUE), CONVERGES)
    if not sound:
        trouble = first is not None and first.status not in (None, *PASSED, Status.WRONG)
        words = "Where training should arrive is measured with your own `forward` and `loss`, which are not right yet."
        yield replace(first, question=name) if trouble and first else Finding(name, None, words)
        return
    values: list[Plain] = [(dict(a.call.args[2]), []) for a in longer]
    try:
        several = judged(desk, function, longer, values)
    except NO_PATH:
        yield Finding(name, None, "Training could not be measured with your own `forward` and `loss`.")
        return
    for finding in several:
        if finding.question == name:
            follows = finding.status in (Status.WRONG, Status.NOT_FINITE) and first is not None and first.status is Status.FOLLOWS
            said = f"{finding.message} The cause lies in an earlier mistake."
            yield replace(finding, status=Status.FOLLOWS, message=said) if follows else finding
