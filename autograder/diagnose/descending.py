"""Describe how a training differs from gradient descent: which steps, and which parameters in them. No solution."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from itertools import combinations, pairwise

import numpy as np

from autograder.declare.roles import Network
from autograder.diagnose.factors import FEWEST, Named, Sample, relate
from autograder.diagnose.other_descents import another_count, another_start, another_step, step_alone
from autograder.diagnose.rounding import rounding
from autograder.diagnose.training_run import FITS, Params, TrainingRun, descend, equal
from autograder.judge.numeric import Floats

SEVERAL = 3
"""How many steps are looked at for what is the same in each."""
PARAMETER = "the parameter"
"""The name of what moves, in a formula for a step."""
TINY = 1e-300
"""Used instead of a sum of squares that is zero."""


def about_params(run: TrainingRun) -> Named | None:
    """Describe how the parameters differ from those of gradient descent, or return None."""
    net, start, steps = run.net, run.start, run.given[run.net.steps]
    ended = run.trained(steps)
    still = [name for name, moved in _moved(ended, start).items() if not moved.any()]
    if still:
        return _still(net, still, len(start))
    visited = list(descend(net, run.given, run.gradients, steps + 1))
    for count, what, kind in ((steps - 1, "few", "one-step-short"), (steps + 1, "many", "one-step-more")):
        if equal(ended, visited[count], start):
            said = f"Your parameters have taken one step too {what}: count the turns of your loop."
            return Named(f"one step too {what}", said, kind)
    if (how := rounding(_row(ended))) is not None and rounding(_row(start)) is None:
        return Named("rounded", f"All of your parameters are {how}. Who asks for that?", "rounded")
    if equal(ended, {n: value + steps * run.step(n, start) for n, value in start.items()}, start):
        said = "Every step takes the gradient of the first one. When is it computed anew?"
        return Named("gradient not renewed", said, "gradient-never-renewed")
    one = run.trained(1)
    if equal(one, visited[1], start):
        return another_count(ended, visited, start, steps) or _later(run, one)
    ways = (step_alone, _first_step, _each_step, lambda run, one: next(another_step(run, one), None), another_start)
    return next((found for way in ways if (found := way(run, one)) is not None), None)


def _still(net: Network, still: Sequence[str], many: int) -> Named:
    if len(still) == many:
        said = f"{net.train} gives back the parameters that it was given. Are the new ones kept?"
        return Named("never moves", said, "update-lost")
    biases = {layer.bias for layer in net.layers}
    kind = "bias-never-updated" if set(still) == biases else "parameter-never-updated"
    return Named("frozen", f"{' and '.join(still)} never move{'s' if len(still) == 1 else ''}.", kind)


def _later(run: TrainingRun, one: Params) -> Named:
    """Describe a training whose first step is right and whose second is not."""
    samples = _samples(run, one, run.trained(2))
    found = relate("Your second step", list(samples.values()))
    if found is not None and found.name == "zero":
        said = "Only the first step moves anything. After how many turns does your loop return?"
        return Named("one step only", said, "return-in-loop")
    if found is not None:
        return Named(f"second step {found.name}", f"The first step is right. {found.sentence}", "rate-changes")
    got, want = _row({n: s.got for n, s in samples.items()}), _row({n: s.want for n, s in samples.items()})
    length = _share(got, want)
    if length is not None:
        said = (
            f"The first step is right. Your second one is {length:.4g} times as long as it should be: which rate is it?"
        )
        return Named("another rate", said, "rate-changes")
    share = _share(got - want, _row(_moved(one, run.start)))
    if share is not None:
        said = f"The first step is right. Your second one is what it should be, plus {share:.4g} times the first."
        return Named("first step again", said, "earlier-steps-added")
    said = "The first step is right, a later one is not: what does a step hand on to the next?"
    return Named("later steps", said, "later-steps")


def _row(params: Params) -> Floats:
    """Return all numbers of some parameters in one row."""
    return np.concatenate([np.ravel(value) for value in params.values()]).astype(np.float64)


def _share(values: Floats, of: Floats) -> float | None:
    """Return by which number one row of values is another one, or None."""
    share = float(values @ of) / max(float(of @ of), TINY)
    fits = np.abs(values - share * of).max() <= FITS * np.abs(values).max()
    return share if values.size > 1 and fits and abs(share) > FITS else None


def _samples(run: TrainingRun, start: Params, end: Params) -> dict[str, Sample]:
    """Pair each move of a parameter with the one that the gradients at the start ask for."""
    moved = _moved(end, start)
    return {name: Sample(move, run.step(name, start), run.numbers, {}, name) for name, move in moved.items()}


def _first_step(run: TrainingRun, one: Params) -> Named | None:
    """Describe a wrong first step: by a factor of the parameters that are not right, or by the order of the moves."""
    samples = _samples(run, run.start, one)
    found = relate("Your first step", list(samples.values()))
    if found is not None:
        kinds = {"times -1": "uphill", "times 1/m": "mean-twice", "times m": "missing-mean"}
        return Named(found.name, found.sentence, kinds.get(found.name, found.kind))
    wrong = [n for n, s in samples.items() if np.abs(s.got - s.want).max() > FITS * np.abs(s.want).max()]
    if _decays(run.start, [samples[name] for name in wrong], wrong):
        said = f"Your first step also makes {' and '.join(wrong)} smaller: is such a term in the loss?"
        return Named("weight decay", said, "penalty-not-in-loss")
    if not all(_after_others(run, one, name) for name in wrong):
        return None
    moves = f"{wrong[0]} moves by a gradient" if len(wrong) == 1 else f"{' and '.join(wrong)} move by gradients"
    return Named(
        "one after the other",
        f"{moves} at parameters that have moved already: do all gradients of a step belong to the same parameters?",
        "not-simultaneous",
    )


def _each_step(run: TrainingRun, one: Params) -> Named | None:
    """Describe what the first steps are instead, from what the parameters are before each."""
    visited = [run.start, one, *(run.trained(count) for count in range(2, min(run.given[run.net.steps], SEVERAL) + 1))]
    steps = list(pairwise(visited))
    if len(steps) < 2:
        return None
    several = [_samples(run, before, after) for before, after in steps]
    rows = [[_row({n: getattr(s, of) for n, s in each.items()}) for of in ("got", "want")] for each in several]
    lengths = [_share(got, want) for got, want in rows]
    if lengths[0] is not None and lengths[1] is None:
        average = (1 - lengths[0]) * rows[0][0] + lengths[0] * rows[1][1]
        if np.abs(rows[1][0] - average).max() <= FITS * np.abs(average).max():
            said = f"Your steps are averages of the gradients so far, of which each counts {lengths[0]:.4g}."
            return Named("averages", f"{said} Is that gradient descent?", "earlier-steps-added")
    if lengths[0] is not None and lengths[1] is not None:
        same = abs(lengths[0] - lengths[1]) <= FITS * abs(lengths[0])
        said = f"Your steps have the right direction, but are {lengths[0]:.4g} times as long as they should be"
        if same:
            return Named("times a number", f"{said}: where does this number come from?", "constant-factor")
        said += f", then {lengths[1]:.4g} times: which numbers are they multiplied by?"
        return Named("times numbers", said, "another-length")
    wrong = [n for n, s in several[0].items() if np.abs(s.got - s.want).max() > FITS * np.abs(s.want).max()]
    samples = [
        replace(each[name], others={PARAMETER: np.asarray(before[name], np.float64)})
        for each, (before, _) in zip(several, steps, strict=True)
        for name in wrong
    ]
    found = relate("Each step", samples)
    if found is None or found.kind == "another-length":
        return None
    decays = found.sentence.partition(":")[0].endswith(PARAMETER) and found.kind == "another-term"
    return Named(found.name, found.sentence, "penalty-not-in-loss" if decays else found.kind)


def _decays(start: Params, samples: Sequence[Sample], names: Sequence[str]) -> bool:
    """Return whether what a step has too much is the same multiple of each parameter."""
    extra = np.concatenate([(s.got - s.want).ravel() for s in samples])
    values = np.concatenate([np.ravel(start[name]) for name in names]).astype(np.float64)
    share = float((extra * values).sum()) / max(float((values**2).sum()), TINY)
    return (
        values.size >= FEWEST
        and -1 < share < 0
        and bool(np.abs(extra - share * values).max() <= FITS * np.abs(extra).max())
    )


def _after_others(run: TrainingRun, one: Params, name: str) -> bool:
    """Return whether a parameter moves by the gradient after some of the others have moved."""
    others, start = [other for other in run.start if other != name], run.start
    move = _moved(one, start)[name]
    for count in range(1, len(others) + 1):
        for moved in combinations(others, count):
            want = run.step(name, {**start, **{other: one[other] for other in moved}})
            if np.abs(move - want).max() <= FITS * np.abs(want).max():
                return True
    return False


def about_losses(run: TrainingRun, losses: Floats) -> Named | None:
    """Describe how the losses differ from those before each step, or return None."""
    visited = list(descend(run.net, run.given, run.gradients, run.given[run.net.steps]))
    path = [run.loss(p) for p in visited]
    if losses.shape != (len(path) - 1,):
        return None
    if np.allclose(losses, path[1:], rtol=FITS):
        said = "Each of your losses is taken after its step, not before it."
        return Named("after the step", said, "loss-after-step")
    if len(losses) > 1 and np.allclose(losses, np.cumsum(path[:-1]) / np.arange(1, len(path)), rtol=FITS):
        return Named("averaged", "Each of your losses is the mean of all so far. Who asks for that?", "losses-averaged")
    if len(losses) > 1 and np.allclose(losses, losses[0], rtol=FITS):
        said = "All of your losses are the same: of which parameters are they?"
        return Named("the same each time", said, "loss-never-renewed")
    squares = [sum(float(np.sum(np.square(v))) for v in p.values()) for p in visited[:-1]]
    others = {"the sum of all squared parameters": np.array(squares)}
    found = relate("Each loss", [Sample(losses, np.array(path[:-1]), run.numbers, others)])
    one = run.trained(1)
    return found or next(another_step(run, one), None) or another_start(run, one)


def _moved(params: Params, start: Params) -> dict[str, Floats]:
    return {name: np.asarray(params[name] - start[name], np.float64) for name in start}
