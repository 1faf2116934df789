"""Parse `hints.toml` and the CSV with the marks for written answers, as staff write them."""

from __future__ import annotations

import csv
import io
import math
from collections.abc import Iterable, Iterator, Sequence
from typing import Annotated

import msgspec

from autograder.declare.course import Course
from autograder.plain.safe_text import terminal
from autograder.staff.given import listed
from autograder.staff.policy import Policy, PolicyError
from autograder.staff.policy_file import Points
from autograder.staff.remarks import Hint, Mark
from autograder.staff.toml_text import decode

Group = Annotated[str, msgspec.Meta(min_length=1, max_length=200)]
Text = Annotated[str, msgspec.Meta(min_length=1, max_length=4000)]
NEEDED = ("submission", "problem", "question", "points")
LONGEST_COMMENT = 4000


class _Hint(msgspec.Struct, forbid_unknown_fields=True):
    question: str
    group: Group
    text: Text
    points: Points | None = None
    problem: str | None = None


class _HintsFile(msgspec.Struct, forbid_unknown_fields=True):
    hints: list[_Hint] = []


def parse_hints(text: str, where: str, course: Course, policy: Policy) -> tuple[Hint, ...]:
    """Return hints after checking names and points against the course. Raises PolicyError, which says what is wrong."""
    found = decode(text, where, _HintsFile)
    hints = [Hint(h.question, h.group, h.text, h.points, h.problem) for h in found.hints]
    for number, hint in enumerate(hints, 1):
        trouble = _trouble(hint, course, policy)
        if trouble is not None:
            raise PolicyError(f"{where}: hint {number}: {trouble}")
    return tuple(hints)


def _trouble(hint: Hint, course: Course, policy: Policy) -> str | None:
    if hint.problem is not None and hint.problem not in course.names:
        return f"problem = {terminal(hint.problem, 60)!r}: this course has {', '.join(course.names)}"
    worth = {}
    for name in course.names if hint.problem is None else (hint.problem,):
        for question in course.reference(name).problem.questions:
            if question.name == hint.question:
                worth[name] = policy.points(name, question.name, question.points)
    if not worth:
        home = "this course" if hint.problem is None else hint.problem
        return f"question = {terminal(hint.question, 60)!r}: {home} has no such question"
    if hint.points is not None and hint.points > max(worth.values()):
        return f"points = {hint.points:g}: {hint.question} is worth {max(worth.values()):g}"
    return None


def parse_marks(text: str, where: str, course: Course, policy: Policy | None) -> tuple[Mark, ...]:
    """Return marks. Raises PolicyError, which says what is wrong and in which line.

    The first line names the columns: submission, problem, question, points, and optionally comment and answer. Others
    are ignored. A cell without points means that the answer is still unread. Without a policy, points have no maximum.
    """
    text = text.removeprefix("\ufeff")
    first = text.partition("\n")[0]
    delimiter = ";" if first.count(";") > first.count(",") else ","
    rows = csv.DictReader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    try:
        missing = [name for name in NEEDED if name not in (rows.fieldnames or ())]
        if missing:
            raise PolicyError(f"{where}: line 1: there is no column {missing[0]!r}; needed are {', '.join(NEEDED)}")
        return tuple(_marks(rows, where, course, policy))
    except csv.Error as error:
        raise PolicyError(f"{where}: line {rows.line_num + 1}: {error}") from error


def _marks(rows: csv.DictReader[str], where: str, course: Course, policy: Policy | None) -> Iterator[Mark]:
    for row in rows:
        line = f"{where}: line {rows.line_num}"
        cells = {name: (row.get(name) or "").strip() for name in (*NEEDED, "comment", "answer")}
        if not any(cells.values()):
            continue
        name, question = cells["problem"], cells["question"]
        if name not in course.names:
            raise PolicyError(f"{line}: problem {terminal(name, 60)!r}: this course has {', '.join(course.names)}")
        most = worth(name, course, policy or Policy())
        written = {w.name: most[w.name] for w in course.reference(name).problem.written}
        if question not in written:
            known = ", ".join(written) or "none"
            raise PolicyError(f"{line}: question {terminal(question, 60)!r}: the written questions of {name}: {known}")
        most_points = math.inf if policy is None else written[question]
        points = points_in(cells["points"], most_points, f"{line}: points {terminal(cells['points'], 60)!r}")
        comment = cells["comment"].removeprefix("'")[:LONGEST_COMMENT]  # the guard against formulas, if it was kept
        yield Mark(cells["submission"].removeprefix("'"), name, question, points, comment, cells["answer"])


def worth(problem: str, course: Course, policy: Policy) -> dict[str, float]:
    """Return what each question of a problem is worth, those in words too."""
    declared = course.reference(problem).problem
    worth = [(q.name, q.points) for q in declared.questions] + [(w.name, w.points) for w in declared.written]
    return {name: policy.points(problem, name, points) for name, points in worth}


def above(marks: Iterable[Mark], course: Course, policy: Policy) -> tuple[tuple[Mark, float], ...]:
    """Return the marks above what their questions are worth now, each with that."""
    most = {name: worth(name, course, policy) for name in {m.problem for m in marks} & set(course.names)}
    found = ((m, most.get(m.problem, {}).get(m.question, math.inf)) for m in marks)
    return tuple((m, now) for m, now in found if m.points is not None and m.points > now)


def require_no_more(marks: Sequence[Mark], course: Course, policy: Policy) -> None:
    """Raise PolicyError, which says what to do, if a mark is above what its question is worth."""
    found = above(marks, course, policy)
    if found:
        what = "1 mark is" if len(found) == 1 else f"{len(found)} marks are"
        lines = [f"{terminal(m.slug, 60)}, {m.problem}.{m.question}: {m.points:g} of {now:g}" for m, now in found]
        head = (
            f"{what} above what the question is worth now, and nothing was changed: raise its points again, give other "
            "marks, or run `autograder regrade` with the same options and --lowered cap (to the new maximum) or "
            "--lowered scale (in proportion):"
        )
        raise PolicyError("\n  ".join((head, *listed(lines))))


def points_in(cell: str, most: float, line: str) -> float | None:
    """Return the points in a cell, None if it is empty. Raises PolicyError if they are not from 0 to the maximum."""
    if not cell:
        return None
    try:
        points = float(cell.replace(",", "."))
    except ValueError:
        raise PolicyError(f"{line}: not a number") from None
    if not math.isfinite(points) or not 0 <= points <= most:
        raise PolicyError(f"{line}: not from 0 to {most:g}")
    return points
