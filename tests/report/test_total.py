"""The total: what it consists of, what waits, and how a percentage is rounded."""

from __future__ import annotations

from dataclasses import replace
from itertools import product

import pytest

from autograder.report.report import NearText, ProblemReport, WrittenAnswer
from autograder.report.status import Status
from autograder.report.total import Total, points, rounded, total_of
from tests.render.samples import report, right, verdict

READ = WrittenAnswer("why", "Why?", 2.0, "Because.", score=1.5)
UNREAD = replace(READ, score=None)
EMPTY = WrittenAnswer("why", "Why?", 2.0, " ")
NEAR = replace(EMPTY, near=(NearText(3, "because"),))


def problem(*written: WrittenAnswer, wrong: int = 1) -> ProblemReport:
    lost = [verdict(f"w{i}", Status.WRONG) for i in range(wrong)]
    return ProblemReport("p", "P", (*right("a", "b", "c"), *lost), written=written)


@pytest.mark.parametrize(
    ("written", "score", "most", "waits"),
    [
        ((), 3.0, 4.0, ""),
        ((UNREAD,), 3.0, 4.0, "1 answer in words is not read yet: up to 2 more points."),
        ((NEAR,), 3.0, 4.0, "1 answer in words is not read yet: up to 2 more points."),
        ((READ,), 4.5, 6.0, ""),
        ((EMPTY,), 3.0, 6.0, ""),
        ((READ, UNREAD), 3.0, 4.0, "1 answer in words is not read yet: up to 3.5 more points."),
        ((EMPTY, UNREAD), 3.0, 4.0, "1 answer in words is not read yet: up to 2 more points."),
        ((UNREAD, UNREAD), 3.0, 4.0, "2 answers in words are not read yet: up to 4 more points."),
    ],
)
def test_answers_count_once_all_are_read_and_none_is_a_zero_before(
    written: tuple[WrittenAnswer, ...], score: float, most: float, waits: str
) -> None:
    total = report("a", problem(*written)).total
    assert (total.score, total.max_score, total.waits, total.final) == (score, most, waits, not waits)
    assert total.whole_max == 4 + 2 * len(written), "in the end the maximum is everybody's"


def test_points_by_people_are_told_apart_from_the_judges() -> None:
    changed = replace(verdict("a", Status.WRONG), score=0.5, machine_score=0.0)
    total = total_of((*right("b"), changed), ())
    assert (total.machine, total.staff, total.score, total.max_score) == (1.0, 0.5, 1.5, 2.0)


@pytest.mark.parametrize(("share", "late", "score"), [(0.0, 0.0, 4.5), (0.1, 0.45, 4.05), (1.0, 4.5, 0.0)])
def test_being_late_costs_a_share_of_everything_else(share: float, late: float, score: float) -> None:
    total = total_of(problem().verdicts, [READ], share)
    assert (total.before, total.late) == (4.5, late)
    assert total.score == pytest.approx(score)
    assert total.machine_only == pytest.approx(3 * (1 - share))


def test_what_is_shown_adds_up_and_is_never_below_zero_or_above_the_maximum() -> None:
    for right_ones, share, staff in product((0, 1 / 3, 2.5, 3), (0, 0.1, 1 / 3, 1), (-1, 0)):
        total = Total(right_ones, 3.0, staff=staff, late_share=share)
        assert 0 <= total.score <= total.max_score
        shown = float(points(max(0.0, total.before))) - float(points(total.late))
        assert shown == pytest.approx(total.score, abs=0.011)


def test_100_percent_is_full_points_only() -> None:
    assert [rounded(p) for p in (100, 99.9999, 11 / 12 * 100, 12 / 14 * 100, 0)] == ["100", "99", "91", "85", "0"]
    assert rounded(100 * (0.1 * 3) / 0.3) == "100", "a sum of thirds is not below its maximum"
    assert Total(0.0, 0.0).percent is None
