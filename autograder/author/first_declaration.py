"""Write a first declaration from what the functions say; what they do not say is marked for the author."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from autograder.author.adopted import TODO, quoted
from autograder.author.said_shapes import Axes, SaidFunction, SaidValue, symbols

BASE = ("Call", "Case", "Function", "Problem", "Question")
SMALL, LARGE = 2, 9
"""The range of every size, until the author says another."""
WHOLE = ("steps", "epochs", "iterations", "num_iterations", "t", "stride", "batch_size", "k")
RATES = ("lr", "learning_rate", "alpha", "eta")


def first_declaration(
    name: str, title: str, functions: Sequence[SaidFunction], points: Mapping[str, float], written: Sequence[str]
) -> str:
    """Return the text of a declaration."""
    sizes = list(dict.fromkeys(axis for f in functions for axis in symbols(f) if axis.isidentifier()))
    forms = sorted({kind for f in functions for kind in _kinds(f)})
    lines = [
        "from autograder.declare import draw",
        *([f"from autograder.declare.forms import {', '.join(forms)}"] if forms else []),
        f"from autograder.declare.problem import {', '.join((*BASE, 'Written') if written else BASE)}",
        "",
        "",
        *_cases(functions, sizes),
        "",
        "",
        "PROBLEM = Problem(",
        f"    name={quoted(name)},",
        f"    title={quoted(title)},",
        "    functions=(",
        *(f"        {line}" for f in functions for line in _function(f)),
        "    ),",
        "    questions=(",
        *(f"        {line}" for f in functions for line in _questions(f, points.get(f.name))),
        "    ),",
        "    cases=cases,",
        *_rules(functions),
        *([f"    written=({' '.join(written)}),"] if written else []),
        f"    {TODO} name the mistakes that you know: misconceptions=(Misconception(...), ...),",
        ")",
    ]
    return "\n".join(lines) + "\n"


def _kinds(function: SaidFunction) -> Iterator[str]:
    if function.keys or function.parts:
        yield "Fields" if function.keys else "Parts"
    for value in function.returned.values():
        yield "Number" if value.shape == () else "Array"


def _cases(functions: Sequence[SaidFunction], sizes: Sequence[str]) -> Iterator[str]:
    yield "def one_case(rng, *earlier):"
    ranges = "".join(f", {size}=({SMALL}, {LARGE})" for size in sizes)
    yield f"    sizes = draw.sizes(rng, *earlier{ranges})" if sizes else "    sizes = {}"
    yield ""
    yield "    def of(*shape):"
    yield "        return draw.normal(rng, *(sizes.get(d, d) for d in shape))"
    yield ""
    yield "    calls = []"
    for i, function in enumerate(functions):
        for arg in function.args:
            yield f"    {arg} = {_value(function, arg, functions[:i])}"
        given = ", ".join(function.args) + ("," if len(function.args) == 1 else "")
        yield f"    calls.append(Call({quoted(function.name)}, ({given})))"
    yield "    return Case(sizes, tuple(calls))"
    yield ""
    yield ""
    yield "def cases(rng):"
    yield "    first = one_case(rng)"
    yield "    return (first, one_case(rng, first.sizes))"


def _value(function: SaidFunction, arg: str, before: Sequence[SaidFunction]) -> str:
    """Return the code that draws an argument."""
    said = function.given[arg]
    if said.entries:
        return "{" + ", ".join(f"{quoted(key)}: {_drawn(key, axes)}" for key, axes in said.entries.items()) + "}"
    if said.shape is not None:
        return _drawn(arg, said.shape)
    earlier = next((f for f in reversed(before) if arg in f.given and f.given[arg] != SaidValue()), None)
    if earlier is not None:  # described where it comes first, "as above" later
        return _value(earlier, arg, ())
    maker = next((f for f in before if _makes(f, arg) and set(f.args) <= set(function.args)), None)
    if maker is not None:
        call = f"{maker.name}({', '.join(maker.args)})"
        return call if arg not in maker.keys else f'{call}["{arg}"]'
    return f"None  {TODO} draw {arg}, of which the docstring says no shape"


def _makes(function: SaidFunction, arg: str) -> bool:
    return arg in function.keys or (arg == "cache" and bool(function.keys))


def _drawn(name: str, axes: Axes) -> str:
    if axes:
        return f"of({', '.join(axis if axis.isdigit() else quoted(axis) for axis in axes)})"
    if name in WHOLE:
        return "3"
    return "0.1" if name in RATES else "draw.number(rng)"


def _form(name: str, value: SaidValue) -> str:
    if value.shape == ():
        return f"Number({quoted(name)})"
    if value.shape is None:
        return f"Array({quoted(name)}, ())"
    axes = "".join(f"{axis if axis.isdigit() else quoted(axis)}, " for axis in value.shape)
    return f"Array({quoted(name)}, ({axes[:-1] if len(value.shape) == 1 else axes[:-2]}))"


def _function(function: SaidFunction) -> Iterator[str]:
    args = ", ".join(map(quoted, function.args)) + ("," if len(function.args) == 1 else "")
    yield "Function("
    yield f"    {quoted(function.name)},"
    yield f"    ({args}),"
    unknown = [name or "the result" for name, value in function.returned.items() if value.shape is None]
    if unknown:
        yield f"    {TODO} say the shapes of {', '.join(unknown)}; () stands for the shape of the arguments"
    if not (function.keys or function.parts):
        yield f"    {_form(function.name, function.returned[''])},"
    else:
        forms = "".join(f"{_form(name, value)}, " for name, value in function.returned.items())
        yield f"    {'Fields' if function.keys else 'Parts'}(({forms[:-1]})),"
    if "cache" in function.args:
        yield f'    {TODO} if students may compute the cache again: {{"cache": ("forward", ("x", "params"))}},'
    yield "),"


def _questions(function: SaidFunction, points: float | None) -> Iterator[str]:
    names = function.keys or function.parts
    worth = "" if points is None else f", points={round(points / max(len(names), 1), 4):g}"
    for name in names or ("",):
        yield f'Question("{function.name}{"." if name else ""}{name}"{worth}),'


def _rules(functions: Sequence[SaidFunction]) -> Iterator[str]:
    names = {f.name for f in functions}
    for function in functions:
        called = sorted(function.calls & names - {function.name})
        if called:
            others = " and ".join(called)
            yield f"    {TODO} {function.name} calls {others}: add rules={{...}}, so that a mistake there costs once"
