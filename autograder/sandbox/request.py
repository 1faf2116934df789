"""A request as the student's process reads it: the judge wrote it, so it is believed, which takes half the time."""

from __future__ import annotations

import json
from typing import Any

from numpy import frombuffer, ndarray

from autograder.evidence import Opaque, Plain, Rng
from autograder.sandbox.wire import DTYPES


class _Builder:
    """Turns parts into values as the JSON parser closes them, so the buffers come in their order."""

    def __init__(self, data: bytes) -> None:
        self.data = data
        self.position = 0

    def part(self, part: dict[str, list[Any]]) -> Plain:
        ((mark, body),) = part.items()
        if mark == "a":
            return self.array(*body)
        if mark == "d":
            return dict(body)
        if mark == "t":
            return tuple(body)
        if mark == "l":
            return body
        return self.rare(mark, body)

    def rare(self, mark: str, body: list[Any]) -> Plain:
        match mark:
            case "f":
                return self.floats(1)[0]
            case "c":
                return complex(*self.floats(2))
            case "Fl":
                return self.floats(*body)
            case "Ft":
                return tuple(self.floats(*body))
            case "s":
                return bytes(self.array("|u1", 0, *body)).decode()
            case "r":
                return Rng(body[0], tuple(body[1:]))
            case _:
                return Opaque(*body)

    def array(self, name: str, scalar: int, *shape: int) -> Any:
        array = ndarray(shape, DTYPES[name], self.data, self.position).copy()
        self.position += array.nbytes + -array.nbytes % 8
        return array[()] if scalar and not shape else array

    def floats(self, count: int) -> list[float]:
        numbers: list[float] = frombuffer(self.data, DTYPES["<f8"], count, self.position).tolist()
        self.position += 8 * count
        return numbers


def believe(structure: bytes, data: bytes) -> Plain:
    """Give the value of a frame that our own encoder wrote."""
    return json.loads(structure, object_hook=_Builder(data).part)
