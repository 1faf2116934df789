"""Recognise trainings that are no gradient descent from where they should start, with all examples and all steps."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import combinations, pairwise

import numpy as np

from autograder.diagnose.formulas import formula
from autograder.diagnose.other_data import other_data
from autograder.diagnose.sample import Named
from autograder.diagnose.training_run import FITS, Params, TrainingRun, descend, equal
from autograder.judge.numeric import Floats

ALIKE = 1e-3
"""By what share of the longest move others differ at most that are as long: optimizers add a small number."""
CALM = 300
"""How many steps gradient descent takes at most until its steps are short."""


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


def step_alone(run: TrainingRun, one: Params) -> Named | None:
    """Return that the parameters become the step itself, if they do."""
    if not equal(one, {n: run.step(n, run.start) for n in run.start}, run.start):
        return None
    said = "Your parameters become the step alone. Where is their old value? Look at the sign and the = in that line."
    return Named("step alone", said, "old-value-lost")


def another_step(run: TrainingRun, one: Params) -> Iterator[Named]:
    """Yield what a first step is instead: that of some examples, of other parameters, or cut off."""
    yield from other_data(run, one)
    yield from _entry_by_entry(run, one)
    yield from _of_another(run, one)
    yield from filter(None, [clipped(run, one)])
    if run.given[run.net.steps] > 1 and equal(run.trained(2), one, run.start):
        said = "After the first step yours never move again: do they come from many small steps, or from one formula?"
        yield Named("one jump", said, "one-jump")


def _entry_by_entry(run: TrainingRun, one: Params) -> Iterator[Named]:
    """Look for entries that move one after the other, each by a gradient where those before have moved already."""
    for names in (list(run.start), list(run.start)[::-1]):
        now = {name: np.array(value, np.float64) for name, value in run.start.items()}
        for name in names:
            for at in np.ndindex(now[name].shape):
                now[name][at] += np.asarray(run.step(name, now))[at]
        if equal(one, now, run.start):
            said = "Each entry moves by a gradient where the others have moved already. Which step do they belong to?"
            yield Named("entry by entry", said, "not-simultaneous")


def of_one_length(run: TrainingRun, one: Params) -> Named | None:
    """Return that all entries of what is wrong move as far in the first step, as Adam moves them, if they do."""
    both = [(np.ravel(one[n] - value), np.ravel(run.step(n, run.start))) for n, value in run.start.items()]
    moves, steps = (np.concatenate(of) for of in zip(*(b for b in both if not _near(*b)), strict=True))
    length = np.abs(moves)
    if np.ptp(length) > ALIKE * length.max() or (np.sign(moves) != np.sign(steps)).any():
        return None
    longer = len(moves) > 2 and (length > (1 + ALIKE) * np.abs(steps)).any()  # what is cut off never is
    if not longer:
        calm = _calm(run, length.max())
        moves = _moves(calm, run.trained(1, calm)) if calm is not None else np.zeros(1)
        longer = bool((np.abs(np.abs(moves) - length.max()) <= ALIKE * length.max()).all())
    said = "In your first step, all entries move as far, whatever their gradients are. Which method is that?"
    return Named("of one length", said, "another-optimizer") if longer else None


def _calm(run: TrainingRun, length: float) -> Params | None:
    """Return the first parameters on the way of gradient descent from which all entries move less far, if any.

    At a rate that is too large, there are none; then at a tenth of it.
    """
    for share in (1.0, 0.1):
        given = {**run.given, run.net.lr: share * run.given[run.net.lr]}
        for before, after in pairwise(descend(run.net, given, run.gradients, CALM)):
            if np.abs(_moves(before, after)).max() < 0.9 * share * length:
                return before
    return None


def _moves(before: Params, after: Params) -> Floats:
    return np.concatenate([np.ravel(after[n] - before[n]) for n in before]).astype(np.float64)


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
        found = formula([move], [others], [run.numbers], longer=False)
        if found is not None and "sign(" not in found:  # a sign fits too much
            said = f"Your first step of {name} is {found}: whose gradient does it follow?"
            yield Named("step of another parameter", said, "wrong-variable")


def clipped(run: TrainingRun, one: Params) -> Named | None:
    """Return that the largest entries of the first steps are cut off at the same length, if they are."""
    visited = [run.start, one]
    cut = _cut_off(run, visited) and (run.given[run.net.steps] == 1 or _cut_off(run, [*visited, run.trained(2)]))
    calm = _calm(run, np.abs(_moves(*visited)).max()) if cut else None
    if calm is not None and not equal(run.trained(1, calm), {n: v + run.step(n, calm) for n, v in calm.items()}, calm):
        return None
    said = "Your steps are cut off where they are long. Who asks for that?"
    return Named("cut off", said, "cut-off") if cut else None


def _cut_off(run: TrainingRun, visited: Sequence[Params]) -> bool:
    moves = np.concatenate([_moves(before, after) for before, after in pairwise(visited)])
    steps = np.concatenate([np.ravel(run.step(n, before)) for before in visited[:-1] for n in run.start])
    wrong = np.abs(moves - steps) > FITS * np.abs(steps).max()
    longest = float(np.abs(moves[wrong]).max(initial=0.0))
    of_gradient = longest / float(run.given[run.net.lr])
    if wrong.sum() < 2 and abs(of_gradient - float(f"{of_gradient:.2g}")) > FITS * of_gradient:
        return False  # one length alone fits always, unless it is a round number
    cut = np.where(wrong, np.clip(steps, -longest, longest), steps)
    return longest > 0 and bool(np.abs(moves - cut).max() <= FITS * longest)


def _near(first: Floats, second: Floats) -> bool:
    return first.shape == second.shape and bool(np.abs(first - second).max() <= FITS * np.abs(second).max())
