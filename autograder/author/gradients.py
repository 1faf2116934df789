"""Prove the gradients of a reference by a complex step through its own forward functions, exact to rounding."""

from __future__ import annotations

import inspect
import warnings
from collections.abc import Callable, Generator, Iterator, Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any, TypeAlias

import numpy as np

from autograder.author.inside import Trial, rewritten
from autograder.author.kinks import APART, slopes
from autograder.author.tally import ProofTally, counted
from autograder.declare.problem import Call, Check, Problem, Steps
from autograder.declare.reference import Reference
from autograder.declare.roles import Network, Operation
from autograder.declare.rule import advanced
from autograder.judge.numeric import Agreement, compare, complex_step
from autograder.plain.evidence import Plain, Probe

Functions: TypeAlias = Mapping[str, Any]
OfOne: TypeAlias = Callable[[Any], Any]


@dataclass(frozen=True)
class Derivative:
    """One gradient of one call: the reference's value, and the function of one value that it is the derivative of."""

    question: str
    said: Plain
    of: OfOne
    at: Plain

    def fault(self) -> str | None:
        """Return what is wrong with the gradient, or None if it is the derivative."""
        try:
            with np.errstate(all="ignore"), warnings.catch_warnings():
                warnings.simplefilter("error", np.exceptions.ComplexWarning)
                want = complex_step(self.of, np.asarray(self.at, np.float64))
        except np.exceptions.ComplexWarning:
            lost = "the forward functions drop the imaginary part of a complex step"
            return f"{self.question}: {lost}; make arrays with np.zeros_like, or with np.result_type of the arguments"
        except Exception as error:  # noqa: BLE001 - the author's own function may fail in any way
            return f"{self.question}: no complex step is possible ({type(error).__name__}: {error})"
        said = np.asarray(self.said, np.float64)
        if said.shape != want.shape:
            return f"{self.question}: shape {said.shape}, but the derivative has {want.shape}"
        found = compare(said, want)
        if found.agreement is Agreement.CORRECT:
            return None
        measured = slopes(lambda value: float(np.real(self.of(value))), np.asarray(self.at, np.float64))
        if np.abs(measured - want).max(initial=0.0) > APART * np.abs(measured).max(initial=0.0):
            return f"{self.question}: no complex step is possible (abs, norm or conj); np.where(r < 0, -r, r) takes one"
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
    """Return the functions of a reference, with `float(...)` letting complex numbers through."""
    namespace = MappingProxyType({**reference.namespace, "float": lambda value: value})
    passing = Reference(reference.problem, reference.sources, namespace, reference.path)
    some = reference.problem.written_names[0]
    return rewritten(passing, some, reference.sources[some]).namespace


def derivatives(reference: Reference, functions: Functions, call: Call) -> Iterator[Derivative]:
    """Return the gradients that a call of the reference computes. Empty if the function is not a backward."""
    roles = reference.problem.roles
    if roles.network is not None and call.function == roles.network.backward:
        yield from _of_network(reference, functions, roles.network, call)
    operation = roles.operation(call.function)
    if operation is not None:
        yield from _of_operation(reference, functions, operation, call)


def _of_network(reference: Reference, functions: Functions, net: Network, call: Call) -> Iterator[Derivative]:
    """Differentiate by a parameter through forward and loss, by a value of the cache through the later rules."""
    problem = reference.problem
    given = problem.bind(call)
    params, cache = given[net.params], given[net.cache]
    entries = {name: entry for value in given.values() if isinstance(value, dict) for name, entry in value.items()}

    def of(function: str, known: Mapping[str, Any]) -> Any:
        return functions[function](*problem.function(function).arguments(known))

    def by_parameter(name: str) -> OfOne:
        def moved(value: Any) -> Any:
            known = {**given, net.params: {**params, name: value}}
            return of(net.loss, {**known, net.y_hat: of(net.forward, known)[net.y_hat]})

        return moved

    def by_intermediate(name: str) -> OfOne:
        later = list(cache)[list(cache).index(name) + 1 :]

        def moved(value: Any) -> Any:
            known = {**entries, **given, name: value, "call": lambda of, *args: functions[of](*args)}
            for quantity in later:
                made = _by_rule(problem, f"{net.forward}.{quantity}", known)
                known[quantity] = _carried_out(made, functions) if isinstance(made, Generator) else made
            return of(net.loss, known)

        return moved

    for name, value in reference.answer(Probe(net.backward, call.args)).items():
        by = net.gradients.get(name, "")
        if by in params:
            yield Derivative(f"{net.backward}.{name}", value, by_parameter(by), params[by])
        elif by in cache:
            yield Derivative(f"{net.backward}.{name}", value, by_intermediate(by), cache[by])


def _by_rule(problem: Problem, question: str, known: Mapping[str, Any]) -> Any:
    rules = problem.rules_of(question)
    if not rules:
        raise LookupError(f"{question} has no rule")
    return rules[0](**{name: known[name] for name in inspect.signature(rules[0]).parameters})


def _carried_out(steps: Steps[Any], functions: Functions) -> Any:
    """Return the result of a generator rule with these functions."""
    answers: list[Any] | None = None
    while True:
        try:
            calls = advanced(steps, answers)
        except StopIteration as end:
            return end.value
        answers = [functions[name](*args) for name, *args in calls]


def _of_operation(reference: Reference, functions: Functions, operation: Operation, call: Call) -> Iterator[Derivative]:
    """Compare a function that passes gradients back with the derivative of sum(upstream * forward(...))."""
    problem = reference.problem
    function, forward, given = (
        problem.function(operation.backward),
        problem.function(operation.forward),
        problem.bind(call),
    )
    answer = reference.answer(Probe(call.function, call.args))
    for piece, by in operation.gradients.items():

        def moved(value: Any, by: str = by) -> Any:
            made = functions[operation.forward](*forward.arguments(operation.moved(given, by, value)))
            return sum(np.sum(given[up] * forward.piece(of, made)) for up, of in operation.upstreams.items())

        question = f"{function.name}.{piece}" if piece else function.name
        yield Derivative(question, function.piece(piece, answer), moved, operation.at(given, by))
