"""Two paths over the contour lines of a quadratic loss: these lines are ellipses, which SVG draws exactly."""

from __future__ import annotations

from collections.abc import Iterator
from math import atan2, degrees, sqrt

from autograder.render.svg.canvas import (
    HEIGHT,
    WIDTH,
    Drawing,
    Frame,
    axes,
    cross,
    dot,
    label,
    legend,
    num,
    plot,
    ticks,
    trace,
)
from autograder.render.svg.losses import outside
from autograder.report.picture import Descent, Point

STEP = 2.4
START = 5.0


def draw(descent: Descent) -> Drawing:
    """Draw the landscape, the reference's path below the student's, and the start on top."""
    low, high = descent.low, descent.high
    frame = plot(low, high)
    parts = [*_contours(frame, descent)]
    parts += axes(frame, descent.axes, ticks(low[0], high[0], 6), ticks(low[1], high[1], 6), log=False, grid=False)
    key = [("yours trace", "your path")]
    if descent.reference is not None:
        parts += trace(frame, descent.reference, "theirs", STEP)
        key.append(("theirs trace", "reference"))
    parts += trace(frame, descent.yours, "yours", STEP)
    parts.append(cross(frame.at(descent.bowl.centre), "bottom cross"))
    parts.append(dot(frame.at(descent.yours.points[0]), START, "start dot"))
    parts += legend([*key, ("start dot", "start"), ("bottom cross", "minimum")])
    caption = " ".join(_said(descent))
    title = f"Path of {descent.about} over the contour lines of a loss"
    heard = " ".join([caption.replace("`", ""), *_heard(descent)])
    return Drawing("plot", WIDTH, HEIGHT, title, heard, caption, tuple(parts))


def _contours(frame: Frame, descent: Descent) -> Iterator[str]:
    """Draw the contour lines in a nested SVG element, which cuts them at the edges."""
    sx = frame.width / (frame.high[0] - frame.low[0])
    sy = frame.height / (frame.high[1] - frame.low[1])
    xx, xy, yy = descent.bowl.curvature
    xx, xy, yy = xx / sx**2, -xy / (sx * sy), yy / sy**2  # up is down in SVG
    mean, half = (xx + yy) / 2, sqrt(((xx - yy) / 2) ** 2 + xy**2)
    flat, steep = mean - half, mean + half
    if not flat > 0:
        return
    angle = degrees(atan2(2 * xy, xx - yy) / 2)  # of the steep axis
    x, y = frame.at(descent.bowl.centre)
    turn = f"translate({num(x - frame.left)} {num(y - frame.top)}) rotate({num(angle)})"
    yield f'<svg x="{num(frame.left)}" y="{num(frame.top)}" width="{num(frame.width)}" height="{num(frame.height)}">'
    yield f'<g class="contours" transform="{turn}">'
    for level in descent.levels:
        yield f'<ellipse rx="{num(sqrt(2 * level / steep))}" ry="{num(sqrt(2 * level / flat))}"/>'
    yield "</g></svg>"


def _said(descent: Descent) -> list[str]:
    said = (
        f"From the red dot on, each dot is one step of your `{descent.about}`; along a thin line the loss is the same."
    )
    return [said, *outside(descent.yours, "Your path leaves", "your parameters are")]


def _heard(descent: Descent) -> Iterator[str]:
    """Describe in words what is seen at a glance: where the paths begin and end, and where the minimum is."""

    def place(at: Point) -> str:
        return f"{descent.axes[0]} {label(at[0])}, {descent.axes[1]} {label(at[1])}"

    start, end = descent.yours.points[0], descent.yours.points[-1]
    yield f"Your path goes from {place(start)} to {place(end)}."
    if descent.reference is not None:
        yield f"That of the reference ends at {place(descent.reference.points[-1])}."
    yield f"The minimum is at {place(descent.bowl.centre)}."
