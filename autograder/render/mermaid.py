"""A computation graph as a Mermaid diagram, which GitHub draws on its pages; pictures as SVG are not allowed there."""

from __future__ import annotations

from collections.abc import Iterator

from autograder.report.picture import Graph, Node, NodeMark

COLOURS = {
    NodeMark.RIGHT: ("right", "#1a7343", ""),
    NodeMark.FIRST: ("first", "#b3261e", ",stroke-width:3px"),
    NodeMark.WRONG: ("wrong", "#b3261e", ""),
    NodeMark.FOLLOWS: ("follows", "#5b6472", ",stroke-dasharray:4"),
    NodeMark.UNWRITTEN: ("unwritten", "#8a929e", ",stroke-dasharray:2"),
}
SIGNS = {NodeMark.RIGHT: " ✓", NodeMark.FIRST: " ✗", NodeMark.WRONG: " ✗", NodeMark.FOLLOWS: " ↳"}


def to_mermaid(graph: Graph) -> str:
    """Return the diagram: values from left to right, and their gradients from right to left below them."""
    return "\n".join(_lines(graph))


def _lines(graph: Graph) -> Iterator[str]:
    yield "flowchart LR"
    named = {node.name: node for node in graph.nodes}
    for node in graph.nodes:
        yield f'  {_id(node.name)}["{node.name}{SIGNS.get(node.mark, "")}"]{_class(node.mark)}'
        if node.gradient is not None:
            sign = SIGNS.get(node.gradient_mark, "")
            yield f'  {_gradient_id(node)}(["{node.gradient}{sign}"]){_class(node.gradient_mark)}'
    for source, made in graph.values:
        yield f"  {_id(source)} --> {_id(made)}"
    for source, made in graph.gradients:
        start = _gradient_id(named[source]) if named[source].gradient is not None else _id(source)
        yield f"  {start} -.-> {_gradient_id(named[made])}"
    used = {mark for node in graph.nodes for mark in (node.mark, node.gradient_mark)}
    for mark, (name, colour, more) in COLOURS.items():
        if mark in used:
            yield f"  classDef {name} stroke:{colour}{more}"


def _id(name: str) -> str:
    return f"v_{name}"


def _gradient_id(node: Node) -> str:
    return f"g_{node.name}"


def _class(mark: NodeMark) -> str:
    return f":::{COLOURS[mark][0]}" if mark in COLOURS else ""
