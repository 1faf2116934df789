"""The drawn inputs hide no mistake: section by section what a case must be like, over many seeds."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

from autograder.declare.draw import DrawError, apart, number, spread, unbalanced
from autograder.declare.draw import sizes as draw_sizes
from autograder.declare.problem import Check
from autograder.judge.numeric import CLOSE
from autograder.plain.evidence import Probe
from tests.solutions.common import NETWORKS, PROBLEMS, answers, calls, drawn, reference

SEEDS = range(200)
LARGEST_Z = 30
CROSS_ENTROPY = tuple(n for n in NETWORKS if "np.log(" in reference(n).sources["loss"])
NO_DIMENSION = ("t",)
"""The number of a step, which starts at 1."""
COUNTED = (*NO_DIMENSION, "steps", "epochs")
"""Numbers of repetitions: nothing is divided by them."""


@pytest.mark.sampled(3)
@pytest.mark.parametrize("name", PROBLEMS)
def test_all_sizes_of_a_case_differ_and_none_is_one(name: str) -> None:
    for seed in SEEDS:
        for case in drawn(name, seed):
            sizes = [size for symbol, size in case.sizes.items() if symbol not in NO_DIMENSION]
            assert len(set(sizes)) == len(sizes), case.sizes
            assert 1 not in sizes, case.sizes


@pytest.mark.parametrize("name", PROBLEMS)
def test_no_size_is_the_sum_or_the_product_of_two_others(name: str) -> None:
    for seed in SEEDS:
        for case in drawn(name, seed):
            sizes = {symbol: size for symbol, size in case.sizes.items() if symbol not in COUNTED}
            if "batch_size" in sizes:
                del sizes["m"]  # three full batches, for one
            assert apart(sizes.values()), case.sizes


@pytest.mark.parametrize("name", PROBLEMS)
def test_no_size_that_is_written_down_as_a_number_fits_every_case_of_a_function(name: str) -> None:
    for seed in SEEDS:
        sizes: dict[tuple[str, str], list[int]] = {}
        for case, call in calls(name, seed):
            for symbol, size in case.sizes.items():
                sizes.setdefault((call.function, symbol), []).append(size)
        assert all(len(set(several)) > 1 for several in sizes.values())


def test_narrow_ranges_are_still_drawn_from() -> None:
    rng = np.random.default_rng(0)
    assert draw_sizes(rng, a=(2, 3), b=(4, 4)) == {"a": 3, "b": 4}
    assert draw_sizes(rng, {"a": 2}, a=(2, 2)) == {"a": 2}
    assert draw_sizes(rng, a=(3, 3), b=(6, 6)) == {"a": 3, "b": 6}
    with pytest.raises(DrawError):
        draw_sizes(rng, a=(3, 3), b=(3, 3))


@pytest.mark.parametrize("numbers", [(3, 3), (3, 6), (3, 9), (3, 4, 7), (3, 4, 12)])
def test_apart_sees_each_coincidence(numbers: tuple[int, ...]) -> None:
    assert not apart(numbers)
    assert apart((*numbers[:-1], 5))


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


@pytest.mark.parametrize("level", [0.01, 0.02, 0.05, 0.1, 0.2, 0.45])
@pytest.mark.parametrize("name", CROSS_ENTROPY)
def test_a_loss_that_cuts_predictions_off_shows_in_every_case(name: str, level: float) -> None:
    of = reference(name)
    for seed in SEEDS:
        for _, call in calls(name, seed):
            if call.function == "loss":
                y_hat, y = call.args
                cut = of.answer(Probe("loss", (np.clip(y_hat, level, 1 - level), y)))
                assert abs(cut / of.answer(Probe("loss", call.args)) - 1) > CLOSE, seed


def test_probabilities_of_several_classes_and_equal_ones_stay_as_they_are() -> None:
    rng = np.random.default_rng(0)
    y_hat = rng.dirichlet(np.ones(3), 5).T
    assert np.array_equal(spread(rng, y_hat, np.eye(3)[:, [0, 1, 2, 1, 0]]), y_hat)
    equal = np.full((1, 3), 0.5)
    assert np.array_equal(spread(rng, equal, np.array([[0.0, 1.0, 1.0]])), equal)
    assert not np.array_equal(spread(rng, y_hat[:1], np.array([[0.0, 1.0, 1.0, 0.0, 1.0]])), y_hat[:1])


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
            assert np.abs(y_hat - y).max() <= 0.95, "the logarithm is that of the label's probability"


@pytest.mark.parametrize("name", [*CROSS_ENTROPY, "two_layer_nonlinear"])
def test_a_sigmoid_that_leaves_out_zero_shows(name: str) -> None:
    for seed in SEEDS:
        assert any((call.args[0] == 0).any() for _, call in calls(name, seed) if call.function == "sigmoid"), seed


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


def test_a_gradient_that_is_one_sum_does_not_cancel() -> None:
    for seed in range(300):
        for _, call in calls("univariate_regression", seed, "backward"):
            x, y, _, cache = call.args
            assert unbalanced((cache["y_hat"] - y) * x, 0.01)


def test_batches_of_nearly_equal_size_are_no_batches_of_the_size_asked_for() -> None:
    for seed in range(100):
        for case, _ in calls("optimizers", seed, "minibatches"):
            m, size = case.sizes["m"], case.sizes["batch_size"]
            equal = [len(part) for part in np.array_split(np.arange(m), -(-m // size))]
            assert m % size == 0 or m < size or equal != [size] * (m // size) + [m % size]


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


SEARCHES: dict[str, Callable[..., Any]] = {
    "all but the first": lambda x, y, c: 1 + np.argmin(losses(x, y, c)[1:]),
    "all but the last": lambda x, y, c: np.argmin(losses(x, y, c)[:-1]),
    "the best loss begins at 1000": lambda x, y, c: np.argmin(losses(x, y, c)) if min(losses(x, y, c)) < 1000 else -1,
    "distances": lambda x, y, c: np.argmin([np.mean(np.abs(w * x + b - y)) for w, b in c]),
    "no bias": lambda x, y, c: np.argmin([np.mean((w * x - y) ** 2) for w, _ in c]),
    "no weight": lambda _, y, c: np.argmin([np.mean((b - y) ** 2) for _, b in c]),
    "swapped": lambda x, y, c: np.argmin([np.mean((w + b * x - y) ** 2) for w, b in c]),
    "the square of the mean": lambda x, y, c: np.argmin([np.mean(w * x + b - y) ** 2 for w, b in c]),
    "the first example": lambda x, y, c: np.argmin([(w * x[0, 0] + b - y[0, 0]) ** 2 for w, b in c]),
    "the last example": lambda x, y, c: np.argmin([(w * x[0, -1] + b - y[0, -1]) ** 2 for w, b in c]),
}
LARGEST: dict[str, Callable[..., Any]] = {
    "the first": lambda a: np.linalg.eig(a)[0][0],
    "the last": lambda a: np.linalg.eig(a)[0][-1],
    "the first value": lambda a: np.linalg.eigvals(a)[0],
    "the last value": lambda a: np.linalg.eigvals(a)[-1],
    "the trace": np.trace,
    "the largest on the diagonal": lambda a: np.diag(a).max(),
    "the norm": np.linalg.norm,
}


def losses(x: Any, y: Any, candidates: Any) -> list[float]:
    return [float(np.mean((w * x + b - y) ** 2)) for w, b in candidates]


@pytest.mark.parametrize("how", SEARCHES)
def test_no_other_search_finds_the_best_candidate_in_every_case(how: str) -> None:
    for seed in SEEDS:
        found = [c.args for _, c in calls("univariate_regression", seed, "random_search")]
        assert any(SEARCHES[how](*args) != np.argmin(losses(*args)) for args in found), seed


@pytest.mark.parametrize("how", LARGEST)
def test_no_other_choice_is_the_largest_eigenvalue_in_every_case(how: str) -> None:
    for seed in SEEDS:
        given = [c.args[0] for _, c in calls("exercises", seed, "largest_learning_rate")]
        assert any(not np.isclose(LARGEST[how](a), np.linalg.eigvalsh(a)[-1]) for a in given), seed


@pytest.mark.parametrize("name", NETWORKS)
@pytest.mark.parametrize("digits", [2, 3, 4])
def test_a_rounded_loss_shows_in_every_draw(name: str, digits: int) -> None:
    for seed in range(100):
        losses = answers(name, seed, "loss")
        assert any(abs(round(loss, digits) - loss) > CLOSE * abs(loss) for loss in losses), seed
