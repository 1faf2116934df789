"""Put messages of numpy about shapes into words."""

from __future__ import annotations

import re

_MATMUL = re.compile(
    r"(?P<what>\w+): Input operand (?P<operand>\d) has a mismatch in its core dimension \d, "
    r"with gufunc signature \S+ \(size (?P<got>\d+) is different from (?P<want>\d+)\)"
)
_TOO_FEW = re.compile(
    r"(?P<what>\w+): Input operand (?P<operand>\d) does not have enough dimensions \(has (?P<has>\d+), "
    r"gufunc core with signature \S+ requires (?P<needs>\d+)\)"
)
FACTORS = ("first", "second")


def in_words(message: str) -> str:
    """Return a message with what numpy says of matrix products in words; other messages stay as they are."""
    return _TOO_FEW.sub(_few, _MATMUL.sub(_sizes, message))


def _sizes(found: re.Match[str]) -> str:
    return (
        f"{found['what']}: the inner sizes of the product do not agree: the first factor has {found['want']} columns, "
        f"the second {found['got']} rows. Does one have to be transposed, or do the factors change places?"
    )


def _few(found: re.Match[str]) -> str:
    which = FACTORS[min(int(found["operand"]), 1)]
    return (
        f"{found['what']}: the {which} factor of the product has {found['has']} axes and needs {found['needs']}: "
        "a number is multiplied with * instead of @"
    )
