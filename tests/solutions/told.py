"""A section of a lesson, computed as its text tells it.

An equation with a name on its left defines it or chooses a number for it; every other one must follow from those. What
is neither defined nor chosen is given. So a derivative is measured through the definitions of the text itself.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from itertools import product
from typing import Any

import numpy as np

from tests.solutions.latex import LETTERS, Formula, Named, Network, Reader, UnreadError

H = 1e-5
ARROW = r"\leftarrow"
NOTHING = Network({}, {}, lambda *_: 0.0)


@dataclass(frozen=True)
class Claim:
    """An equation to hold; `chosen` are the numbers that the text has chosen up to there."""

    text: str
    chosen: Mapping[str, np.ndarray]


class Told:
    """The equations of one section. `sizes` may also say what an index counts: `{"m": 4, "i": 4}`."""

    def __init__(self, texts: list[str], given: Mapping[str, np.ndarray], sizes: Mapping[str, int]) -> None:
        self.given, self.sizes, self.read = given, sizes, set[str]()
        self.defined: dict[str, tuple[Named, list[str]]] = {}
        self.updates: list[tuple[str, list[str]]] = []
        self.claims: list[Claim] = []
        for text in texts:
            name, sides = _target(text), Formula(text).sides
            if ARROW in text and name is not None:
                self.updates.append((name.name, sides[1]))
            elif name is not None and _constant(sides[1]) is None:
                self.defined[name.name] = name, sides[1]
        chosen: dict[str, np.ndarray] = {}
        for text in texts:
            name, sides = _target(text), Formula(text).sides
            if ARROW in text:
                self.claims += [Claim(text.partition(ARROW)[2], {})] if len(sides) > 2 else []
            elif name is not None and name.name not in self.defined and _constant(sides[1]) is not None:
                chosen = {**chosen, name.name: _matrix(_constant(sides[1]))}
            elif len(sides) > 2 or name is None or self.defined.get(name.name) != (name, sides[1]):
                self.claims.append(Claim(text, chosen))

    def values(self, chosen: Mapping[str, np.ndarray], moved: str = "", place: Any = (0, 0), by: float = 0.0) -> Values:
        free = {name: value for name, value in self.given.items() if name not in self.defined}
        return Values(self, {**free, **chosen}, moved, place, by)

    def network(self, chosen: Mapping[str, np.ndarray], at: Mapping[str, int] | None = None) -> Network:
        """Return what reads formulas at these values; derivatives are measured."""

        def derivative(of: str, where: tuple[int, int], by: str, place: tuple[int, int]) -> float:
            up, down = (self.values(chosen, by, place, step)[of][where] for step in (H, -H))
            return float(up - down) / (2 * H)

        return Network(self.values(chosen), self.sizes, derivative, at or {})

    def updated(self) -> Values:
        """Return the values after the updates of the text, one after the other."""
        net = self.network({})
        for name, side in self.updates:
            net.values[name] = _matrix(Reader(side, net).whole())  # type: ignore[index]
        return net.values  # type: ignore[return-value]

    def holds(self, claim: Claim) -> bool:
        """Return whether all sides are equal in every place; beside numbers, where the text has chosen some."""
        formula = Formula(claim.text)
        numbers = [_constant(side) is not None for side in formula.sides]
        free = [side for side, number in zip(formula.sides, numbers, strict=True) if not number]
        about = [(formula.sides, claim.chosen)] if any(numbers) else []
        about += [(free, {})] if len(free) > 1 else []
        return all(self._equal(formula, sides, chosen) for sides, chosen in about)

    def _equal(self, formula: Formula, sides: list[list[str]], chosen: Mapping[str, np.ndarray]) -> bool:
        letters = sorted(LETTERS.keys() & {token for side in sides for token in side})
        ends = [(0, self.count(letter) - 1) for letter in letters]
        for at in product(*ends):
            net = self.network(chosen, dict(zip(letters, at, strict=True)))
            first, *others = (_value(side, net) for side in sides)
            if not all(formula.equal(first, other) for other in others):
                return False
        return True

    def count(self, letter: str) -> int:
        return self.sizes[letter if letter in self.sizes else LETTERS[letter]]


class Values(dict[str, Any]):
    """All values of a section by name, each computed when it is asked for; one entry of one is moved."""

    def __init__(self, told: Told, known: Mapping[str, np.ndarray], moved: str, place: Any, by: float) -> None:
        self.told, self.moved, self.place, self.by = told, moved, place, by
        super().__init__({name: self._after(name, value) for name, value in known.items()})

    def __contains__(self, name: object) -> bool:
        return super().__contains__(name) or name in self.told.defined or name in self.told.sizes

    def __missing__(self, name: str) -> np.ndarray:
        if name not in self.told.defined:
            return _matrix(self.told.sizes[name])
        named, side = self.told.defined[name]
        self.told.read.add(name)
        shape = [self.told.count(letter) for letter in named.indices]
        made = []
        for at in np.ndindex(*shape):
            net = Network(self, self.told.sizes, NOTHING.derivative, dict(zip(named.indices, at, strict=True)))
            made.append(Reader(side, net).whole())
        value = np.reshape(np.array(made, dtype=float), (*shape, 1)[:2]) if shape else _matrix(made[0])
        value = self[name] = self._after(name, value)
        return value

    def _after(self, name: str, value: np.ndarray) -> np.ndarray:
        if name == self.moved:
            value = value.copy()
            value[self.place] += self.by
        return value


def _target(text: str) -> Named | None:
    """Return what a left side names, which may be a function of arguments: `z`, `y_{ci}`, `f(p, q)`; else None."""
    side = Formula(text).sides[0]
    reader = Reader(side, NOTHING)
    try:
        named = reader.named()
    except UnreadError:
        return None
    rest = side[reader.pos :]
    return named if not rest or (rest[0] == "(" and all(t.isalpha() or t in "(,)" for t in rest)) else None


def _constant(side: list[str]) -> Any:
    """Return the value of a side without names, or None."""
    try:
        return Reader(side, NOTHING).whole()
    except (UnreadError, KeyError):
        return None


def _value(side: list[str], net: Network) -> Any:
    named = _target("".join(f"{token} " for token in side) + "= 0")
    return Reader(side, net).whole() if named is None else net.value(named)


def _matrix(value: Any) -> np.ndarray:
    return np.reshape(np.asarray(value, dtype=float), np.shape(value) or (1, 1))
