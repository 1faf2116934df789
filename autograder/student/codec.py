"""Convert values and forms to plain JSON and back. Reading trusts nothing: the text may be from anybody's notebook."""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Any

import numpy as np
from numpy.typing import NDArray

from autograder.declare.forms import Array, Batches, Extents, Fields, Form, Like, Number, Parts, Series
from autograder.plain.evidence import Plain, Rng


class PublicError(Exception):
    """A text that is not the public part of a problem; the message says what is wrong with it."""


def value_to_json(value: Plain) -> Any:
    """Write an argument or a result. Raises TypeError for any other value."""
    match value:
        case None | bool() | str():
            return value
        case np.ndarray() if value.dtype.kind in "iu":
            return {"whole": value.tolist()}
        case np.ndarray() if value.dtype.kind == "f" and np.isfinite(value).all():
            return {"array": value.astype(np.float64).tolist()}
        case np.ndarray() if value.dtype.kind == "b":
            return {"flags": value.tolist()}
        case float() | int() | np.generic():
            return _number(value)
        case Rng():
            return {"rng": [value.seed, *value.skip]}
        case dict():
            return {"dict": {name: value_to_json(entry) for name, entry in value.items()}}
        case list() | tuple():
            return {"list" if isinstance(value, list) else "tuple": [value_to_json(entry) for entry in value]}
        case _:
            raise TypeError(f"{type(value).__name__} does not travel")


def value_from_json(given: Any) -> Plain:
    """Read an argument or a result. Raises PublicError if it is invalid."""
    if given is None or isinstance(given, bool | str | int):
        return given
    if isinstance(given, float) and math.isfinite(given):
        return given
    if not isinstance(given, dict) or len(given) != 1:
        raise PublicError(f"not a value: {str(given)[:40]}")
    ((kind, inner),) = given.items()
    read = _READ.get(kind)
    if read is None or not isinstance(inner, dict if kind == "dict" else list):
        raise PublicError(f"not a value: {kind[:40]}")
    return read(inner)


def form_to_json(form: Form) -> list[Any]:
    """Write a form as its name and its fields."""
    match form:
        case Fields(entries, name):
            return ["Fields", [form_to_json(e) for e in entries], name]
        case Parts(parts):
            return ["Parts", [form_to_json(p) for p in parts]]
        case Array(name, shape):
            return ["Array", name, list(shape)]
        case Series(name, length):
            return ["Series", name, length]
        case Like(name, argument, change):
            return ["Like", name, argument, change]
        case Number(name) | Extents(name) | Batches(name):
            return [type(form).__name__, name]


def form_from_json(given: Any) -> Form:
    """Read a form. Raises PublicError if it is invalid."""
    match given:
        case ["Fields", [*entries], str(name)]:
            return Fields(tuple(_only(form_from_json(e), Number, Array, Extents) for e in entries), name)
        case ["Parts", [*parts]]:
            return Parts(tuple(_only(form_from_json(p), Number, Array, Series, Like, Fields) for p in parts))
        case ["Array", str(name), [*shape]] if all(isinstance(d, str | int) for d in shape):
            return Array(name, tuple(shape))
        case ["Series", str(name), str(length)]:
            return Series(name, length)
        case ["Like", str(name), str(argument), bool(change)]:
            return Like(name, argument, change)
        case ["Number" | "Extents" | "Batches" as kind, str(name)]:
            return Number(name) if kind == "Number" else Extents(name) if kind == "Extents" else Batches(name)
        case _:
            raise PublicError(f"not a form: {str(given)[:60]}")


def _number(value: Any) -> int | float:
    plain = value.item() if isinstance(value, np.generic) else value
    if not math.isfinite(plain):
        raise TypeError(f"{plain} does not travel")
    return int(plain) if isinstance(plain, int) else float(plain)


def _array(inner: list[Any], kind: type = np.float64) -> Plain:
    try:
        array: NDArray[Any] = np.array(inner, kind)
    except (TypeError, ValueError, OverflowError):
        raise PublicError("not an array of numbers") from None
    if not np.isfinite(array).all():
        raise PublicError("an array that holds nan or inf")
    return array


def _rng(inner: list[Any]) -> Rng:
    if not inner or not all(type(n) is int and n >= 0 for n in inner):
        raise PublicError("not a random generator")
    return Rng(inner[0], tuple(inner[1:]))


_READ: dict[str, Callable[[Any], Plain]] = {
    "array": _array,
    "whole": lambda inner: _array(inner, np.int64),
    "flags": lambda inner: _array(inner, np.bool_),
    "rng": _rng,
    "dict": lambda inner: {str(name): value_from_json(entry) for name, entry in inner.items()},
    "list": lambda inner: [value_from_json(entry) for entry in inner],
    "tuple": lambda inner: tuple(value_from_json(entry) for entry in inner),
}


def _only(form: Form, *kinds: type) -> Any:
    if not isinstance(form, kinds):
        raise PublicError(f"{type(form).__name__} cannot stand inside another form")
    return form
