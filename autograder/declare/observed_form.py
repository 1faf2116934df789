"""Read the form of a result off what a function returned once."""

from __future__ import annotations

import ast
import inspect
import textwrap
from collections.abc import Callable, Mapping
from typing import Any

import numpy as np

from autograder.declare.forms import Array, Fields, Form, Like, Number, Parts, Series
from autograder.declare.underivable import UnderivableError


def form_of_result(
    function: Callable[..., Any], value: Any, sizes: Mapping[str, int], given: Mapping[str, Any]
) -> Form:
    """Return the form of what a function returned for the arguments `given`. Raises UnderivableError if there is none.

    The extents of arrays that are sizes of the draw become their symbols.
    """
    symbols = {size: symbol for symbol, size in sizes.items()}
    label = function.__name__
    if isinstance(value, tuple):
        names = _returned_names(function, len(value))
        return Parts(tuple(_form(n, v, symbols, given, label) for n, v in zip(names, value, strict=True)))
    form: Form = _form("value", value, symbols, given, label)
    return form


def _form(name: str, value: Any, symbols: Mapping[int, str], given: Mapping[str, Any], label: str) -> Any:
    if isinstance(value, dict):
        like = next((n for n in (name, *given) if _alike(value, given.get(n))), None)
        if like is not None:
            return Like(name, like, change=like == name)
        entries = tuple(_form(str(n), v, symbols, given, label) for n, v in value.items())
        if entries and all(isinstance(entry, Array | Number) for entry in entries):
            return Fields(entries, "" if name == "value" else name)
    elif isinstance(value, list) and value and all(np.ndim(v) == 0 for v in value):
        whole = (n for n, v in given.items() if isinstance(v, int) and v == len(value))
        length = symbols.get(len(value)) or next(whole, None)
        if length is not None:
            return Series(name, length)
        raise UnderivableError(
            f"{label} returns {len(value)} numbers as {name!r}, but no size and no argument is {len(value)}; "
            f'let inputs() return the length, too: {{"steps": {len(value)}, ...}}'
        )
    elif isinstance(value, np.ndarray | float | int | np.number) and np.asarray(value).dtype.kind in "fiu":
        shape = tuple(symbols.get(extent, extent) for extent in np.shape(value))
        return Array(name, shape) if shape else Number(name)
    kind = value.dtype.name if isinstance(value, np.ndarray) else ""
    held = f"{type(value).__name__} of {kind}" if kind else type(value).__name__
    words = f"{label} returns a {held} as {name!r}" if name != "value" else f"{label} returns a {held}"
    raise UnderivableError(
        f"{words}; return arrays, numbers, a dict of these or a tuple with names. What is passed on in another form, "
        'such as a cache, stays inside a given function: see "A cache in a tuple" in docs/other_courses.md'
    )


def _alike(value: Mapping[str, Any], other: Any) -> bool:
    """Return whether a dict has the keys and shapes of an argument."""
    if not isinstance(other, dict) or value.keys() != other.keys() or not value:
        return False
    return all(np.shape(entry) == np.shape(other[name]) for name, entry in value.items())


def variables_returned(function: Callable[..., Any]) -> list[str]:
    """Return the names of the variables in a returned tuple, as the last `return` has them."""
    tree = ast.parse(textwrap.dedent(inspect.getsource(function)))
    returns = [n.value for n in ast.walk(tree) if isinstance(n, ast.Return) and isinstance(n.value, ast.Tuple)]
    parts = returns[-1].elts if returns else []
    return [part.id for part in parts if isinstance(part, ast.Name)]


def _returned_names(function: Callable[..., Any], count: int) -> list[str]:
    names = variables_returned(function)
    if len(names) != count or len(set(names)) != count:
        raise UnderivableError(
            f"{function.__name__} returns {count} values without names; put each into a variable and return these"
        )
    return names
