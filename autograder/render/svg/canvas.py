"""Lines, arrowheads, texts and axes: the elements of the pictures."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from html import escape
from math import ceil, floor, hypot, isfinite, log10

from autograder.report.picture import ASPECT, Point, Trace

CHARACTER, PROPORTIONAL = 0.6, 0.53
"""Width of a character in a monospaced font, and average width in the page's font, relative to the font size."""
SIZE = 12.0
"""Font size in a plot; must match the page's style."""
MINUS = "\N{MINUS SIGN}"
SUPERSCRIPT = str.maketrans("-0123456789", "⁻⁰¹²³⁴⁵⁶⁷⁸⁹")
SCALE = 1.25
"""Scale of a picture if there is room for it; on a phone, it is as wide as the screen."""
HEAD = 6.0
"""Length of an arrowhead."""


WIDTH, LEFT, TOP, RIGHT, BOTTOM = 360.0, 44.0, 28.0, 14.0, 38.0
HEIGHT = TOP + (WIDTH - LEFT - RIGHT) / ASPECT + BOTTOM
"""Size of a plot with axes, and the margins around it."""


@dataclass(frozen=True)
class Drawing:
    """The parts of one picture. `kind` is its class in the page's style; `description` is for screen readers."""

    kind: str
    width: float
    height: float
    title: str
    description: str
    caption: str
    parts: tuple[str, ...]

    def svg(self, anchor: str) -> str:
        """Return the SVG element; its ids begin with `anchor`."""
        size = f'width="{num(SCALE * self.width)}" viewBox="0 0 {num(self.width)} {num(self.height)}"'
        return (
            f'<svg class="picture {self.kind}" {size} role="img" '
            f'aria-labelledby="{anchor}-t {anchor}-d"><title id="{anchor}-t">{escape(self.title)}</title>'
            f'<desc id="{anchor}-d">{escape(self.description)}</desc>{"".join(self.parts)}</svg>'
        )


@dataclass(frozen=True)
class Frame:
    """The coordinate frame: `low` and `high` are the corners in data units, the rest is in picture units."""

    low: Point
    high: Point
    left: float
    top: float
    width: float
    height: float

    def at(self, point: Point) -> Point:
        """Return the position of a data point in the picture."""
        x = self.left + self.width * (point[0] - self.low[0]) / (self.high[0] - self.low[0])
        y = self.top + self.height * (self.high[1] - point[1]) / (self.high[1] - self.low[1])
        return x, y


def plot(low: Point, high: Point) -> Frame:
    """Return the frame of a plot that shows the data between two corners."""
    return Frame(low, high, LEFT, TOP, WIDTH - LEFT - RIGHT, HEIGHT - TOP - BOTTOM)


def num(value: float) -> str:
    """Return a coordinate with one decimal. Raises ValueError if it is not finite."""
    text = f"{value:.1f}"
    if text[-2:] == ".0":
        return "0" if text == "-0.0" else text[:-2]
    if not isfinite(value):
        raise ValueError(f"a picture has no place for {value}")
    return text


def text(x: float, y: float, words: str, kind: str = "", anchor: str = "") -> str:
    """Return words at a position, `anchor`ed at their start, middle or end."""
    named = f' class="{kind}"' if kind else ""
    anchored = f' text-anchor="{anchor}"' if anchor else ""
    return f'<text x="{num(x)}" y="{num(y)}"{named}{anchored}>{escape(words)}</text>'


def line(start: Point, end: Point, kind: str) -> str:
    """Draw a straight line."""
    (x1, y1), (x2, y2) = start, end
    return f'<path class="{kind}" d="M{num(x1)} {num(y1)}L{num(x2)} {num(y2)}"/>'


def path(points: Sequence[Point], kind: str) -> str:
    """Draw a line through points."""
    return f'<path class="{kind}" d="M{"L".join(f"{num(x)} {num(y)}" for x, y in points)}"/>'


def dot(at: Point, radius: float, kind: str) -> str:
    """Draw a round dot."""
    return f'<circle class="{kind}" cx="{num(at[0])}" cy="{num(at[1])}" r="{num(radius)}"/>'


def head(tip: Point, towards: Point, kind: str) -> str:
    """Draw an arrowhead that ends at `tip`; `towards` is its direction."""
    length = hypot(*towards)
    if not length > 0:
        return ""
    ux, uy = towards[0] / length, towards[1] / length
    bx, by = tip[0] - HEAD * ux, tip[1] - HEAD * uy
    corners = (tip, (bx - 0.5 * HEAD * uy, by + 0.5 * HEAD * ux), (bx + 0.5 * HEAD * uy, by - 0.5 * HEAD * ux))
    return f'<path class="{kind}" d="M{"L".join(f"{num(x)} {num(y)}" for x, y in corners)}Z"/>'


def trace(frame: Frame, drawn: Trace, kind: str, radius: float = 0.0) -> Iterable[str]:
    """Draw a trace, with one dot per step if it has a radius, and an arrowhead if it continues outside."""
    points = [frame.at(p) for p in drawn.points]
    if not points:
        return
    if len(points) > 1:
        yield path(points, f"{kind} trace")
    whole = points if drawn.left is None else points[:-1]
    if radius or len(points) == 1:
        yield from (dot(p, radius or 2, f"{kind} dot") for p in whole)
    if drawn.left is not None and len(points) > 1:
        (x0, y0), (x1, y1) = points[-2:]
        yield head((x1, y1), (x1 - x0, y1 - y0), f"{kind} head")


def ticks(low: float, high: float, most: int) -> list[float]:
    """Return up to `most` round numbers between low and high: multiples of 1, 2 or 5 times a power of ten."""
    rough = (high - low) / most
    power = 10.0 ** floor(log10(rough))
    step = next(power * f for f in (1, 2, 5, 10) if power * f >= rough)
    return [step * k for k in range(ceil(low / step), floor(high / step) + 1)]


def log_ticks(low: float, high: float, most: int) -> list[float]:
    """Return exponents between low and high: of powers of ten, and also of 2 and 5 times these if there are few."""
    whole = list(range(ceil(low), floor(high) + 1))
    if len(whole) > most:
        return [float(e) for e in whole[:: -(-len(whole) // most)]]
    factors = (1, 2, 5) if len(whole) < 3 else (1,)
    fine = [e + log10(f) for e in range(floor(low), ceil(high) + 1) for f in factors]
    return [e for e in fine if low <= e <= high]


def label(value: float) -> str:
    """Return a tick's number in the shortest readable form."""
    if value == 0 or 1e-3 <= abs(value) < 1e5:
        return f"{value:.4g}".replace("-", MINUS)
    mantissa, exponent = f"{value:.0e}".split("e")
    power = f"10{str(int(exponent)).translate(SUPERSCRIPT)}"
    return power if mantissa == "1" else f"{mantissa}·{power}".replace("-", MINUS)


def axes(
    frame: Frame, names: tuple[str, str], across: list[float], up: list[float], *, log: bool, grid: bool = True
) -> Iterable[str]:
    """Draw the two axes with their ticks and names, and with `grid` a horizontal line at each tick."""
    bottom, right = frame.top + frame.height, frame.left + frame.width
    for value in up:
        _, y = frame.at((frame.low[0], value))
        yield line((frame.left - 4, y), (frame.left, y), "axis")
        if grid:
            yield line((frame.left, y), (right, y), "grid")
        yield text(frame.left - 8, y + 4, label(10**value if log else value), anchor="end")
    for value in across:
        x, _ = frame.at((value, frame.low[1]))
        yield line((x, bottom), (x, bottom + 4), "axis")
        yield text(x, bottom + 17, label(value), anchor="middle")
    yield path(((frame.left, frame.top), (frame.left, bottom), (right, bottom)), "axis")
    yield text(frame.left - 7, frame.top - 11, names[1], "name", "end")
    yield text((frame.left + right) / 2, bottom + 33, names[0], "name", "middle")


def legend(items: Iterable[tuple[str, str]]) -> Iterable[str]:
    """Draw a row of samples with their labels above a plot; a sample is the class of a line, a dot or a cross."""
    x, y = LEFT, TOP - 11
    for kind, words in items:
        if kind.endswith("dot"):
            yield dot((x + 4, y - 4), 4, kind)
            x += 13
        elif kind.endswith("cross"):
            yield cross((x + 4, y - 4), kind)
            x += 13
        else:
            yield line((x, y - 4), (x + 20, y - 4), kind)
            x += 25
        yield text(x, y, words)
        x += SIZE * PROPORTIONAL * len(words) + 9


def cross(at: Point, kind: str) -> str:
    """Draw a plus sign."""
    x, y = at
    upright = f"M{num(x)} {num(y - 4)}V{num(y + 4)}"
    return f'<path class="{kind}" d="{upright}M{num(x - 4)} {num(y)}H{num(x + 4)}"/>'
