"""`autograder groups`."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from autograder.cli.exits import Exit, failures
from autograder.cli.options import isolation_option, solutions_option


@click.command()
@click.argument("graded", type=click.Path(path_type=Path, file_okay=False))
@click.option("--question", help="Only this question, such as backward.dW1, or all of a function, such as backward.")
@click.option("--unnamed", is_flag=True, help="Only mistakes that have no name yet.")
@click.option(
    "--least",
    type=click.IntRange(min=1),
    default=2,
    show_default=True,
    help="Only groups of at least so many students.",
)
@click.option(
    "--template",
    type=click.Path(path_type=Path, dir_okay=False),
    help="Write a hints.toml to fill in, with one entry per group shown.",
)
@solutions_option
@isolation_option
def groups(
    graded: Path,
    question: str | None,
    least: int,
    template: Path | None,
    solutions: Path | None,
    isolation: str,
    *,
    unnamed: bool,
) -> None:
    """Show which students gave the same wrong answers.

    For each group: how many students, one student's code, and the smallest inputs that show the mistake. GRADED is the
    folder that `grade --out` wrote. The output is Markdown.
    """
    from autograder.batch.folder import write_new  # noqa: PLC0415
    from autograder.batch.group_examples import explain  # noqa: PLC0415
    from autograder.batch.locked_folder import alone  # noqa: PLC0415
    from autograder.batch.settings import standing  # noqa: PLC0415
    from autograder.classroom.groups import groups_of  # noqa: PLC0415
    from autograder.declare.course import open_course  # noqa: PLC0415
    from autograder.render.groups import template as filled  # noqa: PLC0415
    from autograder.render.groups import to_markdown  # noqa: PLC0415
    from autograder.sandbox import Isolation, Limits, Sandbox, fit_to_container  # noqa: PLC0415

    with failures(), alone(graded, make=False) as store:
        course = open_course(solutions)
        every = [
            g
            for g in groups_of(store.reports())
            if question is None or question in {g.function, *g.questions}
            if not (unnamed and g.names)
        ]
        shown = [g for g in every if len(g.members) >= least]
        if template is not None:
            write_new(template, filled(shown))
        if shown:
            packages = ("numpy", *standing(store, {}).basis(course).policy.packages)
            with Sandbox(fit_to_container(Limits()), Isolation(isolation), packages=packages) as sandbox:
                for one in explain(shown, store, course, sandbox):
                    click.echo(to_markdown(one))
        click.echo(_summary(len(shown), len(every), least), err=True)
        if template is not None:
            click.echo(f"Hints to fill in: {template}", err=True)
    sys.exit(Exit.GRADED)


def _summary(shown: int, every: int, least: int) -> str:
    if not every:
        return "No wrong answers to group."
    rest = f"; {every - shown} smaller than {least} (--least)" if every > shown else ""
    return f"{shown} group{'' if shown == 1 else 's'} shown{rest}."
