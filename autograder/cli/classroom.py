"""`autograder classroom init`."""

from __future__ import annotations

import os
import shutil
from pathlib import Path

import click

from autograder.cli.exits import failures
from autograder.cli.options import assignment_option, solutions_option


@click.group()
def classroom() -> None:
    """Make repositories for GitHub Classroom, in which each push shows what is right."""


@classroom.command()
@click.argument("folder", metavar="DIR", type=click.Path(path_type=Path, file_okay=False))
@click.argument("problems", nargs=-1)
@assignment_option
@solutions_option
@click.option(
    "--notebooks",
    type=click.Path(path_type=Path, file_okay=False),
    default=Path("assignments"),
    show_default=True,
    help="Folder of the students' notebooks, as `autograder build` writes them.",
)
@click.option(
    "--install-from",
    metavar="WHERE",
    help="What the workflow installs this package from: a wheel in the repository, or git+https://…",
)
def init(
    folder: Path,
    problems: tuple[str, ...],
    assignment: Path | None,
    solutions: Path | None,
    notebooks: Path,
    install_from: str | None,
) -> None:
    """Write the files of a template repository: notebooks, workflow, tests file, pytest.ini and .gitignore.

    PROBLEMS are those of the assignment; without any, those of assignment.toml. No solution is in it. An existing file
    is never overwritten.
    """
    with failures():
        from autograder.author.build import is_installable  # noqa: PLC0415
        from autograder.batch.folder import OutputError  # noqa: PLC0415
        from autograder.batch.setting import Setting  # noqa: PLC0415
        from autograder.batch.settings import assignment_file, standing  # noqa: PLC0415
        from autograder.declare.course import open_course  # noqa: PLC0415
        from autograder.pytest_plugin.repository import repository_files  # noqa: PLC0415
        from autograder.staff.assignment_file import require_known  # noqa: PLC0415

        if install_from is not None and not is_installable(install_from):
            raise click.UsageError(f"--install-from {install_from!r}: name a wheel in the repository, or an address")
        course = open_course(solutions)
        held = standing(None, {Setting.ASSIGNMENT: assignment_file(assignment, None)}).assignment(course)
        names = problems or held.problems
        require_known(names, course.names, "PROBLEMS")
        if not names:
            raise click.UsageError("Missing argument: name the problems, or run `autograder init` first")
        made = repository_files(course, names, held.policy, held.name or ", ".join(names), install_from)
        lacking = [n for n in names if not (folder / f"{n}.ipynb").exists() and not (notebooks / f"{n}.ipynb").exists()]
        if lacking:
            raise OutputError(f"{notebooks / lacking[0]}.ipynb is not there: `autograder build` writes the notebooks")
        taken = [name for name in made.texts if os.path.lexists(folder / name)]
        if taken:
            raise OutputError(f"{folder / taken[0]} exists already; move it away, so that nothing of yours is lost")
        try:
            for name, text in made.texts.items():
                (folder / name).parent.mkdir(parents=True, exist_ok=True)
                (folder / name).write_text(text, encoding="utf-8", newline="\n")
            for name in names:
                if not (folder / f"{name}.ipynb").exists():
                    shutil.copyfile(notebooks / f"{name}.ipynb", folder / f"{name}.ipynb")
        except OSError as error:
            raise OutputError(f"cannot write {error.filename or folder}: {error.strerror}") from error
        click.echo(f"{folder}: {', '.join(names)}, {made.points:g} points. No solution is in it.")
        click.echo(f"SHA-256 of the tests file: {made.sha256}")
        click.echo(
            "Students can change every file of their repository. Keep this digest, and grade for the record with"
        )
        click.echo("`autograder grade`, where the solutions are and students are not.")
