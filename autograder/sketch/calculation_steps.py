"""The steps of a calculation in their order, each number with its arithmetic."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from math import exp, isnan, nan

from autograder.declare.roles import Dense
from autograder.sketch.calculation import LOSS, Amount, CalculationStep, Matrix, OnePass, number, slope_name

Made = Sequence[tuple[str, float]]
"""The arithmetic of several numbers, and what each gives."""
MEASURED = "measured: "
"""The beginning of what is no arithmetic."""
MINUS, TIMES, PARTIAL = "\N{MINUS SIGN}", "\N{MULTIPLICATION SIGN}", "\N{PARTIAL DIFFERENTIAL}"


def steps(done: OnePass) -> Iterator[CalculationStep]:
    """Yield what is given, the forward pass, and the backward pass if there is one."""
    yield CalculationStep("", tuple(a for quantity in done.given for a in _amounts(done, quantity)))
    yield from _forward(done)
    if done.grads:
        yield from _backward(done)


def _amounts(done: OnePass, quantity: str) -> Iterator[Amount]:
    yield from map(Amount, done.names(quantity), _floats(done.known(quantity)))


def _forward(done: OnePass) -> Iterator[CalculationStep]:
    for layer in done.net.layers:
        yield _value(done, layer.sums, [*_sums(done, layer)])
        if layer.sigmoid:
            through = [(f"sigmoid({number(z)})", _sigmoid(z)) for z in _floats(done.known(layer.sums))]
            yield _value(done, layer.sigmoid, through)
    prediction, target = (number(float(done.known(q)[0, 0])) for q in (done.net.y_hat, done.net.y))
    how = f"{MEASURED}what your loss returns for the prediction {prediction} and {done.net.y} = {target}"
    yield CalculationStep(LOSS, (Amount(LOSS, done.loss, how),))


def _sums(done: OnePass, layer: Dense) -> Iterator[tuple[str, float]]:
    x = _floats(done.known(layer.inputs))
    for row, bias in zip(done.known(layer.weights).tolist(), _floats(done.known(layer.bias)), strict=True):
        terms = [*(_times(w, v) for w, v in zip(row, x, strict=True)), _inside(bias)]
        yield " + ".join(terms), sum((w * v for w, v in zip(row, x, strict=True)), bias)


def _backward(done: OnePass) -> Iterator[CalculationStep]:
    """Walk from the loss to the first layer; each step starts from the gradients that the student has."""
    start, slope = done.gradient(LOSS), slope_name(LOSS)
    yield CalculationStep(start, (Amount(start, 1.0, f"{PARTIAL}{LOSS}/{PARTIAL}{LOSS}"),), back=True, asked=False)
    how = f"{MEASURED}how much your loss moves when {done.net.y_hat} does"
    yield CalculationStep(slope, (Amount(slope, done.slope, how),), back=True, asked=False)
    step = _gradient(done, done.net.y_hat, [(_times(1.0, done.slope), done.slope)])
    yield step
    for layer in reversed(done.net.layers):
        if layer.sigmoid:
            outputs = _floats(done.known(layer.sigmoid))
            slopes = [a * (1 - a) for a in outputs]
            names = map(slope_name, done.names(layer.sigmoid))
            hows = (f"{number(a)} {TIMES} (1 {MINUS} {number(a)})" for a in outputs)
            yield CalculationStep(
                slope_name(layer.sigmoid), (*map(Amount, names, slopes, hows),), back=True, asked=False
            )
            arrives = zip(_flow(step), slopes, strict=True)
            step = _gradient(done, layer.sums, [(_times(g, s), g * s) for g, s in arrives])
            yield step
        flow, x = _flow(step), _floats(done.known(layer.inputs))
        yield _gradient(done, layer.weights, [(_times(g, v), g * v) for g in flow for v in x])
        yield _gradient(done, layer.bias, [(_times(g, 1.0), g) for g in flow])
        if layer.inputs != done.net.x:
            columns = done.known(layer.weights).T.tolist()
            step = _gradient(done, layer.inputs, [_weighted(column, flow) for column in columns])
            yield step


def _weighted(weights: Sequence[float], flow: Sequence[float]) -> tuple[str, float]:
    pairs = list(zip(flow, weights, strict=True))
    return " + ".join(_times(g, w) for g, w in pairs), sum(g * w for g, w in pairs)


def _value(done: OnePass, quantity: str, made: Made) -> CalculationStep:
    return CalculationStep(quantity, _compared(done.names(quantity), _floats(done.known(quantity)), made))


def _gradient(done: OnePass, quantity: str, made: Made) -> CalculationStep:
    """Return the gradient with respect to a quantity; if it is not asked for, what arrives is its value."""
    name = done.gradient(quantity)
    asked = name in done.net.gradients
    missing = [nan if asked else value for _, value in made]
    values = _floats(done.grads[name]) if name in done.grads else missing
    amounts = _compared(done.names(quantity, gradient=name), values, made)
    return CalculationStep(name, amounts, back=True, asked=asked)


def _compared(names: Sequence[str], values: Sequence[float], made: Made) -> tuple[Amount, ...]:
    entries = zip(names, values, made, strict=True)
    return tuple(Amount(name, value, how, arrived) for name, value, (how, arrived) in entries)


def _flow(step: CalculationStep) -> list[float]:
    """Return what goes on from a step: the student's numbers, and what arrives where there is none."""
    return [float(a.made or 0.0) if isnan(a.value) else a.value for a in step.amounts]


def _floats(values: Matrix) -> list[float]:
    return [float(v) for v in values.ravel()]


def _sigmoid(z: float) -> float:
    return 1 / (1 + exp(-z)) if z > 0 else exp(z) / (1 + exp(z))


def _times(*factors: float) -> str:
    return f" {TIMES} ".join(map(_inside, factors))


def _inside(value: float) -> str:
    """Return a number as it is written inside a sum or product."""
    text = number(value)
    return f"({text})" if text.startswith(MINUS) else text


def sentences(step: CalculationStep) -> Iterator[str]:
    """Yield how each number of a step comes about, and which one is not what its arrows bring."""
    for a in step.amounts:
        value, made = number(a.value), number(a.made or 0.0)
        if a.how.startswith(MEASURED):
            yield f"{a.name} = {value}, {a.how}"
        elif not a.fits:
            yield f"{a.name} = {value}, but {a.how} = {made}"
        else:
            yield f"{a.name} = {a.how} = {value}" if a.how not in ("", value) else f"{a.name} = {value}"
