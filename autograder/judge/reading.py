"""Read what a student returned into pairs of float64 arrays to compare, or into faults of shape and type."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

import numpy as np

from autograder.declare.forms import (
    Array,
    Batches,
    Extents,
    Fields,
    Form,
    Like,
    Number,
    Parts,
    Series,
    Shape,
    shape_text,
    sizes_text,
    tuple_text,
)
from autograder.declare.problem import Function, piece_form, piece_names
from autograder.judge.numeric import Floats
from autograder.judge.values import describe, keys_text, real, row, single, whole
from autograder.plain.evidence import Plain
from autograder.plain.record import record

ARRAYS = (np.ndarray, np.generic)
DTYPE = np.dtype(np.float64)


@record(frozen=True)
class Leaf:
    """One block that can be compared. `label` is how the student accesses it: `backward()["dW1"]`.

    `narrow` means that it was float32. `since` holds the start values if the block is a change.
    """

    name: str
    label: str
    got: Floats
    want: Floats
    narrow: bool
    since: Floats | None = None


@dataclass(frozen=True)
class Fault:
    """A wrong key, type or shape. `almost` holds the values if only a transpose or an axis of size 1 is wrong."""

    name: str
    message: str
    almost: Leaf | None = None


Reading = tuple[Leaf | Fault, ...]


@record(frozen=True)
class Expected:
    """What one call should return: the declared function, its arguments, the reference's answer, the case's sizes."""

    function: Function
    args: tuple[Plain, ...]
    value: Plain
    sizes: dict[str, int]


def read(value: Plain, piece: str, expected: Expected) -> Reading:
    """Read one piece ("" for all) of what a function returned, and pair it with what is expected."""
    function = expected.function
    label = f"{function.name}()"
    want = expected.value
    if piece:
        match function.result:
            case Fields():
                if not isinstance(value, dict):
                    return (_no_dict(value, piece_names(function), label, piece),)
                fault = _not_fields(value, (piece,), label, piece, function.pieces)
                if fault:
                    return (fault,)
                label, value, want = f'{label}["{piece}"]', value[piece], want[piece]
            case Parts(parts=parts):
                fault = _not_parts(value, parts, label, piece)
                if fault:
                    return (fault,)
                at = piece_names(function).index(piece)
                label, value, want = f"{label}: {piece}", value[at], want[at]
    return _LeafReader(expected).read(piece_form(function, piece), label, value, want)


def array_at_once(value: Plain, piece: str, expected: Expected) -> Floats | None:
    """Return a float64 array of the right shape from a dict, the usual case, or None for anything else."""
    if type(value) is not dict or type(expected.value) is not dict:
        return None
    got, want = value.get(piece), expected.value.get(piece)
    alike = type(got) is np.ndarray and type(want) is np.ndarray and got.dtype == DTYPE and got.shape == want.shape
    return got if alike else None


def take(form: Form, value: Plain, want: Plain) -> Any:
    """Convert a value without faults to what the lecture's formulas use: floats, float64 arrays, dicts.

    A whole number stays one where the right one is, an index for example. `Parts` become a dict by their names.
    """
    match form:
        case Number():
            number = _number(value)
            return int(number) if isinstance(want, int | np.integer) and number.is_integer() else number
        case Array():
            return whole(np.asarray(value, np.float64), want)
        case Extents():
            return tuple(int(v) for v in value)
        case Series():
            return row(value).astype(np.float64).tolist()
        case Like():
            return {
                key: np.asarray(value[key], np.float64) if isinstance(entry, np.ndarray) else _number(value[key])
                for key, entry in want.items()
            }
        case Batches():
            return [tuple(np.asarray(array, np.float64) for array in batch) for batch in value]
        case Fields(entries):
            return {e.name: take(e, value[e.name], want[e.name]) for e in entries}
        case Parts(parts):
            return {p.name: take(p, v, w) for p, v, w in zip(parts, value, want, strict=True)}


def _number(value: Plain) -> float:
    return value if type(value) is float else float(np.asarray(single(value), np.float64).reshape(()))


class _LeafReader:
    def __init__(self, expected: Expected) -> None:
        self.expected = expected
        self.sizes = expected.sizes

    def read(self, form: Form, label: str, value: Plain, want: Plain) -> Reading:
        match form:
            case Array(name, shape):
                return (self.array(name, label, value, want, shape),)
            case Number() | Extents():
                one = self.number if isinstance(form, Number) else self.extents
                return (one(form.name, label, value, want),)
            case Series(name, length):
                return self.series(name, label, value, want, length)
            case Like():
                return self.like(form, label, value, want)
            case Batches(name):
                return self.batches(name, label, value, want)
            case Fields(entries, name):
                if fault := _not_fields(value, tuple(e.name for e in entries), label, name):
                    return (fault,)
                leaves = [self.read(e, f'{label}["{e.name}"]', value[e.name], want[e.name]) for e in entries]
                return tuple(leaf for reading in leaves for leaf in reading)
            case Parts(parts):
                if fault := _not_parts(value, parts, label, ""):
                    return (fault,)
                pieces = [self.read(p, f"{label}: {p.name}", v, w) for p, v, w in zip(parts, value, want, strict=True)]
                return tuple(leaf for reading in pieces for leaf in reading)

    def number(self, name: str, label: str, value: Plain, want: Plain) -> Leaf | Fault:
        array = single(value)
        if array is None:
            return Fault(name, f"{label}: got {describe(value)}, expected a number{sizes_text(self.sizes)}")
        return _leaf(name, label, array.reshape(()), np.float64(want))

    def array(self, name: str, label: str, value: Plain, want: Plain, shape: Shape | None = None) -> Leaf | Fault:
        array = real(value) if isinstance(value, ARRAYS) else None
        if array is not None and array.shape == want.shape:
            return _leaf(name, label, array, want)
        got = f"shape {tuple_text(array.shape)}" if array is not None and array.ndim else describe(value)
        symbols = {size: name for name, size in self.sizes.items() if size != 1}
        symbolic = shape or tuple(symbols.get(d, d) for d in want.shape)
        kind = "an array of shape " if array is None else ""
        message = f"{label}: got {got}, expected {kind}{shape_text(symbolic, self.sizes)}{sizes_text(self.sizes)}"
        almost = None if array is None else _up_to_a_transpose(array, want.shape)
        return Fault(name, message, None if almost is None else _leaf(name, label, almost, want))

    def extents(self, name: str, label: str, value: Plain, want: Plain) -> Leaf | Fault:
        array = row(value)
        if array is None or array.size != len(want):
            expected = f"a tuple of {len(want)} whole numbers{sizes_text(self.sizes)}"
            return Fault(name, f"{label}: got {describe(value)}, expected {expected}")
        return _leaf(name, label, array, np.asarray(want))

    def series(self, name: str, label: str, value: Plain, want: Plain, length: str) -> Reading:
        numbers = row(value)
        if numbers is None:
            odd = next(((i, v) for i, v in enumerate(value) if row((v,)) is None), None) if _is_list(value) else None
            if odd is not None:
                return (Fault(name, f"{label}[{odd[0]}]: got {describe(odd[1])}, expected a number"),)
            return (Fault(name, f"{label}: got {describe(value)}, expected {length} = {len(want)} numbers"),)
        if numbers.size != len(want):
            got = "1 number" if numbers.size == 1 else f"{numbers.size} numbers"
            return (Fault(name, f"{label}: got {got}, expected {length} = {len(want)}"),)
        expected: Floats = np.asarray(want, np.float64)
        first = _leaf(name, f"{label}[0]", numbers[:1], expected[:1])
        with np.errstate(all="ignore"):  # inf and nan are judged later
            got_change, want_change = _changes(numbers), _changes(expected)
        changes = Leaf(name, f"{label}[i] - losses[0]", got_change, want_change, _narrow(numbers), since=expected)
        return (first, changes)

    def like(self, form: Like, label: str, value: Plain, want: Plain) -> Reading:
        fault = _not_fields(value, tuple(want), label, form.name)
        if fault:
            return (fault,)
        leaves: list[Leaf | Fault] = []
        for key, entry in want.items():
            one = self.array if isinstance(entry, np.ndarray) else self.number
            leaves.append(one(form.name, f'{label}["{key}"]', value[key], entry))
        if not form.change:
            return tuple(leaves)
        before = self.expected.args[self.expected.function.args.index(form.argument)]
        called, colon, name = label.rpartition(": ")
        changed = f"{called}{colon}the change of {name}"
        named = zip(want, leaves, strict=True)
        with np.errstate(all="ignore"):  # inf and nan are judged later
            return tuple(_minus(leaf, f'{changed}["{key}"]', before[key]) for key, leaf in named)

    def batches(self, name: str, label: str, value: Plain, want: Plain) -> Reading:
        if not _is_list(value):
            return (Fault(name, f"{label}: got {describe(value)}, expected a list of (x_batch, y_batch)"),)
        if len(value) != len(want):
            expected = f"{len(want)}{sizes_text(self.sizes)}"
            return (Fault(name, f"{label}: got {len(value)} batches, expected {expected}"),)
        leaves: list[Leaf | Fault] = []
        for i, (got, pair) in enumerate(zip(value, want, strict=True)):
            if not _is_list(got) or len(got) != len(pair):
                message = f"{label}[{i}]: got {describe(got)}, expected a tuple (x_batch, y_batch)"
                leaves.append(Fault(name, message))
                continue
            for j, (g, w) in enumerate(zip(got, pair, strict=True)):
                leaves.append(self.array(name, f"{label}[{i}][{j}]", g, w))
        return tuple(leaves)


def _is_list(value: Plain) -> bool:
    return isinstance(value, list | tuple)


def _not_fields(value: Plain, keys: tuple[str, ...], label: str, name: str, of: Iterable[str] = ()) -> Fault | None:
    """Return the fault if one of the keys is missing; the message names each one `of` the result that is."""
    if not isinstance(value, dict):
        return _no_dict(value, keys, label, name)
    if all(k in value for k in keys):
        return None
    missing = [k for k in of or keys if k not in value]
    case = " (capitals count)" if {k.lower() for k in missing} & {str(k).lower() for k in value} else ""
    said = f'the key "{missing[0]}" is' if len(missing) == 1 else f"{keys_text(dict.fromkeys(missing))} are"
    return Fault(name, f"{label}: {said} missing{case}; got {describe(value)}")


def _no_dict(value: Plain, keys: tuple[str, ...], label: str, name: str) -> Fault:
    return Fault(name, f"{label}: got {describe(value)}, expected a dict with {keys_text(dict.fromkeys(keys))}")


def _not_parts(value: Plain, parts: tuple[Any, ...], label: str, name: str) -> Fault | None:
    if _is_list(value) and len(value) == len(parts):
        return None
    names = ", ".join(p.name for p in parts)
    return Fault(name, f"{label}: got {describe(value)}, expected a tuple ({names})")


def _up_to_a_transpose(array: Any, shape: tuple[int, ...]) -> Any:
    if array.ndim == 2 and array.T.shape == shape:
        return array.T
    if [d for d in array.shape if d != 1] == [d for d in shape if d != 1]:
        return array.reshape(shape)
    return None


def _changes(losses: Any) -> Floats:
    """Return the changes since the first loss: with a small step, all losses look alike."""
    numbers: Floats = np.asarray(losses, np.float64)
    return numbers[1:] - numbers[:1]


def _leaf(name: str, label: str, got: Any, want: Any) -> Leaf:
    return Leaf(name, label, np.asarray(got, np.float64), np.asarray(want, np.float64), _narrow(got))


def _narrow(numbers: Any) -> bool:
    """Return whether the values are floats of less than double precision."""
    return bool(numbers.dtype.kind == "f" and numbers.dtype.itemsize < DTYPE.itemsize)


def _minus(leaf: Leaf | Fault, label: str, before: Any) -> Leaf | Fault:
    if isinstance(leaf, Leaf):
        return _shifted(leaf, label, before)
    return leaf if leaf.almost is None else Fault(leaf.name, leaf.message, _shifted(leaf.almost, label, before))


def _shifted(leaf: Leaf, label: str, before: Any) -> Leaf:
    start = np.asarray(before, np.float64)
    return Leaf(leaf.name, label, leaf.got - start, leaf.want - start, leaf.narrow, start)
