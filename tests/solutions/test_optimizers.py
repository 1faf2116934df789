"""What is particular to the optimizers: their laws, their cases, and what follows from whose mistake."""

from __future__ import annotations

import copy
from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from autograder.author.inside import rewritten
from autograder.declare.problem import Call, Case, Misconception
from autograder.declare.reference import Reference, load
from autograder.judge.probes import draw_cases
from autograder.judge.reading import Expected, Leaf, read
from autograder.plain.evidence import Probe, Returned, Rng
from autograder.report.status import Status
from tests.diagnose.common import diagnosed
from tests.inside import judged, with_functions

REFERENCE = load(Path(__file__).parents[2] / "solutions", "optimizers")
EDITS = [pytest.param(m, edited, id=f"{m.function}-{m.name}") for m, edited in REFERENCE.edits]
SEEDS = range(20)
STEPPERS = ("gradient_descent", "momentum", "rmsprop", "adam")
OURS = REFERENCE.namespace


@cache
def cases(seed: int) -> tuple[Case, ...]:
    return draw_cases(REFERENCE.problem, seed)


def calls(seed: int, function: str) -> list[tuple[Case, Call]]:
    return [(c, k) for c in cases(seed) for k in c.calls if k.function == function]


def arguments(call: Call) -> dict[str, Any]:
    return dict(zip(REFERENCE.problem.function(call.function).args, call.args, strict=True))


def random_tree(seed: int, scale: float = 1.0) -> dict[str, Any]:
    rng = np.random.default_rng(seed)
    return {"W1": scale * rng.standard_normal((3, 2)), "b2": scale * rng.standard_normal((1, 1))}


# Laws of the reference


@pytest.mark.parametrize(
    "step",
    [
        lambda p, g: OURS["gradient_descent"](p, g, 0.1),
        lambda p, g: OURS["momentum"](p, g, {}, 0.1, 0.9)[0],
        lambda p, g: OURS["rmsprop"](p, g, {}, 0.1, 0.9, 1e-8)[0],
        lambda p, g: OURS["adam"](p, g, {}, {}, 1, 0.1, 0.9, 0.99, 1e-8)[0],
    ],
    ids=STEPPERS,
)
def test_zero_gradients_leave_the_parameters_where_they_are(step: Callable[..., dict[str, Any]]) -> None:
    params = random_tree(1)
    after = step(params, random_tree(2, scale=0.0))
    assert all(np.array_equal(after[key], params[key]) for key in params)


def test_the_velocity_of_a_constant_gradient_has_seen_weights_that_add_up_to_one_minus_beta_to_the_t() -> None:
    grads = random_tree(2)
    v: dict[str, Any] = {}
    for _ in range(5):
        _, v = OURS["momentum"](random_tree(1), grads, v, 0.1, 0.8)
    assert all(np.allclose(v[key], (1 - 0.8**5) * grads[key], rtol=1e-14) for key in grads)


def test_the_first_step_of_rmsprop_has_one_length_for_every_entry() -> None:
    params = random_tree(1)
    after, _ = OURS["rmsprop"](params, random_tree(2), {}, 0.1, 0.75, 1e-14)
    assert all(np.allclose(np.abs(after[key] - params[key]), 0.1 / 0.5, rtol=1e-11) for key in params)


def test_under_a_constant_gradient_every_step_of_adam_is_as_long_as_the_learning_rate() -> None:
    params, grads = random_tree(1), random_tree(2)
    v: dict[str, Any] = {}
    s: dict[str, Any] = {}
    for t in range(1, 6):
        after, v, s = OURS["adam"](params, grads, v, s, t, 0.1, 0.9, 0.99, 1e-14)
        assert all(np.allclose(params[key] - after[key], 0.1 * np.sign(grads[key]), rtol=1e-11) for key in params)
        params = after


@pytest.mark.parametrize(("m", "widths"), [(10, [4, 4, 2]), (12, [4, 4, 4]), (3, [3]), (4, [4])])
def test_minibatches_hold_every_example_once_beside_its_target(m: int, widths: list[int]) -> None:
    x, y = np.arange(2.0 * m).reshape(2, m), np.arange(float(m)).reshape(1, m)
    batches = OURS["minibatches"](x, y, 4, np.random.default_rng(1))
    assert [x_batch.shape[1] for x_batch, _ in batches] == widths
    seen = np.concatenate([y_batch for _, y_batch in batches], axis=1)
    assert np.array_equal(np.sort(seen), y)
    assert all(np.array_equal(x_batch, x[:, y_batch[0].astype(int)]) for x_batch, y_batch in batches)


def test_minibatches_draw_exactly_one_permutation() -> None:
    used, fresh = np.random.default_rng(1), np.random.default_rng(1)
    OURS["minibatches"](np.ones((2, 9)), np.ones((1, 9)), 4, used)
    fresh.permutation(9)
    assert used.random() == fresh.random()


def test_a_batch_of_all_examples_makes_plain_gradient_descent() -> None:
    rng = np.random.default_rng(1)
    x, y = rng.standard_normal((3, 8)), rng.standard_normal((1, 8))
    params: dict[str, Any] = {"w": rng.standard_normal((1, 3)), "b": 0.5}
    after, losses = OURS["minibatch_descent"](x, y, params, 0.1, 8, 3, rng)
    for seen in losses:
        error = params["w"] @ x + params["b"] - y
        assert seen == pytest.approx(np.mean(error**2), rel=1e-14)
        params = OURS["gradient_descent"](params, {"w": 2 / 8 * error @ x.T, "b": 2 * np.mean(error)}, 0.1)
    assert np.allclose(after["w"], params["w"], rtol=1e-13)
    assert after["b"] == pytest.approx(params["b"], rel=1e-13)


def test_nothing_is_changed_in_place() -> None:
    for case in cases(1):
        for call in case.calls:
            args = [np.random.default_rng(1) if isinstance(a, Rng) else copy.deepcopy(a) for a in call.args]
            OURS[call.function](*args)
            assert repr([a for a in args if not isinstance(a, np.random.Generator)]) == repr(
                [a for a in call.args if not isinstance(a, Rng)]
            )


# Cases


def test_each_optimizer_takes_one_first_step_and_two_later_ones() -> None:
    for seed in SEEDS:
        states = [arguments(call)["v"] for _, call in calls(seed, "adam")]
        assert [bool(state) for state in states] == [False, True, True]
        steps = [arguments(call)["t"] for _, call in calls(seed, "adam")]
        assert steps[0] == 1
        assert all(3 <= t <= 6 for t in steps[1:])


@pytest.mark.parametrize("function", STEPPERS)
def test_parameters_are_arrays_of_several_shapes_and_states_have_their_shapes(function: str) -> None:
    for seed in SEEDS:
        for _, call in calls(seed, function):
            given = arguments(call)
            shapes = [np.shape(value) for value in given["params"].values()]
            assert len(set(shapes)) == len(shapes) == 4
            assert all(type(value) is np.ndarray and value.ndim for value in given["params"].values())
            for name in given.keys() & {"grads", "v", "s"}:
                state = given[name]
                assert state == {} or [np.shape(value) for value in state.values()] == shapes
            assert all(np.all(value > 0) for value in given.get("s", {}).values())


def test_batches_are_cut_where_the_last_is_smaller_where_it_is_full_and_where_there_is_one() -> None:
    for seed in SEEDS:
        smaller, full, single = (case.sizes for case, _ in calls(seed, "minibatches"))
        assert smaller["m"] % smaller["batch_size"] > 1
        assert full["m"] == 3 * full["batch_size"]
        assert 3 <= single["m"] < single["batch_size"]
        for sizes in (smaller, full, single):
            assert len(set(sizes.values())) == len(sizes)


def test_minibatch_descent_takes_several_epochs_over_batches_of_two_widths() -> None:
    for seed in SEEDS:
        for case, _ in calls(seed, "minibatch_descent"):
            assert case.sizes["epochs"] >= 2
            assert case.sizes["m"] > case.sizes["batch_size"]
            assert case.sizes["m"] % case.sizes["batch_size"] > 1


# Mistakes


def largest_error(edited: Reference, seed: int, function: str) -> float:
    """Give the largest error of all blocks, updates measured by their change; infinite where a block is missing."""
    worst = 0.0
    for case, call in calls(seed, function):
        probe = Probe(function, call.args)
        mistaken = edited.outcome(probe)
        assert isinstance(mistaken, Returned), mistaken
        expected = Expected(REFERENCE.problem.function(function), call.args, REFERENCE.answer(probe), case.sizes)
        for leaf in read(mistaken.value, "", expected):
            if not isinstance(leaf, Leaf) or not np.isfinite(leaf.got).all():
                return float("inf")
            worst = max(worst, float(np.max(np.abs(leaf.got - leaf.want)) / np.max(np.abs(leaf.want))))
    return worst


@pytest.mark.parametrize(("mistake", "edited"), EDITS)
def test_every_mistake_shows_at_a_thousandth_of_the_change(mistake: Misconception, edited: Reference) -> None:
    assert min(largest_error(edited, seed, mistake.function) for seed in SEEDS) > 1e-3


# What follows from whose mistake


def statuses(student: Reference, seed: int = 3) -> dict[str, Status]:
    """Give what is not correct."""
    return {q: v.status for q, v in judged(student, REFERENCE, seed).items() if v.status is not Status.CORRECT}


def test_adams_step_follows_from_averages_that_are_wrong_in_a_way_nobody_has_named() -> None:
    def adam(params: Any, grads: Any, v: Any, s: Any, t: int, lr: float, beta1: float, beta2: float, eps: float) -> Any:
        v = {key: beta1 * v.get(key, 0.0) + 0.3 * (1 - beta1) * grads[key] for key in params}
        s = {key: beta2 * s.get(key, 0.0) + (1 - beta2) * abs(grads[key]) for key in params}

        def step(key: str) -> Any:
            return v[key] / (1 - beta1**t) * lr / (eps + (s[key] / (1 - beta2**t)) ** 0.5)

        return {key: params[key] - step(key) for key in params}, v, s

    assert statuses(with_functions(REFERENCE, adam=adam)) == {
        "adam.v": Status.WRONG,
        "adam.s": Status.WRONG,
        "adam.params": Status.FOLLOWS,
    }


def test_a_step_follows_through_roots_of_negative_numbers_whatever_the_order_of_operations() -> None:
    def rmsprop(params: Any, grads: Any, s: Any, lr: float, beta: float, eps: float) -> Any:
        s = {key: beta * s.get(key, 0.0) + (1 - beta) * grads[key] for key in params}
        return {key: params[key] - grads[key] * (lr / (np.sqrt(s[key]) + eps)) for key in params}, s

    student = with_functions(REFERENCE, rmsprop=rmsprop)
    assert statuses(student) == {"rmsprop.s": Status.WRONG, "rmsprop.params": Status.FOLLOWS}
    assert judged(student, REFERENCE)["rmsprop.s"].misconceptions == ("gradient-not-squared",)


def test_a_velocity_that_is_not_stored_leaves_the_parameters_right() -> None:
    def momentum(params: Any, grads: Any, v: Any, lr: float, beta: float) -> Any:
        return {key: params[key] - lr * (beta * v.get(key, 0.0) + (1 - beta) * grads[key]) for key in params}, v

    verdicts = judged(with_functions(REFERENCE, momentum=momentum), REFERENCE)
    assert verdicts["momentum.params"].status is Status.CORRECT
    assert verdicts["momentum.v"].misconceptions == ("state-not-stored",)


def descent_through(minibatches: Any, gradient_descent: Any = OURS["gradient_descent"]) -> Any:
    """Make a right minibatch_descent that calls the student's own functions."""

    def minibatch_descent(x: Any, y: Any, params: Any, lr: float, batch_size: int, epochs: int, rng: Any) -> Any:
        losses = []
        for _ in range(epochs):
            losses.append(np.square(params["w"] @ x + params["b"] - y).mean())
            for x_batch, y_batch in minibatches(x, y, batch_size, rng):
                error = params["w"] @ x_batch + params["b"] - y_batch
                grads = {"w": 2 * error @ x_batch.T / error.size, "b": 2 * error.mean()}
                params = gradient_descent(params, grads, lr)
        return params, losses

    return minibatch_descent


def student_with(minibatches: Any) -> Reference:
    return with_functions(REFERENCE, minibatches=minibatches, minibatch_descent=descent_through(minibatches))


DESCENT_FOLLOWS = {"minibatch_descent.params": Status.FOLLOWS, "minibatch_descent.losses": Status.FOLLOWS}


def test_minibatch_descent_follows_from_batches_without_the_last_one() -> None:
    def minibatches(x: Any, y: Any, batch_size: int, rng: Any) -> Any:
        order = rng.permutation(x.shape[1])
        full = [order[i * batch_size : (i + 1) * batch_size] for i in range(x.shape[1] // batch_size)]
        return [(x[:, chosen], y[:, chosen]) for chosen in full]

    student = student_with(minibatches)
    assert statuses(student) == {"minibatches": Status.SHAPE, **DESCENT_FOLLOWS}
    assert judged(student, REFERENCE)["minibatches"].misconceptions == ("last-batch-dropped",)


def test_minibatch_descent_follows_from_lists_of_batches_that_draw_twice() -> None:
    def minibatches(x: Any, y: Any, batch_size: int, rng: Any) -> Any:
        x, y = x[:, rng.permutation(x.shape[1])], y[:, rng.permutation(x.shape[1])]
        return [[x[:, i : i + batch_size], y[:, i : i + batch_size]] for i in range(0, x.shape[1], batch_size)]

    assert statuses(student_with(minibatches)) == {"minibatches": Status.WRONG, **DESCENT_FOLLOWS}


def test_minibatch_descent_follows_from_a_wrong_gradient_descent_of_the_student() -> None:
    def uphill(params: Any, grads: Any, lr: float) -> Any:
        return {key: params[key] + lr * grads[key] for key in params}

    descent = descent_through(OURS["minibatches"], uphill)
    student = with_functions(REFERENCE, gradient_descent=uphill, minibatch_descent=descent)
    assert statuses(student) == {"gradient_descent": Status.WRONG, **DESCENT_FOLLOWS}


@pytest.mark.parametrize(
    "make",
    [
        lambda x, y: [],  # noqa: ARG005 - all are called alike
        lambda x, y: None,  # noqa: ARG005
        lambda x, y: [3.0],  # noqa: ARG005
        lambda x, y: [(x[0], y[0])],
        lambda x, y: [(x * np.nan, y)],
        lambda x, y: [(y, x)],
        lambda x, y: [(x,)],  # noqa: ARG005
        lambda x, y: [(x[:, :2], y[:, :3])],
    ],
    ids=["none-at-all", "no-list", "no-pairs", "flat", "nan", "swapped", "without-targets", "unequal"],
)
def test_nothing_follows_from_batches_that_cannot_be_used(make: Any) -> None:
    def minibatch_descent(x: Any, y: Any, params: Any, lr: float, size: int, epochs: int, rng: Any) -> Any:
        now, losses = OURS["minibatch_descent"](x, y, params, lr, size, epochs, rng)
        return {"w": now["w"] + 0.1, "b": now["b"]}, losses

    def minibatches(x: Any, y: Any, size: int, rng: Any) -> Any:  # noqa: ARG001
        return make(x, y)

    found = statuses(with_functions(REFERENCE, minibatches=minibatches, minibatch_descent=minibatch_descent))
    assert found["minibatch_descent.params"] is Status.WRONG
    assert found["minibatches"] in (Status.SHAPE, Status.NOT_FINITE, Status.NOT_IMPLEMENTED)


def test_a_descent_that_never_moves_follows_from_nothing() -> None:
    def minibatch_descent(x: Any, y: Any, params: Any, lr: float, size: int, epochs: int, rng: Any) -> Any:  # noqa: ARG001
        return params, [float(np.mean((params["w"] @ x + params["b"] - y) ** 2))] * epochs

    def standing(params: Any, grads: Any, lr: float) -> Any:  # noqa: ARG001
        return params

    student = with_functions(REFERENCE, gradient_descent=standing, minibatch_descent=minibatch_descent)
    assert set(statuses(student).values()) == {Status.WRONG}


@pytest.mark.parametrize("mean", ["np.mean({})", "np.mean({}, axis=0)", "np.mean({}, axis=1, keepdims=True)"])
@pytest.mark.parametrize(
    ("function", "state", "gradient"),
    [("momentum", "v", "(1 - beta) * grad"), ("rmsprop", "s", "grad**2"), ("adam", "s", "grad**2")],
)
def test_the_step_of_a_state_with_fewer_entries_follows(function: str, state: str, gradient: str, mean: str) -> None:
    """It is the right step from that state, and its shape is right."""
    source = REFERENCE.sources[function]
    assert gradient in source
    other = gradient.replace("grad", mean.format("grad"))
    texts = (source.replace(gradient, other), source.replace(gradient, other).replace("- lr", "- 2 * lr"))
    found = [judged(rewritten(REFERENCE, function, text), REFERENCE) for text in texts]
    once, twice = ({q: v.status for q, v in each.items() if v.score < v.max_score} for each in found)
    assert list(once) == [f"{function}.{state}"]
    assert once[f"{function}.{state}"] is Status.SHAPE
    assert set(twice) == {f"{function}.{state}", f"{function}.params"}


@pytest.mark.parametrize(("function", "name"), [("momentum", "stale-state"), ("rmsprop", ""), ("adam", "stale-state")])
def test_a_step_before_the_state_is_renewed_is_not_said_to_stand_still(function: str, name: str) -> None:
    text = REFERENCE.sources[function]
    for state in "vs":
        text = text.replace(f"new_{state}[key]", f"old_{state}[key]").replace(
            f"old_{state}[key] =", f"new_{state}[key] ="
        )
        text = text.replace(f"old_{state}[key]", f"{state}.get(key, 0.0)")
    assert text != REFERENCE.sources[function]
    found = diagnosed(rewritten(REFERENCE, function, text), REFERENCE)[f"{function}.params"]
    assert found.score == 0
    assert "stay where they are" not in found.message
    assert not name or found.misconceptions == (name,)
