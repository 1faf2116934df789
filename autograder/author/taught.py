"""What is wrong with the lesson that students get: what it gives away, what it lacks, and what its docstrings say."""

from __future__ import annotations

import ast
import builtins
import inspect
import re
from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from itertools import chain
from typing import Any

import numpy as np

from autograder.author.complaint import Complaint, SolutionText
from autograder.author.drawn import sizes_in_words
from autograder.author.lesson import CellKind, LessonCell, defined, lesson
from autograder.declare.calls import fresh
from autograder.declare.problem import Call, Case, Check
from autograder.declare.reference import CourseError, Reference
from autograder.plain.evidence import Probe

AXES = re.compile(r"\((\w+(?:, ?\w+)*,?)\)")
SHAPE = re.compile(r"((?:[\"']?\w+[\"']?, )*[\"']?\w+[\"']?)(: ?| )\((\w+(?:, ?\w+)*,?)\)")
"""Shapes in a docstring: `x: (n, m)`, `"dW": (K, n)`, `gamma, beta: (D,)`, `y (1, m)`."""


def taught(reference: Reference, text: SolutionText) -> Iterator[Complaint]:
    """Yield what is wrong with the cells that become the students' notebook."""
    try:
        parts = lesson(reference)
    except CourseError as error:
        yield Complaint(str(error).removeprefix(f"{reference.path}: "))
        return
    shown = [part for part in parts if part.kind is not CellKind.WORKED]
    held = next((p for p in shown if p.kind is CellKind.GIVEN and _declares(p.source)), None)
    if held is not None:
        words = "this cell is no part of the lesson, but would stand in the students' notebook; mark it"
        yield Complaint(f'{words}: # %% tags=["declaration"]', text.line(held.source.splitlines()[0]))
        return
    given = [part for part in parts if part.kind is CellKind.GIVEN]
    yield from _given_functions(reference, text)
    yield from _lacking(reference, given, text)
    cases = reference.problem.cases(np.random.default_rng(0))
    yield from _given_away(reference, given, cases, text)
    for name in dict.fromkeys((*(f.name for f in reference.problem.functions), *reference.problem.written_names)):
        yield from _docstring(reference, name, cases, text)


def _given_functions(reference: Reference, text: SolutionText) -> Iterator[Complaint]:
    """Complain of given functions that cannot be called elsewhere, and of what students write without being asked."""
    problem = reference.problem
    for function in (f for f in problem.functions if f.uses):
        run = reference.namespace[function.name]
        if getattr(run, "__defaults__", None) or getattr(run, "__kwdefaults__", None):
            words = f"the given function {function.name} has default values, which are lost in the notebook"
            yield Complaint(f"{words}; give each argument in the cases", text.function(function.name))
        unused = [name for name in function.uses if not re.search(rf"\b{name}\b", inspect.getsource(run))]
        if unused:
            words = f"{function.name} is declared to use {unused[0]}, but does not"
            yield Complaint(f"{words}; name what it calls itself, not by way of a helper", text.function(function.name))
    for name in problem.written_names:
        if not problem.judging(name):
            words = f"students write {name}, but no question is asked below it: it is no function's last in `uses`"
            yield Complaint(f"{words}; order `uses` as the lesson does, or ask something of it", _of(name, text))
        written = reference.namespace[name]
        if isinstance(written, type) and not any(_described(member) for member in vars(written).values()):
            words = f"no method of {name} has a docstring, so none would be left for students to write"
            yield Complaint(f"{words}; describe those that they write", _of(name, text))


def _of(name: str, text: SolutionText) -> int:
    return text.function(name) or text.line(f"class {name}")


def _described(member: object) -> bool:
    return inspect.isfunction(member) and bool((member.__doc__ or "").strip())


def _declares(source: str) -> bool:
    """Return whether a cell belongs to the declaration: it makes the problem or imports what declares one."""
    for node in ast.walk(ast.parse(source)):
        match node:
            case ast.ImportFrom(module=str(module)) if module.split(".")[0] == "autograder":
                return True
            case ast.Import(names=names) if any(alias.name.split(".")[0] == "autograder" for alias in names):
                return True
            case ast.Name(id="PROBLEM"):
                return True
    return False


def _lacking(reference: Reference, given: Sequence[LessonCell], text: SolutionText) -> Iterator[Complaint]:
    """Complain of names that the reference uses and the notebook does not define."""
    have = set(reference.problem.written_names) | {n for part in given for n in _bound(part.source)}
    for function, source in reference.sources.items():
        for name in _free(source):
            if name not in have and not hasattr(builtins, name):
                words = f"{function} uses {name}, which no cell of the notebook defines"
                yield Complaint(f"{words}; move it out of the declaration", text.function(function))


def _bound(source: str) -> Iterator[str]:
    """Yield the names that a cell binds at its top level."""
    for statement in ast.parse(source).body:
        match statement:
            case ast.FunctionDef(name=name) | ast.ClassDef(name=name):
                yield name
            case ast.Import(names=names) | ast.ImportFrom(names=names):
                yield from ((alias.asname or alias.name).split(".")[0] for alias in names)
            case _:
                yield from (n.id for n in ast.walk(statement) if isinstance(n, ast.Name))


def _free(source: str) -> list[str]:
    """Return the names that a function reads and does not bind itself."""
    tree = ast.parse(source)
    nodes = list(ast.walk(tree))
    own = {n.arg for n in nodes if isinstance(n, ast.arg)}
    own |= {n.id for n in nodes if isinstance(n, ast.Name) and not isinstance(n.ctx, ast.Load)}
    own |= {n.name for n in nodes if isinstance(n, ast.FunctionDef | ast.ClassDef)}
    own |= {
        (a.asname or a.name).split(".")[0] for n in nodes if isinstance(n, ast.Import | ast.ImportFrom) for a in n.names
    }
    read = (n.id for n in nodes if isinstance(n, ast.Name) and isinstance(n.ctx, ast.Load))
    return [name for name in dict.fromkeys(read) if name not in own]


def _given_away(
    reference: Reference, given: Sequence[LessonCell], cases: Sequence[Case], text: SolutionText
) -> Iterator[Complaint]:
    """Complain of a given function that computes what a question asks, though no reference function needs it."""
    helpers = {name for part in given for name in defined(part.source)}
    used = {name for source in reference.sources.values() for name in _free(source)}
    used |= {f.name for f in reference.problem.functions}
    for name in sorted(helpers - used):
        asked = next(_asked_by(reference, reference.namespace.get(name), cases), None)
        if asked is not None:
            words = f"{name}() is given to students and computes {asked}, which they are asked for"
            yield Complaint(f"{words}; remove it or mark its cell as declaration", text.function(name))


def _asked_by(reference: Reference, helper: Any, cases: Sequence[Case]) -> Iterator[str]:
    """Yield the questions that a function answers when its parameters are found by name."""
    parameters = [p.name for p in inspect.signature(helper).parameters.values() if p.default is p.empty]
    for call in cases[0].calls if parameters else ():
        function = reference.problem.function(call.function)
        answer = reference.answer(Probe(call.function, call.args))
        given = function.bind(call.args)
        entries = (value for value in (*given.values(), answer) if isinstance(value, dict))
        known = {**{name: value for dictionary in entries for name, value in dictionary.items()}, **given}
        if call.check is Check.VALUE and all(name in known for name in parameters):
            made = None
            with suppress(Exception):  # the helper may not be meant for these values
                made = helper(*[fresh(known[name]) for name in parameters])
            for question in reference.problem.questions_of(call.function):
                if question.check is Check.VALUE and _same(made, function.piece(question.piece, answer)):
                    yield question.name


def _same(made: Any, value: Any) -> bool:
    if isinstance(made, tuple | list | dict):
        return any(_same(part, value) for part in (made.values() if isinstance(made, dict) else made))
    if not isinstance(value, np.ndarray | float) or not isinstance(made, np.ndarray | float):
        return False
    return np.shape(made) == np.shape(value) and bool(np.allclose(made, value, rtol=1e-9, atol=0))


def _docstring(reference: Reference, name: str, cases: Sequence[Case], text: SolutionText) -> Iterator[Complaint]:
    """Complain of a missing docstring, and of shapes in it that the arguments or the answer do not have."""
    said = reference.namespace[name].__doc__
    line = _of(name, text)
    if not (said or "").strip():
        words = f"{name} has no docstring; students read there what comes in and what shapes to return"
        yield Complaint(words, line)
        return
    for case in cases:
        for call in case.calls:
            if call.function == name:
                answer = reference.answer(Probe(name, call.args))
                complaints = _misstated(said or "", case.sizes, _arrays(reference, call, answer))
                if isinstance(answer, np.ndarray):
                    complaints = chain(complaints, _misstated_result(said or "", case.sizes, answer.shape))
                complaint = next(complaints, None)
                if complaint is not None:
                    yield Complaint(f"the docstring of {name} says {complaint}", line)
                    return


def _arrays(reference: Reference, call: Call, answer: Any) -> dict[str, set[tuple[int, ...]]]:
    """Return the shapes of the arguments, of the entries of dicts, and of the pieces of the answer, by their names."""
    function = reference.problem.function(call.function)
    given = function.bind(call.args)
    pieces = {name: function.piece(name, answer) for name in function.pieces}
    found: dict[str, set[tuple[int, ...]]] = {}
    for values in (given, pieces, *(v for v in (*given.values(), *pieces.values()) if isinstance(v, dict))):
        for name, value in values.items():
            if isinstance(value, np.ndarray | float):
                found.setdefault(str(name), set()).add(np.shape(value))
    return found


def _misstated_result(said: str, sizes: Mapping[str, int], shape: tuple[int, ...]) -> Iterator[str]:
    """Yield the shape that a docstring gives the only result, an array, unless one of its sentence is right."""
    for sentence in re.findall(r"\bReturns?\b([^.]*)", said):
        found = [[axis.strip() for axis in inside.split(",") if axis.strip()] for inside in AXES.findall(sentence)]
        shapes = [tuple(sizes[a] if a in sizes else int(a) for a in axes) for axes in found if _known(axes, sizes)]
        if shapes and shape not in shapes:
            yield f"that it returns {shapes[-1]} here, but it returns {shape}{sizes_in_words(sizes)}"


def _known(axes: Sequence[str], sizes: Mapping[str, int]) -> bool:
    return all(axis in sizes or axis.isdigit() for axis in axes)


def _misstated(said: str, sizes: Mapping[str, int], shapes: Mapping[str, set[tuple[int, ...]]]) -> Iterator[str]:
    """Yield the shapes in a docstring that no value of that name has."""
    for names, colon, inside in SHAPE.findall(said):
        axes = [axis.strip() for axis in inside.split(",") if axis.strip()]
        if not _known(axes, sizes):
            continue
        shape = tuple(sizes[axis] if axis in sizes else int(axis) for axis in axes)
        said_of = re.findall(r"\w+", names)
        for name in said_of if colon.strip() else said_of[-1:]:  # "loss, dW (n, k)" says nothing of the loss
            if name in shapes and shape not in shapes[name]:
                has = " or ".join(map(str, sorted(shapes[name])))
                yield f"{name}: ({inside}), which is {shape} here, but it is {has}{sizes_in_words(sizes)}"
