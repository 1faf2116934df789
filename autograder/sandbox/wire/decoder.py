"""Decode frames into plain values. The bytes may come from a student; the only error raised is ProtocolError.

A frame's structure is checked once and turned into a template that builds the value from the data. Most frames of a
submission, and of a class, have one of a few structures, so the templates of short ones are cached.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache
from struct import Struct
from typing import Any, TypeAlias

from numpy import frombuffer, ndarray

from autograder.plain.dtypes import DTYPES
from autograder.plain.evidence import Opaque, Plain, Rng
from autograder.sandbox.errors import ProtocolError
from autograder.sandbox.wire.frames import (
    HEADER,
    MAGIC,
    MAX_DEPTH,
    MAX_DIMENSIONS,
    MAX_INT_BITS,
    MAX_NAME,
    MAX_NODES,
    MAX_STRUCTURE,
    clean,
)

_FLOAT64, _BYTE, _BOOL = DTYPES["<f8"], DTYPES["|u1"], DTYPES["|b1"]
_DOUBLE = Struct("<d")
_SHORT, _REMEMBERED = 1024, 128
"""Size in bytes of the structures that are cached, and their number: at most 16 MB together."""

Build: TypeAlias = Callable[[bytes], Plain]


@dataclass(frozen=True)
class _Template:
    """Builds a value from `size` bytes of data."""

    size: int
    build: Build


class _TemplateReader:
    """Turns one structure into a template; checks everything."""

    def __init__(self) -> None:
        self.position = 0
        self.nodes = 0

    def take(self, size: int) -> int:
        """Return where the next `size` bytes start."""
        start = self.position
        self.position += size + -size % 8
        return start

    def node(self, x: Any, depth: int = 0) -> Build:
        self.nodes += 1
        if depth > MAX_DEPTH + 1 or self.nodes > MAX_NODES + 64:
            raise ProtocolError("too deep or too many parts")
        kind = type(x)
        if x is None or kind is bool:
            return _constant(x)
        if kind is str:
            return _constant(clean(x))
        if kind is int:
            return _constant(_integer(x))
        if kind is not dict or len(x) != 1:
            raise ProtocolError("unknown part")
        ((mark, body),) = x.items()
        if type(body) is not list:
            raise ProtocolError("unknown part")
        return self.marked(mark, body, depth)

    def marked(self, mark: str, body: list[Any], depth: int) -> Build:
        if mark == "a":
            return self.array(body)
        if mark == "d":
            return self.mapping(body, depth)
        if mark in ("t", "l"):
            parts = [self.node(part, depth + 1) for part in body]
            if mark == "t":
                return lambda data: tuple([part(data) for part in parts])
            return lambda data: [part(data) for part in parts]
        if mark in ("Fl", "Ft"):
            return self.floats(body, tuple if mark == "Ft" else list)
        return self.leaf(mark, body)

    def leaf(self, mark: str, body: list[Any]) -> Build:
        if mark == "f" and not body:
            start = self.take(8)
            return lambda data: _DOUBLE.unpack_from(data, start)[0]
        if mark == "c" and not body:
            start = self.take(16)
            return lambda data: complex(*frombuffer(data, _FLOAT64, 2, start).tolist())
        if mark == "s":
            size = _size(body)
            start = self.take(size)
            return lambda data: data[start : start + size].decode("utf-8", "replace")
        if mark == "o" and len(body) == 1 and type(body[0]) is str and len(body[0]) <= MAX_NAME:
            return _constant(Opaque(clean(body[0])))
        if mark == "r" and body:
            seed, *skip = (_integer(part) for part in body)
            return _constant(Rng(seed, tuple(skip)))
        raise ProtocolError("unknown part")

    def mapping(self, body: list[Any], depth: int) -> Build:
        keys, values = [], []
        for pair in body:
            if type(pair) is not list or len(pair) != 2:
                raise ProtocolError("malformed dict")
            key = self.node(pair[0], depth + 1)(b"") if _is_key(pair[0]) else None
            if type(key) not in (str, int, Opaque):
                raise ProtocolError("malformed key")
            keys.append(key)
            values.append(self.node(pair[1], depth + 1))
        parts = tuple(zip(keys, values, strict=True))
        return lambda data: {key: value(data) for key, value in parts}

    def floats(self, body: list[Any], make: Callable[[list[float]], Plain]) -> Build:
        count = _size(body)
        if count > MAX_NODES:
            raise ProtocolError("too many parts")
        start = self.take(8 * count)
        return lambda data: make(frombuffer(data, _FLOAT64, count, start).tolist())

    def array(self, body: list[Any]) -> Build:
        if len(body) < 2 or type(body[0]) is not str or body[1] not in (0, 1) or len(body) > 2 + MAX_DIMENSIONS:
            raise ProtocolError("malformed array")
        kind, shape, count = DTYPES.get(body[0]), tuple(body[2:]), 1
        if kind is None:
            raise ProtocolError("dtype that may not be sent")
        for length in shape:
            if type(length) is not int or not 0 <= length < 1 << 40:
                raise ProtocolError("malformed shape")
            count *= length
        start = self.take(count * kind.itemsize)
        if kind is _BOOL:  # a bool byte other than 0 and 1 is undefined behaviour
            return _scalar_of(lambda data: ndarray(shape, _BYTE, data, start).astype(bool), body)
        return _scalar_of(lambda data: ndarray(shape, kind, data, start).copy(), body)  # owns its memory


def _scalar_of(build: Build, body: list[Any]) -> Build:
    return (lambda data: build(data)[()]) if body[1] and len(body) == 2 else build


def _constant(value: Plain) -> Build:
    return lambda _: value


def _is_key(x: Any) -> bool:
    """Return whether a part may be a key: nothing whose value is in the data."""
    return type(x) in (str, int) or (type(x) is dict and "o" in x)


def _template(structure: bytes) -> _Template:
    try:
        tree = json.loads(structure, parse_int=_digits)
    except (ValueError, RecursionError):
        raise ProtocolError("malformed structure") from None
    reader = _TemplateReader()
    build = reader.node(tree)
    return _Template(reader.position, build)


_remembered = lru_cache(_REMEMBERED)(_template)


def decode(structure: bytes, data: bytes) -> Plain:
    """Return the value of a frame. Raises ProtocolError on anything unexpected."""
    template = _remembered(structure) if len(structure) <= _SHORT else _template(structure)
    if template.size != len(data):
        raise ProtocolError("more or less data than declared")
    try:
        return template.build(data)
    except (ValueError, TypeError, MemoryError):
        raise ProtocolError("malformed shape") from None


def _digits(digits: str) -> int:
    """Return the number with these digits; limited, because a million of them take Python 3.10 seconds."""
    if len(digits) > MAX_INT_BITS:
        raise ProtocolError("malformed int")
    return int(digits)


def _integer(x: Any) -> int:
    if type(x) is not int or x.bit_length() > MAX_INT_BITS:
        raise ProtocolError("malformed int")
    return x


def _size(body: list[Any]) -> int:
    if len(body) != 1 or type(body[0]) is not int or not 0 <= body[0] < 1 << 40:
        raise ProtocolError("malformed size")
    return body[0]


class Frames:
    """Cuts a stream of bytes into frames; sizes are checked before memory is allocated for them.

    `taken` counts the bytes of the frames returned so far.
    """

    def __init__(
        self, cap: int, decode: Callable[[bytes, bytes], Plain] = decode, structure_cap: int = MAX_STRUCTURE
    ) -> None:
        self.cap, self.structure_cap = cap, structure_cap
        self.decode = decode
        self.buffer = bytearray()
        self.taken = 0

    def feed(self, chunk: bytes) -> None:
        """Append bytes that have been received."""
        self.buffer += chunk

    def next(self) -> tuple[bytes, Plain] | None:
        """Return nonce and value of the next whole frame, or None if more bytes are needed."""
        buffer = self.buffer
        if len(buffer) < HEADER.size:
            return None
        magic, nonce, structure_size, data_size = HEADER.unpack_from(buffer)
        if magic != MAGIC or structure_size > self.structure_cap or data_size > self.cap:
            raise ProtocolError("malformed header")
        middle = HEADER.size + structure_size
        end = middle + data_size
        if len(buffer) < end:
            return None
        structure, data = bytes(buffer[HEADER.size : middle]), bytes(buffer[middle:end])
        del buffer[:end]
        self.taken += end
        return nonce, self.decode(structure, data)
