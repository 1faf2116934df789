"""Expressions as products: their factors, and what takes one product to another."""

from __future__ import annotations

import ast
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import reduce


@dataclass(frozen=True)
class Factors:
    """The factors above and below the line. All of them are multiplied entry by entry."""

    above: tuple[ast.expr, ...]
    below: tuple[ast.expr, ...] = ()

    def product(self) -> ast.expr:
        """Return the expression again."""
        above = self.above or (ast.Constant(1.0),)
        made = reduce(lambda a, b: ast.BinOp(a, ast.Mult(), b), above)
        return reduce(lambda a, b: ast.BinOp(a, ast.Div(), b), self.below, made)

    def without(self, factor: ast.expr) -> Factors | None:
        """Return the other factors if this one is above the line."""
        texts = _texts(self.above)
        if ast.unparse(factor) not in texts:
            return None
        at = texts.index(ast.unparse(factor))
        return Factors((*self.above[:at], *self.above[at + 1 :]), self.below)


def factors(made: ast.expr) -> Factors:
    """Return the factors of an expression. What is no product is one factor."""
    match made:
        case ast.BinOp(a, ast.Mult(), b):
            one, other = factors(a), factors(b)
            return Factors((*one.above, *other.above), (*one.below, *other.below))
        case ast.BinOp(a, ast.Div(), b):
            one, other = factors(a), factors(b)
            return Factors((*one.above, *other.below), (*one.below, *other.above))
        case ast.BinOp(a, ast.Pow(), ast.Constant(2)):
            one = factors(a)
            return Factors(one.above * 2, one.below * 2)
        case ast.UnaryOp(ast.USub(), a):
            one = factors(a)
            return Factors((ast.Constant(-1.0), *one.above), one.below)
    return Factors((made,))


def ratio(made: ast.expr, other: ast.expr) -> Factors | None:
    """Return what `other` is multiplied by to make `made`.

    None if they share no factor, or are equal, or something would be divided by that `made` does not divide by.
    """
    one, two = factors(made), factors(other)
    shared = set(_texts(one.above)) & set(_texts(two.above))
    above = _without((*one.above, *two.below), (*one.below, *two.above))
    below = _without((*one.below, *two.above), (*one.above, *two.below))
    if not shared or not above + below or not set(_texts(below)) <= set(_texts(one.below)):
        return None
    return Factors(above, below)


def _without(some: Sequence[ast.expr], others: Iterable[ast.expr]) -> tuple[ast.expr, ...]:
    """Return some factors without others, each taken away as often as it is there."""
    left, kept = _texts(others), []
    for factor in some:
        text = ast.unparse(factor)
        if text in left:
            left.remove(text)
        else:
            kept.append(factor)
    return tuple(kept)


def _texts(some: Iterable[ast.expr]) -> list[str]:
    return [ast.unparse(factor) for factor in some]
