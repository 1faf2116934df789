"""The computation graph of a network, read off the local rules of its declaration.

The layout is our own: these graphs are a chain of computed values with inputs and parameters at its sides, and a layer
is the longest path to it. A general layout (grandalf, which was tried) sorts all parameters into the first layer, far
from where they enter, and takes 2 to 8 ms.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from autograder.declare.forms import Fields
from autograder.declare.problem import Problem, parameters
from autograder.report.picture import Graph, Node, NodeMark
from autograder.report.status import Kind, Status
from autograder.sketch.scene import Scene

NETWORK = {"forward", "loss", "backward"}
LOSS = "loss"
MARKS = {
    Kind.RIGHT: NodeMark.RIGHT,
    Kind.FOLLOWS: NodeMark.FOLLOWS,
    Kind.UNWRITTEN: NodeMark.UNWRITTEN,
    Kind.WRONG: NodeMark.WRONG,
}


@dataclass(frozen=True)
class Wiring:
    """Which quantity is made from which: `values` from what they are computed, `gradients` from which gradients."""

    values: Mapping[str, tuple[str, ...]]
    gradients: Mapping[str, tuple[str, ...]]


def graph(scene: Scene) -> tuple[Graph, ...]:
    """Draw the network of a problem that has one."""
    problem = scene.reference.problem
    if not NETWORK.issubset(f.name for f in problem.functions):
        return ()
    statuses = {q.name: scene.verdicts[q.name].status for q in problem.questions if q.function in NETWORK}
    return (network_graph(problem, wiring(problem), statuses),)


def network_graph(problem: Problem, wires: Wiring, statuses: Mapping[str, Status | None]) -> Graph:
    """Draw a network with the status of each question, in their order; None where nothing is known of it."""
    marks = _marks(statuses)
    nodes = tuple(
        Node(
            name,
            column,
            row,
            marks.get(LOSS if name == LOSS else f"forward.{name}", NodeMark.PLAIN),
            f"d{name}" if f"d{name}" in wires.gradients else None,
            marks.get(f"backward.d{name}", NodeMark.PLAIN),
        )
        for name, column, row in _places(problem, wires)
    )
    values = tuple((source, made) for made, sources in wires.values.items() for source in sources)
    names = {n.name for n in nodes}
    gradients = tuple(
        (source, made[1:])
        for made, sources in wires.gradients.items()
        for source in [s[1:] for s in sources] or [LOSS]
        if made[1:] in names
    )
    return Graph(f"Computation graph: {problem.title}", nodes, values, gradients)


def wiring(problem: Problem) -> Wiring:
    """Read from the parameters of each rule (the first, where there are several) what a quantity is made from."""
    cache, grads = (_pieces(problem, function) for function in ("forward", "backward"))

    def sources(question: str) -> tuple[str, ...]:
        rules = problem.rules_of(question)
        return tuple(p for p in parameters(rules[0]) if p != "call") if rules else ()

    values = {name: sources(f"forward.{name}") for name in cache}
    gradients = {name: tuple(s for s in sources(f"backward.{name}") if s in grads) for name in grads}
    return Wiring({**values, LOSS: problem.function(LOSS).args}, gradients)


def _pieces(problem: Problem, function: str) -> tuple[str, ...]:
    result = problem.function(function).result
    return tuple(e.name for e in result.entries) if isinstance(result, Fields) else ()


def _marks(statuses: Mapping[str, Status | None]) -> dict[str, NodeMark]:
    """Give the mark of each question about a quantity; the first value that is wrong by itself has one of its own."""
    marks = {name: NodeMark.PLAIN if status is None else MARKS[status.kind] for name, status in statuses.items()}
    first = next((name for name, status in statuses.items() if status and status.mistaken), None)
    return marks if first is None else {**marks, first: NodeMark.FIRST}


def _places(problem: Problem, wires: Wiring) -> Iterator[tuple[str, int, int]]:
    """Give name, column and row of each node.

    Row 0 holds the first input and one computed value a column, the row above and the rows below what only enters
    there, and computed values of the same column.
    """
    start = problem.function("forward").args[0]
    columns = {start: 0}
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
    """Give the next free row of a column: 0, -1 (above), 1, then further down."""
    place = taken[column] = taken.get(column, -1) + 1
    return (0, -1, 1)[place] if place < 3 else place - 1
