"""Two mistakes in one function: both are named, each at the values that it makes wrong."""

from __future__ import annotations

import random
from itertools import combinations

import pytest

from autograder.author.inside import judged, trial
from autograder.declare.problem import Misconception
from autograder.declare.reference import CourseError, Reference
from tests.solutions.common import misconception, reference

SAMPLE = 150
GOAL = 0.9


def combined(of: Reference, one: Misconception, other: Misconception) -> Reference | None:
    for pair in ((one, other), (other, one)):
        try:
            return of.edited(*pair)
        except (CourseError, SyntaxError):
            continue
    return None


@pytest.mark.filterwarnings("ignore::RuntimeWarning")
def test_nine_in_ten_pairs_of_backward_are_named() -> None:
    of = reference("two_layer_nonlinear")
    edits = [m for m in of.mistakes if m.function == "backward"]
    pairs = [(a, b) for a, b in combinations(edits, 2) if combined(of, a, b) is not None]
    draw, named, raised = trial(of, 1), 0, 0
    for one, other in random.Random(1).sample(pairs, SAMPLE):
        student = combined(of, one, other)
        assert student is not None
        own = [v for v in draw.judged(student) if v.question.startswith("backward.")]
        assert any(v.score < v.max_score for v in own), (one.name, other.name)
        raised += any(v.status.value == "raised" for v in own)
        named += {name for v in own for name in v.misconceptions} == {one.name, other.name}
    print(f"{named} of {SAMPLE - raised} pairs that give an answer are named right")  # noqa: T201 - pytest -s shows it
    assert named >= GOAL * (SAMPLE - raised)


@pytest.mark.filterwarnings("ignore::RuntimeWarning")
@pytest.mark.parametrize(
    ("problem", "function", "one", "other", "expected"),
    [
        (
            "two_layer_nonlinear",
            "backward",
            "sign-flipped",
            "slope-twice",
            {"backward.dy_hat": ("sign-flipped",), "backward.dz1": ("slope-twice",)},
        ),
        (
            "two_layer_nonlinear",
            "forward",
            "bias-subtracted",
            "activation-twice",
            {"forward.z1": ("bias-subtracted",), "forward.a1": ("activation-twice",)},
        ),
        (
            "optimizers",
            "adam",
            "missing-one-minus-beta",
            "uphill",
            {
                "adam.params": ("uphill",),
                "adam.v": ("missing-one-minus-beta",),
                "adam.s": ("missing-one-minus-beta",),
            },
        ),
    ],
)
def test_each_value_carries_the_mistake_that_touches_it(
    problem: str, function: str, one: str, other: str, expected: dict[str, tuple[str, ...]]
) -> None:
    of = reference(problem)
    first, second = (misconception(problem, name, function) for name in (one, other))
    student = combined(of, first, second)
    assert student is not None
    verdicts = judged(student, of)
    named = {q: v.misconceptions for q, v in verdicts.items() if q.startswith(function) and v.misconceptions}
    assert named == expected
    hints = {first.name: first.hint, second.name: second.hint}
    assert all(verdicts[q].hint == hints[name] for q, (name,) in expected.items())


def test_two_mistakes_in_one_value_are_named_together_with_both_hints() -> None:
    of = reference("two_layer_nonlinear")
    one, other = (misconception("two_layer_nonlinear", n, "backward") for n in ("factor-two-missing", "sign-flipped"))
    verdict = judged(of.edited(one, other), of)["backward.dy_hat"]
    assert verdict.misconceptions == (one.name, other.name)
    assert verdict.together
    assert verdict.hint == f"{one.hint} {other.hint}"
    alone = judged(of.edited(one), of)["backward.dy_hat"]
    assert not alone.together


def test_a_mistake_is_named_on_top_of_one_in_a_function_that_is_called() -> None:
    of = reference("two_layer_nonlinear")
    below = misconception("two_layer_nonlinear", "sign-flipped", "backward")
    above = misconception("two_layer_nonlinear", "one-step-short", "train")
    verdicts = judged(of.edited(below, above), of)
    assert verdicts["backward.dy_hat"].misconceptions == (below.name,)
    assert verdicts["train.params"].misconceptions == (above.name,)


@pytest.mark.filterwarnings("ignore::RuntimeWarning")
def test_what_only_broke_below_gets_no_name_of_its_own() -> None:
    of = reference("two_layer_nonlinear")
    below = misconception("two_layer_nonlinear", "transposed-gradient", "backward")
    verdicts = judged(of.edited(below), of)
    assert not any(v.misconceptions for q, v in verdicts.items() if q.startswith("train."))


def test_nothing_right_is_named() -> None:
    for name in ("two_layer_nonlinear", "optimizers"):
        of = reference(name)
        for mistake in random.Random(2).sample(of.mistakes, 10):
            for verdict in judged(of.edited(mistake), of).values():
                named = bool(verdict.misconceptions)  # a convention is, with what follows from it
                assert verdict.status.mistaken or not named or (mistake.convention and not verdict.status.accepted)
