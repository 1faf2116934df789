"""The command line: arguments, exit codes, progress. It decides nothing else. One module a command.

The rooms are imported by the command that needs them: `--help` answers at once.
"""

from __future__ import annotations

import os

import click

from autograder import __version__
from autograder.cli.build import build
from autograder.cli.check import check
from autograder.cli.demo import demo
from autograder.cli.doctor import doctor
from autograder.cli.exits import Commands
from autograder.cli.export import export
from autograder.cli.grade import grade
from autograder.cli.gradescope import gradescope
from autograder.cli.groups import groups
from autograder.cli.regrade import regrade
from autograder.cli.verify import verify
from autograder.cli.written import written


@click.group(cls=Commands, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, prog_name="autograder")
def main() -> None:
    """Grade exercises on gradient descent and backpropagation."""
    # Of small matrices: threads of the linear algebra library would only wait for work, and take cores from the slots.
    os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")


for command in (
    *(grade, regrade, groups, written, export, gradescope),
    *(check, demo, doctor, build, verify),
):
    main.add_command(command)
