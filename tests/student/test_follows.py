"""The check in a notebook says that a value follows from an earlier one wherever grading would."""

from __future__ import annotations

from zlib import crc32

import numpy as np
import pytest

from autograder.report.status import Status
from autograder.student.checks import open_desk
from autograder.student.finding import CheckFinding
from autograder.student.follows import with_one_factor
from autograder.student.numbers import Numbers
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


NEURONS = {"exercises": "neuron_gradient", "scalar_operations": "neuron_backward"}


def of_neuron(problem: str, old: str, new: str) -> dict[str, Status | None]:
    text = "import numpy as np\n\n\n" + "\n\n\n".join(reference(problem).sources.values())
    assert old in text
    with in_cell(text.replace(old, new), f"{problem}: {new}") as kernel:
        return {f.piece: f.status for f in open_desk(public(problem), kernel, kernel.cells).findings(NEURONS[problem])}


@pytest.mark.parametrize(
    ("problem", "old", "new"),
    [
        *(
            ("exercises", "dy_hat * y_hat * (1 - y_hat)", new)
            for new in ("dy_hat", "dy_hat * (1 - y_hat)", "dy_hat * y_hat * (1 + y_hat)", "-2.2 * dy_hat")
        ),
        ("exercises", "2 * (y_hat - y)", "y_hat - y"),
        *(("scalar_operations", "dz * z * (1 - z)", new) for new in ("dz", "dz * z", "z * (1 - z)", "dz * x[0]")),
    ],
)
def test_gradients_with_the_factor_of_the_bias_follow_from_it(problem: str, old: str, new: str) -> None:
    """As in grading, which knows that they are products of it. A mistake of their own is charged beside it."""
    statuses = of_neuron(problem, old, new)
    assert statuses.pop("db") is Status.WRONG
    assert set(statuses.values()) == {Status.FOLLOWS}


@pytest.mark.parametrize(("got", "want"), [(0.0, 2.0), (2.0, 0.0), (1e300, 1e-300)])
def test_factors_that_tell_nothing_raise_nothing(got: float, want: float) -> None:
    """A student may have set numpy to raise, in the kernel in which the checks run."""
    one, other = (
        CheckFinding(q, Status.WRONG, "", error=1.0, numbers=Numbers((), q, np.array(g), np.array(w), "expected", ()))
        for q, g, w in (("f.db", got, want), ("f.dw", [1.0, 2.0], [3.0, 1e300]))
    )
    with np.errstate(all="raise"):
        assert with_one_factor((one, other)) == (one, other)


def test_a_gradient_with_a_factor_of_its_own_does_not_follow() -> None:
    statuses = of_neuron("exercises", "return du * x, float(du)", "return du * x * 3, float(du) * 2")
    assert statuses == {"dw": Status.WRONG, "db": Status.WRONG}
    statuses = of_neuron("exercises", "return du * x, float(du)", "return 0 * x, 0.0")
    assert statuses == {"dw": Status.WRONG, "db": Status.WRONG}
