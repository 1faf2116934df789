"""The late rule and the attempts of an assignment in Gradescope's container: the same total as in `grade`."""

from __future__ import annotations

import json
from datetime import datetime, timedelta, timezone
from pathlib import Path

import pytest

from autograder.gradescope.attempts import used_up
from autograder.gradescope.build import build
from autograder.gradescope.compose import Graded, compose
from autograder.gradescope.container import lateness
from autograder.gradescope.contents import read_contents
from autograder.gradescope.metadata import Earlier, Metadata, read_metadata
from autograder.gradescope.place import unpack
from autograder.gradescope.plan import plan_of
from autograder.gradescope.results import Line, Results
from autograder.report.head import Head, Lateness
from autograder.report.report import ProblemReport, Report
from autograder.staff.assignment import Assignment, LateRule
from autograder.staff.policy import Policy, ProblemPolicy, Visibility
from tests.render.samples import right, verdict
from tests.solutions.common import COURSE

NAME = "two_layer_linear"
DUE = datetime(2026, 3, 4, 23, 59, tzinfo=timezone(timedelta(hours=-8)))
ASSIGNMENT = Assignment("Homework 2", problems=(NAME,), due=DUE, late=LateRule(10), attempts=2)


def test_the_zip_holds_the_assignment(tmp_path: Path) -> None:
    build(COURSE, (NAME,), Policy(), b"secret", tmp_path / "a.zip", ASSIGNMENT)
    unpack(tmp_path / "a.zip", tmp_path / "base")
    found = read_contents(tmp_path / "base" / "source").assignment
    assert (found.name, found.due, found.late, found.attempts) == ("Homework 2", DUE, LateRule(10), 2)


def metadata(tmp_path: Path, created: timedelta, due: timedelta | None = None) -> Metadata:
    users = [] if due is None else [{"assignment": {"due_date": (DUE + due).isoformat()}}]
    path = tmp_path / "submission_metadata.json"
    path.write_text(json.dumps({"created_at": (DUE + created).isoformat(), "users": users}))
    return read_metadata(path)


@pytest.mark.parametrize(
    ("created", "due", "share"),
    [
        (timedelta(minutes=-1), None, None),
        (timedelta(hours=3), None, 0.1),
        (timedelta(days=1, hours=3), None, 0.2),
        (timedelta(hours=3), timedelta(days=2), None),
        (timedelta(days=2, hours=3), timedelta(days=2), 0.1),
        (timedelta(hours=3), timedelta(days=-2), 0.1),
    ],
    ids=("in time", "late", "two days", "extension", "late after an extension", "an older due time there"),
)
def test_the_due_time_of_the_assignment_or_a_later_one_of_the_student_decides(
    created: timedelta, due: timedelta | None, share: float | None, tmp_path: Path
) -> None:
    late = lateness(ASSIGNMENT, metadata(tmp_path, created, due))
    assert (None if late is None else late.share) == share


@pytest.mark.parametrize("content", ["{}", "[]", '{"users": 3}', '{"users": [3, {"assignment": {"due_date": 4}}]}'])
def test_without_a_time_nothing_is_late(content: str, tmp_path: Path) -> None:
    (tmp_path / "m.json").write_text(content)
    assert lateness(ASSIGNMENT, read_metadata(tmp_path / "m.json")) is None


def composed(late: Lateness | None, policy: Policy = Policy()) -> Results:  # noqa: B008 - frozen
    plan = plan_of(COURSE, (NAME,), policy)
    questions = [q.name for q in plan.problems[0].questions if not q.written]
    report = ProblemReport(NAME, NAME, (*right(*questions[1:]), verdict(questions[0], score=0.0)))
    return compose(plan, policy.gradescope, Graded({NAME: report}, late=late))


def test_a_late_submission_has_the_total_that_grade_gives_it() -> None:
    late = Lateness(7200, 0.1, "10 % of the points per started day")
    results = composed(late)
    questions = [q.name for q in COURSE.reference(NAME).problem.questions]
    report = ProblemReport(NAME, NAME, (*right(*questions[1:]), verdict(questions[0], score=0.0)))
    assert results.score == Report("a", "a", "", (report,), head=Head(late=late)).score == pytest.approx(9.9)
    assert "Handed in 2 hours late: 11 points become 9.9" in results.output
    assert composed(None).score == 11


def test_the_points_before_are_not_shown_while_questions_are_hidden() -> None:
    hidden = Policy(problems={NAME: ProblemPolicy(visibility=Visibility.AFTER_PUBLISHED)})
    results = composed(Lateness(7200, 0.1, "rule"), hidden)
    assert "Handed in 2 hours late." in results.output
    assert "become" not in results.output


def test_attempts_are_counted_over_the_whole_assignment() -> None:
    scored = Results(score=1.0, tests=(Line(name="a", number="1", score=1.0, max_score=1.0, output=""),), output="")
    failed = Results(score=0.0, tests=(), output="", extra_data={"attempt": False})
    days = [DUE - timedelta(days=n) for n in (9, 6, 3)]
    earlier = [Earlier(at, results) for at, results in zip(days, (scored, failed, scored), strict=True)]
    assert used_up(Metadata(DUE, tuple(earlier[:2])), 2) is None
    assert used_up(Metadata(DUE, tuple(earlier)), None) is None
    refused = used_up(Metadata(DUE, tuple(earlier)), 2)
    assert refused is not None
    assert "2 attempts are graded" in refused.message
    assert refused.last.at == days[2]
