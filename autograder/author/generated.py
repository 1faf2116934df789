"""Right solutions made from the reference, by writing its functions in other styles."""

from __future__ import annotations

import textwrap
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from autograder.author.inside import Trial
from autograder.author.rewrites import STYLES, rewritten_in
from autograder.declare.problem import Misconception
from autograder.declare.reference import Reference
from autograder.plain.evidence import Outcome, Plain, Probe, Returned

SAME = 1e-8
"""Largest relative difference to the reference. A rewrite that computes something else is no right solution."""


@dataclass(frozen=True)
class Generated:
    """The functions that a style changes, as text, and the reference with these."""

    style: str
    texts: Mapping[str, str]
    student: Reference


def generated(reference: Reference, trial: Trial) -> Iterator[Generated]:
    """Yield the reference in each style that changes some function, and leaves its answers to the trial's calls."""
    right = [(planned.probe, reference.outcome(planned.probe)) for planned in trial.planned]
    for style in STYLES:
        texts = {name: text for name, text in _texts(style, reference) if _same(reference, {name: text}, right)}
        if texts:
            yield Generated(style, texts, _student(reference, texts))


def _texts(style: str, reference: Reference) -> Iterator[tuple[str, str]]:
    for name in reference.problem.written_names:
        text = rewritten_in(style, textwrap.dedent(reference.sources[name])) if name in reference.sources else None
        if text is not None:
            yield name, text


def _student(reference: Reference, texts: Mapping[str, str]) -> Reference:
    of = {name: f.name for f in reference.problem.functions for name in f.written}
    return reference.edited(*(Misconception("own", of[n], reference.sources[n], text, "") for n, text in texts.items()))


def _same(reference: Reference, texts: Mapping[str, str], right: Sequence[tuple[Probe, Outcome]]) -> bool:
    (name,) = texts
    student = _student(reference, texts)
    calls = [(p, of) for p, of in right if name in reference.problem.function(p.function).written]
    return all(_both_return(student.outcome(probe), outcome) for probe, outcome in calls)


def _both_return(own: Outcome, right: Outcome) -> bool:
    return isinstance(own, Returned) and isinstance(right, Returned) and _close(own.value, right.value)


def _close(own: Plain, right: Plain) -> bool:
    if isinstance(right, dict):
        return isinstance(own, dict) and own.keys() == right.keys() and all(_close(own[k], right[k]) for k in right)
    if isinstance(right, list | tuple):
        return isinstance(own, list | tuple) and len(own) == len(right) and all(map(_close, own, right))
    try:
        a, b = np.asarray(own, np.float64), np.asarray(right, np.float64)
    except (TypeError, ValueError):
        return own is right
    with np.errstate(all="ignore"):
        return a.shape == b.shape and np.allclose(a, b, rtol=SAME, atol=SAME * float(np.abs(b).max(initial=0.0)))
