"""Measure the true gradients of a student's own functions by the 4-point rule, without formula or solution."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np

from autograder.declare.roles import Network
from autograder.diagnose.backprop import Backprop, backprop
from autograder.diagnose.candidates import of_delta, place
from autograder.diagnose.gradient_check import STEP, Total, numerical_gradient, slope, total
from autograder.judge.numeric import Floats
from autograder.student.check_session import NoAnswerError

Call = Callable[[str, Mapping[str, Any]], Any]
"""call(function, given) -> value: calls one of the student's own functions with its arguments from `given` by name."""
NOISE, SMALL_MOVE = 1e-9, 1e-6
"""Largest deviation from a straight line over a small move, as a share of the loss. Double precision stays far below
(1e-12, unless the loss bends 1000 times as much as it is large), float32 is far above (6e-8)."""
COARSE = 0.03
"""Step of the 4-point rule for a noisy loss: the rounding of float32 is then 1e-5 of the slope."""


class UnmeasurableError(Exception):
    """The student's own functions return nothing that could be differenced."""


@dataclass(frozen=True)
class Truth:
    """Gradients by name, and the network that they belong to. `noisy` means that only about five digits are true."""

    grads: Mapping[str, Any]
    network: Backprop | None
    noisy: bool


GoOn = Callable[[Mapping[str, Any]], Any]
"""go_on(values) -> cache: calls the student's own forward, which goes on with these values in place of its own."""


def measure(call: Call, net: Network, given: Mapping[str, Any], go_on: GoOn | None = None) -> Truth:
    """Measure all gradients of a network from the student's own forward and loss, at the arguments `given` by name.

    Gradients by parameters are differences of the loss itself. Those by values on the way are products of two
    differences: of the loss by a prediction, and of that prediction by a bias. In other networks than the lecture's,
    `forward` goes on with moved values, as far as it has a variable for them. Raises UnmeasurableError.
    """
    try:
        with np.errstate(all="ignore"):
            return _measure(call, net, given, go_on)
    except (NoAnswerError, LookupError, TypeError, ValueError, ArithmeticError) as error:
        raise UnmeasurableError(str(error)) from error


def _measure(call: Call, net: Network, given: Mapping[str, Any], go_on: GoOn | None) -> Truth:
    params = given[net.params]

    def forward(moved: Mapping[str, Any]) -> Any:
        return call(net.forward, {**given, net.params: moved})

    def lost(y_hat: Any, moved: Mapping[str, Any] = params) -> Any:
        return call(net.loss, {**given, net.params: moved, net.y_hat: y_hat})

    def predicted(moved: Mapping[str, Any]) -> Floats:
        value = _real(forward(moved)[net.y_hat])
        if value.shape != given[net.y].shape:
            raise ValueError("predictions of another shape")
        return value

    cache = arrays(forward(params))
    loss = total(lambda moved: lost(forward(moved)[net.y_hat], moved), lambda value: value)
    noisy = _noisy(loss, params)
    differ = _coarse if noisy else numerical_gradient
    measured = {name: _like(params[name], differ(loss, params, name)) for name in params}
    deltas: dict[str, Any] = {}
    if net.layers or net.y_hat in net.gradient_of:  # else not needed: small probabilities would leave their domain
        by_y_hat = differ(total(lambda at: at[net.y_hat], lost), {net.y_hat: predicted(params)}, net.y_hat)
        measured[net.y_hat] = by_y_hat
        step = COARSE if noisy else STEP
        for layer in net.layers:
            deltas[layer.bias] = by_y_hat * np.concatenate(list(_by_entries(predicted, params, layer.bias, step)))
    if go_on is not None and not net.layers:
        inner = [name for name in net.gradient_of if name in cache and name not in measured]
        measured |= dict(_inner(inner, cache, net.y_hat, go_on, lost, differ))
    grads = {net.gradient_of[name]: value for name, value in measured.items() if name in net.gradient_of}
    if not all(np.isfinite(g).all() for g in (*grads.values(), *deltas.values())):
        raise ValueError("a gradient that is not finite")
    try:
        network = backprop(net, {**given, net.cache: cache}, deltas)
    except (LookupError, ValueError):  # not one of the lecture's networks: use only what was measured directly
        return Truth(grads, None, noisy)
    return Truth({**dict(_on_the_way(network)), **grads}, network, noisy)


def _real(value: Any) -> Floats:
    """Return a value as an array. Raises TypeError if its numbers are complex."""
    if np.iscomplexobj(value):
        raise TypeError("complex numbers")
    return np.asarray(value, np.float64)


def _inner(
    names: Iterable[str],
    cache: Mapping[str, Any],
    y_hat: str,
    go_on: GoOn,
    lost: Callable[[Any], Any],
    differ: Callable[[Total, Mapping[str, Any], str], Floats],
) -> Iterator[tuple[str, Floats]]:
    """Yield the derivative of the loss by each value of the cache with which `forward` can go on.

    A variable that is assigned once more after its last use moves nothing, so zero everywhere is no measurement.
    """
    loss = total(lambda moved: go_on(moved)[y_hat], lost)
    for name in names:
        try:
            if not np.allclose(go_on({name: cache[name]})[y_hat], cache[y_hat], rtol=1e-9, atol=0):
                continue
            slope_of_loss = differ(loss, {name: cache[name]}, name)
        except (NoAnswerError, LookupError, TypeError, ValueError):
            continue
        if slope_of_loss.any():
            yield name, slope_of_loss


def arrays(cache: Any) -> dict[str, Any]:
    """Return the numbers in a cache, without anything else stored there. Raises TypeError if it is not a dict."""
    if not isinstance(cache, dict):
        raise TypeError("the cache is no dict")
    return {name: v for name, v in cache.items() if isinstance(v, np.ndarray | np.number | float | int)}


def _on_the_way(network: Backprop) -> Iterator[tuple[str, Floats]]:
    for name in network.net.gradients:
        at = place(name, network)
        if at is not None:
            kind, i = at
            yield name, of_delta(kind, network.layers[i], network.layers[i].delta)


def _by_entries(
    predicted: Callable[[Mapping[str, Any]], Floats], params: Mapping[str, Any], name: str, step: float
) -> Iterator[Floats]:
    """Return how the predictions change with each entry of a bias: one row (1, m) each."""
    value = np.asarray(params[name], np.float64)
    for index in np.ndindex(value.shape):
        entry = np.zeros(value.shape)
        entry[index] = step

        def at(times: float, entry: Floats = entry) -> Any:
            moved = value + times * entry
            return predicted({**params, name: moved if moved.ndim else float(moved)})

        yield (8 * (at(1) - at(-1)) - (at(2) - at(-2))) / (12 * step)


def _like(value: Any, gradient: Floats) -> Any:
    return gradient if np.ndim(value) else float(gradient)


def _noisy(loss: Total, params: Mapping[str, Any]) -> bool:
    """Return whether the loss has rounding errors far above those of double precision, as float32 has."""

    def at(times: float) -> float:
        return loss({name: value + times * SMALL_MOVE for name, value in params.items()})

    here = at(0)
    bends = [at(t) + at(-t) - 2 * here for t in (0.7, 1.0, 1.3)]
    return bool(max(abs(b) for b in bends) > NOISE * max(abs(here), 1e-3))


def _coarse(loss: Total, params: Mapping[str, Any], name: str) -> Floats:
    value = np.asarray(params[name], np.float64)
    gradient = np.zeros(value.shape)
    for index in np.ndindex(value.shape):
        entry = np.zeros(value.shape)
        entry[index] = 1.0
        gradient[index], _ = slope(loss, params, {name: entry}, COARSE)
    return gradient
