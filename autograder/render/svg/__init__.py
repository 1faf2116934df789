"""Pictures as inline SVG: small enough to write by hand, coloured by the page's own style, without scripts.

A plotting library would bring its own fonts and colours, take a hundred kilobytes per picture, and take longer than
grading; here a picture takes 2 to 6 kB and a fraction of a millisecond.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING

from autograder.report.picture import Descent, Graph, Losses, Picture

if TYPE_CHECKING:
    from autograder.render.svg.canvas import Drawing
    from autograder.render.svg.graph import Key


@dataclass(frozen=True)
class Figure:
    """One picture as the page shows it: the SVG, the caption, and the legend of its marks."""

    svg: str
    caption: str
    legend: tuple[Key, ...] = ()


def figure(picture: Picture, anchor: str) -> Figure:
    """Draw a picture; `anchor` is an id that the page uses nowhere else.

    Each kind is loaded when it is first drawn: a notebook only shows the graph.
    """
    drawing: Drawing
    match picture:
        case Graph():
            return _graph(picture, anchor)
        case Losses():
            from autograder.render.svg import losses  # noqa: PLC0415

            drawing = losses.draw(picture)
        case Descent():
            from autograder.render.svg import descent  # noqa: PLC0415

            drawing = descent.draw(picture)
    return Figure(drawing.svg(anchor), drawing.caption)


@lru_cache(maxsize=256)
def _graph(picture: Graph, anchor: str) -> Figure:
    """Draw a graph, cached: it contains no numbers, so most of a class have the same."""
    from autograder.render.svg import graph  # noqa: PLC0415

    drawing = graph.draw(picture)
    return Figure(drawing.svg(anchor), drawing.caption, graph.legend(picture))
