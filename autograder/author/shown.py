"""What a declaration holds once everything is derived, as text: for `autograder verify NAME --show`."""

from __future__ import annotations

from collections.abc import Iterator

from autograder.declare.derived_rules import OWN, DerivedRules
from autograder.declare.forms import Array, Number, shape_text
from autograder.declare.problem import Function, Problem
from autograder.declare.reference import Reference
from autograder.declare.rule import parameters


def shown(reference: Reference) -> str:
    """Write down forms, layers, questions with their rules, and named mistakes of a problem."""
    problem = reference.problem
    parts = [list(p) for p in (_functions(problem), _layers(problem), _questions(problem), _mistakes(reference))]
    return "\n\n".join([f"{problem.name}: {problem.title}", *("\n".join(lines) for lines in parts if lines)])


def _functions(problem: Problem) -> Iterator[str]:
    yield "functions"
    for function in problem.functions:
        yield f"  {function.name}({', '.join(function.args)}) -> {_result(function)}"


def _result(function: Function) -> str:
    pieces = function.pieces or {"": function.result}
    return ", ".join(f"{name} {_form(form)}".strip() for name, form in pieces.items())


def _form(form: object) -> str:
    match form:
        case Array(shape=shape):
            return shape_text(shape, {}) if shape else "like the inputs"
        case Number():
            return "number"
        case _:
            return type(form).__name__.lower()


def _layers(problem: Problem) -> Iterator[str]:
    net = problem.roles.network
    if net is None or not net.layers:
        return
    yield "layers"
    for layer in net.layers:
        sigmoid = f", {layer.sigmoid} = sigmoid({layer.sums})" if layer.sigmoid else ""
        yield f"  {layer.sums} = {layer.weights} {layer.inputs} + {layer.bias}{sigmoid}"


def _questions(problem: Problem) -> Iterator[str]:
    yield "questions"
    texts = problem.rules.texts if isinstance(problem.rules, DerivedRules) else {}
    for question in problem.questions:
        points = "1 point" if question.points == 1 else f"{question.points:g} points"
        yield f"  {question.name} ({points}; {question.check.value})"
        said = texts.get(question.name, ())
        for i, rule in enumerate(problem.rules_of(question.name)):
            text = said[i] if i < len(said) else f"a rule of {', '.join(parameters(rule))}"
            yield f"    follows from {text.replace(OWN, 'own')}"


def _mistakes(reference: Reference) -> Iterator[str]:
    yield "named mistakes"
    for mistake in reference.mistakes:
        source = reference.sources[reference.home(mistake)]
        lines = source.replace(mistake.old, mistake.new).splitlines()
        changed = [line.strip() for line in lines if line not in source.splitlines()]
        yield f"  {mistake.function}/{mistake.name}: {'; '.join(changed) or 'a line is missing or moved'}"
        yield f"    {mistake.hint}"
