"""Calls of the reference's functions: their code, fresh arguments, other helpers, and the form of an argument."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Mapping
from dis import get_instructions
from functools import lru_cache
from types import CodeType, FunctionType
from typing import Any

import numpy as np

from autograder.plain.evidence import Plain, Rng


def calling(function: Any, others: Mapping[str, Callable[..., Any]]) -> Callable[..., Any]:
    """Return a function that calls these others by their names."""
    if not isinstance(function, FunctionType) or not others:
        return function  # type: ignore[no-any-return]
    known = {**function.__globals__, **others}
    made = FunctionType(function.__code__, known, function.__name__, function.__defaults__, function.__closure__)
    made.__kwdefaults__ = function.__kwdefaults__
    return made


@lru_cache(maxsize=4096)
def globals_in(code: CodeType | None) -> frozenset[str]:
    """Return the global names that a code looks up, its comprehensions included: `np` of `np.exp`, and not `exp`."""
    if code is None:
        return frozenset()
    own = (step.argval for step in get_instructions(code) if step.opname in ("LOAD_GLOBAL", "LOAD_NAME"))
    return frozenset(own).union(*(globals_in(inner) for inner in code.co_consts if isinstance(inner, CodeType)))


def names_in(code: CodeType | None) -> set[str]:
    """Return the names that a code uses, those of attributes and of its comprehensions included."""
    if code is None:
        return set()
    inner = [names_in(constant) for constant in code.co_consts if isinstance(constant, CodeType)]
    return set(code.co_names).union(*inner)


@lru_cache(maxsize=4096)
def compiled(source: str, problem: str, function: str) -> CodeType:
    """Compile a function of a problem. Cached: each edited version holds all functions, and only one is new."""
    return compile(source, f"<{problem}.{function}>", "exec")


def fresh(argument: Plain) -> Any:
    """Return an argument as a function receives it: a copy that it may change, a generator for an `Rng`."""
    kind = type(argument)
    if kind is np.ndarray:  # the frequent types first
        return argument.copy()
    if kind is dict:
        return {name: fresh(entry) for name, entry in argument.items()}
    match argument:
        case list():
            return [fresh(entry) for entry in argument]
        case Rng(seed, skip):
            rng = np.random.default_rng(seed)
            for m in skip:
                rng.permutation(m)
            return rng
        case _:
            return argument


def form_of(value: Plain) -> Hashable:
    """Return the keys, types and shapes of a value, and its whole numbers: they may set the length of a result."""
    kind = type(value)
    if kind is np.ndarray:  # the frequent types first
        return value.dtype.char, value.shape
    if kind is float or kind is np.float64:
        return "float"
    if kind is dict:
        return dict, tuple(value), tuple(map(form_of, value.values()))
    if kind is list or kind is tuple:
        return list, tuple(map(form_of, value))
    return repr(value)
