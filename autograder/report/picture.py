"""What the pictures of a feedback page show: plain numbers and the course's own names, nothing of a student's text."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum
from typing import TypeAlias

Point: TypeAlias = tuple[float, float]

ASPECT = 4 / 3
"""Width over height of a plot. Paths have one scale on both axes, so that steps cross contour lines at right angles."""


class NodeMark(Enum):
    """How a quantity is marked in the graph; the value is said in its legend."""

    RIGHT = "right"
    FIRST = "the first wrong value"
    WRONG = "wrong"
    FOLLOWS = "follows from an earlier mistake"
    UNWRITTEN = "not written yet"
    PLAIN = "given"


@dataclass(frozen=True)
class Node:
    """A value and the gradient of the loss by it.

    `column` counts from the inputs to the loss; in `row` 0 stand the values that are computed, in the other rows what
    only enters there. `gradient` is its name, None where the problem asks for none.
    """

    name: str
    column: int
    row: int = 0
    mark: NodeMark = NodeMark.PLAIN
    gradient: str | None = None
    gradient_mark: NodeMark = NodeMark.PLAIN


@dataclass(frozen=True)
class Graph:
    """The computation graph of a network. Arrows are pairs of node names, from what is used to what is made of it.

    `values` point forward, `gradients` back: (loss, y_hat) where the gradient by y_hat is made from the loss.
    """

    title: str
    nodes: tuple[Node, ...]
    values: tuple[tuple[str, str], ...]
    gradients: tuple[tuple[str, str], ...]
    about: str = ""


@dataclass(frozen=True)
class Trace:
    """Part of a series or path that can be drawn.

    It ends at the edge of the picture where the rest leaves it (`left`: after so many steps) or is no number any more
    (`lost`: from this step on).
    """

    points: tuple[Point, ...]
    left: int | None = None
    lost: int | None = None


@dataclass(frozen=True)
class Losses:
    """The losses of a training, before each step: those that the student's function gave back, and the reference's.

    Points are (step, loss). `reference` is None where the two are the same. `optimum` is the least possible loss, where
    that is known. `low` and `high` are two corners of the picture. With `log`, every loss stands as its decimal
    logarithm.
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

    `axes` name the parameters, horizontally and vertically. `reference` is None where the two are the same. `levels`
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
"""`about` names the function that the picture belongs to; "" is the problem as a whole."""
