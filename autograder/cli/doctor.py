"""`autograder doctor`."""

from __future__ import annotations

import sys

import click

from autograder.cli.exits import Exit, console, failures


@click.command()
def doctor() -> None:
    """Say how well student code is shut in on this machine, and what to do about what is missing."""
    from autograder.doctor import examine  # noqa: PLC0415

    with failures():
        found = examine()
        console().print(found.shown)
        sys.exit(Exit.GRADED if found.full else Exit.NO_ISOLATION)
