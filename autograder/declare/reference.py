"""The reference solutions: load them, call them, and make their edited versions."""

from __future__ import annotations

import ast
import importlib
import importlib.util
import inspect
import re
import sys
import traceback
from collections.abc import Callable, Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from pathlib import Path
from types import CodeType, MappingProxyType
from typing import Any

import numpy as np

from autograder.declare.calls import calling, compiled, form_of, fresh, globals_in
from autograder.declare.handed_out import HandedOut, handed_out
from autograder.declare.mistakes.derived import derived_mistakes
from autograder.declare.mistakes.vocabulary import NotationError, shared_file
from autograder.declare.problem import Misconception, Problem
from autograder.declare.roles import Roles, of_first_version
from autograder.declare.underivable import UnderivableError
from autograder.plain.errors import MendableError
from autograder.plain.evidence import Outcome, Plain, Probe, Raised, Returned, StandIns
from autograder.plain.going_on import going_on
from autograder.plain.nearest import near
from autograder.plain.stand_ins import stand_ins

MOST_FORMS, LONGEST_FORM = 2048, 2000
"""How many forms of calls are cached, and up to which length in characters: a problem has about 500 of length 100."""


UNKNOWN = re.compile(r"(?:cannot import name|unexpected keyword argument) '(\w+)'")


class CourseError(MendableError):
    """A solution file that cannot be used; the message names the file and the reason, in words for course staff."""


@dataclass(frozen=True, eq=False)
class Reference:
    """One problem with the functions that answer it; `sources` are their texts, `path` is their file."""

    problem: Problem
    sources: Mapping[str, str]
    namespace: Mapping[str, Any] = field(repr=False)
    path: Path
    _similar: dict[Hashable, Plain] = field(default_factory=dict, init=False, repr=False)
    _mistakes: dict[str, tuple[Misconception, ...]] = field(default_factory=dict, init=False, repr=False)
    _edits: dict[str, tuple[tuple[Misconception, Reference], ...]] = field(default_factory=dict, init=False, repr=False)

    def answer(self, probe: Probe) -> Plain:
        """Make the call on fresh copies of its arguments. Exceptions of the function propagate."""
        args = [fresh(a) for a in probe.args]
        function, instead = self.callable(probe.function), probe.instead
        if instead is not None and instead.reported:
            from autograder.plain.reported_calls import ReportedCalls  # noqa: PLC0415 - few references are asked so

            reported = ReportedCalls(instead.reported, fresh(list(instead.results)))
            return reported.reply(calling(function, reported.functions), args)
        if instead is not None and instead.values:
            function = self._going_on(function, instead)
        if instead is not None:
            function = calling(function, stand_ins(instead))
        return function(*args)

    def callable(self, name: str) -> Callable[..., Any]:
        """Return a function as probes call it; a given one calls the functions of this reference."""
        function: Callable[..., Any] = self.namespace[name]
        uses = self.problem.uses(name)
        return calling(function, {used: self.namespace[used] for used in uses}) if uses else function

    @cached_property
    def given(self) -> str:
        """The source of the given functions, which call what the student writes; "" if there are none."""
        return "\n\n".join(_source_of(self.namespace[f.name], self.path) for f in self.problem.functions if f.uses)

    def home(self, misconception: Misconception) -> str:
        """Return the name of the function or class whose source a mistake edits."""
        uses = self.problem.uses(misconception.function) or (misconception.function,)
        return next((name for name in uses if misconception.old in self.sources.get(name, "")), uses[0])

    def helpers(self, function: str) -> tuple[str, ...]:
        """Return the declared functions that the reference's function calls."""
        names = globals_in(getattr(self.namespace[function], "__code__", None))
        return tuple(f.name for f in self.problem.functions if f.name in names and f.name != function)

    def _going_on(self, function: Any, instead: StandIns) -> Any:
        source = self.sources.get(function.__name__, "")
        return going_on(function, source, 1, fresh(instead.values), instead.pieces)

    def taken(self, probe: Probe, helpers: Sequence[str]) -> dict[str, tuple[tuple[Plain, ...], Plain]]:
        """Make a call and return, for each of these helpers, the arguments and the result of its first call in it."""
        seen: dict[str, tuple[tuple[Plain, ...], Plain]] = {}

        def noting(name: str) -> Callable[..., Plain]:
            def noted(*args: Plain) -> Plain:
                value = self.namespace[name](*args)
                seen.setdefault(name, (args, value))
                return value

            return noted

        calling(self.callable(probe.function), {name: noting(name) for name in helpers})(*map(fresh, probe.args))
        return seen

    def similar(self, probe: Probe) -> Plain:
        """Return an answer with the keys, types and shapes of the right one. Its numbers may be from another call.

        These depend only on the keys, types, shapes and whole numbers of the arguments, so follow-through, which needs
        them for many calls, computes most answers once. Do not change the returned value.
        """
        form = probe.function, form_of(probe.args)
        try:
            return self._similar[form]
        except KeyError:
            answer = self.answer(probe)
        if len(repr(form)) <= LONGEST_FORM:  # a student's own keys may be in it
            if len(self._similar) >= MOST_FORMS:
                self._similar.clear()
            self._similar[form] = answer
        return answer

    def outcome(self, probe: Probe) -> Outcome:
        """Make the call as the sandbox would, for edited references: an exception becomes `Raised`."""
        try:
            with np.errstate(all="ignore"):
                return Returned(self.answer(probe))
        except Exception as error:  # noqa: BLE001 - an edit may fail in any way
            return Raised(type(error).__name__, str(error))

    def edited(self, *misconceptions: Misconception) -> Reference:
        """Return the reference with these mistakes applied.

        Raises CourseError if an old text does not occur exactly once.
        """
        sources = dict(self.sources)
        for misconception in misconceptions:
            home = self.home(misconception)
            source = sources[home]
            count = source.count(misconception.old)
            if count != 1:
                where = f"{self.problem.name}: misconception {misconception.name!r} of {misconception.function}"
                raise CourseError(f"{where}: its old text stands there {count} times, not once")
            sources[home] = source.replace(misconception.old, misconception.new)
        namespace = dict(self.namespace)
        for name, text in sources.items():  # compile all of them, so that callers see the edited function
            exec(compiled(text, self.problem.name, name), namespace)  # noqa: S102 - the staff's own edit
        return Reference(self.problem, MappingProxyType(sources), MappingProxyType(namespace), self.path)

    def variant(self, function: str, code: CodeType) -> Callable[..., Any]:
        """Return a function from other code that defines it; what it calls stays the reference's."""
        namespace = dict(self.namespace)
        exec(code, namespace)  # noqa: S102 - a variant of the staff's own function
        made: Callable[..., Any] = namespace[function]
        return made

    @cached_property
    def mistakes(self) -> tuple[Misconception, ...]:
        """All named mistakes, function by function; those of no function, of which `verify` complains, come last."""
        of_none = (m for m in self.problem.misconceptions if m.function not in self._mistaken)
        return (*(m for name in self._mistaken for m in self.mistakes_of(name)), *of_none)

    @property
    def _mistaken(self) -> dict[str, None]:
        """What students write, then the given functions that call it: a mistake shows in their questions."""
        return dict.fromkeys((*self.sources, *(f.name for f in self.problem.functions)))

    def mistakes_of(self, function: str) -> tuple[Misconception, ...]:
        """Return the named mistakes of one function: those written as edits, then those that its vocabulary makes."""
        if function not in self._mistakes:
            by_hand = tuple(m for m in self.problem.misconceptions if m.function == function)
            source, folder = self.sources.get(function), self.path.parent
            try:
                declared = next((f for f in self.problem.functions if f.name == function), None)
                derived: Iterable[Misconception] = ()
                if source is not None and declared is not None:
                    derived = derived_mistakes(self.problem, declared, source, folder)
                self._mistakes[function] = (*by_hand, *derived)
            except (NotationError, SyntaxError) as error:
                words = f"{error.msg}: {error.text}" if isinstance(error, SyntaxError) else error
                raise CourseError(f"{self.path}: vocabulary: {words}") from error
        return self._mistakes[function]

    def edits_of(self, function: str) -> tuple[tuple[Misconception, Reference], ...]:
        """Return the named mistakes of one function with their edited references, compiled on first use."""
        if function not in self._edits:
            self._edits[function] = tuple((m, self.edited(m)) for m in self.mistakes_of(function))
        return self._edits[function]

    @cached_property
    def edits(self) -> tuple[tuple[Misconception, Reference], ...]:
        """Every named mistake with its edited reference."""
        return tuple(edit for name in self._mistaken for edit in self.edits_of(name))

    @property
    def shared_files(self) -> tuple[Path, ...]:
        """The files of the vocabularies that the problem shares with others. Raises CourseError if one is missing."""
        try:
            return tuple(shared_file(v, self.path.parent) for v in self.problem.vocabulary if "\n" not in v)
        except NotationError as error:
            raise CourseError(f"{self.path}: vocabulary: {error}") from error

    @cached_property
    def handed_out(self) -> HandedOut:
        """What students get of this problem as text, read on first use."""
        return handed_out(self.problem, self.path)


def _source_of(written: Any, path: Path) -> str:
    """Return the source of a function, or of a class, which `inspect` finds only in modules that can be imported."""
    if not isinstance(written, type):
        return inspect.getsource(written)
    text = path.read_text(encoding="utf-8")
    nodes = [node for node in ast.parse(text).body if isinstance(node, ast.ClassDef) and node.name == written.__name__]
    return (ast.get_source_segment(text, nodes[-1]) or "") + "\n" if nodes else ""


def problem_names(folder: Path) -> tuple[str, ...]:
    """List the problems in a solutions folder by their file names, without opening any.

    Raises CourseError if there are none.
    """
    names = tuple(sorted(p.stem for p in folder.glob("*.py") if not p.name.startswith("_")))
    if not names:
        raise CourseError(f"{folder}: no solution files (*.py) there; name the folder with --solutions")
    return names


MOVED = {
    "draw": "declare.draw",
    "evidence": "plain.evidence",
    "forms": "declare.forms",
    "network": "declare.network",
    "roles": "declare.roles",
    "problem": "declare.problem",
}
"""Modules under the names by which solution files written for version 0.1.0 import them."""


def _in_words(error: BaseException, names: Mapping[str, Any]) -> str:
    """Write down what a solution file raised, with the name that it probably meant."""
    if isinstance(error, UnderivableError):
        return str(error)
    text = f"{type(error).__name__}: {error}"
    wrong = UNKNOWN.search(text)
    if isinstance(error, ImportError) and error.name in sys.modules and wrong is not None:
        return text + near(wrong[1], [n for n in vars(sys.modules[error.name]) if n[0].islower()])
    if isinstance(error, TypeError) and wrong is not None and callable(names.get(text.split()[1].partition("(")[0])):
        return text + near(wrong[1], inspect.signature(names[text.split()[1].partition("(")[0]]).parameters)
    return text


def load(folder: Path, name: str) -> Reference:
    """Import one solution file, which staff wrote and we trust. Raises CourseError if it cannot be used."""
    path = folder / f"{name}.py"
    spec = importlib.util.spec_from_file_location(f"_solution_{name}", path)
    if spec is None or spec.loader is None:
        raise CourseError(f"{path}: not a Python file")
    for old, new in MOVED.items():
        sys.modules.setdefault(f"autograder.{old}", importlib.import_module(f"autograder.{new}"))
    module = sys.modules[spec.name] = importlib.util.module_from_spec(spec)  # dataclasses look their module up
    writes_bytecode, sys.dont_write_bytecode = sys.dont_write_bytecode, True
    try:
        spec.loader.exec_module(module)
    except SyntaxError as error:
        place = f"{path}:{error.lineno}" if error.filename == str(path) else str(path)
        raise CourseError(f"{place}: {type(error).__name__}: {error.msg}") from error
    except (Exception, SystemExit) as error:
        cause = error.__cause__ or error
        steps = (*traceback.extract_tb(error.__traceback__), *traceback.extract_tb(cause.__traceback__))
        lines = [step.lineno for step in steps if step.filename == str(path)]
        place = f"{path}:{lines[-1]}" if lines else str(path)
        raise CourseError(f"{place}: {_in_words(error, vars(module))}") from error
    finally:
        sys.dont_write_bytecode = writes_bytecode
    problem = getattr(module, "PROBLEM", None)
    if not isinstance(problem, Problem) or problem.name != name:
        found = f", not name={problem.name!r}: the file's name" if isinstance(problem, Problem) else ""
        raise CourseError(f"{path}: it must end with PROBLEM = Problem(name={name!r}, ...){found}")
    if problem.roles == Roles() and "roles" not in path.read_text(encoding="utf-8"):
        problem = replace(problem, roles=of_first_version(problem.signatures))
    if problem.trained_by_nobody is not None:
        where = f"{problem.trained_by_nobody} asks where a training arrives"
        raise CourseError(f"{path}: {where}; say in `roles` which network it trains")
    names = dict.fromkeys((*(f.name for f in problem.functions), *problem.written_names))
    missing = [name for name in names if not callable(getattr(module, name, None))]
    if missing:
        words = f"the reference has no function {missing[0]}; write it, or correct its name in `functions`"
        raise CourseError(f"{path}: {words}")
    sources = {name: _source_of(getattr(module, name), path) for name in problem.written_names}
    return Reference(problem, MappingProxyType(sources), MappingProxyType(vars(module)), path)
