"""A network problem under other names: functions, arguments (in reverse order), cache, gradients and parameters.

Its declaration and its sources are made mechanically from those of a problem of the course, mistakes included. No old
name is left in a new one: `dW1` becomes `zq_qJ1`, and `original` finds the old names in any text again.
"""

from __future__ import annotations

import ast
import codecs
import inspect
import re
from collections.abc import Callable, Generator, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from types import MappingProxyType
from typing import Any

import numpy as np

from autograder.declare.forms import Array, Fields, Form, Like, Number, Parts, Series
from autograder.declare.problem import Case, Function, Misconception, Problem, Rule
from autograder.declare.reference import Reference
from autograder.declare.roles import Dense, Network, Roles
from autograder.declare.rule import advanced, parameters

MARK = "zq_"
FURTHER = 1.5
"""What every function is given as a further argument."""


class UnlikeError(Exception):
    """A source that cannot be renamed mechanically."""


def new(name: str) -> str:
    """The new name in place of an old one."""
    return MARK + codecs.encode(name, "rot13")


def original(text: str) -> str:
    """A text with the old names in place of the new ones."""
    return re.sub(MARK + r"(\w+)", lambda found: codecs.decode(found[1], "rot13"), text)


@dataclass(frozen=True)
class Renamed:
    """Renames one problem; with `further`, each of its functions has one more argument, the first, and passes it on."""

    of: Reference
    further: str = ""

    @cached_property
    def reference(self) -> Reference:
        problem = self.problem
        sources = {new(name): self.source(text) for name, text in self.of.sources.items()}
        namespace = dict(self.of.namespace)
        for text in sources.values():
            exec(text, namespace)
        return Reference(problem, MappingProxyType(sources), MappingProxyType(namespace), self.of.path)

    @cached_property
    def problem(self) -> Problem:
        problem = self.of.problem
        return replace(
            problem,
            functions=tuple(map(self._function, problem.functions)),
            questions=tuple(replace(q, name=self._question(q.name)) for q in problem.questions),
            cases=lambda rng: tuple(map(self._case, problem.cases(rng))),
            rules={self._question(name): tuple(map(self._rule, problem.rules_of(name))) for name in problem.rules},
            misconceptions=tuple(self.mistakes.values()),
            vocabulary=(),
            roles=Roles(self._network(problem.network)),
        )

    @cached_property
    def mistakes(self) -> dict[int, Misconception]:
        """The mistakes that can be renamed, by their numbers in the original."""
        found: dict[int, Misconception] = {}
        for i, m in enumerate(self.of.mistakes):
            old = self.of.sources[m.function]
            try:
                texts = [self.source(text) for text in (old, old.replace(m.old, m.new))]
            except UnlikeError:
                continue
            found[i] = replace(m, function=new(m.function), old=texts[0], new=texts[1])
        return found

    @cached_property
    def names(self) -> frozenset[str]:
        """Everything that has a name of its own: functions, arguments, pieces of results, and parameters."""
        functions = self.of.problem.functions
        net = self.of.problem.network
        calls = (c for case in self.of.problem.cases(np.random.default_rng(0)) for c in case.calls)
        params = next(self.of.problem.bind(c)[net.params] for c in calls if c.function == net.forward)
        pieces = (name for f in functions for name in (f.name, *f.args, *f.pieces))
        return frozenset((*pieces, *params, *net.gradients, *net.gradients.values()))

    @cached_property
    def functions(self) -> Mapping[str, Function]:
        return {f.name: f for f in self.of.problem.functions}

    def name(self, old: str) -> str:
        return new(old) if old in self.names else old

    def value(self, old: Any) -> Any:
        """A value with the new names in place of the keys of dicts."""
        return _keys(old, self.name)

    def call(self, args: Iterable[Any]) -> tuple[Any, ...]:
        """The arguments of a call in the new order, with the new keys."""
        return *((FURTHER,) if self.further else ()), *reversed([self.value(a) for a in args])

    def args(self, old: Sequence[str]) -> tuple[str, ...]:
        """The new arguments of a function."""
        return *((self.further,) if self.further else ()), *(new(a) for a in reversed(old))

    def source(self, text: str) -> str:
        """The source of a function with the new names, and the new order of arguments."""
        if "startswith" in text or "name[" in text:
            raise UnlikeError(text)
        return ast.unparse(ast.fix_missing_locations(_Source(self).visit(ast.parse(text)))) + "\n"

    def _question(self, name: str) -> str:
        return ".".join(map(self.name, name.split(".")))

    def _function(self, old: Function) -> Function:
        made = {new(argument): (new(maker), self.args(args)) for argument, (maker, args) in old.recomputed.items()}
        return Function(new(old.name), self.args(old.args), self._form(old.result), made)

    def _form(self, form: Form) -> Any:
        match form:
            case Fields(entries, name):
                return Fields(tuple(map(self._form, entries)), self.name(name))
            case Parts(parts):
                return Parts(tuple(map(self._form, parts)))
            case Array(name, shape):
                return Array(self.name(name), shape)
            case Series(name, length):
                return Series(self.name(name), self.name(length))
            case Like(name, argument, change):
                return Like(self.name(name), self.name(argument), change)
            case Number(name):
                return Number(self.name(name))
            case _:
                raise UnlikeError(form)

    def _case(self, case: Case) -> Case:
        calls = (replace(c, function=new(c.function), args=self.call(c.args)) for c in case.calls)
        return Case({self.name(name): size for name, size in case.sizes.items()}, tuple(calls))

    def _network(self, old: Network) -> Network:
        changed: dict[str, Any] = {
            name: self.name(value) for name, value in vars(old).items() if isinstance(value, str)
        }
        layers = tuple(Dense(**{name: self.name(value) for name, value in vars(d).items()}) for d in old.layers)
        gradients = {self.name(gradient): self.name(of) for gradient, of in old.gradients.items()}
        return Network(**changed, gradients=gradients, layers=layers)

    def _rule(self, rule: Rule) -> Rule:
        """A rule that is asked with the new names, and asks with them."""

        def renamed(**given: Any) -> Any:
            old = {original(name): _keys(value, original) for name, value in given.items()}
            if "call" in old:
                old["call"] = lambda f, *args: _keys(given["call"](new(f), *self.call(args)), original)
            made = rule(**old)
            return self._steps(made) if isinstance(made, Generator) else self.value(made)

        named = ["new_" + new(p[4:]) if p.startswith("new_") else self.name(p) for p in parameters(rule)]
        signature = inspect.Signature([inspect.Parameter(p, inspect.Parameter.KEYWORD_ONLY) for p in named])
        renamed.__signature__ = signature  # type: ignore[attr-defined]
        return renamed

    def _steps(self, steps: Generator[Any, Any, Any]) -> Generator[Any, Any, Any]:
        answers: Any = None
        while True:
            try:
                calls = advanced(steps, answers)
            except StopIteration as end:
                return self.value(end.value)
            answers = yield [(new(function), *self.call(args)) for function, *args in calls]
            answers = [_keys(answer, original) for answer in answers]


class _Source(ast.NodeTransformer):
    """Renames one source. Calls of the problem's functions have all their arguments, by position."""

    def __init__(self, renamed: Renamed) -> None:
        self._renamed = renamed
        self._arguments = {a for f in renamed.functions.values() for a in f.args}

    def visit_FunctionDef(self, node: ast.FunctionDef) -> Any:
        self.generic_visit(node)
        if node.name in self._renamed.functions:
            node.name = new(node.name)
            node.args.args.reverse()
            if self._renamed.further:
                node.args.args.insert(0, ast.arg(self._renamed.further))
        return node

    def visit_Call(self, node: ast.Call) -> Any:
        function = node.func.id if isinstance(node.func, ast.Name) else ""
        if function in self._renamed.functions:
            if len(node.args) != len(self._renamed.functions[function].args):
                raise UnlikeError(ast.unparse(node))
            node.args.reverse()
            if self._renamed.further:
                node.args.insert(0, ast.Name(self._renamed.further, ast.Load()))
        if node.keywords and function == "dict":
            raise UnlikeError(ast.unparse(node))
        self.generic_visit(node)
        return node

    def visit_Name(self, node: ast.Name) -> Any:
        if node.id in self._arguments or node.id in self._renamed.functions:
            node.id = new(node.id)
        return node

    def visit_arg(self, node: ast.arg) -> Any:
        node.arg = new(node.arg) if node.arg in self._arguments else node.arg
        return node

    def visit_Constant(self, node: ast.Constant) -> Any:
        return ast.Constant(self._renamed.name(node.value)) if isinstance(node.value, str) else node

    def visit_BinOp(self, node: ast.BinOp) -> Any:
        """`"d" + name` becomes a look-up: no new name says of what it is the gradient."""
        self.generic_visit(node)
        if not (isinstance(node.left, ast.Constant) and node.left.value == "d"):
            return node
        table = {new(of): new(gradient) for gradient, of in self._renamed.of.problem.network.gradients.items()}
        return ast.Subscript(ast.parse(repr(table), mode="eval").body, node.right, ast.Load())


def _keys(value: Any, name: Callable[[str], str]) -> Any:
    match value:
        case dict():
            return {name(k) if isinstance(k, str) else k: _keys(v, name) for k, v in value.items()}
        case list() | tuple():
            return type(value)(_keys(v, name) for v in value)
        case _:
            return value
