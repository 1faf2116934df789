"""One mistake costs its own question, once: for slips of every kind, in every place of every problem.

`WHOLE=1 pytest tests/solutions/test_slips.py` grades every slip, not a sample of them.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from zlib import crc32

import pytest

from autograder.declare.reference import Reference
from autograder.grading import examine
from autograder.plain.evidence import Cell
from autograder.report.report import ProblemReport
from autograder.report.status import Status
from autograder.sandbox import Isolation, Limits, Sandbox
from autograder.staff.policy import Policy
from autograder.submissions.submission import Document
from tests.inside import judged
from tests.solutions.common import NETWORKS, PROBLEMS, reference, student
from tests.solutions.slips import HEAD, Slip, slips

ONE_IN = 1 if "WHOLE" in os.environ else 30


@pytest.fixture(scope="module")
def sandbox() -> Iterator[Sandbox]:
    with Sandbox(Limits(), Isolation.BEST_EFFORT) as opened:
        yield opened


def graded(sandbox: Sandbox, problem: str, text: str) -> ProblemReport:
    document = Document("student.py", problem, (Cell(0, text),))
    return examine(document, reference(problem), sandbox, 5, Policy())[0]


def sample(problem: str) -> list[Slip]:
    return [s for s in slips(reference(problem)) if crc32(s.label.encode()) % ONE_IN == 0]


@pytest.mark.parametrize("problem", PROBLEMS)
def test_a_slip_costs_its_own_question(problem: str, sandbox: Sandbox) -> None:
    lost = {slip.label: slip.beyond(graded(sandbox, problem, slip.text)) for slip in sample(problem)}
    assert {label: points for label, points in lost.items() if points} == {}


@pytest.mark.parametrize("problem", PROBLEMS)
def test_every_slip_costs_something(problem: str, sandbox: Sandbox) -> None:
    for slip in sample(problem):
        report = graded(sandbox, problem, slip.text)
        assert any(v.score < v.max_score for v in report.verdicts if v.question in slip.questions), slip.label


def test_a_second_slip_is_seen(sandbox: Sandbox) -> None:
    """Without this the first test could pass by not looking."""
    first, second = (s for s in slips(reference("two_layer_linear")) if s.kind == "a raise" and s.function != "train")
    both = {**first.sources, second.function: second.sources[second.function]}
    report = graded(sandbox, first.problem, "\n\n".join([HEAD, *both.values()]))
    assert {q.partition(".")[0] for q in first.beyond(report)} == {second.function}


def broken(of: Reference, function: str) -> Reference:
    head = next(line for line in of.sources[function].splitlines() if line.startswith("def "))
    return student(of, function, f"{head}\n    raise ValueError\n")


@pytest.mark.parametrize("name", NETWORKS)
@pytest.mark.parametrize("helper", ["forward", "loss", "backward"])
def test_a_wrong_train_earns_nothing_through_other_helpers(name: str, helper: str) -> None:
    of = reference(name)
    mistakes = [m for m in of.problem.misconceptions if m.function == "train"]
    assert mistakes
    for mistake in mistakes:
        right = judged(of.edited(mistake), of)
        verdicts = judged(broken(of.edited(mistake), helper), of)
        for question in ("train.params", "train.losses"):
            if not right[question].status.paid:
                assert verdicts[question].score == 0, (mistake.name, mistake.new, question)
    assert judged(broken(of, helper), of)["train.params"].status is Status.FOLLOWS
