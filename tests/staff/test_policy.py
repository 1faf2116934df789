"""What staff decide: the nearest setting counts, and a file that cannot be used says where."""

from __future__ import annotations

from pathlib import Path

import pytest

from autograder.declare.course import Course, open_course
from autograder.staff.policy import Policy, PolicyError, Visibility
from autograder.staff.policy_file import read_policy

WHOLE = """\
follow_through = 0.5
visibility = "after_published"
packages = ["scipy"]

[problems.two_layer_linear]
follow_through = 1.0
visibility = "hidden"

[problems.two_layer_linear.questions]
backward = { points = 2, visibility = "visible" }
"backward.dW1" = { points = 3 }
"train.converges" = { visibility = "after_due_date" }
"""


@pytest.fixture(scope="module")
def course() -> Course:
    return open_course()


def policy_of(text: str, tmp_path: Path, course: Course) -> Policy:
    path = tmp_path / "policy.toml"
    path.write_text(text, encoding="utf-8")
    return read_policy(path, course)


def test_the_nearest_setting_counts(tmp_path: Path, course: Course) -> None:
    policy = policy_of(WHOLE, tmp_path, course)
    linear, other = "two_layer_linear", "optimizers"
    assert [policy.points(linear, q, 1.0) for q in ("backward.dW1", "backward.dW2", "loss")] == [3, 2, 1]
    assert policy.points(other, "backward.dW1", 1.0) == 1
    assert policy.seen(linear, "backward.dW1") is Visibility.VISIBLE
    assert policy.seen(linear, "train.converges") is Visibility.AFTER_DUE_DATE
    assert policy.seen(linear, "loss") is Visibility.HIDDEN
    assert policy.seen(other, "adam.v") is Visibility.AFTER_PUBLISHED
    assert (policy.follows(linear), policy.follows(other), policy.packages) == (1.0, 0.5, ("scipy",))


def test_the_table_for_gradescope_is_read(tmp_path: Path, course: Course) -> None:
    text = "[gradescope]\nattempts_per_hour = 4\nleaderboard = true\nrequirements = ['scipy==1.15.3']\n"
    found = policy_of(text, tmp_path, course).gradescope
    assert (found.attempts_per_hour, found.leaderboard, found.requirements) == (4, True, ("scipy==1.15.3",))
    assert found.deadline_seconds < 600, "before Gradescope's own ten minutes"


def test_an_empty_file_decides_nothing(tmp_path: Path, course: Course) -> None:
    assert policy_of("", tmp_path, course) == Policy()


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("follow_through = 2", ("`follow_through`", "<= 1")),
        ("follow_trough = 1", ("follow_trough",)),
        ('visibility = "sometimes"', ("`visibility`", "sometimes")),
        ('packages = ["../evil"]', ("packages",)),
        ("[problems.linear]", ("problems.linear", "two_layer_linear")),
        ('[problems.optimizers.questions]\n"adam.w" = {}', ('questions."adam.w"', "adam.v")),
        ("[problems.optimizers.questions]\nadam = { points = -1 }", ("points", ">= 0")),
        ("[problems.optimizers.questions]\nadam = { points = nan }", ("points",)),
        ("[problems.optimizers.questions]\nadam = 2", ("questions", "got `int`")),
        ("= 1", ("line 1",)),
        ("[gradescope]\ndeadline_seconds = 5", ("deadline_seconds", ">= 30")),
        ("[gradescope]\nattempts_per_hour = 0", ("attempts_per_hour", ">= 1")),
        ("[gradescope]\nrequirements = ['scipy']", ("requirements",)),
        ("[gradescope]\nrequirements = ['x==1 --index-url http://evil']", ("requirements",)),
        ("[gradescope]\noutput_format = 'pdf'", ("output_format",)),
        ("[gradescope]\ndeadline = 60", ("deadline",)),
    ],
)
def test_a_wrong_file_says_where(text: str, said: tuple[str, ...], tmp_path: Path, course: Course) -> None:
    with pytest.raises(PolicyError) as error:
        policy_of(text, tmp_path, course)
    message = str(error.value)
    assert message.startswith(f"{tmp_path / 'policy.toml'}: ")
    assert [part for part in said if part not in message] == []


def test_a_file_that_is_not_there_or_no_text_says_so(tmp_path: Path, course: Course) -> None:
    with pytest.raises(PolicyError, match="cannot be read: No such file"):
        read_policy(tmp_path / "none.toml", course)
    (tmp_path / "odd.toml").write_bytes(b"follow_through = 1 # \xff")
    with pytest.raises(PolicyError, match=r"odd\.toml"):
        read_policy(tmp_path / "odd.toml", course)
