"""A whole class: gradebook and terminal."""

from __future__ import annotations

import csv
import io
from dataclasses import replace
from pathlib import Path

from rich.console import Console

from autograder.render.csv import ENCODING, gradebook
from autograder.render.terminal import class_table, summary
from autograder.report.report import ProblemReport, Report
from autograder.report.status import Status
from tests.render.samples import (
    ALL_RIGHT,
    KINDS,
    NOTHING_WRITTEN,
    ONE_MISTAKE,
    SAMPLES,
    UNGRADABLE,
    report,
    right,
    verdict,
)


def rows(*reports: Report) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(gradebook(reports)), strict=True))


def shown(renderable: object, width: int = 80) -> str:
    out = io.StringIO()
    Console(file=out, width=width).print(renderable)
    return out.getvalue()


def test_gradebook_has_a_row_a_submission_in_the_order_given() -> None:
    assert [r["submission"] for r in rows(*SAMPLES.values())] == [r.name for r in SAMPLES.values()]


def test_gradebook_columns_are_the_union_in_the_order_first_seen() -> None:
    first = report("a", ProblemReport("p", "P", right("x", "z")))
    second = report("b", ProblemReport("q", "Q", right("y")), ProblemReport("p", "P", right("x", "y")))
    book = rows(first, second)
    assert list(book[0])[7:] == ["p", "p:x", "p:z", "p:y", "q", "q:y"]
    assert list(book[0].values())[7:] == ["2", "1", "1", "", "", ""]
    assert list(book[1].values())[7:] == ["2", "1", "", "1", "1", "1"]


def test_gradebook_has_no_score_where_nothing_was_graded() -> None:
    (row,) = rows(UNGRADABLE)
    assert (row["score"], row["max_score"], row["percent"]) == ("", "", "")
    assert (row["gradable"], row["reason"]) == ("no", UNGRADABLE.reason)


def test_gradebook_tells_zero_from_nothing() -> None:
    (row,) = rows(NOTHING_WRITTEN)
    assert (row["score"], row["percent"], row["gradable"], row["reason"]) == ("0", "0", "yes", "")
    assert row["univariate_regression:loss"] == "0"


def test_gradebook_of_nobody_is_its_header() -> None:
    assert gradebook([]) == '"submission","sha256","score","max_score","percent","gradable","reason"\n'


def test_gradebook_file_opens_with_names_intact(tmp_path: Path) -> None:
    path = tmp_path / "gradebook.csv"
    path.write_text(gradebook([ONE_MISTAKE]), encoding=ENCODING)
    assert path.read_bytes().startswith(b"\xef\xbb\xbf"), "what Excel looks for"
    with path.open(encoding=ENCODING, newline="") as file:
        assert [r["submission"] for r in csv.DictReader(file)] == [ONE_MISTAKE.name]


def test_table_names_the_first_mistake_and_counts_the_others() -> None:
    also = verdict("backward.db1", Status.NOT_IMPLEMENTED)
    wrong = verdict("backward.dW1", Status.WRONG, misconceptions=("missing-mean",))
    line = shown(class_table([report("Ada", ProblemReport("p", "P", (*right("loss"), also, wrong, also)))]))
    assert line.splitlines()[1].split() == ["Ada", "1/4", "25", "backward.dW1", "wrong", "(missing-mean)", "+2"]


def test_table_tells_an_ungradable_submission_from_a_zero() -> None:
    zero, ungradable = shown(class_table([NOTHING_WRITTEN, UNGRADABLE])).splitlines()[1:]
    assert "0/4" in zero
    assert ungradable.split()[2:6] == ["-", "-", "not", "graded:"]


def test_table_gives_100_percent_for_full_points_only() -> None:
    nearly = report("Ada", ProblemReport("p", "P", (*right("loss"), verdict("x", Status.SHAPE, max_score=0.002))))
    assert shown(class_table([nearly])).splitlines()[1].split()[2] == "99"
    assert shown(class_table([ALL_RIGHT])).splitlines()[1].split()[3] == "100"


def test_table_names_the_problem_where_there_are_several() -> None:
    assert ", multivariate_regression" in shown(class_table([KINDS]), width=120)


def test_summary_counts_averages_and_lists_the_ungradable_by_name() -> None:
    said = shown(summary([ALL_RIGHT, NOTHING_WRITTEN, ONE_MISTAKE, UNGRADABLE]))
    assert "3 graded" in said
    assert "mean 64 %" in said
    assert "median 93 %" in said
    assert "1 not graded" in said
    assert f"Alan Turing: {UNGRADABLE.reason}" in said


def test_summary_says_what_was_missing_of_the_isolation() -> None:
    assert "isolation" not in shown(summary([ALL_RIGHT]))
    exposed = replace(ALL_RIGHT, isolation="missing: seccomp")
    assert "graded without full isolation (missing: seccomp)" in shown(summary([ALL_RIGHT, exposed, exposed]))


def test_summary_of_nobody() -> None:
    assert shown(summary([])).split() == ["0", "graded"]
