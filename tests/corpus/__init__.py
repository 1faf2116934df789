"""The corpus of whole submissions: what the head of each file says, and what the real path from file to report gives.

What is expected stands in the head of each file, a line a pattern (in notebooks in `metadata.corpus`, without the #):

    # style: ... or # mistake: ...       what the file shows
    # name: MISCONCEPTION                the mistake's name in the declaration, for the reader
    # expect: QUESTION STATUS            a pattern may hold *, the last that matches counts; no line means correct
    # points: QUESTION POINTS            where they are neither all nor none
    # named: QUESTION MISCONCEPTION      the name that the diagnosis must give
    # unnamed: QUESTION MISCONCEPTION, WHY   a name that it should give and does not yet; it counts in the share
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from fnmatch import fnmatchcase
from pathlib import Path

from autograder.declare.course import open_course
from autograder.grading import Grader
from autograder.report.report import ProblemReport
from autograder.sandbox import Isolation, Limits, Sandbox
from autograder.submissions.gather import find
from autograder.submissions.read import read
from autograder.report.verdict import Verdict

CORPUS = Path(__file__).parent
LIMITS = Limits(cell_seconds=2.0, call_seconds=2.0, submission_seconds=120.0)
"""Of a process's own time. The slowest right call takes 0.1 s of it; what never ends is waited for, in each test."""
Graded = Callable[[Path], ProblemReport]


@dataclass(frozen=True)
class Head:
    """What the head of a file says: (key, value) pairs in their order."""

    problem: str
    lines: tuple[tuple[str, str], ...]

    def status(self, question: str) -> str:
        return self._last("expect", question, "correct")

    def points(self, question: str, verdict: Verdict) -> float:
        paid = verdict.max_score if verdict.status.paid else 0.0
        return float(self._last("points", question, str(paid)))

    def names(self, key: str = "named") -> Iterator[tuple[str, str]]:
        """Yield question and name of each line of this key."""
        for value in self.of(key):
            question, name = value.partition(", ")[0].split()
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
    """Return the files of one side, right or wrong, of all problems: `PROBLEM/SIDE/NAME`."""
    return sorted(p for p in CORPUS.glob(f"*/{side}/*") if p.suffix in {".py", ".ipynb"})


def label(path: Path) -> str:
    """Return how a test calls a file of the corpus."""
    return f"{path.parts[-3]}/{path.name}"


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


def explained(path: Path, lines: Sequence[str], report: ProblemReport) -> str:
    notes = [f"note: {note}" for note in report.notes]
    return "\n  ".join((str(path.relative_to(CORPUS)), *lines, *notes))


@contextmanager
def grading() -> Iterator[Graded]:
    """Open a sandbox to grade files of the corpus in; what one test module has graded, the next need not."""
    with Sandbox(LIMITS, Isolation.BEST_EFFORT) as sandbox:
        grader = Grader(open_course(CORPUS.parents[1] / "solutions"), sandbox, secret=b"corpus")

        def graded(path: Path) -> ProblemReport:
            if path not in _reports:
                _reports[path] = _grade(path, grader)
            return _reports[path]

        yield graded


_reports: dict[Path, ProblemReport] = {}


def _grade(path: Path, grader: Grader) -> ProblemReport:
    (source,) = find([path])
    report = grader.grade(read(source))
    assert report.gradable, f"{path.name} could not be graded: {report.reason}"
    (problem,) = report.problems
    assert problem.problem == head(path).problem
    return problem
