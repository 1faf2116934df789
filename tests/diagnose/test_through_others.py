"""A wrong value that another wrong function of the student's computes, and that is wrong by itself, says which one."""

from __future__ import annotations

import pytest

from autograder.author.inside import rewritten
from autograder.diagnose.through_others import USED
from tests.diagnose.common import diagnosed
from tests.solutions.common import reference

WRONG = "def sigmoid_backward(dz, x):\n    return dz * np.cos(9 * x) + x**3\n"


@pytest.mark.parametrize(
    ("body", "used"),
    [("np.sin(9 * x) + sigmoid_backward(2 * dz, 2 * x)", True), ("2 * dz * np.cos(7 * x) + np.sin(3 * x) * x", False)],
)
def test_a_value_that_a_wrong_function_computes_names_it(body: str, used: bool) -> None:  # noqa: FBT001
    of = reference("scalar_operations")
    student = rewritten(of, "sigmoid_backward", WRONG)
    student = rewritten(student, "tanh_backward", f"def tanh_backward(dz, x):\n    return {body}\n")
    found = diagnosed(student, of)
    assert found["sigmoid_backward"].misconceptions == ()
    assert found["tanh_backward"].misconceptions == ((USED,) if used else ()), found["tanh_backward"]


def test_a_wrong_function_of_each_entry_is_named_whatever_the_sizes_are_with_which_it_is_asked() -> None:
    of = reference("two_layer_perceptron")
    student = rewritten(of, "sigmoid", of.sources["sigmoid"].replace("-z", "-z.astype(np.float16)"))
    own = of.sources["backward"].replace('cache["a1"] * (1 - ', 'sigmoid(cache["z1"]) * (2 - ')
    found = diagnosed(rewritten(student, "backward", own), of)
    assert "It uses your `sigmoid`" in found["backward.dz1"].message
    assert found["backward.dz1"].misconceptions == ("constant-off",), found["backward.dz1"]
