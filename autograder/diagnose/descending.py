"""Describe how a training differs from gradient descent: which steps, and which parameters in them. No solution."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import combinations

import numpy as np

from autograder.declare.roles import Network
from autograder.diagnose.factors import FEWEST, Named, Sample, relate
from autograder.diagnose.other_descents import another_count, another_start, another_step
from autograder.diagnose.training_run import FITS, Params, TrainingRun, descend, equal
from autograder.judge.numeric import Floats

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
    if (digits := _rounded(ended, visited[steps])) is not None:
        said = f"Your parameters are right, but rounded to {digits} digits after the point. Who asks for that?"
        return Named("rounded", said, "rounded")
    if equal(ended, {n: value + steps * run.step(n, start) for n, value in start.items()}, start):
        said = "Every step takes the gradient of the first one. When is it computed anew?"
        return Named("gradient not renewed", said, "gradient-never-renewed")
    one = run.trained(1)
    if equal(one, visited[1], start):
        return another_count(ended, visited, start, steps) or _later(run, one)
    return _first_step(run, one) or next(another_step(run, one), None) or another_start(run, one)


def _still(net: Network, still: Sequence[str], many: int) -> Named:
    if len(still) == many:
        said = f"{net.train} gives back the parameters that it was given. Are the new ones kept?"
        return Named("never moves", said, "update-lost")
    biases = {layer.bias for layer in net.layers}
    kind = "bias-never-updated" if set(still) == biases else "parameter-never-updated"
    return Named("frozen", f"{' and '.join(still)} never move{'s' if len(still) == 1 else ''}.", kind)


def _rounded(ended: Params, right: Params) -> int | None:
    """Return to how many digits the right parameters were rounded, if they were."""

    def rounds(digits: int) -> bool:
        return all(bool(np.allclose(ended[n], np.round(right[n], digits), rtol=0, atol=1e-12)) for n in right)

    return next((digits for digits in range(9) if rounds(digits)), None)


def _later(run: TrainingRun, one: Params) -> Named:
    """Describe a training whose first step is right and whose second is not."""
    samples = _samples(run, one, run.trained(2))
    found = relate("Your second step", list(samples.values()))
    if found is not None and found.name == "zero":
        said = "Only the first step moves anything. After how many turns does your loop return?"
        return Named("one step only", said, "return-in-loop")
    if found is not None:
        return Named(f"second step {found.name}", f"The first step is right. {found.sentence}", "rate-changes")
    got, want = (np.concatenate([np.ravel(getattr(s, of)) for s in samples.values()]) for of in ("got", "want"))
    length = _share(got, want)
    if length is not None:
        said = (
            f"The first step is right. Your second one is {length:.4g} times as long as it should be: which rate is it?"
        )
        return Named("another rate", said, "rate-changes")
    share = _share(got - want, np.concatenate([np.ravel(move) for move in _moved(one, run.start).values()]))
    if share is not None:
        said = f"The first step is right. Your second one is what it should be, plus {share:.4g} times the first."
        return Named("first step again", said, "earlier-steps-added")
    said = "The first step is right, a later one is not: what does a step hand on to the next?"
    return Named("later steps", said, "later-steps")


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
    path = [run.loss(p) for p in descend(run.net, run.given, run.gradients, run.given[run.net.steps])]
    if losses.shape != (len(path) - 1,):
        return None
    if np.allclose(losses, path[1:], rtol=FITS):
        said = "Each of your losses is taken after its step, not before it."
        return Named("after the step", said, "loss-after-step")
    if len(losses) > 1 and np.allclose(losses, losses[0], rtol=FITS):
        said = "All of your losses are the same: of which parameters are they?"
        return Named("the same each time", said, "loss-never-renewed")
    found = relate("Each loss", [Sample(losses, np.array(path[:-1]), run.numbers, {})])
    one = run.trained(1)
    return found or next(another_step(run, one), None) or another_start(run, one)


def _moved(params: Params, start: Params) -> dict[str, Floats]:
    return {name: np.asarray(params[name] - start[name], np.float64) for name in start}
