"""The command line: arguments, exit codes and progress, nothing else. One module per command.

Each command imports the packages it needs when it runs, so that `--help` is fast.
"""

from __future__ import annotations

import gc
import os

import click

from autograder import __version__
from autograder.cli.exits import Commands

COMMANDS = (
    *("init", "grade", "regrade", "groups", "mark", "written", "adjust", "explain", "remove", "rename", "similar"),
    *("export", "gradescope", "classroom", "check", "demo", "doctor", "build", "verify", "adopt"),
)
TOGETHER = {"remove": "rows", "rename": "rows"}
"""Commands whose module has another name."""
YOUNG = 20_000
"""Number of new objects after which a command collects garbage: loading its modules makes many, and none is garbage."""


@click.group(
    cls=Commands,
    modules={name: TOGETHER.get(name, name) for name in COMMANDS},
    context_settings={"help_option_names": ["-h", "--help"]},
)
@click.version_option(__version__, prog_name="autograder")
def main() -> None:
    """Grade exercises on gradient descent and backpropagation."""
    # The matrices are small: threads of the linear algebra library would only wait, and take cores from the slots.
    for library in ("OPENBLAS", "OMP"):
        os.environ.setdefault(f"{library}_NUM_THREADS", "1")
    gc.set_threshold(YOUNG)
