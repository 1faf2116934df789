"""Whole submissions as students write them, graded through the real path: a file goes in, statuses and points come out.

What is expected stands in the head of each file, a line a pattern (in notebooks in `metadata.corpus`, without the #):

    # style: ... or # mistake: ...       what the file shows
    # name: MISCONCEPTION                the mistake's name in the declaration, for the reader
    # expect: QUESTION STATUS            a pattern may hold *, the last that matches counts; no line means correct
    # points: QUESTION POINTS            where they are neither all nor none
    # named: QUESTION MISCONCEPTION      the name that the diagnosis must give
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from fnmatch import fnmatchcase
from pathlib import Path

import pytest

from autograder.course import Course, open_course
from autograder.grading import Grader
from autograder.report import ProblemReport
from autograder.sandbox import Isolation, Limits, Sandbox
from autograder.submissions.gather import find
from autograder.submissions.read import read
from autograder.verdict import Status, Verdict

HERE = Path(__file__).parent
CORPUS = HERE / "submissions"
LIMITS = Limits(cell_seconds=5.0, call_seconds=1.0, submission_seconds=30.0)
PAID = ("correct", "close", "follows")
PROBLEMS = (
    "univariate_regression",
    "multivariate_regression",
    "two_layer_linear",
    "two_layer_nonlinear",
    "optimizers",
    "scalar_operations",
    "exercises",
)


@dataclass(frozen=True)
class Head:
    """What the head of a file says: (key, value) pairs in their order."""

    problem: str
    lines: tuple[tuple[str, str], ...]

    def status(self, question: str) -> str:
        return self._last("expect", question, "correct")

    def points(self, question: str, verdict: Verdict) -> float:
        paid = verdict.max_score if verdict.status.value in PAID else 0.0
        return float(self._last("points", question, str(paid)))

    def names(self) -> Iterator[tuple[str, str]]:
        for key, value in self.lines:
            if key == "named":
                question, name = value.split()
                yield question, name

    def of(self, key: str) -> list[str]:
        return [value for k, value in self.lines if k == key]

    def _last(self, key: str, question: str, default: str) -> str:
        for value in reversed(self.of(key)):
            pattern, said = value.split()
            if fnmatchcase(question, pattern):
                return said
        return default


def head(path: Path) -> Head:
    text = path.read_text("utf-8-sig")
    if path.suffix == ".ipynb":
        metadata = json.loads(text)["metadata"]
        return Head(metadata["autograder"]["problem"], tuple(_pair(line) for line in metadata["corpus"]))
    first, *rest = text.splitlines()
    lines = []
    for line in rest:
        if not line.startswith("# "):
            break
        lines.append(_pair(line[2:]))
    return Head(first.rpartition("= ")[2], tuple(lines))


def _pair(line: str) -> tuple[str, str]:
    key, _, value = line.partition(": ")
    return key, value


def files(side: str) -> list[Path]:
    return sorted(p for p in (CORPUS / side).iterdir() if p.suffix in {".py", ".ipynb"})


def mismatches(said: Head, report: ProblemReport) -> Iterator[str]:
    """Yield a line for each question whose verdict is not the expected one."""
    for verdict in report.verdicts:
        expected, points = said.status(verdict.question), said.points(verdict.question, verdict)
        if verdict.status.value != expected:
            yield f"{verdict.question}: expected {expected}, got {verdict.status.value}: {verdict.message}"
        elif verdict.score != points:
            yield f"{verdict.question}: expected {points:g} points, got {verdict.score:g}: {verdict.message}"
    given = {v.question: v for v in report.verdicts}
    for question, name in said.names():
        if given[question].misconceptions != (name,):
            yield f"{question}: expected the name {name}, got {', '.join(given[question].misconceptions) or 'none'}"
    for value in (*said.of("expect"), *said.of("points")):
        if not any(fnmatchcase(question, value.split()[0]) for question in given):
            yield f"{value.split()[0]}: there is no such question"


@pytest.fixture(scope="module")
def course() -> Course:
    return open_course(HERE.parent / "solutions")


@pytest.fixture(scope="module")
def grader(course: Course) -> Iterator[Grader]:
    with Sandbox(LIMITS, Isolation.BEST_EFFORT) as sandbox:
        yield Grader(course, sandbox, secret=b"corpus")


def grade(path: Path, grader: Grader) -> ProblemReport:
    (source,) = find([path])
    report = grader.grade(read(source))
    assert report.gradable, f"{path.name} could not be graded: {report.reason}"
    (problem,) = report.problems
    assert problem.problem == head(path).problem
    return problem


def explained(path: Path, lines: Sequence[str], report: ProblemReport) -> str:
    notes = [f"note: {note}" for note in report.notes]
    return "\n  ".join((f"{path.parent.name}/{path.name}", *lines, *notes))


@pytest.mark.parametrize("path", files("right"), ids=lambda p: p.name)
def test_right_submission_gets_full_marks_and_no_misconception(path: Path, grader: Grader) -> None:
    report = grade(path, grader)
    wrong = list(mismatches(head(path), report))
    assert not wrong, explained(path, wrong, report)
    assert report.score == report.max_score
    assert not any(v.misconceptions for v in report.verdicts)


@pytest.mark.parametrize("path", files("wrong"), ids=lambda p: p.name)
def test_wrong_submission_gets_the_expected_verdicts(path: Path, grader: Grader) -> None:
    report = grade(path, grader)
    wrong = list(mismatches(head(path), report))
    assert not wrong, explained(path, wrong, report)
    assert report.score < report.max_score


def test_corpus_is_large_and_each_file_says_what_it_shows() -> None:
    right, wrong = files("right"), files("wrong")
    assert len(right) >= 40
    assert len(wrong) >= 60
    assert all(head(path).of("style") for path in right)
    assert all(head(path).of("mistake") for path in wrong)
    assert sum(path.suffix == ".ipynb" for path in right) >= 10


def test_every_problem_has_right_and_wrong_submissions() -> None:
    for side, least in (("right", 3), ("wrong", 6)):
        counted = Counter(head(path).problem for path in files(side))
        assert set(counted) == set(PROBLEMS)
        assert min(counted.values()) >= least


def test_every_status_but_not_analytic_is_expected_somewhere() -> None:
    expected = {Status.CORRECT.value}
    for side in ("right", "wrong"):
        for path in files(side):
            expected |= {value.split()[1] for value in head(path).of("expect")}
    assert {s.value for s in Status} - expected == {Status.NOT_ANALYTIC.value}
