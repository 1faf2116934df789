"""What is particular to the scalar operations and to the exercises: derivatives, values checked by hand, draws."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import Any

import jupytext
import numpy as np
import pytest

from autograder.declare.problem import Call, Case
from autograder.declare.reference import Reference, load
from autograder.judge.numeric import Agreement, compare, complex_step
from autograder.judge.probes import draw_cases
from autograder.plain.evidence import Probe
from autograder.report.status import Status
from tests.inside import judged, with_functions
from tests.solutions.common import student

SOLUTIONS = Path(__file__).parents[2] / "solutions"
SCALAR, SHEET = load(SOLUTIONS, "scalar_operations"), load(SOLUTIONS, "exercises")
OPS, ANSWERS = SCALAR.namespace, SHEET.namespace
PAIRS = ("add", "multiply", "divide", "maximum")
SINGLES = ("square", "exp", "log", "sigmoid", "tanh", "relu")
SEEDS = range(50)
REACH = 2e-3
"""How far the 4-point rule steps."""
KINK = 1e-2


@cache
def cases(name: str, seed: int) -> tuple[Case, ...]:
    return draw_cases({"scalar_operations": SCALAR, "exercises": SHEET}[name].problem, seed)


def calls(of: Reference, function: str) -> list[Call]:
    return [k for seed in SEEDS for case in cases(of.problem.name, seed) for k in case.calls if k.function == function]


def statuses(of: Reference, **functions: Any) -> dict[str, Status]:
    verdicts = judged(with_functions(of, **functions), of)
    return {q: v.status for q, v in verdicts.items() if v.status is not Status.CORRECT}


def named(of: Reference, question: str, **functions: Any) -> tuple[str, ...]:
    return judged(with_functions(of, **functions), of)[question].misconceptions


# Derivatives of the operations


def four_point(function: Callable[[Any], Any], at: Any, step: float = REACH / 2) -> Any:
    gradient = np.zeros(at.shape)
    for index in np.ndindex(at.shape):
        values = []
        for steps in (-2, -1, 1, 2):
            moved = at.copy()
            moved[index] += steps * step
            values.append(function(moved))
        gradient[index] = (values[0] - 8 * values[1] + 8 * values[2] - values[3]) / (12 * step)
    return gradient


def moved_by(op: str, dz: Any, inputs: tuple[Any, ...], which: int) -> Callable[[Any], Any]:
    """The loss whose upstream gradient is dz, as a function of one input."""

    def loss(value: Any) -> Any:
        return np.sum(dz * OPS[op](*inputs[:which], value, *inputs[which + 1 :]))

    return loss


@pytest.mark.parametrize("op", [*PAIRS, *SINGLES])
def test_every_operation_passes_back_the_derivative_by_each_input(op: str) -> None:
    for call in calls(SCALAR, f"{op}_backward")[:12]:
        dz, *inputs = call.args
        answer = SCALAR.answer(Probe(call.function, call.args))
        gradients = answer if op in PAIRS else (answer,)
        for which, gradient in enumerate(gradients):
            loss = moved_by(op, dz, tuple(inputs), which)
            if op not in ("maximum", "relu"):  # a comparison is no function of a complex number
                assert compare(gradient, complex_step(loss, inputs[which])).agreement is Agreement.CORRECT
            assert np.allclose(gradient, four_point(loss, inputs[which]), rtol=1e-6, atol=1e-8)


def test_the_neuron_passes_back_the_derivative_by_each_input() -> None:
    for call in calls(SCALAR, "neuron_backward"):
        dz, *inputs = call.args
        for which, gradient in enumerate(SCALAR.answer(Probe(call.function, call.args))):
            loss = moved_by("neuron", dz, tuple(inputs), which)
            assert np.allclose(gradient, four_point(loss, np.asarray(inputs[which])), rtol=1e-6, atol=1e-9)


@pytest.mark.parametrize(
    ("op", "inputs", "value", "gradients"),
    [
        ("add", (2.0, 5.0), 7.0, (0.5, 0.5)),
        ("multiply", (2.0, 5.0), 10.0, (2.5, 1.0)),
        ("divide", (6.0, 2.0), 3.0, (0.25, -0.75)),
        ("maximum", (2.0, 5.0), 5.0, (0.0, 0.5)),
        ("square", (3.0,), 9.0, (3.0,)),
        ("exp", (0.0,), 1.0, (0.5,)),
        ("log", (2.0,), np.log(2), (0.25,)),
        ("sigmoid", (0.0,), 0.5, (0.125,)),
        ("tanh", (0.0,), 0.0, (0.5,)),
        ("relu", (-3.0,), 0.0, (0.0,)),
        ("relu", (3.0,), 3.0, (0.5,)),
    ],
)
def test_operations_at_points_that_are_known_by_heart(
    op: str, inputs: tuple[float, ...], value: float, gradients: tuple[float, ...]
) -> None:
    arrays = [np.array([v]) for v in inputs]
    assert OPS[op](*arrays) == pytest.approx([value])
    answer = OPS[f"{op}_backward"](np.array([0.5]), *arrays)
    assert np.array([answer]).reshape(-1) == pytest.approx(list(gradients))


def test_the_neuron_at_a_point_that_is_known_by_heart() -> None:
    w, x = np.array([1.0, -2.0]), np.array([3.0, 1.0])
    assert OPS["neuron"](w, x, -1.0) == 0.5
    dw, dx, db = OPS["neuron_backward"](8.0, w, x, -1.0)
    assert (dw.tolist(), dx.tolist(), db) == ([6.0, 2.0], [2.0, -4.0], 2.0)


# Draws


def test_inputs_stay_away_from_kinks_poles_and_the_end_of_the_logarithm() -> None:
    for backward in ("", "_backward"):
        for op in (*PAIRS, *SINGLES):
            for call in calls(SCALAR, op + backward):
                *_, x = call.args
                match op:
                    case "relu":
                        assert np.min(np.abs(x)) > KINK
                        assert np.min(x) < 0 < np.max(x)
                    case "maximum":
                        apart = x - call.args[-2]
                        assert np.min(np.abs(apart)) > KINK
                        assert np.min(apart) < 0 < np.max(apart)
                    case "divide":
                        assert np.min(np.abs(x)) > 0.3
                    case "log":
                        assert np.min(x) > 0.01
                assert np.max(np.abs(x)) <= 200


def test_arrays_have_two_axes_mostly_and_one_axis_once() -> None:
    for op in (*PAIRS, *SINGLES):
        axes = [
            call.args[0].ndim for case in cases("scalar_operations", 3) for call in case.calls if call.function == op
        ]
        assert sorted(axes) == [1, 2, 2]


def test_upstream_gradients_are_never_constant() -> None:
    for op in (*PAIRS, *SINGLES):
        for call in calls(SCALAR, f"{op}_backward"):
            assert np.std(call.args[0]) > 0.1


def test_neurons_do_not_saturate() -> None:
    for call in calls(SCALAR, "neuron"):
        assert 0.01 < SCALAR.answer(Probe("neuron", call.args)) < 0.99


def test_the_circuits_gate_is_drawn_open_both_ways_and_never_at_a_tie() -> None:
    for seed in SEEDS:
        gates = [
            k.args[1] - k.args[2] for c in cases("exercises", seed) for k in c.calls if k.function == "max_circuit"
        ]
        assert min(gates) < -KINK
        assert max(gates) > KINK


def test_pre_activations_of_the_relu_layer_stay_away_from_the_kink() -> None:
    for call in calls(SHEET, "relu_layer_backward"):
        _, x, W, b = call.args
        assert np.min(np.abs(W @ x + b)) > KINK


def test_steps_are_drawn_with_and_without_overshooting_and_far_from_a_whole_number() -> None:
    for seed in SEEDS:
        rates = [
            1 - np.prod(k.args) for c in cases("exercises", seed) for k in c.calls if k.function == "steps_to_halve"
        ]
        assert min(rates) < 0 < max(rates)
        for rate in rates:
            exact = np.log(0.5) / np.log(abs(rate))
            assert abs(exact - np.round(exact)) > 0.05


def test_the_bowls_are_symmetric_with_positive_curvatures() -> None:
    for (A,) in (call.args for call in calls(SHEET, "largest_learning_rate")):
        assert np.array_equal(A, A.T)
        assert np.min(np.linalg.eigvalsh(A)) > 0.3


# The exercises, checked by hand


@pytest.mark.parametrize(
    ("function", "args", "answer"),
    [
        ("max_circuit", (1.0, 2.0, -1.0), (2.0, 5.0, 0.0)),
        ("max_circuit", (1.0, 2.0, 4.0), (4.0, 4.0, 3.0)),
        ("softmax", (np.log([[1.0], [3.0]]),), [[0.25], [0.75]]),
        (
            "regularized_gradient",
            (np.array([[1.0, 2.0]]), np.array([[3.0, -5.0]]), 0.4, 2),
            [[1.6, 1.0]],
        ),
        ("largest_learning_rate", (np.diag([4.0, 1.0]),), 0.5),
        ("largest_learning_rate", (np.array([[2.0, 1.0], [1.0, 2.0]]),), 2 / 3),
        ("momentum_limit", (3.0, 0.1, 0.9), (3.0, 0.3)),
        ("steps_to_halve", (0.1, 3.0), 2),
        ("steps_to_halve", (1.0, 1.9), 7),
        ("shared_weight_gradient", (0.0, 5.0), 0.0),
        ("log_sum_exp", (np.log([[1.0, 2.0], [3.0, 6.0]]),), np.log([[4.0, 8.0]])),
    ],
)
def test_exercises_of_one_result_checked_by_hand(function: str, args: tuple[Any, ...], answer: Any) -> None:
    assert np.allclose(ANSWERS[function](*args), answer, rtol=1e-12)


def test_cross_entropy_checked_by_hand() -> None:
    z, y = np.log([[1.0, 1.0], [3.0, 1.0]]), np.array([[0.0, 1.0], [1.0, 0.0]])
    loss, dz = ANSWERS["softmax_cross_entropy"](z, y)
    assert loss == pytest.approx((np.log(4 / 3) + np.log(2)) / 2)
    assert np.allclose(dz, [[0.125, -0.25], [-0.125, 0.25]])


def test_the_relu_layer_checked_by_hand() -> None:
    da, x = np.array([[1.0, 10.0]]), np.array([[2.0, 1.0], [1.0, -3.0]])
    W, b = np.array([[1.0, 2.0]]), np.array([[1.0]])  # z = (5, -4)
    grads = ANSWERS["relu_layer_backward"](da, x, W, b)
    assert {name: g.tolist() for name, g in grads.items()} == {
        "dz": [[1.0, 0.0]],
        "dW": [[2.0, 1.0]],
        "db": [[1.0]],
        "dx": [[1.0, 0.0], [2.0, 0.0]],
    }


def test_the_broadcast_sum_checked_by_hand() -> None:
    db, dc, dd = ANSWERS["broadcast_backward"](np.array([[1.0, 2.0, 3.0], [4.0, 5.0, 6.0]]))
    assert (db.tolist(), dc.tolist(), dd) == ([[6.0], [15.0]], [[5.0, 7.0, 9.0]], 21.0)


def test_the_collapsed_layer_checked_by_hand_and_by_use() -> None:
    W, b = ANSWERS["collapse"](*(np.array([[v]]) for v in (2.0, 1.0, 3.0, -5.0)))
    assert (W.item(), b.item()) == (6.0, -2.0)
    for call in calls(SHEET, "collapse"):
        W1, b1, W2, b2 = call.args
        x = np.random.default_rng(1).standard_normal((W1.shape[1], 3))
        W, b = ANSWERS["collapse"](*call.args)
        assert np.allclose(W @ x + b, W2 @ (W1 @ x + b1) + b2)


def test_shapes_are_those_of_the_arrays_themselves() -> None:
    shapes = ANSWERS["gradient_shapes"](5, 3, 2, 50)
    W1, b1, W2 = np.ones((3, 5)), np.ones((3, 1)), np.ones((2, 3))
    a1 = W1 @ np.ones((5, 50)) + b1
    assert shapes == {"dW1": W1.shape, "db1": b1.shape, "da1": a1.shape, "dW2": W2.shape}
    assert (W2 @ a1).shape == (2, 50)


def test_the_neuron_gradient_checked_by_hand() -> None:
    dw, db = ANSWERS["neuron_gradient"](np.array([1.0, -2.0]), -1.0, np.array([3.0, 1.0]), 1.0)
    assert np.allclose(dw, [-0.75, -0.25])
    assert db == pytest.approx(-0.25)


@pytest.mark.parametrize(
    ("function", "which", "piece", "forward"),
    [
        ("max_circuit", 1, 1, lambda p, q, r: (p + q) * np.maximum(q, r)),
        ("softmax_cross_entropy", 0, 1, lambda z, y: ANSWERS["softmax_cross_entropy"](z, y)[0]),
        ("shared_weight_gradient", 0, None, lambda w, x: np.tanh(w * np.tanh(w * x))),
        ("neuron_gradient", 0, 0, lambda w, b, x, y: (OPS["neuron"](w, x, b) - y) ** 2),
        ("neuron_gradient", 1, 1, lambda w, b, x, y: (OPS["neuron"](w, x, b) - y) ** 2),
    ],
)
def test_gradients_of_the_sheet_are_derivatives(
    function: str, which: int, piece: int | None, forward: Callable[..., Any]
) -> None:
    for call in calls(SHEET, function)[:20]:
        answer = SHEET.answer(Probe(function, call.args))

        def loss(value: Any, args: tuple[Any, ...] = call.args) -> Any:
            return forward(*args[:which], value, *args[which + 1 :])

        want = four_point(loss, np.asarray(call.args[which], np.float64))
        assert np.allclose(answer if piece is None else answer[piece], want, rtol=1e-6, atol=1e-8)


@pytest.mark.parametrize(("name", "which"), [("dx", 1), ("dW", 2), ("db", 3)])
def test_gradients_of_the_relu_layer_are_derivatives(name: str, which: int) -> None:
    for call in calls(SHEET, "relu_layer_backward")[:6]:
        da, *layer = call.args

        def loss(value: Any, args: tuple[Any, ...] = call.args) -> Any:
            upstream, x, W, b = [value if i == which else given for i, given in enumerate(args)]
            return np.sum(upstream * np.maximum(W @ x + b, 0))

        want = four_point(loss, layer[which - 1])
        assert np.allclose(SHEET.answer(Probe(call.function, call.args))[name], want, rtol=1e-6, atol=1e-8)
        assert da.shape == (len(layer[1]), layer[0].shape[1])


def test_the_stable_learning_rate_is_where_gradient_descent_turns() -> None:
    for (A,) in (call.args for call in calls(SHEET, "largest_learning_rate")[:10]):
        limit = ANSWERS["largest_learning_rate"](A)
        for share, grows in ((0.98, False), (1.02, True)):
            w = np.arange(1.0, len(A) + 1)
            for _ in range(800):
                w = w - share * limit * A @ w
            assert (np.linalg.norm(w) > 1) is np.bool_(grows)


def test_momentum_really_goes_to_its_limits() -> None:
    for g, lr, beta in (call.args for call in calls(SHEET, "momentum_limit")[:10]):
        summed = averaged = 0.0
        for _ in range(2000):
            summed, averaged = beta * summed + g, beta * averaged + (1 - beta) * g
        assert np.allclose(ANSWERS["momentum_limit"](g, lr, beta), (lr * summed, lr * averaged))


def test_the_number_of_steps_is_the_first_that_is_enough() -> None:
    for lr, lam in (call.args for call in calls(SHEET, "steps_to_halve")):
        steps = int(ANSWERS["steps_to_halve"](lr, lam))
        rate = abs(1 - lr * lam)
        assert rate**steps <= 0.5 < rate ** (steps - 1)


def test_the_central_difference_is_near_the_softmax_but_not_the_softmax() -> None:
    for z, h in (call.args for call in calls(SHEET, "numerical_gradient")):
        error = np.abs(ANSWERS["numerical_gradient"](z, h) - ANSWERS["softmax"](z)).max()
        assert 1e-5 < error < 1e-2


# What follows from whose mistake


def test_the_neuron_and_its_gradients_follow_from_a_wrong_sigmoid_of_the_student() -> None:
    written = {
        "sigmoid": "def sigmoid(x):\n    return 1 / (1 + np.exp(x))",
        "sigmoid_backward": "def sigmoid_backward(dz, x):\n    return dz * sigmoid(x) * (1 + sigmoid(x))",
        "neuron": "def neuron(w, x, b):\n    return sigmoid(w @ x + b)",
        "neuron_backward": """
def neuron_backward(dz, w, x, b):
    du = sigmoid_backward(dz, w @ x + b)
    return du * x, du * w, du
""",
    }
    of = SCALAR
    for name, source in written.items():
        of = student(of, name, source)
    found = {q: v.status for q, v in judged(of, SCALAR).items() if v.status is not Status.CORRECT}
    assert found == {
        "sigmoid": Status.WRONG,
        "sigmoid_backward": Status.WRONG,
        "neuron": Status.FOLLOWS,
        "neuron_backward.db": Status.FOLLOWS,
        "neuron_backward.dw": Status.FOLLOWS,
        "neuron_backward.dx": Status.FOLLOWS,
    }


@pytest.mark.parametrize(
    ("op", "wrong", "backward"),
    [
        ("exp", lambda x: 2.0**x, lambda dz, x: dz * 2.0**x),
        ("tanh", lambda x: np.tanh(x / 2), lambda dz, x: dz * (1 - np.tanh(x / 2) ** 2)),
        ("sigmoid", lambda x: np.tanh(x) ** 2, lambda dz, x: dz * np.tanh(x) ** 2 * (1 - np.tanh(x) ** 2)),
    ],
)
def test_a_backward_that_uses_its_own_wrong_forward_follows(op: str, wrong: Any, backward: Any) -> None:
    found = statuses(SCALAR, **{op: wrong, f"{op}_backward": backward})
    assert found[op] is Status.WRONG
    assert found[f"{op}_backward"] is Status.FOLLOWS


def test_zeros_of_the_neuron_follow_from_nothing() -> None:
    def neuron_backward(dz: Any, w: Any, x: Any, b: Any) -> Any:  # noqa: ARG001
        return 0 * x, 0 * w, 0.0

    found = statuses(SCALAR, neuron_backward=neuron_backward)
    assert set(found.values()) == {Status.WRONG}
    assert len(found) == 3


def test_the_slope_at_a_kink_does_not_matter() -> None:
    def relu_backward(dz: Any, x: Any) -> Any:
        return np.where(x >= 0, dz, 0)

    def maximum_backward(dz: Any, x: Any, y: Any) -> Any:
        return np.where(x >= y, dz, 0), np.where(y >= x, dz, 0)

    assert statuses(SCALAR, relu_backward=relu_backward, maximum_backward=maximum_backward) == {}


def test_cross_entropy_follows_from_a_wrong_softmax() -> None:
    def softmax(z: Any) -> Any:
        return np.exp(z) / np.exp(z).sum(axis=1, keepdims=True)

    def softmax_cross_entropy(z: Any, y: Any) -> Any:
        return -(y * np.log(softmax(z))).sum() / z.shape[1], (softmax(z) - y) / z.shape[1]

    assert statuses(SHEET, softmax=softmax, softmax_cross_entropy=softmax_cross_entropy) == {
        "softmax": Status.WRONG,
        "softmax_cross_entropy.loss": Status.FOLLOWS,
        "softmax_cross_entropy.dz": Status.FOLLOWS,
    }


def test_a_numerical_gradient_follows_from_a_wrong_log_sum_exp() -> None:
    def log_sum_exp(z: Any) -> Any:
        return np.sum(np.exp(z), axis=0, keepdims=True)

    def numerical_gradient(z: Any, h: Any) -> Any:
        moves = h * np.eye(len(z))
        return ((log_sum_exp(z + moves) - log_sum_exp(z - moves)) / (2 * h)).T

    found = statuses(SHEET, log_sum_exp=log_sum_exp, numerical_gradient=numerical_gradient)
    assert found == {"log_sum_exp": Status.WRONG, "numerical_gradient": Status.FOLLOWS}


def test_a_number_of_steps_counted_in_a_loop_is_right_and_a_forgotten_overshoot_is_named() -> None:
    def counted(lr: Any, lam: Any) -> Any:
        distance, steps = 1.0, 0
        while abs(distance) > 0.5:
            distance, steps = distance * (1 - lr * lam), steps + 1
        return steps

    assert statuses(SHEET, steps_to_halve=counted) == {}
    late = named(SHEET, "steps_to_halve", steps_to_halve=lambda lr, lam: np.ceil(np.log(0.5) / np.log(1 - lr * lam)))
    assert late == ("overshoot-forgotten",)


def test_exact_softmax_for_the_measured_gradient_is_named() -> None:
    made = named(SHEET, "numerical_gradient", numerical_gradient=lambda z, h: ANSWERS["softmax"](z))  # noqa: ARG005
    assert made == ("exact-for-numerical",)


def test_shapes_in_any_row_of_numbers_are_right_and_shapes_with_one_axis_are_named() -> None:
    def gradient_shapes(n: int, k: int, q: int, m: int) -> Any:
        return {"dW1": [k, n], "db1": np.array([k, 1]), "da1": (k, m), "dW2": np.ones((q, k)).shape}

    def flat(n: int, k: int, q: int, m: int) -> Any:
        return {**gradient_shapes(n, k, q, m), "db1": (k,)}

    assert statuses(SHEET, gradient_shapes=gradient_shapes) == {}
    assert statuses(SHEET, gradient_shapes=flat) == {"gradient_shapes.db1": Status.SHAPE}
    assert named(SHEET, "gradient_shapes.db1", gradient_shapes=flat) == ("bias-flattened",)


# Messages


def test_a_message_names_the_sizes_of_its_own_arrays_though_another_function_has_them_as_arguments() -> None:
    verdicts = judged(with_functions(SHEET, log_sum_exp=np.sum, softmax=np.transpose), SHEET)
    case = next(c for c in cases("exercises", 1) if any(k.function == "softmax" for k in c.calls))
    k, m = case.sizes["k"], case.sizes["m"]
    assert verdicts["softmax"].message == f"softmax(): got shape ({m}, {k}), expected (k, m) = ({k}, {m}); k={k}, m={m}"


def test_a_message_of_a_case_without_sizes_ends_without_them() -> None:
    verdicts = judged(with_functions(SHEET, max_circuit=lambda p, q, r: (p, None, np.nan)), SHEET)  # noqa: ARG005
    assert verdicts["max_circuit.dp"].message == "max_circuit(): dp differs from the expected value."
    assert verdicts["max_circuit.dq"].message == "max_circuit(): dq: got None, expected a number"
    assert verdicts["max_circuit.dr"].message == "max_circuit(): dr is nan."


# The sheet as a notebook


def test_every_exercise_has_a_solution_after_its_functions_and_nothing_else_is_tagged_so() -> None:
    cells = jupytext.read(SOLUTIONS / "exercises.py", fmt="py:percent").cells
    solutions = [i for i, cell in enumerate(cells) if "solution" in cell.metadata.get("tags", [])]
    headings = [i for i, cell in enumerate(cells) if cell.source.startswith("## ")]
    assert len(headings) == len(solutions) == 13
    for start, end in zip(headings, solutions, strict=True):
        assert cells[end].cell_type == "markdown"
        assert cells[end].source.startswith("**Solution.**")
        assert all(cell.source.startswith("def ") for cell in cells[start + 1 : end])
    assert [int(cells[i].source.split(".")[0].removeprefix("## ")) for i in headings] == list(range(1, 14))
