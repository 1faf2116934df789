"""The computation graph of a network, derived from the local rules of its declaration.

The layout is our own: these graphs are a chain of computed values with inputs and parameters at its sides, and a node's
layer is the length of the longest path to it. A general layout (grandalf, which was tried) puts all parameters into the
first layer, far from where they are used, and takes 2 to 8 ms.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from autograder.declare.problem import Problem
from autograder.declare.roles import Network
from autograder.declare.rule import parameters
from autograder.report.picture import Graph, Node, NodeMark
from autograder.report.status import Kind, Status
from autograder.sketch.scene import Scene

MARKS = {
    Kind.RIGHT: NodeMark.RIGHT,
    Kind.FOLLOWS: NodeMark.FOLLOWS,
    Kind.UNWRITTEN: NodeMark.UNWRITTEN,
    Kind.WRONG: NodeMark.WRONG,
}


@dataclass(frozen=True)
class Wiring:
    """Which quantities each quantity is computed from: `values` for values, `gradients` for gradients."""

    values: Mapping[str, tuple[str, ...]]
    gradients: Mapping[str, tuple[str, ...]]


def graph(scene: Scene) -> tuple[Graph, ...]:
    """Return the graph of a problem's network, if it has one."""
    problem = scene.reference.problem
    net = problem.roles.network
    if net is None:
        return ()
    statuses = {q.name: scene.verdicts[q.name].status for q in problem.questions if q.function in net.functions}
    return (network_graph(problem, wiring(problem), statuses),)


def network_graph(problem: Problem, wires: Wiring, statuses: Mapping[str, Status | None]) -> Graph:
    """Return the graph of a network with the status of each question, in their order; None means unknown."""
    net, marks = problem.network, _marks(statuses)

    def node(name: str, column: int, row: int) -> Node:
        mark = marks.get(net.loss if name == net.loss else f"{net.forward}.{name}", NodeMark.PLAIN)
        gradient = net.gradient_of.get(name)
        shown = gradient if gradient in wires.gradients else None
        return Node(name, column, row, mark, shown, marks.get(f"{net.backward}.{gradient}", NodeMark.PLAIN))

    nodes = tuple(node(*place) for place in _places(net, wires))
    values = tuple((source, made) for made, sources in wires.values.items() for source in sources)
    names = {n.name for n in nodes}
    gradients = tuple(
        (source, net.gradients[made])
        for made, sources in wires.gradients.items()
        for source in [net.gradients[s] for s in sources] or [net.loss]
        if net.gradients[made] in names
    )
    return Graph(f"Computation graph: {problem.title}", nodes, values, gradients)


def wiring(problem: Problem) -> Wiring:
    """Return what each quantity is computed from, by the parameters of its (first) rule."""
    net = problem.network
    cache, grads = (problem.function(name).pieces for name in (net.forward, net.backward))

    def sources(question: str) -> tuple[str, ...]:
        rules = problem.rules_of(question)
        return tuple(p for p in parameters(rules[0]) if p != "call") if rules else ()

    values = {name: sources(f"{net.forward}.{name}") for name in cache}
    gradients = {name: tuple(s for s in sources(f"{net.backward}.{name}") if s in grads) for name in grads}
    others = (a for a in problem.function(net.loss).args if a != net.y_hat)
    return Wiring({**values, net.loss: (net.y_hat, *others)}, gradients)


def _marks(statuses: Mapping[str, Status | None]) -> dict[str, NodeMark]:
    """Return the mark of each question about a quantity; the first value that is wrong by itself has a special one."""
    marks = {name: NodeMark.PLAIN if status is None else MARKS[status.kind] for name, status in statuses.items()}
    first = next((name for name, status in statuses.items() if status and status.mistaken), None)
    return marks if first is None else {**marks, first: NodeMark.FIRST}


def _places(net: Network, wires: Wiring) -> Iterator[tuple[str, int, int]]:
    """Yield name, column and row of each node.

    Row 0 has the first input and one computed value per column. The row above and the rows below have the inputs and
    parameters used in that column, and further computed values of the same column.
    """
    columns = {net.x: 0}
    last = 0
    for made, sources in wires.values.items():
        columns[made] = 1 + max((columns[s] for s in sources if s in columns), default=last)
        last = columns[made]
    taken: dict[int, int] = {}
    for name, column in columns.items():
        yield name, column, _row(taken, column)
    for made, sources in wires.values.items():
        for name in sources:
            if name not in columns:
                columns[name] = columns[made]
                yield name, columns[made], _row(taken, columns[made])


def _row(taken: dict[int, int], column: int) -> int:
    """Return the next free row of a column: 0, -1 (above), 1, then further down."""
    place = taken[column] = taken.get(column, -1) + 1
    return (0, -1, 1)[place] if place < 3 else place - 1
