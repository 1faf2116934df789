"""Make the public part of a reference: small examples for the student's own checks, without network gradients."""

from __future__ import annotations

import ast
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from functools import lru_cache
from pathlib import Path
from typing import Any

import numpy as np

from autograder.author.known_mistakes import known_mistakes
from autograder.author.right_answers import right_answers
from autograder.author.rounding import rounded_answer, rounded_goal, rounded_input
from autograder.declare.course import Course
from autograder.declare.descent import longer
from autograder.declare.problem import Call, Case, Check, Function, Problem
from autograder.declare.reference import Reference
from autograder.declare.roles import Network
from autograder.judge.convergence import loss_at
from autograder.judge.held import own_sizes
from autograder.judge.ill_scaled import LEAST, ill_scaled_calls
from autograder.plain.evidence import Plain, Probe
from autograder.sketch.graph import wiring
from autograder.student.public import ENDING, SHIPPED, Example, Public, to_text

SEED = 230
"""The seed of the draw that everybody may see; those of grading depend on a secret."""
MOST = 2
"""Examples per function."""
MOST_BATCHES = MOST_SEARCHES = 3
"""A function that cuts batches has three kinds of them, and a search one for each place of the best candidate."""


def public_spec(reference: Reference, function: str | None = None) -> str:
    """Return the public part as text, deterministically; for one `function` or class, only what its check needs."""
    public = public_part(reference)
    if function is not None:
        judged, net = {f.name for f in reference.problem.judging(function)}, reference.problem.roles.network
        needed = {n for name in judged for n in _needed(public, name)}
        named = judged | {net.backward} if net is not None and net.train in judged else judged
        examples = tuple(e for e in public.examples if e.call.function in needed)
        public = replace(public, examples=examples, known=public.known.of(named), right=public.right.of(needed))
    return to_text(public)


@lru_cache(maxsize=32)
def public_part(reference: Reference) -> Public:
    """Draw the examples, ask the reference for the answers that are not secret, and compute digests of others."""
    problem, network = reference.problem, reference.problem.roles.network
    wires = None if network is None else wiring(problem)
    public = Public(
        replace(problem, rules={}, misconceptions=(), vocabulary=(), written=()),
        public_examples(reference),
        dict(_uses(reference)),
        None if wires is None else (wires.values, wires.gradients),
        reference.given,
    )
    return replace(public, known=known_mistakes(reference, public), right=right_answers(reference, public))


def public_examples(reference: Reference) -> tuple[Example, ...]:
    """Return the examples that a notebook shows, the same ones at each build."""
    cases, network = reference.problem.cases(np.random.default_rng(SEED)), reference.problem.roles.network
    return tuple(_functions(reference, cases) if network is None else _network(reference, network, cases))


def write_specs(course: Course, folder: Path = SHIPPED) -> tuple[Path, ...]:
    """Write one file per problem, and return those that changed."""
    changed = []
    for name in course.names:
        path, text = _path(folder, name), public_spec(course.reference(name)) + "\n"
        if not path.exists() or path.read_text("utf-8") != text:
            path.write_text(text, "utf-8")
            changed.append(path)
    return tuple(changed)


def stale_specs(course: Course, names: Iterable[str], folder: Path = SHIPPED) -> tuple[str, ...]:
    """Return the problems among `names` whose file is missing or differs from what `write_specs` would write."""

    def stale(name: str) -> bool:
        path = _path(folder, name)
        return not path.exists() or path.read_text("utf-8") != public_spec(course.reference(name)) + "\n"

    return tuple(name for name in names if stale(name))


def _path(folder: Path, name: str) -> Path:
    return folder / f"{name}{ENDING}"


def _functions(reference: Reference, cases: Iterable[Case]) -> Iterator[Example]:
    """Return the first examples of each function; an operation's backward is checked without an answer."""
    problem = reference.problem
    pairs = [(case, call) for case in cases for call in case.calls]
    for function in problem.functions:
        own = [(case, call) for case, call in pairs if call.function == function.name]
        most = MOST if problem.roles.batching(function.name) is None else MOST_BATCHES
        secret = problem.roles.operation(function.name) is not None
        for case, call in own[:most]:
            yield _example(reference, case, call, secret=secret)
        if own:
            yield from _ill_scaled(reference, *own[0], secret=secret)


def _ill_scaled(reference: Reference, case: Case, call: Call, *, secret: bool) -> Iterator[Example]:
    """Yield the ill-scaled calls of a function. Of secret answers, those that are zero where an ordinary one is."""
    function = reference.problem.function(call.function)
    shown = replace(call, args=tuple(map(rounded_input, call.args)))
    pieces = tuple(function.pieces) or ("",)
    ordinary = reference.answer(Probe(call.function, shown.args))
    for made in ill_scaled_calls(reference.problem, shown):
        with np.errstate(all="ignore"):
            answer = reference.answer(Probe(call.function, made.args))
        marks = {p: _mark(function.piece(p, answer)) for p in pieces}
        value = None if secret else function.returned(marks)
        if not secret and made.check is Check.EXACTNESS:
            value = rounded_answer(function.result, answer, function.bind(made.args))
        alike = all(np.array_equal(marks[p], _mark(function.piece(p, ordinary))) for p in pieces)
        if alike or not secret:
            yield Example(made, own_sizes(reference.problem, made, case.sizes), value)


def _mark(value: Plain) -> Any:
    """Return the smallest float where a value is finite and not zero, else zero."""
    marks = np.where(np.isfinite(value) & np.not_equal(value, 0), LEAST, 0.0)
    return marks if np.ndim(value) else float(marks)


def _network(reference: Reference, net: Network, cases: Iterable[Case]) -> Iterator[Example]:
    """Return two examples of each function, of other sizes, a search for each place, and the long training.

    `forward` gets the inputs of `backward`, so that its public cache is the one that `backward` is called with.
    """
    problem = reference.problem
    of_network = (net.forward, net.loss, net.backward, net.train)
    seen: dict[tuple[str, Check], int] = {}
    for case in cases:
        for call in case.calls:
            kind = (call.function, call.check)
            seen[kind] = seen.get(kind, 0) + 1
            if seen[kind] > (MOST if call.function in of_network else MOST_SEARCHES):
                continue
            if call.function == net.backward:
                given = problem.bind(call)
                without = problem.probe(net.backward, {**given, net.cache: None})
                yield _example(reference, case, Call(net.forward, problem.probe(net.forward, given).args))
                yield _example(reference, case, Call(net.backward, without.args), secret=True)
            elif call.function != net.forward:
                yield _example(reference, case, call, secret=call.function == net.train)


def _example(reference: Reference, case: Case, call: Call, *, secret: bool = False) -> Example:
    function, args = reference.problem.function(call.function), tuple(map(rounded_input, call.args))
    goal, least = call.goal, call.least
    if goal is not None:
        goal = _reached(reference, function.bind(args))
    if least is not None:
        given = function.bind(args)
        steps = reference.problem.network.steps
        least = _reached(reference, {**given, steps: longer(given[steps])})
    shown = replace(call, args=args, goal=goal, losses=None, least=least)
    sizes = own_sizes(reference.problem, shown, case.sizes)
    if secret:
        return Example(replace(shown, args=_recomputed(reference, function, args)), sizes, None)
    answer = reference.answer(Probe(call.function, args))
    return Example(shown, sizes, rounded_answer(function.result, answer, dict(zip(function.args, args, strict=False))))


def _recomputed(reference: Reference, function: Function, args: tuple[Plain, ...]) -> tuple[Plain, ...]:
    """Return the arguments with those that another function computes made from the rounded ones."""
    given, forward = function.bind(args), reference.problem.roles.operation(function.name)
    for name, (other, names) in function.recomputed.items() if forward else ():
        answer = reference.answer(Probe(other, tuple(given[n] for n in names)))
        given[name] = rounded_answer(reference.problem.function(other).result, answer, given)
    return function.arguments(given)


def _reached(reference: Reference, given: Mapping[str, Any]) -> float:
    """Return the loss that the reference reaches by training."""
    net = reference.problem.network
    trained = reference.answer(reference.problem.probe(net.train, given))
    params = reference.problem.function(net.train).piece(net.trained, trained)
    return rounded_goal(loss_at(reference, given, params))


def _uses(reference: Reference) -> Iterator[tuple[str, tuple[str, ...]]]:
    """Return which declared functions the reference of each function calls."""
    declared = [f.name for f in reference.problem.functions]
    for name in (n for n in declared if n in reference.sources):
        nodes = list(ast.walk(ast.parse(reference.sources[name])))
        called = {n.func.id for n in nodes if isinstance(n, ast.Call) and isinstance(n.func, ast.Name)} - {name}
        if used := tuple(n for n in declared if n in called):
            yield name, used


def _needed(public: Public, function: str) -> set[str]:
    problem: Problem = public.problem
    net, operation = problem.roles.network, problem.roles.operation(function)
    needed = {function} | ({operation.forward} if operation else set())
    if net is not None and function in (*net.functions, net.train):
        needed |= set(net.functions)
    while more := {u for name in needed for u in public.uses.get(name, ())} - needed:
        needed |= more
    return needed
