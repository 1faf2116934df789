"""The sandbox as the grader uses it: one slot that runs submissions one after the other."""

from __future__ import annotations

import importlib.util
import os
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from autograder.plain.evidence import Cell, Probe, Program
from autograder.sandbox.errors import IsolationError, SandboxError
from autograder.sandbox.host.fork_server import ForkServer
from autograder.sandbox.host.standalone import StandaloneServer
from autograder.sandbox.host.user_ids import uid_for
from autograder.sandbox.walls.isolation import Isolation, Layers, Switches
from autograder.sandbox.walls.limits import Limits
from autograder.sandbox.wire.startup import Startup

if TYPE_CHECKING:
    from autograder.sandbox.host.run import Run

# What this process needs to run a submission is imported when the fork server has been started: both load numpy.


class Sandbox:
    """One slot: a fork server, and at most one submission at a time; a context manager.

    `slot` numbers the sandboxes that are used side by side; `cpu` is the core to stay on (the judge should stay on
    the same one: a round trip takes 11 µs then and 94 µs otherwise). `packages` are loaded and readable in it. Without
    `magics`, IPython is not needed, and cells that contain magics fail. The fork server is a copy of `origin`,
    if given, which was started with the same options but for slot and core.
    With `wait=False`, it starts while the caller does something else, who then calls `wait`.
    Raises IsolationError if `isolation` is required and not available, SandboxError if the sandbox cannot start.
    """

    def __init__(
        self,
        limits: Limits | None = None,
        isolation: Isolation = Isolation.REQUIRED,
        cpu: int | None = None,
        slot: int = 0,
        packages: tuple[str, ...] = ("numpy",),
        switches: Switches | None = None,
        *,
        magics: bool = True,
        origin: ForkServer | None = None,
        wait: bool = True,
    ) -> None:
        self.limits = limits or Limits()
        self.isolation = isolation
        root = hasattr(os, "geteuid") and os.geteuid() == 0
        switches = switches or Switches()
        self._startup = Startup(
            limits=self.limits,
            switches=switches,
            packages=packages,
            folders=_folders(packages),
            uid=uid_for(slot) if root and switches.uid_drop else None,
            cpu=cpu,
            magics=magics,
        )
        self._run: Run | None = None
        self._server: ForkServer | StandaloneServer | None = None
        self.layers = Layers()
        self._ready = False
        self._start(origin)
        if wait:
            self.wait()

    def __enter__(self) -> Sandbox:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def open(self, program: Program | Sequence[Cell], first: Sequence[Probe] = ()) -> Run:
        """Run a submission in a separate process, after closing any earlier run.

        `first` are the calls that will be made first, if they are known: they are sent with the cells.
        Raises SandboxError if the grader itself failed; the next call then starts a fresh fork server.
        """
        self._end_run()
        if self._server is None or not self._server.alive:
            self._start()
        self.wait()
        if not isinstance(program, Program):
            program = Program(tuple(program))
        return self._open(program, self.limits, first)

    def close(self) -> None:
        """End the submission and the fork server."""
        self._end_run()
        if self._server is not None:
            self._server.close()

    def _open(self, program: Program, limits: Limits, first: Sequence[Probe] = ()) -> Run:
        from autograder.sandbox.host.run import Run  # noqa: PLC0415

        if self._server is None:
            raise SandboxError("the fork server is not running")
        self._run = Run(self._server, limits, program, first)
        return self._run

    def _end_run(self) -> None:
        run, self._run = self._run, None
        if run is not None and self._server is not None and self._server.alive:
            run.close()

    @property
    def packages(self) -> tuple[str, ...]:
        """The packages that are loaded and readable in it."""
        return self._startup.packages

    @property
    def fork_server(self) -> ForkServer | None:
        """The running fork server, if there is one; those of other sandboxes can be copies of it."""
        return self._server if isinstance(self._server, ForkServer) and self._server.alive else None

    def _start(self, origin: ForkServer | None = None) -> None:
        forks = hasattr(os, "fork") and self._startup.switches.fork_server
        self._server = _server(self._startup, origin) if forks else StandaloneServer(self._startup)
        self._ready = False

    def wait(self) -> None:
        """Wait until the sandbox is ready, and test it. Raises what the constructor raises."""
        if self._ready or self._server is None:
            return
        self.layers = self._server.layers
        if self.layers.full:
            from autograder.sandbox.host import selftest  # noqa: PLC0415

            try:
                self.layers = replace(self.layers, leaks=selftest.possible(self._open))
            except BaseException:
                self.close()
                raise
        if self.isolation is Isolation.REQUIRED and not self.layers.full:
            self.close()
            raise IsolationError(
                f"isolation is not complete here ({self.layers.description}); `autograder doctor` says what to do "
                "about it, `--isolation best-effort` grades without it"
            )
        self._ready = True


def _server(startup: Startup, origin: ForkServer | None) -> ForkServer:
    """Return a copy of the fork server `origin`, or a fresh one if there is none or it does not answer."""
    if origin is not None:
        with suppress(SandboxError):
            copy = ForkServer(startup, origin)
            if copy.layers:  # it has answered
                return copy
    return ForkServer(startup)


def _folders(packages: tuple[str, ...]) -> tuple[str, ...]:
    """Return the folders in which the judge finds the packages, so that the fork server imports the same ones."""
    found = []
    for name in (*packages, "IPython"):
        spec = importlib.util.find_spec(name)
        if spec is not None and spec.origin is not None:
            found.append(str(Path(spec.origin).resolve().parents[1]))
    return tuple(dict.fromkeys(found))
