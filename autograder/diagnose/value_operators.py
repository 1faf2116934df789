"""Mistakes in which another value is used: a stale variable, that of a batch, another entry, another activation."""

from __future__ import annotations

import ast
import copy
from collections.abc import Iterator
from functools import partial
from itertools import product

from autograder.declare.syntax import rewritten
from autograder.diagnose import mistake_kinds as kinds
from autograder.diagnose.algebra_operators import written_as
from autograder.diagnose.mistake_kinds import MistakeKind
from autograder.diagnose.parsed_function import ParsedFunction
from autograder.diagnose.statement_operators import parsed, with_body

Found = Iterator[tuple[MistakeKind, ast.expr]]
ENTRIES = ("np.mean({})", "np.sum({})", "np.max({})", "np.min({})")
SERIES = (2, 3, 4, 5, 6, 8, 10)
"""How many terms a series has that stands for an exponential."""
SIGMOID = "1 / (1 + np.exp(-{}))"
OTHER_ACTIVATIONS = ("np.tanh({})", "np.maximum({}, 0)", "np.clip(0.2 * ({}) + 0.5, 0, 1)")

MEANS = ("np.mean(seen_)", "np.dot(seen_, sizes_) / sum(sizes_)", "sum(seen_) / sum(sizes_)")
OF_PARTS = {
    kinds.OF_BATCHES: tuple(f"{mean}{half}" for mean in MEANS for half in ("", " / 2")),
    kinds.SUMMED_BATCHES: ("sum(seen_)", "np.dot(seen_, sizes_)"),
    kinds.ONE_BATCH: ("seen_[0]", "seen_[-1]"),
}
"""What a loss of an epoch may be made of: the losses of its batches, and how many examples each has."""


def other_values(node: ast.expr) -> Found:
    """Take all entries for one, or another activation."""
    match node:
        case ast.Subscript(value, ast.Name()):
            yield from ((kinds.OTHER_ENTRY, parsed(text.format(ast.unparse(value)))) for text in ENTRIES)
        case ast.Call(func, [a]) if ast.unparse(func) == "np.exp":
            each = f"({ast.unparse(a)}) ** k / np.prod(np.arange(1.0, k + 1))"
            yield from ((kinds.OTHER_FUNCTION, parsed(f"sum({each} for k in range({n}))")) for n in SERIES)
        case ast.Call(func, [a]) if ast.unparse(func).removeprefix("np.") == "tanh":
            yield kinds.OTHER_FUNCTION, parsed(SIGMOID.format(f"({ast.unparse(a)})"))
        case ast.BinOp(
            ast.Constant(1 | 1.0),
            ast.Div(),
            ast.BinOp(ast.Constant(1 | 1.0), ast.Add(), ast.Call(func, [ast.UnaryOp(ast.USub(), a)])),
        ) if ast.unparse(func) == "np.exp":
            yield from ((kinds.OTHER_FUNCTION, parsed(text.format(ast.unparse(a)))) for text in OTHER_ACTIVATIONS)
        case ast.Call(func, [ast.BinOp(ast.BinOp(y, ast.Mult(), one), ast.Add(), ast.BinOp(rest, ast.Mult(), other))]):
            labels = ast.unparse(y)
            if ast.unparse(func) == "np.mean" and ast.unparse(rest) == f"1 - {labels}":
                yield from _by_class(
                    labels, ast.unparse(ast.BinOp(y, ast.Mult(), one)), ast.unparse(ast.BinOp(rest, ast.Mult(), other))
                )


def across_calls(node: ast.expr) -> Found:
    """Take what belongs beside a call into it, or out of it."""
    match node:
        case ast.BinOp(ast.Call(func, [*first, last], words), how, other):
            yield kinds.PRECEDENCE, ast.Call(func, [*first, ast.BinOp(last, how, other)], words)
            if isinstance(how, ast.Add | ast.Sub) and isinstance(last, ast.BinOp) and isinstance(last.op, ast.Mult):
                inner = ast.BinOp(last.left, ast.Mult(), ast.BinOp(last.right, how, other))
                yield kinds.PRECEDENCE, ast.Call(func, [*first, inner], words)
        case ast.Call(func, [ast.BinOp(one, how, other)], words):
            yield kinds.PRECEDENCE, ast.BinOp(ast.Call(func, [one], words), how, other)
            yield kinds.PRECEDENCE, ast.BinOp(one, how, ast.Call(func, [other], words))
    match node:
        case ast.BinOp(other, how, ast.Call(func, [*first, last], words)):
            yield kinds.PRECEDENCE, ast.Call(func, [*first, ast.BinOp(other, how, last)], words)


def _by_class(labels: str, of_ones: str, of_zeros: str) -> Found:
    """Weight the examples of each label by how many there are."""
    means = f"np.sum({of_ones}) / np.sum({labels}) + np.sum({of_zeros}) / np.sum(1 - {labels})"
    shares = f"np.mean((1 - np.mean({labels})) * {of_ones} + np.mean({labels}) * {of_zeros})"
    yield from ((kinds.IN_GROUPS, parsed(text)) for text in (means, f"({means}) / 2", shares, f"2 * {shares}"))


def stale_in_loops(parts: ParsedFunction) -> Iterator[tuple[MistakeKind, ast.Module]]:
    """Let each turn of a loop, or one line of it, use what its variables were before; only their own updates go on."""
    for parent in ast.walk(parts.function):
        block: list[ast.stmt] = getattr(parent, "body", None) or []
        for i, loop in enumerate(block) if isinstance(block, list) else ():
            if not isinstance(loop, ast.For):
                continue
            updates = [
                (target.id, statement.value)
                for statement in ast.walk(loop)
                if isinstance(statement, ast.Assign)
                for target in statement.targets
                if isinstance(target, ast.Name) and _reads(statement.value, target.id)
            ]
            own = {id(read) for name, value in updates for read in _reads(value, name)}
            renewed = dict.fromkeys(name for name, _ in updates)
            stale = [read for name in renewed for read in _reads(loop, name) if id(read) not in own]
            kept = [ast.Assign([ast.Name(_old(n), ast.Store())], ast.Name(n, ast.Load())) for n in renewed]
            inside = [[r for r in stale if r in list(ast.walk(line))] for line in loop.body]
            for some in (stale, *(one for one in inside if 0 < len(one) < len(stale))):
                body = [*block[:i], *kept, _with_old(loop, some), *block[i + 1 :]]
                yield from [(kinds.STALE, with_body(parts, parent, body))] if some else []


def taken_on_the_way(parts: ParsedFunction) -> Iterator[tuple[MistakeKind, ast.Module]]:
    """Note a loss of the batches that an inner loop goes through, before or after each turn, for that of all."""
    for outer in ast.walk(parts.function):
        match outer:
            case ast.For(
                body=[*first, ast.Expr(ast.Call(add, [it])), ast.For(ast.Tuple(names), ast.Call(_, args)) as inner]
            ):
                for whole, batch in zip(map(ast.unparse, args), names, strict=False):
                    it = rewritten(it, partial(written_as, text=whole, new=batch))
                line = f"seen_.append({ast.unparse(it)}); sizes_.append({ast.unparse(names[-1])}.size)"
                ways = [(kind, text) for kind, texts in OF_PARTS.items() for text in texts]
                for (kind, text), at in product(ways, (0, len(inner.body))):
                    loop = copy.copy(inner)
                    loop.body = [*inner.body[:at], *ast.parse(line).body, *inner.body[at:]]
                    start, end = ast.parse(f"seen_, sizes_ = [], []\n{ast.unparse(add)}({text})").body
                    yield kind, with_body(parts, outer, [*first, start, loop, end])


def _reads(node: ast.AST, name: str) -> list[ast.Name]:
    every = (n for n in ast.walk(node) if isinstance(n, ast.Name))
    return [n for n in every if n.id == name and isinstance(n.ctx, ast.Load)]


def _old(name: str) -> str:
    return f"old_{name}"


def _with_old(loop: ast.For, stale: list[ast.Name]) -> ast.For:
    """Return the loop with the old values where these names are read."""
    changed, places = copy.deepcopy(loop), {id(n) for n in stale}
    for before, after in zip(ast.walk(loop), ast.walk(changed), strict=True):
        if id(before) in places and isinstance(after, ast.Name):
            after.id = _old(after.id)
    return changed
