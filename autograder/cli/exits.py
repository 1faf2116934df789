"""How a command ends: its exit codes, and one line for an error that the user can fix."""

from __future__ import annotations

import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from enum import IntEnum
from importlib import import_module
from typing import TYPE_CHECKING, Any, NoReturn

import click

from autograder.cli.machine import exhausted, require_files
from autograder.cli.outlets import lost, open_outlets
from autograder.plain.errors import MendableError

if TYPE_CHECKING:
    from rich.console import Console


class Exit(IntEnum):
    """Exit codes."""

    GRADED = 0
    SOME_UNGRADABLE = 1
    USAGE = 2
    NO_ISOLATION = 3


EXTRAS = dict.fromkeys(("latex2mathml", "markdown_it", "mdit_py_plugins", "nh3"), "class")
"""Which extra installs a package; `grade` for those that are not listed."""


UNIX_ONLY = frozenset({"fcntl", "grp", "pwd", "resource", "termios"})
"""Modules of the standard library that Windows does not have."""
NOT_HERE = (
    "this command runs students' code in a sandbox, which needs Linux or macOS; on Windows, use it in WSL. A notebook "
    "is checked here too: run grader.check_all() in it"
)


class Commands(click.Group):
    """The commands, by the names of the modules beside this one; each is imported when it is needed.

    If a package that one needs is not installed, a message names the extra that installs it.
    """

    def __init__(self, *args: Any, modules: Mapping[str, str], **options: Any) -> None:
        super().__init__(*args, **options)
        self._modules = modules

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002 - the library's signature
        """Return the names of all commands."""
        return sorted(self._modules)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:  # noqa: ARG002
        """Return a command by its name."""
        if cmd_name not in self._modules:
            return None
        command: click.Command = getattr(import_module(f"autograder.cli.{self._modules[cmd_name]}"), cmd_name)
        return command

    def main(self, *args: Any, **options: Any) -> Any:
        """Run the command line. If something could not be printed, the exit code is 2, and what was asked is done."""
        open_outlets()
        try:
            few = require_files()
            if few is not None:
                stop(few, Exit.USAGE)
            return super().main(*args, **options)
        finally:
            said = lost()
            if said is not None:
                stop(said, Exit.USAGE)

    def invoke(self, ctx: click.Context) -> Any:
        """Run the requested command."""
        try:
            return super().invoke(ctx)
        except ModuleNotFoundError as error:
            name = (error.name or "").partition(".")[0]
            if name in ("", "autograder"):
                raise
            if name in UNIX_ONLY:
                stop(NOT_HERE, Exit.NO_ISOLATION)
            extra = EXTRAS.get(name, "grade")
            stop(f'{name} is not installed; run `pip install "backprop-autograder[{extra}]"`', Exit.USAGE)


def console(*, stderr: bool = False) -> Console:
    """Return the terminal to write tables to."""
    from rich.console import Console  # noqa: PLC0415

    return Console(stderr=stderr)


@contextmanager
def failures() -> Iterator[None]:
    """Turn an error that the user can fix into one line and an exit code."""
    from autograder.sandbox import SandboxError  # noqa: PLC0415

    try:
        yield
    except SandboxError as error:  # IsolationError too: either way, no student code runs
        stop(str(error), Exit.NO_ISOLATION)
    except MendableError as error:
        stop(str(error), Exit.USAGE)
    except (OSError, RuntimeError) as error:
        said = exhausted(error)
        if said is None:
            raise
        stop(said, Exit.USAGE)
    except KeyboardInterrupt:
        stop("stopped; what was graded is in the output folder, and the same command resumes", Exit.SOME_UNGRADABLE)


def stop(message: str, code: Exit) -> NoReturn:
    """Exit with one line on standard error."""
    click.echo(f"autograder: {message}", err=True)
    sys.exit(code)
