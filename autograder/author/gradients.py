"""Proves the gradients of a reference by a complex step through its own forward functions: exact to rounding."""

from __future__ import annotations

import inspect
from collections.abc import Callable, Generator, Iterator, Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any, TypeAlias

import numpy as np

from autograder.author.inside import Trial, rewritten
from autograder.author.tally import ProofTally, counted
from autograder.declare.forms import Array, Fields, Form, Number, Parts
from autograder.declare.problem import Call, Check, Problem, Steps, advanced
from autograder.declare.reference import Reference
from autograder.judge.numeric import Agreement, Floats, compare, complex_step
from autograder.plain.evidence import Plain, Probe

Functions: TypeAlias = Mapping[str, Any]
OfOne: TypeAlias = Callable[[Any], Any]
BACKWARD = "_backward"
"""What the name of a function ends with that takes an upstream gradient, then the arguments of its forward function."""


@dataclass(frozen=True)
class Derivative:
    """One gradient of one call: what the reference says, and the function of one value that it is the derivative of."""

    question: str
    said: Plain
    of: OfOne
    at: Plain

    def fault(self) -> str | None:
        """Say what is wrong with it, None if it is the derivative."""
        try:
            with np.errstate(all="ignore"):
                want = complex_step(self.of, np.asarray(self.at, np.float64))
        except Exception as error:  # noqa: BLE001 - the author's own function may fail in any way
            return f"{self.question}: no complex step is possible ({type(error).__name__}: {error})"
        said = np.asarray(self.said, np.float64)
        if said.shape != want.shape:
            return f"{self.question}: shape {said.shape}, but the derivative has {want.shape}"
        found = compare(said, want)
        if found.agreement is Agreement.CORRECT:
            return None
        return f"{self.question}: off from the derivative of the forward functions by {found.error:.1e}"


def gradients(reference: Reference, trials: Sequence[Trial]) -> ProofTally:
    """Prove every gradient on every draw; problems without gradients have nothing to prove."""
    functions = for_complex_numbers(reference)
    found: dict[str, str | None] = {}
    for trial in trials:
        for call in (p.call for p in trial.planned if p.call.check is Check.VALUE and not p.again):
            for derivative in derivatives(reference, functions, call):
                if found.get(derivative.question) is None:
                    found[derivative.question] = derivative.fault()
    return sum((counted(fault) for fault in found.values()), ProofTally())


def for_complex_numbers(reference: Reference) -> Functions:
    """Give the functions of a reference, whose `float(...)` lets complex numbers through."""
    namespace = MappingProxyType({**reference.namespace, "float": lambda value: value})
    passing = Reference(reference.problem, reference.sources, namespace, reference.path)
    some = reference.problem.functions[0].name
    return rewritten(passing, some, reference.sources[some]).namespace


def derivatives(reference: Reference, functions: Functions, call: Call) -> Iterator[Derivative]:
    """Give the gradients that a call of the reference answers: none for a function that is no backward."""
    problem = reference.problem
    names = {f.name for f in problem.functions}
    if call.function == "backward" and {"forward", "loss"} <= names:
        yield from _of_network(reference, functions, call)
    forward = call.function.removesuffix(BACKWARD)
    if forward != call.function and forward in names:
        yield from _of_operation(reference, functions, call, forward)


def _of_network(reference: Reference, functions: Functions, call: Call) -> Iterator[Derivative]:
    """By a parameter: through forward and loss. By a value of the cache: the rules make the later ones from it."""
    x, y, params, cache = call.args

    def by_parameter(name: str) -> OfOne:
        return lambda value: functions["loss"](functions["forward"](x, {**params, name: value})["y_hat"], y)

    def by_intermediate(name: str) -> OfOne:
        later = list(cache)[list(cache).index(name) + 1 :]

        def moved(value: Any) -> Any:
            known = {"x": x, **params, **cache, name: value, "call": lambda of, *args: functions[of](*args)}
            for quantity in later:
                made = _by_rule(reference.problem, f"forward.{quantity}", known)
                known[quantity] = _carried_out(made, functions) if isinstance(made, Generator) else made
            return functions["loss"](known["y_hat"], y)

        return moved

    for name, value in reference.answer(Probe("backward", call.args)).items():
        by = name.removeprefix("d")
        if by in params:
            yield Derivative(f"backward.{name}", value, by_parameter(by), params[by])
        elif by in cache:
            yield Derivative(f"backward.{name}", value, by_intermediate(by), cache[by])


def _by_rule(problem: Problem, question: str, known: Mapping[str, Any]) -> Any:
    rules = problem.rules_of(question)
    if not rules:
        raise LookupError(f"{question} has no rule")
    return rules[0](**{name: known[name] for name in inspect.signature(rules[0]).parameters})


def _carried_out(steps: Steps[Any], functions: Functions) -> Any:
    """Give what a rule in steps makes with these functions."""
    answers: list[Any] | None = None
    while True:
        try:
            calls = advanced(steps, answers)
        except StopIteration as end:
            return end.value
        answers = [functions[name](*args) for name, *args in calls]


def _of_operation(reference: Reference, functions: Functions, call: Call, forward: str) -> Iterator[Derivative]:
    """Hold `op_backward(dz, ...)` against the derivative of the sum of dz * op(...)."""
    problem = reference.problem
    upstream, *args = call.args
    names = problem.function(forward).args
    answer = reference.answer(Probe(call.function, call.args))
    for name, said in _pieces(problem.function(call.function).result, answer):
        by = name.removeprefix("d")
        if by in names:
            at = names.index(by)

            def moved(value: Any, at: int = at) -> Any:
                return np.sum(upstream * functions[forward](*args[:at], value, *args[at + 1 :]))

            question = f"{call.function}.{name}" if isinstance(answer, tuple | dict) else call.function
            yield Derivative(question, said, moved, args[at])


def _pieces(form: Form, answer: Plain) -> Iterator[tuple[str, Floats]]:
    match form:
        case Parts(parts=pieces):
            yield from zip((p.name for p in pieces), answer, strict=True)
        case Fields():
            yield from answer.items()
        case Array() | Number():
            yield form.name, answer
