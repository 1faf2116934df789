"""`autograder check`."""

from __future__ import annotations

import sys
from enum import IntEnum
from pathlib import Path
from typing import TYPE_CHECKING

import click

from autograder.cli.exits import Exit, console, failures, stop
from autograder.cli.options import assignment_option

if TYPE_CHECKING:
    from autograder.staff.assignment import Assignment
    from autograder.student.public import Public
    from autograder.submissions.submission import Document


class CheckExit(IntEnum):
    """Exit codes of `check`; a file that cannot be checked ends with 2 or 3, as in grading."""

    RIGHT = 0
    NOT_RIGHT = 1


@click.command()
@click.argument("file", type=click.Path(path_type=Path))
@assignment_option
@click.option("--problem", help="The problem of a file that does not say which one it is about.")
@click.option(
    "--solutions",
    type=click.Path(path_type=Path, file_okay=False),
    help="Folder with the solution files of your own problems: for course authors.",
)
def check(file: Path, assignment: Path | None, problem: str | None, solutions: Path | None) -> None:
    """Check your own notebook or script, without the solutions.

    With --solutions, the checks are those that `build` would put into a notebook of that folder's problem.

    If there is an assignment.toml, it says whether the problem is part of the assignment, and when that is due. The
    rest is the same as in the checks in the notebook. The exit code is 0 if everything is right, 1 if something is not
    right or not written yet, 2 if the file cannot be read, and 3 if its code cannot be run here.
    """
    from autograder.sandbox import SandboxError  # noqa: PLC0415
    from autograder.student.terminal import check_document  # noqa: PLC0415

    document = _document(file)
    asked = _assignment(assignment)
    if asked is not None and problem is None and document.declared is None and len(asked.problems) == 1:
        problem = asked.problems[0]
    public = _public(document, file, problem) if solutions is None else _own(document, file, problem, solutions)
    if asked is not None:
        _say_assignment(asked, public.problem.name)
    try:
        checked = check_document(document, public, () if asked is None else asked.policy.packages)
    except SandboxError as error:
        stop(str(error), Exit.NO_ISOLATION)
    except KeyboardInterrupt:
        stop("stopped", Exit.USAGE)
    screen = console()
    for line in checked.text():
        screen.print(line, style=_style(line), soft_wrap=True, markup=False, highlight=False)
    if checked.isolation != "full":
        click.echo(
            f"(Your code ran like any other program of yours, without a sandbox: {checked.isolation}.)", err=True
        )
    sys.exit(CheckExit.RIGHT if checked.passed else CheckExit.NOT_RIGHT)


def _assignment(named: Path | None) -> Assignment | None:
    """Return the assignment of a file, or None if there is none; a wrong one ends the command."""
    path = named or Path("assignment.toml")
    if named is None and not path.is_file():
        return None
    from autograder.staff.assignment_file import read_plainly  # noqa: PLC0415

    with failures():
        return read_plainly(path)


def _say_assignment(asked: Assignment, problem: str) -> None:
    """Print what the assignment says about this problem, and when it is due."""
    from autograder.render.words import moment  # noqa: PLC0415

    name = asked.name or "the assignment"
    if asked.problems and problem not in asked.problems:
        click.echo(f"{problem} is not part of {name}: that is {', '.join(asked.problems)}", err=True)
    elif asked.due is not None:
        click.echo(f"{name} is due {moment(asked.due.isoformat())}", err=True)


def _document(file: Path) -> Document:
    """Read the file, or end with one line that says what is wrong with it."""
    from autograder.submissions.gather import find  # noqa: PLC0415
    from autograder.submissions.one_file import read_file  # noqa: PLC0415

    sources = find([file])
    if file.is_dir() or len(sources) != 1 or not (sources[0].single or sources[0].trouble):
        stop(f"{file}: check takes one notebook (.ipynb) or script (.py)", Exit.USAGE)
    submission = read_file(sources[0])
    if submission.trouble is not None:
        stop(submission.trouble, Exit.USAGE)
    return submission.documents[0]


def _public(document: Document, file: Path, problem: str | None) -> Public:
    """Return the public part in the notebook, or else that of a problem that comes with the package."""
    from autograder.student.codec import PublicError  # noqa: PLC0415
    from autograder.student.public import from_text, shipped, shipped_names  # noqa: PLC0415
    from autograder.submissions.problem_of import problem_of  # noqa: PLC0415

    known = shipped_names()
    if problem is not None and problem not in known:
        raise click.UsageError(f"--problem {problem}: there are {', '.join(known)}")
    if document.public is not None and problem is None:
        try:
            return from_text(document.public)
        except PublicError as error:
            stop(f"{file}: {error}; --problem NAME uses the checks that come with this package", Exit.USAGE)
    name = problem or problem_of(document, known, None)
    public = None if name is None else shipped(name)
    if public is None:
        stop(f"{file} does not say which problem it is about; name it with --problem: {', '.join(known)}", Exit.USAGE)
    return public


def _own(document: Document, file: Path, problem: str | None, solutions: Path) -> Public:
    """Return the public part of a problem in a solutions folder."""
    from autograder.author.public import public_spec  # noqa: PLC0415
    from autograder.declare.course import open_course  # noqa: PLC0415
    from autograder.student.public import from_text  # noqa: PLC0415
    from autograder.submissions.problem_of import problem_of  # noqa: PLC0415

    with failures():
        course = open_course(solutions)
        if problem is not None and problem not in course.names:
            raise click.UsageError(f"--problem {problem}: {solutions} has {', '.join(course.names)}")
        only = course.names[0] if len(course.names) == 1 else None
        name = problem or problem_of(document, course.names, only)
        if name is None:
            said = f"name it with --problem: {', '.join(course.names)}"
            stop(f"{file} does not say which problem of {solutions} it is about; {said}", Exit.USAGE)
        return from_text(public_spec(course.reference(name)))


def _style(line: str) -> str:
    mark = line.strip()[:1]
    return {"✓": "green", "✗": "red", "↳": "yellow", "○": "dim"}.get(mark, "bold" if line[:1].strip() else "")
