"""A derived search: its draws, its form, and what follows from a student's own functions."""

from __future__ import annotations

import numpy as np
import pytest

from autograder.declare.draw import DrawError
from autograder.declare.network_case import NetworkFunctions
from autograder.declare.problem import InapplicableError
from autograder.declare.search import CLEAR, Search
from tests.solutions.common import reference

KNOWN = reference("univariate_regression").namespace
SEARCH = Search(KNOWN["random_search"], {"m": (5, 9), "N": (11, 14)}, KNOWN["measures"])
RIGHT = NetworkFunctions(*(KNOWN[name] for name in ("forward", "loss", "backward", "train")))
X, Y, CANDIDATES = np.array([[1.0, 2.0]]), np.array([[3.0, 5.0]]), np.array([[2.0, 1.0], [2.0, 5.0]])


def test_the_best_candidate_wins_clearly_and_only_by_its_loss() -> None:
    for seed in range(30):
        for case in SEARCH.cases(np.random.default_rng(seed), KNOWN["draw_inputs"]):
            (call,) = case.calls
            x, y, candidates = call.args
            assert candidates.shape == (case.sizes["N"], 2)
            loss, *others = KNOWN["measures"](x, y, candidates[:, :1], candidates[:, 1:])
            best = int(loss.argmin())
            assert min(np.delete(loss, best)) > CLEAR * loss[best]
            assert all(other.argmin() != best for other in others)


def test_a_measure_that_the_best_candidate_always_has_least_cannot_be_drawn() -> None:
    same = Search(SEARCH.reference, SEARCH.ranges, lambda x, y, w, b: [np.mean((w * x + b - y) ** 2, axis=1)] * 2)
    with pytest.raises(DrawError):
        same.cases(np.random.default_rng(0), KNOWN["draw_inputs"])


def test_rules_ask_for_the_students_functions_in_one_round_each() -> None:
    both, forward, loss = (rule(X, Y, CANDIDATES) for rule in SEARCH.rules(RIGHT, ("w", "b"))["random_search"])
    asked = next(both)
    assert [name for name, *_ in asked] == ["forward", "forward"]
    assert asked[0][2] == {"w": 2.0, "b": 1.0}
    assert [name for name, *_ in both.send([{"y_hat": X}, {"y_hat": Y}])] == ["loss", "loss"]
    assert [name for name, *_ in next(loss)] == ["loss", "loss"]
    next(forward)
    with pytest.raises(StopIteration) as found:
        forward.send([{"y_hat": Y + 1}, {"y_hat": Y}])
    assert found.value.value == ({"w": 2.0, "b": 5.0}, 0.0)


def test_nothing_follows_from_a_loss_that_is_always_the_same() -> None:
    *_, loss = (rule(X, Y, CANDIDATES) for rule in SEARCH.rules(RIGHT, ("w", "b"))["random_search"])
    next(loss)
    with pytest.raises(InapplicableError, match="same for every candidate"):
        loss.send([1.0, 1.0])


WRONG = {
    "every second": lambda losses: 2 * int(np.argmin(losses[::2])),
    "the others": lambda losses: 1 + 2 * int(np.argmin(losses[1::2])),
    "the first half": lambda losses: int(np.argmin(losses[: len(losses) // 2])),
}


@pytest.mark.parametrize("how", WRONG)
def test_a_search_that_skips_candidates_is_wrong_in_every_draw(how: str) -> None:
    for seed in range(30):
        searches = [case.calls[0].args for case in SEARCH.cases(np.random.default_rng(seed), KNOWN["draw_inputs"])]
        losses = [KNOWN["measures"](x, y, given[:, :1], given[:, 1:])[0] for x, y, given in searches]
        assert any(WRONG[how](each) != each.argmin() for each in losses)
