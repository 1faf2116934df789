"""Pictures as inline SVG: small enough to write by hand, coloured by the page's own style, without scripts.

A plotting library would bring its own fonts, colours and a hundred kilobytes a picture, and takes longer than grading
does; here a picture is 2 to 6 kB and a fraction of a millisecond.
"""

from __future__ import annotations

from dataclasses import dataclass

from autograder.picture import Descent, Graph, Losses, Picture
from autograder.render.svg import descent, graph, losses
from autograder.render.svg.canvas import Drawing


@dataclass(frozen=True)
class Figure:
    """One picture as the page shows it: the SVG, the sentence below it, and what its marks mean."""

    svg: str
    caption: str
    legend: tuple[graph.Key, ...] = ()


def figure(picture: Picture, anchor: str) -> Figure:
    """Draw a picture; `anchor` is an id that the page uses nowhere else."""
    drawing: Drawing
    match picture:
        case Graph():
            drawing, legend = graph.draw(picture), graph.legend(picture)
        case Losses():
            drawing, legend = losses.draw(picture), ()
        case Descent():
            drawing, legend = descent.draw(picture), ()
    return Figure(drawing.svg(anchor), drawing.caption, legend)
