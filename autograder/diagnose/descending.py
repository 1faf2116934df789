"""Describe how a training differs from gradient descent: which steps, and which parameters in them. No solution."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from itertools import combinations, pairwise

import numpy as np

from autograder.declare.roles import Network
from autograder.diagnose.factors import relate
from autograder.diagnose.other_descents import (
    another_count,
    another_start,
    another_step,
    clipped,
    of_one_length,
    step_alone,
)
from autograder.diagnose.rounding import rounding
from autograder.diagnose.sample import Named, Sample
from autograder.diagnose.training_run import FITS, Params, TrainingRun, descend, equal
from autograder.judge.numeric import Floats

SEVERAL = 3
"""How many steps are looked at for what is the same in each."""
VAGUE = ("another-length", "another-combination")
"""Kinds of a first step of which all steps together say more."""
PARAMETER, EARLIER = "the parameter", "the step before"
"""The names of what moves, and of its last move, in a formula for a step."""
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
        return another_count(ended, visited, start, steps) or _later(run, visited)
    steps_of = (_first_step, lambda run, one: next(another_step(run, one), None))
    ways = (step_alone, of_one_length, clipped, *steps_of, _after_first_step, _each_step, another_start)
    return next((found for way in ways if (found := way(run, one)) is not None), None)


def _still(net: Network, still: Sequence[str], many: int) -> Named:
    if len(still) == many:
        said = f"{net.train} gives back the parameters that it was given. Are the new ones kept?"
        return Named("never moves", said, "update-lost")
    biases = {layer.bias for layer in net.layers}
    kind = "bias-never-updated" if set(still) == biases else "parameter-never-updated"
    return Named("frozen", f"{' and '.join(still)} never move{'s' if len(still) == 1 else ''}.", kind)


def _later(run: TrainingRun, visited: Sequence[Params]) -> Named | None:
    """Describe a training whose first steps are those of gradient descent, and whose next one is not."""
    taken = [run.start]
    while equal(taken[-1], visited[len(taken) - 1], run.start) and len(taken) < len(visited) - 1:
        taken.append(run.trained(len(taken)))
    number = len(taken) - 1
    right = "The first step is right" if number == 2 else f"The first {number - 1} steps are right"
    found = relate(f"Your step {number}", _followed(taken, run)[-1])
    if found is not None and found.name == "zero":
        said = "Only the first step moves anything. After how many turns does your loop return?"
        return Named("one step only", said, "return-in-loop")
    if found is not None:
        kind = "earlier-steps-added" if EARLIER in found.sentence else "rate-changes"
        return Named(f"later step {found.name}", f"{right}. {found.sentence}", kind)
    return Named("later steps", f"{right}, a later one is not: what does a step hand on to the next?", "later-steps")


def _row(params: Params) -> Floats:
    """Return all numbers of some parameters in one row."""
    return np.concatenate([np.ravel(value) for value in params.values()]).astype(np.float64)


def _samples(run: TrainingRun, start: Params, end: Params) -> dict[str, Sample]:
    """Pair each move of a parameter with the one that the gradients at the start ask for."""
    moved, numbers = _moved(end, start), run.numbers
    return {name: Sample(move, run.step(name, start), numbers, {}, name) for name, move in moved.items()}


def _first_step(run: TrainingRun, one: Params) -> Named | None:
    """Describe a wrong first step: by a factor of the parameters that are not right, or by the order of the moves."""
    samples = _samples(run, run.start, one)
    found = relate("Your first step", list(samples.values()))
    if found is not None and found.kind not in VAGUE:
        kinds = {"times -1": "uphill", "times 1/m": "mean-twice", "times m": "missing-mean"}
        return Named(found.name, found.sentence, kinds.get(found.name, found.kind))
    wrong = [n for n, s in samples.items() if np.abs(s.got - s.want).max() > FITS * np.abs(s.want).max()]
    if not all(_after_others(run, one, name) for name in wrong):
        return None
    moves = f"{wrong[0]} moves by a gradient" if len(wrong) == 1 else f"{' and '.join(wrong)} move by gradients"
    return Named(
        "one after the other",
        f"{moves} at parameters that have moved already: do all gradients of a step belong to the same parameters?",
        "not-simultaneous",
    )


def _after_first_step(run: TrainingRun, one: Params) -> Named | None:
    """Describe what the parameters after the first step are instead: cut off, scaled."""
    both = [
        (name, np.asarray(one[name], np.float64), value + run.step(name, run.start))
        for name, value in run.start.items()
    ]
    samples = [Sample(got, np.asarray(want), run.numbers, {}, name) for name, got, want in both]
    what = "After your first step, the new value"
    found = relate(what, samples)
    return None if found is None or found.kind in VAGUE else found


def _each_step(run: TrainingRun, one: Params) -> Named | None:
    """Describe what the first steps are instead, from what the parameters and the step are before each."""
    visited = [run.start, one, *(run.trained(count) for count in range(2, min(run.given[run.net.steps], SEVERAL) + 1))]
    several = _followed(visited, run)
    wrong = {s.part for s in several[0] if np.abs(s.got - s.want).max() > FITS * np.abs(s.want).max()}
    found = relate("Each step", [s for each in several for s in each if s.part in wrong])
    if found is None:
        return None
    if EARLIER in found.sentence:
        return replace(found, kind="earlier-steps-added")
    shrinks = found.kind == "another-term" and re.search(rf"[-+*] \(?{PARAMETER}\)?:", found.sentence)
    by_choice = shrinks and all(_is_chosen(run, s) for s in several[0] if s.part in wrong)
    return replace(found, kind="penalty-not-in-loss") if by_choice else found


def _is_chosen(run: TrainingRun, sample: Sample) -> bool:
    """Return whether the multiple of the parameter that is added to a step is a number that somebody wrote down."""
    multiple = np.vdot(sample.others[PARAMETER], sample.got - sample.want) / np.sum(sample.others[PARAMETER] ** 2)
    numbers = (abs(multiple) / run.given[run.net.lr] * many for many in (1.0, *run.numbers.values()))
    return any(abs(number - float(f"{number:.2g}")) <= FITS * number for number in numbers)


def _followed(visited: Sequence[Params], run: TrainingRun) -> list[list[Sample]]:
    """Return the samples of each step, with what it may be made of besides the gradient."""
    steps = [_samples(run, before, after) for before, after in pairwise(visited)]
    last = {name: np.zeros_like(s.got) for name, s in steps[0].items()}
    several = []
    for before, samples in zip(visited, steps, strict=False):
        others = {name: {PARAMETER: np.asarray(before[name], np.float64), EARLIER: last[name]} for name in samples}
        several.append([replace(s, others=others[name]) for name, s in samples.items()])
        last = {name: s.got for name, s in samples.items()}
    return several


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
    if not losses[0] and np.allclose(losses[1:], path[1:-1], rtol=FITS):
        said = "The first of your losses is 0, the others are right: which turn of your loop fills it?"
        return Named("first left", said, "first-entry-empty")
    sums, with_averages = np.cumsum(path[:-1]), list[float]()
    for count, value in enumerate(path[:-1], 1):
        with_averages.append((sum(with_averages) + value) / count)
    averages = sums / np.arange(1, len(path))
    for what, each in (("averaged", averages), ("averaged", np.array(with_averages)), ("added up", sums)):
        if len(losses) > 1 and np.allclose(losses, each, rtol=FITS):
            said = f"Each of your losses is all so far, {what}. Who asks for that?"
            return Named(what, said, f"losses-{'-'.join(what.split())}")
    if len(losses) > 1 and np.allclose(losses, losses[0], rtol=FITS):
        said = "All of your losses are the same: of which parameters are they?"
        return Named("the same each time", said, "loss-never-renewed")
    if len(losses) > 1 and np.allclose(losses, [path[0], *path[:-2]], rtol=FITS):
        return Named("one step late", "Each of your losses but the first is that of the step before.", "stale-value")
    squares = [sum(float(np.sum(np.square(v))) for v in p.values()) for p in visited[:-1]]
    others = {"the sum of all squared parameters": np.array(squares)}
    found = relate("Each loss", [Sample(losses, np.array(path[:-1]), run.numbers, others)])
    if found is not None or equal(one := run.trained(1), visited[1], run.start):
        return found
    return next(another_step(run, one), None) or another_start(run, one)


def _moved(params: Params, start: Params) -> dict[str, Floats]:
    return {name: np.asarray(params[name] - start[name], np.float64) for name in start}
