"""What newer versions of numpy do not have or do any more: students' code that needs it is right with theirs."""

from __future__ import annotations

import math
from typing import Any

import numpy as np

_NOW = """Inf:inf Infinity:inf infty:inf PINF:inf NaN:nan float_:float64 complex_:complex128 cfloat:complex128
 singlecomplex:complex64 longfloat:longdouble clongfloat:clongdouble longcomplex:clongdouble
 issubsctype:issubdtype string_:bytes_ unicode_:str_ product:prod cumproduct:cumprod alltrue:all
 sometrue:any round_:round mat:asmatrix row_stack:vstack trapz:trapezoid"""
_REMOVED: dict[str, Any] = {
    **{kind.__name__: kind for kind in (bool, int, float, complex, str, object)},
    "NINF": -np.inf,
    "PZERO": 0.0,
    "NZERO": -0.0,
    "math": math,
    "msort": lambda a: np.sort(a, axis=0),
    "asfarray": lambda a, dtype=np.float64: np.asarray(a, dtype),
    "in1d": lambda a, b, *args, **named: np.isin(np.ravel(a), b, *args, **named),
}


def install() -> None:
    """Add to numpy the names that it does not have."""
    now = dict(pair.split(":") for pair in _NOW.split())
    for old in (*now, *_REMOVED):
        if old not in vars(np):
            setattr(np, old, getattr(np, now[old]) if old in now else _REMOVED[old])


class _Older(np.ndarray[Any, Any]):
    """An array that is a number to `float`, `math.sqrt` and `"%.2f" %` if it has one entry, whatever its axes."""

    def __float__(self) -> float:
        return float(self.item())

    def __int__(self) -> int:
        return int(self.item())

    def __complex__(self) -> complex:
        return complex(self.item())


def needs_older(error: BaseException) -> bool:
    """Return whether a call has failed because numpy 2.4 makes no number of an array that has axes."""
    if type(error) is not TypeError or len(error.args) != 1:  # a student's own may do anything
        return False
    said = error.args[0]
    return type(said) is str and said.startswith("only 0-dimensional arrays can be converted")


def older(given: Any) -> Any:
    """Return arguments with their arrays as those of an older numpy, which pass that on to what is computed of them."""
    if isinstance(given, np.ndarray):
        return given.view(_Older)
    if isinstance(given, dict):
        return {key: older(value) for key, value in given.items()}
    return type(given)(map(older, given)) if isinstance(given, list | tuple) else given


def newer(given: Any) -> Any:
    """Return what a call has left of such arguments, with arrays as they are without this."""
    kind = type(given)
    if kind is _Older:
        return given.view(np.ndarray)
    if kind is dict:
        return {key: newer(value) for key, value in given.items()}
    return kind(map(newer, given)) if kind in (list, tuple) else given
