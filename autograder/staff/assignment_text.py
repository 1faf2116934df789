"""Write `assignment.toml` for staff to edit: what is known is filled in, the rest is there as comments."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence

from autograder.declare.course import Course
from autograder.plain.safe_text import terminal

HEAD = """\
# The assignment. `grade`, `regrade`, `check`, `export`, `gradescope build` and every page take it from this file,
# if it is in the folder in which they run, or named with --assignment. Everything but the problems is optional:
# a line that begins with "# " and has a "=" is an example; remove its "# " to use it.

name = {name}
course = {course}

# When it is due, with the time zone: `due` needs an offset as here, or a `timezone` beside it.
# With a `timezone`, hand-ins after a change of the clocks have their right time, too.
# due = 2026-03-04T23:59:00-08:00
# due = 2026-03-04T23:59:00
# timezone = "America/Los_Angeles"

# The most graded attempts for each student on Gradescope.
# attempts = 5
"""
POLICY = """
# Who sees results on Gradescope: visible, after_due_date, after_published, hidden.
# visibility = "visible"
# The share of its points for a value that only follows from an earlier mistake.
# follow_through = 1.0
# Packages that students may import besides numpy; they are installed here.
# packages = ["scipy"]
"""
TABLES = """
# What being late costs: this share of the points for each started "hour" or "day".
# Without this table, who is late is named and loses nothing.
# [late]
# percent = 10
# per = "day"
# grace_minutes = 15
# most = 50

# Later due times of single students, by the name of the student or of the page.
# [extensions]
# "Ada Lovelace" = 2026-03-06T23:59:00-08:00

# The learning platform's own maximum and column, for `export`.
# [platform]
# maximum = 100
# column = "Homework 2 (123456)"
"""


def assignment_text(course: Course, problems: Sequence[str], name: str = "", policy: str = "") -> str:
    """Return the text of an assignment with these problems; `policy` is the text of a policy to take over.

    Raises CourseError because of a solution file.
    """
    top, tables = _split(policy)
    parts = [HEAD.format(name=_quoted(name), course=_quoted(""))]
    parts.append("\n" + top if top else POLICY)
    parts.append(TABLES)
    missing = [problem for problem in problems if f"[problems.{problem}]" not in tables]
    parts += ["\n# The problems, in the order of the pages, and what each is worth.\n"]
    parts += ["".join(f"{line}\n" for line in _problem(course, problem)) for problem in missing]
    if tables:
        parts.append("\n" + tables)
    return "".join(parts)


def _problem(course: Course, name: str) -> Iterator[str]:
    """Yield the table of a problem, with its points and questions as comments."""
    problem = course.reference(name).problem
    judged, written = sum(q.points for q in problem.questions), sum(w.points for w in problem.written)
    words = f" and {written:g} for answers in words" if written else ""
    first = problem.questions[-1].name
    yield f"[problems.{name}]"
    yield f"# {terminal(problem.title, 100)}: {judged:g} points{words}"
    yield f"# points = {judged + written:g}"
    yield f'# questions."{first}" = {{ points = 2, visibility = "after_due_date" }}'
    yield ""


def _split(policy: str) -> tuple[str, str]:
    """Return the lines of a policy before its first table, and the rest."""
    lines = policy.splitlines(keepends=True)
    at = next((i for i, line in enumerate(lines) if line.lstrip().startswith("[")), len(lines))
    return "".join(lines[:at]), "".join(lines[at:])


def _quoted(text: str) -> str:
    return json.dumps(terminal(text, 200), ensure_ascii=False)
