"""The public calls of a function that are compared by value, with something of the form of their results."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import numpy as np

from autograder.declare.forms import Array, Extents, Form, Like, Series
from autograder.judge.reading import Expected
from autograder.plain.evidence import Plain
from autograder.student.public import Example, Public

Cache = Callable[[Mapping[str, Any], Plain], Plain]
"""cache(given, public): returns the cache to call `backward` with, made from the public one."""


def public_calls(public: Public, function: str, cache: Cache = lambda _given, shown: shown) -> tuple[Expected, ...]:
    """Return the calls of one function. Results that are not public are zeros of the right shapes."""
    problem = public.problem
    net, declared = problem.roles.network, problem.function(function)
    calls = []
    for number, example in enumerate(public.of(function)):
        given = declared.bind(example.call.args)
        if net is not None and function == net.backward:
            caches = public.of(net.forward)
            if number >= len(caches):  # in notebooks of version 0.1.0
                break
            given[net.cache] = cache(given, caches[number].value)
        value = example.value if example.value is not None else blank(public, example)
        calls.append(Expected(declared, declared.arguments(given), value, dict(example.sizes)))
    return tuple(calls)


def blank(public: Public, example: Example) -> Plain:
    """Return a result of the right form that says nothing: zeros, and for a dict like an argument, that argument."""
    declared = public.problem.function(example.call.function)
    given = declared.bind(example.call.args)
    operation = public.problem.roles.operation(declared.name)
    if operation is not None:
        arrays = {piece: np.zeros(np.shape(operation.at(given, of))) for piece, of in operation.gradients.items()}
        like = {piece: a if a.ndim else 0.0 for piece, a in arrays.items()}
    else:
        like = {}
    forms: Mapping[str, Form] = declared.pieces or {"": declared.result}
    return declared.returned({**{name: _blank(form, given, example.sizes) for name, form in forms.items()}, **like})


def _blank(form: Form, given: Mapping[str, Any], sizes: Mapping[str, int]) -> Any:
    match form:
        case Array(_, shape):
            return np.zeros(tuple(sizes.get(d, 0) if isinstance(d, str) else d for d in shape))
        case Series(_, length):
            return [0.0] * int(given.get(length, sizes.get(length, 0)))
        case Like(_, argument, _):
            return given[argument]
        case Extents():
            return ()
        case _:
            return 0.0
