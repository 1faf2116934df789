"""The loss curve: whose it is, where it is cut, and when there is none."""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

from autograder.plain.evidence import Opaque, Probe
from autograder.report.picture import Losses, Picture, Trace
from tests.sketch.students import (
    NETWORKS,
    claiming,
    pictures,
    reference,
    student,
    the_graph,
    the_losses,
    training,
    with_mistake,
)

LINEAR = ("univariate_regression", "multivariate_regression", "two_layer_linear")


def heights(trace: Trace, picture: Losses) -> list[float]:
    return [10**h if picture.log else h for _, h in trace.points]


def inside(trace: Trace, picture: Losses) -> bool:
    (x0, y0), (x1, y1) = picture.low, picture.high
    slack = 1e-9 * (1 + abs(y0) + abs(y1))
    return all(x0 <= x <= x1 and y0 - slack <= y <= y1 + slack for x, y in trace.points)


@pytest.mark.parametrize("name", NETWORKS)
def test_a_right_training_is_one_curve_and_costs_no_call(name: str) -> None:
    def ask(probe: Probe) -> Any:
        raise AssertionError(probe.function)

    picture = the_losses(pictures(student(name), ask))
    _, losses = reference(name).answer(Probe("train", training(name)))
    assert picture.about == "train"
    assert picture.reference is None
    assert heights(picture.yours, picture) == pytest.approx(losses)
    assert inside(picture.yours, picture)
    assert (picture.yours.left, picture.yours.lost) == (None, None)


@pytest.mark.parametrize("name", NETWORKS)
def test_the_optimum_is_drawn_for_linear_problems(name: str) -> None:
    picture = the_losses(pictures(student(name)))
    if name in LINEAR:
        assert picture.optimum is not None
        assert picture.low[1] <= picture.optimum <= min(h for _, h in picture.yours.points)
    else:
        assert picture.optimum is None


def test_a_wrong_training_stands_over_the_reference() -> None:
    picture = the_losses(pictures(with_mistake("two_layer_nonlinear", "train", "update-lost")))
    _, losses = reference("two_layer_nonlinear").answer(Probe("train", training("two_layer_nonlinear")))
    assert picture.reference is not None
    assert heights(picture.reference, picture) == pytest.approx(losses)
    assert len(set(heights(picture.yours, picture))) == 1


def test_a_diverging_curve_is_cut_at_the_edge_and_says_where() -> None:
    picture = the_losses(
        pictures(claiming("univariate_regression", lambda losses: [v * 10.0**i for i, v in enumerate(losses)]))
    )
    assert picture.log
    assert picture.yours.left is not None
    assert len(picture.yours.points) == picture.yours.left + 1
    assert picture.yours.points[-1][1] == pytest.approx(picture.high[1])
    assert inside(picture.yours, picture)


def curve(claim: Callable[[list[float]], Any]) -> Losses:
    return the_losses(pictures(claiming("univariate_regression", claim)))


@pytest.mark.parametrize("odd", [math.nan, math.inf])
def test_a_curve_ends_where_it_is_no_number(odd: float) -> None:
    picture = curve(lambda losses: losses[:4] + [odd] * (len(losses) - 4))
    assert (picture.yours.lost, len(picture.yours.points)) == (4, 4)
    nothing = curve(lambda losses: [odd] * len(losses))
    assert (nothing.yours.lost, nothing.yours.points) == (0, ())
    assert nothing.reference is not None


@pytest.mark.parametrize(
    "claim",
    [
        lambda losses: [-1e300 * v for v in losses],
        lambda losses: [1e300] * len(losses),
        lambda losses: [1e308 * (-1) ** i for i in range(len(losses))],
        lambda losses: [10**400] * len(losses),
        lambda losses: [0.0] * len(losses),
        lambda losses: [5e-324] * len(losses),
        lambda losses: np.array(losses, dtype=np.float16) * np.float16(60000),
    ],
)
def test_huge_tiny_and_negative_claims_stay_in_the_picture(claim: Callable[[list[float]], Any]) -> None:
    picture = curve(claim)
    assert inside(picture.yours, picture)
    assert np.isfinite([picture.low, picture.high]).all()
    assert picture.reference is not None
    assert inside(picture.reference, picture)
    assert picture.reference.left is None


def test_one_loss_too_few_is_drawn_all_the_same() -> None:
    assert len(curve(lambda losses: losses[1:]).yours.points) == 39


@pytest.mark.parametrize(
    "claim",
    [
        lambda losses: losses[-1:],
        lambda _: [],
        lambda losses: losses * 3,
        lambda _: None,
        lambda _: "losses",
        lambda _: 3.0,
        lambda losses: dict(enumerate(losses)),
        lambda losses: [str(v) for v in losses],
        lambda losses: [v + 0j for v in losses],
        lambda losses: [[v] for v in losses],
        lambda losses: [None, *losses[1:]],
        lambda losses: [Opaque("Tensor")] * len(losses),
        lambda losses: [True] * len(losses),
        lambda losses: [np.zeros((2, 2))] * len(losses),
        lambda _: np.zeros((0, 5)),
        lambda _: Opaque("generator"),
    ],
)
def test_what_cannot_be_read_is_not_drawn(claim: Callable[[list[float]], Any]) -> None:
    drawn = pictures(claiming("univariate_regression", claim))
    assert the_graph(drawn)
    assert not [p for p in drawn if isinstance(p, Losses)]


@pytest.mark.parametrize("value", [None, 3, "text", [], (1,), {"params": 1}, ({}, {}, {}), Opaque("x"), np.zeros(2)])
def test_no_pair_no_picture(value: Any) -> None:
    drawn: tuple[Picture, ...] = pictures(student("univariate_regression", {"train": lambda *_: value}))
    assert [p.about for p in drawn] == [""]
