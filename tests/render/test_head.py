"""What a page says above everything else: the assignment, the times, the points before and after being late."""

from __future__ import annotations

import re
from dataclasses import replace
from itertools import product

import pytest

from autograder.render.html import to_html
from autograder.render.words import duration, moment
from autograder.report.head import Head, Lateness
from autograder.report.report import ProblemReport, Report, WrittenAnswer
from autograder.report.status import Status
from autograder.submissions.hand_in import LATE
from tests.render.samples import report, right, verdict

TODO, WRONG = verdict("todo", Status.NOT_IMPLEMENTED), verdict("wrong", Status.WRONG)
HEAD = Head(
    "CS230",
    "Homework 2",
    "2026-03-04T23:59:00-08:00",
    "2026-03-05T10:05:00+00:00",
    graded="2026-03-06",
    over=True,
    late=Lateness(7560, 0.1, "10 % of the points per started day"),
)
LEFT_OUT = ProblemReport("q", "Second problem", (verdict("x", Status.MISSING),), left_out=True)
EMPTY = WrittenAnswer("why", "Why?", 2.0, "")


def shown(made: Report) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]*>", "", to_html(made).partition("</style>")[2]))


def opening(*problems: ProblemReport, over: bool | None = None) -> str:
    html = to_html(report("Ada", *problems, head=Head(over=over)))
    return str(re.findall('<p class="opening">(.*?)</p>', html)[0])


def test_the_head_names_course_assignment_and_times_in_the_time_zone_of_the_due_time() -> None:
    page = shown(report("Ada", ProblemReport("p", "P", right("a", "b")), head=HEAD))
    assert "CS230 · Homework 2 Ada" in page
    when = "Handed in 5 March 2026, 02:05 (UTC-08:00), due 4 March 2026, 23:59 (UTC-08:00), graded 6 March 2026"
    assert when in page


def test_a_late_page_shows_the_points_before_and_after() -> None:
    made = report("Ada", ProblemReport("p", "P", right("a", "b"), notes=(LATE,)), head=HEAD)
    page = shown(made)
    assert "1.8 of 2 points" in page
    assert "Handed in 2 hours 6 minutes late: 2 points become 1.8 (10 % of the points per started day)." in page
    assert LATE not in page, "the head says it already"
    assert LATE in shown(replace(made, head=Head())), "and else the note does"


def test_being_late_without_a_rule_is_named_and_costs_nothing() -> None:
    page = shown(report("Ada", ProblemReport("p", "P", right("a")), head=Head(late=Lateness(None))))
    assert "Handed in late." in page
    assert "1 of 1 point" in page


def test_a_page_without_any_of_this_has_no_empty_lines() -> None:
    html = to_html(report("Ada", ProblemReport("p", "P", right("a"))))
    assert '<p class="kicker">Feedback</p>' in html
    for name in ("when", "late", "waits"):
        assert f'<p class="{name}">' not in html


@pytest.mark.parametrize(("over", "said"), [(None, "Nothing is written."), (True, "Nothing was written.")])
def test_nothing_written_is_no_beginning_once_it_counts(*, over: bool | None, said: str) -> None:
    assert opening(ProblemReport("p", "P", (TODO,)), over=over) == said
    assert "everybody begins" in opening(ProblemReport("p", "P", (TODO,)), over=False)


def test_after_the_due_time_nothing_sounds_as_if_there_was_still_time() -> None:
    kinds = (*right("a"), *(verdict(s.value, s) for s in Status))
    for some, left, empty in product(((), (TODO,), (WRONG,), kinds, right(*"abcde")), (False, True), (False, True)):
        first = ProblemReport("p", "P", tuple(some), written=(EMPTY,) if empty else ())
        said = opening(first, *([LEFT_OUT] if left else []), over=True)
        assert not re.search(r"\byet\b|begins|so far|nearly there|another look", said, re.IGNORECASE), said
        page = shown(report("Ada", first, head=Head(over=True)))
        assert "Start with" not in page


@pytest.mark.parametrize("over", [None, False, True])
def test_everything_is_right_only_if_nothing_is_missing(*, over: bool | None) -> None:
    whole = ProblemReport("p", "P", right("a"))
    assert opening(whole, over=over) == "Everything is right. Well done!"
    for said in (opening(whole, LEFT_OUT, over=over), opening(replace(whole, written=(EMPTY,)), over=over)):
        assert "Well done" not in said
    assert opening(whole, LEFT_OUT, over=over).endswith("Second problem was not handed in.")
    assert opening(replace(whole, written=(EMPTY,))).endswith("1 answer in words is empty.")


def test_a_problem_that_was_left_out_has_its_points_and_no_list_of_questions() -> None:
    html = to_html(report("Ada", ProblemReport("p", "P", right("a")), LEFT_OUT))
    assert "Nothing is handed in for this problem" in html
    assert "<code>x</code>" not in html
    assert "<strong>1</strong> of 2 points" in html


def test_times_and_durations_are_in_words() -> None:
    assert moment("2026-12-31T23:30:00") == "31 December 2026, 23:30"
    assert moment("2026-12-31T23:30:00+00:00", "2026-01-01T00:00:00+05:30") == "1 January 2027, 05:00 (UTC+05:30)"
    said = {
        30: "less than a minute",
        60: "1 minute",
        7260: "2 hours 1 minute",
        90000: "1 day 1 hour",
        864060: "10 days 1 minute",
    }
    assert {seconds: duration(seconds) for seconds in said} == said
