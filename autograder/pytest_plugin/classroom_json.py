"""The results as JSON, in the form that the autograding reporters of GitHub Classroom read.

A runner's result is the JSON, in base64, in an environment variable NAME_RESULTS. The reporter adds up the `score` of
all `tests` and shows it out of `max_score`; `status` decides whether the run is green.
"""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from typing import Any

from autograder.plain.safe_text import plain
from autograder.pytest_plugin.question_result import QuestionResult
from autograder.pytest_plugin.tests_file import RepositoryTests

LARGEST = 90_000
"""Bytes of the JSON: in base64 it is the value of an environment variable, which Linux limits to 128 KiB."""
CAPS = (1500, 300, 80)
"""Longest message in characters; the first with which the JSON is not too large."""
COMMAND = re.compile(r"^(\s*):(?=:)", re.MULTILINE)
"""The start of a command to the runner, which it would take from any line of the log."""
PASS, FAIL, ERROR = "pass", "fail", "error"
STATUSES = {"passed": PASS, "error": ERROR}


def results_json(questions: Sequence[QuestionResult], tests: RepositoryTests | None) -> str:
    """Return the result of a run. Nothing is scored if the tests file is not the one that was handed out."""
    texts = (_written(questions, tests, cap) for cap in CAPS)
    return next((text for text in texts if len(text) <= LARGEST), _written(questions, tests, 0))


def _written(questions: Sequence[QuestionResult], tests: RepositoryTests | None, cap: int) -> str:
    made = [_test(question, cap, scored=tests is None or not tests.changed) for question in questions]
    if tests is not None and tests.changed:
        made.insert(0, _entry("the tests file", FAIL, f"Nothing is scored: {tests.standing()}"))
    if not made:
        made.append(_entry("the questions", ERROR, "No question was found: is the notebook in the repository?"))
    statuses = {test["status"] for test in made}
    status = next((s for s in (ERROR, FAIL) if s in statuses), PASS)
    whole = round(sum(q.max_score for q in questions), 4)
    return json.dumps({"version": 1, "status": status, "max_score": whole, "tests": made}, ensure_ascii=True)


def _test(question: QuestionResult, cap: int, *, scored: bool) -> dict[str, Any]:
    name = f"{question.problem} {question.question}".strip() or question.nodeid
    score = round(question.score, 4) if scored and question.outcome != "error" else 0.0
    again = f'pytest "{question.nodeid}"' if question.nodeid else ""
    message = quoted(question.text, cap) if question.outcome != "passed" else ""
    made = _entry(quoted(name, 200), STATUSES.get(question.outcome, FAIL), message)
    return {**made, "score": score, "test_code": quoted(again, 200), "filename": quoted(question.file, 200)}


def _entry(name: str, status: str, message: str) -> dict[str, Any]:
    base = {"name": name, "status": status, "score": 0.0, "message": message, "test_code": "", "filename": ""}
    return {**base, "line_no": 0}


def quoted(text: str, cap: int) -> str:
    """Return text for the log of a run, in which no line is a command to the runner."""
    return COMMAND.sub(r"\1 :", plain(text, cap)).replace("##[", "## [")
