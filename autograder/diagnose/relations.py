"""How a wrong gradient relates to the true one, where no named mistake explains it.

Needs no solution, and nothing but numpy: what is true comes from a `Backprop`, which notebooks make from their own
forward and loss. Every explanation is tried on the numbers themselves, and has to fit to the given tolerance.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from autograder.diagnose.backprop import Backprop, Floats, Layer

TOLERANCE = 1e-6
"""Of the largest entry: what numerical gradients allow for. Where gradients are exact, 1e-9 will do."""
FEWEST = 3
"""Entries of a block in which a coefficient is fitted: with fewer, one always fits."""
LARGEST_STEP = 10.0
"""A learning rate above this is none."""


@dataclass(frozen=True)
class Relation:
    """One wrong gradient explained: `name` from a shared vocabulary, `sentence` for the student."""

    quantity: str
    name: str
    sentence: str


@dataclass(frozen=True)
class Candidate:
    """What a mistake would make of a quantity. With `fitted`, any multiple of that is added to `value`."""

    name: str
    words: str
    value: Floats
    fitted: Floats | None = None


def relation(quantity: str, given: Any, network: Backprop, tolerance: float = TOLERANCE) -> Relation | None:
    """Relate one gradient of a parameter, such as dW1, to the true one; None where it is right or nothing fits."""
    return relate(quantity, [(given, network)], tolerance)


def relate(quantity: str, cases: Sequence[tuple[Any, Backprop]], tolerance: float = TOLERANCE) -> Relation | None:
    """Relate one gradient in several cases, in all of which the same relation has to hold."""
    fitting: dict[str, str] | None = None
    right = True
    for given, network in cases:
        array = np.atleast_2d(np.asarray(given, np.float64))
        true = truth(quantity, network)
        if true is None or not np.isfinite(array).all():
            return None
        right = right and _equal(array, true, tolerance)
        found = dict(_explanations(quantity, array, true, network, tolerance))
        fitting = found if fitting is None else {name: words for name, words in fitting.items() if name in found}
    if right or not fitting:
        return None
    name, words = next(iter(fitting.items()))
    return Relation(quantity, name, f"{quantity} is {words}.")


def truth(quantity: str, network: Backprop) -> Floats | None:
    """Give the true gradient of a parameter; None where the network has no such parameter."""
    for layer in network.layers:
        if quantity == f"d{layer.names[0]}":
            return layer.delta @ layer.inputs.T
        if quantity == f"d{layer.names[1]}":
            return layer.delta.sum(axis=1, keepdims=True)
    return None


def _explanations(
    quantity: str, given: Floats, true: Floats, network: Backprop, tolerance: float
) -> Iterator[tuple[str, str]]:
    """Give (name, words) of all that fits: constants alone first, then one mistake, then one mistake times a constant."""
    scale = float(np.abs(given).max(initial=0.0))
    if scale == 0:
        if np.abs(true).max(initial=0.0) > 0:
            yield "zero", "zero everywhere: does the loss really not depend on it?"
        return
    constants = tuple(_constants(network))
    if given.shape == true.shape:
        for name, words, factor in constants:
            if factor != 1 and _equal(given, factor * true, tolerance):
                yield f"times {name}", f"exactly {words} times the true gradient: {_about(name)}"
    if given.shape == true.T.shape and 1 not in true.shape and _equal(given, true.T, tolerance):
        yield "transposed", "the transpose of the true gradient: which shape has the parameter?"
    candidates = [c for c in _candidates(quantity, network) if not _same(c.value, true)]
    for candidate in candidates:
        if _fits(candidate, given, tolerance):
            yield candidate.name, candidate.words
    if given.size < FEWEST:
        return  # with so many constants, a single number could be anything
    for candidate in candidates:
        if candidate.fitted is None:
            for name, words, factor in constants:
                if factor != 1 and _fits(Candidate("", "", factor * candidate.value), given, tolerance):
                    yield f"{candidate.name}, times {name}", f"{words} times this: {candidate.words}"


def _fits(candidate: Candidate, given: Floats, tolerance: float) -> bool:
    value = candidate.value
    if value.shape != given.shape:
        return False
    if candidate.fitted is None:
        return _equal(given, value, tolerance)
    size = float((candidate.fitted**2).sum())
    if given.size < FEWEST or size == 0:
        return False
    factor = float(((given - value) * candidate.fitted).sum()) / size
    if abs(factor) > LARGEST_STEP or np.abs(factor * candidate.fitted).max() < 1e-4 * np.abs(given).max():
        return False
    return _equal(given, value + factor * candidate.fitted, tolerance)


def _candidates(quantity: str, network: Backprop) -> Iterator[Candidate]:
    for i, layer in enumerate(network.layers):
        if quantity == f"d{layer.names[0]}":
            yield from _weights(layer, network, i)
        if quantity == f"d{layer.names[1]}":
            yield from _bias(layer, network, i)


def _weights(layer: Layer, network: Backprop, i: int) -> Iterator[Candidate]:
    inputs, delta = layer.inputs, layer.delta
    yield from _dropped(lambda chosen: delta[:, chosen] @ inputs[:, chosen].T, network.examples)
    for name, words, other in _deltas(layer, network, i):
        yield Candidate(name, words, other @ inputs.T)
    if layer.before is not None:
        yield Candidate(
            "z for a",
            "built from the pre-activations: what goes into this layer, z or a?",
            delta @ layer.before.T,
        )
    if i > 0 and network.layers[0].inputs.shape == inputs.shape:
        yield Candidate("x for a", "built from x: what goes into this layer?", delta @ network.layers[0].inputs.T)
    yield Candidate(
        "inputs left out",
        "what a bias would get: how much does the output move when a weight moves a little?",
        np.repeat(delta.sum(axis=1, keepdims=True), inputs.shape[0], axis=1),
    )
    yield Candidate(
        "L2 term",
        f"the true gradient plus a multiple of {layer.names[0]}: is such a term in the loss?",
        delta @ inputs.T,
        layer.weights,
    )
    updated = _updated(network, i)
    if updated is not None:
        yield Candidate(
            "updated W2",
            "what comes out when the weights behind it have moved already: which W2 does the gradient meet?",
            delta @ inputs.T,
            updated @ inputs.T,
        )


def _bias(layer: Layer, network: Backprop, i: int) -> Iterator[Candidate]:
    delta = layer.delta
    units, m = delta.shape
    yield from _dropped(lambda chosen: delta[:, chosen].sum(axis=1, keepdims=True), m)
    for name, words, other in _deltas(layer, network, i):
        yield Candidate(name, words, other.sum(axis=1, keepdims=True))
    yield Candidate("not summed", "one column an example: how do they become one?", delta)
    if units > 1:
        yield Candidate(
            "wrong axis", "summed over the wrong axis: where are the examples?", delta.sum(axis=0, keepdims=True)
        )
        everything = "the sum over everything: every unit has a bias of its own"
        yield Candidate("summed over everything", everything, np.full((units, 1), delta.sum()))
        yield Candidate("summed over everything", everything, np.full((1, 1), delta.sum()))
    yield Candidate(
        "bias from dW",
        "the sum of the gradient of the weights: does the bias meet the inputs?",
        (delta @ layer.inputs.T).sum(axis=1, keepdims=True),
    )
    updated = _updated(network, i)
    if updated is not None:
        yield Candidate(
            "updated W2",
            "what comes out when the weights behind it have moved already: which W2 does the gradient meet?",
            delta.sum(axis=1, keepdims=True),
            updated.sum(axis=1, keepdims=True),
        )


def _deltas(layer: Layer, network: Backprop, i: int) -> Iterator[tuple[str, str, Floats]]:
    """Give what mistakes in the slopes of sigmoids, or in the weights behind, make of this layer's delta."""
    sides = [("output", network.squashed, None)]
    if i + 1 < len(network.layers):
        behind = network.layers[i + 1]
        sides.append(("hidden", behind.inputs if behind.before is not None else None, behind.before))
        ones = np.ones_like(behind.weights)
        local = _slope(behind)
        yield "W2 left out", "built without the weights behind it", (ones.T @ behind.delta) * local
    for side, a, z in sides:
        if a is None:
            continue
        slope = a * (1 - a)
        per_example = layer.delta
        yield f"{side} slope missing", f"lacking the slope of the {side} sigmoid", per_example / slope
        yield f"{side} slope twice", f"carrying the slope of the {side} sigmoid once too often", per_example * slope
        at_a = 1 / (1 + np.exp(-a))
        words = f"built with the slope of the {side} sigmoid taken at the wrong value"
        yield f"{side} slope at a", words, per_example / slope * at_a * (1 - at_a)
        incomplete = f"built with a part of the slope of the {side} sigmoid only"
        yield f"{side} slope incomplete", incomplete, per_example / (1 - a)
        yield f"{side} slope incomplete", incomplete, per_example / a
        yield f"{side} slope of tanh", "built with the slope of another activation", per_example / slope * (1 - a**2)
        if z is not None:
            yield f"{side} slope with z for a", words, per_example / slope * z * (1 - z)
            yield f"{side} slope of relu", "built with the slope of another activation", per_example / slope * (z > 0)


def _slope(behind: Layer) -> Any:
    return 1.0 if behind.before is None else behind.inputs * (1 - behind.inputs)


def _updated(network: Backprop, i: int) -> Floats | None:
    """Give what a step of the weights behind takes away from this layer's delta, for a learning rate of 1."""
    if i + 1 == len(network.layers):
        return None
    behind = network.layers[i + 1]
    taken: Floats = -((behind.delta @ behind.inputs.T).T @ behind.delta) * _slope(behind)
    return taken


def _dropped(make: Any, m: int) -> Iterator[Candidate]:
    """Leave out some examples: the first, the last, one in between, all but one, half of them."""
    everything = np.arange(m)
    dropped = "lacking the part of {}: does every example have its share?"
    only = "made from {} alone: does each turn of a loop add to the gradient, or replace it?"
    places = {0: "the first example", m - 1: "the last example"}
    for i in everything:
        place = places.get(int(i), "one example")
        name = {0: "first", m - 1: "last"}.get(int(i), f"number {i + 1}")
        yield Candidate(f"{name} example dropped", dropped.format(place), make(everything != i))
        yield Candidate(f"{name} example only", only.format(place), make(everything == i))
    for parity, some in enumerate(("every other example", "every other example")):
        yield Candidate(f"every other example only, from {parity}", only.format(some), make(everything % 2 == parity))


def _constants(network: Backprop) -> Iterator[tuple[str, str, float]]:
    """Give the constants that are met: products of m, 1/m, 2, 1/2 and -1, and m confused with another size."""
    m = network.examples
    n = network.layers[0].inputs.shape[0]
    sizes = {"": 1.0, "m": float(m), "1/m": 1 / m, "m/n": m / n, "m/(m-1)": m / (m - 1)}
    if len(network.layers) > 1:
        sizes["m/k"] = m / network.layers[0].delta.shape[0]
    for sign in ("", "-"):
        for power, factor in (("", 1.0), ("2", 2.0), ("1/2", 0.5), ("4", 4.0), ("1/4", 0.25)):
            for size, value in sizes.items():
                parts = [p for p in (power, size) if p]
                if parts or sign:
                    name = sign + (" * ".join(parts) or "1")
                    yield name, name, (-1 if sign else 1) * factor * value


def _about(name: str) -> str:
    """Say where to think."""
    subjects = [
        ("-" in name.replace("(m-1)", ""), "the sign"),
        ("2" in name or "4" in name, "the factor of the square"),
        ("m" in name, "the mean"),
    ]
    return "think about " + " and ".join(subject for applies, subject in subjects if applies)


def _same(first: Floats, second: Floats) -> bool:
    return first.shape == second.shape and _equal(first, second, 1e-12)


def _equal(first: Floats, second: Floats, tolerance: float) -> bool:
    if first.shape != second.shape:
        return False
    largest = max(float(np.abs(first).max(initial=0.0)), float(np.abs(second).max(initial=0.0)))
    return bool(np.abs(first - second).max(initial=0.0) <= tolerance * largest)
