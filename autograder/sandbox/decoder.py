"""Frames into plain values; faces bytes that a student may have written, and raises nothing but ProtocolError."""

from __future__ import annotations

import json
from typing import Any

from numpy import frombuffer, ndarray

from autograder.evidence import Opaque, Plain, Rng
from autograder.sandbox.errors import ProtocolError
from autograder.sandbox.wire import (
    DTYPES,
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


class _Decoder:
    """One value on its way out of a frame; believes nothing."""

    def __init__(self, data: bytes | bytearray) -> None:
        self.data = data
        self.position = 0
        self.nodes = 0

    def take(self, size: int) -> int:
        """Return where the next `size` bytes start."""
        start = self.position
        end = start + size + -size % 8
        if end > len(self.data):
            raise ProtocolError("less data than declared")
        self.position = end
        return start

    def node(self, x: Any, depth: int = 0) -> Plain:
        self.nodes += 1
        if depth > MAX_DEPTH + 1 or self.nodes > MAX_NODES + 64:
            raise ProtocolError("too deep or too many parts")
        kind = type(x)
        if x is None or kind is bool:
            return x
        if kind is str:
            return clean(x)
        if kind is int:
            return _integer(x)
        if kind is not dict or len(x) != 1:
            raise ProtocolError("unknown part")
        ((mark, body),) = x.items()
        if mark == "f":
            return _float(body)
        if type(body) is not list:
            raise ProtocolError("unknown part")
        return self.marked(mark, body, depth)

    def marked(self, mark: str, body: list[Any], depth: int) -> Plain:
        if mark == "a":
            return self.array(body)
        if mark == "d":
            return self.mapping(body, depth)
        if mark == "t":
            return tuple(self.node(part, depth + 1) for part in body)
        if mark == "l":
            return [self.node(part, depth + 1) for part in body]
        if mark in ("Fl", "Ft"):
            floats = self.floats(body)
            return floats if mark == "Fl" else tuple(floats)
        if mark == "c" and len(body) == 2:
            return complex(_float(body[0]), _float(body[1]))
        if mark == "s":
            size = _size(body)
            start = self.take(size)
            return bytes(self.data[start : start + size]).decode("utf-8", "replace")
        if mark == "o" and len(body) == 1 and type(body[0]) is str and len(body[0]) <= MAX_NAME:
            return Opaque(clean(body[0]))
        if mark == "r" and body:
            seed, *skip = (_integer(part) for part in body)
            return Rng(seed, tuple(skip))
        raise ProtocolError("unknown part")

    def mapping(self, body: list[Any], depth: int) -> dict[Any, Plain]:
        result = {}
        for pair in body:
            if type(pair) is not list or len(pair) != 2:
                raise ProtocolError("malformed dict")
            key = self.node(pair[0], depth + 1)
            if type(key) not in (str, int, Opaque):
                raise ProtocolError("malformed key")
            result[key] = self.node(pair[1], depth + 1)
        return result

    def floats(self, body: list[Any]) -> list[float]:
        count = _size(body)
        if count > MAX_NODES:
            raise ProtocolError("too many parts")
        start = self.take(8 * count)
        numbers: list[float] = frombuffer(self.data, _FLOAT64, count, start).tolist()
        return numbers

    def array(self, body: list[Any]) -> Any:
        if len(body) < 2 or type(body[0]) is not str or body[1] not in (0, 1) or len(body) > 2 + MAX_DIMENSIONS:
            raise ProtocolError("malformed array")
        kind, shape, count = DTYPES.get(body[0]), body[2:], 1
        if kind is None:
            raise ProtocolError("dtype that does not travel")
        for length in shape:
            if type(length) is not int or not 0 <= length < 1 << 40:
                raise ProtocolError("malformed shape")
            count *= length
        start = self.take(count * kind.itemsize)
        try:
            if kind is _BOOL:  # a bool byte other than 0 and 1 is undefined behaviour
                values = ndarray(shape, _BYTE, self.data, start).astype(bool)
            else:
                values = ndarray(shape, kind, self.data, start).copy()  # owns its memory
        except (ValueError, TypeError, MemoryError):
            raise ProtocolError("malformed shape") from None
        return values[()] if body[1] and not shape else values


def decode(structure: bytes | bytearray, data: bytes | bytearray) -> Plain:
    """Return the value of a frame; raises ProtocolError on anything unexpected."""
    try:
        tree = json.loads(structure, parse_int=_digits)
    except (ValueError, RecursionError):
        raise ProtocolError("malformed structure") from None
    decoder = _Decoder(data)
    value = decoder.node(tree)
    if decoder.position != len(data):
        raise ProtocolError("more data than declared")
    return value


def _digits(digits: str) -> int:
    """Convert the digits of a number; a million of them take Python 3.10 seconds."""
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


def _float(x: Any) -> float:
    if type(x) is not str or len(x) > 40:
        raise ProtocolError("malformed float")
    try:
        return float.fromhex(x)
    except (ValueError, OverflowError):
        raise ProtocolError("malformed float") from None


class Frames:
    """Cuts a stream of bytes into frames; sizes are checked before anything is kept for them."""

    def __init__(self, cap: int) -> None:
        self.cap = cap
        self.buffer = bytearray()

    def feed(self, chunk: bytes) -> None:
        """Take bytes as they come."""
        self.buffer += chunk

    def next(self) -> tuple[bytes, Plain] | None:
        """Return nonce and value of the next whole frame, None where more bytes are needed."""
        buffer = self.buffer
        if len(buffer) < HEADER.size:
            return None
        magic, nonce, structure_size, data_size = HEADER.unpack_from(buffer)
        if magic != MAGIC or structure_size > MAX_STRUCTURE or data_size > self.cap:
            raise ProtocolError("malformed header")
        middle = HEADER.size + structure_size
        end = middle + data_size
        if len(buffer) < end:
            return None
        structure, data = bytes(buffer[HEADER.size : middle]), bytes(buffer[middle:end])
        del buffer[:end]
        return nonce, decode(structure, data)
