"""Read `policy.toml`, in which staff write their policy."""

from __future__ import annotations

from collections.abc import Mapping
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
Share = Annotated[float, msgspec.Meta(ge=0, le=1)]
Points = Annotated[float, msgspec.Meta(ge=0, le=1e6)]
Package = Annotated[str, msgspec.Meta(pattern=r"^[A-Za-z_][A-Za-z0-9_]*$")]
Requirement = Annotated[str, msgspec.Meta(pattern=r"^[A-Za-z0-9][A-Za-z0-9._-]*==[A-Za-z0-9.!+]+$")]
Deadline = Annotated[int, msgspec.Meta(ge=30, le=2400)]
Attempts = Annotated[int, msgspec.Meta(ge=1, le=1000)]


class _Question(msgspec.Struct, forbid_unknown_fields=True):
    points: Points | None = None
    visibility: Visibility | None = None


class _Problem(msgspec.Struct, forbid_unknown_fields=True):
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


class _PolicyFile(msgspec.Struct, forbid_unknown_fields=True):
    follow_through: Share = 1.0
    visibility: Visibility = Visibility.VISIBLE
    packages: list[Package] = []
    problems: dict[str, _Problem] = {}
    gradescope: _Gradescope = _Gradescope()


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
        text = table_text(data) if table else data.decode("utf-8")
        return text.replace("\r\n", "\n").replace("\r", "\n")
    except OSError as error:
        raise PolicyError(f"{path}: cannot be read: {error.strerror}") from error
    except UnicodeDecodeError as error:
        raise PolicyError(f"{path}: not {error.encoding.upper()} at byte {error.start:,}") from error


def parse_policy(text: str, path: str, course: Course) -> Policy:
    """Return the policy in a text; `path` is its name in messages."""
    found = decode(text, path, _PolicyFile)
    _hold_against(course, found, path)
    problems, gradescope = _problems(found.problems), found.gradescope.settings()
    return Policy(found.follow_through, found.visibility, tuple(found.packages), problems, gradescope)


def _hold_against(course: Course, found: _PolicyFile, path: str) -> None:
    """Raise PolicyError unless every name in the file exists in the course."""
    for name, problem in found.problems.items():
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


def _problems(found: Mapping[str, _Problem]) -> dict[str, ProblemPolicy]:
    return {
        name: ProblemPolicy(
            problem.follow_through,
            problem.visibility,
            {question: QuestionPolicy(q.points, q.visibility) for question, q in problem.questions.items()},
        )
        for name, problem in found.items()
    }
