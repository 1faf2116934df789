"""A size that is written down as a number shows in the notebook: each function has public examples of two sizes."""

from __future__ import annotations

import re

import pytest

from autograder.declare.problem import Check
from tests.solutions.common import NETWORKS, PROBLEMS, reference
from tests.student.common import findings, public

UNSIZED = {"max_circuit", "momentum_limit", "steps_to_halve", "shared_weight_gradient"}


@pytest.mark.parametrize("name", PROBLEMS)
def test_every_function_that_takes_arrays_has_public_examples_of_two_sizes(name: str) -> None:
    for function in public(name).problem.functions:
        examples = public(name).of(function.name)
        symbols = set(examples[0].sizes) - {"t", "steps", "epochs"}
        assert symbols or function.name in UNSIZED
        for symbol in symbols:
            assert len({e.sizes[symbol] for e in examples}) > 1, (function.name, symbol)


def hard_coded(name: str) -> list[tuple[str, str]]:
    """Return every backward of a problem with one size of its first or second public example as a number."""
    source = reference(name).sources["backward"]
    made = []
    for example in public(name).of("backward"):
        m, k = example.sizes["m"], example.sizes.get("k")
        assert example.call.check is Check.VALUE
        made.append((f"m = {m}", source.replace("m = x.shape[1]", f"m = {m}")))
        if k is not None:
            reshaped = re.sub(
                r"np\.sum\((\w+), axis=1, keepdims=True\)", rf"np.sum(\1, axis=1).reshape({k}, 1)", source
            )
            made.append((f"reshape({k}, 1)", reshaped))
    return made


@pytest.mark.parametrize("name", NETWORKS)
def test_a_size_as_a_number_is_noticed(name: str) -> None:
    for how, text in hard_coded(name):
        assert text != reference(name).sources["backward"], how
        found = findings(name, "backward", backward=text)
        assert not all(f.passed for f in found.values()), how
    first = findings(name, "backward", backward=hard_coded(name)[0][1])
    assert all("other sizes" in " ".join(f.sentences) for f in first.values() if not f.passed)


SEARCH = """def random_search(x, y, candidates):
    best, best_loss = {start}
    for w, b in candidates{which}:
        now = loss(w * x + b, y)
        if now {better} best_loss:
            best{update} = {{"w": float(w), "b": float(b)}}{more}
    return best, loss(best["w"] * x + best["b"], y)
"""
FIRST = '{"w": candidates[0][0], "b": candidates[0][1]}, loss(candidates[0][0] * x + candidates[0][1], y)'
RIGHT_SEARCH = {"start": FIRST, "which": "[1:]", "better": "<", "update": ", best_loss", "more": ", now"}


@pytest.mark.parametrize(
    "wrong",
    [
        {"update": "", "more": ""},  # compared with the first one only
        {"update": "", "more": "", "start": '{"w": 0.0, "b": 0.0}, np.inf', "which": ""},
        {"which": "[1:-1]"},
        {"start": FIRST.replace("[0]", "[1]"), "which": "[2:]"},
        {"better": ">"},
        {"start": '{"w": 0.0, "b": 0.0}, 10.0', "which": ""},
    ],
)
def test_a_search_that_keeps_another_candidate_is_noticed(wrong: dict[str, str]) -> None:
    """The best one of the public candidates is first, last and inside, before others that are better than the first."""
    right = findings("univariate_regression", "random_search", random_search=SEARCH.format(**RIGHT_SEARCH))
    assert all(f.passed for f in right.values())
    text = SEARCH.format(**{**RIGHT_SEARCH, **wrong})
    found = findings("univariate_regression", "random_search", random_search=text)
    assert not all(f.passed for f in found.values())
