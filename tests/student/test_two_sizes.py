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
