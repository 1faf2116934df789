"""The check in a notebook says that a value follows from an earlier one wherever grading would."""

from __future__ import annotations

from zlib import crc32

import pytest

from autograder.report.status import Status
from autograder.student.checks import open_desk
from autograder.student.finding import CheckFinding
from tests.sample import WHOLE
from tests.solutions.common import NETWORKS, reference
from tests.solutions.slips import Slip, slips
from tests.student.common import in_cell, public

ONE_IN = 1 if WHOLE else 8


def checked(slip: Slip) -> tuple[CheckFinding, ...]:
    """Check the function that the slip is in."""
    with in_cell(slip.text, slip.label) as kernel:
        return open_desk(public(slip.problem), kernel, kernel.cells).findings(slip.function)


def of_network(problem: str) -> list[Slip]:
    every = slips(reference(problem))
    chosen = [s for s in every if s.function in ("forward", "backward") and len(s.questions) == 1]
    return [s for s in chosen if crc32(s.label.encode()) % ONE_IN == 0]


@pytest.mark.parametrize("problem", NETWORKS)
def test_what_only_follows_is_said_to_follow(problem: str) -> None:
    for slip in of_network(problem):
        found = checked(slip)
        if not all(f.status is not None and f.status.answered for f in found):
            continue  # the function raised
        mistaken = {f.question for f in found if f.status is not None and f.status.mistaken}
        assert mistaken <= set(slip.questions), (slip.label, [f.message for f in found if f.question in mistaken])


def test_it_is_said_from_what_it_follows() -> None:
    (slip,) = (
        s
        for s in slips(reference("two_layer_nonlinear"))
        if (s.kind, s.questions, s.within) == ("nan", ("forward.z1",), True)
    )
    z1, a1, y_hat = checked(slip)
    assert z1.status is Status.NOT_FINITE
    assert {a1.status, y_hat.status} == {Status.FOLLOWS}
    assert a1.message == "This follows from `z1`: mend that first."
