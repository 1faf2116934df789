"""Outputs are no reason not to read a notebook, and no way to fill the memory."""

from __future__ import annotations

import json
import random
import tracemalloc
from collections.abc import Callable
from typing import Any

import pytest

from autograder.plain.evidence import Cell
from autograder.submissions.limits import LIMITS, MIB, Budget, ReadLimits
from autograder.submissions.notebook import read_notebook
from autograder.submissions.outputs import LARGE, without_outputs
from autograder.submissions.submission import UnreadableError
from tests.cpu import cpu

TRICKY = 'b = \'"outputs": [{\'  # \\" "attachments": {'
WIDGETS = "application/vnd.jupyter.widget-state+json"
PICTURE = {"data": {"image/png": "A" * (34 * MIB)}}


def made(*outputs: Any, **metadata: Any) -> bytes:
    cells = [
        {"cell_type": "code", "metadata": {}, "source": "a = 1", "outputs": list(outputs)},
        {"cell_type": "code", "metadata": {}, "outputs": [], "source": TRICKY},
    ]
    return json.dumps({"cells": cells, "metadata": metadata, "nbformat": 4}).encode()


def sources(data: bytes, limits: ReadLimits = LIMITS) -> list[Cell]:
    return list(read_notebook(data, "hw.ipynb", Budget(limits)).cells)


def reason(data: bytes, limits: ReadLimits = LIMITS) -> str:
    with pytest.raises(UnreadableError) as error:
        sources(data, limits)
    return str(error.value)


@pytest.mark.sampled(2)
@pytest.mark.parametrize(
    "make",
    [
        lambda: made(PICTURE),
        lambda: made({"data": {"plot": [i / 7 for i in range(640_000)]}}),
        lambda: made({"data": {"plot": [[i, i / 7] for i in range(640_000)]}}),
        lambda: made({"data": {"plot": [{"x": i, "y": "v"} for i in range(640_000)]}}),
        lambda: made({"text": '<a href="x">\n\\' * 500_000}),
        lambda: made(widgets={WIDGETS: {str(i): {"a": [1, 2]} for i in range(200_000)}}),
    ],
    ids=["a picture", "numbers", "pairs", "points", "a page", "widgets"],
)
def test_large_outputs_are_passed_over(make: Callable[[], bytes]) -> None:
    assert sources(make()) == [Cell(0, "a = 1"), Cell(1, TRICKY)]


def test_a_picture_pasted_into_text_is_passed_over_only_if_it_has_to_be() -> None:
    text = {"cell_type": "markdown", "source": "see", "metadata": {}, "attachments": {"a.png": {"image/png": ""}}}
    small = json.dumps({"cells": [text], "x": "A" * 2 * LARGE}).encode()
    assert without_outputs(small, LIMITS) == small
    large = small.replace(b'"image/png": "', b'"image/png": "' + b"A" * LIMITS.text_bytes)
    assert json.loads(without_outputs(large, LIMITS))["cells"][0]["attachments"] == {}


def test_lines_keep_their_numbers_in_messages() -> None:
    data = json.dumps(json.loads(made({"text": ["x"] * 200_000})), indent=1).encode()
    broken = data.replace(b'"nbformat"', b'nbformat"')
    line = broken[: broken.index(b'nbformat"')].count(b"\n") + 1
    assert len(data) > LARGE
    assert f"invalid JSON at line {line:,}," in reason(broken)


TEXTS = ("", "a", '"', "\\", '\\"', '"outputs": [', "]", "}", "é\n", "x" * 300)
values: tuple[Any, ...] = (1, -2.5e10, None, True, [], {}, [[]], *TEXTS)


def value(draw: random.Random, depth: int) -> Any:
    if depth == 0 or draw.random() < 0.4:
        return draw.choice(values)
    inside = [value(draw, depth - 1) for _ in range(draw.choice((0, 1, 3, 4 if depth > 1 else 120)))]
    return inside if draw.random() < 0.5 else {str(i) + draw.choice(("", '"', "\\")): v for i, v in enumerate(inside)}


@pytest.mark.parametrize("seed", range(20))
def test_whatever_is_in_the_outputs_the_rest_stays_as_it_is(seed: int) -> None:
    draw = random.Random(seed)
    cells = [{"source": value(draw, 2), "outputs": [value(draw, 4)], "n": value(draw, 1)} for _ in range(4)]
    plain = {"cells": cells, "padding": " " * LARGE}
    for indent in (None, 1):
        cut = json.loads(without_outputs(json.dumps(plain, indent=indent).encode(), LIMITS))
        assert cut == {**plain, "cells": [{**cell, "outputs": []} for cell in cells]}


FEW = ReadLimits(output_marks=200_000)
EMPTY = b'"outputs": []'
HOSTILE = {
    "nested": (b"[[]]," * MIB, "too many values in its outputs"),
    "leaves": (b"[]," * MIB, "too many values in its outputs"),
    "open lists": (b"[1" * MIB, "too many values in its outputs"),
    "open text": (b'"' + b"\\\\" * MIB, "not a notebook"),
    "text": (b'"",' * MIB, "too many values in its outputs"),
}


@pytest.mark.parametrize("name", HOSTILE)
def test_hostile_outputs_are_refused_in_bounded_time_and_memory(name: str) -> None:
    unit, words = HOSTILE[name]
    data = made().replace(EMPTY, b'"outputs": [' + unit, 1)
    assert cpu(lambda: reason(data, FEW), enough=2) < 2, "a fifth of what the usual limit takes"
    tracemalloc.start()
    try:
        assert words in reason(data, FEW)
        assert tracemalloc.get_traced_memory()[1] < 3 * len(data)
    finally:
        tracemalloc.stop()


def test_many_small_outputs_are_refused_too() -> None:
    assert "too many values" in reason(b'{"cells":[' + b'{"outputs":[0]},' * 3_000_000 + b"0]}")


def test_a_file_that_is_cut_off_in_an_output_is_named_so() -> None:
    data = made({"text": "x" * 3 * LARGE})[: 2 * LARGE]
    assert reason(data) == f"not a notebook: the JSON ends at byte {len(data):,} (truncated file?)"


def test_a_notebook_that_is_large_without_its_outputs_is_refused() -> None:
    data = made(x="A" * LIMITS.text_bytes)
    assert reason(data) == "too large: more than 20 MiB without its outputs"
