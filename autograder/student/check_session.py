"""The state of a check: the public problem, the student's functions, and the findings so far."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from typing import Any, TypeVar

from autograder.declare.problem import Call
from autograder.judge.probes import Answered, watched
from autograder.judge.student_calls import Ask
from autograder.plain.evidence import Cell, CellRun, Outcome, Plain, Probe, Returned
from autograder.plain.question_names import function_of
from autograder.sandbox.errors import SandboxError
from autograder.student.finding import CheckFinding
from autograder.student.public import Example, Public

Strategy = Callable[["CheckSession", str], tuple[CheckFinding, ...]]
"""A check of all questions of one function."""
Measure = Callable[[Sequence[str], Probe, Callable[[], Any]], Any]
"""measure(functions, call, make) returns what `make` measures for a call with some of the student's functions."""
T = TypeVar("T")

FAULT = "The check itself failed here"


class NoAnswerError(Exception):
    """One of the student's functions did not return, or returned something unusable."""


class CheckSession:
    """One student's checks of one problem. Each function is checked once; other checks may ask for the result.

    `ask` reaches the student's functions, `cells` are the sources that an exception may point into, and `runs` say
    how they ran, if that is known. `measure` may know what was measured with equal functions. `history` holds the
    cells that a running notebook knows.
    """

    def __init__(
        self,
        public: Public,
        ask: Ask,
        cells: Mapping[int, Cell],
        choose: Callable[[str], Strategy],
        runs: Sequence[CellRun] = (),
        measure: Measure = lambda _functions, _call, make: make(),
        history: Sequence[Cell] = (),
    ) -> None:
        self.public = public
        self.ask = ask
        self.cells = cells
        self.runs = runs
        self._choose = choose
        self.history = history
        self._measure = measure
        self._found: dict[str, tuple[CheckFinding, ...]] = {}

    @property
    def code(self) -> Sequence[Cell]:
        """The student's code as far as it is known."""
        return self.history or [cell for index, cell in self.cells.items() if index >= 0]  # others have raised

    def findings(self, function: str) -> tuple[CheckFinding, ...]:
        """Check a function, or return the remembered findings. Empty if the problem has no such function."""
        if function not in self._found:
            self._found[function] = self._check(function)
        return self._found[function]

    def _check(self, function: str) -> tuple[CheckFinding, ...]:
        """Check a function. A failure of the check itself is reported as such, not as a mistake."""
        if not any(f.name == function for f in self.public.problem.functions):
            return ()
        try:
            return self._choose(function)(self, function)
        except (SandboxError, RecursionError):
            raise
        except Exception as error:  # noqa: BLE001 - a student must never see our traceback
            said = f"{FAULT} ({type(error).__name__}). Your code may well be right: please tell your course staff."
            return tuple(
                CheckFinding(q.name, None, said, fault=True) for q in self.public.problem.questions_of(function)
            )

    def accepted(self, *questions: str) -> bool:
        """Return whether these questions are answered right. Questions that do not exist count as right."""
        found = {f.question: f for q in questions for f in self.findings(function_of(q))}
        return all(q not in found or found[q].passed for q in questions)

    def call(self, function: str, given: Mapping[str, Plain]) -> Any:
        """Call one of the student's functions with its arguments from `given`. Raises NoAnswerError or KeyError."""
        return self.value(self.public.problem.probe(function, given))

    def value(self, probe: Probe) -> Any:
        """Call one of the student's functions. Raises NoAnswerError if nothing is returned."""
        outcome = self.ask(probe)
        if not isinstance(outcome, Returned) or outcome.value is None:
            raise NoAnswerError(probe.function)
        return outcome.value

    def measured(self, functions: Sequence[str], call: Probe, make: Callable[[], T]) -> T:
        """Return what `make` measures for a call with these of the student's functions. What it raises propagates."""
        made: T = self._measure(functions, call, make)
        return made

    def answered(
        self,
        example: Example,
        *,
        args: tuple[Plain, ...] | None = None,
        watch: bool = False,
        again: bool = True,
    ) -> Answered:
        """Make the call of an example. With `again`, make it twice, because equal calls have to agree.

        With `watch`, the function may not use numerical differences of what it is the derivative of.
        """
        call: Call = example.call
        if args is not None:
            call = replace(call, args=args)
        plain = Probe(call.function, call.args)
        outcome: Outcome = self.ask(watched(self.public.problem, call) if watch else plain)
        repeat = self.ask(plain) if again and isinstance(outcome, Returned) else None
        return Answered(example.case, call, outcome, repeat)
