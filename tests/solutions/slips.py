"""Slips made by a machine: the reference with one mistake of a known kind in one place, for every problem."""

from __future__ import annotations

import ast
import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from autograder.declare.forms import Array, Fields, Like, Number, Parts, Series
from autograder.declare.problem import Check, Function, Question, piece_form
from autograder.declare.reference import Reference
from autograder.judge.probes import draw_cases
from autograder.plain.evidence import Probe
from autograder.report.report import ProblemReport
from autograder.report.status import Status

HEAD = "import numpy as np"
STOPPED = (Status.MISSING, Status.NOT_IMPLEMENTED, Status.RAISED, Status.TIMEOUT, Status.CRASHED)


@dataclass(frozen=True)
class Kind:
    """A way to slip: the text of what stands in place of the value `v`, and the values that it can happen to."""

    name: str
    text: str
    happens: Callable[[Any], bool]


def _array(v: Any) -> bool:
    return isinstance(v, np.ndarray)


def _number(v: Any) -> bool:
    return not isinstance(v, dict | list | tuple) and np.ndim(v) == 0


def _column(v: Any) -> bool:
    return _array(v) and v.ndim > 1 and 1 in v.shape


def _matrix(v: Any) -> bool:
    return _array(v) and v.ndim > 1 and 1 not in v.shape


KINDS = (
    Kind("transposed", "v.T", lambda v: _array(v) and v.ndim > 1),
    Kind("axis lost", "np.squeeze(v)", _column),
    Kind("axis lost", "v.reshape(-1)", _matrix),
    Kind("axis added", "v[None]", _array),
    Kind("axis moved", "v.reshape(v.shape[::-1])", _matrix),
    Kind("number for an array", "float(np.sum(v))", _array),
    Kind("array for a number", "np.full((3, 1), v)", _number),
    Kind("list for an array", "v.tolist()", _array),
    Kind("one too few", "v[:-1]", lambda v: isinstance(v, list | tuple)),
    Kind("nan", "v * np.nan", lambda v: _array(v) or _number(v)),
    Kind("nan", "[np.nan] * len(v)", lambda v: isinstance(v, list)),
    Kind("inf", "v + np.inf", lambda v: _array(v) or _number(v)),
    Kind("zeros", "v * 0.0", lambda v: _array(v) or _number(v)),
    Kind("zeros", "[0.0] * len(v)", lambda v: isinstance(v, list)),
    Kind("constant", "v * 0.0 + 123.4", lambda v: _array(v) or _number(v)),
    Kind("wrong value", "v * 1.5 + 0.1", lambda v: _array(v) or _number(v)),
    Kind("random", "v + np.random.normal(size=np.shape(v))", lambda v: _array(v) or _number(v)),
    Kind("None", "None", lambda _: True),
)
"""Slips of a value."""


@dataclass(frozen=True, eq=False)
class Slip:
    """A student with one slip: `sources` by function, and the questions that it may cost.

    `within` says that the slip is made where the value is computed, so that the function goes on with it. `result` is
    the source of `_slip`, which makes it of what a right function returns.
    """

    problem: str
    kind: str
    function: str
    questions: tuple[str, ...]
    sources: dict[str, str]
    within: bool = False
    result: str = ""

    def on(self, text: str) -> str:
        """Return another student's right file with this slip in what the function returns."""
        call = f"def {self.function}(*args, **kwargs):\n    return _slip(_right(*args, **kwargs))"
        return "\n\n\n".join([text, f"_right = {self.function}", self.result, call])

    @property
    def text(self) -> str:
        """The student's file."""
        return "\n\n\n".join([HEAD, *self.sources.values()])

    @property
    def label(self) -> str:
        """How a test calls it."""
        where = ", ".join(self.questions) if len(self.questions) < 4 else self.function
        return f"{self.problem}: {where}: {self.kind}{' within' if self.within else ''}"

    def own(self, report: ProblemReport) -> float:
        """Return the points that it costs where it is made."""
        return sum(v.max_score - v.score for v in report.verdicts if v.question in self.questions)

    def beyond(self, report: ProblemReport) -> dict[str, float]:
        """Return the points that it costs beyond its own questions, or its function's if that did not return."""
        own = {v.question: v.status for v in report.verdicts if v.function == self.function}
        stopped = any(status in STOPPED for status in own.values())
        allowed = set(own) if stopped else set(self.questions)
        lost = {v.question: v.max_score - v.score for v in report.verdicts if v.score < v.max_score}
        return {q: points for q, points in lost.items() if q not in allowed}


def slips(reference: Reference) -> Iterator[Slip]:
    """Make every slip of one problem."""
    for function in reference.problem.functions:
        questions = [q for q in reference.problem.questions_of(function.name) if q.check is Check.VALUE]
        for question in questions:
            yield from _of_value(reference, function, question)
        yield from _of_function(reference, function.name)
    if reference.problem.roles.network is not None:
        yield _rows(reference)


def _of_value(reference: Reference, function: Function, question: Question) -> Iterator[Slip]:
    value = _example(reference, function, question.piece)
    form, at = piece_form(function, question.piece), ""
    own = _about(reference, question)
    places: Sequence[tuple[str, Any]] = [("", value)]
    if isinstance(form, Like):
        places = [(key, value[key]) for key in (min(value), max(value))]
    for kind in KINDS:
        for at, v in places:
            if kind.happens(v):
                entry = f"[{at!r}]" if at else ""
                yield _slip(reference, function, question, kind, entry)
                if not at and _is_local(reference, function, question.piece):
                    yield _slip(reference, function, question, kind, entry, within=True)
                break
    if isinstance(function.result, Fields):
        for name, text in (("missing key", "{k: e for k, e in v.items() if k != KEY}"), ("wrong key", WRONG_KEY)):
            yield _returned(reference, function, own, name, text.replace("KEY", repr(question.piece)))
    if isinstance(form, Like):
        place = _place(function, question.piece)
        for name, text in (("missing key", "{k: e for k, e in v.items() if k != KEY}"), ("wrong key", WRONG_KEY)):
            new = text.replace("KEY", repr(max(value)))
            yield _returned(reference, function, own, name, new, place)


def _about(reference: Reference, question: Question) -> tuple[str, ...]:
    """Return the questions that look at the same piece: where training arrives is asked of its parameters."""
    net = reference.problem.roles.network
    if net is not None and question.name == f"{net.train}.{net.trained}":
        return tuple(q.name for q in reference.problem.questions_of(net.train) if q.piece != net.losses)
    return (question.name,)


WRONG_KEY = "{(k + '_' if k == KEY else k): e for k, e in v.items()}"


def _place(function: Function, piece: str) -> str:
    """Return where a piece stands in what the function returns."""
    match function.result:
        case Fields():
            return f"[{piece!r}]"
        case Parts() if piece:
            return f"[{list(function.pieces).index(piece)}]"
        case _:
            return ""


def _slip(
    reference: Reference, function: Function, question: Question, kind: Kind, entry: str, *, within: bool = False
) -> Slip:
    if not within:
        place = _place(function, question.piece) + entry
        return _returned(reference, function, _about(reference, question), kind.name, kind.text, place)
    tree = ast.parse(reference.sources[function.name])
    body = tree.body[0].body  # type: ignore[attr-defined]
    index = next(i for i, s in enumerate(body) if _assigns(s, question.piece))
    body.insert(index + 1, ast.parse(f"{question.piece} = (lambda v: {kind.text})({question.piece})").body[0])
    return _made(reference, function.name, _about(reference, question), kind.name, ast.unparse(tree), within=True)


def _returned(
    reference: Reference, function: Function, questions: tuple[str, ...], kind: str, text: str, place: str = ""
) -> Slip:
    """Put a slip into what a function returns, at `place` in it."""
    source = reference.sources[function.name]
    tree = ast.parse(source)
    for node in ast.walk(tree):
        if isinstance(node, ast.Return):
            node.value = ast.Call(ast.Name("_slip"), [node.value], [])  # type: ignore[list-item]
    made = f"(lambda v: {text})(result{place})"
    lines = ["def _slip(result):"]
    if place:
        lines += ["    result = list(result) if isinstance(result, tuple) else result"]
        lines += [f"    result{place} = {made}", "    return tuple(result) if isinstance(result, list) else result"]
    else:
        lines += [f"    return {made}"]
    return _made(
        reference,
        function.name,
        questions,
        kind,
        "\n".join([*lines, "", "", ast.unparse(ast.fix_missing_locations(tree))]),
        result="\n".join(lines),
    )


def _of_function(reference: Reference, name: str) -> Iterator[Slip]:
    questions = tuple(q.name for q in reference.problem.questions_of(name))
    source = reference.sources[name]
    head, body = _cut(source)
    raising, nothing = "    raise ValueError('not today')\n", source.replace("    return ", "    result = ")
    yield _made(
        reference, name, questions, "a raise", f"{head}{raising}{body}", result=f"def _slip(result):\n{raising}"
    )
    yield _made(reference, name, questions, "nothing returned", nothing, result="def _slip(result):\n    pass")
    yield _made(reference, name, questions, "the function missing", "")
    if "1 / (1 + np.exp(-" in source:
        new = source.replace("1 / (1 + np.exp(-", "1 / (np.exp(-")
        yield _made(reference, name, questions[:1], "overflow", new)
    for other in (o for o in reference.sources if o != name):
        tree = ast.parse(source)
        calls = [n.func for n in ast.walk(tree) if isinstance(n, ast.Call) and isinstance(n.func, ast.Name)]
        for called in calls:
            called.id += "s" if called.id == other else ""
        if any(called.id == f"{other}s" for called in calls):
            yield _made(reference, name, questions, "a misspelt helper", ast.unparse(tree))


def _cut(source: str) -> tuple[str, str]:
    """Cut a function's source after its docstring."""
    node = ast.parse(source).body[0]
    lines = source.splitlines(keepends=True)
    end = node.body[0].end_lineno  # type: ignore[attr-defined]
    return "".join(lines[:end]), "".join(lines[end:])


def _rows(reference: Reference) -> Slip:
    """Write a network whose arrays hold one example a row, from forward to backward; train hands them on."""
    problem, net = reference.problem, reference.problem.network
    examples = [
        f"{f.name}.{name}"
        for f in problem.functions
        if f.name in (net.forward, net.backward)
        for name, form in f.pieces.items()
        if isinstance(form, Array) and "m" in form.shape
    ]
    names = {f: tuple(q.split(".")[1] for q in examples if q.startswith(f"{f}.")) for f in (net.forward, net.backward)}
    sources = dict(reference.sources)
    turn = "{k: e.T if k in NAMES else e for k, e in V.items()}"
    forward, backward = sources[net.forward], sources[net.backward]
    own = turn.replace("V", "cache").replace("NAMES", repr(names[net.forward]))
    sources[net.forward] = forward.replace(f"def {net.forward}(", "def columns(") + (
        f"\n\ndef {net.forward}(x, params):\n    cache = columns(x, params)\n    return {own}\n"
    )
    given = turn.replace("V", "grads").replace("NAMES", repr(names[net.backward]))
    sources[net.backward] = backward.replace(f"def {net.backward}(", "def columns_back(") + (
        f"\n\ndef {net.backward}(x, y, params, cache):\n    assert cache[{net.y_hat!r}].shape == y.T.shape\n"
        f"    grads = columns_back(x, y, params, {own})\n    return {given}\n"
    )
    sources[net.loss] = sources[net.loss].replace(f"def {net.loss}(", "def column_loss(") + (
        f"\n\ndef {net.loss}(y_hat, y):\n    return column_loss(y_hat.reshape(-1), y.reshape(-1))\n"
    )
    return Slip(problem.name, "rows as examples", net.forward, tuple(examples), sources)


def _made(
    reference: Reference,
    function: str,
    questions: tuple[str, ...],
    kind: str,
    text: str,
    *,
    within: bool = False,
    result: str = "",
) -> Slip:
    sources = {**reference.sources, function: text}
    return Slip(reference.problem.name, kind, function, questions, sources, within, result)


def _is_local(reference: Reference, function: Function, piece: str) -> bool:
    """Return whether a quantity is a variable of the function, which goes on with it."""
    body = ast.parse(reference.sources[function.name]).body[0].body  # type: ignore[attr-defined]
    form = function.pieces.get(piece)
    return isinstance(form, Array | Number) and sum(_assigns(s, piece) for s in body) == 1


def _assigns(statement: ast.stmt, name: str) -> bool:
    targets = statement.targets if isinstance(statement, ast.Assign) else []
    return any(isinstance(t, ast.Name) and t.id == name for t in targets)


def _example(reference: Reference, function: Function, piece: str) -> Any:
    """Return what the reference gives there, with the axes that a slip may change."""
    calls = [c for case in draw_cases(reference.problem, 1) for c in case.calls if c.function == function.name]
    value = function.piece(piece, reference.answer(Probe(function.name, calls[0].args)))
    return list(value) if isinstance(function.pieces.get(piece), Series) else value


OVERWRITES = """
def {name}(*args):
    value = copy.deepcopy(right_{name}(*args))
    for a in args:
        for array in a.values() if isinstance(a, dict) else [a]:
            if isinstance(array, np.ndarray) and array.flags.writeable:
                array[...] = 0
    return value
"""


def overwriting(reference: Reference) -> Iterator[tuple[str, str]]:
    """Yield each function that others call with a text in which it is right, and then overwrites its arguments."""
    sources = reference.sources
    for name in dict.fromkeys(helper for function in sources for helper in reference.helpers(function)):
        text = sources[name].replace(f"def {name}(", f"def right_{name}(", 1) + OVERWRITES.format(name=name)
        yield name, "\n\n".join(["import copy", HEAD, *{**sources, name: text}.values()])


def with_a_loss_in_a_matrix(reference: Reference) -> str:
    """Return a text of a network whose loss is in a matrix of one entry, and whose training wants a number."""
    loss = reference.sources["loss"].replace("def loss(", "def number(", 1)
    train, count = re.subn(
        r"(?m)losses\.append\((.*)\)$", r"losses.append(math.fsum([\1]))", reference.sources["train"]
    )
    assert count
    loss += "\n\n\ndef loss(y_hat, y):\n    return np.array([[number(y_hat, y)]])\n"
    return "\n\n".join(["import math", HEAD, *{**reference.sources, "loss": loss, "train": train}.values()])
