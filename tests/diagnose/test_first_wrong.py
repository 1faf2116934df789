"""Which value is the first wrong one, and which only follow."""

from __future__ import annotations

import pytest

from autograder.author.inside import judged
from autograder.diagnose.diagnosis import diagnose
from autograder.diagnose.first_wrong import FirstWrong, first_wrong
from autograder.plain.evidence import Raised
from tests.solutions.common import misconception, reference, student

NONLINEAR = "two_layer_nonlinear"


def found(*mistakes: tuple[str, str]) -> tuple[FirstWrong, ...]:
    of = reference(NONLINEAR)
    edited = of.edited(*(misconception(NONLINEAR, name, function) for name, function in mistakes))
    return first_wrong(of.problem, tuple(judged(edited, of).values()))


def test_what_follows_is_listed_in_order_of_computation() -> None:
    (only,) = found(("sigmoid-slope-missing", "backward"))
    assert only == FirstWrong("backward.dz1", ("dW1", "db1"), ())
    assert only.sentence(of_all=True) == "The first wrong value is `backward.dz1`; `dW1` and `db1` follow from it."


def test_what_follows_over_several_steps_is_listed_too() -> None:
    (only,) = found(("sign-flipped", "backward"))
    assert only.following == ("dW2", "db2", "da1", "dz1", "dW1", "db1")


def test_another_mistake_is_not_said_to_follow() -> None:
    (only,) = found(("input-factor-missing", "backward"), ("sigmoid-slope-missing", "backward"))
    assert only == FirstWrong("backward.dW2", (), ("dz1",))
    assert only.sentence(of_all=True) == "The first wrong value is `backward.dW2`. Not explained by it: `dz1`."


def test_each_function_has_its_own_and_the_first_stands_first() -> None:
    first, second = found(("bias-subtracted", "forward"), ("sigmoid-slope-missing", "backward"))
    assert (first.question, first.following) == ("forward.z1", ("a1", "y_hat"))
    assert second.sentence(of_all=False).startswith("In `backward`, the first wrong value is `dz1`; ")


def test_nothing_is_first_where_nothing_is_wrong_or_nothing_is_chained() -> None:
    of = reference(NONLINEAR)
    assert first_wrong(of.problem, tuple(judged(of, of).values())) == ()
    alone = reference("optimizers")
    edited = alone.edited(misconception("optimizers", "uphill", "adam"))
    assert first_wrong(alone.problem, tuple(judged(edited, alone).values())) == ()


def test_a_missing_key_is_the_first_wrong_value_and_what_is_right_after_it_does_not_follow() -> None:
    of = reference(NONLINEAR)
    text = of.sources["backward"].replace('"da1": da1, ', "")
    (only,) = first_wrong(of.problem, tuple(judged(student(of, "backward", text), of).values()))
    assert only == FirstWrong("backward.da1", (), ())


def test_what_comes_after_a_broken_value_is_not_said_to_be_another_mistake() -> None:
    of = reference(NONLINEAR)
    text = of.sources["backward"].replace("    da1 =", "    dy_hat = np.vstack([dy_hat, dy_hat])\n    da1 =")
    text = text.replace('params["W2"].T @ dy_hat', 'params["W2"].T @ dy_hat[:1] * 3')
    (only,) = first_wrong(of.problem, tuple(judged(student(of, "backward", text), of).values()))
    assert only == FirstWrong("backward.dy_hat", (), (), ("da1",))
    said = only.sentence(of_all=True)
    assert said == (
        "The first wrong value is `backward.dy_hat`. Mend it first: what is wrong with `da1` may come from it."
    )


@pytest.mark.parametrize(
    "spoiled", ["0 * z1", "np.full_like(z1, np.nan)", "z1.T", "None"], ids=["zero", "nan", "shape", "nothing"]
)
def test_of_a_value_from_which_nothing_can_be_made_it_is_not_said_that_it_explains_nothing(spoiled: str) -> None:
    of = reference(NONLINEAR)
    text = of.sources["forward"].replace('"z1": z1', f'"z1": {spoiled}')
    text = text.replace("    y_hat =", "    a1 = 3 * a1\n    y_hat =")
    (only,) = first_wrong(of.problem, tuple(judged(student(of, "forward", text), of).values()))
    assert (only.question, only.others, only.perhaps) == ("forward.z1", (), ("a1",))


def test_a_second_missing_key_is_not_said_to_come_from_the_first() -> None:
    of = reference(NONLINEAR)
    text = of.sources["backward"].replace('"dW2": dW2, ', "").replace('"dW1": dW1, ', "")
    (only,) = first_wrong(of.problem, tuple(judged(student(of, "backward", text), of).values()))
    assert only == FirstWrong("backward.dW2", (), ("dW1",))


def test_only_where_there_is_more_to_say_a_function_has_its_own_sentence() -> None:
    of = reference(NONLINEAR)
    edited = of.edited(
        misconception(NONLINEAR, "exponent-sign", "sigmoid"),
        misconception(NONLINEAR, "sum-for-mean", "loss"),
        misconception(NONLINEAR, "uphill", "train"),
    )
    verdicts = tuple(judged(edited, of).values())
    said = diagnose(verdicts, (), of, lambda _: Raised("", "")).notes
    assert said == ("The first wrong value is `sigmoid`.",)
