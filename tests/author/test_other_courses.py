"""The problems of other courses are proven, built and graded by the same commands."""

from __future__ import annotations

from importlib.util import find_spec
from pathlib import Path

import pytest

from autograder.author.build import build
from autograder.author.lesson import CellKind, lesson
from autograder.author.mistakes import applicable
from autograder.author.proof_tasks import ProofPlan
from autograder.author.tally import Claim
from autograder.declare.course import open_course
from autograder.declare.problem import Misconception
from autograder.grading import examine
from autograder.plain.evidence import Cell
from autograder.report.report import ProblemReport
from autograder.sandbox import Isolation, Sandbox
from autograder.staff.policy import Policy
from autograder.submissions.submission import Document
from tests.author.common import ROOT
from tests.author.proven import proof_of
from tests.sample import WHOLE, sample
from tests.solutions.slips import slips

pytestmark = pytest.mark.slow

MORE = ROOT / "solutions" / "more"
NEEDS = {"torch_classifier": "torch"}
COURSE = open_course(MORE)
NAMES = tuple(n for n in COURSE.names if n not in NEEDS or find_spec(NEEDS[n]) is not None)
NOTHING_TO_PROVE = {
    "more_optimizers": {Claim.GRADIENTS},
    "batch_norm": {Claim.RULES},
    "autodiff": {Claim.GRADIENTS},
    "torch_classifier": {Claim.GRADIENTS},
}
"""Optimizers compute no gradients. What a given function returns follows by measuring, not by a rule."""


@pytest.mark.sampled(3, start=1)
@pytest.mark.parametrize("name", NAMES)
def test_every_goal_is_reached(name: str) -> None:
    proof = proof_of(COURSE, name, ProofPlan(seeds=1, pairs=8))
    assert not [(claim, proof.tallies[claim].faults) for claim in proof.missed()]
    assert {c for c in Claim if not proof.tallies[c].tried} == NOTHING_TO_PROVE.get(name, set())


def graded(name: str, cells: list[str], sandbox: Sandbox) -> ProblemReport:
    document = Document(f"{name}.ipynb", None, tuple(Cell(i, source) for i, source in enumerate(cells)))
    return examine(document, COURSE.reference(name), sandbox, 1, Policy())[0]


@pytest.mark.parametrize("name", NAMES)
def test_its_notebook_is_graded(name: str) -> None:
    """Handed in as it was handed out, solved, and with the first mistake of each function."""
    reference = COURSE.reference(name)
    built = build(reference)
    empty, solved = (
        [
            "".join(c["source"])
            for c in notebook["cells"]
            if c["cell_type"] == "code" and "grader" not in str(c["source"])
        ]
        for notebook in (built.student, built.staff)
    )
    firsts: dict[str, Misconception] = {}
    for mistake in applicable(reference)[0].mistakes:
        firsts.setdefault(mistake.function, mistake)
    with Sandbox(isolation=Isolation.BEST_EFFORT, packages=("numpy", *filter(None, [NEEDS.get(name)]))) as sandbox:
        assert graded(name, empty, sandbox).score == 0
        report = graded(name, solved, sandbox)
        assert report.score == report.max_score, [v for v in report.verdicts if v.score < v.max_score]
        for mistake in firsts.values():
            home = reference.sources[reference.home(mistake)].partition("\n")[0]
            wrong = [cell.replace(mistake.old, mistake.new) if home in cell else cell for cell in solved]
            assert wrong != solved
            report = graded(name, wrong, sandbox)
            lost = {v.function: v.misconceptions for v in report.verdicts if v.score < v.max_score}
            assert set(lost) == {mistake.function}, (mistake.name, report.verdicts)
            assert lost[mistake.function] == (mistake.name,)


@pytest.mark.parametrize("folder", [MORE, Path(__file__).parent / "outside"], ids=lambda folder: folder.name)
def test_a_slip_costs_its_own_question_and_no_other(folder: Path) -> None:
    """Of what a function returns: in a loop through time, a slip on the way spoils what else goes through it."""
    course, beyond = open_course(folder), dict[tuple[str, str], float]()
    with Sandbox(isolation=Isolation.BEST_EFFORT) as sandbox:
        for reference in (course.reference(n) for n in course.names if n not in NEEDS):
            if {f.name for f in reference.problem.functions} - reference.sources.keys():
                continue  # methods of classes, and given functions
            cells = [Cell(i, part.source) for i, part in enumerate(lesson(reference)) if part.kind is CellKind.GIVEN]
            kinds = ("None", "a raise", "nothing returned", "transposed", "missing key", "list for an array")
            every = [
                s for s in slips(reference) if not s.within and s.kind != "overflow" and (WHOLE or s.kind in kinds)
            ]
            for slip in sample(every, 12):
                document = Document("student.py", None, (*cells, Cell(len(cells), slip.text)))
                report = examine(document, reference, sandbox, 5, Policy())[0]
                beyond |= {(slip.label, question): lost for question, lost in slip.beyond(report).items()}
    assert beyond == {}
