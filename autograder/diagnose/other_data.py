"""Recognise a first step that is taken with other data: some examples, one after the other, or changed ones."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import pairwise
from typing import Any

import numpy as np

from autograder.diagnose.sample import Named
from autograder.diagnose.training_run import Params, TrainingRun, equal
from autograder.judge.numeric import Floats


def other_data(run: TrainingRun, one: Params) -> Iterator[Named]:
    """Yield with which data the first step, after which the parameters are `one`, was taken."""
    yield from _some_examples(run, one)
    yield from _part_by_part(run, one)
    yield from _changed(run, one)


def _some_examples(run: TrainingRun, one: Params) -> Iterator[Named]:
    m = np.shape(run.given[run.net.x])[-1]
    parts: list[tuple[str, slice]] = [(f"example {i + 1}", slice(i, i + 1)) for i in range(m)]
    parts += [("all examples but the last", slice(0, m - 1)), ("all examples but the first", slice(1, m))]
    parts += [("every other example", slice(start, None, 2)) for start in (0, 1)]
    parts += [(f"the first {count} examples", slice(0, count)) for count in range(2, m - 1)]
    parts += [(f"the last {count} examples", slice(m - count, m)) for count in range(2, m - 1)]
    for what, chosen in parts if m > 1 else ():
        if equal(one, _after(run, run.start, _of(run, chosen)), run.start):
            said = f"Your first step is that of {what} alone. Over which examples is the loss a mean?"
            yield Named("some examples", said, "some-examples-each-step")


def _part_by_part(run: TrainingRun, one: Params) -> Iterator[Named]:
    """Look for a step after each example, or each few of them, in one walk through all."""
    m = np.shape(run.given[run.net.x])[-1]
    several: list[Sequence[int]] = [range(0, m, size) for size in range(1, m)]
    several += [(0, first) for first in range(1, m)]
    several += [range(0, m - m % count, m // count) for count in range(3, m)]
    for starts, share in [(range(m), 1 / m), *((starts, 1.0) for starts in several)]:
        now: Params = run.start
        for first, end in pairwise((*starts, m)):
            now = _after(run, now, _of(run, slice(first, end)), share)
        if equal(one, now, run.start):
            each = "each example" if len(starts) == m else "each few examples"
            said = f"Your first step is many: one after {each}. At which parameters are all of a step's gradients?"
            yield Named("part by part", said, "step-for-each-example" if len(starts) == m else "step-for-each-batch")


def _changed(run: TrainingRun, one: Params) -> Iterator[Named]:
    """Look for a step with inputs or targets that were changed before the training."""
    for name, word in ((run.net.x, "inputs"), (run.net.y, "targets")):
        given = np.asarray(run.given[name], np.float64)
        for what, values in scaled(given):
            if not np.array_equal(values, given) and equal(
                one, _after(run, run.start, {**run.given, name: values}), run.start
            ):
                said = f"Your first step is the one for {word} that are {what}. Who asks for other {word}?"
                yield Named(f"other {word}", said, f"{word}-changed")


def scaled(values: Floats) -> Iterator[tuple[str, Floats]]:
    """Yield some values on other scales, each with words for it."""
    for axis in (-1, 0, None):
        mean, spread = values.mean(axis=axis, keepdims=True), values.std(axis=axis, keepdims=True)
        low, high = values.min(axis=axis, keepdims=True), values.max(axis=axis, keepdims=True)
        many = values.size / spread.size
        yield "centred", values - mean
        yield "standardised", (values - mean) / spread
        yield "standardised", (values - mean) / spread * np.sqrt(max(many - 1, 0) / many)
        yield "scaled to lie between 0 and 1", (values - low) / (high - low)
        yield "divided by the largest", values / high
        yield "divided by the largest", values / np.abs(values).max(axis=axis, keepdims=True)
        yield "divided by their sum", values / values.sum(axis=axis, keepdims=True)
        yield "divided by their length", values / np.sqrt((values**2).sum(axis=axis, keepdims=True))
    yield "in the opposite order", values[..., ::-1]
    yield "subtracted from 1", 1 - values
    yield "negative", -values


def _of(run: TrainingRun, chosen: slice) -> dict[str, Any]:
    """Return the arguments with some of the examples only."""
    return {**run.given, **{name: run.given[name][..., chosen] for name in (run.net.x, run.net.y)}}


def _after(run: TrainingRun, params: Params, given: dict[str, Any], share: float = 1.0) -> Params:
    """Return the parameters after a step, or a share of it, with other arguments."""
    gradients = run.gradients_with(given)(params)
    return {n: value + share * run.as_step(n, value, gradients) for n, value in params.items()}
