"""The calls that the class shares tell sizes apart: 2 * (n + 1) is not m in all of them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import permutations

import pytest

from autograder.judge.shared_calls import shared_calls
from tests.solutions.common import NETWORKS, reference

NAMES = ("n", "k", "m")


def related(sizes: Sequence[Mapping[str, int]]) -> list[str]:
    """Return the simple formulas that give one size from another in every call."""
    names = [name for name in NAMES if all(name in of for of in sizes)]
    return [
        f"{one} = {times:g} * {other} + {more}"
        for one, other in permutations(names, 2)
        for times in (1, 2, 0.5)
        for more in range(-3, 4)
        if all(of[one] == times * of[other] + more for of in sizes)
    ]


@pytest.mark.parametrize("name", NETWORKS)
def test_no_size_is_a_simple_formula_of_another(name: str) -> None:
    of = reference(name)
    assert not related([expected.sizes for expected in shared_calls(of, of.problem.network.backward)])


def test_a_formula_is_found() -> None:
    assert related([{"n": 4, "m": 10}, {"n": 3, "m": 8}]) == ["n = 0.5 * m + -1", "m = 2 * n + 2"]
