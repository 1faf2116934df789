"""The drawn inputs hide no mistake: section by section what a case must be like, over many seeds."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from autograder.declare.draw import number, unbalanced
from autograder.declare.problem import Check
from autograder.plain.evidence import Probe
from tests.solutions.common import NETWORKS, PROBLEMS, calls, drawn, reference

SEEDS = range(200)
LARGEST_Z = 30
CROSS_ENTROPY = tuple(n for n in NETWORKS if "np.log(" in reference(n).sources["loss"])
NO_DIMENSION = ("t",)
"""The number of a step, which starts at 1."""


@pytest.mark.parametrize("name", PROBLEMS)
def test_all_sizes_of_a_case_differ_and_none_is_one(name: str) -> None:
    for seed in SEEDS:
        for case in drawn(name, seed):
            sizes = [size for symbol, size in case.sizes.items() if symbol not in NO_DIMENSION]
            assert len(set(sizes)) == len(sizes), case.sizes
            assert 1 not in sizes, case.sizes


@pytest.mark.parametrize("name", NETWORKS)
def test_features_and_examples_are_three_at_least(name: str) -> None:
    for seed in SEEDS:
        for case in drawn(name, seed):
            assert min(case.sizes.get("n", 3), case.sizes["m"]) >= 3, case.sizes


@pytest.mark.parametrize("name", NETWORKS)
def test_no_two_cases_have_the_same_number_of_examples(name: str) -> None:
    for seed in SEEDS:
        numbers = [case.sizes["m"] for case in drawn(name, seed) if any(c.function == "backward" for c in case.calls)]
        assert len(set(numbers)) == len(numbers) == 2


@pytest.mark.parametrize("name", NETWORKS)
def test_inputs_have_the_sizes_of_their_case(name: str) -> None:
    for case in drawn(name, 0):
        for call in (c for c in case.calls if c.function in ("forward", "loss", "backward", "train")):
            for x in (a for a in call.args if isinstance(a, np.ndarray)):
                assert set(x.shape) <= {1, *case.sizes.values()}


@pytest.mark.parametrize("name", NETWORKS)
def test_weights_are_tame_and_nothing_saturates(name: str) -> None:
    of = reference(name)
    for seed in SEEDS:
        for _, call in calls(name, seed):
            if call.function == "forward":
                assert all(np.max(np.abs(p)) <= 6 for p in call.args[1].values())
                cache = of.answer(Probe("forward", call.args))
                assert all(np.max(np.abs(v)) <= LARGEST_Z for q, v in cache.items() if q.startswith("z"))
            if call.function == "sigmoid":
                (z,) = call.args
                assert np.max(np.abs(z)) <= LARGEST_Z
                assert np.min(z) < 0 < np.max(z)


@pytest.mark.parametrize("name", CROSS_ENTROPY)
def test_labels_are_both_there_and_no_logarithm_is_taken_near_zero(name: str) -> None:
    of = reference(name)
    for seed in SEEDS:
        for _, call in calls(name, seed):
            match call.function, call.args:
                case "loss", (y_hat, y):
                    pass
                case (("backward" | "train"), (x, y, params, *_)):
                    y_hat = of.answer(Probe("forward", (x, params)))["y_hat"]
                case _:
                    continue
            assert set(np.unique(y)) == {0.0, 1.0}
            assert y_hat.min() >= 0.05
            assert y_hat.max() <= 0.95


@pytest.mark.parametrize("name", NETWORKS)
def test_bias_gradients_do_not_cancel(name: str) -> None:
    of = reference(name)
    for seed in SEEDS:
        for _, call in calls(name, seed):
            match call.function, call.args:
                case "loss", (y_hat, y):
                    assert unbalanced(y_hat - y)
                case "backward", (x, y, _, cache):
                    assert unbalanced(cache["y_hat"] - y)
                case "train", (x, y, params, *_):
                    assert unbalanced(of.answer(Probe("forward", (x, params)))["y_hat"] - y)


@pytest.mark.parametrize("name", NETWORKS)
def test_no_line_goes_through_all_targets(name: str) -> None:
    for seed in SEEDS:
        for case in drawn(name, seed):
            for x, y in (c.args[:2] for c in case.calls if c.check is not Check.VALUE):
                design = np.vstack([x, np.ones((1, x.shape[1]))])
                left = y - y @ np.linalg.pinv(design) @ design
                assert np.mean(left**2) > 0.01


@pytest.mark.parametrize("name", NETWORKS)
def test_backward_is_asked_for_inputs_that_forward_is_not(name: str) -> None:
    for case in drawn(name, 0):
        xs = {c.function: c.args[0].tobytes() for c in case.calls if c.function in ("forward", "backward", "train")}
        assert len(set(xs.values())) == len(xs)


@pytest.mark.parametrize("name", NETWORKS)
def test_a_gradient_m_times_too_large_stays_finite(name: str) -> None:
    of = reference(name)
    for missing, edited in of.edits:
        if missing.name == "missing-mean":
            for seed in SEEDS:
                for _, call in calls(name, seed, "train"):
                    params, losses = edited.answer(Probe("train", call.args))
                    assert np.isfinite(losses).all()
                    assert all(np.isfinite(p).all() for p in params.values())


@pytest.mark.parametrize("name", PROBLEMS)
def test_the_same_seed_draws_the_same_inputs(name: str) -> None:
    first, second = (reference(name).problem.cases(np.random.default_rng(7)) for _ in range(2))
    assert repr(first) == repr(second)
    assert repr(first) != repr(reference(name).problem.cases(np.random.default_rng(8)))


def test_the_sign_of_a_number_is_the_one_that_choice_draws() -> None:
    for seed in SEEDS:
        ours, numpys = np.random.default_rng(seed), np.random.default_rng(seed)
        for _ in range(3):
            assert number(ours) == numpys.uniform(0.5, 2.0) * numpys.choice((-1.0, 1.0))


@pytest.mark.parametrize("name", PROBLEMS)
def test_a_similar_answer_has_the_shapes_of_the_right_one(name: str) -> None:
    of = reference(name)
    for seed in list(SEEDS)[:20]:
        for case in drawn(name, seed):
            for call in case.calls:
                probe = Probe(call.function, call.args)
                assert shapes(of.similar(probe)) == shapes(of.answer(probe))


def shapes(value: Any) -> Any:
    match value:
        case dict():
            return {key: shapes(entry) for key, entry in value.items()}
        case list() | tuple():
            return [shapes(entry) for entry in value]
        case _:
            return np.shape(value)
