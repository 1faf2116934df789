"""The charts of the class page, drawn for light mode and recoloured for dark mode."""

from __future__ import annotations

import base64
import re
import struct
import zlib
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from html import escape

import numpy as np
from numpy.typing import NDArray

from autograder.classroom.overview import Class, ProblemLine
from autograder.plain.question_names import function_of
from autograder.report.status import Kind

WIDTH, HEIGHT = 690.0, 210.0
"""Size of the bar chart in CSS pixels, within the width of the page's text."""
LEAST_ROWS, MOST_ROWS, ROW = 48.0, 768.0, 13.0
"""Pixels that the rows of a heat map take, and one row if there are neither few nor many."""
NARROW, WIDE = 23.0, 40.0
"""Pixels of one question's column."""
FONT = "system-ui, sans-serif"


@dataclass(frozen=True)
class Theme:
    """The colours of one scheme. Those of the four kinds differ in lightness too, so that they differ in greyscale."""

    ink: str
    quiet: str
    line: str
    bar: str
    kinds: dict[Kind, str]


LIGHT = Theme(
    "#1d2129",
    "#5b6472",
    "#e3e6eb",
    "#2456c9",
    {Kind.RIGHT: "#d3ebdd", Kind.FOLLOWS: "#9dbcf5", Kind.UNWRITTEN: "#7d8796", Kind.WRONG: "#a3160f"},
)
DARK = Theme(
    "#e4e7ec",
    "#9aa4b2",
    "#2c323c",
    "#8db2ff",
    {Kind.RIGHT: "#1b3b2b", Kind.FOLLOWS: "#3f68b8", Kind.UNWRITTEN: "#8a93a1", Kind.WRONG: "#ff9a91"},
)
_DARKENED = {LIGHT.ink: DARK.ink, LIGHT.quiet: DARK.quiet, LIGHT.line: DARK.line, LIGHT.bar: DARK.bar}
_COLOUR = re.compile("#[0-9a-f]{6}")
_NOTHING = len(Kind)
"""The cell of a question that a student was not asked."""


@dataclass(frozen=True)
class Chart:
    """A picture for either scheme as a data URL, its size, and the position of its axes in percent of it."""

    light: str
    dark: str
    width: float
    height: float
    left: float = 0.0
    top: float = 0.0
    inner_width: float = 100.0
    inner_height: float = 100.0


def distribution(found: Class) -> Chart:
    """Draw how many students reach each tenth of the points; full points have a separate bar."""
    tenths = np.bincount([int(p // 10) for p in found.percents], minlength=11)
    labels = [*(f"{10 * i}–{10 * i + 9}" for i in range(10)), "100"]  # noqa: RUF001 - a range
    step, bottom, tallest = WIDTH / len(labels), HEIGHT - 42, HEIGHT - 62
    parts = [f'<path d="M0 {bottom}H{WIDTH}" stroke="{LIGHT.line}"/>']
    for i, (label, number) in enumerate(zip(labels, tenths, strict=True)):
        middle, tall = (i + 0.5) * step, tallest * number / max(tenths)
        parts += [_text(middle, bottom + 17, label, LIGHT.ink, 13)]
        if number:
            place = f'x="{middle - 0.43 * step:.1f}" y="{bottom - tall:.1f}" width="{0.86 * step:.1f}"'
            parts += [f'<rect {place} height="{tall:.1f}" fill="{LIGHT.bar}"/>']
            parts += [_text(middle, bottom - tall - 4, str(number), LIGHT.ink, 12)]
    parts += [_text(WIDTH / 2, HEIGHT - 5, "percent of the points", LIGHT.quiet, 12)]
    drawn = _svg(WIDTH, HEIGHT, parts)
    return Chart(_address(drawn), _address(_dark(drawn)), WIDTH, HEIGHT)


def heat_map(found: Class, line: ProblemLine) -> Chart:
    """Draw the students of one problem, the best first, against its questions."""
    kinds = list(Kind)
    names = [q.question for q in line.questions]
    cells = np.full((len(line.rows), len(names)), _NOTHING, np.uint8)
    for i, place in enumerate(line.rows):
        own = next(p for p in found.rows[place].problems if p.problem == line.problem)
        for question, status in zip(own.questions, own.statuses, strict=True):
            cells[i, names.index(question)] = kinds.index(status.kind)
    left, top = 27.0, 12 + 7.5 * max(map(len, names))
    column = min(max((WIDTH - left) / len(names), NARROW), WIDE)
    wide, tall = column * len(names), min(max(ROW * len(line.rows), LEAST_ROWS), MOST_ROWS)
    width, height = left + wide + 2, top + tall + 2
    starts = [i for i in range(1, len(names)) if function_of(names[i]) != function_of(names[i - 1])]

    def drawn(theme: Theme) -> str:
        data = base64.b64encode(_png(cells, [theme.kinds[k] for k in kinds])).decode()
        where = f'x="{left}" y="{top}" width="{wide:.1f}" height="{tall:.1f}"'
        parts = [f'<image {where} preserveAspectRatio="none" href="data:image/png;base64,{data}"/>']
        for i, name in enumerate(names):
            parts += [_turned(left + (i + 0.5) * column + 4, top - 6, name, LIGHT.ink, 'font-family="monospace"')]
        parts += [_turned(left - 9, top + tall / 2, "students, best first", LIGHT.quiet, 'text-anchor="middle"')]
        for x in (left + start * column for start in starts):
            parts += [f'<path d="M{x:.1f} {top}V{top + tall:.1f}" stroke="{LIGHT.ink}"/>']
        return _svg(width, height, parts)

    axes = (100 * left / width, 100 * top / height, 100 * wide / width, 100 * tall / height)
    return Chart(_address(drawn(LIGHT)), _address(_dark(drawn(DARK))), width, height, *axes)


def legend() -> tuple[tuple[Kind, str], ...]:
    """Return the kinds in the order of the colours, each with its words."""
    said = {
        Kind.RIGHT: "right",
        Kind.FOLLOWS: "follows from an earlier mistake",
        Kind.UNWRITTEN: "not written",
        Kind.WRONG: "wrong",
    }
    return tuple(said.items())


def _text(x: float, y: float, words: str, colour: str, size: int) -> str:
    return (
        f'<text x="{x:.1f}" y="{y:.1f}" fill="{colour}" font-size="{size}" text-anchor="middle">{escape(words)}</text>'
    )


def _turned(x: float, y: float, words: str, colour: str, more: str) -> str:
    """Write a text that reads upwards."""
    place = f'transform="translate({x:.1f} {y:.1f}) rotate(-90)"'
    return f'<text {place} fill="{colour}" font-size="11.5" {more}>{escape(words)}</text>'


def _svg(width: float, height: float, parts: Iterable[str]) -> str:
    size = f'width="{width:.1f}" height="{height:.1f}" viewBox="0 0 {width:.1f} {height:.1f}"'
    style = "<style>image { image-rendering: pixelated; }</style>"
    return f'<svg xmlns="http://www.w3.org/2000/svg" {size} font-family="{FONT}">{style}{"".join(parts)}</svg>'


def _dark(drawn: str) -> str:
    return _COLOUR.sub(lambda colour: _DARKENED.get(colour[0], colour[0]), drawn)


def _png(cells: NDArray[np.uint8], colours: Sequence[str]) -> bytes:
    """Return a picture with one pixel per cell: the colour of that number, or nothing for one more than the last."""

    def chunks() -> Iterator[tuple[bytes, bytes]]:
        height, width = cells.shape
        yield b"IHDR", struct.pack(">IIBBBBB", width, height, 8, 3, 0, 0, 0)
        yield b"PLTE", b"".join(bytes.fromhex(colour[1:]) for colour in (*colours, "#000000"))
        yield b"tRNS", b"\xff" * len(colours) + b"\0"
        yield b"IDAT", zlib.compress(b"".join(b"\0" + row.tobytes() for row in cells))
        yield b"IEND", b""

    packed = (struct.pack(">I", len(d)) + k + d + struct.pack(">I", zlib.crc32(k + d)) for k, d in chunks())
    return b"\x89PNG\r\n\x1a\n" + b"".join(packed)


def _address(svg: str) -> str:
    return "data:image/svg+xml;base64," + base64.b64encode(svg.encode()).decode()
