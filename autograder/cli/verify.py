"""`autograder verify`."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

from autograder.cli.exits import console, failures
from autograder.cli.options import solutions_option

if TYPE_CHECKING:
    from collections.abc import Sequence

    from autograder.author.proof_tasks import ProofPlan
    from autograder.author.tally import Proof
    from autograder.declare.course import Course


@click.command()
@click.argument("problems", nargs=-1)
@solutions_option
@click.option("--seeds", type=click.IntRange(min=1), help="Draws of inputs to try each mistake with.  [default: 2]")
@click.option("--all-pairs", is_flag=True, help="Try all pairs of mistakes, not only a sample.")
@click.option("--show", is_flag=True, help="Print what was derived, and prove nothing.")
def verify(
    problems: tuple[str, ...], solutions: Path | None, seeds: int | None, *, all_pairs: bool, show: bool
) -> None:
    """Prove the declarations of problems: for course authors.

    Without PROBLEMS, those of all problems. Proves gradients, rules, every named mistake, pairs of mistakes, and right
    solutions written in other ways.
    """
    from autograder.author.proof_tasks import ProofPlan  # noqa: PLC0415
    from autograder.author.shown import shown as shown_declaration  # noqa: PLC0415
    from autograder.author.table import shown  # noqa: PLC0415
    from autograder.declare.course import open_course  # noqa: PLC0415

    with failures():
        course = open_course(solutions)
        unknown = [name for name in problems if name not in course.names]
        if unknown:
            raise click.UsageError(f"{unknown[0]}: this course has {', '.join(course.names)}")
        if show:
            for name in problems or course.names:
                click.echo(shown_declaration(course.reference(name)))
            return
        plan = ProofPlan(seeds or ProofPlan.seeds, None if all_pairs else ProofPlan.pairs)
        names = problems or tuple(name for name in course.names if not _lacks(course, name))
        proofs = _verify(course, names, plan)
        console().print(shown(proofs))
        sys.exit(int(any(p.missed() for p in proofs)))


def _lacks(course: Course, name: str) -> bool:
    """Return whether a problem needs a package that is not installed, and say so."""
    package = course.missing_package(name)
    if package is not None:
        click.echo(f"{name}: skipped, because {package} is not installed", err=True)
    return package is not None


def _verify(course: Course, names: Sequence[str], plan: ProofPlan) -> tuple[Proof, ...]:
    """Prove the declarations, with a progress bar on a terminal."""
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn  # noqa: PLC0415

    from autograder.author.verify import verify  # noqa: PLC0415
    from autograder.batch.cores import cores  # noqa: PLC0415

    columns = (TextColumn("proving"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    terminal = console(stderr=True)
    with Progress(*columns, console=terminal, transient=True, disable=not terminal.is_terminal) as progress:
        task = progress.add_task("proving", total=None)
        return verify(course, names, plan, len(cores()), lambda n, of: progress.update(task, completed=n, total=of))
