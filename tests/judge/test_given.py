"""Given functions call what students write: they are ours in grading and in the check, whatever the notebook holds."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from autograder.author.lesson import CellKind, lesson
from autograder.author.public import public_spec
from autograder.declare.course import open_course
from autograder.grading import examine
from autograder.plain.evidence import Cell
from autograder.report.status import Status
from autograder.report.verdict import Verdict
from autograder.sandbox import Isolation, Sandbox
from autograder.staff.policy import Policy
from autograder.student.checks import check_all, open_desk
from autograder.student.finding import CheckFinding
from autograder.student.kernel import Kernel
from autograder.student.public import from_text
from autograder.submissions.submission import Document
from tests.author.common import ROOT

REFERENCE = open_course(ROOT / "solutions" / "more").reference("batch_norm")
CELLS = [p.source for p in lesson(REFERENCE) if p.kind in (CellKind.GIVEN, CellKind.FUNCTION)]
FORWARD = {"forward.y", "forward.mean", "forward.var"}
BACKWARD = {"backward.dx", "backward.dgamma", "backward.dbeta"}


@pytest.fixture(scope="module")
def sandbox() -> Iterator[Sandbox]:
    with Sandbox(isolation=Isolation.BEST_EFFORT) as opened:
        yield opened


def changed(*changes: tuple[str, str]) -> list[str]:
    text = "\n# %%\n".join(CELLS)
    for old, new in changes:
        assert old in text
        text = text.replace(old, new)
    return text.split("\n# %%\n")


def graded(cells: list[str], sandbox: Sandbox) -> dict[str, Verdict]:
    document = Document("student.py", None, tuple(Cell(i, source) for i, source in enumerate(cells)))
    return {v.question: v for v in examine(document, REFERENCE, sandbox, 3, Policy())[0].verdicts}


def checked(cells: list[str]) -> dict[str, CheckFinding]:
    public, env = from_text(public_spec(REFERENCE)), dict[str, object]()
    exec("\n".join(cells), env)
    kernel = Kernel(env, public.given)
    return {f.question: f for f in check_all(open_desk(public, kernel, kernel.cells))}


def test_a_gradient_of_a_wrong_forward_follows(sandbox: Sandbox) -> None:
    """The cache is the student's own, so a right backward gives the gradient of what their forward computes."""
    cells = changed(("eps=1e-5", "eps=0.1"))
    found = graded(cells, sandbox)
    assert found["forward.y"].status is Status.WRONG
    assert found["backward.dx"].status is Status.FOLLOWS
    assert all(found[q].score == found[q].max_score for q in BACKWARD)
    assert "It is right for your own `forward`" in checked(cells)["backward.dx"].message


def test_a_wrong_gradient_of_a_wrong_forward_does_not_follow(sandbox: Sandbox) -> None:
    found = graded(changed(("eps=1e-5", "eps=0.1"), (" - through_mean", " + through_mean")), sandbox)
    assert found["backward.dx"].status is Status.WRONG


def test_zeros_follow_from_nothing(sandbox: Sandbox) -> None:
    found = graded(
        changed(
            ("return gamma * x_hat + beta, (x_hat", "return 0 * x_hat, (x_hat"),
            ("return dx, dgamma, dbeta", "return 0 * dx, 0 * dgamma, 0 * dbeta"),
        ),
        sandbox,
    )
    assert sum(found[q].score for q in BACKWARD) == 0


def test_a_named_mistake_of_one_function_costs_it_alone(sandbox: Sandbox) -> None:
    """With half of the cache from the batch, no gradient is that of any forward; the named mistake explains it."""
    found = graded(
        changed(("var = np.mean((x - mean) ** 2, axis=1, keepdims=True)", "var = x.var(1, ddof=1)[:, None]")), sandbox
    )
    assert found["forward.y"].misconceptions == ("divided-by-one-less",)
    assert all(found[q].score == found[q].max_score for q in BACKWARD)


def test_two_named_mistakes_cost_their_own_questions(sandbox: Sandbox) -> None:
    found = graded(
        changed(
            ("var = np.mean((x - mean) ** 2, axis=1, keepdims=True)", "var = x.var(1, ddof=1)[:, None]"),
            ("dbeta = np.sum(dy", "dbeta = np.mean(dy"),
        ),
        sandbox,
    )
    assert found["backward.dbeta"].misconceptions == ("mean-for-sum",)
    assert [q for q in BACKWARD if found[q].score < found[q].max_score] == ["backward.dbeta"]


def test_the_given_functions_are_ours(sandbox: Sandbox) -> None:
    """What stands under their names in the notebook is not called: neither a forged one, nor one that is gone."""
    forged = [*changed(('state["mean"] = momentum', "state['meen'] = momentum")), "def forward(*_):\n    return 1 / 0"]
    found, shown = graded(forged, sandbox), checked(forged)
    assert {q for q in FORWARD if found[q].status is Status.WRONG} == {"forward.mean"}
    assert {q for q in FORWARD if not shown[q].passed} == {"forward.mean"}
    gone = [cell for cell in CELLS if "def forward(" not in cell and "def backward(" not in cell]
    assert all(v.score == v.max_score for v in graded(gone, sandbox).values())
    assert all(f.passed for f in checked(gone).values())


def test_what_is_missing_is_said_by_its_name(sandbox: Sandbox) -> None:
    cells = [cell for cell in CELLS if "def batchnorm_backward" not in cell]
    found = graded(cells, sandbox)
    assert {found[q].status for q in FORWARD} == {Status.CORRECT}
    assert {found[q].status for q in BACKWARD} == {Status.MISSING}
    assert found["backward.dx"].message == "There is no function batchnorm_backward in your notebook."
    assert checked(cells)["backward.dx"].message == found["backward.dx"].message


def test_what_is_not_written_yet_is_not_written(sandbox: Sandbox) -> None:
    cells = changed(("    x_hat, gamma, var = cache", "    raise NotImplementedError"))
    found = graded(cells, sandbox)
    assert {found[q].status for q in BACKWARD} == {Status.NOT_IMPLEMENTED}
    assert checked(cells)["backward.dx"].status is Status.NOT_IMPLEMENTED


def test_one_wrong_method_costs_its_own_question(sandbox: Sandbox) -> None:
    """Whatever uses it follows, and no name is needed for that."""
    reference = open_course(ROOT / "solutions" / "more").reference("autodiff")
    cells = [p.source for p in lesson(reference) if p.kind in (CellKind.GIVEN, CellKind.FUNCTION)]
    text = "\n# %%\n".join(cells).replace("self.grad += other.data", "self.grad += 3 * other.data")
    document = Document("student.py", None, tuple(Cell(i, source) for i, source in enumerate(text.split("\n# %%\n"))))
    report = examine(document, reference, sandbox, 3, Policy())[0]
    assert [v.question for v in report.verdicts if v.score < v.max_score] == ["multiply.da"]


def test_differences_of_the_own_forward_are_no_derivative(sandbox: Sandbox) -> None:
    """The given function hands over the cache alone, so this student keeps x there."""
    differences = """
def batchnorm_backward(dy, cache):
    x, gamma, beta = cache
    def total(x, gamma, beta):
        return np.sum(dy * batchnorm_forward(x, gamma, beta, {"mean": 0, "var": 0}, "train")[0])
    made = []
    for k, value in enumerate((x, gamma, beta)):
        slope = np.zeros_like(value)
        for at in np.ndindex(value.shape):
            ends = []
            for step in (1e-6, -1e-6):
                moved = value.copy()
                moved[at] += step
                ends.append(total(*(moved if i == k else v for i, v in enumerate((x, gamma, beta)))))
            slope[at] = (ends[0] - ends[1]) / 2e-6
        made.append(slope)
    return tuple(made)
"""
    cells = [*changed(("(x_hat, gamma, var + eps)", "(x, gamma, beta)")), differences]
    found = graded(cells, sandbox)
    assert {found[q].status for q in BACKWARD} == {Status.NOT_ANALYTIC}
