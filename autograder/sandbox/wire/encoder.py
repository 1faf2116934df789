"""Encode plain values into frames; a value that cannot be sent is replaced by Opaque."""

from __future__ import annotations

from functools import lru_cache
from json.encoder import encode_basestring_ascii as _quoted
from numbers import Real
from struct import Struct
from typing import Any

import numpy as np
from numpy import generic, ndarray

from autograder.plain.dtypes import DTYPES, NAMES
from autograder.plain.evidence import Opaque, Plain, Rng
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

_INLINE_TEXT = 200
_FLOAT64 = DTYPES["<f8"]
_DOUBLE = Struct("<d").pack
_CONSTANTS = {None: "null", True: "true", False: "false"}


class TooLargeError(Exception):
    """A value exceeds the bytes or the number of parts that may be sent."""


class _Encoder:
    """Builds the frame of one value: the text of its structure and the buffers of its data."""

    def __init__(self, cap: int) -> None:
        self.cap = cap
        self.nodes = 0
        self.total = 0
        self.buffers: list[bytes] = []

    def put(self, data: bytes, size: int) -> None:
        self.buffers.append(data)
        if size % 8:
            self.buffers.append(bytes(-size % 8))  # keeps the next array aligned

    def reserve(self, size: int) -> None:
        self.total += size + -size % 8
        if self.total > self.cap:
            raise TooLargeError

    def node(self, x: Any, depth: int = 0) -> str:  # noqa: C901 - a ladder of types
        self.nodes += 1
        if self.nodes > MAX_NODES:
            raise TooLargeError
        kind = type(x)
        if kind is ndarray or isinstance(x, generic):
            return self.array(x)
        if x is None or kind is bool:
            return _CONSTANTS[x]
        if kind is float:
            return self.float(x)
        if isinstance(x, (dict, list, tuple)):
            return self.container(x, depth) if depth < MAX_DEPTH else _opaque("nested too deeply")
        if kind is int:
            return repr(x) if x.bit_length() <= MAX_INT_BITS else _opaque(f"int of {x.bit_length()} bits")
        if kind is complex:
            self.reserve(16)
            self.buffers.append(_DOUBLE(x.real) + _DOUBLE(x.imag))
            return '{"c":[]}'
        if kind is str:
            return self.text(x)
        if kind is Opaque:
            return _opaque(x.type_name)
        if kind is Rng:
            return f'{{"r":[{",".join(map(repr, (x.seed, *x.skip)))}]}}'
        if isinstance(x, Real):  # a Fraction, or a user-defined kind of float
            return self.float(float(x))
        if isinstance(x, ndarray) and not _other_arithmetic(kind):
            return self.array(np.asarray(x))
        return _opaque(type_name(kind))

    def float(self, x: float) -> str:
        self.reserve(8)
        self.buffers.append(_DOUBLE(x))
        return '{"f":[]}'

    def container(self, x: Any, depth: int) -> str:
        if isinstance(x, dict):
            return self.mapping(x, depth)
        mark = "l" if isinstance(x, list) else "t"
        if len(x) > 8 and all(type(v) is float for v in x):  # loss curves
            self.nodes += len(x)
            if self.nodes > MAX_NODES:
                raise TooLargeError
            self.reserve(8 * len(x))
            self.put(np.array(x, _FLOAT64).tobytes(), 8 * len(x))
            return f'{{"F{mark}":[{len(x)}]}}'
        parts = list.__iter__(x) if mark == "l" else tuple.__iter__(x)
        return f'{{"{mark}":[{",".join([self.node(v, depth + 1) for v in parts])}]}}'

    def mapping(self, x: dict[Any, Any], depth: int) -> str:
        pairs = []
        for k, v in dict.items(x):
            key = _key(k) if type(k) is str and len(k) <= _INLINE_TEXT else self.key(k)
            if type(v) is ndarray and self.nodes < MAX_NODES:  # the usual case, without a call of `node` for each
                self.nodes += 1
                pairs.append(f"[{key},{self.array(v)}]")
            else:
                pairs.append(f"[{key},{self.node(v, depth + 1)}]")
        return f'{{"d":[{",".join(pairs)}]}}'

    def key(self, k: Any) -> str:
        if isinstance(k, str) and len(k) <= _INLINE_TEXT:
            return _key(k if type(k) is str else str.__getitem__(k, slice(None)))
        if type(k) is int and k.bit_length() <= MAX_INT_BITS:
            return repr(k)
        return _opaque(type_name(type(k)))

    def text(self, x: str) -> str:
        if len(x) <= _INLINE_TEXT:
            return _quoted(clean(x))
        if len(x) > self.cap:
            raise TooLargeError
        data = x.encode("utf-8", "replace")
        self.reserve(len(data))
        self.put(data, len(data))
        return f'{{"s":[{len(data)}]}}'

    def array(self, x: Any) -> str:
        name = NAMES.get(x.dtype)
        if name is None or x.ndim > MAX_DIMENSIONS:
            return self.unusual_array(x)
        size = x.nbytes  # before copying: a broadcast view may be huge
        self.reserve(size)
        self.put(x.tobytes(), size)
        return _array(name, x.shape, type(x) is not ndarray)

    def unusual_array(self, x: Any) -> str:
        """Convert long doubles and foreign byte orders; other kinds become Opaque."""
        name = _nearest(x)
        if name is None:
            return _opaque(_array_type(x))
        if x.nbytes > self.cap:
            raise TooLargeError
        return self.array(x.astype(name))


def sendable(x: Any) -> Any:
    """Return an array or scalar in a dtype that can be sent, or Opaque if there is none."""
    if x.dtype in NAMES and x.ndim <= MAX_DIMENSIONS:
        return x
    name = _nearest(x)
    return Opaque(_array_type(x)) if name is None else x.astype(name)


def _other_arithmetic(kind: type) -> bool:
    """Return whether arrays of this type calculate by other rules: `np.matrix` and masked arrays."""
    return issubclass(kind, np.matrix) or any(base.__module__.startswith("numpy.ma") for base in kind.__mro__)


def _nearest(x: Any) -> str | None:
    """Return the name of the dtype in which to send an unusual array, or None if there is none."""
    name = "<f8" if x.dtype.kind == "f" and x.dtype.itemsize > 8 else "<" + x.dtype.str[1:]
    return name if name in DTYPES and x.ndim <= MAX_DIMENSIONS else None


def _array_type(x: Any) -> str:
    return type_name(type(x)) if isinstance(x, generic) else f"numpy.ndarray of dtype {x.dtype.name}"


def encode(value: Plain, nonce: bytes, cap: int) -> bytes:
    """Return the frame of a value; what cannot be sent is replaced by Opaque.

    Raises TooLargeError if the frame would carry more than `cap` bytes or 4096 parts.
    """
    encoder = _Encoder(cap)
    return _frame(encoder.node(value), encoder, nonce)


def encode_returned(value: Plain, changed: list[int], nonce: bytes, cap: int) -> bytes:
    """Return the frame of ("returned", value, changed), the usual answer, in half the time of `encode`."""
    encoder = _Encoder(cap)
    encoder.nodes = 2  # the tuple and its first entry
    return _frame(f'{{"t":["returned",{encoder.node(value, 1)},{encoder.node(changed, 1)}]}}', encoder, nonce)


def _frame(text: str, encoder: _Encoder, nonce: bytes) -> bytes:
    structure = text.encode()
    if len(structure) > min(encoder.cap, MAX_STRUCTURE):
        raise TooLargeError
    return b"".join([HEADER.pack(MAGIC, nonce, len(structure), encoder.total), structure, *encoder.buffers])


@lru_cache(1024)
def _key(text: str) -> str:
    return _quoted(clean(text))


@lru_cache(1024)
def _array(name: str, shape: tuple[int, ...], scalar: bool) -> str:  # noqa: FBT001 - part of the key
    return f'{{"a":[{",".join([_quoted(name), "1" if scalar else "0", *map(repr, shape)])}]}}'


def type_name(kind: type) -> str:
    """Return a type's name as a student knows it: `numpy.matrix`, `generator`, `Tensor`."""
    module, name = getattr(kind, "__module__", ""), getattr(kind, "__qualname__", "?")
    if type(module) is not str or type(name) is not str:
        return "?"
    return name if module in ("builtins", "__main__", "types") else f"{module}.{name}"


def _opaque(name: str) -> str:
    return f'{{"o":[{_quoted(clean(name[:MAX_NAME]))}]}}'
