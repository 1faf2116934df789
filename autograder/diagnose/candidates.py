"""The wrong gradients that common mistakes in backpropagation would produce."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from enum import Enum
from typing import Any

import numpy as np

from autograder.diagnose.backprop import Backprop, Floats, Layer


class Operand(Enum):
    """What a gradient is taken with respect to."""

    WEIGHTS = "the weights of a layer"
    BIAS = "its bias"
    SUMS = "its sums"
    INPUTS = "what goes into it"


@dataclass(frozen=True)
class Candidate:
    """A gradient with one mistake in it: `what` it is, and where to `think`.

    Any multiple of `fitted`, if set, may be added to `value`.
    """

    name: str
    what: str
    think: str
    value: Floats
    fitted: Floats | None = None


def place(quantity: str, network: Backprop) -> tuple[Operand, int] | None:
    """Return which gradient of which layer a quantity is, or None where no layer has it.

    The sums of a layer may also be the inputs of the next one: the layer that computes them counts.
    """
    of = network.net.gradients.get(quantity)
    names = [(i, layer.names) for i, layer in enumerate(network.layers)]
    kinds: dict[str, tuple[Operand, int]] = {name.inputs: (Operand.INPUTS, i) for i, name in names if i > 0}
    for i, name in names:
        kinds |= {name.weights: (Operand.WEIGHTS, i), name.bias: (Operand.BIAS, i), name.sums: (Operand.SUMS, i)}
    return None if of is None else kinds.get(of)


def of_delta(kind: Operand, layer: Layer, delta: Floats) -> Floats:
    """Return the gradient that follows from the layer's delta."""
    made: dict[Operand, Callable[[], Floats]] = {
        Operand.WEIGHTS: lambda: delta @ layer.inputs.T,
        Operand.BIAS: lambda: delta.sum(axis=1, keepdims=True),
        Operand.SUMS: lambda: delta,
        Operand.INPUTS: lambda: layer.weights.T @ delta,
    }
    return made[kind]()


def candidates(kind: Operand, i: int, network: Backprop) -> Iterator[Candidate]:
    """Return every mistake considered for one gradient of layer `i`."""
    layer = network.layers[i]
    if kind in (Operand.WEIGHTS, Operand.BIAS):
        yield from _some_examples(lambda chosen: _chosen(kind, layer, chosen), layer.delta.shape[1])
        yield from _by_class(kind, layer, network)
    if kind is not Operand.INPUTS:
        for name, what, think, delta in _slopes(layer, network, i):
            yield Candidate(name, what, think, of_delta(kind, layer, delta))
    yield from _updated(kind, i, network)
    if kind is Operand.WEIGHTS:
        yield from _weights(layer, network, i)
    if kind is Operand.BIAS:
        yield from _bias(layer, network)
    if kind in (Operand.WEIGHTS, Operand.BIAS):
        value, name = (
            (layer.weights, layer.names.weights) if kind is Operand.WEIGHTS else (layer.bias, layer.names.bias)
        )
        extra = f"the true gradient plus a multiple of {name}"
        yield Candidate("L2 term", extra, "is such a term in the loss?", of_delta(kind, layer, layer.delta), value)


def _chosen(kind: Operand, layer: Layer, chosen: Any) -> Floats:
    some = replace(layer, inputs=layer.inputs[:, chosen], delta=layer.delta[:, chosen])
    return of_delta(kind, some, some.delta)


def _some_examples(make: Callable[[Any], Floats], m: int) -> Iterator[Candidate]:
    """Return the gradients without one example, with only one, or with every other one."""
    each = np.arange(m)
    share, turns = "does every example have its share?", "does each turn of a loop add to it, or replace it?"
    for i in (m - 1, *range(m - 1)):
        name, place = {0: ("first", "the first"), m - 1: ("last", "the last")}.get(i, (f"number {i + 1}", "one"))
        yield Candidate(f"{name} dropped", f"the gradient without {place} example", share, make(each != i))
        yield Candidate(f"{name} only", f"the gradient of {place} example alone", turns, make(each == i))
    for parity, which in enumerate(("first, third", "second, fourth")):
        what = f"the gradient of every other example (the {which}, ...)"
        yield Candidate(f"every other, from {parity}", what, share, make(each % 2 == parity))


def _by_class(kind: Operand, layer: Layer, network: Backprop) -> Iterator[Candidate]:
    """Return the gradients in which the examples of the two classes have other shares."""
    positive = network.layers[-1].delta[0] < 0
    counts = [int(chosen.sum()) for chosen in (positive, ~positive)]
    if network.squashed is None or len(network.squashed) > 1 or not all(counts):
        return
    one, other = (_chosen(kind, layer, chosen) for chosen in (positive, ~positive))
    share, m = "has every example the same share?", len(positive)
    means = m / counts[0] * one + m / counts[1] * other
    yield Candidate("classes alike", "a mean over each class by itself", share, means)
    yield Candidate("classes balanced", "made as if there were equally many of each class", share, means / 2)
    mistaken = np.abs(network.layers[-1].delta[0]) * m > 1 / 2
    yield Candidate(
        "mistaken only", "the gradient of the mistaken examples alone", share, _chosen(kind, layer, mistaken)
    )
    what = "the true gradient plus a multiple of one class's part"
    yield Candidate("classes weighted", what, share, one + other, one)


def _weights(layer: Layer, network: Backprop, i: int) -> Iterator[Candidate]:
    delta, x = layer.delta, network.layers[0].inputs
    which = "what goes into this layer?"
    if layer.before is not None:
        yield Candidate("z for a", "made with z where a belongs", which, delta @ layer.before.T)
    if i > 0:
        what = f"made with {network.net.x} where the hidden layer belongs"
        yield Candidate("x for the layer's inputs", what, which, delta @ x.T)
    moves = "how much does the layer move when a weight moves a little?"
    ones = np.ones_like(layer.inputs)
    yield Candidate("inputs left out", "the gradient without what goes into the layer", moves, delta @ ones.T)


def _bias(layer: Layer, network: Backprop) -> Iterator[Candidate]:
    delta = layer.delta
    yield Candidate("not summed", "one column an example", "how do they become one?", delta)
    if len(delta) > 1:
        axis = "summed over the wrong axis"
        yield Candidate("wrong axis", axis, "where are the examples?", delta.sum(axis=0, keepdims=True))
        for shape in ((len(delta), 1), (1, 1)):
            flat, own = "the sum over all units and examples", "does every unit have a bias of its own?"
            yield Candidate("summed over everything", flat, own, np.full(shape, delta.sum()))
    meets = "does a bias meet what goes into the layer?"
    from_weights = (delta @ layer.inputs.T).sum(axis=1, keepdims=True)
    summed = network.net.gradient_of[layer.names.weights]
    yield Candidate("bias from dW", f"the sum of {summed}", meets, from_weights)


def _slopes(layer: Layer, network: Backprop, i: int) -> Iterator[tuple[str, str, str, Floats]]:
    """Return this layer's delta with mistakes in the sigmoid's slope, or in the weights, on the way back to it."""
    behind = network.layers[i + 1] if i + 1 < len(network.layers) else None
    if network.squashed is not None:
        yield from _slope("output", network.squashed, None, layer.delta)
    if behind is None or not _known(layer, behind):
        return
    if behind.before is not None:
        yield from _slope("hidden", behind.inputs, behind.before, layer.delta)
    through = "a unit reaches the output through its weight. Where is it?"
    without = np.ones_like(behind.weights).T @ behind.delta * _local(behind)
    yield "weights left out", f"the gradient without {behind.names.weights}", through, without


def _slope(side: str, a: Floats, z: Floats | None, delta: Floats) -> Iterator[tuple[str, str, str, Floats]]:
    slope = a * (1 - a)
    bare, at_a = delta / slope, 1 / (1 + np.exp(-a))
    value = f"the gradient with the slope of the {side} sigmoid taken at the wrong value"
    passes = f"how often does the gradient pass through the {side} sigmoid?"
    other = "of which activation function is your slope?"
    where = "which value went into the sigmoid in the forward pass?"
    part = "take the derivative of the sigmoid once more on paper."
    yield f"{side} slope missing", f"the gradient without the slope of the {side} sigmoid", passes, bare
    yield f"{side} slope twice", f"the gradient with the slope of the {side} sigmoid twice", passes, delta * slope
    yield f"{side} slope at a", value, where, bare * at_a * (1 - at_a)
    for half in (a, 1 - a):
        yield f"{side} slope incomplete", f"the gradient with a part of the {side} slope", part, bare * half
    yield f"{side} slope of tanh", f"the gradient with another slope at the {side} sigmoid", other, bare * (1 - a**2)
    if z is not None:
        yield f"{side} slope of relu", f"the gradient with another slope at the {side} sigmoid", other, bare * (z > 0)
        yield f"{side} slope with z for a", value, where, bare * z * (1 - z)


def _known(layer: Layer, behind: Layer) -> bool:
    """Return whether it is known what stands between two layers: nothing, or a sigmoid."""
    return behind.before is not None or layer.names.sums == behind.names.inputs


def _local(behind: Layer) -> Any:
    return 1.0 if behind.before is None else behind.inputs * (1 - behind.inputs)


def _updated(kind: Operand, i: int, network: Backprop) -> Iterator[Candidate]:
    """Return the delta if the next layer's weights were already updated, with a learning rate to be fitted."""
    at = i if kind is Operand.INPUTS else i + 1
    if at == len(network.layers) or not (kind is Operand.INPUTS or _known(network.layers[i], network.layers[at])):
        return
    behind = network.layers[at]
    step = (behind.delta @ behind.inputs.T).T @ behind.delta
    layer = network.layers[i]
    true = of_delta(kind, layer, layer.delta)
    taken = step if kind is Operand.INPUTS else of_delta(kind, layer, step * _local(behind))
    name = behind.names.weights
    what, think = f"the gradient that meets {name} after its update", f"which {name} was there in the forward pass?"
    yield Candidate("updated weights", what, think, true, -taken)
