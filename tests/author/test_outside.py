"""Problems as a lecturer of another course writes them, proven and graded from prose, functions and inputs alone."""

from __future__ import annotations

from pathlib import Path

import pytest

from autograder.author.build import build
from autograder.author.proof_tasks import ProofPlan
from autograder.author.tally import Claim
from autograder.declare.course import open_course
from autograder.grading import examine
from autograder.plain.evidence import Cell
from autograder.report.report import ProblemReport
from autograder.sandbox import Isolation, Sandbox
from autograder.staff.policy import Policy
from autograder.submissions.submission import Document
from tests.author.proven import proof_of

pytestmark = pytest.mark.slow

COURSE = open_course(Path(__file__).parent / "outside")
SLIPS = {
    "gru_cell": ("cell", "u * h + (1 - u) * c", "(1 - u) * h + u * c", "cell.h_next"),
    "layer_norm": ("layer_norm", "np.sqrt(var + EPS)", "(np.sqrt(var) + EPS)", "layer_norm.x_hat"),
    "k_means": ("assign", "np.argmin", "np.argmax", "assign"),
    "embedding": ("backward", '(cache["y_hat"] - y) / y.shape[1]', 'cache["y_hat"] - y', "backward.dz"),
    "tensor": ("relu", "np.maximum(self.data, 0)", "np.abs(self.data)", "relu"),
}
"""A mistake: the function, its text, the other one, and the only question that it costs."""


@pytest.mark.sampled(3)
@pytest.mark.parametrize("name", COURSE.names)
def test_every_goal_is_reached(name: str) -> None:
    proof = proof_of(COURSE, name, ProofPlan(seeds=1, pairs=4))
    assert not [(claim, proof.tallies[claim].faults) for claim in proof.missed()]
    passes_back = COURSE.reference(name).problem.roles
    assert (proof.tallies[Claim.GRADIENTS].tried >= 3) == bool(passes_back.network or passes_back.operations)


@pytest.mark.parametrize("name", COURSE.names)
def test_one_slip_costs_its_own_question(name: str) -> None:
    reference = COURSE.reference(name)
    _, old, new, question = SLIPS[name]
    cells = ["".join(c["source"]) for c in build(reference).staff["cells"] if c["cell_type"] == "code"]
    cells = [cell for cell in cells if "grader" not in cell]
    wrong = [c.replace(old, new) for c in cells]
    assert wrong != cells
    with Sandbox(isolation=Isolation.BEST_EFFORT) as sandbox:
        right, slipped = (_graded(name, some, sandbox) for some in (cells, wrong))
    assert right.score == right.max_score
    assert [v.question for v in slipped.verdicts if v.score < v.max_score] == [question]


def _graded(name: str, cells: list[str], sandbox: Sandbox) -> ProblemReport:
    document = Document(f"{name}.ipynb", None, tuple(Cell(i, source) for i, source in enumerate(cells)))
    return examine(document, COURSE.reference(name), sandbox, 1, Policy())[0]
