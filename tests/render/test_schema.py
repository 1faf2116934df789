"""The JSON report and its published schema."""

from __future__ import annotations

import copy
import json
import math
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft202012Validator

import autograder
from autograder.plain.evidence import Timings
from autograder.render.json import to_json
from autograder.report.report import SCHEMA, ProblemReport
from autograder.report.status import Status
from autograder.report.verdict import WorstEntry
from tests.render.samples import (
    ALL_RIGHT,
    KINDS,
    ONE_MISTAKE,
    PAYLOADS,
    SAMPLES,
    UNGRADABLE,
    hostile,
    hostile_reason,
    report,
    verdict,
)

PUBLISHED = json.loads(
    Path(autograder.__file__).with_name("report").joinpath("report.schema.json").read_text(encoding="utf-8")
)
VALIDATOR = Draft202012Validator(PUBLISHED)


def refuse_constant(name: str) -> None:
    raise AssertionError(f"{name} is no JSON")


def parsed(text: str) -> Any:
    return json.loads(text, parse_constant=refuse_constant)


def test_schema_is_itself_valid() -> None:
    Draft202012Validator.check_schema(PUBLISHED)
    assert PUBLISHED["$id"] == SCHEMA == PUBLISHED["properties"]["schema"]["const"]


def test_schema_knows_every_status_in_the_order_of_judging() -> None:
    statuses = PUBLISHED["$defs"]["question"]["properties"]["status"]["enum"]
    assert statuses == [status.value for status in Status]


def objects(schema: dict[str, Any]) -> Iterator[dict[str, Any]]:
    if schema.get("type") == "object":
        yield schema
    for value in (*schema.get("properties", {}).values(), *schema.get("$defs", {}).values()):
        yield from objects(value)


def test_schema_is_closed_and_describes_and_requires_every_field() -> None:
    for schema in objects(PUBLISHED):
        assert schema["additionalProperties"] is False
        assert sorted(schema["required"]) == sorted(schema["properties"])
        assert all("description" in field for field in schema["properties"].values())


@pytest.mark.parametrize("sample", SAMPLES)
def test_reports_keep_to_the_schema(sample: str) -> None:
    VALIDATOR.validate(parsed(to_json(SAMPLES[sample])))


@pytest.mark.parametrize("payload", PAYLOADS)
def test_hostile_text_keeps_to_the_schema_and_comes_back_whole(payload: str) -> None:
    text = PAYLOADS[payload]
    document = to_json(hostile(text))
    document.encode("ascii")
    VALIDATOR.validate(parsed(document))
    assert parsed(document)["submission"]["name"] == text.replace("\ud800", "\\ud800")
    VALIDATOR.validate(parsed(to_json(hostile_reason(text))))


@pytest.mark.parametrize(("number", "said"), [(math.nan, "nan"), (math.inf, "inf"), (-math.inf, "-inf"), (0.1, 0.1)])
def test_measured_numbers_that_are_not_finite_become_words(number: float, said: float | str) -> None:
    worst = WorstEntry((3,), number, number)
    wrong = verdict("loss", Status.NOT_FINITE, error=number, tolerance=1e-9, worst=worst)
    document = parsed(to_json(report("x", ProblemReport("p", "P", (wrong,)))))
    VALIDATOR.validate(document)
    (question,) = document["problems"][0]["questions"]
    assert (question["error"], question["worst"]["got"], question["worst"]["expected"]) == (said, said, said)


def test_points_that_are_not_finite_are_the_graders_mistake_and_no_report() -> None:
    with pytest.raises(ValueError, match="JSON"):
        to_json(report("x", ProblemReport("p", "P", (verdict("loss", score=math.nan),))))


def test_floats_read_back_as_they_were() -> None:
    wrong = verdict("loss", Status.WRONG, score=0.1 + 0.2, error=1 / 3, tolerance=1e-9)
    document = parsed(to_json(report("x", ProblemReport("p", "P", (wrong,)))))
    question = document["problems"][0]["questions"][0]
    assert (question["score"], question["error"], question["tolerance"]) == (0.1 + 0.2, 1 / 3, 1e-9)


def test_timings_stand_in_one_place_only() -> None:
    first, second = (parsed(to_json(r)) for r in (ONE_MISTAKE, replace(ONE_MISTAKE, timings=Timings(spawn=7.0))))
    assert first.pop("timings") != second.pop("timings")
    assert first == second


def at(document: Any, *path: str | int) -> Any:
    for step in path:
        document = document[step]
    return document


QUESTION = ("problems", 0, "questions", 0)
BROKEN: dict[str, Callable[[Any], object]] = {
    "another version": lambda d: d.update(schema="autograder-report/2"),
    "an unknown field": lambda d: d.update(grade="A"),
    "an unknown field of a question": lambda d: at(d, *QUESTION).update(points=3),
    "no score": lambda d: d.pop("score"),
    "a score below zero": lambda d: d.update(score=-1),
    "a score in words": lambda d: d.update(score="17"),
    "no number of points": lambda d: at(d, *QUESTION).update(score="nan"),
    "no number as tolerance": lambda d: at(d, *QUESTION).update(tolerance="inf"),
    "another word for nan": lambda d: at(d, *QUESTION).update(error="NaN"),
    "an unknown status": lambda d: at(d, *QUESTION).update(status="fine"),
    "no timings": lambda d: d.pop("timings"),
    "timings in a question": lambda d: at(d, *QUESTION).update(timings={}),
    "a short digest": lambda d: d["submission"].update(sha256="abc"),
    "a cell before the first": lambda d: at(d, *QUESTION).update(
        where={"cell": -1, "line": 1, "function": "f", "code": ""}
    ),
    "an index that is no index": lambda d: at(d, *QUESTION).update(worst={"index": [0.5], "got": 1, "expected": 2}),
    "gradable with a reason": lambda d: d.update(reason="no kernel"),
    "not gradable without a reason": lambda d: d.update(gradable=False, problems=[]),
    "not gradable with problems": lambda d: d.update(gradable=False, reason="no kernel"),
}


@pytest.mark.parametrize("how", BROKEN)
def test_schema_refuses(how: str) -> None:
    document = parsed(to_json(KINDS))
    assert VALIDATOR.is_valid(document)
    broken = copy.deepcopy(document)
    BROKEN[how](broken)
    assert broken != document
    assert not VALIDATOR.is_valid(broken)


def test_ungradable_says_so_and_has_no_problems() -> None:
    document = parsed(to_json(UNGRADABLE))
    assert document["gradable"] is False
    assert document["problems"] == []
    assert document["reason"] == UNGRADABLE.reason
    assert parsed(to_json(ALL_RIGHT))["reason"] is None
