"""Names that newer versions of numpy do not have any more: students' code that uses them is right with theirs."""

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
