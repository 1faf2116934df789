"""Digests of right answers: what is stored reads back, and tells no number of an answer."""

import numpy as np
import pytest

from autograder.student.codec import PublicError
from autograder.student.right_answers import MOST, RightAnswers, digest, right_from_json, right_to_json
from tests.solutions.common import NETWORKS, PROBLEMS
from tests.student.common import public

QUESTION = "backward.dW"


@pytest.mark.parametrize("name", PROBLEMS)
def test_what_is_stored_reads_back_and_is_asked_for(name: str) -> None:
    right = public(name).right
    assert right_to_json(right_from_json(right_to_json(right))) == right_to_json(right)
    asked = {q.name for q in public(name).problem.questions}
    assert right.plain or name not in NETWORKS
    assert right.plain.keys() | right.replaced.keys() <= asked


def test_rounding_keeps_a_digest_and_another_answer_does_not() -> None:
    right = [np.array([[1.0, -2.0], [0.5, 3.0]])]
    near = [right[0] * (1 + 1e-15)]
    assert digest(QUESTION, right) == digest(QUESTION, near)
    others = ([right[0] * (1 + 1e-6)], [right[0].T], [-right[0]], [np.zeros((2, 2))])
    assert digest(QUESTION, right) not in {digest(QUESTION, other) for other in others}
    assert digest(QUESTION, right) != digest("backward.db", right)


@pytest.mark.parametrize("form", [{"zeros": [MOST, 2]}, {"zeros": [-1]}, {"zeros": ["1"]}, {"list": 1}, "text", 1])
def test_a_form_that_is_none_is_refused(form: object) -> None:
    with pytest.raises((PublicError, TypeError)):
        right_from_json({"plain": {}, "replaced": {}, "forms": {"train": [{"dict": {"forward": form}}]}})
    assert right_from_json(None) == RightAnswers()
