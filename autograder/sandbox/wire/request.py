"""Requests to a student's process. They come from the judge and are trusted, which halves the time to read them.

All cells are one frame, as are all calls of a question or of a plan. A value that occurs in several calls, such as the
parameters of a case, is sent once, and each call gets its own copy; the result of another call (`Later`) is not sent at
all. The structure is JSON in which every list is a tagged value.
"""

from __future__ import annotations

import json
from collections.abc import Collection, Iterator, Mapping, Sequence
from contextlib import suppress
from types import MappingProxyType
from typing import Any

from numpy import generic, ndarray

from autograder.plain.dtypes import DTYPES, NAMES
from autograder.plain.evidence import Cell, Opaque, OwnFile, Plain, Probe, Program, Rng, StandIns
from autograder.plain.foresight import Later, Moved, UnmadeError, moved, part_of, plain_copy
from autograder.sandbox.wire.encoder import sendable, type_name
from autograder.sandbox.wire.frames import HEADER, MAGIC, MAX_INT_BITS, NONCE_BYTES, clean

_ORDER_BYTES = 4
_text = json.JSONEncoder(separators=(",", ":"), check_circular=False).encode
_parsed = json.JSONDecoder().decode


def new_base(random: bytes) -> bytes:
    """Return the nonce of a request's first answer, made from random bytes; later nonces count up from it."""
    return random[: NONCE_BYTES - _ORDER_BYTES] + bytes(_ORDER_BYTES)


def nonce_of(base: bytes, order: int) -> bytes:
    """Return the nonce of one answer to a request; `order` counts from 0."""
    return base[:-_ORDER_BYTES] + order.to_bytes(_ORDER_BYTES, "little")


def write_cells(
    program: Program,
    base: bytes,
    only_definitions: Collection[int] = (),
    left_out: Mapping[int, Sequence[int]] = MappingProxyType({}),
) -> bytes:
    """Return the request to run cells, one after the other.

    Of the cells whose index is in `only_definitions`, nothing else is run. `left_out` has, by cell, the first lines of
    statements that are not run.
    """
    cells, files = program.cells, program.files
    parts: tuple[Cell | OwnFile, ...] = (*cells, *files)
    sources = [part.source.encode("utf-8", "replace") for part in parts]
    named = [
        [c.index, len(source), c.index in only_definitions, list(left_out.get(c.index, ()))]
        for c, source in zip(cells, sources, strict=False)
    ]
    beside = [[f.path, len(source)] for f, source in zip(files, sources[len(cells) :], strict=True)]
    return _frame(["cells", named, beside, list(program.functions)], base, sources)


def write_calls(probes: Sequence[Probe], base: bytes) -> bytes:
    """Return the request to make calls, one after the other."""
    writer = _RequestWriter(probes)
    calls = [
        [p.function, [writer.node(a) for a in p.args], list(p.watch), p.little, *writer.instead(p)] for p in probes
    ]
    return _frame(["calls", writer.table, calls, writer.steps, sorted(writer.wanted)], base, writer.buffers)


def _frame(structure: list[Any], base: bytes, buffers: list[bytes]) -> bytes:
    text = _text(structure).encode()
    return b"".join([HEADER.pack(MAGIC, base, len(text), sum(map(len, buffers))), text, *buffers])


class _RequestWriter:
    """Builds one request: `table` describes the buffers, `written` holds the values that are already included.

    `wanted` are the positions of the calls whose results other calls need.
    """

    def __init__(self, probes: Sequence[Probe]) -> None:
        self.table: list[list[Any]] = []
        self.buffers: list[bytes] = []
        self.steps: list[list[Any]] = []
        self.wanted: set[int] = set()
        self.written: dict[int, Any] = {}
        self.places = {id(probe): place for place, probe in enumerate(probes)}

    def node(self, x: Plain) -> Any:  # noqa: C901 - a ladder of types
        kind = type(x)
        if kind is ndarray or kind is dict:
            known = self.written.get(id(x))
            if known is None:
                known = self.array("a", x) if kind is ndarray else self.mapping(x)
                self.written[id(x)] = known  # the probes keep it alive
            return known
        if kind is float or x is None or kind is bool:
            return x
        if kind is int:
            return x if x.bit_length() <= MAX_INT_BITS else ["o", f"int of {x.bit_length()} bits"]
        if kind is str:
            return clean(x)
        if kind is tuple or kind is list:
            return ["t" if kind is tuple else "l", *map(self.node, x)]
        if kind is complex:
            return ["c", x.real, x.imag]
        if kind is Rng:
            return ["r", x.seed, *x.skip]
        if kind is Opaque:
            return ["o", x.type_name]
        if isinstance(x, generic):
            return self.array("g", x)
        if kind is Later:
            return self.later(x)
        if kind is Moved:
            return self.step(x)
        return ["o", type_name(kind)]

    def instead(self, probe: Probe) -> list[Any]:
        return [] if probe.instead is None else [self.node(part) for part in probe.instead.parts]

    def mapping(self, x: dict[Any, Plain]) -> list[Any]:
        flat: list[Any] = ["d"]
        for key, value in x.items():
            flat += (self.node(key), self.node(value))
        return flat

    def later(self, x: Later) -> list[Any]:
        place = self.places.get(id(x.of), -1)  # -1: a call to an earlier process that has ended, so it has no result
        self.wanted.add(place)
        return ["x", place, *x.path]

    def step(self, x: Moved) -> list[Any]:
        if id(x) not in self.written:
            self.steps.append([self.node(x.start), x.factor, self.node(x.along)])
            self.written[id(x)] = ["m", len(self.steps) - 1]
        known: list[Any] = self.written[id(x)]
        return known

    def array(self, mark: str, x: Any) -> list[Any]:
        array = sendable(x)
        if isinstance(array, Opaque):
            return ["o", array.type_name]
        data = array.tobytes()
        self.table.append([NAMES[array.dtype], *array.shape])
        self.buffers.append(data + bytes(-len(data) % 8))  # keeps the next array aligned
        return [mark, len(self.table) - 1]


class Cells:
    """The cells that a request asks to run, the names that will be called, and the files that can be imported."""

    def __init__(
        self,
        data: bytes,
        named: list[tuple[int, int, bool, list[int]]],
        beside: list[tuple[str, int]],
        functions: list[str],
    ) -> None:
        self.named, self.beside, self.functions, self.data = named, beside, functions, data

    def __iter__(self) -> Iterator[tuple[int, str, bool, list[int]]]:
        """Yield index and source of each cell, whether only its definitions are run, and the lines left out."""
        start = 0
        for index, size, only_definitions, left_out in self.named:
            yield index, self.data[start : start + size].decode(), only_definitions, left_out
            start += size

    def files(self) -> Iterator[tuple[str, str]]:
        """Yield the path and the source of each file."""
        start = sum(size for _, size, *_ in self.named)
        for path, size in self.beside:
            yield path, self.data[start : start + size].decode()
            start += size


class Calls:
    """The calls that a request asks to make."""

    def __init__(
        self, data: bytes, table: list[list[Any]], calls: list[list[Any]], steps: list[list[Any]], wanted: list[int]
    ) -> None:
        self.calls, self.steps, self.wanted = calls, steps, wanted
        self.returned: dict[int, Plain] = {}
        self.moved: dict[int, Plain] = {}
        self.table = []
        start = 0
        for name, *shape in table:
            kind, count = DTYPES[name], 1
            for length in shape:
                count *= length
            self.table.append((tuple(shape), kind, data, start))
            size = count * kind.itemsize
            start += size + -size % 8

    def __len__(self) -> int:
        return len(self.calls)

    def __getitem__(self, place: int) -> tuple[str, tuple[Plain, ...], tuple[str, ...], bool, StandIns | None]:
        """Return the function, fresh copies of the arguments, the watched functions and the stand-ins of a call.

        Raises UnmadeError if an argument depends on a result that is not available.
        """
        function, args, watch, little, *instead = self.calls[place]
        stand_ins = StandIns(*map(self.value, instead)) if instead else None
        return function, tuple([self.value(a) for a in args]), tuple(watch), little, stand_ins

    def keep(self, place: int, value: Any) -> None:
        """Keep a copy of what a call has returned if another call needs it."""
        if place in self.wanted:
            with suppress(Exception):  # a value that is not plain or contains itself cannot be passed on
                self.returned[place] = plain_copy(value)

    def value(self, node: Any) -> Plain:
        if type(node) is not list:
            return node
        mark = node[0]
        if mark == "a":
            return ndarray(*self.table[node[1]]).copy()
        if mark == "d":
            return self.mapping(node)
        rest = node[1:]
        if mark == "t":
            return tuple(map(self.value, rest))
        if mark == "l":
            return list(map(self.value, rest))
        return self.rare(mark, rest)

    def mapping(self, node: list[Any]) -> dict[Any, Plain]:
        made, value, table = {}, self.value, self.table
        for i in range(1, len(node), 2):
            key, entry = node[i], node[i + 1]
            if type(key) is list:
                key = value(key)
            if type(entry) is not list:
                made[key] = entry
            elif entry[0] == "a":  # the usual case, without a call for each
                made[key] = ndarray(*table[entry[1]]).copy()
            else:
                made[key] = value(entry)
        return made

    def rare(self, mark: str, rest: list[Any]) -> Plain:
        match mark:
            case "x":
                place, *path = rest
                if place not in self.returned:
                    raise UnmadeError
                return plain_copy(part_of(self.returned[place], path))
            case "m":
                return plain_copy(self.step(rest[0]))
            case "c":
                return complex(*rest)
            case "r":
                return Rng(rest[0], tuple(rest[1:]))
            case "g":
                return ndarray(*self.table[rest[0]])[()]
            case _:
                return Opaque(*rest)

    def step(self, number: int) -> Plain:
        if number not in self.moved:
            start, factor, along = self.steps[number]
            self.moved[number] = moved(self.value(start), factor, self.value(along))
        return self.moved[number]


def read_request(structure: bytes, data: bytes) -> Cells | Calls:
    """Return the content of a request that the judge wrote, without checks."""
    kind, *rest = _parsed(structure.decode())
    return Calls(data, *rest) if kind == "calls" else Cells(data, *rest)
