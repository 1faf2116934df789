"""The reference's gradients are the derivatives of its loss, by a complex step: exact to rounding."""

from __future__ import annotations

import inspect
from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

from autograder.evidence import Probe
from autograder.numeric import Agreement, compare, complex_step
from autograder.reference import Reference
from tests.problems.common import NETWORKS, calls, reference

SEEDS = range(5)


def for_complex_numbers(of: Reference) -> dict[str, Any]:
    """The functions of a reference, whose `float(...)` lets complex numbers through."""
    namespace = {**of.namespace, "float": lambda value: value}
    for text in of.sources.values():
        exec(text, namespace)
    return namespace


def by_parameter(functions: dict[str, Any], x: Any, y: Any, params: Any, name: str) -> Callable[[Any], Any]:
    return lambda value: functions["loss"](functions["forward"](x, {**params, name: value})["y_hat"], y)


def by_intermediate(
    of: Reference, functions: dict[str, Any], x: Any, y: Any, params: Any, cache: Any, name: str
) -> Callable[[Any], Any]:
    """The loss as a function of one value of the cache; the rules make the later ones from it."""
    later = list(cache)[list(cache).index(name) + 1 :]

    def moved(value: Any) -> Any:
        known = {"x": x, **params, **cache, name: value, "call": lambda function, *args: functions[function](*args)}
        for quantity in later:
            rule = of.problem.rules_of(f"forward.{quantity}")[0]
            known[quantity] = rule(**{p: known[p] for p in inspect.signature(rule).parameters})
        return functions["loss"](known["y_hat"], y)

    return moved


@pytest.mark.parametrize("name", NETWORKS)
def test_every_gradient_is_the_derivative_of_the_loss(name: str) -> None:
    of = reference(name)
    functions = for_complex_numbers(of)
    for seed in SEEDS:
        for _, call in calls(name, seed, "backward"):
            x, y, params, cache = call.args
            for gradient, value in of.answer(Probe("backward", call.args)).items():
                by = gradient.removeprefix("d")
                if by in params:
                    loss, at = by_parameter(functions, x, y, params, by), params[by]
                else:
                    loss, at = by_intermediate(of, functions, x, y, params, cache, by), cache[by]
                want = complex_step(loss, np.asarray(at, np.float64))
                assert compare(np.asarray(value), want).agreement is Agreement.CORRECT, gradient


def test_the_check_notices_a_gradient_that_is_off_by_a_thousandth() -> None:
    at = np.array([0.3, -2.0])
    want = complex_step(lambda v: np.sum(v**3), at)
    assert compare(3 * at**2, want).agreement is Agreement.CORRECT
    assert compare(3.003 * at**2, want).agreement is Agreement.WRONG
