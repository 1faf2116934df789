"""The loss curve: the student's line over the reference's."""

from __future__ import annotations

from collections.abc import Iterator

from autograder.render.svg.canvas import (
    HEIGHT,
    WIDTH,
    Drawing,
    axes,
    label,
    legend,
    line,
    log_ticks,
    plot,
    ticks,
    trace,
)
from autograder.report.picture import Losses, Trace


def draw(losses: Losses) -> Drawing:
    """Draw the curve; the reference is below, so that the student's is visible where they agree."""
    low, high = losses.low, losses.high
    frame = plot(low, high)
    up = log_ticks(low[1], high[1], 5) if losses.log else ticks(low[1], high[1], 5)
    key = [("yours trace", "your losses")]
    parts = [*axes(frame, ("step", "loss"), ticks(low[0], high[0], 6), up, log=losses.log)]
    if losses.reference is not None:
        parts += trace(frame, losses.reference, "theirs")
        key.append(("theirs trace", "reference"))
    if losses.optimum is not None:
        start, end = frame.at((low[0], losses.optimum)), frame.at((high[0], losses.optimum))
        parts.append(line(start, end, "optimum trace"))
        key.append(("optimum trace", "optimum"))
    parts += trace(frame, losses.yours, "yours")
    parts += legend(key)
    caption = " ".join(_said(losses))
    heard = " ".join([caption.replace("`", ""), *_heard(losses)])
    return Drawing("plot", WIDTH, HEIGHT, f"Loss curve of {losses.about}", heard, caption, tuple(parts))


def _said(losses: Losses) -> list[str]:
    logarithmic = ", on a logarithmic scale" if losses.log else ""
    said = [f"The losses that your `{losses.about}` returned for one long training{logarithmic}."]
    return [*said, *outside(losses.yours, "They leave", "they are")]


def _heard(losses: Losses) -> Iterator[str]:
    """Describe in words what is seen at a glance: where the curves begin and end."""

    def loss(height: float) -> str:
        return label(10**height if losses.log else height)

    for whose, drawn in (("Your losses", losses.yours), ("Those of the reference", losses.reference)):
        if drawn is not None and drawn.points:
            (_, first), (step, last) = drawn.points[0], drawn.points[-1]
            yield f"{whose} go from {loss(first)} to {loss(last)} at step {label(step)}."
    if losses.optimum is not None:
        yield f"The optimum is {loss(losses.optimum)}."


def outside(trace: Trace, leave: str, lost: str) -> list[str]:
    """Return a sentence that says where a trace ends early, if it does."""
    if trace.left is not None:
        return [f"{leave} the picture {'at once' if trace.left == 0 else f'at step {trace.left}'}."]
    if trace.lost is not None:
        return [f"From step {trace.lost} on {lost} nan or infinite."]
    return []
