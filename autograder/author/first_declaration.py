"""Write a first declaration from what the functions say; what they do not say is marked for the author."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from autograder.author.adopted import TODO, quoted
from autograder.author.said_shapes import Axes, SaidFunction, SaidValue, symbols

SMALL, LARGE = 2, 9
"""The range of every size, until the author says another."""
WHOLE = ("steps", "epochs", "iterations", "num_iterations", "t", "stride", "batch_size", "k")
RATES = ("lr", "learning_rate", "alpha", "eta")
NETWORK = ("forward", "loss", "backward")


def first_declaration(
    name: str, title: str, functions: Sequence[SaidFunction], points: Mapping[str, float], written: Sequence[str]
) -> str:
    """Return the text of a declaration: `operations`, which derives all but how arguments are drawn."""
    groups = _groups(functions)
    listed = (", ".join(f.name for f in group) for group in groups)
    listing = [f"({names})" if len(group) > 1 else names for group, names in zip(groups, listed, strict=True)]
    worth = dict(_points(functions, points))
    inputs = list(_inputs(functions, groups))
    drawing = [word for word in ("normal", "number") if any(f"{word}(" in line for line in inputs)]
    lines = [
        *([f"from autograder.declare.draw import {', '.join(drawing)}"] if drawing else []),
        "from autograder.declare.operations import operations",
        *(["from autograder.declare.problem import Written"] if written else []),
        "",
        "",
        *inputs,
        "",
        "",
        "PROBLEM = operations(",
        f"    name={quoted(name)},",
        f"    title={quoted(title)},",
        *_alone(functions, groups),
        f"    functions=({', '.join(listing)}{',' if len(listing) == 1 else ''}),",
        "    inputs=inputs,",
        f"    ranges={{{', '.join(f'{quoted(size)}: ({SMALL}, {LARGE})' for size in _sizes(functions))}}},",
        *([f"    points={{{', '.join(f'{quoted(q)}: {p:g}' for q, p in worth.items())}}},"] if worth else []),
        *([f"    written=({' '.join(written)}),"] if written else []),
        f"    {TODO} name the mistakes that you know: mistakes=..., in the notation of docs/authoring.md",
        ")",
    ]
    return "\n".join(lines) + "\n"


def _sizes(functions: Sequence[SaidFunction]) -> list[str]:
    return list(dict.fromkeys(axis for f in functions for axis in symbols(f) if axis.isidentifier()))


def _groups(functions: Sequence[SaidFunction]) -> list[tuple[SaidFunction, ...]]:
    """Put a function together with the one that passes gradients back through it, and a network with its loss."""
    by_name = {f.name: f for f in functions}
    together: list[tuple[str, ...]] = [(name, f"{name}_backward") for name in by_name]
    groups = {names: tuple(by_name[n] for n in names) for names in (NETWORK, *together) if by_name.keys() >= set(names)}
    fitting = {names: group for names, group in groups.items() if _fits(group)}
    taken = {name for names in fitting for name in names}
    last = {names[-1]: group for names, group in fitting.items()}
    return [last.get(f.name, (f,)) for f in functions if f.name not in taken or f.name in last]


def _fits(group: Sequence[SaidFunction]) -> bool:
    """Return whether all that the last one takes besides the first one's arguments can be told."""
    first, *_, last = group
    own = [arg for arg in last.args if not any(arg in f.args for f in group[:-1])]
    upstreams = [] if len(group) > 2 else _upstreams(first, own)
    if not (last.keys or last.parts) and len((*first.args, *first.defaults)) > 1:  # of what is it the gradient?
        return False
    return len(own) - len(upstreams) <= bool(first.keys) and (len(group) > 2 or bool(upstreams))


def _upstreams(forward: SaidFunction, own: Sequence[str]) -> list[str]:
    """Return the arguments that are gradients of what the forward function returns."""
    pieces = forward.keys or forward.parts
    return [arg for arg in own if arg.removeprefix("d") in pieces] if pieces else list(own[:1])


def _alone(functions: Sequence[SaidFunction], groups: Sequence[Sequence[SaidFunction]]) -> Iterator[str]:
    """Yield the marks of functions that look as if they passed gradients back, but stand alone."""
    for function in functions:
        if "backward" in function.name and (function,) in groups:
            yield f"    {TODO} if {function.name} passes gradients back, list it in one group with its forward function"


def _inputs(functions: Sequence[SaidFunction], groups: Sequence[Sequence[SaidFunction]]) -> Iterator[str]:
    yield "def inputs(rng, sizes):"
    sizes = _sizes(functions)
    if sizes:
        given = ", ".join(f'sizes["{size}"]' for size in sizes)
        yield f"    {', '.join(sizes)} = {given}"
    drawn: dict[str, str] = {}
    for i, function in enumerate(functions):
        group = next(group for group in groups if function in group)
        for arg in (*function.args, *function.defaults):
            if _is_derived(arg, function, group, functions[:i]):
                continue
            value = _value(function, arg, functions[:i])
            if arg not in drawn:
                drawn[arg] = value
                yield f"    {arg} = {value}"
            elif drawn[arg] != value and function.given.get(arg, SaidValue()) != SaidValue():
                yield f"    {TODO} {function.name} takes another {arg}: {value}; give one of them another name"
    yield f"    return {{{', '.join(f'{quoted(arg)}: {arg}' for arg in drawn)}}}"


def _is_derived(
    arg: str, function: SaidFunction, group: Sequence[SaidFunction], before: Sequence[SaidFunction]
) -> bool:
    """Return whether `operations` derives an argument: a piece that is returned earlier, or a gradient or cache."""
    made = any(arg in f.keys or arg in f.parts for f in before)
    return made or (function is not group[0] and function is group[-1] and not any(arg in f.args for f in group[:-1]))


def _value(function: SaidFunction, arg: str, before: Sequence[SaidFunction]) -> str:
    """Return the code that draws an argument."""
    if arg in function.defaults:
        return f"{function.defaults[arg]}  {TODO} the default of {arg}; draw others, too"
    said = function.given[arg]
    if said.entries:
        return "{" + ", ".join(f"{quoted(key)}: {_drawn(key, axes)}" for key, axes in said.entries.items()) + "}"
    if said.whole and arg not in WHOLE:
        return f"None  {TODO} draw {arg}, a whole number: int(rng.integers(...))"
    if said.shape is not None:
        return _drawn(arg, said.shape)
    earlier = next((f for f in reversed(before) if arg in f.given and f.given[arg] != SaidValue()), None)
    if earlier is not None:  # described where it comes first, "as above" later
        return _value(earlier, arg, ())
    maker = next((f for f in before if arg == "cache" and f.keys and set(f.args) <= set(function.args)), None)
    if maker is not None:
        return f"{maker.name}({', '.join(maker.args)})"
    return f"None  {TODO} draw {arg}, of which the docstring says no shape"


def _drawn(name: str, axes: Axes) -> str:
    if axes:
        return f"normal(rng, {', '.join(axes)})"
    if name in WHOLE:
        return "3"
    return "0.1" if name in RATES else "number(rng)"


def _points(functions: Sequence[SaidFunction], points: Mapping[str, float]) -> Iterator[tuple[str, float]]:
    """Yield what each question is worth: a function's points are shared out among the pieces of its result."""
    for function in (f for f in functions if f.name in points):
        alike = any(said.entries and tuple(said.entries) == function.keys for said in function.given.values())
        names = () if alike else function.keys or function.parts
        for name in names or ("",):
            worth = round(points[function.name] / max(len(names), 1), 4)
            yield f"{function.name}{'.' if name else ''}{name}", worth
