"""Gradient descent at several learning rates over the loss of two parameters, with the student's own functions."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np

from autograder.declare.roles import Network
from autograder.report.picture import Bowl, Descent, Point
from autograder.sketch.calculation import number
from autograder.sketch.trace import cut
from autograder.student.kernel import Kernel
from autograder.student.one_example import NotReadyError, returned
from autograder.student.public import Public

X = (-1.0, -0.5, 0.0, 0.5, 1.0, 1.5, 2.0, 2.5)
Y = (-2.2, -1.0, -0.6, 0.1, 1.2, 1.6, 2.7, 3.1)
START = (-1.5, 2.0)
LOW, HIGH = (-3.0, -3.5), (5.0, 2.5)
"""The corners of the picture; its sides are as 4 to 3, so that steps cross contour lines at right angles."""
SHARES = (0.02, 0.1, 0.25, 0.5, 0.85, 0.97, 1.05)
"""The learning rates, as shares of the largest one at which gradient descent settles."""
FIRST = 3
"""The rate that is shown first."""
STEPS = 20
LEVELS = tuple(0.1 * 3.0**i for i in range(7))


@dataclass(frozen=True)
class Rate:
    """The path of one learning rate, and the loss at its end, if that is a number."""

    lr: float
    path: Descent
    loss: float

    @property
    def heading(self) -> str:
        return f"Learning rate {number(self.lr)}"

    @property
    def said(self) -> str:
        if self.path.yours.left is not None:
            return f"It leaves the picture at step {self.path.yours.left}."
        return f"After {STEPS} steps the loss is {number(self.loss)}."


def is_plane(net: Network, public: Public) -> bool:
    """Return whether the network trains two numbers, so that its loss is a landscape over a plane."""
    example = next(iter(public.of(net.backward)), None)
    if example is None or not net.train:
        return False
    params = public.problem.bind(example.call)[net.params]
    return len(params) == 2 and all(np.ndim(value) == 0 for value in params.values())


def rates(public: Public, net: Network, ask: Kernel) -> Iterator[Rate]:
    """Yield one path per learning rate. Raises NotReadyError."""
    example = next(iter(public.of(net.backward)))
    names = tuple(public.problem.bind(example.call)[net.params])
    given = {net.x: np.array([X]), net.y: np.array([Y])}
    problem = public.problem

    def loss(at: Point) -> float:
        values = returned(problem, ask, net.forward, {**given, net.params: dict(zip(names, at, strict=True))})
        prediction = values.get(net.y_hat) if isinstance(values, dict) else None
        if prediction is None:
            raise NotReadyError(f"{net.forward} does not return {net.y_hat} yet.")
        value = returned(problem, ask, net.loss, {**given, net.y_hat: prediction})
        if not isinstance(value, int | float | np.generic) or not np.isfinite(value):
            raise NotReadyError(f"{net.loss} does not return a finite number yet.")
        return float(value)

    landscape, steepest = _bowl(loss)
    for share in SHARES:
        lr = float(f"{2 * share / steepest:.2g}")
        path = list(_walk(public, net, ask, given, names, lr))
        drawn = Descent(net.train, (names[0], names[1]), landscape, LEVELS, cut(path, LOW, HIGH), None, LOW, HIGH)
        yield Rate(lr, drawn, loss(path[-1]) if drawn.yours.left is None else float("nan"))


def _bowl(loss: Any) -> tuple[Bowl, float]:
    """Return the quadratic through six values of the loss, and its largest curvature. Raises NotReadyError."""
    here, right, left, up, down, both = map(loss, ((0, 0), (1, 0), (-1, 0), (0, 1), (0, -1), (1, 1)))
    xx, yy, xy = right + left - 2 * here, up + down - 2 * here, both - right - up + here
    flat, steep = np.linalg.eigvalsh(np.array([[xx, xy], [xy, yy]]))
    elsewhere = here + right - left - (up - down) / 2 + 2 * xx + yy / 2 - 2 * xy
    if not flat > 0 or not np.isclose(loss((2.0, -1.0)), elsewhere):
        raise NotReadyError(
            "The loss of your functions is no bowl over the two parameters. Check forward and loss first."
        )
    slope = np.array([right - left, up - down]) / 2
    x, y = np.linalg.solve(np.array([[xx, xy], [xy, yy]]), -slope).tolist()
    return Bowl((x, y), (xx, xy, yy)), float(steep)


def _walk(
    public: Public, net: Network, ask: Kernel, given: Mapping[str, Any], names: tuple[str, ...], lr: float
) -> Iterator[Point]:
    """Call the student's own train for one step, two steps and so on. Raises NotReadyError."""
    function = public.problem.function(net.train)
    start = dict(zip(names, START, strict=True))
    yield START
    for steps in range(1, STEPS + 1):
        value = returned(public.problem, ask, net.train, {**given, net.params: start, net.lr: lr, net.steps: steps})
        try:
            trained = function.piece(net.trained, value)
            x, y = (float(np.reshape(trained[name], ())) for name in names)
        except (LookupError, TypeError, ValueError):
            raise NotReadyError(f"{net.train} does not return the parameters as asked yet.") from None
        yield x, y
