"""Reports become Gradescope's results: who sees what, how much is said, and nothing that a sanitiser drops."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import Any

import pytest

from autograder.gradescope.compose import Graded, compose, with_message
from autograder.gradescope.plan import ZipPlan, plan_of
from autograder.gradescope.results import Results, from_json, to_json
from autograder.report.report import NearText, ProblemReport, WrittenAnswer
from autograder.report.status import Status
from autograder.report.verdict import SourceLine, Verdict, WorstEntry
from autograder.staff.policy import GradescopePolicy, OutputFormat, Policy, ProblemPolicy, QuestionPolicy, Visibility
from tests.gradescope.common import validated
from tests.gradescope.page import page, sanitised
from tests.solutions.common import COURSE

UNI = "univariate_regression"
SETTINGS = GradescopePolicy()
HOSTILE = "<script>alert(1)</script>\x1b[31m\u202e&amp; `<img src=x onerror=alert(2)>` " * 40


def verdict(question: str, status: Status = Status.WRONG, message: str = "off by a factor", **more: Any) -> Verdict:
    score = 1.0 if status in (Status.CORRECT, Status.FOLLOWS) else 0.0
    return Verdict(question, status, score, 1.0, message, **more)


def plan(policy: Policy | None = None, *names: str) -> ZipPlan:
    return plan_of(COURSE, names or (UNI,), policy or Policy())


def report(status: Status = Status.CORRECT, name: str = UNI, **more: Any) -> ProblemReport:
    questions = COURSE.reference(name).problem.questions
    return ProblemReport(name, name, tuple(verdict(q.name, status, **more) for q in questions))


def made(results: Results) -> dict[str, Any]:
    found = validated(to_json(results))
    assert from_json(to_json(results)) == results
    return found


def every_field(text: str) -> Verdict:
    return verdict(
        "loss",
        Status.WRONG,
        text,
        error=float("inf"),
        tolerance=1e-9,
        misconceptions=(text, "missing-mean"),
        hint=text,
        worst=WorstEntry((0, 2), float("nan"), 1e-300),
        where=SourceLine(1, 2, text, text),
    )


@pytest.mark.parametrize("form", list(OutputFormat))
def test_hostile_text_in_every_field_stays_text(form: OutputFormat) -> None:
    one = replace(report(), verdicts=(every_field(HOSTILE),), notes=(HOSTILE,) * 30)
    found = made(compose(plan(), replace(SETTINGS, output_format=form), Graded({UNI: one}, messages=(HOSTILE,))))
    assert "\x1b" not in json.dumps(found, ensure_ascii=False)
    assert "\u202e" not in json.dumps(found, ensure_ascii=False)
    if form is OutputFormat.HTML:
        for text in (found["output"], *(t["output"] for t in found["tests"])):
            assert sanitised(text)[1] == []
        assert "<script" not in page(found)


def test_the_sanitiser_of_the_tests_can_fail() -> None:
    kept, dropped = sanitised("<p style='x'>a<script>b</script><img src=x><!-- c --></p>")
    assert kept == "<p>ab</p>"
    assert dropped == ["p", "script", "img", "comment  c "]


def test_the_sanitiser_keeps_every_word_and_the_table() -> None:
    one = replace(report(), verdicts=(every_field("plain words"),))
    found = made(compose(plan(), SETTINGS, Graded({UNI: one})))
    output = next(t["output"] for t in found["tests"] if t["name"] == "loss")
    kept, dropped = sanitised(output)
    assert dropped == []
    for piece in ("<table>", "your value at [0, 2]", "missing-mean", "Where to think:", "Cell 2, line 2", "<pre>"):
        assert piece in kept


def test_results_stay_below_the_limit_whatever_the_students_write() -> None:
    names = COURSE.names
    reports = {n: replace(report(Status.WRONG, n), verdicts=()) for n in names}
    for name in names:
        many = tuple(
            replace(every_field(HOSTILE * 3), question=q.name) for q in COURSE.reference(name).problem.questions
        )
        reports[name] = replace(reports[name], verdicts=many, notes=(HOSTILE,) * 40)
    found = made(compose(plan(None, *names), SETTINGS, Graded(reports)))
    assert sum("score" in t for t in found["tests"]) == sum(len(r.verdicts) for r in reports.values())
    assert all(t["output"] for t in found["tests"])


def test_a_short_result_is_said_in_full() -> None:
    found = made(compose(plan(), SETTINGS, Graded({UNI: report(Status.WRONG, message="x" * 1000)})))
    assert "x" * 1000 in found["tests"][0]["output"]


def hidden(question: str, how: Visibility) -> Policy:
    return Policy(problems={UNI: ProblemPolicy(questions={question: QuestionPolicy(visibility=how)})})


@pytest.mark.parametrize("how", [Visibility.HIDDEN, Visibility.AFTER_DUE_DATE, Visibility.AFTER_PUBLISHED])
def test_what_is_hidden_is_told_nowhere_else(how: Visibility) -> None:
    policy = hidden("backward", how)
    one = report(Status.CORRECT)
    wrong = tuple(
        verdict(v.question, Status.WRONG, "telltale") if v.question.startswith("backward") else v for v in one.verdicts
    )
    one = replace(one, verdicts=wrong, notes=("telltale note",))
    settings = replace(SETTINGS, leaderboard=True)
    found = made(compose(plan(policy), settings, Graded({UNI: one})))
    for test in found["tests"]:
        if "telltale" in test["output"] or test["name"].startswith("backward"):
            assert test["visibility"] == how.value
    assert found["tests"][-1]["name"] == "Notes"
    assert "telltale" not in found["output"]
    assert "points" not in found["output"]
    assert "backward" not in found["output"]
    assert "telltale" not in page(found)
    values = {leader["name"]: leader["value"] for leader in found["leaderboard"]}
    shown = [v for v in wrong if not v.question.startswith("backward")]
    assert values == {"Points": float(len(shown)), "Questions right": float(len(shown))}


def test_points_and_the_share_for_what_follows_come_from_the_policy() -> None:
    policy = Policy(problems={UNI: ProblemPolicy(questions={"loss": QuestionPolicy(points=4)})})
    asked = {q.name: q.max_score for q in plan(policy).problems[0].questions}
    assert asked["loss"] == 4
    half = replace(report(), verdicts=(Verdict("loss", Status.FOLLOWS, 2.0, 4.0, "follows"),))
    test = next(t for t in made(compose(plan(policy), SETTINGS, Graded({UNI: half})))["tests"] if t["name"] == "loss")
    assert (test["score"], test["max_score"], test["status"]) == (2, 4, "failed")


def test_without_reports_no_question_has_a_score() -> None:
    found = made(compose(plan(), SETTINGS, Graded()))
    assert all("score" not in t for t in found["tests"])
    assert found["extra_data"]["graded"] is False


def test_a_written_answer_is_shown_without_a_score() -> None:
    asked = plan()
    problem = asked.problems[0]
    from autograder.gradescope.plan import Asked, AskedProblem

    words = Asked("why", "Why does it work?", 3.0, Visibility.VISIBLE, written=True)
    asked = ZipPlan((AskedProblem(problem.name, problem.title, (*problem.questions, words)),))
    one = replace(report(), written=(WrittenAnswer("why", "Why does it work?", 3.0, "<b>because</b>"),))
    last = made(compose(asked, SETTINGS, Graded({UNI: one})))["tests"][-1]
    assert (last["name"], "score" in last, "status" in last) == ("Why does it work?", False, False)
    assert "&lt;b&gt;because" in last["output"]
    empty = WrittenAnswer("why", "Why does it work?", 3.0, "", near=(NearText(4, "<i>below</i>"),))
    for form in OutputFormat:
        told = compose(asked, replace(SETTINGS, output_format=form), Graded({UNI: replace(one, written=(empty,))}))
        output = made(told)["tests"][-1]["output"]
        assert "Text near the question, in cell 5:" in output
        assert ("&lt;i&gt;below" if form is OutputFormat.HTML else "<i>below") in output
        assert "Nothing is written here yet" not in output


@pytest.mark.parametrize("form", list(OutputFormat))
def test_a_message_stands_above_and_the_whole_stays_below_the_limit(form: OutputFormat) -> None:
    results = compose(plan(), replace(SETTINGS, output_format=form), Graded(messages=("before",)))
    found = made(with_message(results, "on top", reason="r"))
    assert found["output"].index("on top") < found["output"].index("before")
    assert found["extra_data"]["reason"] == "r"
    import msgspec

    long = msgspec.structs.replace(results, output="x" * 120_000)
    assert "on top" in made(with_message(long, "on top"))["output"]
