"""Each usual way through a function is taken in each draw, so that a mistake in any branch shows in all of them."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

from autograder.declare.calls import fresh
from autograder.declare.draw import normal
from autograder.declare.operations import operations
from autograder.judge.probes import draw_cases


def warm(step: Any, warmup: Any, total: Any) -> Any:
    if step < warmup:
        return step / warmup
    if step >= total:
        return 0.0
    return 1 - (step - warmup) / (total - warmup)


def chosen(step: Any, warmup: Any, total: Any) -> Any:
    return step / warmup if step < warmup else 0.0 if step >= total else 1 - (step - warmup) / (total - warmup)


def least(step: Any, warmup: Any, total: Any) -> Any:
    return np.maximum(0.0, min(step / warmup, (total - step) / (total - warmup)))


def part(step: Any, total: Any) -> Any:
    return 0.0 if step >= total else 1 - step / total


def helped(step: Any, warmup: Any, total: Any) -> Any:
    return step / warmup if step < warmup else part(step - warmup, total - warmup)


def sought(step: Any, warmup: Any, total: Any) -> Any:
    for i in range(step, 100):
        if i % warmup == 0 and i > total:
            break
    return float(i)


def shown(x: Any, step: Any, warmup: Any, total: Any) -> Any:
    for row in x:
        if row.sum() > 0:
            step = step + 1
    return step + warmup + total


def phase(step: Any, warmup: Any, total: Any) -> int:
    return int(step >= warmup) + int(step >= total)


def end(step: Any, warmup: Any, total: Any) -> bool:
    return bool(sought(step, warmup, total) > 98)


def drawn(rng: np.random.Generator, _: dict[str, int]) -> dict[str, Any]:
    draws = {"step": rng.integers(0, 100), "warmup": rng.integers(10, 20), "total": rng.integers(70, 90)}
    return {name: int(value) for name, value in draws.items()}


@pytest.mark.parametrize(
    ("function", "tell", "ways"),
    [(warm, phase, 3), (chosen, phase, 3), (least, phase, 3), (helped, phase, 3), (sought, end, 2)],
)
def test_each_draw_takes_each_usual_way(function: Any, tell: Callable[..., int], ways: int) -> None:
    problem = operations(name="p", title="P", functions=(function,), inputs=drawn, ranges={"n": (3, 5)})
    for seed in range(30):
        taken = [tell(*call.args) for case in draw_cases(problem, seed) for call in case.calls]
        assert len({*taken}) == ways
        assert len({*taken[:2]}) == 2, "a notebook shows the first two"


def test_a_function_whose_calls_all_go_one_way_is_called_twice() -> None:
    problem = operations(
        name="p",
        title="P",
        functions=(shown,),
        inputs=lambda rng, sizes: {"x": normal(rng, 40, sizes["n"]), **drawn(rng, sizes)},
        ranges={"n": (3, 5)},
    )
    before = fresh(list(draw_cases(problem, 3)[0].calls[0].args))
    assert all(len(draw_cases(problem, seed)) == 2 for seed in range(30))
    assert all(map(np.array_equal, before, draw_cases(problem, 3)[0].calls[0].args))
