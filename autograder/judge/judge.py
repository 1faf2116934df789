"""Turn evidence and the reference into verdicts. Pure: the same answers give the same verdicts."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any, TypeAlias

import numpy as np

from autograder.declare.problem import Call, Check, Question
from autograder.declare.reference import Reference
from autograder.judge.convergence import arrival
from autograder.judge.differences import differenced
from autograder.judge.finding import EXACTLY, Finding, worst
from autograder.judge.follow import Follower, all_zero
from autograder.judge.held import (
    Held,
    Looked,
    beside,
    in_float32,
    looked_at,
    may_be_spoiled,
    repeats,
    unsteady,
)
from autograder.judge.numeric import Agreement, Comparison
from autograder.judge.obstacle import Obstacle, not_analytic, obstacle
from autograder.judge.probes import Answered
from autograder.judge.reading import Fault, Reading, read, take
from autograder.judge.second_try import MOST_VALUES, SecondTry, VerdictsSoFar, second_tries, with_other_values
from autograder.judge.shared_calls import shared_probes
from autograder.judge.student_calls import Ask
from autograder.plain.evidence import Cell, CellRun
from autograder.report.status import Status
from autograder.report.verdict import Verdict
from autograder.staff.policy import Policy

FOLLOWS = "Not the expected value, but exactly what follows from an earlier value of yours."
CAUSE = "The cause lies in an earlier mistake."

Of: TypeAlias = tuple[str, Check]
"""The kind of a call: its function, and how it is judged."""


@dataclass(frozen=True)
class Judge:
    """Judges one submission's answers to one problem; `ask` reaches the student's functions for follow-through.

    `cells` are those that an exception may point into, `history` those that a running notebook knows.
    """

    reference: Reference
    cells: Mapping[int, Cell]
    ask: Ask
    policy: Policy = field(default_factory=Policy)
    runs: Sequence[CellRun] = ()
    history: Sequence[Cell] = ()

    def verdicts(self, answered: Sequence[Answered]) -> tuple[Verdict, ...]:
        """Return one verdict per question, in the order of the questions."""
        held: defaultdict[Of, list[Held]] = defaultdict(list)
        for a in answered:
            if not a.call.check.only_shows:
                held[a.call.function, a.call.check].append(beside(self.reference, a))
        code = self.history or self.cells.values()
        narrow = in_float32((h for calls in held.values() for h in calls), code)
        with np.errstate(all="ignore"):
            made = self._by_value(held, narrow=narrow)
            if self.reference.sources and not all(verdict.status.paid for verdict in made.values()):
                self._try_again(held, made, narrow=narrow)
            for question in self.reference.problem.questions:
                if question.check is not Check.VALUE:
                    made[question.name] = self._arrival(question, held[question.function, question.check], made)
            for function in differenced(self.reference, code, self.ask, answered, made):
                questions = self.reference.problem.questions_of(function)
                made |= {q.name: self._troubled(q, not_analytic(function)) for q in questions}
        return tuple(made[question.name] for question in self.reference.problem.questions)

    def _troubled(self, question: Question, found: Obstacle) -> Verdict:
        return Verdict(question.name, found.status, 0.0, self._points(question), found.message, where=found.where)

    def _summed_up(self, question: Question, findings: Sequence[Finding]) -> Verdict:
        finding = worst(findings)
        half = finding.status is Status.SHAPE and all(f.half or f.status.accepted for f in findings)
        share = finding.status.share(self.policy.follows(self.reference.problem.name), half=half)
        comparison, points = finding.comparison, self._points(question)
        return Verdict(
            question=question.name,
            status=finding.status,
            score=points * share,
            max_score=points,
            message=finding.message + (". The values are right: half the points." if half else ""),
            error=None if comparison is None else comparison.error,
            tolerance=None if comparison is None else comparison.tolerance,
            worst=None if comparison is None else comparison.worst,
            half=half,
        )

    def _points(self, question: Question) -> float:
        return self.policy.points(self.reference.problem.name, question.name, question.points)

    def _by_value(
        self,
        held: Mapping[Of, Sequence[Held]],
        *,
        narrow: bool,
        second: SecondTry | None = None,
        settled: Collection[str] = (),
    ) -> dict[str, Verdict]:
        """Compare the answers by question, but for `settled` ones, then try follow-through on all wrong ones."""
        questions = [
            q
            for q in self.reference.problem.questions
            if q.check is Check.VALUE and (q.function, q.check) in held and q.name not in settled
        ]
        troubles = {of: self._obstacle(held[of]) for of in dict.fromkeys((q.function, q.check) for q in questions)}
        exact = {of for of, trouble in troubles.items() if trouble is None and all(h.steady for h in held[of])}
        made = {q.name: self._troubled(q, found) for q in questions if (found := troubles[q.function, q.check])}
        made |= {q.name: self._summed_up(q, (EXACTLY,)) for q in questions if (q.function, q.check) in exact}
        every = [looked_at(q, held[q.function, q.check], narrow=narrow) for q in questions if q.name not in made]
        wrong = {one.question.name: one for one in every if one.wrong}
        if second is not None and second.alone:
            follows = {name: self._follow_alone(one, second.asks) for name, one in wrong.items()}
        else:
            follows = self._followed(wrong, held) if wrong else {}
        for one in every:
            name = one.question.name
            made[name] = self._summed_up(one.question, self._settled(one, follows.get(name, [])))
        return made

    def _followed(self, wrong: Mapping[str, Looked], held: Mapping[Of, Sequence[Held]]) -> dict[str, list[bool]]:
        """Return which of the wrong answers to each question follow from earlier ones."""
        later = shared_probes(self.reference, dict.fromkeys(one.question.function for one in wrong.values()))
        alive = {function for (function, _), calls in held.items() if not all(all_zero(h.value) for h in calls)}
        for function in dict.fromkeys(one.question.function for one in wrong.values()):
            declared, calls = self.reference.problem.function(function), held[function, Check.VALUE]
            pieces = ((f"{function}.{p}", [declared.piece_if_any(p, h.value) for h in calls]) for p in declared.pieces)
            alive |= {name for name, values in pieces if not all(v is None or all_zero(v) for v in values)}
        return Follower(self.reference, self.ask, alive).follow({n: one.astray for n, one in wrong.items()}, later)

    def _follow_alone(self, one: Looked, asks: Sequence[Ask]) -> list[bool]:
        """Return which answers follow where each call had its own stand-ins; none without."""
        if not asks:
            return [False] * len(one.wrong)
        name = one.question.name
        return [
            Follower(self.reference, asks[i]).follow({name: [astray]})[name][0]
            for i, astray in zip(one.wrong, one.astray, strict=True)
        ]

    def _try_again(self, held: Mapping[Of, Sequence[Held]], made: dict[str, Verdict], *, narrow: bool) -> None:
        """Replace verdicts of functions that do better where nothing else of the student's spoils their answers."""

        def calls_of(functions: Iterable[str]) -> dict[str, list[tuple[Answered, Any]]]:
            return {f: [(h.answered, h.expected.value) for h in held[f, Check.VALUE]] for f in functions}

        odd = {
            function for (function, check), calls in held.items() if check is Check.VALUE and any(h.odd for h in calls)
        }
        spoiled = calls_of(
            dict.fromkeys(v.function for v in made.values() if not v.status.accepted or v.function in odd)
        )
        unpaid = {v.function: v for v in made.values() if not v.status.paid}
        stalled = {name for name, v in unpaid.items() if v.status in (Status.TIMEOUT, Status.CRASHED)}
        broken = any(v.broken for v in made.values())
        every = calls_of(
            name
            for name, v in unpaid.items()
            if may_be_spoiled(v.status, held[name, Check.VALUE]) and stalled != {name}  # its own doing, and it is slow
        )
        calls = {  # of the others, rules tell what follows
            name: own for name, own in every.items() if broken or spoiled.keys() & set(self.reference.helpers(name))
        }

        def lost_by(function: str) -> list[str]:
            own = [v for v in made.values() if v.function == function]
            return [v.piece for v in own if not v.full] if any(not v.status.paid for v in own) else []

        def better(one: SecondTry) -> dict[str, Verdict]:
            return self._better(one, held[one.function, Check.VALUE], made, narrow=narrow)

        so_far = VerdictsSoFar(lost_by, gains=lambda one: bool(better(one)))
        from autograder.judge.right_helpers import RightHelpers  # noqa: PLC0415 - a right submission needs none

        by_any_other = {f: c for f, c in every.items() if not unsteady(f, held, spoiled.keys() - {f})}
        right_helpers = RightHelpers(self.reference, by_any_other, spoiled, self.ask, so_far)
        by_others = {f: c for f, c in calls.items() if not unsteady(f, held, self.reference.helpers(f))}
        for one in second_tries(self.reference, by_others, spoiled, self.ask, so_far, right_helpers.first_probes):
            made |= better(one)
        for name, own in calls.items():
            lost = [v for v in made.values() if v.function == name and not v.status.paid]
            replaced: list[str] = []
            while len(replaced) < MOST_VALUES and any(v.broken for v in lost[:-1]) and lost[0].status.answered:
                replaced.append(lost[0].piece)
                tried = with_other_values(self.reference, name, own, replaced, self.ask)
                if tried is None:
                    break
                made |= better(tried)
                lost = [made[v.question] for v in lost[1:] if not made[v.question].status.paid]
        for one in right_helpers.tries():
            made |= better(one)

    def _better(
        self, one: SecondTry, calls: Sequence[Held], made: Mapping[str, Verdict], *, narrow: bool
    ) -> dict[str, Verdict]:
        """Return the verdicts of a second try that are better; it may be of the first calls only."""
        again = [
            Held(answered, replace(h.expected, args=answered.call.args, value=value))
            for h, answered, value in zip(calls, one.answered, one.right, strict=False)
        ]
        settled = {v.question for v in made.values() if v.piece in one.given or v.full}
        found = self._by_value({(one.function, Check.VALUE): again}, narrow=narrow, second=one, settled=settled)
        better: dict[str, Verdict] = {}
        for name, verdict in found.items():
            if not narrow and (verdict.error or 0.0) > one.most_error:
                continue
            if one.alone and verdict.status.paid and not made[name].status.paid:
                share, said = self.policy.follows(self.reference.problem.name), one.said
                better[name] = Verdict(name, Status.FOLLOWS, verdict.max_score * share, verdict.max_score, said)
            elif verdict.score > made[name].score:
                better[name] = replace(verdict, message=f"{verdict.message} {one.said}".strip())
        return better

    def _obstacle(self, calls: Sequence[Held]) -> Obstacle | None:
        function = calls[0].expected.function
        outcomes = [h.answered.outcome for h in calls]
        return obstacle(function.name, outcomes, self.cells, self.runs, function.uses)

    def _settled(self, looked: Looked, follows: Sequence[bool]) -> list[Finding]:
        """Replace findings that follow from earlier values, and those that a second equal call contradicts."""
        question, findings = looked.question, list(looked.findings)
        for i in (i for i, one in zip(looked.wrong, follows, strict=True) if one):
            findings[i] = replace(findings[i], status=Status.FOLLOWS, message=FOLLOWS)
        return [self._repeated(question, *each) for each in zip(findings, looked.calls, strict=True)]

    def _repeated(self, question: Question, finding: Finding, held: Held) -> Finding:
        """Compare the answers to two equal calls."""
        if finding.status is Status.SHAPE or repeats(held, question.piece):
            return finding
        return replace(
            finding,
            status=Status.WRONG,
            comparison=None,
            message=f"Two calls of {question.function} with equal arguments gave different answers: does it use a "
            "random number, or a variable from outside that changes?",
        )

    def _arrival(self, question: Question, calls: Sequence[Held], made: Mapping[str, Verdict]) -> Verdict:
        """Judge where training arrives. If its first steps follow from a mistake, so does the place.

        Even the right place: by wrong gradients it is reached in some draws only.
        """
        found = self._obstacle(calls)
        net = self.reference.problem.network
        first_steps = made.get(f"{question.function}.{net.trained}")
        if first_steps is not None and first_steps.status is Status.FOLLOWS:
            if found:
                return self._summed_up(question, [Finding(Status.FOLLOWS, CAUSE)])
            return self._summed_up(question, [self._follows(self._convergence(h, follows=True)) for h in calls])
        if found:
            return self._troubled(question, found)
        return self._summed_up(question, [self._convergence(h) for h in calls])

    def _follows(self, finding: Finding) -> Finding:
        cause = "" if finding.status is Status.CORRECT else f" {CAUSE}"
        return replace(finding, status=Status.FOLLOWS, message=f"{finding.message}{cause}", half=False)

    def _convergence(self, held: Held, *, follows: bool = False) -> Finding:
        call, function = held.answered.call, held.expected.function
        net = self.reference.problem.network
        start = function.bind(call.args)[net.params]
        reading = read(held.value, net.trained, held.expected)
        faults = [leaf for leaf in reading if isinstance(leaf, Fault)]
        if faults:
            return Finding(Status.SHAPE, faults[0].message, half=self._arrives_turned(call, start, reading))
        trained = function.piece(net.trained, held.value)
        params: dict[str, Any] = take(function.pieces[net.trained], trained, start)
        result = arrival(call, self.reference, params, follows=follows)
        comparison = Comparison(Agreement.WRONG, result.error, result.tolerance)
        if result.arrived:
            return Finding(Status.CORRECT, result.message, comparison)
        status = Status.WRONG if np.isfinite(result.error) else Status.NOT_FINITE
        return Finding(status, result.message, comparison)

    def _arrives_turned(self, call: Call, start: Mapping[str, Any], reading: Reading) -> bool:
        """Return whether parameters converge that are only transposed: their values are worth half the points."""
        almost = [leaf.almost if isinstance(leaf, Fault) else leaf for leaf in reading]
        moved = [leaf.got for leaf in almost if leaf is not None]  # the change since the start
        if len(moved) < len(start):
            return False
        params = {name: p + change for (name, p), change in zip(start.items(), moved, strict=True)}
        return arrival(call, self.reference, params).arrived
