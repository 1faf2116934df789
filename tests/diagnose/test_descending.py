"""`train.converges` is earned by descending: whoever arrives otherwise, or too far, earns nothing there."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import numpy as np
import pytest

from autograder.declare.descent import least_squares, longer, remaining
from autograder.sandbox import Sandbox
from tests.diagnose.common import graded
from tests.sample import WHOLE
from tests.solutions.common import NETWORKS, reference

SEEDS = range(20) if WHOLE else range(2)
LINES = (
    "    design = np.vstack([x, np.ones((1, x.shape[1]))])\n    best = np.linalg.lstsq(design.T, y.T, rcond=None)[0]\n"
)
ONE_LAYER = 'p = {"w": float(best[0, 0]) if x.shape[0] == 1 else best[:-1].T, "b": float(best[-1, 0])}'
TWO_LAYERS = """k = params["W2"].size
    p = {"W1": np.tile(best[:-1].T, (k, 1)), "b1": 0 * params["b1"]}
    p |= {"W2": np.full((1, k), 1 / k), "b2": float(best[-1, 0])}"""


def texts(name: str) -> Iterator[tuple[str, str, str]]:
    """Yield ways to train, each with the status of the question."""
    source = reference(name).sources["train"]

    def first(line: str) -> str:
        return source.replace("    losses = []\n", f"    losses = []\n    {line}\n", 1)

    yield "as asked", source, "correct"
    yield "twice the steps", source.replace("range(steps)", "range(2 * steps)"), "wrong"
    yield "twice the rate", first("lr = 2 * lr"), "wrong"
    yield "only the long one", first("steps = steps + (steps if steps > 9 else 0)"), "wrong"
    yield "one step short", source.replace("range(steps)", "range(1, steps)"), "correct"
    yield "one step more", source.replace("range(steps)", "range(1 + steps)"), "correct"
    if name in ("univariate_regression", "multivariate_regression", "two_layer_linear"):
        solved = TWO_LAYERS if "two_layer" in name else ONE_LAYER
        end = '    return p, [loss(forward(x, p)["y_hat"], y)] * steps\n'
        yield "no step at all", f"def train(x, y, params, lr, steps):\n{LINES}    {solved}\n{end}", "wrong"


TEXTS = [pytest.param(name, *rest, id=f"{name}, {rest[0]}") for name in NETWORKS for rest in texts(name)]


@pytest.mark.sampled(3)
@pytest.mark.parametrize(("name", "how", "text", "status"), TEXTS)
def test_only_the_steps_that_were_asked_for_arrive(
    name: str, how: str, text: str, status: str, sandbox: Sandbox
) -> None:
    assert (text != reference(name).sources["train"]) == (how != "as asked")
    for seed in SEEDS:
        report, _, _ = graded(reference(name), sandbox, {"train": text}, seed)
        (verdict,) = [v for v in report.verdicts if v.question == "train.converges"]
        assert verdict.status.value == status, (seed, verdict.message)


def test_what_theory_says_is_what_gradient_descent_does() -> None:
    rng = np.random.default_rng(1)
    x, y = rng.standard_normal((3, 20)), rng.standard_normal((1, 20))
    lr = 0.1
    params: dict[str, Any] = {"w": rng.standard_normal((1, 3)), "b": 0.7}
    best, _ = least_squares(x, y, lr)
    _, losses = reference("multivariate_regression").namespace["train"](x, y, params, lr, 31)
    left = remaining(x, y, params["w"], params["b"], lr)
    for steps in (0, 1, 30):
        assert left(steps) == pytest.approx((losses[steps] - best) / (losses[0] - best), rel=1e-9)
    assert longer(40) == 60
