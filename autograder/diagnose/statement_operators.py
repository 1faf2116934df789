"""Mistakes in whole statements: one left out, two exchanged, other results returned."""

from __future__ import annotations

import ast
import copy
from collections.abc import Iterator, Mapping
from itertools import combinations, pairwise, permutations

from autograder.diagnose import mistake_kinds as kinds
from autograder.diagnose.mistake_kinds import MistakeKind
from autograder.diagnose.parsed_function import ParsedFunction

RATES = (
    "lr / (turn_ + 1)",
    "lr / np.sqrt(turn_ + 1)",
    "lr * (1 - turn_ / turns_)",
    "lr * (turn_ + 1) / turns_",
    "lr * (1 + np.cos(np.pi * turn_ / turns_)) / 2",
)
"""Learning rates that change during a training."""


def is_key(node: ast.expr) -> bool:
    """Return whether a node is a text, such as the key of a dict."""
    return isinstance(node, ast.Constant) and isinstance(node.value, str)


def parsed(text: str) -> ast.expr:
    """Return the tree of an expression."""
    return ast.parse(text, mode="eval").body


def statements(parts: ParsedFunction) -> Iterator[tuple[MistakeKind, ast.Module]]:
    """Leave out a statement, or let two neighbours change places."""
    turns = {ast.unparse(n.target): ast.unparse(n.iter) for n in ast.walk(parts.function) if isinstance(n, ast.For)}
    for parent in ast.walk(parts.function):
        block = getattr(parent, "body", None)
        if not isinstance(block, list):
            continue
        for i, statement in enumerate(block):
            if isinstance(statement, ast.Return) or (isinstance(statement, ast.Expr) and is_key(statement.value)):
                continue
            if len(block) > 1:
                yield kinds.STATEMENT, with_body(parts, parent, [*block[:i], *block[i + 1 :]])
            if isinstance(statement, ast.AugAssign):
                set_anew = ast.Assign([statement.target], statement.value)
                kind = kinds.LAST_TERM if _over_units(statement, turns) else kinds.OVERWRITTEN
                yield kind, with_body(parts, parent, [*block[:i], set_anew, *block[i + 1 :]])
            if i + 1 < len(block) and not isinstance(block[i + 1], ast.Return):
                yield kinds.ORDER, with_body(parts, parent, [*block[:i], block[i + 1], statement, *block[i + 2 :]])


def _over_units(added: ast.AugAssign, turns: Mapping[str, str]) -> bool:
    """Return whether something is added up over the units or features, by the loops over them."""
    into, read = ({n.id for n in ast.walk(p) if isinstance(n, ast.Name)} for p in (added.target, added.value))
    over = [turns[name] for name in read - into if name in turns]
    return bool(over) and all(turn in ("range(n)", "range(k)") or ".shape[0]" in turn for turn in over)


def growing_sums(parts: ParsedFunction) -> Iterator[tuple[MistakeKind, ast.Module]]:
    """Add up over the turns of a loop one or two neighbouring values that each turn computes, or all of its steps."""
    yield from _collected_steps(parts)
    for parent in ast.walk(parts.function):
        block = getattr(parent, "body", None) or []
        for i, loop in enumerate(block) if isinstance(block, list) else ():
            if not isinstance(loop, ast.For):
                continue
            added = {
                s: ast.copy_location(ast.AugAssign(target, ast.Add(), s.value), s)
                for s in loop.body
                if isinstance(s, ast.Assign)
                for target in s.targets
                if isinstance(target, ast.Name)
            }
            for some in (*([one] for one in added), *pairwise(added)):
                grown = copy.copy(loop)
                grown.body = [added[s] if s in some else s for s in loop.body]  # type: ignore[index]
                zeros = [ast.Assign([added[s].target], ast.Constant(0.0)) for s in some]
                yield kinds.GROWING, with_body(parts, parent, [*block[:i], *zeros, grown, *block[i + 1 :]])


def _collected_steps(parts: ParsedFunction) -> Iterator[tuple[MistakeKind, ast.Module]]:
    """Take one step behind an inner loop, by the sum or the mean of the steps of its turns."""
    for parent in (n for n in ast.walk(parts.function) if isinstance(n, ast.For)):
        for i, loop in enumerate(parent.body):
            steps = {s: found for s in getattr(loop, "body", ()) if (found := _step(s)) is not None}
            if not steps:
                continue
            names = [name for name, _ in steps.values()]
            turn = copy.copy(loop)
            turn.body = [ast.parse("{}_ += {}".format(*steps[s])).body[0] if s in steps else s for s in loop.body]  # type: ignore[attr-defined]
            turn.body.append(ast.parse("turns_ += 1").body[0])  # type: ignore[attr-defined]
            zeros = ast.parse("; ".join(f"{name} = 0" for name in (*(f"{n}_" for n in names), "turns_"))).body
            for share in ("", " / turns_"):
                moved = ast.parse("; ".join(f"{name} = {name} - {name}_{share}" for name in names)).body
                block = [*parent.body[:i], *zeros, turn, *moved, *parent.body[i + 1 :]]
                yield kinds.COLLECTED, with_body(parts, parent, block)


def _step(statement: ast.stmt) -> tuple[str, str] | None:
    """Return the name of what is moved, and its step as text, of `w = w - step`."""
    match statement:
        case ast.Assign([ast.Name(name)], ast.BinOp(ast.Name(same), ast.Sub(), step)) if name == same:
            return name, ast.unparse(step)
    return None


def changing_rates(parts: ParsedFunction) -> Iterator[tuple[MistakeKind, ast.Module]]:
    """Let the rate depend on the turn of a loop."""
    for loop in ast.walk(parts.function):
        for rate in RATES:
            others = with_rate(loop, rate)
            if others:
                yield kinds.RATE, parts.with_others(others)


def with_rate(loop: ast.AST, rate: str) -> dict[ast.AST, ast.AST]:
    """Return what replaces nodes of a loop over a range if its rate is this one, with `turn_` and `turns_` in it."""
    match loop:
        case ast.For(ast.Name() as target, ast.Call(ast.Name("range"), [turns]), body):
            new = parsed(rate.replace("turns_", f"({ast.unparse(turns)})"))
            rates = [n for one in body for n in ast.walk(one) if isinstance(n, ast.Name) and n.id == "lr"]
            return {target: ast.Name("turn_", ast.Store()), **dict.fromkeys(rates, new)} if rates else {}
    return {}


def with_body(parts: ParsedFunction, parent: ast.AST, body: list[ast.stmt]) -> ast.Module:
    """Return the function with another block of statements in one place."""
    new = copy.copy(parent)
    new.body = body  # type: ignore[attr-defined]
    return parts.with_other(parent, new)


def returned(parts: ParsedFunction) -> Iterator[tuple[MistakeKind, ast.Module]]:
    """Exchange what is returned, and leave an entry of a list of losses unfilled."""
    last = parts.function.body[-1]
    if not isinstance(last, ast.Return):
        return
    match last.value:
        case ast.Dict(keys, values):
            for order in _exchanged(len(values)):
                yield kinds.SWAPPED_RESULTS, parts.with_other(last.value, ast.Dict(keys, [values[i] for i in order]))
        case ast.Tuple(elements):
            for order in _exchanged(len(elements)):
                swapped = ast.Tuple([elements[i] for i in order], ast.Load())
                yield kinds.SWAPPED_RESULTS, parts.with_other(last.value, swapped)
            for one, other in permutations(range(len(elements)), 2):
                yield kinds.WRONG_VARIABLE, parts.with_other(elements[one], copy.copy(elements[other]))
            yield from _unfilled(parts, last)


def _exchanged(count: int) -> Iterator[list[int]]:
    """Yield the orders in which two entries have changed places."""
    for one, other in combinations(range(count), 2):
        order = list(range(count))
        order[one], order[other] = other, one
        yield order


def _unfilled(parts: ParsedFunction, last: ast.Return) -> Iterator[tuple[MistakeKind, ast.Module]]:
    """Let the loop of steps run once too few, with a zero for the missing loss at either end."""
    result, body = last.value, parts.function.body
    loop = next((s for s in body if isinstance(s, ast.For) and ast.unparse(s.iter).startswith("range(")), None)
    if loop is None or not isinstance(result, ast.Tuple) or "losses" not in ast.unparse(result.elts[-1]):
        return
    shortened = parts.with_other(loop.iter, parsed(f"range({ast.unparse(loop.iter)[6:-1]} - 1)"))
    for text in ("{} + [0.0]", "[0.0] + {}"):
        losses = parsed(text.format(ast.unparse(result.elts[-1])))
        new = ast.Return(ast.Tuple([*result.elts[:-1], losses], ast.Load()))
        yield kinds.LAST_LEFT, parts.with_other(last, new, shortened)
