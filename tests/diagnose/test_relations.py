"""Each relation is found on wrong code, is not found on right code, and is not taken for another."""

from __future__ import annotations

import subprocess
import sys
from dataclasses import replace
from typing import Any

import numpy as np
import pytest

from autograder.diagnose.backprop import Backprop, Layer
from autograder.diagnose.candidates import Operand, candidates
from autograder.diagnose.gradient_check import GradientAgreement, check, check_direction
from autograder.diagnose.relations import relate, relation
from tests.diagnose.networks import NETS, M

SEEDS = range(3)
LINE = NETS["linear"].roles
CONSTANTS = {
    "m": M,
    "1/m": 1 / M,
    "2": 2,
    "1/2": 0.5,
    "-1": -1,
    "-m": -M,
    "2 * m": 2 * M,
    "1/2 * 1/m": 0.5 / M,
    "-2 * 1/m": -2 / M,
    "m/n": M / 3,
}
IN_THE_CODE = {
    "last dropped": tuple(NETS),
    "first dropped": tuple(NETS),
    "last only": tuple(NETS),
    "output slope twice": ("logistic", "perceptron"),
    "hidden slope missing": ("nonlinear", "perceptron"),
    "hidden slope twice": ("nonlinear", "perceptron"),
    "hidden slope with z for a": ("nonlinear", "perceptron"),
    "hidden slope at a": ("nonlinear", "perceptron"),
    "weights left out": ("two linear layers", "nonlinear", "perceptron"),
    "updated weights": ("two linear layers", "nonlinear", "perceptron"),
    "z for a": ("nonlinear", "perceptron"),
}


def changed(net: str, seed: int, mistake: str) -> dict[str, Any]:
    """The gradients that come out wrong."""
    one = NETS[net]
    right, wrong = one.grads(*one.draw(seed)), one.grads(*one.draw(seed), mistake)
    return {name: value for name, value in wrong.items() if not np.allclose(value, right[name])}


@pytest.mark.parametrize("net", NETS)
def test_nothing_is_said_of_right_gradients(net: str) -> None:
    for seed in SEEDS:
        network = NETS[net].backprop(seed)
        for quantity, value in NETS[net].grads(*NETS[net].draw(seed)).items():
            assert relation(quantity, value, network) is None
            assert relation(quantity, np.atleast_2d(value) * (1 + 1e-8), network) is None


@pytest.mark.parametrize("net", NETS)
@pytest.mark.parametrize("name", CONSTANTS)
def test_a_constant_is_found_in_every_gradient(net: str, name: str) -> None:
    for seed in SEEDS:
        network = NETS[net].backprop(seed)
        for quantity, value in NETS[net].grads(*NETS[net].draw(seed)).items():
            found = relation(quantity, CONSTANTS[name] * value, network)
            assert found is not None
            assert found.name == f"times {name}"
            assert found.sentence.startswith(f"{quantity} is exactly {name} times the true gradient: think about ")


@pytest.mark.parametrize(("mistake", "net"), [(m, net) for m, nets in IN_THE_CODE.items() for net in nets])
def test_a_mistake_in_the_code_is_found_in_every_gradient_that_it_changes(mistake: str, net: str) -> None:
    for seed in SEEDS:
        network = NETS[net].backprop(seed)
        wrong = changed(net, seed, mistake)
        assert wrong
        for quantity, value in wrong.items():
            found = relation(quantity, value, network)
            if found is None:  # in one number, a learning rate always fits
                assert np.size(value) < 3
                continue
            assert found.name == mistake, (quantity, found)


@pytest.mark.parametrize(("mistake", "net"), [(m, net) for m, nets in IN_THE_CODE.items() for net in nets])
def test_a_mistake_times_a_constant_is_found_where_there_are_numbers_enough(mistake: str, net: str) -> None:
    if mistake == "updated weights":
        pytest.skip("the learning rate is fitted already")
    network = NETS[net].backprop(0)
    for quantity, value in changed(net, 0, mistake).items():
        found = relation(quantity, M * value, network)
        if np.size(value) >= 3:
            assert found is not None
            assert found.name in (f"{mistake}, times m", mistake)


@pytest.mark.parametrize("net", NETS)
def test_mistakes_of_shape_and_sum(net: str) -> None:
    one = NETS[net]
    x, y, params = one.draw(0)
    network, grads = one.backprop(0), one.grads(x, y, params)
    first = network.layers[0]
    weights, bias = f"d{first.names.weights}", f"d{first.names.bias}"
    each = first.delta
    cases = {
        "L2 term": (weights, grads[weights] + 0.1 * params[first.names.weights]),
        "inputs left out": (weights, np.repeat(each.sum(axis=1, keepdims=True), 3, axis=1)),
        "not summed": (bias, each),
        "bias from dW": (bias, np.sum(grads[weights], axis=1, keepdims=True)),
        "zero": (weights, np.zeros_like(grads[weights])),
    }
    if one.hidden:
        cases |= {
            "transposed": (weights, grads[weights].T),
            "wrong axis": (bias, each.sum(axis=0, keepdims=True)),
            "summed over everything": (bias, np.full((4, 1), each.sum())),
        }
    for name, (quantity, value) in cases.items():
        found = relation(quantity, value, network)
        assert found is not None, name
        assert found.name == name


@pytest.mark.parametrize("net", NETS)
def test_noise_is_related_to_nothing(net: str) -> None:
    rng = np.random.default_rng(0)
    for seed in SEEDS:
        network = NETS[net].backprop(seed)
        for quantity, value in NETS[net].grads(*NETS[net].draw(seed)).items():
            assert relation(quantity, value + 1e-3 * rng.standard_normal(np.shape(value)), network) is None


def test_several_cases_have_to_agree() -> None:
    net = NETS["logistic"]
    cases = [(net.grads(*net.draw(seed, m))["db"], net.backprop(seed, m)) for seed, m in ((0, 6), (1, 9))]
    sixfold = relate("db", [(6 * value, network) for value, network in cases], 1e-6)
    assert sixfold is None  # m in the first, nothing in the second
    mfold = relate("db", [(m * value, network) for m, (value, network) in zip((6, 9), cases, strict=True)], 1e-6)
    assert mfold is not None
    assert mfold.name == "times m"


@pytest.mark.parametrize("net", NETS)
def test_a_number_of_examples_that_is_always_the_same_is_found_from_two_cases(net: str) -> None:
    one = NETS[net]
    for quantity in one.grads(*one.draw(0)):
        cases = [(one.grads(*one.draw(s, m))[quantity] * m, one.backprop(s, m)) for s, m in ((0, 6), (1, 9))]
        found = relate(quantity, [(value / 20, network) for value, network in cases], 1e-6)
        assert found is not None
        assert found.name == "fixed examples"
        assert "with 20 examples, however many" in found.sentence
        assert relate(quantity, [(value / 20.5, network) for value, network in cases], 1e-6) is None
        (value, network), _ = cases
        assert relate(quantity, [(value / 20, network)], 1e-6) is None  # of one size, it could be any number


def test_an_l2_term_of_a_single_weight_is_found_from_two_cases() -> None:
    def case(m: int, extra: float, scale: float = 1.0) -> tuple[Any, Backprop]:
        rng = np.random.default_rng(m)
        w, x, delta = scale * rng.uniform(0.5, 2, (1, 1)), rng.standard_normal((1, m)), rng.standard_normal((1, m))
        return float((delta @ x.T + extra * w)[0, 0]), Backprop(LINE, (Layer(LINE.layers[0], w, x, delta),))

    for extra in (lambda _: 0.3, lambda m: -2 / m):
        found = relate("dw", [case(m, extra(m)) for m in (6, 9)])
        assert found is not None
        assert found.name == "L2 term"
    for other in (lambda _: 0.0, lambda m: 0.3 * m, lambda m: 0.3 if m == 6 else 0.31):
        assert relate("dw", [case(m, other(m)) for m in (6, 9)]) is None
    assert relate("dw", [case(6, 0.3)]) is None
    assert relate("dw", [case(6, 0.3), case(6, 0.3)]) is None


@pytest.mark.parametrize(("value", "name"), [(0.0, "zero"), (1e-200, None), (1.0, None), (np.inf, None)])
def test_weights_that_start_at_zero_and_numbers_that_no_float_can_square_break_nothing(
    value: float, name: str | None
) -> None:
    w, x = np.zeros((1, 1)), np.ones((1, 9))
    cases = [(value, Backprop(LINE, (Layer(LINE.layers[0], w, x[:, :m], x[:, :m] / 7),))) for m in (6, 9)]
    found = relate("dw", cases)
    assert (found and found.name) == name


def test_behind_an_activation_that_is_not_known_nothing_is_said_of_its_slope() -> None:
    known = NETS["nonlinear"].backprop(0)
    first, last = known.layers
    bare = replace(first, names=replace(first.names, sigmoid="")), replace(last, before=None)
    unknown = replace(known, layers=bare)
    named = [{c.name for c in candidates(Operand.WEIGHTS, 0, of)} for of in (known, unknown)]
    about_slopes = {"weights left out", "updated weights", "hidden slope missing"}
    assert [about_slopes & names for names in named] == [about_slopes, set()]
    assert relation("dW1", 2 * (first.delta @ first.inputs.T), unknown) is not None


def test_a_name_that_the_network_does_not_have_is_no_relation() -> None:
    assert relation("dW3", np.ones((3, 4)), NETS["nonlinear"].backprop(0)) is None
    assert relation("dW1", np.full((4, 3), np.nan), NETS["nonlinear"].backprop(0)) is None


@pytest.mark.parametrize("net", NETS)
def test_the_numerical_gradient_of_the_own_forward_agrees_with_right_gradients_only(net: str) -> None:
    one = NETS[net]
    x, y, params = one.draw(1)
    function = one.total(x, y)
    for name in params:
        right = one.grads(x, y, params)[f"d{name}"]
        assert check(function, params, name, right).agreement is GradientAgreement.AGREES
        assert check(function, params, name, np.multiply(right, 1 + 1e-5)).agreement is GradientAgreement.DIFFERS


def bumpy(value: float) -> float:
    if value > 2:
        raise ValueError
    return abs(value) if value > -1 else float("nan")


@pytest.mark.parametrize(
    ("at", "reason"),
    [(5e-4, "there is a kink nearby"), (-1.0, "the loss is not finite"), (1.9995, "ValueError at a moved parameter")],
)
def test_where_the_loss_has_a_kink_or_no_value_the_check_is_inconclusive(at: float, reason: str) -> None:
    for given in (1.0, -1.0, 7.0):
        checked = check(lambda p: bumpy(p["b"]), {"b": at}, "b", given)
        assert (checked.agreement, checked.reason) == (GradientAgreement.INCONCLUSIVE, reason)


def test_a_kink_that_is_far_away_does_not_matter() -> None:
    assert check(lambda p: bumpy(p["b"]), {"b": 0.5}, "b", 1.0).agreement is GradientAgreement.AGREES
    assert check(lambda p: bumpy(p["b"]), {"b": 0.5}, "b", 2.0).agreement is GradientAgreement.DIFFERS


def test_one_direction_is_inconclusive_where_every_gradient_is_zero_or_there_is_a_kink() -> None:
    def directed(at: float, given: float) -> GradientAgreement:
        return check_direction(lambda p: bumpy(p["b"]), {"b": at}, {"b": given}, np.random.default_rng(0))

    assert directed(0.5, 1.0) is GradientAgreement.AGREES
    assert directed(0.5, 1.001) is GradientAgreement.DIFFERS
    assert directed(0.5, 0.0) is GradientAgreement.INCONCLUSIVE
    assert directed(5e-4, 1.0) is GradientAgreement.INCONCLUSIVE


def test_notebooks_load_nothing_of_the_course() -> None:
    code = (
        "import sys, numpy; before = set(sys.modules); "
        "import autograder.diagnose.relations, autograder.diagnose.gradient_check, autograder.diagnose.backprop; "
        "print(*sorted(m for m in set(sys.modules) - before))"
    )
    out = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout.split()
    ours = {"relations", "gradient_check", "backprop", "candidates", "constant_factors"}
    assert {m for m in out if m.startswith("autograder")} == {
        "autograder",
        "autograder.diagnose",
        "autograder.declare",
        "autograder.declare.roles",
        *(f"autograder.diagnose.{name}" for name in ours),
    }
    assert all(m.split(".")[0] in ("autograder", *sys.stdlib_module_names, "numpy") for m in out)
