"""What staff decide reaches the container, and the page that documents it is right."""

from __future__ import annotations

import re
from pathlib import Path

from autograder.declare.course import open_course
from autograder.staff.policy import GradescopePolicy, Policy, ProblemPolicy, QuestionPolicy, Visibility
from autograder.staff.policy_file import read_policy
from tests.gradescope.common import ROOT, archive, stage, submit

UNI = "univariate_regression"
WRONG = ROOT / "tests" / "corpus" / "univariate_regression" / "wrong" / "missing_mean.py"


def test_points_share_and_visibility_are_those_of_the_policy(tmp_path: Path) -> None:
    questions = {
        "backward": QuestionPolicy(points=4),
        "train.converges": QuestionPolicy(visibility=Visibility.HIDDEN),
    }
    policy = Policy(
        follow_through=0.5,
        problems={UNI: ProblemPolicy(questions=questions)},
        gradescope=GradescopePolicy(leaderboard=True, stdout_visibility=Visibility.AFTER_PUBLISHED),
    )
    base = stage(tmp_path, archive(tmp_path / "a.zip", (UNI,), policy))
    outcome = submit(base, {WRONG.name: WRONG.read_bytes()})
    of = {t["name"]: t for t in outcome.tests(UNI)}
    assert (of["backward.dy_hat"]["score"], of["backward.dy_hat"]["max_score"]) == (0, 4)
    assert (of["backward.dw"]["score"], of["backward.dw"]["tags"][1]) == (2, "follows")
    assert of["train.converges"]["visibility"] == "hidden"
    assert outcome.results["stdout_visibility"] == "after_published"
    assert {leader["name"] for leader in outcome.results["leaderboard"]} == {"Points", "Questions right"}


def test_the_policy_in_the_documentation_is_read_and_its_defaults_are_the_defaults(tmp_path: Path) -> None:
    page = (ROOT / "docs" / "gradescope.md").read_text(encoding="utf-8")
    (text,) = re.findall(r"```toml\n(.*?)```", page, re.DOTALL)
    path = tmp_path / "policy.toml"
    path.write_text(text, encoding="utf-8")
    found = read_policy(path, open_course(ROOT / "solutions"))
    assert found.gradescope == GradescopePolicy()
    assert set(found.problems) == {"two_layer_linear"}
