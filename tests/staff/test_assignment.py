"""The assignment: what its file may say, what being late costs, and what a wrong file is told."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta, timezone
from itertools import pairwise
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from autograder.declare.course import Course, open_course
from autograder.render.html import to_html
from autograder.report.head import Head
from autograder.report.report import Report
from autograder.staff.assignment import Assignment, LateRule, LateUnit, changes
from autograder.staff.assignment_file import parse_assignment, parse_plainly, read_plainly
from autograder.staff.assignment_text import assignment_text
from autograder.staff.policy import PolicyError, Visibility
from autograder.staff.policy_file import parse_policy

LINEAR, OTHER = "two_layer_linear", "univariate_regression"
WHOLE = """\
name = "Homework 2"
course = "CS230"
due = 2026-03-04T23:59:00-08:00
attempts = 5
packages = ["scipy"]

[late]
percent = 10
per = "day"
grace_minutes = 15
most = 50

[platform]
maximum = 100
column = "Homework 2 (1234)"

[problems.univariate_regression]
points = 26

[problems.two_layer_linear]
visibility = "after_due_date"
questions."backward.dW1" = { points = 3 }
"""
DUE = datetime(2026, 3, 4, 23, 59, tzinfo=timezone(timedelta(hours=-8)))
RULE = LateRule(10, LateUnit.DAY, 15, 50)


@pytest.fixture(scope="module")
def course() -> Course:
    return open_course()


def test_everything_is_read(course: Course) -> None:
    found = parse_assignment(WHOLE, "a.toml", course)
    assert (found.name, found.course, found.problems) == ("Homework 2", "CS230", (OTHER, LINEAR))
    assert (found.due, found.late, found.attempts) == (DUE, RULE, 5)
    assert (found.maximum, found.column, found.policy.packages) == (100, "Homework 2 (1234)", ("scipy",))
    assert found.policy.points(LINEAR, "backward.dW1", 1.0) == 3
    assert found.policy.seen(LINEAR, "loss") is Visibility.AFTER_DUE_DATE
    assert found.stated


def test_a_problem_is_worth_what_is_said_with_its_answers_in_words(course: Course) -> None:
    policy = parse_assignment(WHOLE, "a.toml", course).policy
    problem = course.reference(OTHER).problem
    declared = [(q.name, q.points) for q in problem.questions] + [(w.name, w.points) for w in problem.written]
    assert sum(policy.points(OTHER, name, points) for name, points in declared) == pytest.approx(26)


@pytest.mark.parametrize(
    "due",
    [
        "due = 2026-03-04T23:59:00-08:00",
        'due = "2026-03-04 23:59-08:00"',
        'due = "2026-03-05T07:59:00Z"',
        'due = 2026-03-04T23:59:00\ntimezone = "America/Los_Angeles"',
    ],
)
def test_the_due_time_has_a_time_zone(due: str, course: Course) -> None:
    assert parse_assignment(due, "a.toml", course).due == DUE


def test_problems_may_be_a_plain_list_or_not_be_said(course: Course) -> None:
    assert parse_assignment(f'problems = ["{LINEAR}"]', "a.toml", course).problems == (LINEAR,)
    found = parse_assignment('name = "x"', "a.toml", course)
    assert (found.problems, found.stated) == ((), False)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("nmae = 'x'", "nmae"),
        ("name = 3", "`name`"),
        ('name = "a\\u0000b"', "`name`"),
        ('problems = ["linear"]', "problems: 'linear': this course has"),
        (f'problems = ["{LINEAR}", "{LINEAR}"]', "named twice"),
        ("[problems.linear]", "problems: 'linear'"),
        ("[problems.two_layer_linear]\npoints = -1", "points"),
        ('[problems.two_layer_linear.questions]\n"forward.z" = {}', 'questions."forward.z"'),
        ("due = 2026-03-04T23:59:00", "due: it has no time zone"),
        ("due = 2026-03-04", "due: not a time"),
        ("due = 'tomorrow'", "due: not a time"),
        ("due = 2026-03-04T23:59:00\ntimezone = 'Mars/Olympus'", "timezone: this system knows no"),
        ("due = 2026-03-04T23:59:00\ntimezone = '../../etc/passwd'", "timezone: this system knows no"),
        ("[late]\npercent = 10", "late: there is no due time"),
        ("[extensions]\nAda = 2026-03-06T23:59:00Z", "extensions: there is no due time"),
        ("due = 2026-03-04T23:59:00Z\n[extensions]\nAda = 'friday'", "extensions: Ada: not a time"),
        ("due = 2026-03-04T23:59:00Z\n[extensions]\nAda = 2026-03-06T23:59:00", "extensions: Ada: it has no time zone"),
        ("due = 2026-03-04T23:59:00Z\n[late]\npercent = 101", "percent"),
        ("due = 2026-03-04T23:59:00Z\n[late]\npercent = 1\nper = 'week'", "per"),
        ("[platform]\nmaximum = 0", "maximum"),
        ("attempts = 0", "attempts"),
        ("= 1", "line 1"),
    ],
)
def test_a_wrong_file_is_one_line_that_says_where(text: str, said: str, course: Course) -> None:
    with pytest.raises(PolicyError) as error:
        parse_assignment(text, "a.toml", course)
    assert str(error.value).startswith("a.toml: ")
    assert said in str(error.value)
    assert "\n" not in str(error.value)


@pytest.mark.parametrize("chosen", [(LINEAR,), (OTHER, LINEAR)])
@pytest.mark.parametrize("policy", ["", "follow_through = 0.5\n[problems.two_layer_linear]\nvisibility = 'hidden'\n"])
def test_a_new_file_is_read_and_every_example_in_it_works(chosen: tuple[str, ...], policy: str, course: Course) -> None:
    text = assignment_text(course, chosen, "Homework", policy)
    found = parse_assignment(text, "a.toml", course)
    assert (found.name, set(found.problems)) == ("Homework", set(chosen))
    assert found.policy.follow_through == (0.5 if policy else 1.0)
    if policy:
        assert found.policy.seen(LINEAR, "loss") is Visibility.HIDDEN
    lines = text.splitlines()
    examples = [i for i, line in enumerate(lines) if line.startswith("# ") and (" = " in line or line[2:3] == "[")]
    tables = {i for i in examples if lines[i].startswith("# [")}
    assert len(examples) > 10
    taken = [i for i in examples if "2026-03-04T23:59:00\n" not in f"{lines[i]}\n" and "timezone" not in lines[i]]
    assert tables <= set(taken)
    filled = "\n".join(line[2:] if i in taken else line for i, line in enumerate(lines))
    whole = parse_assignment(filled.replace('visibility = "visible"\n', "", 1) if policy else filled, "a.toml", course)
    assert (whole.due, whole.attempts, whole.maximum) == (DUE, 5, 100)
    assert whole.late == RULE


def test_a_policy_is_still_read_and_means_the_same(course: Course) -> None:
    text = "follow_through = 0.5\n[problems.two_layer_linear.questions]\nloss = { points = 2 }\n"
    assert parse_policy(text, "p.toml", course) == parse_assignment(text, "a.toml", course).policy


def test_a_student_reads_it_without_solutions(tmp_path: Path) -> None:
    path = tmp_path / "assignment.toml"
    path.write_text(WHOLE)
    found = read_plainly(path)
    assert (found.name, found.problems, found.due) == ("Homework 2", (OTHER, LINEAR), DUE)


@pytest.mark.parametrize("unit", LateUnit)
def test_lateness_costs_per_started_unit_never_less_for_more_and_never_above_the_cap(unit: LateUnit) -> None:
    rule = LateRule(10, unit, 0, 50)
    shares = [rule.share(round(step * unit.seconds / 4)) for step in range(1, 40)]
    assert shares[:5] == [0.1, 0.1, 0.1, 0.1, 0.2]
    assert all(a <= b for a, b in pairwise(shares))
    assert max(shares) == 0.5
    assert rule.share(None) == 0.1, "a late hand-in whose time nobody knows counts as one unit"


@pytest.mark.parametrize(
    ("minutes", "late"), [(-1, None), (0, None), (15, None), (16, (960, 0.1)), (24 * 60 + 1, (86460, 0.2))]
)
def test_a_time_of_any_zone_is_held_against_the_due_time(minutes: int, late: tuple[int, float] | None) -> None:
    assignment = Assignment(due=DUE, late=RULE)
    at = DUE + timedelta(minutes=minutes)
    zones = (timezone.utc, timezone(timedelta(hours=5, minutes=30)), DUE.tzinfo)
    told = [at.astimezone(zone).isoformat() for zone in zones] + [at.replace(tzinfo=None).isoformat()]
    for text in told:
        found = assignment.lateness(Head(handed_in=text))
        assert (None if found is None else (found.seconds, found.share)) == late


@pytest.mark.parametrize("zone", ["America/Los_Angeles", "Europe/Berlin", "Australia/Lord_Howe", "Asia/Kolkata"])
@pytest.mark.parametrize("day", ["2026-03-07", "2026-03-28", "2026-10-24", "2026-10-31", "2026-04-04", "2026-10-03"])
def test_clocks_that_change_before_a_hand_in_make_nobody_later_or_earlier(zone: str, day: str) -> None:
    """A time in the words of a platform, without an offset, is the same time as one with it; hours are hours."""
    offset = datetime.fromisoformat(f"{day}T23:59").replace(tzinfo=ZoneInfo(zone)).isoformat()
    for due in (f'due = "{offset}"', f"due = {day}T23:59:00"):
        rule = "[late]\npercent = 1\nper = 'hour'"
        assignment = parse_plainly(f'timezone = "{zone}"\n{due}\n{rule}', "a.toml")
        assert assignment.due is not None
        for hours in range(1, 60, 7):
            at = (assignment.due.astimezone(timezone.utc) + timedelta(hours=hours)).astimezone(ZoneInfo(zone))
            for text in (at.isoformat(), at.replace(tzinfo=None, fold=0).isoformat()) if not at.fold else ():
                found = assignment.lateness(Head(handed_in=text))
                assert found is not None
                assert (found.seconds, round(found.share * 100)) == (hours * 3600, hours)


def test_whoever_is_known_to_be_within_the_grace_is_not_late_though_the_platform_says_so() -> None:
    assignment = Assignment(due=DUE, late=RULE)
    for minutes, late in ((-5, True), (5, False), (15, False), (16, True)):
        at = (DUE + timedelta(minutes=minutes)).isoformat()
        found = assignment.lateness(Head(handed_in=at, marked_late=True))
        assert (found is not None) is late, minutes


def test_what_the_platform_says_counts_without_a_time_and_nothing_is_late_without_a_word() -> None:
    assignment = Assignment(due=DUE, late=RULE)
    marked = assignment.lateness(Head(marked_late=True))
    assert marked is not None
    assert (marked.seconds, marked.share) == (None, 0.1)
    assert assignment.lateness(Head()) is None
    free = replace(assignment, late=None).lateness(Head(marked_late=True))
    assert free is not None
    assert (free.share, free.rule) == (0.0, "")


@pytest.mark.parametrize("name", ["Ada Lovelace", "ada lovelace", "lovelace-ada"])
@pytest.mark.parametrize("marked", ["", "late"])
def test_an_extension_is_a_later_due_time_of_one_student(name: str, marked: str) -> None:
    later = DUE + timedelta(days=2)
    assignment = Assignment(due=DUE, late=RULE, extensions=((name, later),))

    def head(student: str, at: datetime) -> Head:
        told = Head(handed_in=at.isoformat(), marked_late=bool(marked))
        slug = "lovelace-ada" if student == "Ada Lovelace" else "x"
        return assignment.headed(Report(student, slug, "", head=told)).head

    ada = head("Ada Lovelace", later)
    assert (ada.due, ada.extended, ada.late) == (later.isoformat(), True, None)
    too_late = head("Ada Lovelace", later + timedelta(days=1)).late
    assert too_late is not None
    assert (too_late.seconds, too_late.share) == (86400, 0.1)
    other = head("Bo Turing", later)
    assert (other.due, other.extended) == (DUE.isoformat(), False)
    assert other.late is not None
    shown = to_html(assignment.headed(Report("Ada Lovelace", "lovelace-ada", "")))
    assert "Due 6 March 2026, 23:59 (UTC-08:00) by an extension" in shown


def test_an_extension_never_makes_the_due_time_earlier() -> None:
    assignment = Assignment(due=DUE, extensions=(("Ada", DUE - timedelta(days=1)),))
    assert assignment.extension("Ada") == DUE


def test_a_change_is_said_in_words(course: Course) -> None:
    old = parse_assignment(WHOLE, "a.toml", course)
    new = parse_assignment(
        WHOLE.replace("percent = 10", "percent = 5").replace("points = 26", "points = 13"), "", course
    )
    assert list(changes(old, old)) == []
    said = list(changes(old, new))
    assert said[0].startswith("late rule 10 % of the points per started day after 15 minutes, at most 50 % -> 5 %")
    assert said[1:] == ["points, visibility or packages"]
