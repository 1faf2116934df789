"""What theory says of gradient descent: how far it comes in how many steps."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np


def longer(steps: int) -> int:
    """Return the number of steps after which gradient descent must be further than after `steps`."""
    return steps + steps // 2


def least_squares_lr(x: Any) -> float:
    """Return 0.3 over the largest eigenvalue of the Hessian of (1/m) * sum((w x + b - y)**2).

    This is slow enough that 40 steps still show the rate: near 1 over that eigenvalue, half the steps would suffice.
    """
    return float(0.3 / np.linalg.eigvalsh(_hessian(x)[1])[-1])


def least_squares(x: Any, y: Any, lr: float) -> tuple[float, float]:
    """Return the smallest mean squared error of a line, and the largest |1 - lr * eigenvalue| of its Hessian."""
    design, weights, hessian = _normal_equations(x, y)
    best = float(np.mean((weights.T @ design - y) ** 2))
    return best, float(np.max(np.abs(1 - lr * np.linalg.eigvalsh(hessian))))


def remaining(x: Any, y: Any, weights: Any, bias: float, lr: float) -> Callable[[float], float]:
    """Return the share of the first gap to the least-squares optimum that is left, by the number of steps.

    It is exact for gradient descent on one linear layer that starts at these weights (1, n) and this bias.
    """
    _, best, hessian = _normal_equations(x, y)
    eigenvalues, axes = np.linalg.eigh(hessian)
    shares = eigenvalues * (axes.T @ (np.append(np.ravel(weights), bias) - best[:, 0])) ** 2
    rates = np.abs(1 - lr * eigenvalues)
    return lambda steps: float(shares @ rates ** (2 * steps) / shares.sum())


def _normal_equations(x: Any, y: Any) -> tuple[Any, Any, Any]:
    """Return the inputs with a row of ones, the best weights and bias as a column, and the Hessian."""
    design, hessian = _hessian(x)
    return design, np.linalg.lstsq(design.T, y.T, rcond=None)[0], hessian


def _hessian(x: Any) -> tuple[Any, Any]:
    """Return the inputs with a row of ones, and the Hessian."""
    design = np.vstack([x, np.ones((1, x.shape[1]))])
    return design, 2 / x.shape[1] * design @ design.T
