"""What cannot be measured is said to be right by itself only where other functions are in doubt."""

from __future__ import annotations

import pytest

from autograder.author.public import public_spec
from autograder.declare.course import open_course
from autograder.student.by_itself import ITSELF
from autograder.student.checks import check_all, open_desk
from autograder.student.finding import CheckFinding
from autograder.student.kernel import Kernel
from autograder.student.public import from_text
from tests.author.common import ROOT

COURSE = open_course(ROOT / "solutions" / "more")
FORWARDS = {"dropout_network": "forward", "softmax_regression": "forward", "rnn_cell": "cell"}


def checked(name: str, more: str = "") -> tuple[CheckFinding, ...]:
    reference = COURSE.reference(name)
    public, env = from_text(public_spec(reference)), dict[str, object]()
    exec("\n".join(["import numpy as np", *reference.sources.values(), more]), env)
    kernel = Kernel(env, public.given)
    return check_all(open_desk(public, kernel, kernel.cells))


@pytest.mark.parametrize("name", FORWARDS)
def test_nothing_is_said_of_a_notebook_that_is_right(name: str) -> None:
    found = checked(name)
    assert all(f.passed for f in found)
    assert not [f.question for f in found if f.message]


@pytest.mark.parametrize("name", FORWARDS)
def test_what_a_wrong_forward_pass_cannot_show_is_said(name: str) -> None:
    function = FORWARDS[name]
    wrong = (
        f"right_ = {function}\n\ndef {function}(*args):\n    return {{k: 2 * v for k, v in right_(*args).items()}}\n"
    )
    assert ITSELF in {f.message for f in checked(name, wrong)}
