"""The judging order and the points, on univariate regression with functions replaced one by one."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from autograder.declare.reference import Reference, load
from autograder.judge.judge import Judge
from autograder.judge.probes import draw_cases, match, plan
from autograder.plain.evidence import (
    Absent,
    Cell,
    Crashed,
    Location,
    Outcome,
    Probe,
    Raised,
    Returned,
    TimedOut,
    TooLarge,
)
from autograder.report.status import Status
from autograder.report.verdict import Verdict
from autograder.staff.policy import Policy
from tests.inside import judged, with_functions

SOLUTIONS = Path(__file__).parents[2] / "solutions"


@pytest.fixture(scope="module")
def reference() -> Reference:
    return load(SOLUTIONS, "univariate_regression")


def statuses(verdicts: dict[str, Verdict]) -> dict[str, str]:
    return {q: v.status.value for q, v in verdicts.items() if v.status is not Status.CORRECT}


def backward_with(**changes: Any) -> Any:
    def backward(x: Any, y: Any, params: Any, cache: Any) -> Any:  # noqa: ARG001
        dy_hat = 2 * (cache["y_hat"] - y) / x.shape[1]
        grads = {"dy_hat": dy_hat, "dw": float(np.sum(dy_hat * x)), "db": float(np.sum(dy_hat))}
        return {**grads, **{name: change(grads[name]) for name, change in changes.items()}}

    return backward


LOSS = "def loss(y_hat, y):\n    return 1 / 0\n"


def judged_with(reference: Reference, outcome: Outcome, function: str, source: str = LOSS) -> dict[str, Verdict]:
    """Judge a student whose one function always comes to the same outcome."""
    planned = plan(reference.problem, draw_cases(reference.problem, 1))

    def ask(probe: Probe) -> Outcome:
        return outcome if probe.function == function else reference.outcome(probe)

    answered = match(planned, tuple(ask(p.probe) for p in planned))
    return {v.question: v for v in Judge(reference, {4: Cell(4, source)}, ask).verdicts(answered)}


@pytest.mark.parametrize(
    ("odd", "said"),
    [
        ([np.nan], "holds nan in 1 of"),
        ([np.inf, -np.inf], "holds inf in 2 of"),
        ([np.nan, np.inf], "holds nan or inf in 2 of"),
    ],
)
def test_which_entries_are_no_numbers_is_said(reference: Reference, odd: list[float], said: str) -> None:
    def spoiled(dy_hat: Any) -> Any:
        return np.concatenate([dy_hat[:, : -len(odd)], [odd]], axis=1)

    def everywhere(dy_hat: Any) -> Any:
        return np.full_like(dy_hat, np.nan)

    verdict = judged(with_functions(reference, backward=backward_with(dy_hat=spoiled)), reference)["backward.dy_hat"]
    assert said in verdict.message
    assert "first at [0, " in verdict.message
    all_of_it = judged(with_functions(reference, backward=backward_with(dy_hat=everywhere)), reference)
    assert all_of_it["backward.dy_hat"].message.startswith('backward()["dy_hat"] is nan everywhere; m=')


@pytest.mark.parametrize(
    ("outcome", "status", "said"),
    [
        (Absent(), "missing", "no function loss"),
        (Returned(None), "not-implemented", "is a return statement missing?"),
        (Raised("NotImplementedError", "", Location(4, 2, "loss")), "not-implemented", "not written yet"),
        (Raised("NotImplementedError", "", Location(4, 2, "helper")), "raised", "in helper"),
        (Raised("ZeroDivisionError", "division by zero", Location(4, 2, "loss")), "raised", "division by zero"),
        (Raised("KeyError", "'w'", Location(4, 2, "<dictcomp>")), "raised", "loss raised KeyError: 'w'"),
        (TimedOut(2.0), "timeout", "within 2 seconds"),
        (TimedOut(60.0, "submission"), "timeout", "60 seconds for the whole notebook"),
        (Crashed("killed by signal 11 (SIGSEGV)"), "crashed", "SIGSEGV"),
        (TooLarge(4 << 20), "shape", "more than 4 MB"),
        (Returned("1.0"), "shape", "expected a number"),
        (Returned(float("nan")), "not-finite", "loss() is nan; m="),
        (Returned(float("-inf")), "not-finite", "loss() is inf; m="),
        (Returned(0.0), "wrong", "differs"),
    ],
)
def test_what_a_function_comes_to_costs_its_own_questions_only(
    reference: Reference, outcome: Outcome, status: str, said: str
) -> None:
    verdicts = judged_with(reference, outcome, "loss")
    assert statuses(verdicts) == {"loss": status}
    assert said in verdicts["loss"].message
    assert verdicts["loss"].score == 0


def test_the_line_that_raised_is_shown(reference: Reference) -> None:
    where = judged_with(reference, Raised("ZeroDivisionError", "", Location(4, 2, "loss")), "loss")["loss"].where
    assert where is not None
    assert (where.cell, where.line, where.code) == (4, 2, "return 1 / 0")


def test_a_transpose_earns_half_and_only_with_right_values(reference: Reference) -> None:
    right = judged(with_functions(reference, backward=backward_with(dy_hat=np.transpose)), reference)
    assert statuses(right) == {"backward.dy_hat": "shape"}
    assert right["backward.dy_hat"].score == 0.5
    assert re.search(r"m=\d\. The values are right: half the points\.$", right["backward.dy_hat"].message)
    wrong = judged(with_functions(reference, backward=backward_with(dy_hat=lambda d: 2 * d.T)), reference)
    assert wrong["backward.dy_hat"].score == 0


def test_a_value_that_follows_earns_what_the_policy_says(reference: Reference) -> None:
    def backward(x: Any, y: Any, params: Any, cache: Any) -> Any:  # noqa: ARG001
        dy_hat = cache["y_hat"] - y
        return {"dy_hat": dy_hat, "dw": np.sum(dy_hat * x), "db": np.sum(dy_hat)}

    student = with_functions(reference, backward=backward)
    full = judged(student, reference)
    assert statuses(full) == {"backward.dy_hat": "wrong", "backward.dw": "follows", "backward.db": "follows"}
    assert full["backward.dw"].score == 1
    half = judged(student, reference, policy=Policy(follow_through=0.5))
    assert half["backward.dw"].score == 0.5


def test_nothing_follows_from_zeros(reference: Reference) -> None:
    zeros = backward_with(dy_hat=np.zeros_like, dw=lambda _: 0.0, db=lambda _: 0.0)
    verdicts = judged(with_functions(reference, backward=zeros), reference)
    assert statuses(verdicts) == dict.fromkeys(("backward.dy_hat", "backward.dw", "backward.db"), "wrong")


def test_a_value_that_is_right_is_correct_whatever_stands_upstream(reference: Reference) -> None:
    verdicts = judged(with_functions(reference, backward=backward_with(dy_hat=lambda d: d * 7)), reference)
    assert statuses(verdicts) == {"backward.dy_hat": "wrong"}


def test_two_equal_calls_must_agree(reference: Reference) -> None:
    count = iter(range(1000))
    verdicts = judged(
        with_functions(reference, loss=lambda y_hat, y: np.mean((y_hat - y) ** 2) + next(count)), reference
    )
    assert "Two calls of loss" in verdicts["loss"].message
    assert verdicts["loss"].status is Status.WRONG


def test_float32_is_accepted_and_said(reference: Reference) -> None:
    single = backward_with(dy_hat=lambda d: d.astype(np.float32), dw=np.float32, db=np.float32)
    verdicts = judged(with_functions(reference, backward=single), reference)
    assert set(statuses(verdicts).values()) == {"close"}
    assert "float32" in verdicts["backward.dy_hat"].message
    assert all(v.score == v.max_score for v in verdicts.values())


def test_parameters_that_only_stand_the_wrong_way_round_arrive_for_half() -> None:
    several = load(SOLUTIONS, "multivariate_regression")

    def train(factor: float) -> Any:
        def train(*args: Any) -> Any:
            params, losses = several.answer(Probe("train", args))
            return {**params, "w": factor * params["w"].T}, losses

        return train

    turned = judged(with_functions(several, train=train(1.0)), several)
    assert [turned[f"train.{piece}"].score for piece in ("params", "losses", "converges")] == [0.5, 1.0, 0.5]
    elsewhere = judged(with_functions(several, train=train(2.0)), several)
    assert [elsewhere[f"train.{piece}"].score for piece in ("params", "losses", "converges")] == [0.0, 1.0, 0.0]


@pytest.mark.parametrize(
    ("source", "said"),
    [
        ("x = 1", "There is no function loss in your notebook."),
        ("def loss(y_hat, y):\n    return 0\nloss = loss(1, 2)", "Cell 5 looks as if it should be there"),
        ("lossy = 1\ndef loss_of(): pass", "There is no function loss in your notebook."),
    ],
)
def test_a_function_that_was_there_is_told_apart_from_one_that_never_was(
    reference: Reference, source: str, said: str
) -> None:
    verdicts = judged_with(reference, Absent(), "loss", source)
    assert verdicts["loss"].status is Status.MISSING
    assert said in verdicts["loss"].message


def test_infinities_where_numbers_belong_are_not_finite(reference: Reference) -> None:
    verdicts = judged(with_functions(reference, backward=backward_with(dy_hat=lambda d: d / 0.0)), reference)
    assert statuses(verdicts) == {"backward.dy_hat": "not-finite"}


def test_losses_made_up_do_not_make_training_converge(reference: Reference) -> None:
    def train(x: Any, y: Any, params: Any, lr: float, steps: int) -> Any:
        return params, reference.answer(Probe("train", (x, y, params, lr, steps)))[1]

    verdicts = judged(with_functions(reference, train=train), reference)
    assert statuses(verdicts) == {"train.params": "wrong", "train.converges": "wrong"}


def test_training_that_never_moves_earns_nothing_by_following(reference: Reference) -> None:
    def train(x: Any, y: Any, params: Any, lr: float, steps: int) -> Any:  # noqa: ARG001
        y_hat = params["w"] * x + params["b"]
        return params, [float(np.mean((y_hat - y) ** 2))] * steps

    verdicts = judged(with_functions(reference, train=train), reference)
    assert statuses(verdicts) == dict.fromkeys(("train.params", "train.losses", "train.converges"), "wrong")


def test_training_that_diverges_is_not_finite(reference: Reference) -> None:
    def train(x: Any, y: Any, params: Any, lr: float, steps: int) -> Any:  # noqa: ARG001
        return {"w": np.inf, "b": np.nan}, [1.0] * steps

    verdicts = judged(with_functions(reference, train=train), reference)
    assert verdicts["train.converges"].status is Status.NOT_FINITE


def test_half_the_steps_are_too_slow_for_the_rate_of_theory(reference: Reference) -> None:
    def train(x: Any, y: Any, params: Any, lr: float, steps: int) -> Any:
        return reference.answer(Probe("train", (x, y, params, lr, steps if steps < 10 else steps // 2)))

    verdicts = judged(with_functions(reference, train=train), reference)
    assert statuses(verdicts) == {"train.converges": "wrong"}


@pytest.mark.parametrize("hostile", [{"dy_hat": {}}, {"dy_hat": []}, {1: 2}, [[[]]], "", b"", object()])
def test_odd_values_are_faults_and_never_errors_of_ours(reference: Reference, hostile: Any) -> None:
    for function in ("random_search", "forward", "loss", "backward", "train"):
        verdicts = judged_with(reference, Returned(hostile), function)
        wrong = statuses(verdicts)
        assert set(wrong.values()) == {"shape"}
        assert all(q.split(".")[0] == function for q in wrong)
