"""Formulas as they are written in lessons, computed: enough of LaTeX for networks, on matrices and on entries.

`x_j^{(i)}` is feature j of example i, `W_{1,jl}` an entry of W1, `\\frac{\\partial L}{\\partial z}` a measured
derivative. What cannot be read raises `UnreadError`.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

import numpy as np

TOKEN = re.compile(r"\\[A-Za-z]+|\d+(?:\.\d+)?|[A-Za-z]|[-+/=()\[\]{}^_,!<>|.]")
SPACE = re.compile(r"\\[,;! ]|\\qquad|\\quad|\\left(?!arrow)|\\right|\s+")
FUNCTIONS: Mapping[str, Callable[[Any], Any]] = {
    "\\log": np.log,
    "\\ln": np.log,
    "\\tanh": np.tanh,
    "\\sigma": lambda z: 1 / (1 + np.exp(-z)),
    "\\sqrt": np.sqrt,
}
GREEK = {f"\\{word}": word for word in ("alpha", "beta", "varepsilon")} | {"\\lambda": "lam"}
LETTERS = {"i": "m", "j": "k", "l": "n", "u": "k", "f": "n", "c": "k"}
"""What an index counts, where the sizes do not say it."""
SUM = re.compile(r"\\sum_(?:\{(\w)=1\}\^\{(\w)\}|\{(\w(?:,\w)*)\}|(\w))")
EQUAL = re.compile(r"=(?![^{]*\})|\\approx|\\leftarrow")


class UnreadError(Exception):
    """A formula with something in it that is not known here."""


@dataclass(frozen=True)
class Named:
    """A quantity, or one entry of it: indices by letter, and the letter of the example."""

    name: str
    indices: tuple[str, ...] = ()
    example: str = ""


@dataclass(frozen=True)
class Network:
    """`values` are all quantities by name, with two axes; `derivative(a, at, b, by)` is measured, entry by entry."""

    values: Mapping[str, np.ndarray]
    sizes: Mapping[str, int]
    derivative: Callable[[str, tuple[int, int], str, tuple[int, int]], float]
    at: Mapping[str, int] = field(default_factory=dict)

    def place(self, named: Named) -> tuple[int, int]:
        """Return the row and the column of an entry."""
        shape = self.values[named.name].shape
        where = [self.at[letter] for letter in named.indices]
        if named.example:
            return (where or [0])[0], self.at[named.example]
        if len(where) == 1:
            return (0, where[0]) if shape[0] == 1 else (where[0], 0)
        return (where[0], where[1]) if where else (0, 0)

    def value(self, named: Named) -> Any:
        if named.name not in self.values:
            raise UnreadError(named.name)
        values = self.values[named.name]
        return values[self.place(named)] if named.indices or named.example else _plain(values)

    def slope(self, of: Named, by: Named) -> Any:
        if by.indices or by.example or self.values[by.name].size == 1:
            return self.derivative(of.name, self.place(of), by.name, self.place(by))
        values = self.values[by.name]
        each = [self.derivative(of.name, (0, 0), by.name, (i, j)) for i, j in np.ndindex(values.shape)]
        return np.reshape(each, values.shape)


def _plain(values: np.ndarray) -> Any:
    return float(values[0, 0]) if values.size == 1 else values


def equations(text: str) -> Iterator[str]:
    """Yield each formula of a Markdown text that states an equality, in one line."""
    for display, inline in re.findall(r"\$\$(.+?)\$\$|\$([^$]+)\$", text, re.DOTALL):
        for part in re.split(r"\\qquad(?:\\qquad)?", display or inline):
            if EQUAL.search(part):
                yield " ".join(re.sub(r"\\text\{.*?\}", "", part).split())


class Formula:
    """One equation, read from its text. Raises UnreadError where it is computed, not before."""

    def __init__(self, written: str) -> None:
        text = written.rstrip(".,")
        bare = SPACE.sub(" ", text)
        left = TOKEN.sub("", bare).strip()
        if left:
            raise UnreadError(left)
        self.sides = [TOKEN.findall(side) for side in EQUAL.split(bare)]
        self.close = r"\approx" not in text

    def computed(self, net: Network) -> list[Any]:
        """Return the value of each side."""
        return [Reader(side, net).whole() for side in self.sides]

    def holds(self, net: Network) -> bool:
        """Return whether all sides are equal, to the digits that are written after an approximate sign."""
        first, *others = self.computed(net)
        return all(self.equal(first, other) for other in others)

    def equal(self, one: Any, other: Any) -> bool:
        """Return whether two sides are, to the digits of the last one after an approximate sign."""
        if np.shape(one) != np.shape(other) and 1 not in (np.size(one), np.size(other)):
            return False
        digits = len("".join(self.sides[-1]).partition(".")[2])
        tolerance = 1e-6 if self.close else 0.51 * 10.0**-digits
        return bool(np.allclose(one, other, rtol=1e-6 if self.close else 0, atol=tolerance))


class Reader:
    def __init__(self, tokens: list[str], net: Network) -> None:
        self.tokens, self.net, self.pos = tokens, net, 0

    def whole(self) -> Any:
        value = self.sum()
        if self.pos < len(self.tokens):
            raise UnreadError(f"{self.tokens[self.pos]} in {''.join(self.tokens)}")
        return value

    @property
    def next(self) -> str:
        return self.tokens[self.pos] if self.pos < len(self.tokens) else ""

    def take(self, expected: str = "") -> str:
        token = self.next
        if not token or (expected and token != expected):
            raise UnreadError(f"{token or 'the end'} for {expected} in {''.join(self.tokens)}")
        self.pos += 1
        return token

    def sum(self) -> Any:
        sign = -1 if self.next == "-" and self.take() else 1
        value = sign * self.product()
        while self.next in ("+", "-"):
            value = value + self.product() if self.take() == "+" else value - self.product()
        return value

    def product(self) -> Any:
        value = self.power()
        while self.next and self.next not in ("+", "-", ")", "]", "}", ",", "|", ">"):
            operator = self.next if self.next in ("\\cdot", "\\odot", "/") else ""
            if operator:
                self.take()
            other = self.power()
            if operator == "/":
                value = value / other
            elif operator or 1 in (np.size(value), np.size(other)):
                value = value * other
            else:
                value = value @ other
            if np.size(value) == 1:
                value = float(np.reshape(value, ()))
        return value

    def power(self) -> Any:
        value = self.atom()
        while self.next == "^":
            self.take()
            if self.next in ("\\top", "T"):
                self.take()
                value = np.transpose(value)
            else:
                value = value ** self.group()
        return value

    def group(self) -> Any:
        if self.next != "{":
            token = self.take()
            return float(token) if token[0].isdigit() else Reader([token], self.net).whole()
        self.take("{")
        value = self.sum()
        self.take("}")
        return value

    def atom(self) -> Any:
        token = self.next
        if token in ("(", "[", "|"):
            values = self.bracket()
            return np.array([values]).T if len(values) > 1 else values[0]
        if token == "\\max":
            self.take()
            return np.maximum(*self.bracket())
        if token[:1].isdigit():
            return float(self.take())
        if token in FUNCTIONS:
            self.take()
            return FUNCTIONS[token](self.group() if self.next == "{" else self.power())
        if token in ("\\frac", "\\partial", "\\sum"):
            return {"\\frac": self.fraction, "\\partial": self.slope, "\\sum": self.total}[token]()
        if token == "\\mathbf":
            self.pos += 4  # \mathbf{1}
            return np.ones((self.net.sizes["m"], 1))
        if token == "e":
            self.take()
            self.take("^")
            return np.exp(self.group())
        return self.net.value(self.named())

    def bracket(self) -> list[Any]:
        """Read what is in brackets: values, a comparison as 1 or 0, or an absolute value."""
        opened, values = self.take(), [self.sum()]
        while self.next in (",", ">"):
            operator = self.take()
            values.append(self.sum())
            values = values if operator == "," else [1.0 * (values[0] > values[1])]
        self.take({"(": ")", "[": "]", "|": "|"}[opened])
        return [np.abs(values[0])] if opened == "|" else values

    def fraction(self) -> Any:
        self.take("\\frac")
        if self.tokens[self.pos : self.pos + 2] == ["{", "\\partial"]:
            of, by = self.partial(), self.partial()
            return self.net.slope(of, by)
        above = self.group()
        return above / self.group()

    def slope(self) -> Any:
        self.take("\\partial")
        of = self.named()
        self.take("/")
        self.take("\\partial")
        return self.net.slope(of, self.named())

    def partial(self) -> Named:
        self.take("{")
        self.take("\\partial")
        named = self.named()
        self.take("}")
        return named

    def total(self) -> Any:
        """Read a sum: it goes as far as the product behind it."""
        bounds = SUM.match("".join(self.tokens[self.pos :]))
        if bounds is None:
            raise UnreadError("a sum with other bounds")
        letters = (bounds[1] or bounds[3] or bounds[4]).split(",")
        sizes = self.net.sizes
        counted = [bounds[2] or (letter if letter in sizes else LETTERS.get(letter, "")) for letter in letters]
        if not set(counted) <= set(sizes):
            raise UnreadError(f"a sum over {letters}")
        start = self.pos + len(TOKEN.findall(bounds[0]))
        value: Any = 0.0
        for indices in np.ndindex(*(self.net.sizes[size] for size in counted)):
            at = {**self.net.at, **dict(zip(letters, indices, strict=True))}
            inner = Reader(self.tokens, Network(**{**vars(self.net), "at": at}))
            inner.pos = start
            value = value + inner.product()
            self.pos = inner.pos
        return value

    def named(self) -> Named:
        hat = self.next == "\\hat" and self.take()
        name, indices, example = self.take(), "", ""
        name = GREEK.get(name, name)
        if not name.isalpha():
            raise UnreadError(f"{name} in {''.join(self.tokens)}")
        if self.next == "_":
            self.take()
            sub = self.take() if self.next != "{" else self.braced()
            number = re.match(r"\\max|\d*", sub)
            name += number[0].replace("\\", "_") if number else ""
            indices = re.sub(r"[\d,]|\\max", "", sub)
        if self.tokens[self.pos : self.pos + 3] == ["^", "{", "("]:
            self.take()
            example = self.braced().strip("()")
        if name == "L" and self.tokens[self.pos : self.pos + 5] == list("(w,b)"):
            self.pos += 5
        return Named(f"{name}_hat" if hat else name, tuple(indices), example)

    def braced(self) -> str:
        self.take("{")
        text = ""
        while self.next != "}":
            text += self.take()
        self.take("}")
        return text


def mutants(text: str) -> Iterator[str]:
    """Yield the formula with one mistake in it, of each kind that fits."""
    for old, new in (
        (r"\frac{2}", r"\frac{3}"),
        (r"\frac{1}", r"\frac{2}"),
        ("^\\top", ""),
        (" - ", " + "),
        (" + ", " - "),
    ):
        sign = EQUAL.search(text)
        if sign is not None and old in text[sign.end() :]:
            yield text[: sign.end()] + text[sign.end() :].replace(old, new, 1)
