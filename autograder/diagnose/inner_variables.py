"""The variables of a reference's function at the end of a call: values that a wrong one may be made of."""

from __future__ import annotations

import ast
from collections.abc import Callable, Sequence
from functools import lru_cache
from typing import Any

import numpy as np

from autograder.declare.calls import fresh
from autograder.declare.reference import Reference
from autograder.diagnose.parsed_function import ParsedFunction
from autograder.judge.numeric import Floats
from autograder.plain.evidence import Plain


def inner_variables(reference: Reference, function: str, args: Sequence[Plain], key: str = "") -> dict[str, Floats]:
    """Return the numbers that a function has computed on the way to its result, by name.

    With a key, only that entry of each dict is given to it, so that a loop over the entries ends with this one.
    """
    showing = _showing(reference, function)
    if showing is None:
        return {}
    given = [{key: a[key]} if isinstance(a, dict) and key in a else a for a in args]
    try:
        found = showing(*map(fresh, given)).items()
    except Exception:  # noqa: BLE001 - with one entry it may fail in any way
        return {}
    arrays = {n: np.asarray(v, np.float64) for n, v in found if isinstance(v, np.ndarray | float | bool | np.generic)}
    return {n: v for n, v in arrays.items() if v.ndim <= 2 and v.any()}


@lru_cache(maxsize=64)
def _showing(reference: Reference, function: str) -> Callable[..., Any] | None:
    """Return a function of the reference that returns its variables instead of its result."""
    if function not in reference.sources:
        return None
    parts = ParsedFunction.of(reference.sources[function])
    last = parts.function.body[-1]
    if not isinstance(last, ast.Return):
        return None
    tree = parts.with_other(last, ast.parse("def f():\n    return locals()").body[0].body[0])  # type: ignore[attr-defined]
    return reference.variant(function, compile(ast.fix_missing_locations(tree), f"<{function}>", "exec"))
