"""What is wrong with the calls that a declaration draws, and with the reference's answers to them."""

from __future__ import annotations

import copy
import inspect
import traceback
from collections.abc import Iterator, Mapping, Sequence
from contextlib import redirect_stdout
from io import StringIO
from itertools import combinations
from typing import Any

import numpy as np

from autograder.author.complaint import Complaint, SolutionText
from autograder.author.misfits import misfits
from autograder.declare.calls import fresh
from autograder.declare.forms import Array
from autograder.declare.problem import Call, Case, Check, Function, Problem, piece_names
from autograder.declare.reference import Reference
from autograder.declare.rule import parameters
from autograder.plain.evidence import Rng
from autograder.plain.nearest import near

SEEDS = (0, 1)


def drawn(reference: Reference, text: SolutionText) -> Iterator[Complaint]:
    """Yield what is wrong with the cases and with what the reference answers."""
    problem = reference.problem
    try:
        draws = [_cases(problem, seed) for seed in SEEDS]
        again = _cases(problem, SEEDS[0])
    except _UnusableError as unusable:
        yield Complaint(str(unusable), unusable.line)
        return
    found = False
    for complaint in _of_draws(problem, draws, again, text):
        found = True
        yield complaint
    if not found:
        yield from _answers(reference, [case for cases in draws for case in cases], text)


class _UnusableError(Exception):
    def __init__(self, message: str, line: int) -> None:
        super().__init__(message)
        self.line = line


def _cases(problem: Problem, seed: int) -> Sequence[Case]:
    try:
        with np.errstate(all="ignore"):
            cases = problem.cases(np.random.default_rng(seed))
    except Exception as error:
        words = f"cases() raised {type(error).__name__}: {error}"
        raise _UnusableError(words, _line_of(error, problem)) from error
    if not isinstance(cases, tuple | list) or not cases or not all(isinstance(c, Case) for c in cases):
        raise _UnusableError(
            f"cases() returned {type(cases).__name__}, not a tuple of at least one Case(sizes, calls)", 0
        )
    return cases


def _line_of(error: BaseException, problem: Problem) -> int:
    """Return the last line of the solution file that the error passed through."""
    file = getattr(getattr(problem.cases, "__code__", None), "co_filename", "")
    lines = [step.lineno or 0 for step in traceback.extract_tb(error.__traceback__) if step.filename == file]
    return lines[-1] if lines else 0


def _of_draws(
    problem: Problem, draws: Sequence[Sequence[Case]], again: Sequence[Case], text: SolutionText
) -> Iterator[Complaint]:
    line = text.drawing
    first, second = draws
    if not equal(_plain(first), _plain(again)):
        words = "two draws from equal generators differ; draw everything with the rng that is handed in"
        yield Complaint(f"{words}, not with np.random", line)
    elif equal(_plain(first), _plain(second)):
        words = "all generators draw the same inputs, so an answer could be memorised"
        yield Complaint(f"{words}; draw them with the rng that is handed in", line)
    names = [f.name for f in problem.functions]
    called = set[tuple[str, bool]]()
    for call in (call for cases in draws for case in cases for call in case.calls):
        if call.function not in names:
            words = f'Call("{call.function}"): there is no function {call.function}{near(call.function, names)}'
            yield Complaint(words, text.quoted(call.function, "Call("))
            return
        called.add((call.function, call.check is Check.VALUE))
        complaint = _arguments(problem.function(call.function), call)
        if complaint is not None:
            yield Complaint(complaint, text.quoted(call.function, "Call("))
            return
    for question in problem.questions:
        if (question.function, question.check is Check.VALUE) not in called:
            words = f"no case calls {question.function}, so nobody can answer the question {question.name}"
            yield Complaint(f'{words}; add Call("{question.function}", ...) to a case', line)


def _plain(cases: Sequence[Case]) -> list[Any]:
    return [[dict(case.sizes), [[call.function, list(call.args)] for call in case.calls]] for case in cases]


def equal(one: Any, other: Any) -> bool:
    """Return whether two plain values are the same, nan included."""
    if type(one) is not type(other):
        return False
    match one:
        case np.ndarray():
            return one.dtype == other.dtype and np.array_equal(one, other, equal_nan=one.dtype.kind in "fc")
        case dict():
            return one.keys() == other.keys() and all(equal(one[key], other[key]) for key in one)
        case list() | tuple():
            return len(one) == len(other) and all(map(equal, one, other))
        case _:
            return bool(one == other or one != one)  # noqa: PLR0124 - nan


def _arguments(function: Function, call: Call) -> str | None:
    if len(call.args) != len(function.args):
        wants = f"{function.name}({', '.join(function.args)})"
        return f'Call("{function.name}") gives {len(call.args)} arguments; {wants} has {len(function.args)}'
    for name, value in zip(function.args, call.args, strict=True):
        kind = _unusable(value)
        if kind is not None:
            may = "arguments are numbers, arrays of float64, int64 or bool, and lists and dicts of them"
            return f'Call("{function.name}"): {name} is {kind}; {may}'
    return None


def _unusable(value: Any) -> str | None:
    """Name the type of what cannot be given to a student's function, or return None."""
    match value:
        case np.ndarray():
            return None if value.dtype in ("float64", "int64", "bool") else f"an array of {value.dtype}"
        case dict():
            return next((k for entry in value.values() if (k := _unusable(entry)) is not None), None)
        case list() | tuple():
            return next((k for entry in value if (k := _unusable(entry)) is not None), None)
        case None | bool() | int() | float() | str() | Rng():
            return None
        case _:
            return f"a {type(value).__name__}"


def _answers(reference: Reference, cases: Sequence[Case], text: SolutionText) -> Iterator[Complaint]:
    for function in reference.problem.functions:
        line = text.function(function.name)
        complaint = _signature(reference, function)
        if complaint is None:
            answered = ((case, call) for case in cases for call in case.calls if call.function == function.name)
            faults = (_answer(reference, function, case, call) for case, call in answered)
            complaint = next((fault for fault in faults if fault is not None), None)
        if complaint is not None:
            yield Complaint(complaint, line)
    yield from _sizes(reference.problem, cases, text)
    yield from _rule_names(reference.problem, cases, text)


def _signature(reference: Reference, function: Function) -> str | None:
    written = inspect.signature(reference.namespace[function.name]).parameters.values()
    fixed = [p.name for p in written if p.kind in (p.POSITIONAL_ONLY, p.POSITIONAL_OR_KEYWORD)]
    needed = [p.name for p in written if p.default is p.empty and p.kind is not p.VAR_POSITIONAL]
    many = any(p.kind is p.VAR_POSITIONAL for p in written)
    if not many and (len(fixed) < len(function.args) or not set(needed) <= set(fixed[: len(function.args)])):
        said = f"def {function.name}({', '.join(fixed)}) and Function({function.name!r}, {function.args!r})"
        return f"{said} differ; declare the parameters that the function has"
    return None


def _answer(reference: Reference, function: Function, case: Case, call: Call) -> str | None:
    """Return what is wrong with one answer of the reference."""
    run = reference.namespace[function.name]
    args = [fresh(a) for a in call.args]
    before = copy.deepcopy(args)
    try:
        with np.errstate(all="ignore"), redirect_stdout(StringIO()) as printed:
            answer = run(*args)
            changed = [n for n, a, b in zip(function.args, args, before, strict=True) if not _kept(a, b)]
            again = run(*[fresh(a) for a in call.args])
    except Exception as error:  # noqa: BLE001 - the author's function may fail in any way
        words = f"the reference's {function.name} raised {type(error).__name__}: {error}"
        return f"{words}{sizes_in_words(case.sizes)}"
    if printed.getvalue():
        return f"the reference's {function.name} prints {printed.getvalue()[:20]!r}; remove the print"
    if changed and "in place" not in (run.__doc__ or ""):
        words = f"the reference's {function.name} changes its argument {changed[0]} in place"
        return f"{words}; work on a copy, or say so in its docstring"
    if not equal(answer, again):
        return f"two equal calls of {function.name} differ; the reference may not draw random numbers of its own"
    return next(misfits(function.result, f"{function.name}()", answer, case.sizes, function.bind(call.args)), None)


def _kept(value: Any, before: Any) -> bool:
    return isinstance(value, np.random.Generator) or equal(value, before)


def sizes_in_words(sizes: Mapping[str, int]) -> str:
    """Format the sizes of a case for the end of a message."""
    return f" (sizes {', '.join(f'{name}={size}' for name, size in sizes.items())})" if sizes else ""


def _sizes(problem: Problem, cases: Sequence[Case], text: SolutionText) -> Iterator[Complaint]:
    """Complain of an array with two axes of equal length that are two sizes: transposed, it would look right."""
    shapes = [p.shape for f in problem.functions for p in (*f.pieces.values(), f.result) if isinstance(p, Array)]
    for case in cases:
        declared = [[case.sizes.get(d, d) if isinstance(d, str) else d for d in shape] for shape in shapes]
        arrays = [list(a.shape) for call in case.calls for value in call.args for a in _arrays(value)]
        lengths = {n for shape in (*declared, *arrays) for n in shape if shape.count(n) > 1}
        for one, other in combinations(case.sizes, 2):
            if case.sizes[one] == case.sizes[other] and case.sizes[one] in lengths:
                words = f"{one} and {other} are both {case.sizes[one]} in a case, so a transposed array looks right"
                yield Complaint(f"{words}; draw different sizes (draw.sizes does)", text.drawing)
                return


def _arrays(value: Any) -> Iterator[np.ndarray[Any, Any]]:
    match value:
        case np.ndarray():
            yield value
        case dict():
            for entry in value.values():
                yield from _arrays(entry)
        case list() | tuple():
            for entry in value:
                yield from _arrays(entry)


def _rule_names(problem: Problem, cases: Sequence[Case], text: SolutionText) -> Iterator[Complaint]:
    """Complain of a rule's parameter that is nothing which the function returned or was given."""
    given: dict[str, set[str]] = {}
    for call in (call for case in cases for call in case.calls):
        bound = problem.bind(call)
        entries = {key for value in bound.values() if isinstance(value, dict) for key in value}
        given.setdefault(call.function, set()).update(bound, entries)
    for question in problem.questions:
        function = problem.function(question.function)
        known = set(map(function.in_rules, piece_names(function))) | given.get(function.name, set()) | {"call"}
        for rule in problem.rules_of(question.name):
            unknown = [name for name in parameters(rule) if name not in known]
            if unknown:
                words = f"the rule of {question.name} asks for {unknown[0]}{near(unknown[0], sorted(known))}"
                place = getattr(getattr(rule, "__code__", None), "co_firstlineno", 0)
                ours = getattr(getattr(rule, "__code__", None), "co_filename", "") == _file(problem)
                yield Complaint(words, place if ours else text.quoted(question.name, last=True))


def _file(problem: Problem) -> str:
    return str(getattr(getattr(problem.cases, "__code__", None), "co_filename", ""))
