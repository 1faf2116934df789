"""Answers and measurements that many students share: those of functions that they have not changed."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

from autograder.declare.calls import globals_in
from autograder.declare.reference import Reference
from autograder.judge.student_calls import Ask, key
from autograder.plain.evidence import Outcome, Probe, Returned
from autograder.student.check_session import Measure


@dataclass(frozen=True, eq=False)
class SharedAnswers:
    """Remembers what unchanged functions answer, and what is measured with them. Nobody may change the values."""

    reference: Reference
    _known: dict[bytes, Outcome] = field(default_factory=dict, init=False, repr=False)
    _measured: dict[bytes, Any] = field(default_factory=dict, init=False, repr=False)

    def asking(self, student: Reference, ask: Ask) -> Ask:
        """Return `ask`, which reaches the student's functions, with remembered answers of those that are unchanged."""
        own = changed(self.reference, student)

        def asked(probe: Probe) -> Outcome:
            if probe.function in own or probe.watch:
                return ask(probe)
            at = key(probe)
            outcome = self._known.get(at)
            if outcome is None:
                outcome = ask(probe)
                if isinstance(outcome, Returned):
                    self._known[at] = outcome
            return outcome

        return asked

    def measuring(self, student: Reference) -> Measure:
        """Return a way to measure with functions of a student, which remembers what unchanged ones give."""
        own = changed(self.reference, student)

        def measured(functions: Sequence[str], call: Probe, make: Callable[[], Any]) -> Any:
            if not own.isdisjoint(functions):
                return make()
            at = key(call)
            if at not in self._measured:
                self._measured[at] = make()
            return self._measured[at]

        return measured


def changed(reference: Reference, student: Reference) -> frozenset[str]:
    """Return the functions that are not the reference's, or call such ones, and all that call a changed class."""
    names = dict.fromkeys((*reference.problem.written_names, *(f.name for f in reference.problem.functions)))
    found = {n for n in names if student.sources.get(n) != reference.sources.get(n)}
    if any(isinstance(reference.namespace[n], type) for n in names):
        return frozenset(names)
    calls = {n: set(_called(student, n)) for n in names}
    while more := {n for n, others in calls.items() if others & found} - found:
        found |= more
    return frozenset(found)


def _called(student: Reference, name: str) -> Iterator[str]:
    yield from globals_in(getattr(student.namespace[name], "__code__", None))
    yield from student.problem.uses(name)
