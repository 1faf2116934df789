"""Notice a function whose parameters are the right ones in another order."""

from __future__ import annotations

from typing import Any

from autograder.declare.problem import Function


def reordered(function: Function, own: Any) -> str:
    """Return a sentence about the order of a function's parameters, or nothing if the order is right or unknown."""
    code = getattr(own, "__code__", None)
    names = tuple(getattr(code, "co_varnames", ())[: getattr(code, "co_argcount", 0)])
    if names == function.args or sorted(names) != sorted(function.args):
        return ""
    return (
        f"Your `{function.name}({', '.join(names)})` has its parameters in another order than asked for: "
        f"`{function.name}({', '.join(function.args)})`. They are given by their places, so each gets another's value."
    )
