"""The only place where student code runs.

Three processes. The *judge* is whoever imports this package: it knows the answers and never parses, imports or
unpickles what a student wrote. It starts a *fork server* (`zygote`) by exec, which has numpy loaded and knows nothing.
For each submission that forks a *child*, which confines itself (`confine`), runs the cells (`notebook`) and answers
calls (`worker`) over a socket of its own to the judge (`channel`), in frames of plain values (`encoder`, `decoder`).
The child is in the student's hands from the first cell on; what it says is believed only as far as its form goes
(`replies`).

A failure of the student's is an outcome (`Raised`, `TimedOut`, `Crashed`); one of the grader's is a `SandboxError`.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from autograder.sandbox.errors import IsolationError, SandboxError
    from autograder.sandbox.host.run import Run
    from autograder.sandbox.host.sandbox import Sandbox
    from autograder.sandbox.walls.isolation import Isolation, Layers, Switches
    from autograder.sandbox.walls.limits import Limits, fit_to_container

__all__ = [
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
    "Isolation": "isolation",
    "IsolationError": "errors",
    "Layers": "isolation",
    "Limits": "limits",
    "Run": "run",
    "Sandbox": "session",
    "SandboxError": "errors",
    "Switches": "isolation",
    "fit_to_container": "limits",
}


def __getattr__(name: str) -> Any:
    """Load a name when it is first asked for: the fork server imports this package and needs none of them."""
    if name not in _HOMES:
        raise AttributeError(name)
    return getattr(import_module(f"autograder.sandbox.{_HOMES[name]}"), name)
