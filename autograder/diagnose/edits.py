"""Name the mistake: the only edit of the reference that gives the student's wrong answers in every case."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from autograder.declare.problem import Check, Misconception
from autograder.declare.reference import Reference
from autograder.diagnose.effects import compared, edited, effects
from autograder.diagnose.matching import gives_the_same
from autograder.diagnose.pairs import MistakePair, pairs
from autograder.judge.probes import Answered
from autograder.judge.shared_calls import asked
from autograder.judge.student_calls import Ask
from autograder.plain.evidence import Outcome
from autograder.report.status import Status
from autograder.report.verdict import Verdict


@dataclass(frozen=True)
class Explanation:
    """The mistakes that explain a function's wrong answers, and for each piece which of them touch it."""

    mistakes: tuple[Misconception, ...]
    touching: Mapping[str, tuple[Misconception, ...]]
    elsewhere: frozenset[str] = frozenset()
    """The pieces that are wrong only because of the mistakes in other functions."""

    def of(self, piece: str) -> tuple[Misconception, ...]:
        """Return the mistakes that make this piece wrong; one mistake alone explains everything."""
        return self.mistakes if len(self.mistakes) == 1 else self.touching.get(piece, ())


def name_mistakes(
    verdicts: Sequence[Verdict], answered: Sequence[Answered], reference: Reference, ask: Ask, follows: float = 1.0
) -> tuple[Verdict, ...]:
    """Add the names of the mistakes, and their hints if any, to the wrong verdicts; the others stay unchanged.

    Another convention costs the first question that it touches. What else it changes follows from it and earns the
    share `follows`.

    The student's answers to the calls that the class shares rule out most mistakes, whose answers to them are known.
    """
    found: dict[str, tuple[Explanation, ...]] = {}
    nameable = {v.function for v in verdicts if v.status.mistaken}
    functions = [f.name for f in reference.problem.functions if f.name in nameable]
    said = asked(reference, functions, ask)
    for function in functions:  # called functions come before their callers
        own = [v for v in verdicts if v.function == function]
        found[function] = _explain(function, own, answered, reference, found, said[function])
    named = [_named(v, found[v.function], follows) if v.status.mistaken else v for v in verdicts]
    paid: dict[tuple[str, str], str] = {}
    return tuple(_paid_once(v, found.get(v.function, ()), paid, follows) if v.status.mistaken else v for v in named)


def _paid_once(
    verdict: Verdict, explanations: Sequence[Explanation], paid: dict[tuple[str, str], str], follows: float
) -> Verdict:
    """Let what another convention changes follow from the first question that it changes."""
    mistakes = [m for e in explanations for m in e.of(verdict.piece)]
    if verdict.status is not Status.WRONG or len(verdict.misconceptions) != 1:
        return verdict
    if not all(m.convention for m in mistakes):
        return verdict
    first = paid.setdefault((verdict.function, verdict.misconceptions[0]), verdict.question)
    if first == verdict.question:
        return verdict
    message = f"{verdict.message} It goes with {first}, where that has been paid for."
    return replace(verdict, status=Status.FOLLOWS, score=verdict.max_score * follows, message=message)


def _named(verdict: Verdict, explanations: Sequence[Explanation], follows: float) -> Verdict:
    if explanations and verdict.piece in explanations[0].elsewhere:
        message = "It follows from what is wrong with the other functions that it calls."
        return replace(verdict, status=Status.FOLLOWS, score=verdict.max_score * follows, message=message)
    found = list(dict.fromkeys(e.of(verdict.piece) for e in explanations))
    mistakes = [m for several in found for m in several]
    if not mistakes:
        return verdict
    names = tuple(dict.fromkeys(m.name for m in mistakes))
    hints = list(dict.fromkeys(m.hint for m in mistakes))
    together = len(found) == 1 and len(found[0]) > 1
    if len(names) == 1 and all(m.convention for m in mistakes):
        other = f"It follows another convention ({names[0].replace('-', ' ')}); the one asked for is the lecture's."
        verdict = replace(verdict, message=f"{verdict.message} {other}")
    return replace(
        verdict,
        misconceptions=names,
        hint=" ".join(hints) if together or len(hints) == 1 else None,
        together=together and len(names) > 1,
    )


def _explain(
    function: str,
    verdicts: Sequence[Verdict],
    answered: Sequence[Answered],
    reference: Reference,
    found: Mapping[str, tuple[Explanation, ...]],
    said: Sequence[Outcome],
) -> tuple[Explanation, ...]:
    """Look for one mistake, then for one combined with those in the called functions, then for two."""
    calls = [a for a in answered if a.call.function == function and a.call.check is Check.VALUE]
    pieces = {v.piece: v.status for v in verdicts if v.piece in compared(reference.problem, function)}
    wrong = [p for p, status in pieces.items() if status.mistaken]
    if not wrong:
        return ()
    not_right = {p for p, status in pieces.items() if not status.accepted}
    known = effects(reference, function)
    alone = [e for e in known if e.possible(said) and e.changed == not_right and gives_the_same(e.edited, calls)]
    if alone:
        return tuple(Explanation((e.mistake,), {}) for e in alone)
    below = _below(function, reference, found)
    base, given = edited(reference, *below) if below else reference, reference.problem.uses(function)
    if below:
        if gives_the_same(base, calls):  # the mistakes in called functions explain it all
            return (Explanation((), {}, frozenset(not_right)),) if given else ()
        near = [e for e in known if e.changed <= not_right and e.changed & set(wrong)]
        on_top = [e for e in near if gives_the_same(e.on(base), calls)]
        if on_top:
            return tuple(
                Explanation((e.mistake,), {}, frozenset(not_right - e.changed) if given else frozenset())
                for e in on_top
            )
    usable = [e for e in known if e.changed <= not_right]
    return tuple(_together(pair, not_right) for pair in pairs(usable, calls, base, wrong))


def _together(pair: MistakePair, pieces: Iterable[str]) -> Explanation:
    touching = {p: tuple(e.mistake for e in pair.effects if p in e.touched) for p in pieces}
    return Explanation(tuple(e.mistake for e in pair.effects), touching)


def _below(
    function: str, reference: Reference, found: Mapping[str, tuple[Explanation, ...]]
) -> tuple[Misconception, ...]:
    """Return the known mistakes in the functions that this one calls."""
    problem = reference.problem
    own = problem.function(function).written
    source = "\n".join(reference.sources.get(name, "") for name in own)
    known = {name: e[0].mistakes for name, e in found.items() if e and e[0].mistakes}
    others = {name for function in known for name in problem.function(function).written}
    if others.isdisjoint(own) and not any(re.search(rf"\b{name}\(", source) for name in others):
        return ()
    return tuple(m for mistakes in known.values() for m in mistakes)
