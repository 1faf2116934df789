"""What the class page counts, on classes small enough to count by hand."""

from __future__ import annotations

from typing import Any

from autograder.classroom.overview import count, row
from autograder.report.report import ProblemReport, Report
from autograder.report.status import Status
from autograder.report.verdict import Verdict
from tests.classroom.made import a_class


def says(question: str, status: Status = Status.CORRECT, score: float | None = None, **more: object) -> Verdict:
    paid = status in (Status.CORRECT, Status.FOLLOWS)
    return Verdict(question, status, float(paid) if score is None else score, 1.0, "", **more)  # type: ignore[arg-type]


def student(slug: str, *verdicts: Verdict) -> Report:
    return Report(slug, slug, "", (ProblemReport("p", "P", verdicts),))


def test_a_question_has_its_pass_rate_its_mean_and_its_statuses() -> None:
    found = count(
        [
            row(student("a", says("loss"), says("forward.z"))),
            row(student("b", says("loss", Status.SHAPE, 0.5), says("forward.z", Status.FOLLOWS))),
            row(student("c", says("loss", Status.WRONG), says("forward.z"))),
            row(Report("d", "d", "", reason="broken")),
        ]
    )
    loss, z = found.problems[0].questions
    assert (loss.answers, loss.full, loss.mean, loss.points) == (3, 1, 0.5, 1.0)
    assert dict(loss.statuses) == {Status.CORRECT: 1, Status.SHAPE: 1, Status.WRONG: 1}
    assert (z.full, z.mean) == (3, 1.0), "what follows has its points"
    assert found.problems[0].rows == (0, 1, 2), "the best first, and nobody who was not graded"
    assert [r.name for r in found.ungradable] == ["d"]
    assert (found.mean, found.median) == (75.0, 75.0), "what was not graded is no zero"


def test_a_question_has_its_facility_and_tells_who_knows_the_rest() -> None:
    """The corrected item-total correlation: a question is compared with the rest, never with itself."""
    reports = []
    for i in range(20):
        able = i >= 10
        good, bad, noise = float(able), float(not able), float(i % 2)
        scores = {"good": good, "also": good, "too": good, "bad": bad, "noise": noise, "same": 0.5}
        reports.append(student(f"s{i:02d}", *(says(q, Status.WRONG, score) for q, score in scores.items())))
    lines = {q.question: q for q in count(map(row, reports)).problems[0].questions}
    assert [lines[q].facility for q in ("good", "same")] == [50, 50]
    found = {name: line.discrimination for name, line in lines.items()}
    assert found["good"] == found["also"]
    assert found["good"] is not None and found["noise"] is not None and found["bad"] is not None  # noqa: PT018
    assert found["good"] > 0.4
    assert abs(found["noise"]) < 0.1
    assert found["bad"] < -0.8
    assert found["same"] is None, "what everybody gets tells nobody apart"
    few = count(map(row, reports[5:14])).problems[0].questions
    assert all(q.discrimination is None for q in few), "of nine answers a correlation is mostly chance"


def test_mistakes_are_ranked_by_how_many_students_made_them() -> None:
    mean: dict[str, Any] = {"misconceptions": ("missing-mean",)}
    found = count(
        [
            row(student("a", says("b.x", Status.WRONG, **mean), says("b.y", Status.WRONG, **mean))),
            row(student("b", says("b.x", Status.WRONG, group="0000000a"), says("b.y", Status.WRONG, group="0000000b"))),
            row(student("c", says("b.x", Status.WRONG, group="0000000a"))),
            row(student("d", says("b.x", Status.WRONG, misconceptions=("one", "two")))),
            row(student("e", says("b.x", Status.WRONG, misconceptions=("one", "two"), together=True))),
            row(student("f", says("b.x", Status.NOT_IMPLEMENTED), says("b.y", Status.FOLLOWS))),
        ]
    )
    ranked = [(m.mistake.names or m.mistake.group, m.rows) for m in found.mistakes]
    assert ranked[0] == ("0000000a", (1, 2)), "the first answer without a name of a function stands for it"
    assert (("missing-mean",), (0,)) in ranked, "once a student, however many questions it cost"
    assert {(("one", "two"), (3,)), (("one",), (4,)), (("two",), (4,))} <= set(ranked)
    assert len(ranked) == 5


def test_nobody_and_nothing_are_counted_too() -> None:
    assert (count([]).mean, count([]).problems, count([]).mistakes) == (None, (), ())
    broken = a_class(3, broken=3)
    assert (broken.mean, broken.median, len(broken.ungradable)) == (None, None, 3)


def test_a_problem_that_some_have_not_handed_in_counts_those_who_have() -> None:
    two = Report("a", "a", "", (ProblemReport("p", "P", (says("x"),)), ProblemReport("q", "Q", (says("y"),))))
    found = count([row(two), row(student("b", says("x", Status.WRONG)))])
    assert [(p.problem, p.rows) for p in found.problems] == [("p", (0, 1)), ("q", (0,))]
