"""Frames of plain values between the judge and a student's process.

A frame is MAGIC | nonce (16 bytes) | length of the structure | length of the data | structure (JSON) | data (raw
buffers, each padded to 8 bytes). Never pickle, never object arrays. The same code runs on both sides; only `Frames`
and `decode` face bytes that a student may have written, and they raise nothing but ProtocolError.
"""

from __future__ import annotations

import json
import struct
from typing import Any

import numpy as np
from numpy import dtype, frombuffer, generic, ndarray

from autograder.evidence import Opaque, Plain, Rng
from autograder.sandbox.errors import ProtocolError

HEADER = struct.Struct("<4s16sIQ")
MAGIC = b"AGW2"
NONCE_BYTES = 16
MAX_STRUCTURE = 1 << 20
MAX_DEPTH, MAX_NODES, MAX_DIMENSIONS = 16, 4096, 32
MAX_INT_BITS = 256
MAX_NAME = 100
_INLINE_TEXT = 200
_TYPES = ("|b1", "|i1", "<i2", "<i4", "<i8", "|u1", "<u2", "<u4", "<u8", "<f2", "<f4", "<f8", "<c8", "<c16")
DTYPES: dict[str, np.dtype[Any]] = {name: dtype(name) for name in _TYPES}
_FLOAT64 = DTYPES["<f8"]
_to_json = json.JSONEncoder(separators=(",", ":"), check_circular=False).encode


class TooLargeError(Exception):
    """A value exceeds the bytes or the number of parts that may travel."""


class _Encoder:
    """One value on its way into a frame."""

    def __init__(self, cap: int) -> None:
        self.cap = cap
        self.nodes = 0
        self.total = 0
        self.buffers: list[bytes | memoryview] = []

    def buffer(self, data: bytes | memoryview, size: int) -> None:
        self.buffers.append(data)
        if size % 8:
            self.buffers.append(bytes(-size % 8))

    def reserve(self, size: int) -> None:
        self.total += size + -size % 8
        if self.total > self.cap:
            raise TooLargeError

    def node(self, x: Any, depth: int = 0) -> Any:  # noqa: C901 - a ladder of types
        self.nodes += 1
        if self.nodes > MAX_NODES:
            raise TooLargeError
        kind = type(x)
        if kind is ndarray or isinstance(x, generic):
            return self.array(x)
        if x is None or kind is bool:
            return x
        if kind is float:
            return {"f": x.hex()}
        if isinstance(x, (dict, list, tuple)):
            return self.container(x, depth) if depth < MAX_DEPTH else _opaque("nested too deeply")
        if kind is int:
            return x if x.bit_length() <= MAX_INT_BITS else _opaque(f"int of {x.bit_length()} bits")
        if kind is complex:
            return {"c": [x.real.hex(), x.imag.hex()]}
        if kind is str:
            return self.text(x)
        if kind is Opaque:
            return _opaque(x.type_name)
        if kind is Rng:
            return {"r": [x.seed, *x.skip]}
        return _opaque(type_name(kind))

    def container(self, x: Any, depth: int) -> Any:
        if isinstance(x, dict):
            return {"d": [[self.key(k), self.node(v, depth + 1)] for k, v in dict.items(x)]}
        mark = "l" if isinstance(x, list) else "t"
        if len(x) > 8 and all(type(v) is float for v in x):  # loss curves
            self.nodes += len(x)
            if self.nodes > MAX_NODES:
                raise TooLargeError
            self.reserve(8 * len(x))
            self.buffer(np.array(x, _FLOAT64).tobytes(), 8 * len(x))
            return {"F" + mark: [len(x)]}
        parts = list.__iter__(x) if mark == "l" else tuple.__iter__(x)
        return {mark: [self.node(v, depth + 1) for v in parts]}

    def key(self, k: Any) -> Any:
        if isinstance(k, str) and len(k) <= _INLINE_TEXT:
            return _clean(str.__getitem__(k, slice(None)))
        if type(k) is int and k.bit_length() <= MAX_INT_BITS:
            return k
        return _opaque(type_name(type(k)))

    def text(self, x: str) -> Any:
        if len(x) <= _INLINE_TEXT:
            return _clean(x)
        if len(x) > self.cap:
            raise TooLargeError
        data = x.encode("utf-8", "replace")
        self.reserve(len(data))
        self.buffer(data, len(data))
        return {"s": [len(data)]}

    def array(self, x: Any) -> Any:
        name = x.dtype.str
        target = DTYPES.get(name) or DTYPES.get("<" + name[1:])
        if target is None and x.dtype.kind == "f":
            target = _FLOAT64  # long double
        scalar = isinstance(x, generic)
        if target is None or x.ndim > MAX_DIMENSIONS:
            what = type_name(type(x)) if scalar else f"numpy.ndarray of dtype {x.dtype.name}"
            return _opaque(what)
        size = x.size * target.itemsize  # before copying: a broadcast view may be huge
        self.reserve(size)
        self.buffer(np.asarray(x, target).tobytes(), size)
        return {"a": [target.str, int(scalar), *x.shape]}


def encode(value: Plain, nonce: bytes, cap: int) -> bytes:
    """Return the frame of a value; what cannot travel becomes Opaque in its place.

    Raises TooLargeError where the frame would carry more than `cap` bytes or 4096 parts.
    """
    encoder = _Encoder(cap)
    structure = _to_json(encoder.node(value)).encode()
    if len(structure) > min(cap, MAX_STRUCTURE):
        raise TooLargeError
    return b"".join([HEADER.pack(MAGIC, nonce, len(structure), encoder.total), structure, *encoder.buffers])


def type_name(kind: type) -> str:
    """Name a type as a student knows it: `numpy.matrix`, `generator`, `Tensor`."""
    module, name = getattr(kind, "__module__", ""), getattr(kind, "__qualname__", "?")
    if type(module) is not str or type(name) is not str:
        return "?"
    return name if module in ("builtins", "__main__", "types") else f"{module}.{name}"


def _opaque(name: str) -> dict[str, list[str]]:
    return {"o": [_clean(name[:MAX_NAME])]}


def _clean(text: str) -> str:
    """Replace lone surrogates, which no file and no data base takes."""
    return text if text.isascii() else text.encode("utf-8", "replace").decode()


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
            return _clean(x)
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

    def marked(self, mark: str, body: list[Any], depth: int) -> Plain:  # noqa: C901 - a ladder of marks
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
            return Opaque(_clean(body[0]))
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
        raw = DTYPES["|u1"] if kind.kind == "b" else kind  # a bool byte other than 0 and 1 is undefined behaviour
        try:
            flat = frombuffer(self.data, raw, count, start)
            values = flat.reshape(shape).astype(kind)  # a copy that owns its memory
        except (ValueError, MemoryError):
            raise ProtocolError("malformed shape") from None
        return values[()] if body[1] and not shape else values


def decode(structure: bytes | bytearray, data: bytes | bytearray) -> Plain:
    """Return the value of a frame; raises ProtocolError on anything unexpected."""
    try:
        tree = json.loads(structure)
    except (ValueError, RecursionError):
        raise ProtocolError("malformed structure") from None
    decoder = _Decoder(data)
    value = decoder.node(tree)
    if decoder.position != len(data):
        raise ProtocolError("more data than declared")
    return value


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
