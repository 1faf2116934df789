"""Make the named mistakes of a problem: apply the operators of its vocabulary to its right functions."""

from __future__ import annotations

import ast
import builtins
import re
import symtable
import textwrap
from collections.abc import Iterator, Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from functools import lru_cache, reduce
from itertools import pairwise
from pathlib import Path

from autograder.declare.calls import compiled, names_in
from autograder.declare.mistakes.code_names import CodeNames, Found, names_of
from autograder.declare.mistakes.patterns import Match, Places, UnknownNameError, replaced
from autograder.declare.mistakes.vocabulary import CodeChange, MistakeOperator, Vocabulary, shared_file, vocabulary
from autograder.declare.problem import Function, Misconception, Problem
from autograder.declare.syntax import nodes_in, same

LOOSE = (ast.BinOp, ast.UnaryOp, ast.IfExp, ast.Compare, ast.BoolOp, ast.Lambda)
TOKEN = re.compile(r"\w+|\s+|[^\w\s]")
WORD = re.compile(r"\{(\w+)\}")
WORDS = frozenset("W b i z a h out dW db di dz first x y_hat Wo dWo biases hidden".split())
KNOWN = frozenset({*dir(builtins), "np", "math"})
INSIDE = (ast.BinOp, ast.UnaryOp, ast.Compare, ast.Attribute, ast.Subscript)


def derived_mistakes(problem: Problem, function: Function, source: str, solutions: Path) -> Iterator[Misconception]:
    """Yield the mistakes that a problem's vocabulary makes in one function, each edit once. Raises NotationError.

    `solutions` is the folder of the problem.
    """
    words = _joined(problem.vocabulary, solutions)
    if words is None:
        return
    code = FunctionCode(source, names_of(problem, function), problem.name, {f.name for f in problem.functions})
    made = set()
    for operator in words.of(function.name, _role(problem, function)):
        for edit in code.edits(operator):
            if (edit.old, edit.new) not in made:
                made.add((edit.old, edit.new))
                yield Misconception(operator.name, function.name, edit.old, edit.new, edit.hint, operator.convention)


@lru_cache(maxsize=64)
def _joined(texts: tuple[str, ...], solutions: Path) -> Vocabulary | None:
    """Return the operators of all texts, and of the shared vocabularies that are named."""
    read = (text if "\n" in text else shared_file(text, solutions).read_text(encoding="utf-8") for text in texts)
    found = [vocabulary(text) for text in read]
    return reduce(Vocabulary.joined, found) if found else None


def _role(problem: Problem, function: Function) -> str:
    """Return the section of the shared vocabulary that a function belongs to, or ""."""
    net = problem.roles.network
    if net is None:
        roles = problem.roles
        found = {"operation": roles.operation, "optimizer": roles.optimizer, "batches": roles.batching}
        role = next((role for role, of in found.items() if of(function.name) is not None), "")
        return role or ("elementwise" if function.name in {o.forward for o in roles.operations} else "")
    named = {net.forward: "forward", net.loss: "loss", net.backward: "backward", net.train: "train"}
    return named.get(function.name, "activation" if len(function.args) == 1 else "")


@dataclass(frozen=True)
class NamedEdit:
    """A text of a function that occurs once, what becomes of it, and the hint."""

    old: str
    new: str
    hint: str


@dataclass(frozen=True)
class ChangedSpan:
    """A span of the source, by its first and last character, and the text that becomes of it."""

    start: int
    end: int
    new: str


class FunctionCode:
    """The source of a function, with its tree. `functions` are all those of the problem."""

    def __init__(
        self, source: str, names: CodeNames, problem: str = "", functions: AbstractSet[str] = frozenset()
    ) -> None:
        self.source = source
        self.names = names
        self.problem = problem
        self.known = functions | names.activations | KNOWN
        self.tree = ast.parse(textwrap.dedent(source))
        nodes = nodes_in(self.tree)
        self._places = Places(nodes)
        self._names = self._names_in(source)
        self.parents = {child: node for node in nodes for child in ast.iter_child_nodes(node)}
        self.starts = [0]
        for line in source.splitlines(keepends=True):
            self.starts.append(self.starts[-1] + len(line))

    def edits(self, operator: MistakeOperator) -> Iterator[NamedEdit]:
        """Yield the edits that an operator makes: one for each way in which its changes fit together."""
        for pieces, found in self._ways(operator.changes, {}):
            edit = self._edit(pieces)
            if edit is not None and not self._invented(edit[0], edit[1]):
                hint = self._said(operator.hint, found)
                if hint is not None:
                    yield NamedEdit(*edit, hint)

    def _invented(self, old: str, new: str) -> set[str]:
        """Return the names that an edit reads though nothing has them: the pattern was made for other code."""
        source = self.source.replace(old, new)
        unknown = self._names_in(source) - self._names - self.known  # attributes too
        if not any(re.search(rf"(?<![.\w]){name}\b", source) for name in unknown):
            return set()
        return _read_from_outside(source) - _read_from_outside(self.source) - self.known

    def _names_in(self, source: str) -> set[str]:
        return names_in(compiled(source, self.problem, self.names.function.name))

    def _said(self, text: str, found: Found) -> str | None:
        return said(text, self.names.words(found)) if "{" in text else text

    def _ways(self, changes: Sequence[CodeChange], known: Found) -> Iterator[tuple[list[ChangedSpan], Found]]:
        if not changes:
            yield [], known
            return
        first, *others = changes
        fitting = list(self._places.matches(first.old, self.names, known))
        ways = [fitting] if first.everywhere else [[one] for one in fitting]
        for way in ways:
            if not way and not first.optional:
                continue
            try:
                pieces = [] if first.new == first.old else [self._piece(one, first.new) for one in way]
            except UnknownNameError:
                continue
            found = known | (_common(way) if way else {})
            for more, last in self._ways(others, found):
                yield pieces + more, last

    def _piece(self, match: Match, new: str) -> ChangedSpan:
        first, last = match.nodes[0], match.nodes[-1]
        start, end = self._at(first.lineno, first.col_offset), self._at(last.end_lineno or 0, last.end_col_offset or 0)
        text = self._said(new, match.found)
        if text is None:
            raise UnknownNameError(new)
        made = replaced(text, match.found, self.names)
        lines = [_as_written(one) for one in made]
        parent = self.parents.get(first)
        if isinstance(first, ast.expr) and not isinstance(parent, ast.Expr):
            text = lines[0] if lines else ""
            loose = isinstance(parent, INSIDE) and made and isinstance(made[0], LOOSE)
            return ChangedSpan(start, end, f"({text})" if loose else text)
        indent = "\n" + " " * first.col_offset
        return ChangedSpan(start, end, indent.join("\n".join(lines or ["pass"]).split("\n")))

    def _at(self, line: int, column: int) -> int:
        return self.starts[line - 1] + column

    def _edit(self, pieces: list[ChangedSpan]) -> tuple[str, str] | None:
        """Return the shortest text that holds all pieces and occurs once, and the new one. None if nothing changes."""
        ordered = sorted(pieces, key=lambda p: p.start)
        if not ordered or any(one.end > other.start for one, other in pairwise(ordered)):
            return None
        first, last = ordered[0].start, ordered[-1].end
        spans = self._spans(first, last)
        start, end = next(span for span in spans if self.source.count(self.source[slice(*span)]) == 1)
        old = self.source[start:end]
        new, at = "", start
        for piece in ordered:
            new += self.source[at : piece.start] + piece.new
            at = piece.end
        new += self.source[at:end]
        return None if new == old else self._trimmed(old, new)

    def _trimmed(self, old: str, new: str) -> tuple[str, str]:
        """Leave out what both texts begin and end with, whole words at a time, as far as the old one occurs once."""
        words, others = TOKEN.findall(old), TOKEN.findall(new)
        same = 0
        while same < min(len(words), len(others)) and words[same] == others[same]:
            same += 1
        last = 0
        while last < min(len(words), len(others)) - same and words[-1 - last] == others[-1 - last]:
            last += 1
        for start, end in ((same, last), (same, 0), (0, last)):
            short = "".join(words[start : len(words) - end])
            if short.strip() and self.source.count(short) == 1:
                return short, "".join(others[start : len(others) - end])
        return old, new

    def _spans(self, start: int, end: int) -> Iterator[tuple[int, int]]:
        """Yield longer and longer spans around this one, up to the whole source."""
        yield start, end
        yield self._lines(start, end, 0)
        yield self._lines(start, end, 1)
        yield 0, len(self.source)

    def _lines(self, start: int, end: int, more: int) -> tuple[int, int]:
        first = max(i for i, at in enumerate(self.starts) if at <= start)
        last = min(i for i, at in enumerate(self.starts) if at >= end)
        return self.starts[max(first - more, 0)], self.starts[min(last + more, len(self.starts) - 1)]


def _read_from_outside(source: str) -> set[str]:
    """Return the names that a function or class reads and does not bind itself, in each of its scopes."""
    scopes, found = [symtable.symtable(textwrap.dedent(source), "<edit>", "exec")], set[str]()
    while scopes:
        scope = scopes.pop()
        scopes += scope.get_children()
        if scope.get_type() != "module":
            found |= {s.get_name() for s in scope.get_symbols() if s.is_global() and s.is_referenced()}
    return found


def said(text: str, words: Mapping[str, str]) -> str | None:
    """Put words in the places of their names in braces. None if one has no word here, and is a name of one."""
    unknown = [name for name in WORD.findall(text) if name in WORDS and not words.get(name)]
    return None if unknown else WORD.sub(lambda m: words.get(m[1]) or m[0], text)


def _as_written(code: ast.AST) -> str:
    """Return code with the quotes of the functions."""
    text = ast.unparse(code)
    return text if '"' in text else text.replace("'", '"')


def _common(way: Sequence[Match]) -> Found:
    """Return what all matches have in common."""
    first = way[0].found
    if len(way) == 1:
        return first
    return {
        name: code
        for name, code in first.items()
        if all(name in one.found and same(one.found[name], code) for one in way)
    }
