"""A calculation as a picture: values in boxes, gradients below them, and on each arrow what it carries."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from math import hypot

from autograder.render.svg.canvas import Drawing, head, num, text
from autograder.report.picture import Point
from autograder.sketch.calculation import Amount, Calculation, Link, Spot, number

WIDE, HIGH = 64.0, 50.0
"""Size of a box."""
LINE = 15.0
"""Distance of two lines of text."""
EDGE = 6.0
DOWN = 72.0
"""Distance of two rows."""
ACROSS, ACROSS_WEIGHTS = 48.0, 132.0
"""Space between two columns: for one number, and for weights with their gradients."""
LEVEL, SLANTED, CROSSING, BIAS = 0.7, 0.42, 0.25, 0.3
"""Where on its arrow a label is, as a share: if it is level, leads to the middle, crosses another one, or is a bias."""


def draw(shown: Calculation) -> Drawing:
    """Draw all numbers; each has the number of its step, with which a script can show them one after the other."""
    numbers = {a.name: (i, a) for i, step in enumerate(shown.steps) for a in step.amounts}
    places = {s.name: s for s in shown.spots}
    lefts = _lefts(shown, places)
    rows = [s.row for s in shown.spots]
    top = min(rows)

    def at(spot: Spot) -> Point:
        return lefts[spot.column], EDGE + (spot.row - top) * DOWN

    parts = [_arrow(at(places[link.start]), at(places[link.end])) for link in shown.links]
    parts += [part for spot in shown.spots for part in _box(spot, at(spot), numbers)]
    for link in shown.links:
        parts += _label(link, at(places[link.start]), at(places[link.end]), numbers)
    size = lefts[-1] + WIDE + EDGE, (max(rows) - top) * DOWN + HIGH + 2 * EDGE
    said = "; ".join(f"{name} = {number(a.value)}" for name, (_, a) in numbers.items())
    caption = (
        "In a box: the name, the value and, below it in blue, the gradient of the loss. On an arrow: a weight and its "
        "gradient, or by what the gradient is multiplied on its way back. None goes back to what is given."
        if any(step.back for step in shown.steps)
        else "In a box: the name and the value. On an arrow: a weight."
    )
    return Drawing("calculation", *size, shown.title, said, caption, tuple(parts))


def _lefts(shown: Calculation, places: Mapping[str, Spot]) -> list[float]:
    """Return the left edge of each column; arrows with weights get more space."""
    weighted = {places[link.start].column for link in shown.links if link.weight}
    lefts = [EDGE]
    for column in range(max(s.column for s in shown.spots)):
        lefts.append(lefts[-1] + WIDE + (ACROSS_WEIGHTS if column in weighted else ACROSS))
    return lefts


def _arrow(start: Point, end: Point) -> str:
    begin, tip = (start[0] + WIDE, start[1] + HIGH / 2), (end[0], end[1] + HIGH / 2)
    towards = tip[0] - begin[0], tip[1] - begin[1]
    length = hypot(*towards)
    stop = tip[0] - 4 * towards[0] / length, tip[1] - 4 * towards[1] / length
    shaft = f'<path class="value" d="M{num(begin[0])} {num(begin[1])}L{num(stop[0])} {num(stop[1])}"/>'
    return shaft + head(tip, towards, "value head")


Numbers = Mapping[str, tuple[int, Amount]]


def _box(spot: Spot, at: Point, numbers: Numbers) -> Iterator[str]:
    left, top = at
    yield f'<rect x="{num(left)}" y="{num(top)}" width="{num(WIDE)}" height="{num(HIGH)}" rx="5"/>'
    middle = left + WIDE / 2
    yield text(middle, top + 13, spot.name, "label", "middle")
    yield from _number(spot.name, middle, top + 13 + LINE, "number", numbers)
    if spot.gradient:
        yield from _number(spot.gradient, middle, top + 13 + 2 * LINE, "slope", numbers)


def _label(link: Link, start: Point, end: Point, numbers: Numbers) -> Iterator[str]:
    """Write what an arrow carries: a weight with its gradient on it, or a slope above it."""
    begin, tip = (start[0] + WIDE, start[1] + HIGH / 2), (end[0], end[1] + HIGH / 2)
    rise = abs(begin[1] - tip[1]) / DOWN
    share = LEVEL if rise < 0.5 else SLANTED if rise < 1 else CROSSING
    share = share if link.weight else 0.5 if link.slope else BIAS
    x, y = begin[0] + share * (tip[0] - begin[0]), begin[1] + share * (tip[1] - begin[1])
    if link.weight:
        lines = [
            ("label", link.weight),
            ("number", link.weight),
            *([("slope", link.gradient)] if link.gradient else []),
        ]
        y -= LINE * (len(lines) - 1) / 2 - 4
        for kind, name in lines:
            if kind == "label":
                yield text(x, y, name, "label halo", "middle")
            else:
                yield from _number(name, x, y, f"{kind} halo", numbers)
            y += LINE
    elif link.slope:
        yield from _number(link.slope, x - 3, y - 5, "slope halo", numbers, before="\N{MULTIPLICATION SIGN}")
    elif link.gradient:
        shown = text(x, y + 4, "\N{MULTIPLICATION SIGN}1", "slope halo", "middle")
        yield f'<g data-step="{numbers[link.gradient][0]}">{shown}</g>'


def _number(name: str, x: float, y: float, kind: str, numbers: Numbers, before: str = "") -> Iterator[str]:
    if name in numbers:
        step, amount = numbers[name]
        wrong = "" if amount.fits else " misfit"
        shown = text(x, y, before + number(amount.value), f"{kind}{wrong}", "middle")
        yield f'<g data-step="{step}">{shown}</g>'
