"""The command line: arguments, exit codes and progress, nothing else. One module per command.

Each command imports the packages it needs when it runs, so that `--help` is fast.
"""

from __future__ import annotations

import os

import click

from autograder import __version__
from autograder.cli.adjust import adjust
from autograder.cli.build import build
from autograder.cli.check import check
from autograder.cli.classroom import classroom
from autograder.cli.demo import demo
from autograder.cli.doctor import doctor
from autograder.cli.exits import Commands
from autograder.cli.explain import explain
from autograder.cli.export import export
from autograder.cli.grade import grade
from autograder.cli.gradescope import gradescope
from autograder.cli.groups import groups
from autograder.cli.init import init
from autograder.cli.mark import mark
from autograder.cli.regrade import regrade
from autograder.cli.rows import remove, rename
from autograder.cli.similar import similar
from autograder.cli.verify import verify
from autograder.cli.written import written


@click.group(cls=Commands, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, prog_name="autograder")
def main() -> None:
    """Grade exercises on gradient descent and backpropagation."""
    # The matrices are small: threads of the linear algebra library would only wait, and take cores from the slots.
    os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")


for command in (
    *(init, grade, regrade, groups, mark, written, adjust, explain, remove, rename, similar, export, gradescope),
    *(classroom, check, demo, doctor, build, verify),
):
    main.add_command(command)
