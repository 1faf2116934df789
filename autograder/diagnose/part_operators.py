"""Mistakes in which an index stands still, a loop keeps one turn only, or a line is outside its loop."""

from __future__ import annotations

import ast
import copy
from collections.abc import Callable, Iterator, Sequence

from autograder.diagnose import mistake_kinds as kinds
from autograder.diagnose.mistake_kinds import MistakeKind
from autograder.diagnose.parsed_function import ParsedFunction
from autograder.diagnose.statement_operators import parsed, with_body

Found = Iterator[tuple[MistakeKind, ast.expr]]
OTHER_ENDS = {":-1": "1:", "1:": ":-1", "-1:": ":1", ":1": "-1:"}


def parts_of_sums(node: ast.expr) -> Found:
    """Add up some terms of a product of matrices only, as a loop does that replaces its sum or ends too soon."""
    match node:
        case ast.BinOp(a, ast.MatMult(), b) if not isinstance(b, ast.Attribute):  # else a sum over the examples
            first, second = ast.unparse(a), ast.unparse(b)
            for kind, cut in (
                (kinds.LAST_TERM, "-1:"),
                (kinds.FIRST_TERM, ":1"),
                (kinds.TERM_DROPPED, ":-1"),
                (kinds.TERM_DROPPED, "1:"),
            ):
                yield kind, parsed(f"({first})[..., {cut}] @ ({second})[{cut}]")


def standing_indices(node: ast.expr, names: Sequence[str]) -> Found:
    """Use one entry of a list everywhere, or leave a row of an array out."""
    match node:
        case ast.Subscript(value, ast.Name()):
            for at in (0, -1):
                yield kinds.STANDING_INDEX, ast.Subscript(value, ast.Constant(at), ast.Load())
        case ast.Name() | ast.Subscript() if (text := ast.unparse(node)) in names:
            yield from ((kinds.TERM_DROPPED, parsed(f"{text}{part}")) for part in ("[:-1]", "[1:]"))


def joined_otherwise(node: ast.expr) -> Found:
    """Cut a part off at the other end, or join two arrays in the other order."""
    match node:
        case ast.Slice() if (text := ast.unparse(node)) in OTHER_ENDS:
            yield kinds.OTHER_END, parsed(f"a[{OTHER_ENDS[text]}]").slice  # type: ignore[attr-defined]
        case ast.Call(func, [ast.List([first, second])], words):
            yield kinds.SWAPPED_ARGUMENTS, ast.Call(func, [ast.List([second, first], ast.Load())], words)


def everywhere_alike(
    parts: ParsedFunction, operators: Sequence[Callable[[ast.expr], Found]]
) -> Iterator[tuple[MistakeKind, ast.Module]]:
    """Make the same mistake in all places, as somebody does who does not know better."""
    found: dict[tuple[int, int, MistakeKind], dict[ast.expr, ast.expr]] = {}
    every = (n for n in ast.walk(parts.function) if isinstance(n, ast.expr))
    for node in (n for n in every if isinstance(getattr(n, "ctx", ast.Load()), ast.Load)):
        for which, operator in enumerate(operators):
            for nth, (kind, new) in enumerate(operator(node)):
                found.setdefault((which, nth, kind), {})[node] = new
    yield from ((kind, parts.with_others(places)) for (*_, kind), places in found.items() if len(places) > 1)


def other_indents(parts: ParsedFunction) -> Iterator[tuple[MistakeKind, ast.Module]]:
    """Move the last lines of a loop behind it, or the lines behind it into it, or end it after its first turn."""
    for parent in ast.walk(parts.function):
        block = getattr(parent, "body", None)
        if not isinstance(block, list):
            continue
        for i, loop in enumerate(block):
            if not isinstance(loop, ast.For):
                continue
            once = copy.copy(loop)
            once.body = [*loop.body, ast.copy_location(ast.Break(), loop)]
            yield kinds.RETURN_IN_LOOP, with_body(parts, parent, [*block[:i], once, *block[i + 1 :]])
            for line in (n for n in loop.body if isinstance(n, ast.If) and not n.orelse):
                last = ast.copy_location(ast.If(line.test, line.body, [ast.Break()]), line)
                yield kinds.RETURN_IN_LOOP, parts.with_other(line, last)
            for count in range(1, len(loop.body)):
                shorter, behind = copy.copy(loop), loop.body[-count:]
                shorter.body = loop.body[:-count]
                yield kinds.INDENTATION, with_body(parts, parent, [*block[:i], shorter, *behind, *block[i + 1 :]])
            if i + 1 < len(block):
                longer = copy.copy(loop)
                longer.body = [*loop.body, block[i + 1]]
                kind = kinds.RETURN_IN_LOOP if isinstance(block[i + 1], ast.Return) else kinds.INDENTATION
                yield kind, with_body(parts, parent, [*block[:i], longer, *block[i + 2 :]])


def loops_over_items(parts: ParsedFunction) -> Iterator[tuple[MistakeKind, ast.Module]]:
    """Count the entries of a dict where steps are counted, or add up the squares of all entries for one."""
    for loop in ast.walk(parts.function):
        match loop:
            case ast.For(ast.Tuple([_, ast.Name(each)]) as target, ast.Call(ast.Attribute(of, "items"))):
                inside = [n for line in loop.body for n in ast.walk(line)]
                if any(isinstance(n, ast.Name) and n.id == "t" for n in inside):
                    both = ast.Tuple([ast.Name("t", ast.Store()), target], ast.Store())
                    starts = (0, 1, "t", "t + 1")
                    counted = [parsed(f"enumerate({ast.unparse(loop.iter)}, {start})") for start in starts]
                    yield from ((kinds.OFF_BY_ONE, parts.with_others({target: both, loop.iter: i})) for i in counted)
                squares = [n for n in inside if isinstance(n, ast.BinOp) and ast.unparse(n) == f"{each} ** 2"]
                total = parsed(f"(0 * {each} + sum(np.sum(e_**2) for e_ in {ast.unparse(of)}.values()))")
                yield from [(kinds.AVERAGED, parts.with_others(dict.fromkeys(squares, total)))] if squares else ()
