"""Local rules read off the functions themselves: what each piece of a result is computed from.

The statements of a function are put into one another until each piece is an expression of its arguments, the entries of
its dict arguments and the other pieces. Loops that fill dicts key by key become comprehensions. A call of a function
that students write becomes a call of their own.
"""

from __future__ import annotations

import ast
import copy
import inspect
import textwrap
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from types import CodeType, FunctionType
from typing import Any

from autograder.declare.forms import Fields, Parts
from autograder.declare.problem import Function, Rule, own
from autograder.plain.question_names import function_of, piece_of

OWN = "__own__"
"""The name under which rules find `problem.own`."""


class NotReadError(Exception):
    """A function is written in a way from which no rules are read: branches, or loops that fill nothing."""


@dataclass(frozen=True)
class FunctionBody:
    """The statements of a function: what each piece of its result is made of, and the names that hold pieces."""

    pieces: Mapping[str, ast.expr]
    held: Mapping[str, str]
    known: Mapping[str, ast.expr]


@dataclass(frozen=True, eq=False)
class DerivedRules(Mapping[str, "tuple[Rule, ...]"]):
    """The rules of all questions of some functions, by question. They are read when first asked for.

    `declared` and `references` are the functions by name. `more` yields further rules of a question.
    """

    declared: Mapping[str, Function]
    references: Mapping[str, Callable[..., Any]]
    forward: str = ""
    backward: str = ""
    by_hand: Mapping[str, Rule | tuple[Rule, ...]] | None = None
    last: Mapping[str, Rule] | None = None

    def __getitem__(self, question: str) -> tuple[Rule, ...]:
        return self._rules[question]

    def __iter__(self) -> Iterator[str]:
        return iter(self._rules)

    def __len__(self) -> int:
        return len(self._rules)

    @cached_property
    def texts(self) -> Mapping[str, tuple[str, ...]]:
        """The rules by question as readable Python expressions."""
        return {
            question: tuple(dict.fromkeys(ast.unparse(e) for e in self._expressions(question)))
            for function in self._bodies
            for question in _questions(self.declared[function])
        }

    @cached_property
    def _rules(self) -> Mapping[str, tuple[Rule, ...]]:
        made = {q: tuple(self._rule(q, t) for t in texts) for q, texts in self.texts.items() if texts}
        for question, rule in (self.last or {}).items():
            made[question] = (*made.get(question, ()), rule)
        for question, by_hand in (self.by_hand or {}).items():
            made[question] = by_hand if isinstance(by_hand, tuple) else (by_hand,)
        return made

    @cached_property
    def _bodies(self) -> Mapping[str, FunctionBody]:
        found = {}
        for name, function in self.declared.items():
            try:
                found[name] = body_of(inspect.getsource(self.references[name]), function)
            except (NotReadError, OSError, SyntaxError, TypeError):
                continue
        return found

    def _expressions(self, question: str) -> Iterator[ast.expr]:
        """Yield a rule through the student's helpers, one without them, and one through what goes into the cache."""
        function, piece = function_of(question), piece_of(question)
        if function not in self._bodies:
            return
        made = _inlined(self._bodies[function], self.declared[function], piece)
        called = set(_called(made)) & set(self.declared)
        own_pieces = {n.id for n in ast.walk(made) if isinstance(n, ast.Name)} & set(
            self._bodies[function].held.values()
        )
        if not called and not own_pieces and function not in (self.forward, self.backward):
            return  # it follows from the arguments alone
        yield _through_own(made, called)
        if called:
            with_bodies = self._without_helpers(made, called)
            if with_bodies is not None and piece:
                yield with_bodies
        if function == self.backward:
            yield from self._recomputed(made)

    def _without_helpers(self, made: ast.expr, called: set[str]) -> ast.expr | None:
        """Put the helpers' own expressions in their places. None if one of them is not a single expression."""
        single = {name: self._bodies[name].pieces for name in called if name in self._bodies}
        if any(tuple(single.get(name, ())) != ("",) for name in called):
            return None

        class Inline(ast.NodeTransformer):
            def visit_Call(self, node: ast.Call) -> ast.AST:
                self.generic_visit(node)
                if not isinstance(node.func, ast.Name) or node.func.id not in single:
                    return node
                given = dict(zip(declared[node.func.id].args, node.args, strict=False))
                return _substituted(bodies[node.func.id], given)

        declared, bodies = self.declared, {n: _inlined(self._bodies[n], self.declared[n], "") for n in single}
        made = Inline().visit(copy.deepcopy(made))
        return None if set(_called(made)) & set(self.declared) else made

    def _recomputed(self, made: ast.expr) -> Iterator[ast.expr]:
        """Take a value of the cache as the student's own helper makes it from another one."""
        body = self._bodies.get(self.forward)
        used = {n.id for n in ast.walk(made) if isinstance(n, ast.Name)}
        for name in body.pieces if body is not None else ():
            helper = _inlined(body, self.declared[self.forward], name) if body is not None else None
            if name in used and isinstance(helper, ast.Call) and set(_called(helper)) & set(self.declared):
                yield _through_own(_substituted(made, {name: helper}), set(self.declared))

    def _rule(self, question: str, text: str) -> Rule:
        return rule_of(text, self.references[function_of(question)])


def _questions(function: Function) -> tuple[str, ...]:
    return tuple(f"{function.name}.{piece}" for piece in function.pieces) or (function.name,)


def rule_of(text: str, reference: Callable[..., Any]) -> Rule:
    """Return a rule that computes an expression; its parameters are the names that it does not find elsewhere."""
    known = {**reference.__globals__, OWN: own}
    tree = ast.parse(text, mode="eval")
    bound = {n.id for n in ast.walk(tree) if isinstance(n, ast.Name) and isinstance(n.ctx, ast.Store)}
    names = [n.id for n in ast.walk(tree) if isinstance(n, ast.Name) and isinstance(n.ctx, ast.Load)]
    builtin = known["__builtins__"] if isinstance(known["__builtins__"], dict) else vars(known["__builtins__"])
    given = [name for name in dict.fromkeys(names) if name not in bound and name not in {*known, *builtin}]
    whole = compile(f"def rule({', '.join(given)}): return {text}", f"<rule of {reference.__name__}>", "exec")
    (code,) = (constant for constant in whole.co_consts if isinstance(constant, CodeType))
    return FunctionType(code, known, "rule")


def body_of(source: str, function: Function) -> FunctionBody:
    """Read the statements of a function. Raises NotReadError if it has others than assignments and filling loops."""
    node = next(n for n in ast.parse(textwrap.dedent(source)).body if isinstance(n, ast.FunctionDef))
    known: dict[str, ast.expr] = {}
    *statements, last = node.body
    for statement in statements:
        _read(statement, known)
    if changed := sorted(known.keys() & set(function.args)):
        raise NotReadError(f"{function.name} changes its argument {changed[0]}")
    if not isinstance(last, ast.Return) or last.value is None:
        raise NotReadError(f"{function.name} does not end with what it returns")
    return FunctionBody(pieces := _returned(last.value, function), _held(pieces, function), known)


def _read(statement: ast.stmt, known: dict[str, ast.expr]) -> None:
    match statement:
        case ast.Expr(ast.Constant()):
            return
        case ast.Assign([ast.Name(name)], value) if name not in known:
            known[name] = value
        case ast.Assign([ast.Tuple(targets)], ast.Tuple(values)) if len(targets) == len(values):
            for target, value in zip(targets, values, strict=True):
                _read(ast.Assign([target], value), known)
        case ast.For(target, iterable, body, []):
            _read_loop(target, iterable, body, known)
        case _:
            raise NotReadError(f"line {statement.lineno}")


def _read_loop(target: ast.expr, iterable: ast.expr, body: Sequence[ast.stmt], known: dict[str, ast.expr]) -> None:
    """Turn `for key in ...: made[key] = value` into a comprehension for each dict that it fills."""
    inside: dict[str, ast.expr] = {}
    for statement in body:
        match statement:
            case ast.Assign([ast.Subscript(ast.Name(made), ast.Name() as key)], value):
                clause = ast.comprehension(target, iterable, [], 0)
                known[made] = ast.DictComp(key, _substituted(value, inside), [clause])
            case ast.Assign([ast.Name(name)], value):
                inside[name] = _substituted(value, inside)
            case _:
                raise NotReadError(f"line {statement.lineno}")


def _returned(value: ast.expr, function: Function) -> dict[str, ast.expr]:
    match value, function.result:
        case ast.Dict(keys, values), Fields():
            return {str(k.value): v for k, v in zip(keys, values, strict=True) if isinstance(k, ast.Constant)}
        case ast.Tuple(values), Parts() if len(values) == len(function.pieces):
            return dict(zip(function.pieces, values, strict=True))
        case _ if not function.pieces:
            return {"": value}
        case _:
            raise NotReadError(f"{function.name} returns no pieces by name")


def _held(pieces: Mapping[str, ast.expr], function: Function) -> dict[str, str]:
    """Return the names of the variables that hold pieces, with the names by which rules ask for these."""
    new = "new_" if isinstance(function.result, Parts) else ""
    return {v.id: new + piece for piece, v in pieces.items() if isinstance(v, ast.Name) and piece}


def _inlined(body: FunctionBody, function: Function, piece: str) -> ast.expr:
    """Return what a piece is made of, from arguments, entries of dict arguments and other pieces."""
    value = body.pieces[piece]
    mine = value.id if isinstance(value, ast.Name) else None

    class Inline(ast.NodeTransformer):
        def visit_Name(self, node: ast.Name) -> ast.AST:
            if node.id in body.held and node.id != mine:
                return ast.Name(body.held[node.id], ast.Load())
            if node.id in body.known and isinstance(node.ctx, ast.Load):
                return self.inlined(copy.deepcopy(body.known[node.id]))
            return node

        def inlined(self, node: ast.expr) -> ast.expr:
            made: ast.expr = self.visit(node)
            return made

        def visit_Subscript(self, node: ast.Subscript) -> ast.AST:
            match node:
                case ast.Subscript(ast.Name(name), ast.Constant(str(key))) if name in function.args:
                    return ast.Name(key, ast.Load())
            return self.generic_visit(node)

        def visit_Call(self, node: ast.Call) -> ast.AST:
            match node:
                case ast.Call(ast.Name("float"), [argument]):
                    return self.inlined(argument)
            return self.generic_visit(node)

    made: ast.expr = Inline().visit(copy.deepcopy(value))
    return ast.fix_missing_locations(made)


def _substituted(node: ast.expr, values: Mapping[str, ast.expr]) -> ast.expr:
    class Put(ast.NodeTransformer):
        def visit_Name(self, node: ast.Name) -> ast.AST:
            return copy.deepcopy(values.get(node.id, node))

    made: ast.expr = Put().visit(copy.deepcopy(node))
    return made


def _called(node: ast.expr) -> Iterator[str]:
    return (n.func.id for n in ast.walk(node) if isinstance(n, ast.Call) and isinstance(n.func, ast.Name))


def _through_own(made: ast.expr, called: set[str]) -> ast.expr:
    """Call the student's own functions: a call alone as a step of a generator, others on the way."""

    def asks(node: ast.AST) -> bool:
        return isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in called

    def of(function: str, node: ast.Call) -> ast.Call:
        return ast.Call(ast.Name(function, ast.Load()), [ast.Constant(ast.unparse(node.func)), *node.args], [])

    class Own(ast.NodeTransformer):
        def visit_Call(self, node: ast.Call) -> ast.AST:
            self.generic_visit(node)
            return of("call", node) if asks(node) else node

    if isinstance(made, ast.Call) and asks(made) and not any(set(_called(a)) & called for a in made.args):
        return of(OWN, made)
    new: ast.expr = Own().visit(copy.deepcopy(made))
    return ast.fix_missing_locations(new)
