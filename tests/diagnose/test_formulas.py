"""A wrong value is written as a formula of what was at hand, and only if the formula gives every entry."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import numpy as np
import pytest

from autograder.diagnose.factors import relate
from autograder.diagnose.formulas import formula
from autograder.diagnose.sample import Named, Sample
from tests.sample import WHOLE

SHAPES = {"x": "nm", "y": "1m", "W1": "kn", "b1": "k1", "W2": "1k", "z1": "km", "dz2": "1m", "da1": "km", "dW1": "kn"}
SIZES = ({"n": 3, "k": 4, "m": 7}, {"n": 5, "k": 3, "m": 8})
Values = Mapping[str, Any]


def draw() -> list[Values]:
    rng = np.random.default_rng(3)
    return [{name: rng.normal(size=[of.get(d, 1) for d in shape]) for name, shape in SHAPES.items()} for of in SIZES]


def written(make: Callable[[Values, Mapping[str, int]], Any]) -> str | None:
    drawn = draw()
    values = [np.asarray(make(v, of), np.float64) for v, of in zip(drawn, SIZES, strict=True)]
    return formula(values, drawn, [{k: float(n) for k, n in of.items()} for of in SIZES])


@pytest.mark.parametrize(
    ("make", "text"),
    [
        (lambda v, _: v["da1"], "da1"),
        (lambda v, _: -v["da1"], "-da1"),
        (lambda v, _: v["da1"] / (1 + np.exp(-v["z1"])), "da1 * sigmoid(z1)"),
        (lambda v, _: v["da1"] * v["z1"] * (1 - v["z1"]), "da1 * z1 * (1 - z1)"),
        (lambda v, of: (v["W1"] @ v["x"]) * v["dz2"] / of["m"], "1/m * dz2 * (W1 @ x)"),
        (lambda v, _: v["da1"] @ v["x"].T, "da1 @ x.T"),
        (lambda v, _: v["z1"] + v["b1"], "b1 + z1"),
        (lambda v, _: v["W1"] - v["dW1"], "W1 - dW1"),
        (lambda v, _: v["da1"].sum(axis=0, keepdims=True), "sum(da1, axis=0)"),
        (lambda v, _: (v["dz2"] * v["y"] ** 2).sum(axis=1, keepdims=True) * np.ones((1, 3)), "sum(dz2 * y ** 2)"),
        (lambda v, _: v["x"][:1] * v["y"], "y * the first row of x"),
        (lambda v, _: 0.3 * v["W1"], "0.3 * W1"),
        (lambda v, of: 0.3 / of["m"] * v["W1"], "0.3 * 1/m * W1"),
        (lambda v, _: 1 / (1 + np.exp(-np.abs(v["z1"]))), "sigmoid(abs(z1))"),
        (lambda v, _: v["da1"] / np.cosh(v["z1"]), "da1 * (1 / cosh(z1))"),
        (lambda v, _: (v["da1"] * v["dz2"]) @ v["x"].T, "(dz2 * da1) @ x.T"),
        (lambda v, _: v["dz2"] @ v["z1"].T @ v["W1"], "dz2 @ z1.T @ W1"),
        (lambda v, _: (v["da1"] * v["z1"]).sum(axis=1, keepdims=True).T, "sum(z1 * da1, axis=1).T"),
    ],
)
def test_a_formula_is_found(make: Callable[[Values, Mapping[str, int]], Any], text: str) -> None:
    assert written(make) == text


@pytest.mark.parametrize("shape", ["km", "kn", "k1", "1m", "11"])
@pytest.mark.parametrize("seed", range(20 if WHOLE else 3))
def test_numbers_of_no_formula_have_none(shape: str, seed: int) -> None:
    rng = np.random.default_rng(seed)
    assert written(lambda _, of: rng.normal(size=[of.get(d, 1) for d in shape])) is None
    assert beside(lambda w, _: w + rng.normal(size=w.shape)) is None


def test_what_is_nearly_a_formula_has_none() -> None:
    """A number that differs from call to call, an entry that is off, a function that is nearly constant."""
    assert written(lambda v, _: (0.3 + 0.1 * len(v["x"]) ** 2) * v["W1"] * v["dW1"]) is None
    assert beside(lambda w, v: w + 0.3 * v["dW1"] + 1e-4 * v["W1"] ** 3) is None
    assert beside(lambda w, v: w + 5.04 / (1 + np.exp(-20 - v["W1"]))) is None
    assert written(lambda _, of: np.full((of.get("k", 1), of.get("n", 1)), 123.4)) is None


def test_what_is_proportional_in_one_call_is_no_formula() -> None:
    values = draw()[:1]
    assert formula([3.7 * values[0]["W1"]], values, [{}]) is None


def beside(make: Callable[[Any, Values], Any]) -> str | None:
    drawn = draw()
    wants = [v["W1"] * v["dW1"] ** 2 - v["x"][0, 0] for v in drawn]
    others = [{**v, "the right value": want} for v, want in zip(drawn, wants, strict=True)]
    return formula([make(want, v) for want, v in zip(wants, drawn, strict=True)], others, [{} for _ in drawn])


@pytest.mark.parametrize(
    ("make", "text"),
    [
        (lambda w, v: w + 0.01 * v["W1"], "the right value + 0.01 * W1"),
        (lambda w, v: w - v["W1"] * v["dW1"], "the right value - W1 * dW1"),
        (lambda w, v: w - v["da1"] @ v["x"].T, "the right value - da1 @ x.T"),
        (lambda w, _: 4 * w, "4 * the right value"),
        (lambda w, v: w * np.exp(v["W1"]) / (1 + v["dW1"] ** 2), "the right value * exp(W1) * (1 / (1 + dW1 ** 2))"),
    ],
)
def test_what_came_to_the_right_value_is_found(make: Callable[[Any, Values], Any], text: str) -> None:
    assert beside(make) == text


def test_a_formula_that_one_entry_breaks_is_none() -> None:
    def nearly(v: Values, _: Mapping[str, int]) -> Any:
        made = v["da1"] * v["z1"]
        made[-1, -1] *= 1.001
        return made

    assert written(nearly) is None


def related(make: Callable[[Any], Any], **numbers: float) -> Named | None:
    rng = np.random.default_rng(7)
    wants = [rng.normal(size=shape) for shape in ((4, 7), (5, 8))]
    return relate(
        "z",
        [
            Sample(make(w.copy()), w, {"m": float(w.shape[1]), **numbers}, {"b": np.asarray(0.7 + len(w))})
            for w in wants
        ],
    )


def put(value: Any, columns: slice, added: float) -> Any:
    value[:, columns] += added
    return value


@pytest.mark.parametrize(
    ("make", "kind"),
    [
        (lambda w: put(w, slice(0, -1), 0.3), "last-example-only"),
        (lambda w: put(w, slice(-1, None), 0.3), "last-example-dropped"),
        (lambda w: w.T.reshape(w.shape), "another-order"),
        (lambda w: np.roll(w, 1, axis=1), "another-order"),
        (lambda w: np.vstack([w[1:], w[:1] + 0.3]), "another-order"),
        (lambda w: w + 0.37, "another-term"),
        (lambda w: np.clip(w, -0.2, 0.2), "cut-off"),
        (lambda w: w + 4 * (0.7 + len(w)), "another-term"),
        (lambda w: w * w.shape[1], "m-times-too-large"),
        (lambda w: w / w.shape[1], "m-times-too-small"),
        (lambda w: 2 * w, "twice-too-large"),
        (lambda w: -w, "sign-flipped"),
        (np.tanh, "another-function"),
    ],
)
def test_what_became_of_the_right_value_is_named(make: Callable[[Any], Any], kind: str) -> None:
    found = related(make, n=5.0)
    assert found is not None
    assert found.kind == kind


@pytest.mark.parametrize(("lengths", "name"), [((3, 2, 6), "one place off"), ((3, 2), None)])
def test_a_wrong_column_that_is_cut_off_is_named_however_short_the_rows(
    lengths: tuple[int, ...], name: str | None
) -> None:
    rng = np.random.default_rng(8)
    wants = [rng.normal(size=(1, length)) for length in lengths]
    pairs = [Sample(np.hstack([w[:, 1:], [[rng.normal()]]]), w, {}, {}) for w in wants]
    found = relate("dw", pairs)
    assert (found and found.name) == name


def test_the_same_number_everywhere_is_not_cut_off() -> None:
    found = related(lambda w: np.full_like(w, 123.4))
    assert found is None


def test_a_right_zero_is_not_wrong() -> None:
    pairs = [Sample(np.array(got), np.array(want), {}, {}) for got, want in ((0.0, 0.0), (1.0, 1.0))]
    assert relate("i", pairs) is None
    found = relate("i", [*pairs, Sample(np.array(0.0), np.array(-1.0), {}, {})])
    assert found is not None
    assert found.kind == "always-zero"
