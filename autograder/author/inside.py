"""Judge without a sandbox, for trusted code by staff: references, their edits, correct alternatives."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property, lru_cache
from types import MappingProxyType
from typing import Any

from autograder.author.shared_answers import SharedAnswers
from autograder.declare.problem import Call, Misconception
from autograder.declare.reference import Reference
from autograder.diagnose.edits import name_mistakes
from autograder.judge.judge import Judge
from autograder.judge.own_cache import completed
from autograder.judge.probes import Planned, draw_cases, match, plan
from autograder.judge.student_calls import Recorder, one_by_one
from autograder.plain.evidence import Plain, Probe
from autograder.report.verdict import Verdict
from autograder.staff.policy import Policy


@dataclass(frozen=True, eq=False)
class _Answering(Reference):
    """A reference that computes its answer to each of some calls once. Nobody may change the values."""

    calls: dict[int, Call] = field(default_factory=dict, repr=False)
    _answers: dict[int, Plain] = field(default_factory=dict, init=False, repr=False)

    def answer(self, probe: Probe) -> Plain:
        at = id(probe.args)
        if at not in self.calls or probe.function != self.calls[at].function or probe.instead is not None:
            return super().answer(probe)
        if at not in self._answers:
            self._answers[at] = super().answer(probe)
        return self._answers[at]


@dataclass(frozen=True, eq=False)
class Trial:
    """One draw of the inputs, on which any number of trusted students are judged."""

    reference: Reference
    planned: tuple[Planned, ...]

    @cached_property
    def _shared(self) -> SharedAnswers:
        return SharedAnswers(self.reference)

    @cached_property
    def _right(self) -> Reference:
        of, calls = self.reference, {id(p.call.args): p.call for p in self.planned}
        return _Answering(of.problem, of.sources, of.namespace, of.path, calls)

    def judged(self, student: Reference, policy: Policy | None = None) -> tuple[Verdict, ...]:
        """Judge one reference (edited, or with functions replaced) against another, all in this process."""
        answer = self._shared.asking(student, student.outcome)
        ask = Recorder(one_by_one(answer))
        first = match(self.planned, tuple(answer(p.probe) for p in self.planned))
        answered = completed(first, self.reference, ask).answered
        judge = Judge(self._right, {}, ask, policy or Policy())
        return name_mistakes(judge.verdicts(answered), answered, self.reference, ask)


@lru_cache(maxsize=4)
def trial(reference: Reference, seed: int) -> Trial:
    """Draw the inputs that belong to a seed. Cached, with the answers that its students share."""
    return Trial(reference, plan(reference.problem, draw_cases(reference.problem, seed)))


def judged(student: Reference, reference: Reference, seed: int = 1, policy: Policy | None = None) -> dict[str, Verdict]:
    """Judge one trusted student on one draw, and return the verdicts by question."""
    return {v.question: v for v in trial(reference, seed).judged(student, policy)}


def with_functions(reference: Reference, **functions: Any) -> Reference:
    """Replace functions of a reference; the others still call the original ones."""
    namespace = MappingProxyType({**reference.namespace, **functions})
    sources = {name: text for name, text in reference.sources.items() if name not in functions}
    return Reference(reference.problem, MappingProxyType(sources), namespace, reference.path)


def rewritten(reference: Reference, function: str, text: str) -> Reference:
    """Replace the source of one function; the others call the new one."""
    return reference.edited(Misconception("own", function, reference.sources[function], text, ""))
