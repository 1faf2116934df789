"""Answers of every odd kind, from every function: the check of a notebook says something and never fails."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

from autograder.notebook.checks import NotebookChecks
from tests.sample import sample
from tests.student.common import PROBLEMS, env, public

ODD: dict[str, Any] = {
    "None": None,
    "lists of different lengths": [[1.0, 2.0], [3.0]],
    "a text beside a number": [1.0, "x"],
    "a long text": "z" * 100_000,
    "an object": object(),
    "a function": len,
    "nan": float("nan"),
    "infinite": np.full((2, 3), np.inf),
    "complex": np.ones((2, 2), complex),
    "objects": np.array([None, 1], object),
    "texts": np.array(["a"]),
    "dates": np.array(["2020"], "datetime64[D]"),
    "records": np.zeros(2, [("a", float)]),
    "a large integer": 10**400,
    "bytes": np.ones((3, 3), np.int8),
    "nothing": [],
    "no columns": np.zeros((0, 3)),
    "odd keys": {1: 2, "a": {"b": [1, [2, 3]]}, (1, 2): np.zeros((2, 0))},
    "nested": (1, [2, [3]], {"x": None}),
    "a set": {1, 2},
}
PLACES = ("whole", "one piece", "one entry")


def with_odd(right: Callable[..., Any], place: str, odd: Any) -> Callable[..., Any]:
    """Return a function that returns something odd, in place of its answer or of a part of it."""

    def function(*args: Any) -> Any:
        value = right(*args)
        if place == "whole" or not isinstance(value, dict | tuple):
            return odd
        if isinstance(value, dict):
            return value | {list(value)[len(value) // 2]: odd}
        first = value[0]
        inside = place == "one entry" and isinstance(first, dict)
        return (first | {next(iter(first)): odd} if inside else odd, *value[1:])

    return function


@pytest.mark.sampled(2)
@pytest.mark.parametrize("name", PROBLEMS)
def test_a_check_says_something_of_every_odd_answer(name: str) -> None:
    of, own = public(name), env(name)
    places = [(f.name, odd, place) for f in of.problem.functions for odd in ODD for place in PLACES]
    for function, odd, place in sample(places, 7):
        changed = {**own, function: with_odd(own[function], place, ODD[odd])}
        with np.errstate(all="ignore"):
            found = NotebookChecks(of, changed).check(function)
        assert found is not None
        assert str(found), (function, odd, place)
        assert found._repr_html_()
        assert not all(f.passed for f in found.findings), (function, odd, place)
