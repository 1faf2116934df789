"""The contents of a feedback page's pictures: plain numbers and the course's own names, none of a student's text."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum
from typing import TypeAlias

Point: TypeAlias = tuple[float, float]

ASPECT = 4 / 3
"""Width over height of a plot. Paths have one scale on both axes, so that steps cross contour lines at right angles."""


class NodeMark(Enum):
    """How a quantity is marked in the graph; the value is its text in the legend."""

    RIGHT = "right"
    FIRST = "the first wrong value"
    WRONG = "wrong"
    FOLLOWS = "follows from an earlier mistake"
    UNWRITTEN = "not written yet"
    PLAIN = "given"


@dataclass(frozen=True)
class Node:
    """A value and the gradient of the loss with respect to it.

    `column` counts from the inputs to the loss. `row` 0 holds the computed values, other rows what only enters there.
    `gradient` is the gradient's name, or None if the problem does not ask for it.
    """

    name: str
    column: int
    row: int = 0
    mark: NodeMark = NodeMark.PLAIN
    gradient: str | None = None
    gradient_mark: NodeMark = NodeMark.PLAIN


@dataclass(frozen=True)
class Graph:
    """The computation graph of a network. Arrows are pairs of node names, from a value to what is computed from it.

    `values` point forward, `gradients` back: (loss, y_hat) if the gradient by y_hat is computed from the loss.
    """

    title: str
    nodes: tuple[Node, ...]
    values: tuple[tuple[str, str], ...]
    gradients: tuple[tuple[str, str], ...]
    about: str = ""


@dataclass(frozen=True)
class Trace:
    """Part of a series or path that can be drawn.

    It ends where the rest leaves the picture (`left`: after that many steps) or is no longer a number (`lost`: from
    this step on).
    """

    points: tuple[Point, ...]
    left: int | None = None
    lost: int | None = None


@dataclass(frozen=True)
class Losses:
    """The losses of a training before each step: those that the student's function returned, and the reference's.

    Points are (step, loss). `reference` is None if the two are the same. `optimum` is the least possible loss, if it is
    known. `low` and `high` are two corners of the picture. With `log`, each loss is replaced by its decimal logarithm.
    """

    about: str
    yours: Trace
    reference: Trace | None
    optimum: float | None
    low: Point
    high: Point
    log: bool


@dataclass(frozen=True)
class Bowl:
    """A quadratic loss of two parameters: `curvature` is its matrix of second derivatives (xx, xy, yy)."""

    centre: Point
    curvature: tuple[float, float, float]


@dataclass(frozen=True)
class Descent:
    """Two paths over the contour lines of a loss, from one start.

    `axes` name the horizontal and the vertical parameter. `reference` is None if the two are the same. `levels`
    are the heights of the contour lines above the bowl's bottom; `low` and `high` are two corners of the picture.
    """

    about: str
    axes: tuple[str, str]
    bowl: Bowl
    levels: tuple[float, ...]
    yours: Trace
    reference: Trace | None
    low: Point
    high: Point


Picture: TypeAlias = Graph | Losses | Descent
"""`about` names the function that the picture belongs to; "" means the problem as a whole."""
