"""What a docstring and the return statements of a function say about its arguments and its result."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

Axes = tuple[str, ...]
NUMBER = re.compile(r"\b(?:number|float|scalar|int|integer|learning rate)\b", re.IGNORECASE)
SHAPE = re.compile(r"\(\s*(\w+(?:\s*,\s*\w+)*\s*,?)\s*\)")
ENTRY = re.compile(r"[\"'](\w+)[\"']\s*:\s*(?:\(\s*(\w+(?:\s*,\s*\w+)*\s*,?)\s*\)|(\w+))")
WHOLE = re.compile(r"\b(?:int|integer)\b", re.IGNORECASE)
ITEM = re.compile(r"\s*(?:[-*]\s*)?(?!shape\b)[\"']?\w+[\"']?\s*(?:--|:)\s", re.IGNORECASE)
"""The beginning of the description of another value."""
RETURNS = re.compile(r"\breturns?\b", re.IGNORECASE)


@dataclass(frozen=True)
class SaidValue:
    """What is said of one value: the shape of an array (() for a number), or that of each entry of a dict.

    Both are None if nothing is said. `whole` is said of an integer.
    """

    shape: Axes | None = None
    entries: Mapping[str, Axes] | None = None
    whole: bool = False


@dataclass(frozen=True)
class SaidFunction:
    """What is said of a function. `keys` are those of the dict that it returns, `parts` the names of a tuple.

    `defaults` are the arguments that have one, with its code.
    """

    name: str
    args: tuple[str, ...]
    given: Mapping[str, SaidValue]
    keys: tuple[str, ...] = ()
    parts: tuple[str, ...] = ()
    returned: Mapping[str, SaidValue] = field(default_factory=dict)
    defaults: Mapping[str, str] = field(default_factory=dict)


def said_of(source: str, name: str) -> SaidFunction:
    """Return what is said of a function in a cell."""
    nodes = [n for n in ast.walk(ast.parse(source)) if isinstance(n, ast.FunctionDef) and n.name == name]
    node = nodes[0]
    text = ast.get_docstring(node) or ""
    at = RETURNS.search(text)
    before, after = (text[: at.start()], text[at.end() :]) if at else (text, text.rpartition(")")[2])
    defaults = len(node.args.defaults)
    every = [a.arg for a in node.args.args]
    args = tuple(every[: len(every) - defaults] if defaults else every)
    given = {arg: _said(arg, before) for arg in args}
    given |= {arg: _said(arg, text) for arg, value in given.items() if value == SaidValue()}
    keys, parts = _returned_names(node)
    whole = SaidValue(shape=()) if _is_float(node) else _said_last(after)
    names = keys or parts
    returned = {n: _said(n, after) for n in names} if names else {"": whole}
    for n, value in returned.items():
        if n and value == SaidValue():
            returned[n] = _said(n, before)
    codes = {arg: ast.unparse(code) for arg, code in zip(every[len(args) :], node.args.defaults, strict=True)}
    return SaidFunction(name, args, given, keys, parts, returned, codes)


def symbols(said: SaidFunction) -> Iterator[str]:
    """Yield the symbols of all axes of a function."""
    for value in (*said.given.values(), *said.returned.values()):
        for axes in ([value.shape] if value.shape else []) + list((value.entries or {}).values()):
            yield from (axis for axis in axes if not axis.isdigit())


def _axes(text: str) -> Axes:
    return tuple(axis.strip() for axis in text.split(",") if axis.strip())


def _said(name: str, text: str) -> SaidValue:
    """Return what a text says of one name: in our own words, and in the styles of numpy, Google and Coursera."""
    direct = re.search(rf"(?<![\w.]){re.escape(name)}[\"']?\s*(?::|--)?\s*{SHAPE.pattern}", text)
    if direct:
        return SaidValue(shape=_axes(direct[1]))
    for found in re.finditer(rf"(?<![\w.]){re.escape(name)}[\"']?(?=[\s,:(-])", text):
        rest = _sentence(text, found.end())
        opened = re.match(r"\s*(?:--|:|=)?\s*(?:(?:a |python )?dict\w*[^{\n]{0,40})?\{([^}]*)\}", rest, re.IGNORECASE)
        if opened:
            return SaidValue(entries={key: _axes(shape) for key, shape, _ in ENTRY.findall(opened[1])})
        shape = SHAPE.search(rest)
        if shape and not _other_name(rest[: shape.start()]):
            return SaidValue(shape=_axes(shape[1]))
        if NUMBER.search(rest) or re.search(r"\bnumbers?\b", rest):
            return SaidValue(shape=(), whole=bool(WHOLE.search(rest)))
    return SaidValue()


def _sentence(text: str, start: int) -> str:
    """Return what follows a name: up to the next full stop, or the end of an indented description."""
    rest = text[start : start + 300]
    end = re.search(r"\.(?:\s|$)|\n\s*\n", rest)
    lines = (rest[: end.start()] if end else rest).split("\n")
    if "{" in lines[0] and "}" not in lines[0]:
        return " ".join(lines)
    return "\n".join(lines[:1] if ITEM.match("".join(lines[1:2])) else lines[:2])


def _other_name(between: str) -> bool:
    """Return whether another value is described before the shape that was found."""
    return bool(re.search(r"\w+\s*:\s*$", between.rpartition(",")[2])) and ":" in between.rpartition(",")[0]


def _said_last(text: str) -> SaidValue:
    shapes = list(SHAPE.finditer(text))
    if NUMBER.search(text[shapes[-1].end() :] if shapes else text):
        return SaidValue(shape=())
    return SaidValue(shape=_axes(shapes[-1][1])) if shapes else SaidValue()


def _is_float(node: ast.FunctionDef) -> bool:
    """Return whether a function returns `float(...)`."""
    returns = [n.value for n in ast.walk(node) if isinstance(n, ast.Return)]
    match returns[-1:]:
        case [ast.Call(func=ast.Name(id="float" | "int"))]:
            return True
        case _:
            return False


def _returned_names(node: ast.FunctionDef) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Return the keys or the names of what a function returns, as far as its last return statement shows them."""
    returns = [n.value for n in ast.walk(node) if isinstance(n, ast.Return) and n.value is not None]
    if not returns:
        return (), ()
    value = _assigned(node, returns[-1])
    match value:
        case ast.Dict(keys=keys) if all(isinstance(k, ast.Constant) and isinstance(k.value, str) for k in keys):
            return tuple(str(k.value) for k in keys if isinstance(k, ast.Constant)), ()
        case ast.Tuple(elts=parts):
            names = [p.id if isinstance(p, ast.Name) else f"part{i + 1}" for i, p in enumerate(parts)]
            return (), tuple(n if names.count(n) == 1 else f"{n}{i + 1}" for i, n in enumerate(names))
        case _:
            return (), ()


def _assigned(node: ast.FunctionDef, value: ast.expr) -> ast.expr:
    """Return the dict that a returned name was assigned, or the value itself."""
    if isinstance(value, ast.Name):
        for statement in ast.walk(node):
            match statement:
                case ast.Assign(targets=[ast.Name(id=value.id)], value=ast.Dict() | ast.Tuple() as made):
                    return made
    return value
