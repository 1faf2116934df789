"""The forms that a function's result can have: what a student may return, named piece by piece."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TypeAlias

Dim: TypeAlias = "str | int"
Shape: TypeAlias = "tuple[Dim, ...]"


@dataclass(frozen=True)
class Number:
    """One real number: a float, an integer, a numpy scalar or an array of size 1."""

    name: str


@dataclass(frozen=True)
class Array:
    """An ndarray of real numbers with a symbolic shape, such as ("k", "n")."""

    name: str
    shape: Shape


@dataclass(frozen=True)
class Extents:
    """A tuple, list or array of whole numbers, one for each axis: the shape of an array as the answer itself."""

    name: str


@dataclass(frozen=True)
class Series:
    """A list, tuple or array of real numbers, one for each step; `length` is its symbol.

    The first is compared directly, the others by their change since the first.
    """

    name: str
    length: str


@dataclass(frozen=True)
class Like:
    """A dict with the keys and shapes of the dict argument `argument`.

    With `change`, it is compared by its difference from that argument: otherwise a small learning rate would hide
    every mistake.
    """

    name: str
    argument: str
    change: bool = False


@dataclass(frozen=True)
class Batches:
    """A list of tuples of arrays, such as `[(x_batch, y_batch), ...]`."""

    name: str


@dataclass(frozen=True)
class Fields:
    """A dict with these keys; more keys are ignored."""

    entries: tuple[Number | Array | Extents, ...]
    name: str = ""


@dataclass(frozen=True)
class Parts:
    """A tuple (or list) of several results in this order."""

    parts: tuple[Number | Array | Series | Like | Fields, ...]


Form: TypeAlias = Number | Array | Extents | Series | Like | Batches | Fields | Parts


def shape_text(shape: Shape, sizes: dict[str, int]) -> str:
    """Write a symbolic shape with its sizes: `(k, n) = (3, 4)`."""
    symbols = tuple_text(shape)
    numbers = tuple_text(tuple(sizes.get(d, d) if isinstance(d, str) else d for d in shape))
    return symbols if symbols == numbers else f"{symbols} = {numbers}"


def tuple_text(shape: tuple[Dim, ...]) -> str:
    """Write a shape the way numpy does, with bare symbols."""
    return f"({shape[0]},)" if len(shape) == 1 else "(" + ", ".join(str(d) for d in shape) + ")"


def sizes_text(sizes: dict[str, int]) -> str:
    """Format the sizes of a case for the end of a message: `; n=3, k=4, m=7`, or nothing if it has none."""
    return "; " + ", ".join(f"{name}={size}" for name, size in sizes.items()) if sizes else ""
