"""`autograder doctor`."""

from __future__ import annotations

import sys

import click

from autograder.cli.exits import Exit, console, failures


@click.command()
@click.option("--attacks", is_flag=True, help="Also try every attack that we know, and list the results.")
def doctor(*, attacks: bool) -> None:
    """Check how well student code is confined here."""
    from autograder.attacks.doctor import examine  # noqa: PLC0415

    with failures():
        found = examine()
        console().print(found.shown)
        held = not attacks or (found.full and _attacked())
        if not (found.full and held):
            sys.exit(Exit.NO_ISOLATION)
        sys.exit(Exit.USAGE if found.namesakes else Exit.GRADED)


def _attacked() -> bool:
    """Try every attack, with a bar on a terminal, print the table, and return whether all of them failed."""
    from rich.progress import track  # noqa: PLC0415

    from autograder.attacks.doctor import attacks_table  # noqa: PLC0415
    from autograder.attacks.table import attacks  # noqa: PLC0415
    from autograder.attacks.trial import tried  # noqa: PLC0415

    every = attacks()
    screen = console(stderr=True)
    findings = list(track(tried(every), "attacking", len(every), console=screen, transient=True))
    console().print(attacks_table(findings))
    return not any(finding.faults for finding in findings)
