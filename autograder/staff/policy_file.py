"""Read `policy.toml`, in which staff write their policy."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import Annotated

import msgspec

from autograder.declare.course import Course
from autograder.staff.policy import (
    GradescopePolicy,
    OutputFormat,
    Policy,
    PolicyError,
    ProblemPolicy,
    QuestionPolicy,
    Visibility,
)
from autograder.staff.table_text import table_text
from autograder.staff.toml_text import decode

LARGEST_FILE = 64 << 20
_WORKBOOKS = (b"PK\x03\x04", b"\xd0\xcf\x11\xe0")  # Excel's .xlsx and .xls
Share = Annotated[float, msgspec.Meta(ge=0, le=1)]
Points = Annotated[float, msgspec.Meta(ge=0, le=1e6)]
Package = Annotated[str, msgspec.Meta(pattern=r"^[A-Za-z_][A-Za-z0-9_]*$")]
Requirement = Annotated[str, msgspec.Meta(pattern=r"^[A-Za-z0-9][A-Za-z0-9._-]*==[A-Za-z0-9.!+]+$")]
Deadline = Annotated[int, msgspec.Meta(ge=30, le=2400)]
Attempts = Annotated[int, msgspec.Meta(ge=1, le=1000)]


class _Question(msgspec.Struct, forbid_unknown_fields=True):
    points: Points | None = None
    visibility: Visibility | None = None


class ProblemTable(msgspec.Struct, forbid_unknown_fields=True):
    """The table of one problem; `points` is what all of its questions are worth together."""

    points: Points | None = None
    follow_through: Share | None = None
    visibility: Visibility | None = None
    questions: dict[str, _Question] = {}


class _Gradescope(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    deadline_seconds: Deadline = 540
    attempts_per_hour: Attempts | None = None
    leaderboard: bool = False
    output_format: OutputFormat = OutputFormat.HTML
    stdout_visibility: Visibility = Visibility.HIDDEN
    requirements: list[Requirement] = []
    best_effort: bool = False

    def settings(self) -> GradescopePolicy:
        return GradescopePolicy(**{**msgspec.structs.asdict(self), "requirements": tuple(self.requirements)})


class Decisions(msgspec.Struct, forbid_unknown_fields=True):
    """What a policy and an assignment have in common."""

    follow_through: Share = 1.0
    visibility: Visibility = Visibility.VISIBLE
    packages: list[Package] = []
    gradescope: _Gradescope = _Gradescope()


class _PolicyFile(Decisions, forbid_unknown_fields=True):
    problems: dict[str, ProblemTable] = {}


def read_policy(path: Path, course: Course) -> Policy:
    """Return a policy after checking its names against the course. Raises PolicyError, which says what is wrong."""
    return parse_policy(read_text(path), str(path), course)


def read_text(path: Path, *, table: bool = False) -> str:
    """Return the text of a file that staff wrote, or of a table.

    Raises PolicyError if it is missing, too large or not text.
    """
    try:
        with path.open("rb") as file:
            data = file.read(LARGEST_FILE + 1)
        if len(data) > LARGEST_FILE:
            raise PolicyError(f"{path}: it has more than {LARGEST_FILE >> 20} MiB")
        if table and data.startswith(_WORKBOOKS):
            raise PolicyError(f"{path}: an Excel workbook; save it as CSV in your spreadsheet")
        text = table_text(data) if table else data.decode("utf-8-sig")
        return text.replace("\r\n", "\n").replace("\r", "\n")
    except OSError as error:
        raise PolicyError(f"{path}: cannot be read: {error.strerror}") from error
    except UnicodeDecodeError as error:
        raise PolicyError(f"{path}: not {error.encoding.upper()} at byte {error.start:,}") from error


def parse_policy(text: str, path: str, course: Course) -> Policy:
    """Return the policy in a text; `path` is its name in messages."""
    found = decode(text, path, _PolicyFile)
    return decided(found, found.problems, path, course)


def decided(found: Decisions, tables: Mapping[str, ProblemTable], path: str, course: Course) -> Policy:
    """Return the policy in a file. Raises PolicyError unless every name in it exists in the course."""
    _hold_against(course, tables, path)
    problems, gradescope = _problems(tables), found.gradescope.settings()
    policy = Policy(found.follow_through, found.visibility, tuple(found.packages), problems, gradescope)
    for name, table in tables.items():
        if table.points is not None:
            policy = _scaled(policy, name, table.points, path, course)
    return policy


def _scaled(policy: Policy, name: str, whole: float, path: str, course: Course) -> Policy:
    """Return a policy in which all questions of a problem, those in words too, are worth `whole` points together."""
    declared = course.reference(name).problem
    points = {q.name: q.points for q in declared.questions} | {w.name: w.points for w in declared.written}
    worth = {question: policy.points(name, question, its) for question, its in points.items()}
    now = sum(worth.values())
    if not now:
        raise PolicyError(f"{path}: problems.{name}.points: none of its questions has any points to scale")
    own = {q: QuestionPolicy(p * whole / now, policy.seen(name, q)) for q, p in worth.items()}
    return replace(policy, problems={**policy.problems, name: replace(policy.problems[name], questions=own)})


def _hold_against(course: Course, tables: Mapping[str, ProblemTable], path: str) -> None:
    """Raise PolicyError unless every name in the tables exists in the course."""
    for name, problem in tables.items():
        if name not in course.names:
            raise PolicyError(f"{path}: problems.{name}: this course has {', '.join(course.names)}")
        declared = course.reference(name).problem
        questions = declared.questions
        known = {q.name: None for q in questions} | {q.function: None for q in questions}
        known |= {w.name: None for w in declared.written}
        for question in problem.questions:
            if question not in known:
                where = f'{path}: problems.{name}.questions."{question}"'
                raise PolicyError(f"{where}: its questions and functions are {', '.join(known)}")


def _problems(found: Mapping[str, ProblemTable]) -> dict[str, ProblemPolicy]:
    return {
        name: ProblemPolicy(
            problem.follow_through,
            problem.visibility,
            {question: QuestionPolicy(q.points, q.visibility) for question, q in problem.questions.items()},
        )
        for name, problem in found.items()
    }
