"""Answers of unchanged functions are remembered, those of changed ones and of their callers are not."""

from __future__ import annotations

from autograder.author.inside import trial, with_functions
from autograder.author.shared_answers import SharedAnswers, changed
from autograder.plain.evidence import Outcome, Probe
from tests.solutions.common import COURSE

REFERENCE = COURSE.reference("two_layer_nonlinear")


def test_a_change_reaches_all_callers() -> None:
    edits = {m.function: student for m, student in REFERENCE.edits}
    assert changed(REFERENCE, REFERENCE) == set()
    assert changed(REFERENCE, edits["sigmoid"]) == {"sigmoid", "forward", "train"}
    assert changed(REFERENCE, edits["backward"]) == {"backward", "train"}
    assert changed(REFERENCE, with_functions(REFERENCE, loss=max)) == {"loss", "train"}


def test_only_unchanged_functions_are_remembered() -> None:
    shared = SharedAnswers(REFERENCE)
    asked: list[str] = []

    def ask(probe: Probe) -> Outcome:
        asked.append(probe.function)
        return REFERENCE.outcome(probe)

    student = next(student for m, student in REFERENCE.edits if m.function == "backward")
    probes = [p.probe for p in trial(REFERENCE, 0).planned]
    for _ in range(2):
        for probe in probes:
            shared.asking(student, ask)(probe)
    once = {"sigmoid", "forward", "loss"}
    twice = [p.function for p in probes if p.function not in once]
    assert sorted(f for f in asked if f not in once) == sorted(2 * twice)
    assert asked.count("loss") <= sum(p.function == "loss" for p in probes)
