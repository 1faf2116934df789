"""A search, derived: which of some candidates has the smallest loss. Drawn so that no other measure finds it."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from itertools import product
from typing import Any

import numpy as np

from autograder.declare.draw import Floats, normal, number, sizes, until
from autograder.declare.forms import Fields, Number, Parts
from autograder.declare.network_case import Draw, NetworkFunctions
from autograder.declare.problem import Call, Case, Function, InapplicableError, Question, Rule, Steps

POOL, SPREAD = 150, 2.0
"""How many candidates are drawn, of which some are chosen, and how far they are from zero."""
CLEAR = 1.05
"""How many times as large as the smallest loss every other one is."""
OUTLIER = 4.0
"""How far one target stands away from the rest: the smallest mean of squares is elsewhere than that of distances."""
LARGE, START = 60.0, 1000.0
"""Factor of everything in one search: its smallest loss is above 1,000, where some let the best loss so far begin."""
PLACES = (0, -1, 5)
"""The place of the best candidate in each search."""

Measures = Callable[..., Sequence[Floats]]
"""measures(x, y, **params) returns, for each candidate, its loss, and what somebody may take for it by mistake."""


@dataclass(frozen=True)
class Search:
    """A function of x, y and candidates that returns the best parameters and their loss.

    Candidates are rows of the network's parameters, which are numbers. `ranges` are those of the numbers of examples
    and of candidates, N.
    """

    reference: Callable[..., Any]
    ranges: Mapping[str, tuple[int, int]]
    measures: Measures

    @property
    def name(self) -> str:
        return self.reference.__name__

    @property
    def question(self) -> Question:
        return Question(self.name)

    def function(self, params: Sequence[str]) -> Function:
        """Return how the function is called, and what it returns."""
        best = Fields(tuple(Number(name) for name in params), "params")
        return Function(self.name, ("x", "y", "candidates"), Parts((best, Number("loss"))))

    def cases(self, rng: np.random.Generator, inputs: Draw) -> tuple[Case, ...]:
        """Draw a search for each place of the best candidate; one of them has large numbers."""
        drawn: list[Case] = []
        for place in PLACES:
            of = sizes(rng, *(case.sizes for case in drawn), **self.ranges)
            told_apart = partial(self._told_apart, rng, inputs, of)
            x, y, candidates = until(told_apart, lambda found: found[2].size > 0)
            candidates[[0, place]] = candidates[[place, 0]]
            scale = LARGE if place == -1 else 1.0
            drawn.append(Case(of, (Call(self.name, (x, scale * y, scale * candidates)),)))
        return tuple(drawn)

    def _told_apart(self, rng: np.random.Generator, inputs: Draw, of: dict[str, int]) -> tuple[Any, Any, Floats]:
        """Return x, y and candidates: first the best one, then one for each other measure that is least there.

        There are no candidates if the draw has none for some measure.
        """
        x, y, params = inputs(rng, of)
        y[0, 1] += np.copysign(OUTLIER, number(rng))
        pool = SPREAD * normal(rng, POOL, len(params))
        columns = dict(zip(params, np.split(pool, len(params), axis=1), strict=True))
        loss, *others = self.measures(x, y, **columns)
        best, worse = int(loss.argmin()), np.flatnonzero(loss > CLEAR * loss.min())
        instead = [int(worse[other[worse].argmin()]) for other in others]
        telling = all(other[at] < other[best] for other, at in zip(others, instead, strict=True))
        if not telling or loss[best] < CLEAR * START / LARGE**2:
            return x, y, pool[:0]
        rest = rng.permutation(np.setdiff1d(worse, instead))
        chosen = rng.permutation(list(dict.fromkeys((*instead, *rest.tolist())))[: of["N"] - 1])
        chosen[-2:] = sorted(chosen[-2:], key=loss.__getitem__)  # the last one is not better than the one before it
        return x, y, pool[[best, *chosen]]

    def rules(self, functions: NetworkFunctions, params: Sequence[str]) -> dict[str, tuple[Rule, ...]]:
        """Return what follows from the student's own forward, from their own loss, and from both."""
        own = [kinds for kinds in product((True, False), repeat=2) if any(kinds)]
        return {self.name: tuple(self._rule(functions, tuple(params), *kinds) for kinds in own)}

    def _rule(self, right: NetworkFunctions, names: tuple[str, ...], own_forward: bool, own_loss: bool) -> Rule:  # noqa: FBT001
        def best(x: Any, y: Any, candidates: Any) -> Steps[Any]:
            rows = [dict(zip(names, map(float, row), strict=True)) for row in candidates]
            asked = [("forward", x, params) for params in rows]
            caches = (yield asked) if own_forward else [right.forward(*args) for _, *args in asked]
            told = [("loss", cache["y_hat"], y) for cache in caches]
            losses = (yield told) if own_loss else [right.loss(*args) for _, *args in told]
            if max(losses) == min(losses):
                raise InapplicableError("a loss that is the same for every candidate")
            at = int(np.argmin(losses))
            return rows[at], losses[at]

        return best
