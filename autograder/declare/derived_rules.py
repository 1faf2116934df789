"""Local rules read off the functions themselves: what each piece of a result is computed from.

Each piece is an expression of the arguments, the entries of dict arguments and the other pieces (`function_body`). A
call of a function that students write becomes a call of their own. What is no expression is computed by the function
itself, with the student's own ones in it (`rerun`).
"""

from __future__ import annotations

import ast
import inspect
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from types import CodeType, FunctionType
from typing import Any

from autograder.declare.forms import Array
from autograder.declare.function_body import (
    FunctionBody,
    NotReadError,
    body_of,
    inlined,
    names_in_code,
    substituted,
)
from autograder.declare.other_ways import ENTRYWISE, asked, entrywise, from_pieces
from autograder.declare.problem import Function, Rule, own
from autograder.declare.rerun import rerun
from autograder.declare.retrained import retrained
from autograder.declare.sliced import sliced
from autograder.declare.syntax import nodes_in, rewritten
from autograder.plain.question_names import function_of, piece_of

OWN = "__own__"
"""The name under which rules find `problem.own`."""


@dataclass(frozen=True, eq=False)
class DerivedRules(Mapping[str, "tuple[Rule, ...]"]):
    """The rules of all questions of some functions, by question. They are read when first asked for.

    `declared` and `references` are the functions by name. Those rules that are said `by_hand` count instead, those said
    `last` as well.
    """

    declared: Mapping[str, Function]
    references: Mapping[str, Callable[..., Any]]
    forward: str = ""
    backward: str = ""
    by_hand: Mapping[str, Rule | tuple[Rule, ...]] | None = None
    last: Mapping[str, Rule] | None = None

    @classmethod
    def of(cls, functions: Sequence[Function], namespace: Mapping[str, Any], **more: Any) -> DerivedRules:
        """Return the rules of functions that are found in a namespace; `more` are the further fields."""
        return cls({f.name: f for f in functions}, {f.name: namespace[f.name] for f in functions}, **more)

    def __getitem__(self, question: str) -> tuple[Rule, ...]:
        made = self._made.get(question)
        if made is None:
            made = self._made[question] = tuple(self._rules(question))
        if not made:
            raise KeyError(question)
        return made

    def __iter__(self) -> Iterator[str]:
        asked = (question for function in self.declared.values() for question in _questions(function))
        return (q for q in dict.fromkeys((*asked, *(self.last or {}), *(self.by_hand or {}))) if q in self)

    def __len__(self) -> int:
        return sum(1 for _ in self)

    @cached_property
    def texts(self) -> Mapping[str, tuple[str, ...]]:
        """The rules by question as readable Python expressions."""
        read = (function for name, function in self.declared.items() if self._body(name) is not None)
        return {question: self._texts(question) for function in read for question in _questions(function)}

    @cached_property
    def _made(self) -> dict[str, tuple[Rule, ...]]:
        return {}

    def _rules(self, question: str) -> Iterator[Rule]:
        if question in (self.by_hand or {}):
            by_hand = (self.by_hand or {})[question]
            yield from by_hand if isinstance(by_hand, tuple) else (by_hand,)
            return
        if function_of(question) in self.declared:
            texts = self._texts(question)
            yield from (self._rule(question, text) for text in texts) if texts else self._rerun(question)
        if question in (self.last or {}):
            yield (self.last or {})[question]

    def _texts(self, question: str) -> tuple[str, ...]:
        return tuple(dict.fromkeys(ast.unparse(e) for e in self._expressions(question)))

    @cached_property
    def _read(self) -> dict[str, FunctionBody | None]:
        return {}

    def _body(self, name: str) -> FunctionBody | None:
        """Return the statements of a function, or None if they cannot be read."""
        if name not in self._read and name in self.declared:
            try:
                self._read[name] = body_of(inspect.getsource(self.references[name]), self.declared[name])
            except (NotReadError, OSError, SyntaxError, TypeError):
                self._read[name] = None
        return self._read.get(name)

    def _expressions(self, question: str) -> Iterator[ast.expr]:
        """Yield a rule through the student's helpers, one without them, and one through what goes into the cache."""
        function, piece = function_of(question), piece_of(question)
        body = self._body(function)
        if body is None or piece not in body.pieces:
            return
        made = inlined(body, self.declared[function], piece)
        called = set(_called(made)) & set(self.declared)
        own_pieces = names_in_code(made) & set(body.held.values())
        alone = not called and not own_pieces and function not in (self.forward, self.backward)
        if not alone:  # else it follows from the arguments
            yield self._through_own(made, called)
        with_bodies = self._without_helpers(made, called) if called else None
        others = set(_called(with_bodies)) & set(self.declared) if with_bodies is not None else set[str]()
        if with_bodies is not None and (piece or others):
            yield self._through_own(with_bodies, others)
        if function == self.backward:
            yield from self._recomputed(made)
        if not own_pieces:
            yield from from_pieces(made, self._earlier_pieces(body, function, piece))

    def _is_entrywise(self, name: str) -> bool:
        match self.declared[name].result:
            case Array(_, ()):
                return True
        return False

    def _earlier_pieces(self, body: FunctionBody, function: str, piece: str) -> Mapping[str, ast.expr]:
        """Return the expressions of the pieces before one, by the names by which rules ask for them.

        Of two pieces that follow from each other, both would be accepted if both are wrong.
        """
        declared = self.declared[function]
        before = list(declared.pieces)[: list(declared.pieces).index(piece)] if piece else []
        return {declared.in_rules(other): inlined(body, declared, other) for other in before if other in body.pieces}

    def _without_helpers(self, made: ast.expr, called: set[str]) -> ast.expr | None:
        """Put the helpers' own expressions in their places, which may call others. None if one is no expression."""
        single = {
            name: body for name in called if (body := self._body(name)) is not None and tuple(body.pieces) == ("",)
        }
        if single.keys() != called:
            return None

        def inline(node: ast.AST) -> ast.AST | None:
            match node:
                case ast.Call(ast.Name(name), args) if name in bodies:
                    given = (rewritten(arg, inline) for arg in args)
                    return substituted(bodies[name], dict(zip(self.declared[name].args, given, strict=False)))
            return None

        bodies = {n: inlined(body, self.declared[n], "") for n, body in single.items()}
        made = rewritten(made, inline)
        return None if set(_called(made)) & called else made

    def _recomputed(self, made: ast.expr) -> Iterator[ast.expr]:
        """Take a value of the cache as the student's own helper makes it from another one."""
        body = self._body(self.forward)
        if body is None:
            return
        used = names_in_code(made)
        for name in body.pieces:
            helper = inlined(body, self.declared[self.forward], name)
            if name in used and isinstance(helper, ast.Call) and set(_called(helper)) & set(self.declared):
                yield self._through_own(substituted(made, {name: helper}), set(self.declared))

    def _rerun(self, question: str) -> Iterator[Rule]:
        """Yield the rule of a value that is made in a way that is not read."""
        name, piece = function_of(question), piece_of(question)
        function, reference, body = self.declared[name], self.references[name], self._body(name)
        if piece in (function.pieces or ("",)) and (body is None or piece not in body.pieces):
            rule = rerun(function, piece, reference, self.declared) or self._sliced(function, piece, reference)
            yield from filter(None, (rule, retrained(function, piece, reference, self.declared)))

    def _sliced(self, function: Function, piece: str, reference: Callable[..., Any]) -> Rule | None:
        try:
            return sliced(function, piece, inspect.getsource(reference), reference)
        except (NotReadError, OSError, SyntaxError, TypeError):
            return None

    def _through_own(self, made: ast.expr, called: set[str]) -> ast.expr:
        """Call the student's own functions: a call alone as a step of a generator, others on the way."""

        def asks(node: ast.AST) -> bool:
            return isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in called

        def through(node: ast.AST) -> ast.AST | None:
            match node:
                case ast.Call(ast.Name(name), args) if name in called:
                    given = [rewritten(arg, through) for arg in args]
                    return asked(name, given, entry_by_entry=name in entry_by_entry)
            return None

        entry_by_entry = {name for name in called if self._is_entrywise(name)}
        if isinstance(made, ast.Call) and asks(made) and not any(set(_called(a)) & called for a in made.args):
            name = ast.unparse(made.func)
            if name not in entry_by_entry:
                return ast.Call(ast.Name(OWN, ast.Load()), [ast.Constant(name), *made.args], [])
        return rewritten(made, through)

    def _rule(self, question: str, text: str) -> Rule:
        return rule_of(text, self.references[function_of(question)])


def _questions(function: Function) -> tuple[str, ...]:
    return tuple(f"{function.name}.{piece}" for piece in function.pieces) or (function.name,)


def rule_of(text: str, reference: Callable[..., Any]) -> Rule:
    """Return a rule that computes an expression; its parameters are the names that it does not find elsewhere."""
    known = {**reference.__globals__, OWN: own, ENTRYWISE: entrywise}
    tree = ast.parse(text, mode="eval")
    bound = {n.id for n in nodes_in(tree) if isinstance(n, ast.Name) and isinstance(n.ctx, ast.Store)}
    names = [n.id for n in nodes_in(tree) if isinstance(n, ast.Name) and isinstance(n.ctx, ast.Load)]
    builtin = known["__builtins__"] if isinstance(known["__builtins__"], dict) else vars(known["__builtins__"])
    given = [name for name in dict.fromkeys(names) if name not in bound and name not in {*known, *builtin}]
    whole = compile(f"def rule({', '.join(given)}): return {text}", f"<rule of {reference.__name__}>", "exec")
    (code,) = (constant for constant in whole.co_consts if isinstance(constant, CodeType))
    return FunctionType(code, known, "rule")


def _called(node: ast.expr) -> Iterator[str]:
    return (n.func.id for n in nodes_in(node) if isinstance(n, ast.Call) and isinstance(n.func, ast.Name))
