"""Where an answer of the reference differs from the form that its declaration gives it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import numpy as np

from autograder.declare.forms import Array, Batches, Fields, Form, Like, Number, Parts, Series, shape_text, tuple_text
from autograder.plain.nearest import near


def misfits(form: Form, label: str, value: Any, sizes: Mapping[str, int], given: Mapping[str, Any]) -> Iterator[str]:
    """Yield where a value differs from its form. `given` are the arguments of the call by name."""
    match form:
        case Fields(entries):
            if not isinstance(value, dict):
                yield f"{label} returns {_kind(value)}, but the form is a dict with {_names(entries)}"
                return
            for entry in entries:
                if entry.name in value:
                    yield from misfits(entry, f'{label}["{entry.name}"]', value[entry.name], sizes, given)
                else:
                    yield f"{label} has no key {entry.name!r}{near(entry.name, map(str, value))}"
        case Parts(parts):
            if not isinstance(value, tuple | list) or len(value) != len(parts):
                many = f"{len(value)} values" if isinstance(value, tuple | list) else _kind(value)
                yield f"{label} returns {many}, but the form is {len(parts)} parts: {_names(parts)}"
                return
            for i, part in enumerate(parts):
                yield from misfits(part, f"{label}[{i}]", value[i], sizes, given)
        case _:
            yield from _single(form, label, value, sizes, given)


def _single(form: Form, label: str, value: Any, sizes: Mapping[str, int], given: Mapping[str, Any]) -> Iterator[str]:
    match form:
        case Array(_, shape):
            yield from _array(label, value, shape, sizes)
        case Number() if np.ndim(value) and np.size(value) != 1:
            yield f"{label} is {_kind(value)}, but the form is a number"
        case Number():
            yield from _real(label, value)
        case Like(_, argument):
            yield from _like(label, value, argument, given)
        case Series(_, length):
            yield from _series(label, value, length, {**sizes, **_whole(given)})
        case Batches() if not isinstance(value, list | tuple):
            yield f"{label} is {_kind(value)}, but the form is a list"


def _names(entries: Sequence[Any]) -> str:
    return ", ".join(entry.name for entry in entries)


def _whole(given: Mapping[str, Any]) -> dict[str, int]:
    return {name: value for name, value in given.items() if isinstance(value, int) and not isinstance(value, bool)}


def _kind(value: Any) -> str:
    return f"an array of shape {value.shape}" if isinstance(value, np.ndarray) else f"a {type(value).__name__}"


def _array(label: str, value: Any, shape: tuple[str | int, ...], sizes: Mapping[str, int]) -> Iterator[str]:
    if not isinstance(value, np.ndarray):
        yield f"{label} is {_kind(value)}, but the form is an array {tuple_text(shape)}"
        return
    unknown = [d for d in shape if isinstance(d, str) and d not in sizes]
    if unknown:
        declared = f"{label} is declared as {tuple_text(shape)}"
        yield f"{declared}, but a case has no size {unknown[0]}{near(unknown[0], sizes)}"
        return
    want = tuple(sizes[d] if isinstance(d, str) else d for d in shape)
    if shape and value.shape != want:  # () stands for whatever shape the arguments have
        said = shape_text(shape, dict(sizes))
        yield f"{label} has shape {value.shape}, but is declared as {said}; change the form or the function"
        return
    yield from _real(label, value)


def _real(label: str, value: Any) -> Iterator[str]:
    array = np.asarray(value)
    if array.dtype.kind not in "fiu":
        yield f"{label} holds {array.dtype}, not real numbers"
    elif not np.isfinite(array).all():
        yield f"{label} holds nan or inf; draw inputs for which the answer is finite"


def _like(label: str, value: Any, argument: str, given: Mapping[str, Any]) -> Iterator[str]:
    start = given.get(argument)
    if not isinstance(start, dict):
        yield f"{label} is declared to be like the argument {argument!r}, which is no dict{near(argument, given)}"
    elif not isinstance(value, dict) or (start and value.keys() != start.keys()):
        held = f"a dict with {', '.join(map(str, value))}" if isinstance(value, dict) else _kind(value)
        yield f"{label} is {held}, but {argument} has {', '.join(start)}"
    else:
        for name, entry in value.items():
            yield from _real(f'{label}["{name}"]', entry)


def _series(label: str, value: Any, length: str, sizes: Mapping[str, int]) -> Iterator[str]:
    if length not in sizes:
        yield f"{label} is declared with the length {length}, which is no size and no argument{near(length, sizes)}"
    elif not isinstance(value, list | tuple | np.ndarray) or len(value) != sizes[length]:
        held = f"{len(value)} numbers" if isinstance(value, list | tuple | np.ndarray) else _kind(value)
        way = "if it is as long as a size only by chance, let inputs() return its length, too"
        yield f"{label} is {held}, but is declared with the length {length} = {sizes[length]}; {way}"
    else:
        yield from _real(label, value)
