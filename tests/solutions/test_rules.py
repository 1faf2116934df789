"""The local rules: fed with the reference's values they make the reference's values, and never anything else."""

from __future__ import annotations

import pytest

from autograder.author.inside import trial
from autograder.author.rules import fits_of
from tests.solutions.common import NETWORKS, PROBLEMS, reference

SEEDS = range(3)


@pytest.mark.parametrize("name", PROBLEMS)
def test_every_rule_makes_the_reference_from_the_reference(name: str) -> None:
    of = reference(name)
    draws = [trial(of, seed) for seed in SEEDS]
    for question in of.problem.rules:
        fits = [fit for draw in draws for fit in fits_of(of, draw, question)]
        assert any(fit.right for fit in fits), question
        assert all(fit.right for fit in fits) or name not in NETWORKS, question
        assert not any(fit.off for fit in fits), question


@pytest.mark.parametrize("name", NETWORKS)
def test_every_quantity_of_a_network_has_a_rule(name: str) -> None:
    problem = reference(name).problem
    quantities = {q.name for q in problem.questions if q.function in ("forward", "backward")}
    assert quantities | {"train.params", "train.losses"} <= set(problem.rules)


@pytest.mark.parametrize("name", PROBLEMS)
def test_every_rule_belongs_to_a_question(name: str) -> None:
    problem = reference(name).problem
    assert set(problem.rules) <= {q.name for q in problem.questions}
