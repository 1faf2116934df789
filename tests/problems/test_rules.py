"""The local rules: fed with the reference's values they make the reference's values, and never anything else."""

from __future__ import annotations

from dataclasses import replace

import pytest

from autograder.evidence import Probe
from autograder.follow import Follower
from autograder.problem import Call, Case
from autograder.reading import Expected, Leaf, read
from tests.problems.common import NETWORKS, PROBLEMS, calls, expectation, leaves, reference

SEEDS = range(3)


def rule_calls(name: str, question: str) -> list[tuple[Case, Call]]:
    return [pair for seed in SEEDS for pair in calls(name, seed, question.partition(".")[0])]


def follows(name: str, question: str, expected: Expected, own: tuple[Leaf, ...]) -> bool:
    of = reference(name)
    return Follower(of, of.outcome).follows(question, expected.value, expected, own)


@pytest.mark.parametrize("name", PROBLEMS)
def test_every_rule_makes_the_reference_from_the_reference(name: str) -> None:
    of = reference(name)
    for question in of.problem.rules:
        followed = []
        for case, call in rule_calls(name, question):
            expected = expectation(name, case, call, of.answer(Probe(call.function, call.args)))
            own = leaves(read(expected.value, question.partition(".")[2], expected))
            followed.append(follows(name, question, expected, own))
            off = tuple(replace(leaf, got=leaf.got + 1e-3) for leaf in own)
            assert not follows(name, question, expected, off), question
        assert any(followed), question
        assert all(followed) or name not in NETWORKS, question


@pytest.mark.parametrize("name", NETWORKS)
def test_every_quantity_of_a_network_has_a_rule(name: str) -> None:
    problem = reference(name).problem
    quantities = {q.name for q in problem.questions if q.function in ("forward", "backward")}
    assert quantities | {"train.params", "train.losses"} <= set(problem.rules)


@pytest.mark.parametrize("name", PROBLEMS)
def test_every_rule_belongs_to_a_question(name: str) -> None:
    problem = reference(name).problem
    assert set(problem.rules) <= {q.name for q in problem.questions}
