"""The targets of another author's network stay what its loss can do with; those of a squared error lie far off."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from autograder.declare import network
from autograder.declare.network_case import NetworkFunctions
from autograder.declare.problem import Check


def inputs(rng: np.random.Generator, sizes: dict[str, int]) -> Any:
    """Draw counts, for features and a weight that are arrays or numbers."""
    n = sizes.get("n", 1)
    weight: Any = 0.3 * rng.standard_normal((1, n)) if "n" in sizes else float(rng.uniform(-0.5, 0.5))
    return (
        rng.standard_normal((n, sizes["m"])),
        rng.poisson(2.0, (1, sizes["m"])),
        {"w": weight, "b": float(rng.uniform(-1, 1))},
    )


def functions(*, squared: bool) -> NetworkFunctions:
    """Return a regression of counts, by their likelihood or by squared errors."""

    def forward(x: Any, params: Any) -> Any:
        z = np.dot(params["w"], x) + params["b"]
        return {"y_hat": z if squared else np.exp(z)}

    def loss(y_hat: Any, y: Any) -> float:
        if squared:
            return float(np.mean((y_hat - y) ** 2))
        assert y.dtype.kind == "i"
        return float(np.mean(y_hat - y * np.log(y_hat)))

    def backward(x: Any, y: Any, params: Any, cache: Any) -> Any:
        d = (1 + squared) * (cache["y_hat"] - y) / y.size
        return {"dw": d @ x.T if np.ndim(params["w"]) else float((d * x).sum()), "db": float(d.sum())}

    return NetworkFunctions(forward, loss, backward, lambda *_: ({}, []))


def targets(ranges: dict[str, tuple[int, int]], *, squared: bool, seed: int) -> list[Any]:
    """Return the targets of the short trainings."""
    training = network.Training(
        {name: low for name, (low, _) in ranges.items()}, lambda _: 0.1, 9, Check.REFERENCE_LOSS
    )
    drawn = network.cases(np.random.default_rng(seed), functions(squared=squared), inputs, ranges, training)
    return [call.args[1] for case in drawn[:2] for call in case.calls if call.function == "train"]


@pytest.mark.parametrize("ranges", [{"n": (3, 5), "m": (6, 9)}, {"m": (6, 9)}])
@pytest.mark.parametrize("seed", range(5))
def test_only_targets_of_a_squared_error_are_moved(ranges: dict[str, tuple[int, int]], seed: int) -> None:
    for y in targets(ranges, squared=False, seed=seed):
        assert y.dtype.kind == "i"
        assert y.min() >= 0
    assert all(np.abs(y).mean() > 5 for y in targets(ranges, squared=True, seed=seed))
