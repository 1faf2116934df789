"""The only place where student code runs: a fork server, confined children, plain values in and out."""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from autograder.sandbox.errors import IsolationError, SandboxError
    from autograder.sandbox.isolation import Isolation, Layers, Switches
    from autograder.sandbox.limits import Limits, fit_to_container
    from autograder.sandbox.run import Run
    from autograder.sandbox.session import Sandbox

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
