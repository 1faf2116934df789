"""The path over the loss landscape, and those of optimizers on a small bowl."""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

from autograder.judge.student_calls import Recorder, Replay, one_by_one
from autograder.plain.evidence import Opaque, Outcome, Probe
from autograder.report.picture import ASPECT, Descent, Trace
from autograder.sketch import optimizer
from autograder.sketch import sketch as draw
from autograder.sketch.descent import STEPS
from autograder.sketch.plane import height
from tests.sketch.students import judged, pictures, reference, student, the_descents, training, with_mistake

UNIVARIATE = "univariate_regression"


def path(mine: Any) -> Descent:
    return the_descents(pictures(mine))["train"]


def inside(trace: Trace, picture: Descent) -> bool:
    points = np.array(trace.points)
    slack = 1e-9 * (1 + np.abs([picture.low, picture.high]).max())
    return bool((points >= np.array(picture.low) - slack).all() and (points <= np.array(picture.high) + slack).all())


def test_the_landscape_is_the_loss() -> None:
    x, y, start, lr, _ = training(UNIVARIATE)
    picture = path(student(UNIVARIATE))
    assert picture.axes == ("w", "b")
    best = np.mean((picture.bowl.centre[0] * x + picture.bowl.centre[1] - y) ** 2)
    for w, b in [(0.0, 0.0), (1.0, -2.0), *picture.yours.points]:
        assert height(picture.bowl, (w, b)) == pytest.approx(np.mean((w * x + b - y) ** 2) - best, abs=1e-9)
    assert picture.yours.points[0] == (start["w"], start["b"])
    for steps in range(1, STEPS + 1):
        params, _ = reference(UNIVARIATE).answer(Probe("train", (x, y, start, lr, steps)))
        assert picture.yours.points[steps] == pytest.approx((params["w"], params["b"]))


def test_a_right_path_is_one_and_costs_no_call() -> None:
    def ask(probe: Probe) -> Outcome:
        raise AssertionError(probe.function)

    drawn = the_descents(pictures(student(UNIVARIATE), ask))["train"]
    assert drawn.reference is None


def test_a_line_goes_through_the_start_and_lines_are_evenly_apart() -> None:
    picture = path(student(UNIVARIATE))
    start = height(picture.bowl, picture.yours.points[0])
    assert min(abs(level - start) for level in picture.levels) < 1e-9 * start
    gaps = np.diff(np.sqrt(picture.levels))
    assert gaps == pytest.approx(gaps[0])


def test_the_student_is_asked_for_one_to_eight_steps() -> None:
    mine = with_mistake(UNIVARIATE, "train", "gradient-never-renewed")
    asked: list[Probe] = []

    def ask(probe: Probe) -> Outcome:
        asked.append(probe)
        return mine.outcome(probe)

    verdicts, answered = judged(mine)
    drawn = the_descents(draw(reference(UNIVARIATE), verdicts, answered, ask))["train"]
    assert [p.args[4] for p in asked] == list(range(1, STEPS + 1))
    assert drawn.reference is not None
    steps = np.diff(drawn.yours.points[: drawn.yours.left], axis=0)
    assert np.allclose(steps, steps[0]), "the same gradient at every step"


@pytest.mark.parametrize("mistake", ["uphill", "learning-rate-left-out"])
def test_a_path_that_leaves_is_cut_at_the_edge(mistake: str) -> None:
    picture = path(with_mistake(UNIVARIATE, "train", mistake))
    assert inside(picture.yours, picture)
    assert picture.reference is not None
    assert inside(picture.reference, picture)
    assert picture.reference.left is None
    if picture.yours.left is not None:
        distances = np.abs([np.subtract(picture.yours.points[-1], c) for c in (picture.low, picture.high)])
        assert distances.min() == pytest.approx(0.0, abs=1e-9)


@pytest.mark.parametrize("mistake", ["uphill", "mean-twice", "bias-never-updated"])
def test_both_axes_have_one_scale(mistake: str) -> None:
    picture = path(with_mistake(UNIVARIATE, "train", mistake))
    width, tall = np.subtract(picture.high, picture.low)
    assert width / tall == pytest.approx(ASPECT)


def ends_at(w: Any, b: Any) -> Any:
    return student(UNIVARIATE, {"train": lambda *args: ({"w": w, "b": b}, [1.0] * args[4])})


@pytest.mark.parametrize("far", [1e308, -1e308, 1e150, 10**18])
def test_huge_parameters_stay_in_the_picture(far: float) -> None:
    picture = path(ends_at(far, -far))
    assert inside(picture.yours, picture)
    assert picture.yours.left == 1 or picture.yours.lost == 1


@pytest.mark.parametrize("odd", [math.nan, math.inf, -math.inf])
def test_a_path_ends_where_it_is_no_number(odd: float) -> None:
    picture = path(ends_at(odd, 1.0))
    assert (picture.yours.lost, len(picture.yours.points)) == (1, 1)


@pytest.mark.parametrize("odd", ["w", None, [1.0], np.zeros(3), np.zeros(0), 1j, True, Opaque("Tensor"), np.array("w")])
def test_parameters_that_cannot_be_read_give_no_path(odd: Any) -> None:
    assert "train" not in the_descents(pictures(ends_at(odd, 1.0)))


def test_evidence_without_the_steps_gives_no_path_and_evidence_with_them_the_same_again() -> None:
    mine = with_mistake(UNIVARIATE, "train", "uphill")
    verdicts, answered = judged(mine)
    recorder = Recorder(one_by_one(mine.outcome))
    live = draw(reference(UNIVARIATE), verdicts, answered, recorder)
    assert draw(reference(UNIVARIATE), verdicts, answered, Replay(recorder.answers)) == live
    assert "train" not in the_descents(draw(reference(UNIVARIATE), verdicts, answered, Replay(())))


OPTIMIZERS = ("gradient_descent", "momentum", "rmsprop", "adam")


def test_right_optimizers_have_no_picture_and_cost_no_call() -> None:
    def ask(probe: Probe) -> Outcome:
        raise AssertionError(probe.function)

    assert pictures(student("optimizers"), ask) == ()


@pytest.mark.parametrize("function", OPTIMIZERS)
def test_a_wrong_optimizer_has_one_picture_from_the_same_start(function: str) -> None:
    drawn = the_descents(pictures(with_mistake("optimizers", function, "uphill")))
    assert list(drawn) == [function]
    picture = drawn[function]
    assert picture.reference is not None
    assert picture.yours.points[0] == picture.reference.points[0] == optimizer.START
    assert picture.yours.left is not None
    assert inside(picture.yours, picture)


@pytest.mark.parametrize("function", OPTIMIZERS)
def test_every_optimizer_of_the_reference_comes_near_the_minimum(function: str) -> None:
    problem = reference("optimizers").problem
    roles = problem.roles.optimizer(function)
    assert roles is not None
    path = optimizer.walk(problem.function(function), roles, reference("optimizers").answer)
    assert len(path) == optimizer.STEPS + 1
    assert height(optimizer.BOWL, path[-1]) < 0.2 * height(optimizer.BOWL, path[0])


def test_where_eps_stands_is_seen() -> None:
    assert "rmsprop" in the_descents(pictures(with_mistake("optimizers", "rmsprop", "eps-inside-root")))


def test_the_state_that_is_handed_on_is_the_students_own() -> None:
    asked: list[Probe] = []
    mine = with_mistake("optimizers", "momentum", "state-under-wrong-key")

    def ask(probe: Probe) -> Outcome:
        asked.append(probe)
        return mine.outcome(probe)

    pictures(mine, ask)
    assert [sorted(p.args[2]) for p in asked] == [[], *[["dW1", "db1"]] * (optimizer.STEPS - 1)]


@pytest.mark.parametrize(
    "momentum",
    [
        lambda *_: None,
        lambda params, *_: params,
        lambda params, _grads, v, *_: (params, v, v),
        lambda params, _grads, v, *_: ({k: str(p) for k, p in params.items()}, v),
        lambda params, _grads, v, *_: ({k: np.zeros((3, 3)) for k in params}, v),
        lambda _params, _grads, v, *_: ({}, v),
        lambda *_: (Opaque("x"), Opaque("y")),
    ],
)
def test_an_optimizer_that_cannot_be_read_has_no_picture(momentum: Callable[..., Any]) -> None:
    assert pictures(student("optimizers", {"momentum": momentum})) == ()


@pytest.mark.parametrize(
    "state", [None, Opaque("x"), {"W1": "text"}, {str(i): 1.0 for i in range(9)}, {"W1": np.zeros(99)}]
)
def test_a_state_that_is_no_small_dict_of_numbers_is_not_handed_on(state: Any) -> None:
    asked: list[Probe] = []

    def momentum(params: Any, *_: Any) -> Any:
        return {key: value + 1.0 for key, value in params.items()}, state

    mine = student("optimizers", {"momentum": momentum})

    def ask(probe: Probe) -> Outcome:
        asked.append(probe)
        return mine.outcome(probe)

    pictures(mine, ask)
    assert len(asked) == 1


@pytest.mark.parametrize("odd", [math.nan, math.inf, 1e308])
def test_odd_numbers_end_the_path(odd: float) -> None:
    def momentum(params: Any, _grads: Any, v: Any, *_: Any) -> Any:
        return {key: value * 0 + odd for key, value in params.items()}, v

    drawn = the_descents(pictures(student("optimizers", {"momentum": momentum})))["momentum"]
    assert inside(drawn.yours, drawn)
    assert 1 in (drawn.yours.left, drawn.yours.lost)


def test_a_function_that_raises_is_not_asked_again() -> None:
    def adam(*_: Any) -> Any:
        raise KeyError("v")

    def ask(probe: Probe) -> Outcome:
        raise AssertionError(probe.function)

    verdicts, answered = judged(student("optimizers", {"adam": adam}))
    assert draw(reference("optimizers"), verdicts, answered, ask) == ()
