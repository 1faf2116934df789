"""Rules through the student's own functions, and from other pieces of the same result."""

from __future__ import annotations

import ast
from dataclasses import replace
from typing import Any

import numpy as np
import pytest

from autograder.author.inside import trial
from autograder.author.rules import fits_of
from autograder.declare.derived_rules import DerivedRules
from autograder.declare.factors import ratio
from autograder.declare.forms import Array, Number, Parts
from autograder.declare.other_ways import entrywise
from autograder.declare.problem import Function
from autograder.declare.reference import Reference
from autograder.declare.rule import parameters
from tests.solutions.common import COURSE

BY_HAND = {
    "univariate_regression": {"random_search"},
    "optimizers": {"minibatch_descent.params", "minibatch_descent.losses"},
    "exercises": {"max_circuit.dr", "softmax_cross_entropy.loss"},
}
"""All rules that the nine problems say by hand; those of training are the same for every network."""


def limits(g: Any, beta: Any) -> Any:
    return g / (1 - beta), g


def sums(dz: Any) -> Any:
    return np.sum(dz, axis=1, keepdims=True), float(np.sum(dz))


def paths(p: Any, q: Any) -> Any:
    total = p + q
    dp = total
    return dp, total * q


FUNCTIONS = (
    Function("limits", ("g", "beta"), Parts((Number("summed"), Number("averaged")))),
    Function("sums", ("dz",), Parts((Array("db", ("k", 1)), Number("dd")))),
    Function("paths", ("p", "q"), Parts((Number("dp"), Number("dq")))),
)


TEXTS = DerivedRules.of(FUNCTIONS, globals()).texts


@pytest.mark.parametrize(
    ("question", "way"),
    [
        ("limits.averaged", "new_summed * (1 - beta)"),
        ("sums.dd", "np.sum(new_db)"),
        ("paths.dq", "new_dp * q"),
    ],
)
def test_another_way_is_found(question: str, way: str) -> None:
    assert way in TEXTS[question]


def test_a_piece_follows_only_from_earlier_ones() -> None:
    assert TEXTS["limits.summed"] == ()
    assert TEXTS["sums.db"] == ()


def test_numbers_are_sent_as_arrays_to_functions_of_arrays() -> None:
    def call(name: str, *args: Any) -> Any:
        assert name == "multiply"
        assert all(isinstance(a, np.ndarray) and a.ndim for a in args)
        return args[0] * args[1]

    assert entrywise(call, "multiply", 2, 3.0) == 6.0
    assert entrywise(call, "multiply", 2, np.ones((2, 1))).shape == (2, 1)


@pytest.mark.parametrize(
    ("made", "other", "expected"),
    [
        ("-dz * x / y**2", "dz / y", "-1.0 * x / y"),
        ("lr * g", "lr * g / (1 - b)", "1 - b"),
        ("du * x", "du * w", None),  # w may be zero
        ("du", "du", None),
        ("a + b", "a * b", None),
    ],
)
def test_a_product_is_made_from_another_one(made: str, other: str, expected: str | None) -> None:
    found = ratio(*(ast.parse(text, mode="eval").body for text in (made, other)))
    assert (None if found is None else ast.unparse(found.product())) == expected


@pytest.mark.parametrize("name", ["scalar_operations", "optimizers", "exercises"])
def test_each_derived_rule_makes_right_values_and_no_wrong_ones(name: str) -> None:
    reference = COURSE.reference(name)
    problem, drawn = reference.problem, trial(reference, 0)
    assert isinstance(problem.rules, DerivedRules)
    for question in problem.rules.keys() - BY_HAND.get(name, set()):
        for rule in problem.rules_of(question):
            alone = replace(problem, rules={question: rule})
            fits = fits_of(Reference(alone, reference.sources, reference.namespace, reference.path), drawn, question)
            assert all(f.right and not f.off for f in fits), f"{question}: {rule}"


@pytest.mark.parametrize("name", COURSE.names)
def test_no_two_pieces_follow_from_each_other(name: str) -> None:
    """Else both would be accepted if both are wrong in the same way."""
    problem = COURSE.reference(name).problem
    for function in problem.functions:
        new = "" if function.returned_by_name else "new_"
        needs = {
            piece: {
                other
                for rule in problem.rules_of(f"{function.name}.{piece}")
                for other in function.pieces
                if other != piece and new + other in parameters(rule)
            }
            for piece in function.pieces
        }
        while free := [piece for piece, others in needs.items() if not others & needs.keys()]:
            needs = {piece: others for piece, others in needs.items() if piece not in free}
        assert not needs


def test_at_most_five_rules_are_written_by_hand() -> None:
    found = {}
    for name in COURSE.names:
        rules = COURSE.reference(name).problem.rules
        assert isinstance(rules, DerivedRules)
        found[name] = {q for q in {**(rules.by_hand or {}), **(rules.last or {})} if q.partition(".")[0] != "train"}
        if COURSE.reference(name).problem.roles.network is not None:  # the slope of the student's own loss is derived
            found[name] -= {q for q in found[name] if q.startswith("backward.")}
    assert {name: questions for name, questions in found.items() if questions} == BY_HAND
    assert sum(map(len, BY_HAND.values())) <= 5
