"""Other ways in which students compute a piece: with their own functions, or from another piece."""

from __future__ import annotations

import ast
from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import lru_cache
from typing import Any

import numpy as np

from autograder.declare.factors import ratio
from autograder.declare.syntax import same

ENTRYWISE = "__entrywise__"
"""The name under which rules find `entrywise`."""


def asked(function: str, args: Sequence[ast.expr], *, entry_by_entry: bool) -> ast.Call:
    """Return the call of a student's own function, as rules make it."""
    call, given = ast.Name("call", ast.Load()), [ast.Constant(function), *args]
    if entry_by_entry:
        return ast.Call(ast.Name(ENTRYWISE, ast.Load()), [call, *given], [])
    return ast.Call(call, given, [])


def entrywise(call: Callable[..., Any], function: str, *args: Any) -> Any:
    """Call a function of arrays of one shape. Numbers become arrays; if all are numbers, return one."""
    arrays = [np.array(a, dtype=np.float64) for a in np.broadcast_arrays(*map(np.atleast_1d, args))]
    made = call(function, *arrays)
    return made if any(map(np.ndim, args)) else made[0]


@lru_cache(maxsize=64)
def _expression(text: str) -> ast.expr:
    return ast.parse(text, mode="eval").body


def from_pieces(made: ast.expr, pieces: Mapping[str, ast.expr]) -> Iterator[ast.expr]:
    """Yield the expression as a product of one of the other pieces, or as the sum of its sums."""
    for name, other in pieces.items():
        piece: ast.expr = ast.Name(name, ast.Load())
        match made, other:
            case ast.Call(sums, [entries], []), ast.Call(others, [summed], [_, *_]) if (
                same(sums, others) and same(sums, _expression("np.sum")) and same(entries, summed)
            ):
                yield ast.Call(sums, [piece], [])
            case _ if (more := ratio(made, other)) is not None:
                yield ast.BinOp(piece, ast.Mult(), more.product())
