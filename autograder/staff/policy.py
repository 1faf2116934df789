"""The staff's policy: points, who sees what and when, credit for values that follow, what students may import."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from enum import Enum
from importlib.util import find_spec

from autograder.plain.errors import MendableError
from autograder.plain.question_names import function_of


class PolicyError(MendableError):
    """A policy that cannot be used; the message names the file, the place in it, and the reason."""


def not_installed(packages: Sequence[str]) -> tuple[str, ...]:
    """Return those of the packages that cannot be imported on this machine."""
    return tuple(name for name in packages if find_spec(name) is None)


class Visibility(str, Enum):
    """The audience of a question's result; the words are Gradescope's."""

    VISIBLE = "visible"
    AFTER_DUE_DATE = "after_due_date"
    AFTER_PUBLISHED = "after_published"
    HIDDEN = "hidden"


@dataclass(frozen=True)
class QuestionPolicy:
    """Settings for one question, or for all questions of a function; None leaves the default."""

    points: float | None = None
    visibility: Visibility | None = None


@dataclass(frozen=True)
class ProblemPolicy:
    """Settings for one problem. `questions` has names of questions (`backward.dW1`) or functions (`backward`)."""

    follow_through: float | None = None
    visibility: Visibility | None = None
    questions: Mapping[str, QuestionPolicy] = field(default_factory=dict)


_SILENT = ProblemPolicy()


class OutputFormat(str, Enum):
    """Format of the feedback for Gradescope; the words are its own."""

    HTML = "html"
    TEXT = "text"


@dataclass(frozen=True)
class GradescopePolicy:
    """Settings for Gradescope only.

    Grading stops by itself after `deadline_seconds`. Attempts beyond `attempts_per_hour` keep the last result; None: no
    limit. `requirements` are installed in the container (`scipy==1.15.3`), for the packages that students may import.
    `best_effort` grades even if student code cannot be fully isolated.
    """

    deadline_seconds: int = 540
    attempts_per_hour: int | None = None
    leaderboard: bool = False
    output_format: OutputFormat = OutputFormat.HTML
    stdout_visibility: Visibility = Visibility.HIDDEN
    requirements: tuple[str, ...] = ()
    best_effort: bool = False


@dataclass(frozen=True)
class Policy:
    """All settings. The most specific one counts: of a question, its function, its problem, the course.

    `follow_through` is the share of the points for a value that follows from an earlier mistake (0 to 1). `packages`
    are loaded in the sandbox besides numpy, for students to import.
    """

    follow_through: float = 1.0
    visibility: Visibility = Visibility.VISIBLE
    packages: tuple[str, ...] = ()
    problems: Mapping[str, ProblemPolicy] = field(default_factory=dict)
    gradescope: GradescopePolicy = GradescopePolicy()

    def points(self, problem: str, question: str, declared: float) -> float:
        """Return the points of a question for which its problem declares `declared`."""
        return next((q.points for q in self._of(problem, question) if q.points is not None), declared)

    def follows(self, problem: str) -> float:
        """Return the share of the points for a value that follows from an earlier mistake."""
        share = self.problems.get(problem, _SILENT).follow_through
        return self.follow_through if share is None else share

    def seen(self, problem: str, question: str) -> Visibility:
        """Return who sees the result of a question."""
        own = next((q.visibility for q in self._of(problem, question) if q.visibility is not None), None)
        return own or self.problems.get(problem, _SILENT).visibility or self.visibility

    def _of(self, problem: str, question: str) -> tuple[QuestionPolicy, ...]:
        """Return the settings that apply to a question, the most specific first."""
        questions = self.problems.get(problem, _SILENT).questions
        names = (question, function_of(question))
        return tuple(questions[name] for name in names if name in questions)
