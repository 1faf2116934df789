"""Notice what a function takes from the notebook instead of its arguments, and names that are not there."""

from __future__ import annotations

import builtins
import dis
from collections.abc import Iterator, Mapping
from difflib import get_close_matches
from types import CodeType, FunctionType
from typing import Any

import numpy as np

from autograder.plain.safe_text import plain
from autograder.student.public import Public
from autograder.student.public_calls import public_calls

CAP = 80
INSTEAD = "do you mean an argument, or a value computed from the arguments?"
VALUES = (int, float, list, tuple, dict, np.ndarray, np.generic)


def outside_names(public: Public, function: str, env: Mapping[str, Any]) -> str:
    """Return sentences about the names that a function of the student's looks up in the notebook, or nothing.

    Constants (`EPS`) are left out: they are meant to be the same in each call.
    """
    own = env.get(function)
    if not isinstance(own, FunctionType):
        return _not_a_function(public, function, env)
    used = dict.fromkeys(_looked_up(own.__code__))
    values = [name for name in used if isinstance(env.get(name), VALUES) and not _constant(name)]
    said = " and ".join(f"`{plain(name, CAP)}` ({plain(type(env[name]).__name__, CAP)})" for name in values)
    sentences = [f"`{function}` uses {said} of your notebook, the same in each call: {INSTEAD}"] if said else []
    lost = [name for name in used if name not in env and not hasattr(builtins, name)]
    given = [declared.function.bind(declared.args) for declared in public_calls(public, function)[:1]]
    meant = {name: _meant(name, own.__code__, given[0] if given else {}, env) for name in lost}
    sentences += [f"`{name}` is not defined in `{function}`: do you mean `{m}`?" for name, m in meant.items() if m]
    return " ".join(sentences)


def _constant(name: str) -> bool:
    """Return whether a name is that of a constant, as `EPS` is; `X` and `W1` are not."""
    return name.isupper() and len(name) > 2


def _not_a_function(public: Public, function: str, env: Mapping[str, Any]) -> str:
    if callable(env.get(function)):
        return ""
    if function in env:
        kind = plain(type(env[function]).__name__, CAP)
        return (
            f"`{function}` is not a function any more, but of type {kind}: a cell of yours gave it another value. "
            f"Choose another name there, and run the cell that defines `{function}` again."
        )
    asked = {f.name for f in public.problem.functions}
    others = [name for name, value in env.items() if isinstance(value, FunctionType) and name not in asked]
    alike = get_close_matches(function, others, 1, 0.8)
    return f"There is a function `{plain(alike[0], CAP)}`: does it have to be called `{function}`?" if alike else ""


def _looked_up(code: CodeType) -> Iterator[str]:
    """Yield the global names that a function and those inside it look up."""
    for step in dis.get_instructions(code):
        if step.opname in ("LOAD_GLOBAL", "LOAD_NAME"):
            yield step.argval
    for inner in code.co_consts:
        if isinstance(inner, CodeType):
            yield from _looked_up(inner)


def _meant(name: str, code: CodeType, given: Mapping[str, Any], env: Mapping[str, Any]) -> str:
    """Return what a name that is not there means: an entry of an argument, a function of numpy, a similar name."""
    places = code.co_varnames[: code.co_argcount]
    for place, value in zip(places, given.values(), strict=False):
        if isinstance(value, dict) and name in value:
            return f'{place}["{name}"]'
    if env.get("np") is np and hasattr(np, name):
        return f"np.{name}"
    return next(iter(get_close_matches(name, [*code.co_varnames, *env], 1, 0.7)), "")
