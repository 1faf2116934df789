"""What `operations` derives from pairs of functions."""

from __future__ import annotations

import itertools
import re
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from autograder.declare.draw import DrawError, normal, number, sizes
from autograder.declare.forms import Array, Number, Parts, Series
from autograder.declare.operations import operations
from autograder.declare.problem import Check, InapplicableError


def scaled(x: Any, c: Any) -> Any:
    return c * x


def scaled_backward(du: Any, x: Any, c: Any) -> Any:
    return du * c, float(np.sum(du * x))


PROBLEM = operations(
    name="scaled",
    title="Scaled",
    functions=((scaled, scaled_backward),),
    inputs=lambda rng, sizes: (normal(rng, sizes["n"], sizes["m"]), number(rng)),
    ranges={"n": (3, 5), "m": (6, 9)},
    points={"scaled": 0.5},
)


def test_forms_questions_and_roles_come_from_the_functions() -> None:
    assert PROBLEM.function("scaled").result == Array("value", ("n", "m"))
    assert PROBLEM.function("scaled_backward").result == Parts((Array("dx", ("n", "m")), Number("dc")))
    assert {q.name: q.points for q in PROBLEM.questions} == {
        "scaled": 0.5,
        "scaled_backward.dx": 1.0,
        "scaled_backward.dc": 1.0,
    }
    (operation,) = PROBLEM.roles.operations
    assert operation.gradients == {"dx": "x", "dc": "c"}


def test_two_cases_have_no_size_in_common() -> None:
    first, second = PROBLEM.cases(np.random.default_rng(3))
    assert not {*first.sizes.items()} & {*second.sizes.items()}
    assert all(call.check is Check.VALUE for case in (first, second) for call in case.calls)


def cell(x: Any, h: Any, params: Any) -> Any:
    h_next = np.tanh(params["W"] @ x + h)
    gate = h_next * h
    return {"h_next": h_next, "gate": gate}


def cell_backward(dgate: Any, dh_next: Any, x: Any, h: Any, params: Any, cache: Any) -> Any:
    da = (dh_next + dgate * h) * (1 - cache["h_next"] ** 2)
    dh = da + dgate * cache["h_next"]
    dW = da @ x.T
    return {"da": da, "dh": dh, "dW": dW, "dx": params["W"].T @ da}


def run(xs: Any, h: Any, params: Any) -> Any:
    hs, norms = [], []
    for x in xs:
        h = cell(x, h, params)["h_next"]
        hs.append(h)
        norms.append(float(np.sum(h**2)))
    states = np.array(hs)
    return states, norms


def cells(rng: Any, sizes: Any) -> Any:
    n, k, m = sizes["n"], sizes["k"], sizes["m"]
    xs = normal(rng, 3, n, m)
    return {"x": xs[0], "xs": xs, "h": normal(rng, k, m), "params": {"W": normal(rng, k, n)}, "steps": 3}


RANGES = {"n": (4, 5), "k": (6, 7), "m": (8, 9)}
CELL = operations(name="cell", title="Cell", functions=((cell, cell_backward), run), inputs=cells, ranges=RANGES)


def test_several_gradients_come_in_and_entries_of_a_dict_have_gradients() -> None:
    (operation,) = CELL.roles.operations
    assert operation.upstreams == {"dgate": "gate", "dh_next": "h_next"}
    assert operation.gradients == {"dh": "h", "dW": "W", "dx": "x"}
    assert operation.params == "params"
    backward = CELL.function("cell_backward")
    assert backward.recomputed == {"cache": ("cell", ("x", "h", "params"))}
    assert backward.pieces["dW"] == Array("dW", ("k", "n"))


def test_a_whole_number_that_no_function_takes_is_a_size() -> None:
    assert CELL.function("run").pieces == {
        "states": Array("states", ("steps", "k", "m")),
        "norms": Series("norms", "steps"),
    }
    assert all(case.sizes["steps"] == 3 for case in CELL.cases(np.random.default_rng(0)))


def test_a_loop_that_calls_others_follows_from_the_students_own() -> None:
    (rule,) = CELL.rules_of("run.states")
    given = CELL.bind(next(c for c in CELL.cases(np.random.default_rng(0))[0].calls if c.function == "run"))
    steps = rule(**given)
    asked = next(steps)
    for _ in range(2):
        ((_, _, h, _),) = asked
        asked = steps.send([{"h_next": h + 1, "gate": h}])
    assert asked[0][0] == "cell"
    with pytest.raises(StopIteration) as end:
        steps.send([{"h_next": asked[0][2] + 1, "gate": h}])
    np.testing.assert_allclose(end.value.value, [given["h"] + 1, given["h"] + 2, given["h"] + 3])


def test_nothing_follows_where_the_function_fails_with_the_students_own() -> None:
    (rule,) = CELL.rules_of("run.states")
    given = CELL.bind(next(c for c in CELL.cases(np.random.default_rng(0))[0].calls if c.function == "run"))
    steps = rule(**given)
    next(steps)
    with pytest.raises(InapplicableError):
        steps.send([{"gate": 1.0}])


def wrong_cell_backward(dout: Any, x: Any, h: Any, params: Any) -> Any:
    return {"dx": params["W"].T @ dout + x, "dh": h}


def no_names(x: Any, h: Any) -> Any:
    return x + 1, h + 1


def a_text(x: Any) -> Any:
    return str(x)


def a_cache(x: Any) -> Any:
    cache = (x, 2)
    return x, cache


def cell_without_h(dgate: Any, x: Any, params: Any, xs: Any) -> Any:
    return {"dx": x * np.sum(dgate) + 0 * len(params) * len(xs)}


def unknown(x: Any, q: Any) -> Any:
    return x * q


def a_list(x: Any) -> Any:
    return [float(v) for v in x[0]][:2]


@pytest.mark.parametrize(
    ("functions", "said"),
    [
        (((cell, wrong_cell_backward),), "takes no gradient of what cell returns; name an argument dh_next, dgate"),
        (((cell, cell_without_h),), "cell_without_h has no argument 'h', which cell takes"),
        ((no_names,), "no_names returns 2 values without names; put each into a variable"),
        ((a_text,), "a_text returns a str; return arrays, numbers"),
        (
            (a_cache,),
            "a_cache returns a tuple as 'cache'; return arrays, numbers, a dict of these or a tuple with names. What",
        ),
        ((unknown,), "unknown takes 'q', which inputs() does not draw and no earlier function returns"),
        ((a_list,), "a_list returns 2 numbers as 'value', but no size and no argument is 2"),
    ],
)
def test_what_cannot_be_told_is_said(functions: Any, said: str) -> None:
    with pytest.raises(ValueError, match=re.escape(said)):
        operations(name="cell", title="Cell", functions=functions, inputs=cells, ranges=RANGES)


PIECES = {"dS": "dS", "dQ": "dS @ K", "dK": "dS.T @ Q", "dV": "A.T @ dout"}
BACKWARD = """
import numpy as np

def mix(Q, K, V):
    {first}
    {second}
    return {made}

def mix_backward(dout, Q, K, V):
    A = Q @ K.T
    dS = dout @ V.T
    dQ, dK, dV = dS @ K, dS.T @ Q, A.T @ dout
    return {back}

def norm(V, limit):
    r = np.sum(V * V)
    return r * limit

def norm_backward(dr, V, limit):
    return 2 * dr * V * limit
"""


@pytest.mark.parametrize("back", [*map(", ".join, itertools.permutations(PIECES)), "dK, dV, dQ"][::4])
@pytest.mark.parametrize("made", ["A, out", "out, A"])
def test_the_order_and_the_number_of_what_is_returned_change_nothing(made: str, back: str, tmp_path: Path) -> None:
    path = tmp_path / "given.py"
    path.write_text(BACKWARD.format(first="A = Q @ K.T", second="out = A @ V", made=made, back=back))
    names = dict[str, Any]()
    exec(compile(path.read_text(), str(path), "exec"), names)

    def inputs(rng: Any, s: Any) -> Any:
        of = {"Q": (s["t"], s["d"]), "K": (s["t"], s["d"]), "V": (s["t"], s["v"])}
        return {name: normal(rng, *shape) for name, shape in of.items()} | {"limit": 0.5}

    problem = operations(
        name="given",
        title="Given",
        functions=((names["mix"], names["mix_backward"]), (names["norm"], names["norm_backward"])),
        inputs=inputs,
        ranges={"t": (4, 6), "d": (3, 5), "v": (2, 6)},
    )
    both, single = problem.roles.operations
    assert both.gradients == {"dQ": "Q", "dK": "K", "dV": "V"}
    assert single.gradients == {"": "V"}
    assert list(problem.function("mix_backward").pieces) == back.split(", ")
    asked = [q.name for q in problem.questions]
    assert asked.index("mix.A") < asked.index("mix.out")
    if "dS" in back:
        first = asked.index("mix_backward.dS")
        assert all(first < asked.index(f"mix_backward.{name}") for name in ("dQ", "dK"))


def stored(params: Any, grads: Any, sums: Any) -> Any:
    sums = {k: sums[k] + grads[k] ** 2 for k in params}
    params = {k: params[k] - grads[k] / np.sqrt(sums[k]) for k in params}
    return params, sums


def test_a_value_under_the_name_of_an_argument_is_followed_from() -> None:
    def inputs(rng: Any, s: Any) -> Any:
        return {name: {"W": normal(rng, s["n"], s["m"])} for name in ("params", "grads", "sums")}

    problem = operations(name="s", title="S", functions=(stored,), inputs=inputs, ranges={"n": (2, 4), "m": (3, 6)})
    assert [q.name for q in problem.questions] == ["stored.sums", "stored.params"]
    (rule,) = problem.rules_of("stored.params")
    one = {"W": np.full((2, 2), 4.0)}
    assert np.all(rule(params=one, grads=one, new_sums=one)["W"] == 2.0)


def pooled(x: Any, pool: Any) -> Any:
    return x[:, :: pool["stride"]]


def pooled_backward(dout: Any, x: Any, pool: Any) -> Any:
    grown = np.zeros_like(x)
    grown[:, :: pool["stride"]] = dout
    return grown


def halves(rng: Any, sizes: Any) -> Any:
    width = 2 * sizes["w"] - 1
    return {"x": normal(rng, sizes["n"], width), "pool": {"stride": 2}, "width": width}


def halved(n: tuple[int, int]) -> Any:
    return operations(
        name="pooled",
        title="Pooled",
        functions=((pooled, pooled_backward),),
        inputs=halves,
        ranges={"n": n, "w": (3, 6)},
    )


def test_whole_numbers_in_a_dict_have_no_gradient() -> None:
    (operation,) = halved((2, 4)).roles.operations
    assert operation.gradients == {"": "x"}
    assert not operation.params


def test_sizes_that_follow_from_others_differ_too() -> None:
    problem = halved((2, 12))
    drawn = [case.sizes for seed in range(30) for case in problem.cases(np.random.default_rng(seed))]
    assert all(len({*sizes.values()}) == 3 for sizes in drawn)


def test_sizes_of_many_symbols_are_drawn_at_once() -> None:
    many = dict.fromkeys("abcdefghijkl", (2, 20))
    of = sizes(np.random.default_rng(0), **many)
    assert len({*of.values()}) == 12
    with pytest.raises(DrawError, match="no different sizes"):
        sizes(np.random.default_rng(0), **dict.fromkeys("abcdefghijkl", (2, 9)))


def scaled_often(x: Any, factor: Any, steps: Any) -> Any:
    sums = []
    for _ in range(steps):
        x = x * factor
        sums.append(float(np.sum(x)))
    return x, sums


@pytest.mark.parametrize("steps", [3, 4, 5])
def test_a_list_is_as_long_as_an_argument_says_although_a_size_may_be_the_same(steps: int) -> None:
    problem = operations(
        name="often",
        title="Often",
        functions=(scaled_often,),
        inputs=lambda rng, of: {
            "x": normal(rng, of["n"], of["m"]),
            "factor": number(rng),
            "steps": steps,
        },
        ranges={"n": (3, 5), "m": (3, 5)},
    )
    assert problem.function("scaled_often").result == Parts((Array("x", ("n", "m")), Series("sums", "steps")))
