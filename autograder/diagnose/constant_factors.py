"""The usual constants by which a value is off, and what each of them is called."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

import numpy as np

CONSTANT_FACTOR = "constant-factor"
SIZES = ("m", "n", "k", "q", "N")
"""Numbers that are never below one, so that a value multiplied by them is too large."""


def constant_kind(name: str) -> str:
    """Return the short name of a wrong factor, such as m-times-too-large."""
    known = {"-1": "sign-flipped", "2": "twice-too-large", "1/2": "half-as-large"}
    size = name.removeprefix("1/")
    if size not in SIZES:
        return known.get(name, CONSTANT_FACTOR)
    return f"{size}-times-too-{'large' if size == name else 'small'}"


def is_constant(kind: str) -> bool:
    """Return whether a kind of mistake is a wrong factor, or a length that no factor explains."""
    return "-times-too-" in kind or kind in ("twice-too-large", "half-as-large", CONSTANT_FACTOR, "another-length")


def constants(numbers: Mapping[str, float]) -> Iterator[tuple[str, float]]:
    """Return the usual constants, simplest first."""
    yield from (("-1", -1.0), ("2", 2.0), ("1/2", 0.5), ("-2", -2.0), ("-1/2", -0.5), ("1/ln(2)", 1 / np.log(2)))
    yield ("1/ln(10)", 1 / np.log(10))
    for name, value in numbers.items():
        if value in (0.0, 1.0, 2.0):
            continue
        for factor, number in (("", 1.0), ("2 * ", 2.0), ("1/2 * ", 0.5), ("-", -1.0)):
            yield f"{factor}{name}", number * value
            yield f"{factor}1/{name}", number / value
        if name in SIZES:
            yield from ((f"{name} * {name}", value**2), (f"1/2 * {name} * {name}", value**2 / 2))
        if value > 2 and name in ("m", "n", "k"):
            yield f"{name}/({name} - 1)", value / (value - 1)
        if 0 < value < 1:
            yield f"(1 - {name})", 1 - value
            yield f"1/(1 - {name})", 1 / (1 - value)
            yield f"{name}/(1 - {name})", value / (1 - value)


def think(name: str) -> str:
    """Return where to think if something is this constant times what it should be."""
    if "ln" in name:
        return "of which base is your logarithm?"
    size = name.removeprefix("1/")
    if size != name and size in SIZES and size != "m":
        return f"do you divide by the size of a whole array, {size} * m, where m is meant?"
    letters = "".join(c if c.isalnum() or c == "_" else " " for c in name).split()
    about = ["the sign"] if name.startswith("-") else []
    about += ["the factor 2"] if "2" in letters else []
    about += ["the mean"] if "m" in letters else []
    about += [f"where {word} belongs" for word in dict.fromkeys(letters) if not word.isdigit() and word != "m"]
    return "think about " + " and ".join(about) + "."
