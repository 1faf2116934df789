"""Numerical gradients of any forward and loss, and a check of given gradients against them.

Needs no solution and only numpy: notebooks use it too. Any function here may raise what `forward` or `loss` raise,
except `check`, which returns *inconclusive* instead.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from enum import Enum
from typing import Any

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Params = Mapping[str, Any]
Total = Callable[[Params], float]
"""The loss as a function of the parameters."""

STEP = 1e-3
"""Step of the 4-point rule: 2e-10 off on a two-layer network, where central differences are 3e-8 off at best."""
POINTS = (0.5, 1.0, 2.0)
"""Multiples of the step at which the loss is evaluated for a slope."""
RELATIVE = 1e-6
OF_LARGEST = 1e-8
"""|a - n| <= 1e-6 |n| + 1e-8 max|n| for each block."""
KINK = 1e-7
"""If two step sizes give results that differ by more than this share of the larger, there is a kink or a jump."""


class GradientAgreement(Enum):
    """The outcome of a check."""

    AGREES = "agrees"
    DIFFERS = "differs"
    INCONCLUSIVE = "inconclusive"


@dataclass(frozen=True)
class CheckedGradient:
    """The outcome of the check of one block, and the numerical gradient if there is one."""

    agreement: GradientAgreement
    numerical: Floats | None = None
    reason: str = ""


def total(predict: Callable[[Params], Any], loss: Callable[[Any], Any]) -> Total:
    """Return the loss of the predictions as a function of the parameters."""
    return lambda params: float(np.asarray(loss(predict(params))).reshape(()))


def numerical_gradient(function: Total, params: Params, name: str) -> Floats:
    """Return the derivative by each entry of one parameter, by the 4-point rule, as a float64 array of its shape."""
    value = np.asarray(params[name], np.float64)
    gradient = np.zeros(value.shape)
    for index, entry in _entries(value.shape):
        whole, double = (_rise(function, params, {name: entry}, STEP * k) for k in (1, 2))
        gradient[index] = (8 * whole - double) / (12 * STEP)
    return gradient


def around(params: Params, direction: Mapping[str, Floats], step: float = STEP) -> list[dict[str, Any]]:
    """List the parameters at which `slope` needs the loss: ahead and behind, for each of its points."""
    return [_moved(params, direction, sign * step * k) for k in POINTS for sign in (1, -1)]


def slope(function: Total, params: Params, direction: Mapping[str, Floats], step: float = STEP) -> tuple[float, bool]:
    """Return the slope in a direction by the 4-point rule, and whether half the step gives the same result.

    If it does not, there is a kink nearby.
    """
    totals = [function(moved) for moved in around(params, direction, step)]
    rises = [ahead - behind for ahead, behind in zip(totals[::2], totals[1::2], strict=True)]
    half, whole, double = rises
    coarse = (8 * whole - double) / (12 * step)
    fine = (8 * half - whole) / (6 * step)
    scale = max(abs(rise) / (2 * k * step) for rise, k in zip(rises, POINTS, strict=True))
    return coarse, bool(abs(coarse - fine) <= KINK * scale + 1e-9)


def check(function: Total, params: Params, name: str, gradient: Any) -> CheckedGradient:
    """Compare the given gradient of one parameter with the numerical one."""
    value = np.asarray(params[name], np.float64)
    given = np.asarray(gradient, np.float64)
    if given.shape != value.shape:
        return CheckedGradient(GradientAgreement.DIFFERS, None, f"shape {given.shape} for {value.shape}")
    numerical, smooth = np.zeros(value.shape), True
    try:
        for index, entry in _entries(value.shape):
            numerical[index], no_kink = slope(function, params, {name: entry})
            smooth &= no_kink
    except Exception as error:  # noqa: BLE001 - the student's forward may raise anything
        return CheckedGradient(GradientAgreement.INCONCLUSIVE, None, f"{type(error).__name__} at a moved parameter")
    if not np.isfinite(numerical).all():
        return CheckedGradient(GradientAgreement.INCONCLUSIVE, numerical, "the loss is not finite")
    if not smooth:
        return CheckedGradient(GradientAgreement.INCONCLUSIVE, numerical, "there is a kink nearby")
    return CheckedGradient(
        GradientAgreement.AGREES if agree(given, numerical) else GradientAgreement.DIFFERS, numerical
    )


def agree(given: Floats, numerical: Floats) -> bool:
    """Return whether a block of a gradient agrees with the numerical gradient."""
    allowed = RELATIVE * np.abs(numerical) + OF_LARGEST * np.abs(numerical).max(initial=0.0)
    return bool((np.abs(given - numerical) <= allowed).all())


def check_direction(
    function: Total, params: Params, grads: Mapping[str, Any], rng: np.random.Generator
) -> GradientAgreement:
    """Compare all gradients at once with the slope in one random direction: six calls of `function`.

    A gradient that is wrong anywhere passes by chance with probability 0. `grads` are named by the parameters. Raises
    what `function` raises, and TypeError or ValueError if a gradient is not an array of the parameter's shape.
    """
    direction = random_direction(params, rng)
    parts = [np.asarray(grads[n], np.float64).reshape(along.shape) * along for n, along in direction.items()]
    expected, size = sum(float(p.sum()) for p in parts), sum(float(np.abs(p).sum()) for p in parts)
    got, smooth = slope(function, params, direction)
    if not smooth or not np.isfinite([got, expected]).all() or size == 0:
        return GradientAgreement.INCONCLUSIVE
    return GradientAgreement.AGREES if abs(got - expected) <= RELATIVE * size else GradientAgreement.DIFFERS


def random_direction(params: Params, rng: np.random.Generator) -> dict[str, Any]:
    """Draw a direction in which every entry moves: by 0.5 to 1, up or down."""
    shapes = {name: np.shape(value) for name, value in params.items()}
    return {n: np.asarray(rng.choice((-1.0, 1.0), s) * rng.uniform(0.5, 1.0, s)) for n, s in shapes.items()}


def _rise(function: Total, params: Params, direction: Mapping[str, Floats], by: float) -> float:
    return function(_moved(params, direction, by)) - function(_moved(params, direction, -by))


def _entries(shape: tuple[int, ...]) -> Iterator[tuple[tuple[int, ...], Floats]]:
    for index in np.ndindex(shape):
        entry = np.zeros(shape)
        entry[index] = 1.0
        yield index, entry


def _moved(params: Params, direction: Mapping[str, Floats], by: float) -> dict[str, Any]:
    """Move the parameters; a number stays a plain float."""
    moved = dict(params)
    for name, towards in direction.items():
        value = params[name] + by * towards
        moved[name] = value if np.ndim(params[name]) else float(value)
    return moved
