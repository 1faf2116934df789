"""The smallest inputs: they are small, they still show the mistake, and the snippet says so wherever it is pasted."""

from __future__ import annotations

import contextlib
import io

import numpy as np
import pytest

from autograder.classroom.shrink import Shown, smallest
from autograder.declare.problem import Misconception
from autograder.declare.reference import Reference
from autograder.plain.evidence import Outcome, Probe, Raised, Returned, TimedOut
from autograder.render.snippet import snippet
from tests.solutions.common import COURSE

EVERY = 5
SAMPLE = [
    pytest.param(name, m, id=f"{name}-{i}-{m.name}")
    for name in COURSE.names
    for i, m in enumerate(COURSE.reference(name).mistakes)
    if i % EVERY == 0
]


def shown_by(student: Reference, reference: Reference, function: str) -> Shown | None:
    for question in reference.problem.questions_of(function):
        found = smallest(reference, question, lambda probes: [student.outcome(p) for p in probes])
        if found is not None:
            return found
    return None


def edited(name: str, mistake: str) -> tuple[Shown, Reference]:
    reference = COURSE.reference(name)
    made = next(m for m in reference.mistakes if m.name == mistake)
    found = shown_by(reference.edited(made), reference, made.function)
    assert found is not None
    return found, reference


@pytest.mark.parametrize(("name", "mistake"), SAMPLE)
def test_a_named_mistake_is_shown_by_a_call_no_larger_than_the_ones_that_are_judged(
    name: str, mistake: Misconception
) -> None:
    reference = COURSE.reference(name)
    student = reference.edited(mistake)
    found = shown_by(student, reference, mistake.function)
    assert found is not None
    text = snippet(found)
    own = pasted(text, student)
    if isinstance(found.outcome, Returned):
        assert pasted(text, reference) != own, "the two print different things"


def pasted(text: str, by: Reference) -> str:
    """Run the snippet as a cell of a notebook that holds these functions."""
    out = io.StringIO()
    with contextlib.redirect_stdout(out), np.errstate(all="ignore"):
        try:
            exec(text, {**by.namespace, "np": np})
        except Exception as error:  # noqa: BLE001 - a mistake may raise
            return f"{type(error).__name__}"
    return out.getvalue()


@pytest.mark.parametrize(
    ("name", "mistake", "sizes"),
    [
        ("two_layer_nonlinear", "features-hard-coded", {"n": 3, "k": 1, "m": 1}),
        ("two_layer_nonlinear", "hidden-units-hard-coded", {"n": 1, "k": 3, "m": 1}),
        ("two_layer_nonlinear", "sum-for-mean", {"m": 2}),
        ("multivariate_regression", "missing-mean", {"m": 2}),
        ("two_layer_nonlinear", "activation-on-output", {"n": 1, "k": 1, "m": 1}),
        ("optimizers", "last-batch-dropped", {"n": 1, "m": 1}),
    ],
)
def test_no_example_feature_or_hidden_unit_is_there_in_vain(name: str, mistake: str, sizes: dict[str, int]) -> None:
    found, _ = edited(name, mistake)
    assert {s: found.expected.sizes[s] for s in sizes} == sizes


def test_the_numbers_are_short_and_an_optimizer_keeps_one_parameter() -> None:
    found, _ = edited("optimizers", "no-bias-correction")
    params = found.expected.args[0]
    assert len(params) == 1
    assert all(len(repr(float(v))) <= 5 for v in np.ravel(list(params.values())))
    assert all(len(line) < 80 for line in snippet(found).splitlines())


def test_a_right_answer_and_one_that_never_comes_are_shown_by_nothing() -> None:
    reference = COURSE.reference("multivariate_regression")
    assert shown_by(reference, reference, "loss") is None
    question = reference.problem.questions_of("loss")[0]
    assert smallest(reference, question, lambda probes: [TimedOut(1.0) for _ in probes]) is None


def test_the_shown_answer_differs_in_the_way_in_which_the_large_one_did() -> None:
    reference = COURSE.reference("multivariate_regression")
    question = next(q for q in reference.problem.questions if q.name == "forward.y_hat")

    def student(probe: Probe) -> Outcome:  # another mistake, which raises, hides at m = 1
        if probe.args[0].shape[1] == 1:
            return Raised("ValueError", "too small")
        right = reference.answer(probe)
        return Returned({"y_hat": right["y_hat"] * 2})

    found = smallest(reference, question, lambda probes: [student(p) for p in probes])
    assert found is not None
    assert found.expected.sizes["m"] == 2
    assert isinstance(found.outcome, Returned)


def test_what_a_student_says_is_a_comment_and_nothing_else() -> None:
    found, reference = edited("multivariate_regression", "sum-for-mean")
    text = "x\nimport os; os.abort()\r\u2028print(1)\x0b```"
    for outcome in (Raised("E\nprint(2)", text), Returned(text), Returned({text: text})):
        lines = snippet(Shown(found.question, found.expected, outcome)).splitlines()
        code = [line for line in lines if not line.startswith("#")]
        assert code == [line for line in snippet(found).splitlines() if not line.startswith("#")]
        assert pasted("\n".join(lines), reference) == pasted(snippet(found), reference)
