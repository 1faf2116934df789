"""Looks for the solutions in what students get: as text, as code, as packed or compiled code, and as numbers."""

from __future__ import annotations

import ast
import base64
import binascii
import json
import re
import zlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache
from types import CodeType
from typing import Any

import numpy as np

from autograder.declare.reference import Reference
from autograder.student.public import Public

SHORTEST = 9
"""Characters of a formula without its blanks; `x + y` is no secret of the lesson on sums."""
PACKED = re.compile(rb"[A-Za-z0-9+/]{24,}={0,2}")
NUMBER = re.compile(r"-?\d+\.\d+(?:e[+-]?\d+)?")
DIGITS = 9
"""Two numbers that agree in so many digits are the same; inputs of examples have four digits."""


@dataclass(frozen=True)
class Place:
    """Something that students get, by its name."""

    name: str
    content: bytes


@dataclass(frozen=True)
class Secret:
    """A piece of a solution, and where it is from."""

    name: str
    squeezed: str


def squeezed(text: str) -> str:
    """Take blanks away, and tell no kind of quotes from the other."""
    return re.sub(r"\s+", "", text).replace("'", '"')


def layers(content: bytes, depth: int = 3) -> Iterator[bytes]:
    """Give the content, and all that is packed inside it: JSON strings, base64, zlib."""
    yield content
    if depth == 0:
        return
    if b"\\n" in content or b'\\"' in content:
        yield content.replace(b"\\n", b"\n").replace(b'\\"', b'"').replace(b"\\\\", b"\\")
    for found in PACKED.findall(content):
        try:
            raw = base64.b64decode(found + b"=" * (-len(found) % 4))
        except binascii.Error:
            continue
        inner = _inflated(raw)
        if inner is not None:
            yield from layers(inner, depth - 1)
        yield raw


def _inflated(raw: bytes) -> bytes | None:
    for wbits in (zlib.MAX_WBITS, zlib.MAX_WBITS | 16, -zlib.MAX_WBITS):
        try:
            return zlib.decompress(raw, wbits)
        except zlib.error:
            continue
    return None


def texts(place: Place) -> str:
    return squeezed("\n".join(layer.decode("utf-8", "replace") for layer in layers(place.content)))


def formulas(reference: Reference) -> Iterator[Secret]:
    """Give every computing expression of a reference function: what stands on the right of = and behind return."""
    name = reference.problem.name
    for function, source in reference.sources.items():
        for node in ast.walk(ast.parse(source)):
            if isinstance(node, ast.Assign | ast.AugAssign | ast.Return) and node.value is not None:
                inside = list(ast.walk(node.value))
                text = squeezed(ast.unparse(node.value))
                if any(isinstance(n, ast.BinOp | ast.Compare) for n in inside) and len(text) >= SHORTEST:
                    yield Secret(f"{name}.{function}", text)


def mistakes(reference: Reference) -> Iterator[Secret]:
    """Give the wrong line of every misconception that is a formula, and every hint."""
    for m in reference.mistakes:
        text = squeezed(m.new)
        if len(text) >= 2 * SHORTEST:
            yield Secret(f"{reference.problem.name}/{m.name}", text)


def hints(reference: Reference) -> Iterator[Secret]:
    for m in reference.mistakes:
        yield Secret(f"{reference.problem.name}/{m.name}: hint", squeezed(m.hint))


def worked(sources: Iterable[str], name: str) -> Iterator[Secret]:
    """Give each sentence of the worked solutions."""
    for source in sources:
        for sentence in re.split(r"(?<=[.:])\s+|\n\n", source):
            if len(squeezed(sentence)) >= 4 * SHORTEST:
                yield Secret(f"{name}: worked solution", squeezed(sentence))


def compiled(reference: Reference) -> Iterator[tuple[str, bytes]]:
    """Give the byte code of every reference function, and of what is inside it."""
    for function, source in reference.sources.items():
        waiting = [compile(source, "reference", "exec")]
        while waiting:
            code = waiting.pop()
            waiting += [c for c in code.co_consts if isinstance(c, CodeType)]
            if code.co_name != "<module>" and len(code.co_code) >= 40:
                yield f"{reference.problem.name}.{function}", code.co_code


def found_text(places: Iterable[Place], secrets: Iterable[Secret]) -> list[str]:
    wanted = list(secrets)
    return [f"{s.name} in {p.name}: {s.squeezed}" for p in places for s in wanted if s.squeezed in _squeezed(p)]


@cache
def _squeezed(place: Place) -> str:
    return texts(place)


def found_code(places: Iterable[Place], codes: Iterable[tuple[str, bytes]]) -> list[str]:
    wanted = list(codes)
    return [
        f"{name} in {p.name}" for p in places for layer in layers(p.content) for name, code in wanted if code in layer
    ]


def gradients(reference: Reference, public: Public) -> dict[str, float]:
    """Give what `backward` and each `op_backward` answer on the inputs of the public examples, entry by entry.

    The functions of the exercises are compared with public examples, as the optimizers are: their answers may be seen.
    """
    answers: dict[str, float] = {}
    for number, example in enumerate(public.examples):
        function, args = example.call.function, example.call.args
        if function in ("backward", "train"):
            x, y, params = args[:3]
            value: Any = reference.namespace["backward"](x, y, params, reference.namespace["forward"](x, params))
        elif function.removesuffix("_backward") in set(reference.sources) - {function}:
            value = reference.namespace[function](*args)
        else:
            continue
        for i, entry in enumerate(_entries(value)):
            answers[f"{reference.problem.name}.{function}, example {number}, entry {i}"] = entry
    return answers


def _entries(value: Any) -> Iterator[float]:
    match value:
        case dict():
            for entry in value.values():
                yield from _entries(entry)
        case tuple() | list():
            for entry in value:
                yield from _entries(entry)
        case _:
            yield from (float(v) for v in np.ravel(value))


def found_numbers(places: Iterable[Place], answers: dict[str, float]) -> list[str]:
    """Look for answers with many digits; round ones, such as 0.5, are no evidence."""
    telling = {name: short(v) for name, v in answers.items() if v and short(v) != float(f"{v:.5g}")}
    assert telling or not answers
    found = []
    for place in places:
        numbers = {
            short(float(n)) for layer in layers(place.content) for n in NUMBER.findall(layer.decode("utf-8", "replace"))
        }
        found += [f"{name} in {place.name}: {v}" for name, v in telling.items() if {v, -v} & numbers]
    return found


def short(value: float) -> float:
    return float(f"{value:.{DIGITS}g}")


def as_notebook(notebook: dict[str, Any], name: str) -> Place:
    return Place(name, json.dumps(notebook, ensure_ascii=False).encode())
