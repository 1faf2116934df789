"""The charts of the class page, drawn by matplotlib for light mode and recoloured for dark mode."""

from __future__ import annotations

import base64
import io
import logging
import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from autograder.classroom.overview import Class, ProblemLine
from autograder.plain.question_names import function_of
from autograder.report.status import Kind

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.colors import ListedColormap
    from matplotlib.figure import Figure

WIDTH = 7.2  # inches of 96 CSS pixels, within the width of the page's text
LEAST_ROWS, MOST_ROWS = 0.5, 8.0  # inches that the rows of a heat map take
ROW = 0.14
NARROW, WIDE = 0.24, 0.42  # inches of one question's column


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

    def draw(figure: Figure) -> Axes:
        axes = figure.add_axes((0.02, 0.2, 0.96, 0.68))
        bars = axes.bar(labels, tenths, color=LIGHT.bar, width=0.86)
        shown = [str(n) if n else "" for n in tenths]
        axes.bar_label(bars, shown, padding=2, color=LIGHT.ink, fontsize=9)
        axes.set_yticks([])
        axes.set_xlim(-0.6, 10.6)
        axes.set_xlabel("percent of the points", color=LIGHT.quiet, fontsize=9)
        axes.spines["bottom"].set_visible(True)
        return axes

    return _chart(draw, WIDTH, 2.2)


def heat_map(found: Class, line: ProblemLine) -> Chart:
    """Draw the students of one problem, the best first, against its questions."""
    kinds = list(Kind)
    names = [q.question for q in line.questions]
    cells = np.full((len(line.rows), len(names)), np.nan)
    for i, place in enumerate(line.rows):
        own = next(p for p in found.rows[place].problems if p.problem == line.problem)
        for question, status in zip(own.questions, own.statuses, strict=True):
            cells[i, names.index(question)] = kinds.index(status.kind)
    column = min(max((WIDTH - 0.3) / len(names), NARROW), WIDE)
    rows = min(max(ROW * len(line.rows), LEAST_ROWS), MOST_ROWS)
    labels = 0.12 + 0.078 * max(map(len, names))
    width, height = 0.3 + column * len(names), labels + rows + 0.03
    starts = [i for i in range(1, len(names)) if function_of(names[i]) != function_of(names[i - 1])]

    def draw(figure: Figure) -> Axes:
        axes = figure.add_axes((0.28 / width, 0.02 / height, column * len(names) / width, rows / height))
        axes.imshow(cells, _colours(LIGHT), vmin=-0.5, vmax=len(kinds) - 0.5, aspect="auto", interpolation="none")
        axes.xaxis.tick_top()
        axes.set_xticks(range(len(names)), names, rotation=90, fontsize=8.5, family="monospace")
        axes.set_yticks([])
        axes.set_ylabel("students, best first", color=LIGHT.quiet, fontsize=8.5, labelpad=3)
        for start in starts:
            axes.axvline(start - 0.5, color=LIGHT.ink, linewidth=0.8)
        return axes

    return _chart(draw, width, height)


def legend() -> tuple[tuple[Kind, str], ...]:
    """Return the kinds in the order of the colours, each with its words."""
    said = {
        Kind.RIGHT: "right",
        Kind.FOLLOWS: "follows from an earlier mistake",
        Kind.UNWRITTEN: "not written",
        Kind.WRONG: "wrong",
    }
    return tuple(said.items())


def _chart(draw: Callable[[Figure], Axes], width: float, height: float) -> Chart:
    """Draw a chart once; its dark version only has other colours for letters and lines, and another colour map."""
    from matplotlib import rc_context  # noqa: PLC0415
    from matplotlib.backends.backend_svg import FigureCanvasSVG  # noqa: PLC0415
    from matplotlib.figure import Figure  # noqa: PLC0415

    # Letters stay text, names are not parsed as formulas, and the same class gives the same file.
    with _quiet(), rc_context({"svg.fonttype": "none", "svg.hashsalt": "class", "text.parse_math": False}):
        figure = Figure((width, height))
        FigureCanvasSVG(figure)
        figure.patch.set_alpha(0)
        axes = draw(figure)
        axes.patch.set_alpha(0)
        axes.tick_params(length=0, colors=LIGHT.ink, labelcolor=LIGHT.ink)
        for name, spine in axes.spines.items():
            spine.set_visible(name == "bottom" and spine.get_visible() and not axes.images)
            spine.set_color(LIGHT.line)
        light = dark = _svg(figure)
        for image in axes.images:
            image.set_cmap(_colours(DARK))
            dark = _svg(figure)
    dark = re.sub("#[0-9a-f]{6}", lambda found: _DARKENED.get(found[0], found[0]), dark)
    box = axes.get_position()
    inner = (100 * box.x0, 100 * (1 - box.y1), 100 * box.width, 100 * box.height)
    return Chart(_address(light), _address(dark), 96 * width, 96 * height, *inner)


def _colours(theme: Theme) -> ListedColormap:
    """Return the colour map of the kinds, in their order."""
    from matplotlib.colors import ListedColormap  # noqa: PLC0415

    return ListedColormap([theme.kinds[k] for k in Kind])


def _svg(figure: Figure) -> str:
    out = io.BytesIO()
    figure.savefig(out, format="svg", metadata={"Date": None})
    return out.getvalue().decode()


def _address(svg: str) -> str:
    return "data:image/svg+xml;base64," + base64.b64encode(svg.encode()).decode()


@contextmanager
def _quiet() -> Iterator[None]:
    """Suppress matplotlib's messages about its font cache."""
    log = logging.getLogger("matplotlib")
    before = log.level
    log.setLevel(logging.ERROR)
    try:
        yield
    finally:
        log.setLevel(before)
