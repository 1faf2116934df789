"""Put messages of numpy that do not say what to do into words."""

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
_BROADCAST = re.compile(r"operands could not be broadcast together with shapes \(\d+,(\d+)\) \(\1,\d+\) *")
"""Of two arrays whose matrix product there is."""
_POWER = re.compile(r"ufunc 'bitwise_xor' not supported for the input types.*", re.DOTALL)
_ONE_NUMBER = re.compile(r"only (?:0-dimensional|length-1|size-1) arrays can be converted to Python scalars")


def in_words(message: str) -> str:
    """Return a message of numpy's in words; other messages stay as they are."""
    message = _BROADCAST.sub(lambda found: f"{found[0].strip()}: the matrix product is @, not *", message)
    message = _POWER.sub("^ is no power in Python: the square of z is z**2", message)
    message = _ONE_NUMBER.sub(lambda found: f"{found[0]}: math.exp takes one number, np.exp whole arrays", message)
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
