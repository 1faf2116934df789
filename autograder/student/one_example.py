"""One small example on its way through the student's functions, whatever state these are in."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import numpy as np

from autograder.declare.forms import Array
from autograder.declare.problem import Problem
from autograder.declare.roles import Network
from autograder.plain.evidence import Absent, Plain, Raised, Returned
from autograder.plain.safe_text import plain
from autograder.sketch.calculation import Matrix, OnePass
from autograder.sketch.calculation_places import MOST_UNITS
from autograder.student.kernel import Kernel
from autograder.student.public import Public

X, Y = (2.0, -1.0), 1.0
WEIGHTS = (((0.5, -0.25), (-0.5, 0.5)), ((-1.0, 0.75), (0.5, 0.25)))
BIASES = ((0.1, 0.3), (0.25, -0.1))
"""The example: small round numbers, each layer with others."""
STEP = 1e-6
"""Step of the prediction by which the slope of the loss is measured."""
MOST_WORDS = 300


class NotReadyError(Exception):
    """Something that a drawing needs is not there; the text is a sentence for the student."""


class OneExample:
    """The student's functions at one small example."""

    def __init__(self, public: Public, net: Network, ask: Kernel) -> None:
        self._problem, self._net, self._ask = public.problem, net, ask
        example = next((e for e in public.of(net.backward)), None)
        if example is None:
            raise NotReadyError("There is no drawing for this notebook: it has no public example.")
        given = public.problem.bind(example.call)
        if np.ndim(given[net.x]) != 2 or not isinstance(given[net.x], np.ndarray):
            raise NotReadyError("There is no drawing for this notebook: its inputs are not a matrix.")
        examples = given[net.x].shape[1]
        self._sizes = {s: 1 if size == examples else min(size, MOST_UNITS) for s, size in example.sizes.items()}
        self._given = {**given, **small(net, given)}

    def forward(self) -> OnePass:
        """Run the forward pass and the loss. Raises NotReadyError."""
        net = self._net
        values, missing = self._pieces(net.forward, self._returned(net.forward, self._given))
        if missing:
            raise NotReadyError(missing[0])
        self._given[net.cache] = values
        arrays = {name: _matrix(value) for name, value in values.items()}
        prediction = arrays[net.y_hat]
        up, down = (self._loss(prediction + by) for by in (STEP, -STEP))
        params = self._given[net.params]
        given = {
            name: _matrix(value)
            for name, value in (*params.items(), (net.x, self._given[net.x]), (net.y, self._given[net.y]))
        }
        scalars = frozenset(name for name, value in params.items() if np.ndim(value) == 0)
        return OnePass(net, given, arrays, self._loss(prediction), (up - down) / (2 * STEP), {}, scalars)

    def backward(self, done: OnePass) -> tuple[OnePass, list[str]]:
        """Add the backward pass, and return a sentence about each gradient it lacks. Raises NotReadyError."""
        name = self._net.backward
        grads, missing = self._pieces(name, self._returned(name, self._given))
        if not grads:
            raise NotReadyError(missing[0])
        return replace(done, grads={n: _matrix(v) for n, v in grads.items()}), missing

    def _loss(self, prediction: Matrix) -> float:
        net = self._net
        value = self._returned(net.loss, {**self._given, net.y_hat: prediction})
        return float(_real(net.loss, "", value, ()))

    def _returned(self, function: str, given: Mapping[str, Any]) -> Plain:
        sizes = ", ".join(f"{symbol} = {size}" for symbol, size in self._sizes.items())
        return returned(self._problem, self._ask, function, given, f" at an example of {sizes}")

    def _pieces(self, name: str, returned: Plain) -> tuple[dict[str, Any], list[str]]:
        """Return the declared pieces that are real numbers of the right shape, and a sentence about each other one."""
        function = self._problem.function(name)
        found, missing = {}, []
        for piece, form in function.pieces.items():
            shape = form.shape if isinstance(form, Array) else ()
            sizes = tuple(self._sizes[s] if isinstance(s, str) else s for s in shape)
            try:
                found[piece] = _real(name, piece, function.piece(piece, returned), sizes)
            except (LookupError, TypeError):
                missing.append(f"{name} does not return {piece} yet.")
            except NotReadyError as error:
                missing.append(str(error))
        return found, missing


def returned(problem: Problem, ask: Kernel, function: str, given: Mapping[str, Any], where: str = "") -> Plain:
    """Return what a function of the student's returns. Raises NotReadyError if it is nothing."""
    match ask(problem.probe(function, given)):
        case Returned(value=None):
            raise NotReadyError(f"{function} is not written yet: it returns None.")
        case Returned(value=value):
            return value
        case Absent():
            raise NotReadyError(f"There is no function {function} yet. Have you run its cell?")
        case Raised(type_name="NotImplementedError"):
            raise NotReadyError(f"{function} is not written yet.")
        case Raised(type_name=name, message=message):
            said = plain(f"{name}: {message}", MOST_WORDS).rstrip(".: ")
            raise NotReadyError(f"{function} stopped{where}: {said}.")
        case _:
            raise NotReadyError(f"{function} returns more than can be drawn.")


def small(net: Network, given: Mapping[str, Any]) -> dict[str, Any]:
    """Return one example with at most two features and units per layer, in the shapes of the `given` arguments."""
    params = dict(given[net.params])
    for layer, weights, biases in zip(net.layers, WEIGHTS * len(net.layers), BIASES * len(net.layers), strict=False):
        params[layer.weights] = _like(params[layer.weights], weights)
        params[layer.bias] = _like(params[layer.bias], np.array([biases]).T)
    x = np.array([X]).T[: given[net.x].shape[0]]
    return {net.x: x, net.y: np.full((given[net.y].shape[0], 1), Y), net.params: params}


def _like(value: Any, numbers: Any) -> Any:
    """Cut numbers to the shape of a value, which keeps two entries on each axis at most."""
    if np.ndim(value) == 0:
        return float(np.array(numbers).flat[0])
    return np.array(numbers)[tuple(slice(size) for size in np.shape(value))]


def _matrix(value: Any) -> Matrix:
    return np.array(value, dtype=np.float64).reshape((1, 1) if np.size(value) == 1 else np.shape(value))


def _real(function: str, piece: str, value: Plain, shape: tuple[int, ...]) -> Any:
    """Return finite real numbers of this shape; one number may come in any. Raises NotReadyError."""
    what = f"{function} returns {piece}" if piece else f"{function} returns something"
    if not isinstance(value, int | float | np.ndarray | np.generic) or np.asarray(value).dtype.kind not in "iuf":
        raise NotReadyError(f"{what} that is not made of real numbers: {type(value).__name__}.")
    array = np.asarray(value, dtype=np.float64)
    if array.shape != shape and not array.size == int(np.prod(shape)) == 1:
        raise NotReadyError(f"{what} of shape {array.shape}; here it should be {shape}.")
    if not np.isfinite(array).all():
        raise NotReadyError(f"{what} that holds nan or inf.")
    return array.reshape(shape) if shape else float(array.reshape(()))
