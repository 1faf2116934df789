"""A wrong value is related to the right one entry by entry, and only if the relation gives every entry."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import numpy as np
import pytest

from autograder.diagnose.factors import relate
from autograder.diagnose.sample import Named, Sample

Values = Mapping[str, Any]


def related(make: Callable[[Any, Values], Any]) -> Named | None:
    rng = np.random.default_rng(5)
    pairs = []
    for shape in ((4, 7), (5, 9)):
        want = rng.normal(size=shape)
        others: dict[str, Any] = {"a": rng.normal(size=shape), "y": rng.integers(2, size=shape) * 1.0}
        others["x"] = rng.normal(size=shape[::-1])
        pairs.append(Sample(make(want.copy(), others), want, {"m": float(shape[1])}, others))
    return relate("z", pairs)


@pytest.mark.parametrize(
    ("make", "kind"),
    [
        (lambda w, v: np.resize(v["x"], w.shape), "axis-lost"),
        (lambda w, v: np.resize(v["x"].sum(axis=1), w.shape), "axis-lost"),
        (lambda w, _: (w - w.mean(axis=1, keepdims=True)) / w.std(axis=1, keepdims=True), "scale-changed"),
        (lambda w, _: w / w.sum(axis=0, keepdims=True), "scale-changed"),
        (lambda w, _: w / np.abs(w).max(), "scale-changed"),
        (lambda w, v: np.where(v["a"] < 1, w, 0.0) / 0.8, "dropout-left-in"),
        (lambda w, _: w * w.shape[1] ** 2 / 2, "constant-factor"),
        (lambda w, v: np.maximum(w, v["a"]), "right-in-part"),
        (lambda w, v: np.where(w > 0, w, np.exp(v["a"])), "right-in-part"),
        (lambda w, v: w * np.where(v["y"] > 0, 3.1, 0.57), "weighted-in-groups"),
        (lambda w, v: w * np.where(v["y"] > 0, v["y"].mean(), 2.0), "weighted-in-groups"),
        (lambda w, _: np.where(w > 0, w, 0.01 * w), "weighted-in-groups"),
        (lambda w, v: 0.3 * w - 0.7 * v["a"], "another-combination"),
        (lambda _, v: 0.5 * (1 + v["a"] / (1 + np.abs(v["a"]))), "another-combination"),
        (lambda w, v: w + 0.1 * v["y"] - 0.05, "another-term"),
        (lambda w, _: w * (1 + w.shape[1]) / 3, "another-length"),
        (lambda w, _: np.clip(w, -0.4, 0.9), "cut-off"),
    ],
)
def test_a_relation_is_named(make: Callable[[Any, Values], Any], kind: str) -> None:
    found = related(make)
    assert found is not None
    assert found.kind == kind, found


@pytest.mark.parametrize(
    "make",
    [
        (lambda w, _: np.random.default_rng(1).normal(size=w.shape)),
        (lambda w, v: np.maximum(w, v["a"]) + 1e-3 * w**5),
        (lambda w, v: np.where(v["a"] < 1, w, 0.0) / (0.8 + 1e-4 * w)),
        (lambda w, v: np.where(w > 0, w, 0.01 * w) + 1e-4 * v["a"] ** 3 * w),
        (lambda w, v: np.resize(v["x"], w.shape) * (1 + 1e-4 * w)),
    ],
)
def test_what_is_nearly_related_has_no_name(make: Callable[[Any, Values], Any]) -> None:
    assert related(make) is None


@pytest.mark.parametrize("seed", range(20))
@pytest.mark.parametrize("size", [1, 2, 3, 5])
def test_few_numbers_fit_nothing(size: int, seed: int) -> None:
    rng = np.random.default_rng(seed)
    others = [{name: rng.normal(size=size) for name in "abcd"} for _ in range(2)]
    assert relate("z", [Sample(rng.normal(size=size), rng.normal(size=size), {}, o) for o in others]) is None


@pytest.mark.parametrize(
    ("axis", "end", "said"),
    [(0, 0, "the first row"), (0, -1, "the last row"), (1, 0, "the first column"), (1, -1, "the last column")],
)
def test_one_term_of_a_sum_is_no_other_shape(axis: int, end: int, said: str) -> None:
    rng = np.random.default_rng(5)
    upstreams = [rng.normal(size=shape) for shape in ((5, 6), (4, 7))]
    pairs = [Sample(np.asarray(dz.take(end, axis)), np.asarray(dz.sum(axis)), {}, {"dz": dz}) for dz in upstreams]
    named = relate("db", pairs)
    assert named is not None
    assert named.kind == "last-example-only"
    assert f"db is {said} of dz, not the sum of all." in named.sentence
    cut = [Sample(dz.ravel()[: len(dz)], dz.sum(1) + 1.0, {}, {"dz": dz}) for dz in upstreams]
    other = relate("db", cut)
    assert other is not None
    assert other.kind == "axis-lost"
