"""One mistake costs its own question, once, where the checks of a notebook give the points, as on GitHub Classroom.

`WHOLE=1 pytest tests/student/test_slips.py` checks every slip, not a sample of them.
"""

from __future__ import annotations

from zlib import crc32

import pytest

from autograder.report.status import Status
from autograder.student.checks import check_all, open_desk
from autograder.student.finding import CheckFinding
from autograder.student.right_answers import RightAnswers, right_from_json, right_to_json
from tests import cheats
from tests.sample import WHOLE
from tests.solutions.common import NETWORKS, PROBLEMS, reference
from tests.solutions.slips import STOPPED, Slip, overwriting, slips, with_a_loss_in_a_matrix
from tests.student.common import findings, in_cell, public

ONE_IN = 1 if WHOLE else 60
ONE_MISTAKE_IN = 1 if WHOLE else 6
RAISING = "    raise ValueError('not today')\n"


def checked(slip: Slip) -> dict[str, CheckFinding]:
    """Check all functions."""
    with in_cell(slip.text, slip.label) as kernel:
        return {f.question: f for f in check_all(open_desk(public(slip.problem), kernel, kernel.cells))}


def beyond(slip: Slip, found: dict[str, CheckFinding]) -> list[str]:
    """Return the questions that lose points beyond those of the slip, or of its function if that does not return."""
    own = {f.status for f in found.values() if f.function == slip.function}
    lost = [f for f in found.values() if f.share() < 1]
    stopped = any(status in STOPPED for status in own)
    return [f.question for f in lost if not (f.function == slip.function if stopped else f.question in slip.questions)]


@pytest.mark.parametrize("problem", PROBLEMS)
def test_a_slip_costs_its_own_question_and_no_other(problem: str) -> None:
    sample = [s for s in slips(reference(problem)) if crc32(s.label.encode()) % ONE_IN == 0]
    assert sample
    lost = {slip.label: beyond(slip, checked(slip)) for slip in sample}
    assert {label: questions for label, questions in lost.items() if questions} == {}


@pytest.mark.parametrize("problem", NETWORKS)
def test_what_an_accepted_helper_spoils_follows(problem: str) -> None:
    """One that overwrites its arguments, or gives its loss in a matrix."""
    texts = [*overwriting(reference(problem)), ("loss", with_a_loss_in_a_matrix(reference(problem)))]
    for name, text in texts:
        with in_cell(text, f"{problem}: {name}") as kernel:
            found = check_all(open_desk(public(problem), kernel, kernel.cells))
        assert [(name, f.question, f.message) for f in found if f.share() < 1] == []


def raising(problem: str, function: str) -> str:
    return reference(problem).sources[function].split("\n")[0] + "\n" + RAISING


def test_a_lost_axis_that_makes_training_raise_costs_half_a_point() -> None:
    slip = next(
        s
        for s in slips(reference("two_layer_linear"))
        if (s.kind, s.questions, s.within) == ("axis lost", ("backward.db1",), False)
    )
    found = checked(slip)
    assert {q: f.share() for q, f in found.items() if f.share() < 1} == {"backward.db1": 0.5}
    assert "tried with other helpers" in found["train.params"].message
    assert found["train.converges"].status is Status.FOLLOWS


@pytest.mark.sampled(4)
@pytest.mark.parametrize("problem", NETWORKS)
@pytest.mark.parametrize(("function", "broken"), [("train", "backward"), ("backward", "loss"), ("backward", "forward")])
def test_a_wrong_function_earns_nothing_where_another_is_broken(problem: str, function: str, broken: str) -> None:
    mistakes = [m for m in reference(problem).mistakes if m.function == function]
    for mistake in mistakes[::ONE_MISTAKE_IN]:
        text = reference(problem).edited(mistake).sources[function]
        alone = findings(problem, function, **{function: text})
        both = findings(problem, function, **{function: text, broken: raising(problem, broken)})
        assert {p for p, f in both.items() if f.share()} <= {p for p, f in alone.items() if f.share()}, mistake.name


def test_a_placeholder_earns_nothing_where_another_is_broken() -> None:
    for text in ("return params, [0.0] * steps", "return params, []", "return None"):
        train = f"def train(x, y, params, lr, steps):\n    {text}\n"
        found = findings("two_layer_linear", "train", train=train, backward=raising("two_layer_linear", "backward"))
        assert not [f for f in found.values() if f.share()], text


@pytest.mark.parametrize("kind", ["copy, central, 1e-5", "copy, complex step"])
def test_differences_of_a_copy_earn_nothing_where_forward_is_broken(kind: str) -> None:
    text = cheats.texts(reference("two_layer_linear"))[kind]
    found = findings("two_layer_linear", "backward", backward=text, forward=raising("two_layer_linear", "forward"))
    assert {f.status for f in found.values()} == {Status.NOT_ANALYTIC}


@pytest.mark.parametrize("problem", PROBLEMS)
def test_digests_read_back(problem: str) -> None:
    right = public(problem).right
    assert right_to_json(right_from_json(right_to_json(right))) == right_to_json(right)
    assert right_from_json(None) == RightAnswers()
    assert right.of(()) == RightAnswers()
