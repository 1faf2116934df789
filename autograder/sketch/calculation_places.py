"""Where the numbers of a calculation stand: one column per quantity, and each bias beside the inputs of its layer."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from autograder.declare.roles import Dense
from autograder.sketch.calculation import LOSS, Calculation, Link, OnePass, Spot, is_chain, slope_name
from autograder.sketch.calculation_steps import steps

APART = 1.75
"""Distance of two units of a layer, in rows: room for what their arrows carry."""
MOST_UNITS = 2
"""Units of a layer that can be drawn with all numbers on their arrows."""


def calculation(title: str, done: OnePass) -> Calculation:
    """Lay out one pass. Raises ValueError if the network is no chain of layers, or a layer has too many units."""
    if not is_chain(done.net) or any(max(done.known(la.weights).shape) > MOST_UNITS for la in done.net.layers):
        raise ValueError("only a chain of small layers can be drawn number by number")
    return Calculation(title, tuple(_spots(done)), tuple(_links(done)), tuple(steps(done)))


def _spots(done: OnePass) -> Iterator[Spot]:
    net, column = done.net, 0
    yield from _units(done, net.x, 0, asked=False)
    for layer in net.layers:
        yield from _biases(done, layer, column)
        for quantity in filter(None, (layer.sums, layer.sigmoid)):
            column += 1
            yield from _units(done, quantity, column)
    yield Spot(net.y, "", column, 1.0)
    yield Spot(LOSS, done.gradient(LOSS) if done.grads else "", column + 1, 0.0)


def _units(done: OnePass, quantity: str, column: int, *, asked: bool = True) -> Iterator[Spot]:
    names = done.names(quantity)
    gradients = done.names(quantity, gradient=done.gradient(quantity)) if done.grads and asked else [""] * len(names)
    for i, (name, gradient) in enumerate(zip(names, gradients, strict=True)):
        yield Spot(name, gradient, column, _row(i, len(names)))


def _row(unit: int, units: int) -> float:
    return (unit - (units - 1) / 2) * APART


def _biases(done: OnePass, layer: Dense, column: int) -> Iterator[Spot]:
    """Put the first bias above the inputs and the second one below them."""
    names = done.names(layer.bias)
    gradients = done.names(layer.bias, gradient=done.gradient(layer.bias)) if done.grads else [""] * len(names)
    last = _row(0, len(done.known(layer.inputs))) - 1
    for name, gradient, row in zip(names, gradients, (last, -last), strict=False):
        yield Spot(name, gradient, column, row)


def _links(done: OnePass) -> Iterator[Link]:
    net = done.net
    for layer in net.layers:
        x, sums, biases = (done.names(q) for q in (layer.inputs, layer.sums, layer.bias))
        weights = done.names(layer.weights)
        gradients = done.names(layer.weights, gradient=done.gradient(layer.weights)) if done.grads else None
        for at, (i, j) in enumerate(np.ndindex(len(sums), len(x))):
            yield Link(x[j], sums[i], weights[at], gradients[at] if gradients else "")
        passed = done.names(layer.bias, gradient=done.gradient(layer.bias)) if done.grads else [""] * len(biases)
        yield from (Link(bias, z, gradient=g) for bias, z, g in zip(biases, sums, passed, strict=True))
        if layer.sigmoid:
            outputs = done.names(layer.sigmoid)
            yield from (
                Link(z, a, slope=slope_name(a) if done.grads else "") for z, a in zip(sums, outputs, strict=True)
            )
    yield from (Link(net.y_hat, LOSS, slope=slope_name(LOSS) if done.grads else ""), Link(net.y, LOSS))
