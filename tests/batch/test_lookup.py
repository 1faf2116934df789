"""A student is found by every name that a TA may type, and a question by its own: else the near ones are listed."""

from __future__ import annotations

import pytest

from autograder.batch.entry import Entry
from autograder.batch.lookup import LookupFailedError, find_question, find_submission, known
from autograder.report.report import ProblemReport, Report, WrittenAnswer
from autograder.submissions.student import Student
from tests.render.samples import verdict

PEOPLE = (
    Student("Lovelace, Ada", "ada@example.edu", "1001", "alovelace"),
    Student("Zoë Müller", "zoe@example.edu", "1002", "zmuller"),
    Student("Sam Lee", "sam@example.edu", "1003", "slee"),
    Student("Sam Lee", "sam2@example.edu", "1004", "slee2"),
)
SLUGS = ("lovelace-ada", "zoe-muller", "sam-lee", "sam-lee-2")
CLASS = known(
    Entry(i, "f", Report(p.name, s, ""), student=p) for i, (p, s) in enumerate(zip(PEOPLE, SLUGS, strict=True))
)
TWO = ProblemReport(
    "two_layer_linear",
    "T",
    (verdict("loss"), verdict("backward.dW1")),
    written=(WrittenAnswer("why", "Why?", 1, ""),),
)
REPORT = Report("Ada", "ada", "", (TWO, ProblemReport("univariate_regression", "U", (verdict("loss"),))))


@pytest.mark.parametrize(
    "typed",
    ["Lovelace, Ada", "Ada Lovelace", "ada lovelace", " lovelace-ada", "ADA@example.edu", "ada", "1001", "alovelace"],
)
def test_every_name_of_a_student_finds_the_submission(typed: str) -> None:
    assert find_submission(typed, CLASS).slug == "lovelace-ada"


def test_without_an_export_the_name_of_the_file_is_the_students() -> None:
    plain = known([Entry(0, "f", Report("Zoë Müller", "zoe-muller", ""))])
    assert {find_submission(typed, plain).slug for typed in ("zoë müller", "Müller, Zoë", "zoe-muller")} == {
        "zoe-muller"
    }


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ("Sam Lee", "could be 2 students, by the names of their pages: sam-lee, sam-lee-2"),
        ("Lovelase", "or 'Lovelace, Ada'?"),
        ("muller", "'zoe-muller'"),
        ("", "no student ''"),
        ("\x1b[31mnobody", r"'\\x1b[31mnobody'"),
    ],
)
def test_who_is_not_found_is_said_with_the_near_names(typed: str, said: str) -> None:
    with pytest.raises(LookupFailedError) as raised:
        find_submission(typed, CLASS)
    assert said in str(raised.value)


@pytest.mark.parametrize(
    ("typed", "found"),
    [
        ("backward.dW1", ("two_layer_linear", "backward.dW1")),
        ("two_layer_linear.backward.dW1", ("two_layer_linear", "backward.dW1")),
        ("univariate_regression.loss", ("univariate_regression", "loss")),
        ("why", ("two_layer_linear", "why")),
    ],
)
def test_a_question_is_found_by_its_name_or_with_its_problem(typed: str, found: tuple[str, str]) -> None:
    one = find_question(typed, REPORT)
    assert (one.problem.problem, one.asked.question) == found


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ("loss", "several problems have a question 'loss': two_layer_linear.loss, univariate_regression.loss"),
        ("backward.dW", "did you mean 'backward.dW1'"),
        ("dW1", "did you mean 'backward.dW1'"),
        ("zzz", "there are loss, backward.dW1, why, loss"),
    ],
)
def test_a_question_that_is_not_there_is_said_with_the_near_ones(typed: str, said: str) -> None:
    with pytest.raises(LookupFailedError) as raised:
        find_question(typed, REPORT)
    assert said in str(raised.value)
