"""A function goes on with given values, however it is written; what replaces its helpers is smooth and repeatable."""

from __future__ import annotations

import textwrap
from typing import Any

import numpy as np
import pytest

from autograder.plain.evidence import StandIns
from autograder.plain.going_on import NotRewrittenError, going_on
from autograder.plain.stand_ins import blank, stand_ins

PIECES = ("u", "v")
WRITTEN = {
    "a variable of its name": "u = 10 * x\nv = u + 1\nreturn {'u': u, 'v': v}",
    "another name": "first = 10 * x\nsecond = first + 1\nreturn {'v': second, 'u': first}",
    "dict()": "a = 10 * x\nreturn dict(u=a, v=a + 1)",
    "entries": "made = {}\nmade['u'] = 10 * x\nmade['v'] = made['u'] + 1\nreturn made",
    "an entry from a variable": "made = {}\na = 10 * x\nmade['u'] = a\nmade['v'] = a + 1\nreturn made",
    "several at once": "u, w = 10 * x, 1\nv = u + w\nreturn {'u': u, 'v': v}",
    "in a block": "if x is not None:\n    u = 10 * x\nv = u + 1\nreturn {'u': u, 'v': v}",
    "annotated": "u: float = 10 * x\nv = u + 1\nreturn {'u': u, 'v': v}",
    "in place": "u = x\nu *= 10\nv = u + 1\nreturn {'u': u, 'v': v}",
    "a tuple": "a = 10 * x\nb = a + 1\nreturn a, b",
}


def function(body: str, head: str = "def f(x):") -> tuple[Any, str]:
    source = f"import numpy as np\n{head}\n{textwrap.indent(body, '    ')}\n"
    made: dict[str, Any] = {}
    exec(source, made)
    return made["f"], source


@pytest.mark.parametrize("body", WRITTEN.values(), ids=WRITTEN)
def test_a_function_goes_on_with_a_given_value(body: str) -> None:
    f, source = function(body)
    made = going_on(f, source, 2, {"u": 5.0}, PIECES)(1.0)
    assert (made if isinstance(made, tuple) else (made["u"], made["v"])) == (5.0, 6.0)
    own = f(1.0)
    assert (own if isinstance(own, tuple) else (own["u"], own["v"])) == (10.0, 11.0)


def test_defaults_stay_and_decorators_go() -> None:
    body = "u = 10 * x\nreturn {'u': u, 'v': u + add + more}"
    f, source = function(body, "def f(x, add: float = 1.0, *, more: float = 2.0) -> dict:")
    assert going_on(f, source, 2, {"u": 5.0}, PIECES)(1.0) == {"u": 5.0, "v": 8.0}


@pytest.mark.parametrize(
    ("body", "line"), [("return {'u': x, 'v': x + 1}", 2), ("u = x\nreturn {'u': u, 'v': u}", 7)], ids=["none", "line"]
)
def test_where_there_is_no_variable_nothing_is_rewritten(body: str, line: int) -> None:
    f, source = function(body)
    with pytest.raises(NotRewrittenError):
        going_on(f, source, line, {"u": 5.0}, PIECES)
    for odd in ("def f(x", "\0", "f = 1"):
        with pytest.raises(NotRewrittenError):
            going_on(f, odd, line, {"u": 5.0}, PIECES)
    with pytest.raises(NotRewrittenError):
        going_on(len, source, line, {"u": 5.0}, PIECES)


FORMS = StandIns(7, {"forward": {"h": np.zeros((2, 3)), "b": 0.0}, "sigmoid": None, "batches": [(np.zeros((1, 2)),)]})


def test_both_sides_make_the_same_functions() -> None:
    x, params = np.arange(6.0).reshape(2, 3), {"w": np.ones((2, 2)), "b": 1.0}
    one, two = stand_ins(FORMS), stand_ins(FORMS)
    assert repr(one["forward"](x, params)) == repr(two["forward"](x, params))
    other = stand_ins(StandIns(8, FORMS.forms))
    assert repr(other["forward"](x, params)) != repr(one["forward"](x, params))


def test_every_argument_counts_and_rounding_does_not() -> None:
    forward = stand_ins(FORMS)["forward"]
    x = np.arange(6.0).reshape(2, 3)
    params: dict[str, Any] = {"w": np.ones((2, 2)), "b": 1.0}
    base = forward(x, params)["h"]
    assert base.shape == (2, 3)
    for moved in ((x + 0.01, params), (x, {**params, "b": 1.01}), (x, {**params, "w": params["w"] + 0.01})):
        assert np.abs(forward(*moved)["h"] - base).max() > 1e-4
    assert np.abs(forward(x * (1 + 1e-15), params)["h"] - base).max() < 1e-13


def test_an_entrywise_function_has_the_shape_of_its_argument() -> None:
    sigmoid = stand_ins(FORMS)["sigmoid"]
    z = np.linspace(-1, 1, 6).reshape(2, 3)
    assert sigmoid(z).shape == (2, 3)
    assert sigmoid(z)[0, 1] == sigmoid(z[0, 1])
    assert repr(blank(sigmoid(z))) == repr(np.zeros((2, 3)))
