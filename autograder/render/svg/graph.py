"""The computation graph: a value above its gradient, arrows forward on top and back below, and a mark on each."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from math import hypot

from autograder.render.svg.canvas import CHARACTER, Drawing, head, num, text
from autograder.report.picture import Graph, Node, NodeMark

FONT = 13.0
HIGH = 25.0
"""Height of one name in its box."""
BETWEEN = 2.0
"""Space between a value and its gradient."""
ACROSS = 27.0
DOWN = 25.0
"""Space between the boxes of neighbouring columns and rows: room for an arrow."""
PADDING = 8.0
RIM = 2.0
"""Margin of the card behind a value and its gradient."""
SIGN = 15.0
"""Width of a mark."""
ASIDE = 7.0
"""Distance from the middle of the two arrows between boxes above each other."""
EDGE = 3.0


@dataclass(frozen=True)
class Look:
    """The appearance of a mark: its class, its character in the legend, and its path in a 9 by 9 box around (0, 0)."""

    kind: str
    character: str
    lines: str


CHECK, CROSS = "m-4 .5 2.7 2.8 5-6.6", "m-3.4-3.4 6.8 6.8m0-6.8-6.8 6.8"
LOOKS = {
    NodeMark.RIGHT: Look("right", "✓", CHECK),
    NodeMark.FIRST: Look("first", "✗", CROSS),
    NodeMark.WRONG: Look("wrong", "✗", CROSS),
    NodeMark.FOLLOWS: Look("follows", "↳", "m-3.5-4v5.5h7m-2.6-2.6 2.6 2.6-2.6 2.6"),
    NodeMark.UNWRITTEN: Look("unwritten", "○", "m-3.5 0a3.5 3.5 0 1 1 7 0a3.5 3.5 0 1 1-7 0"),
    NodeMark.PLAIN: Look("plain", "", ""),
}


@dataclass(frozen=True)
class Key:
    """One mark of the legend."""

    kind: str
    character: str
    words: str


@dataclass(frozen=True)
class Box:
    """The position of one node; `tall` if one name fills the space of two."""

    node: Node
    left: float
    top: float
    width: float
    tall: bool

    @property
    def height(self) -> float:
        return 2 * HIGH + BETWEEN if self.tall or self.node.gradient else HIGH

    @property
    def middle(self) -> float:
        return self.left + self.width / 2

    @property
    def right(self) -> float:
        return self.left + self.width

    @property
    def bottom(self) -> float:
        return self.top + self.height


def legend(graph: Graph) -> tuple[Key, ...]:
    """Return the marks that occur in the graph."""
    used = {m for n in graph.nodes for m in (n.mark, n.gradient_mark)}
    return tuple(
        Key(look.kind, look.character, mark.value) for mark, look in LOOKS.items() if mark in used and look.lines
    )


def draw(graph: Graph) -> Drawing:
    """Draw the nodes by column and row, each column as wide as its longest name."""
    widths = [
        max(_width(n) for n in graph.nodes if n.column == column)
        for column in range(1 + max(n.column for n in graph.nodes))
    ]
    lefts = [EDGE + sum(widths[:column]) + column * ACROSS for column in range(len(widths))]
    first, last = min(n.row for n in graph.nodes), max(n.row for n in graph.nodes)
    pitch = 2 * HIGH + BETWEEN + DOWN

    def box(n: Node) -> Box:
        tall = n.column == len(widths) - 1 and n.row == 0 and n.gradient is None
        low = n.row < 0 and n.gradient is None  # close to where it is used
        return Box(n, lefts[n.column], EDGE + pitch * (n.row - first) + low * (HIGH + BETWEEN), widths[n.column], tall)

    boxes = {n.name: box(n) for n in graph.nodes}
    parts = (
        *(_card(b) for b in boxes.values() if b.node.gradient),
        *(_arrow(boxes, s, t, back=False) for s, t in graph.values if {s, t} <= boxes.keys()),
        *(_arrow(boxes, s, t, back=True) for s, t in graph.gradients if {s, t} <= boxes.keys()),
        *(part for b in boxes.values() for part in _names(b)),
    )
    height = pitch * (last - first) + 2 * HIGH + BETWEEN + 2 * EDGE
    caption = "What is computed from what: values above, the gradients of the loss below them."
    return Drawing("graph", lefts[-1] + widths[-1] + EDGE, height, graph.title, " ".join(_said(graph)), caption, parts)


def _width(node: Node) -> float:
    def wide(name: str, mark: NodeMark) -> float:
        return FONT * CHARACTER * len(name) + 2 * PADDING + (SIGN if LOOKS[mark].lines else 0)

    return max(wide(node.name, node.mark), wide(node.gradient or "", node.gradient_mark))


def _names(box: Box) -> Iterator[str]:
    node = box.node
    yield _pill(box, box.top, box.height if box.tall else HIGH, node.name, node.mark)
    if node.gradient:
        yield _pill(box, box.top + HIGH + BETWEEN, HIGH, node.gradient, node.gradient_mark)


def _card(box: Box) -> str:
    return _rect(box.left - RIM, box.top - RIM, box.width + 2 * RIM, box.height + 2 * RIM, ' class="card"')


def _pill(box: Box, top: float, height: float, name: str, mark: NodeMark) -> str:
    look = LOOKS[mark]
    y = top + height / 2
    sign = ""
    if look.lines:
        sign = f'<path class="sign" d="M{num(box.right - PADDING - 3.5)} {num(y)}{look.lines}"/>'
    x = box.middle - (SIGN / 2 if sign else 0)
    rect = _rect(box.left, top, box.width, height)
    return f'<g class="{look.kind}">{rect}{text(x, y + 4.5, name, anchor="middle")}{sign}</g>'


def _rect(x: float, y: float, width: float, height: float, kind: str = "") -> str:
    return f'<rect{kind} x="{num(x)}" y="{num(y)}" width="{num(width)}" height="{num(height)}" rx="5"/>'


def _arrow(boxes: dict[str, Box], source: str, target: str, *, back: bool) -> str:
    """Draw an arrow; it bends if it would cross a box in between."""
    s, t = boxes[source], boxes[target]
    kind = "gradient" if back else "value"
    level = HIGH / 2 + (HIGH + BETWEEN if back else 0)
    bend = 0.0
    if s.node.column == t.node.column:
        x = s.middle + (ASIDE if back else -ASIDE)
        start, end = ((x, s.bottom), (x, t.top)) if s.top < t.top else ((x, s.top), (x, t.bottom))
    else:
        start = (s.left if back else s.right, s.top + min(level, s.height - HIGH / 2))
        end = (t.right if back else t.left, t.top + min(level, t.height - HIGH / 2))
        columns = sorted((s.node.column, t.node.column))
        between = [
            b.node
            for b in boxes.values()
            if columns[0] < b.node.column < columns[1] and b.node.row == s.node.row == t.node.row
        ]
        if any(n.gradient for n in between) if back else between:
            bend = (HIGH + DOWN) * (1 if back else -1)
    middle = ((start[0] + end[0]) / 2, (start[1] + end[1]) / 2 + bend)
    towards = (end[0] - middle[0], end[1] - middle[1])
    length = hypot(*towards) or 1.0
    stop = (end[0] - 4 * towards[0] / length, end[1] - 4 * towards[1] / length)
    curve = f"Q{num(middle[0])} {num(middle[1])} " if bend else "L"
    shaft = f'<path class="{kind}" d="M{num(start[0])} {num(start[1])}{curve}{num(stop[0])} {num(stop[1])}"/>'
    return shaft + head(end, towards, f"{kind} head")


def _said(graph: Graph) -> Iterator[str]:
    """Describe the graph in sentences, forward and then backward."""
    sources: dict[str, list[str]] = {}
    for source, made in graph.values:
        sources.setdefault(made, []).append(source)
    nodes = {n.name: n for n in graph.nodes}
    for name, node in nodes.items():
        if name in sources:
            yield f"{name} from {_list(sources[name])}{_verdict(node.mark)}."
    before: dict[str, list[str]] = {}
    for source, made in graph.gradients:
        before.setdefault(made, []).append(nodes[source].gradient or source)
    for made, names in before.items():
        yield f"Gradient {nodes[made].gradient} from {_list(names)}{_verdict(nodes[made].gradient_mark)}."


def _verdict(mark: NodeMark) -> str:
    return "" if mark is NodeMark.PLAIN else f": {mark.value}"


def _list(names: list[str]) -> str:
    return names[0] if len(names) == 1 else f"{', '.join(names[:-1])} and {names[-1]}"
