"""A training that computes predictions, losses or gradients itself is named by the mistake that is in them."""

from __future__ import annotations

import ast

import pytest

from autograder.author.inside import rewritten
from autograder.diagnose.operators import mutants
from autograder.report.status import Status
from tests.diagnose.common import diagnosed
from tests.diagnose.test_related_training import MOVE, NETWORKS, of_training, trained, undeclared
from tests.sample import WHOLE

SHARE = 0.85
EACH = {"forward": 12, "loss": 6, "backward": 12}
HALVES = """half = x.shape[1] // 2
for part in (slice(0, half), slice(half, None)):
    a, b = x[:, part], y[:, part]
    grads = backward(a, b, params, forward(a, params))
    """


@pytest.mark.parametrize("name", NETWORKS)
@pytest.mark.parametrize("function", EACH)
def test_a_mistake_in_what_a_training_computes_itself_is_named(name: str, function: str) -> None:
    of, named = undeclared(name), []
    train = trained(MOVE).replace(f"{function}(", "own(")
    variants = list(dict.fromkeys(ast.unparse(m.tree) for m in mutants(of.sources[function])))
    for variant in variants if WHOLE else variants[:: EACH[function]]:
        found = diagnosed(rewritten(of, "train", f"{variant.replace(f'def {function}(', 'def own(')}\n\n{train}"), of)
        wrong = [found[q] for q in ("train.params", "train.losses") if found[q].status is Status.WRONG]
        named += [bool(v.misconceptions) for v in wrong]
    assert sum(named) >= SHARE * len(named) > 0


@pytest.mark.parametrize("name", NETWORKS)
def test_steps_for_two_halves_and_a_late_change_of_the_rate_are_named(name: str) -> None:
    assert of_training(name, trained(HALVES + MOVE))["train.params"].misconceptions == ("step-for-each-batch",)
    late = trained(MOVE.replace("- lr", "- lr * (0.5 if i > 1 else 1)"))
    assert of_training(name, late)["train.params"].misconceptions == ("rate-changes",)
