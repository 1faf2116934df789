"""Explain one problem's wrong verdicts: by named mistakes, by derived ones, by relations, by what they lead to."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from functools import partial

from autograder.declare.problem import Problem
from autograder.declare.reference import Reference
from autograder.diagnose.derived import alternative_texts, name_derived
from autograder.diagnose.diagnosed import Diagnosis
from autograder.diagnose.edits import name_mistakes
from autograder.diagnose.first_wrong import first_wrong
from autograder.diagnose.followed_gradients import name_followed
from autograder.diagnose.inlined_helpers import inlined_variants
from autograder.diagnose.optimizer_laws import name_broken_laws
from autograder.diagnose.other_choice import name_choices, name_starts
from autograder.diagnose.own_forward import own_forward
from autograder.diagnose.related_training import name_early_end, name_training, training_found
from autograder.diagnose.related_values import name_related
from autograder.diagnose.remaining import name_what_remains
from autograder.diagnose.replaced_values import near_variants
from autograder.diagnose.stopped_training import say_what_stops
from autograder.diagnose.through_others import say_what_is_used
from autograder.diagnose.unexplained import relate_unexplained, with_kinds
from autograder.diagnose.unknown_numbers import name_numbers
from autograder.diagnose.unused_generator import name_unused_generators
from autograder.judge.probes import Answered
from autograder.judge.shared_calls import answered_alike
from autograder.judge.student_calls import Ask
from autograder.judge.values import real
from autograder.plain.evidence import Returned
from autograder.report.verdict import Verdict


def gives_no_gradient(problem: Problem, answered: Sequence[Answered]) -> bool:
    """Return whether the student's backward gives nothing but zeros: no training can move then."""
    net = problem.roles.network
    found = [
        a.outcome.value
        for a in answered
        if net is not None and a.call.function == net.backward and isinstance(a.outcome, Returned)
    ]
    numbers = [[real(v) for v in value.values()] if isinstance(value, dict) else [None] for value in found]
    return bool(found) and all(n is not None and not n.any() for several in numbers for n in several)


def _name_relations(
    verdicts: Sequence[Verdict], answered: Sequence[Answered], reference: Reference
) -> tuple[Verdict, ...]:
    return with_kinds(*relate_unexplained(verdicts, answered, reference))


def explained(
    verdicts: Sequence[Verdict], answered: Sequence[Answered], reference: Reference, ask: Ask, follows: float
) -> Diagnosis:
    """Explain the wrong verdicts of one problem, of which there is at least one."""
    problem = reference.problem
    mistaken = {v.function for v in verdicts if v.status.mistaken}
    alike = answered_alike(reference, [f.name for f in problem.functions if f.name in mistaken], answered, ask)
    named, kinds = relate_unexplained(name_mistakes(verdicts, alike, reference, ask, follows), alike, reference)
    of_training = training_found(named, alike, reference, ask)
    named = name_training(named, of_training, vague=False)
    named = name_starts(named, alike, reference)
    named = with_kinds(name_derived(named, alike, reference), kinds)
    named = name_related(name_training(named, of_training), alike, reference)
    named = name_numbers(named, alike, reference)
    for way in (name_derived, name_numbers):
        named = way(named, alike, reference, alternative_texts)
    named = name_choices(named, answered, reference)
    ways = (name_derived, name_related, name_numbers, partial(name_derived, variants=near_variants))
    for way in (partial(name_derived, variants=inlined_variants), ways[-1]):
        named = way(named, alike, reference)
    named = name_unused_generators(name_broken_laws(named, problem, ask), reference, ask)
    named = name_followed(named, reference, ask, (_name_relations, *ways))
    named = say_what_is_used(named, alike, reference, ask, ways)
    named = name_what_remains(problem, name_early_end(named, answered, reference, ask), answered)
    if gives_no_gradient(problem, answered):
        named = tuple(
            replace(v, misconceptions=(), hint=None) if v.function == problem.network.train else v for v in named
        )
    named = say_what_stops(problem, named)
    firsts = first_wrong(problem, named)
    right_for_own = own_forward(problem, named, answered, ask)
    worth_saying = [f.sentence(of_all=i == 0) for i, f in enumerate(firsts) if f.says_more or (i == 0 and firsts[1:])]
    return Diagnosis(
        named,
        firsts[0].question if firsts else None,
        (*worth_saying, *([] if right_for_own is None else [right_for_own])),
    )
