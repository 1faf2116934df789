"""How a command ends: its exit codes, and what the user can mend as one line."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from enum import IntEnum
from typing import TYPE_CHECKING, Any, NoReturn

import click

from autograder.plain.errors import MendableError

if TYPE_CHECKING:
    from rich.console import Console


class Exit(IntEnum):
    """What the shell is told."""

    GRADED = 0
    SOME_UNGRADABLE = 1
    USAGE = 2
    NO_ISOLATION = 3


EXTRAS = dict.fromkeys(("latex2mathml", "markdown_it", "matplotlib", "mdit_py_plugins", "nh3"), "class")
"""Which extra brings a package; `grade` where nothing is said."""


class Commands(click.Group):
    """The commands; one whose packages are not installed says which extra brings them."""

    def invoke(self, ctx: click.Context) -> Any:
        """Run the command that was asked for."""
        try:
            return super().invoke(ctx)
        except ModuleNotFoundError as error:
            name = (error.name or "").partition(".")[0]
            if name in ("", "autograder"):
                raise
            extra = EXTRAS.get(name, "grade")
            stop(f'{name} is not installed; `pip install "backprop-autograder[{extra}]"` brings it', Exit.USAGE)


def console(*, stderr: bool = False) -> Console:
    """Return the terminal to write tables to."""
    from rich.console import Console  # noqa: PLC0415

    return Console(stderr=stderr)


@contextmanager
def failures() -> Iterator[None]:
    """Turn what the user can mend into one line and an exit code."""
    from autograder.sandbox import SandboxError  # noqa: PLC0415

    try:
        yield
    except SandboxError as error:  # IsolationError too: either way, no student code runs
        stop(str(error), Exit.NO_ISOLATION)
    except MendableError as error:
        stop(str(error), Exit.USAGE)
    except KeyboardInterrupt:
        stop("stopped; what was graded is in the output folder, and the same command goes on", Exit.SOME_UNGRADABLE)


def stop(message: str, code: Exit) -> NoReturn:
    """End with one line on standard error."""
    click.echo(f"autograder: {message}", err=True)
    sys.exit(code)
