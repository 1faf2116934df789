"""Recognise trainings that are no gradient descent from where they should start, with all examples and all steps."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import combinations
from typing import Any

import numpy as np

from autograder.diagnose.factors import Named
from autograder.diagnose.formulas import formula
from autograder.diagnose.training_run import FITS, Params, TrainingRun, equal
from autograder.judge.numeric import Floats


def another_count(ended: Params, visited: Sequence[Params], start: Params, steps: int) -> Named | None:
    """Return how many steps a training has taken, if gradient descent passes where it ends."""
    for count, params in enumerate(visited):
        if count not in (1, steps) and equal(ended, params, start):
            said = f"Your parameters have taken {count} of {steps} steps: count the turns of your loop."
            return Named("another number of steps", said, "another-count")
    return None


def another_start(run: TrainingRun, one: Params) -> Named | None:
    """Return which parameters do not start where they should, by the first step from zeros or by no step at all."""
    names = list(run.start)
    for count in range(1, len(names) + 1):
        for chosen in combinations(names, count):
            start = {**run.start, **{n: np.zeros_like(run.start[n]) if np.ndim(run.start[n]) else 0.0 for n in chosen}}
            if equal(one, {n: value + run.step(n, start) for n, value in start.items()}, start):
                return _elsewhere(run, chosen, "zero")
    at_once = run.trained(0)
    moved = [n for n in names if not np.allclose(at_once[n], run.start[n], rtol=FITS, atol=0)]
    return _elsewhere(run, moved, "another value") if moved else None


def _elsewhere(run: TrainingRun, names: Sequence[str], what: str) -> Named:
    start = "starts" if len(names) == 1 else "start"
    said = f"{' and '.join(names)} {start} at {what} instead of at what {run.net.params} holds."
    return Named("another start", said, "starts-elsewhere")


def another_step(run: TrainingRun, one: Params) -> Iterator[Named]:
    """Yield what a first step is instead: that of some examples, of other parameters, or cut off."""
    yield from _some_examples(run, one)
    yield from _one_by_one(run, one)
    yield from _other_inputs(run, one)
    yield from _of_another(run, one)
    yield from _clipped(run, one)
    if equal(one, {n: run.step(n, run.start) for n in run.start}, run.start):
        said = (
            "Your parameters become the step alone. Where is their old value? Look at the sign and the = in that line."
        )
        yield Named("step alone", said, "old-value-lost")
    if run.given[run.net.steps] > 1 and equal(run.trained(2), one, run.start):
        said = "After the first step yours never move again: do they come from many small steps, or from one formula?"
        yield Named("one jump", said, "one-jump")


def _some_examples(run: TrainingRun, one: Params) -> Iterator[Named]:
    m = np.shape(run.given[run.net.x])[-1]
    parts: list[tuple[str, slice]] = [(f"example {i + 1}", slice(i, i + 1)) for i in range(m)]
    parts += [("all examples but the last", slice(0, m - 1)), ("all examples but the first", slice(1, m))]
    for what, chosen in parts if m > 1 else ():
        given = {**run.given, **{n: run.given[n][..., chosen] for n in (run.net.x, run.net.y)}}
        if equal(one, {n: v + run.step(n, run.start, given) for n, v in run.start.items()}, run.start):
            said = f"Your first step is that of {what} alone. Over which examples is the loss a mean?"
            yield Named("some examples", said, "some-examples-each-step")


def _one_by_one(run: TrainingRun, one: Params) -> Iterator[Named]:
    """Look for a step after each example, in one walk through all of them."""
    m = np.shape(run.given[run.net.x])[-1]
    for share in (1.0, 1 / m) if m > 1 else ():
        now: dict[str, Any] = dict(run.start)
        for i in range(m):
            of_one = {**run.given, **{n: run.given[n][..., i : i + 1] for n in (run.net.x, run.net.y)}}
            now = {n: value + share * run.step(n, now, of_one) for n, value in now.items()}
        if equal(one, now, run.start):
            said = "Your first step is many: one after each example. At which parameters are all of a step's gradients?"
            yield Named("one by one", said, "step-for-each-example")


def _other_inputs(run: TrainingRun, one: Params) -> Iterator[Named]:
    """Look for a step with inputs that were changed before the training."""
    x = np.asarray(run.given[run.net.x], np.float64)
    for axis in (-1, 0, None):
        mean, spread = x.mean(axis=axis, keepdims=True), x.std(axis=axis, keepdims=True)
        low, high = x.min(axis=axis, keepdims=True), x.max(axis=axis, keepdims=True)
        unbiased = spread * np.sqrt(x.size / spread.size / max(x.size / spread.size - 1, 1))
        changed = {
            "centred": x - mean,
            "standardised": (x - mean) / spread,
            "standardised ": (x - mean) / unbiased,
            "scaled to lie between 0 and 1": (x - low) / (high - low),
            "divided by the largest": x / high,
            "divided by their length": x / np.sqrt((x**2).sum(axis=axis, keepdims=True)),
        }
        for what, inputs in changed.items():
            given = {**run.given, run.net.x: inputs}
            if equal(one, {n: v + run.step(n, run.start, given) for n, v in run.start.items()}, run.start):
                said = f"Your first step is the one for inputs that are {what.strip()}. Who asks for other inputs?"
                yield Named("other inputs", said, "inputs-changed")


def _of_another(run: TrainingRun, one: Params) -> Iterator[Named]:
    """Look for a parameter that moves by what belongs to another one."""
    moves = {n: np.asarray(one[n] - value, np.float64) for n, value in run.start.items()}
    steps = {n: np.asarray(run.step(n, run.start), np.float64) for n in run.start}
    for name, move in moves.items():
        if _near(move, steps[name]):
            continue
        for other in (o for o in run.start if o != name and np.shape(one[o]) == np.shape(one[name])):
            if _near(np.asarray(one[name]), np.asarray(one[other])):
                yield Named("another parameter", f"{name} becomes the new {other}.", "wrong-variable")
        others = {f"the step of {o}": step for o, step in steps.items() if o != name}
        found = formula([move], [others], [run.numbers])
        if found is not None:
            said = f"Your first step of {name} is {found}: whose gradient does it follow?"
            yield Named("step of another parameter", said, "wrong-variable")


def _clipped(run: TrainingRun, one: Params) -> Iterator[Named]:
    """Look for steps whose largest entries are cut off at the same length."""
    second = [] if run.given[run.net.steps] == 1 else [(one, run.trained(2))]
    both = [(run.start, one), *second]
    moves = np.concatenate([np.ravel(after[n] - before[n]) for before, after in both for n in run.start])
    steps = np.concatenate([np.ravel(run.step(n, before)) for before, _ in both for n in run.start])
    wrong = np.abs(moves - steps) > FITS * np.abs(steps).max()
    if wrong.sum() < 2:  # one length alone fits always
        return
    longest = float(np.abs(moves[wrong]).max())
    if longest and np.abs(moves - np.where(wrong, np.clip(steps, -longest, longest), steps)).max() <= FITS * longest:
        yield Named("cut off", "Your steps are cut off where they are long. Who asks for that?", "cut-off")


def _near(first: Floats, second: Floats) -> bool:
    return first.shape == second.shape and bool(np.abs(first - second).max() <= FITS * np.abs(second).max())
