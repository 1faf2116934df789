"""`autograder build`."""

from __future__ import annotations

import re
import sys
from dataclasses import replace
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING

import click

from autograder.cli.exits import Exit, failures
from autograder.cli.options import solutions_option

if TYPE_CHECKING:
    from autograder.author.build import Options
    from autograder.declare.course import Course

PACKAGE = "backprop-autograder"
"""As WHERE of `--install-from`: from a package index again."""
NEEDED = ("otter", "nbformat", "jupytext")
REPOSITORY = re.compile(r"[\w.-]+/[\w.-]+(@[\w./-]+)?")


@click.command()
@click.argument("problems", nargs=-1)
@solutions_option
@click.option(
    "--out",
    type=click.Path(path_type=Path, file_okay=False),
    default=Path("assignments"),
    show_default=True,
    help="Folder of the students' notebooks.",
)
@click.option("--otter-zip", type=click.Path(path_type=Path, file_okay=False), help="Also write Otter's zips here.")
@click.option(
    "--nbgrader",
    metavar="COURSE",
    type=click.Path(path_type=Path, file_okay=False),
    help="Also write nbgrader's notebooks into COURSE/source/NAME/. They contain no solution.",
)
@click.option("--plugin", is_flag=True, help="Make these zips grade in our sandbox. They contain the solutions.")
@click.option(
    "--repository",
    metavar="OWNER/NAME[@BRANCH]",
    help="GitHub repository for a badge that opens Colab. Later builds keep it.",
)
@click.option(
    "--install-from",
    metavar="WHERE",
    help="What the notebooks install this package from: a wheel, its address, or git+https://… Later builds keep it.",
)
@click.option(
    "--package", is_flag=True, help="Also write the public parts of our own problems into the package, for `check`."
)
@click.option(
    "--worked",
    type=click.Path(path_type=Path, file_okay=False),
    help="Write what staff get, and no notebooks for students: in this folder, each problem with its solution as a "
    "notebook, and as a sheet to print without and with solutions (HTML; PDF where Chromium is installed).",
)
@click.option(
    "--derivations",
    type=click.Choice(["after", "never", "open"]),
    help="When students can read how the gradients are derived: after they have tried (the default), never, or at "
    "once. Later builds keep it.",
)
@click.option("--check", is_flag=True, help="Write nothing; exit with 1 if a notebook is stale.")
def build(
    problems: tuple[str, ...],
    solutions: Path | None,
    out: Path,
    otter_zip: Path | None,
    nbgrader: Path | None,
    repository: str | None,
    install_from: str | None,
    derivations: str | None,
    worked: Path | None,
    *,
    plugin: bool,
    package: bool,
    check: bool,
) -> None:
    """Make the students' notebooks, with Otter Assign.

    Without PROBLEMS, those of all problems. The same solutions give the same notebooks: building twice changes nothing.

    For worked solutions and sheets to print, use --worked DIR. --solutions, as in every command, only says where the
    solution files are.
    """
    if plugin and otter_zip is None:
        raise click.UsageError("--plugin changes Otter's zips: name a folder for them with --otter-zip")
    if repository is not None and not REPOSITORY.fullmatch(repository):
        raise click.UsageError(f"--repository {repository}: write it as OWNER/NAME or OWNER/NAME@BRANCH")
    if package and solutions is not None:
        raise click.UsageError("--package is about our own problems: leave --solutions out")
    if check and worked is not None:
        raise click.UsageError("--check writes nothing: leave --worked out")
    if check and otter_zip is not None:
        raise click.UsageError("--check writes nothing, so it makes no zips")
    if check and nbgrader is not None:
        raise click.UsageError("--check writes nothing, so leave --nbgrader out")
    with failures():
        if worked is not None:
            _worked(problems, solutions, worked)
            sys.exit(Exit.GRADED)
        options = _options(repository, install_from, otter_zip, plugin=plugin)
        sys.exit(_build(problems, solutions, out, options, derivations, nbgrader, package=package, check=check))


def _options(repository: str | None, where: str | None, zips: Path | None, *, plugin: bool) -> Options:
    """Put the options together. Raises CourseError if a package that building needs is missing."""
    from autograder.declare.reference import CourseError  # noqa: PLC0415

    missing = next((name for name in NEEDED if find_spec(name) is None), None)
    if missing is not None:
        raise CourseError(f"build needs the module {missing}: pip install 'backprop-autograder[build]'")
    from autograder.author.build import Options, is_installable  # noqa: PLC0415

    if where not in (None, PACKAGE) and not is_installable(where):
        raise click.UsageError(
            f"--install-from {where!r}: name a wheel (PATH.whl) or an address (https://…, git+https://…), without "
            "spaces, quotes or passwords: every student gets it"
        )
    return Options(repository, where, zips, plugin)


def _chosen(problems: tuple[str, ...], course: Course) -> tuple[str, ...]:
    """Return the problems to build: those that are named, else all."""
    unknown = [name for name in problems if name not in course.names]
    if unknown:
        raise click.UsageError(f"{unknown[0]}: this course has {', '.join(course.names)}")
    return problems or course.names


def _build(
    problems: tuple[str, ...],
    solutions: Path | None,
    out: Path,
    options: Options,
    when: str | None,
    nbgrader: Path | None,
    *,
    package: bool,
    check: bool,
) -> Exit:
    from autograder.author import build as author  # noqa: PLC0415
    from autograder.author.derivation import Derivations  # noqa: PLC0415
    from autograder.author.nbgrader import nbgrader_notebook, write_nbgrader  # noqa: PLC0415
    from autograder.author.public import stale_specs, write_specs  # noqa: PLC0415
    from autograder.declare.course import open_course, own_solutions  # noqa: PLC0415
    from autograder.submissions.handed_out import SHIPPED  # noqa: PLC0415

    course = open_course(solutions)
    names, old = _chosen(problems, course), 0
    if package and not check:  # before the notebooks, which name what comes with the package by its digest
        for path in write_specs(course):
            click.echo(f"{path}: written")
    notebooks = []
    for name in names:
        repository = options.repository or author.repository_in(out, name)
        where = None if options.install_from == PACKAGE else options.install_from or author.installed_from(out, name)
        shown = Derivations(when) if when else author.derivations_in(out, name) or options.derivations
        kept = replace(options, repository=repository, install_from=where, derivations=shown)
        built = author.build(course.reference(name), kept)
        notebooks.append(built)
        path = out / f"{name}.ipynb"
        if check:
            old += author.stale(built, out)
            click.echo(f"{path}: {'stale' if author.stale(built, out) else 'up to date'}")
        else:
            click.echo(f"{path}: {'written' if author.write(built, out) else 'unchanged'}")
        if options.zips is not None:
            click.echo(f"{options.zips / name}-autograder.zip: written")
        if nbgrader is not None:
            notebook = nbgrader_notebook(built, course.reference(name), where)
            click.echo(f"{write_nbgrader(notebook, name, nbgrader)}: written")
    if course.folder == own_solutions():
        if package and not check and author.write_handed_out(notebooks):
            click.echo(f"{SHIPPED}: written")
        for name in stale_specs(course, names):
            old += check
            click.echo(f"the package's public part of {name} is stale: run `autograder build --package`", err=True)
    return Exit.SOME_UNGRADABLE if old else Exit.GRADED


def _worked(problems: tuple[str, ...], solutions: Path | None, folder: Path) -> None:
    """Write what staff get of the problems, and print the names of the files."""
    from autograder.author.worked import printer, write_worked  # noqa: PLC0415
    from autograder.declare.course import open_course  # noqa: PLC0415

    course = open_course(solutions)
    program, why = printer()
    for name in _chosen(problems, course):
        for path in write_worked(course.reference(name), folder, program):
            click.echo(f"{path}: written")
    if why:
        click.echo(f"no PDFs: {why}", err=True)
