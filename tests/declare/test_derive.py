"""What `derive` reads off right functions: forms, layers and rules, and where it reads nothing."""

from __future__ import annotations

import inspect
import textwrap
from typing import Any

import numpy as np
import pytest

from autograder.declare.derive import NetworkQuantities, derive, observed
from autograder.declare.derived_rules import DerivedRules, rule_of
from autograder.declare.draw import normal
from autograder.declare.forms import Array, Fields, Like, Number, Parts
from autograder.declare.function_body import NotReadError, body_of
from autograder.declare.network import Training
from autograder.declare.network_case import NetworkFunctions
from autograder.declare.problem import Check, Function
from autograder.declare.roles import Dense
from autograder.declare.rule import parameters
from autograder.declare.sliced import sliced
from autograder.declare.underivable import UnderivableError

RANGES = {"n": (3, 5), "m": (5, 9)}


def forward(x: Any, params: Any) -> Any:
    z = params["w"] @ x + params["b"]
    y_hat = squash(z)
    return {"z": z, "y_hat": y_hat}


def squash(z: Any) -> Any:
    return 1 / (1 + np.exp(-z))


def loss(y_hat: Any, y: Any) -> float:
    return float(np.mean((y_hat - y) ** 2))


def backward(x: Any, y: Any, _params: Any, cache: Any) -> Any:
    m = x.shape[1]
    dy_hat = 2 * (cache["y_hat"] - y) / m
    dz = dy_hat * cache["y_hat"] * (1 - cache["y_hat"])
    return {"dy_hat": dy_hat, "dz": dz, "dw": dz @ x.T, "db": float(np.sum(dz))}


def train(x: Any, y: Any, params: Any, lr: float, steps: int) -> Any:
    losses = []
    for _ in range(steps):
        cache = forward(x, params)
        losses.append(loss(cache["y_hat"], y))
        grads = backward(x, y, params, cache)
        params = {name: params[name] - lr * grads["d" + name] for name in params}
    return params, losses


def inputs(rng: np.random.Generator, sizes: dict[str, int]) -> Any:
    params = {"w": normal(rng, 1, sizes["n"]), "b": 0.5}
    return normal(rng, sizes["n"], sizes["m"]), normal(rng, 1, sizes["m"]), params


FUNCTIONS = (forward, loss, backward, train)


def seen() -> NetworkQuantities:
    return observed(NetworkFunctions(*FUNCTIONS), inputs, RANGES)


def test_shapes_are_written_with_the_symbols_of_the_sizes() -> None:
    assert seen().cache == {"z": (1, "m"), "y_hat": (1, "m")}
    assert seen().grads == {"dy_hat": (1, "m"), "dz": (1, "m"), "dw": (1, "n"), "db": ()}


def test_layers_are_found_by_their_numbers() -> None:
    assert seen().layers == (Dense("w", "b", "x", "z", sigmoid="y_hat"),)


def test_a_network_of_another_kind_has_no_layers() -> None:
    def other(x: Any, params: Any) -> Any:
        return {"y_hat": params["w"] @ x * params["b"]}

    functions = NetworkFunctions(other, loss, lambda *_: {"dw": np.zeros((1, 3))}, train)
    assert observed(functions, inputs, RANGES).layers == ()


@pytest.mark.parametrize(("returned", "held"), [({"O": 1.0}, "a dict of O"), (np.ones((1, 3)), "a ndarray")])
def test_predictions_of_another_name_are_declared_otherwise(returned: Any, held: str) -> None:
    functions = NetworkFunctions(lambda *_: returned, loss, backward, train)
    with pytest.raises(UnderivableError, match=f"forward returns {held}, .* 'y_hat' .* by operations"):
        observed(functions, inputs, RANGES)


def test_questions_and_rules_cover_every_quantity() -> None:
    training = Training({"n": 3, "m": 20}, lambda _: 0.1, 20, Check.REFERENCE_LOSS)
    problem = derive(
        name="one", title="One", functions=FUNCTIONS, inputs=inputs, ranges=RANGES, training=training, rules={}
    )
    asked = {q.name for q in problem.questions}
    assert asked - {"loss", "train.converges"} == set(problem.rules)
    assert parameters(problem.rules_of("backward.dz")[0]) == ("dy_hat", "y_hat")


def test_what_is_said_by_hand_counts_instead() -> None:
    training = Training({"n": 3, "m": 20}, lambda _: 0.1, 20, Check.REFERENCE_LOSS)
    own = {"backward.db": lambda dz: dz.sum()}
    problem = derive(
        name="one", title="One", functions=FUNCTIONS, inputs=inputs, ranges=RANGES, training=training, rules=own
    )
    assert problem.rules_of("backward.db") == (own["backward.db"],)


def test_a_call_of_a_function_that_students_write_is_a_call_of_their_own() -> None:
    declared = {
        "forward": Function("forward", ("x", "params"), Fields((Number("z"), Number("y_hat")))),
        "squash": Function("squash", ("z",), Number("squash")),
    }
    rules = DerivedRules(declared, {"forward": forward, "squash": squash}, forward="forward")
    assert rules.texts["forward.y_hat"] == ("__own__('squash', z)", "1 / (1 + np.exp(-z))")
    assert next(rules["forward.y_hat"][0](z=1.0)) == [("squash", 1.0)]
    assert rules["forward.y_hat"][1](z=0.0) == 0.5
    assert "squash" not in rules  # it calls nothing of the student's and has no pieces


STEP = Function("step", ("params", "grads", "v", "lr"), Parts((Like("params", "params"), Like("v", "params"))))


def test_a_loop_that_fills_dicts_is_read_as_comprehensions() -> None:
    source = """
        def step(params, grads, v, lr):
            new, moved = {}, {}
            for key, grad in grads.items():
                half = grad / 2
                moved[key] = v[key] + half
                new[key] = params[key] - lr * moved[key]
            return new, moved
    """
    body = body_of(textwrap.dedent(source), STEP)
    assert set(body.pieces) == {"params", "v"}
    assert body.held == {"new": "new_params", "moved": "new_v"}


@pytest.mark.parametrize(
    "body",
    [
        "if lr:\n        v = {}\n    return params, v",
        "while lr:\n        v.popitem()\n    return params, v",
        "for key in params:\n        v[key] += 1\n    return params, v",
        "last = {}\n    for key in params:\n        last = lr\n    return params, last",
        "made = {}\n    for key in params:\n        last = lr\n        made[key] = last\n    return params, last",
        "made = {}\n    for key in params:\n        made[key] = lr\n        lr += 1\n    return params, made",
    ],
)
def test_a_piece_made_in_another_way_is_not_read(body: str) -> None:
    assert set(body_of(f"def step(params, grads, v, lr):\n    {body}\n", STEP).pieces) == {"params"}


@pytest.mark.parametrize("body", ["return params", "pass", "if lr:\n        return v, v\n    return params, v"])
def test_a_function_that_ends_in_another_way_is_not_read(body: str) -> None:
    with pytest.raises(NotReadError):
        body_of(f"def step(params, grads, v, lr):\n    {body}\n", STEP)


def test_a_rule_asks_for_the_names_that_it_does_not_find() -> None:
    rule = rule_of("np.sum(dz) + squash(float(q)) + sum([i for i in range(2)])", forward)
    assert parameters(rule) == ("dz", "q")
    assert rule(dz=np.ones(3), q=0.0) == 4.5


def looked_up(ids: Any, W: Any, e: Any) -> Any:
    de = W.T @ e
    count = len(ids)
    dE = np.zeros((de.shape[0], count))
    for column, place in enumerate(ids):
        if place >= 0:
            dE[:, place] += de[:, column]
    return {"de": de, "dE": dE, "mean": dE.sum() / count}


LOOKED_UP = Function("looked_up", ("ids", "W", "e"), Fields((Array("de", (2, 3)), Array("dE", (2, 3)), Number("mean"))))


def test_what_a_loop_makes_follows_from_the_other_pieces() -> None:
    rules = DerivedRules({"looked_up": LOOKED_UP}, {"looked_up": looked_up})
    (rule,) = rules["looked_up.dE"]
    assert parameters(rule) == ("ids", "de")
    np.testing.assert_array_equal(rule([2, -1, 0], np.arange(6.0).reshape(2, 3)), [[2, 0, 0], [5, 0, 3]])
    assert rules.texts["looked_up.mean"] == ("dE.sum() / len(ids)",)
    assert "looked_up.de" not in rules


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("    count = len(ids)\n", "    count = len(ids)\n    if not count:\n        return None\n"),
        ("    count = len(ids)\n", "    count = len(ids)\n    de *= 2\n"),
    ],
)
def test_a_piece_that_changes_later_or_an_early_end_gives_no_such_rule(old: str, new: str) -> None:
    source = textwrap.dedent(inspect.getsource(looked_up))
    assert sliced(LOOKED_UP, "dE", source.replace(old, new), looked_up) is None
