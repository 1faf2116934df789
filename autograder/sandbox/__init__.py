"""The only place where student code runs.

Three processes. The *judge* (`host/`) is the process that imports this package: it knows the answers and never parses,
imports or unpickles what a student wrote. It starts a *fork server* (`inside/zygote.py`) by exec, which has numpy
loaded and knows nothing about the course. For each submission the fork server forks a *child*, which confines itself
(`walls/`), runs the cells and answers calls (`inside/worker.py`) over its own socket to the judge, in frames of plain
values (`wire/`). From the first cell on the student controls the child, so only the form of its answers is checked and
nothing in them is trusted (`host/replies.py`).

`inside/` imports nothing from `host/`, and only `plain/` from the rest of the package.

A failure of the student's code is an outcome (`Raised`, `TimedOut`, `Crashed`); a failure of the grader is a
`SandboxError`.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from autograder.sandbox.errors import IsolationError, SandboxError
    from autograder.sandbox.host.fork_server import ForkServer
    from autograder.sandbox.host.run import Run
    from autograder.sandbox.host.sandbox import Sandbox
    from autograder.sandbox.walls.isolation import Isolation, Layers, Switches
    from autograder.sandbox.walls.limits import Limits, fit_to_container

__all__ = [
    "ForkServer",
    "Isolation",
    "IsolationError",
    "Layers",
    "Limits",
    "Run",
    "Sandbox",
    "SandboxError",
    "Switches",
    "fit_to_container",
]

_HOMES = {
    "ForkServer": "host.fork_server",
    "Isolation": "walls.isolation",
    "IsolationError": "errors",
    "Layers": "walls.isolation",
    "Limits": "walls.limits",
    "Run": "host.run",
    "Sandbox": "host.sandbox",
    "SandboxError": "errors",
    "Switches": "walls.isolation",
    "fit_to_container": "walls.limits",
}


def __getattr__(name: str) -> Any:
    """Load a name on first access: the fork server imports this package and needs none of them."""
    if name not in _HOMES:
        raise AttributeError(name)
    return getattr(import_module(f"autograder.sandbox.{_HOMES[name]}"), name)
