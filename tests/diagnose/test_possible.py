"""Which named mistakes the answers to the shared calls rule out: never the one that was made, and most others."""

from __future__ import annotations

import pytest

from autograder.diagnose.effects import Effect, effects
from autograder.judge.shared_calls import shared_calls
from autograder.plain.evidence import Absent, Outcome, Probe
from tests.solutions.common import PROBLEMS, reference


def said(effect: Effect) -> list[Outcome]:
    name = effect.mistake.function
    return [effect.edited.outcome(Probe(name, expected.args)) for expected in shared_calls(effect.of, name)]


@pytest.mark.parametrize("name", PROBLEMS)
def test_the_mistake_that_was_made_stays_possible_and_most_others_do_not(name: str) -> None:
    others = ruled_out = 0
    for function in reference(name).problem.functions:
        known = effects(reference(name), function.name)
        for made in known:
            answers = said(made)
            assert made.possible(answers), made.mistake.name
            others += len(known) - 1
            ruled_out += sum(not other.possible(answers) for other in known)
    assert ruled_out >= 0.5 * others


def test_nothing_is_ruled_out_by_what_was_not_said() -> None:
    (effect, *_) = effects(reference("two_layer_nonlinear"), "backward")
    assert effect.possible(())
    assert effect.possible([Absent()] * len(said(effect)))
