"""The limit of attempts: by the submissions' own times, and only for what was graded."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from autograder.gradescope.attempts import too_many
from autograder.gradescope.metadata import read_metadata
from autograder.staff.policy import GradescopePolicy, Policy
from tests.gradescope.common import archive, right, stage, submit

NOW = "2026-11-27T12:00:00.000000-08:00"
UNI = "univariate_regression"
RESULT = {"score": 3.0, "tests": [], "output": "", "extra_data": {"attempt": True}}


def earlier(*times: str, results: Any = RESULT) -> dict[str, Any]:
    before = [{"submission_time": f"2026-11-27T{t}-08:00", "score": 3.0, "results": results} for t in times]
    return {"created_at": NOW, "previous_submissions": before}


def refused(tmp_path: Path, metadata: Any, limit: int | None) -> str | None:
    path = tmp_path / "submission_metadata.json"
    path.write_text(json.dumps(metadata), encoding="utf-8")
    found = too_many(read_metadata(path), limit)
    return found.message if found else None


@pytest.mark.parametrize(
    ("times", "limit", "allowed"),
    [
        ((), 1, True),
        (("11:30:00",), 1, False),
        (("11:30:00",), 2, True),
        (("11:30:00", "11:59:59"), 2, False),
        (("10:59:59", "11:30:00"), 2, True),
        (("11:00:00", "11:30:00"), 2, True),
        (("12:30:00", "11:30:00"), 2, True),
        (("11:30:00",) * 50, None, True),
    ],
)
def test_attempts_within_the_hour_before_are_counted(
    tmp_path: Path, times: tuple[str, ...], limit: int | None, allowed: object
) -> None:
    assert (refused(tmp_path, earlier(*times), limit) is None) is allowed


def test_the_message_says_from_when_on_in_the_students_time(tmp_path: Path) -> None:
    message = refused(tmp_path, earlier("11:10:00", "11:30:00"), 2)
    assert message is not None
    assert "2 times an hour" in message
    assert "again from 12:10" in message
    assert "last graded attempt, of 11:30" in message


@pytest.mark.parametrize("results", [None, {}, 5, {**RESULT, "extra_data": {"attempt": False}}])
def test_what_was_never_graded_does_not_count(tmp_path: Path, results: Any) -> None:
    assert refused(tmp_path, earlier("11:30:00", "11:40:00", results=results), 1) is None


def test_where_our_own_mark_was_lost_scores_tell(tmp_path: Path) -> None:
    line = {"name": "loss", "number": "1", "output": "", "score": 1, "max_score": 1}
    assert refused(tmp_path, earlier("11:30:00", results={"score": 1, "tests": [line], "output": ""}), 1) is not None


def test_times_in_another_zone_are_the_same_times(tmp_path: Path) -> None:
    metadata = earlier()
    metadata["previous_submissions"] = [{"submission_time": "2026-11-27T19:30:00Z", "results": RESULT}]
    assert refused(tmp_path, metadata, 1) is not None


def test_one_attempt_too_many_keeps_the_last_result(tmp_path: Path) -> None:
    policy = Policy(gradescope=GradescopePolicy(attempts_per_hour=1))
    base = stage(tmp_path, archive(tmp_path / "a.zip", (UNI,), policy))
    metadata: dict[str, Any] = {"created_at": NOW, "previous_submissions": []}
    first = submit(base, {f"{UNI}.py": right(UNI)}, metadata)
    metadata["previous_submissions"] = [
        {"submission_time": "2026-11-27T11:45:00-08:00", "score": first.score, "results": first.results}
    ]
    second = submit(base, {f"{UNI}.py": "def loss(a, b): return 0"}, metadata)
    assert second.score == first.score > 0
    assert second.results["tests"] == first.results["tests"]
    assert "again from 12:45 on" in second.output
    metadata["previous_submissions"].append(
        {"submission_time": "2026-11-27T11:50:00-08:00", "score": second.score, "results": second.results}
    )
    metadata["created_at"] = "2026-11-27T12:46:00-08:00"
    third = submit(base, {f"{UNI}.py": "def loss(a, b): return 0"}, metadata)
    assert third.score < first.score, "the refused one did not count"
