"""The judge's side of a student's process where there is no fork (Windows): a fresh interpreter each time.

Nothing confines it, so it is only used with `--isolation best-effort`. `StandaloneServer` has the interface of
`ForkServer` and is half a second slower.
"""

from __future__ import annotations

import contextlib
import json
import os
import secrets
import socket
import subprocess

from autograder.sandbox.errors import SandboxError
from autograder.sandbox.host.fork_server import Child, Death, command
from autograder.sandbox.walls.isolation import Layers
from autograder.sandbox.wire.startup import LOOPBACK, Startup, environment

_START_SECONDS, _TOKEN_BYTES = 30.0, 16
_KEPT = ("SYSTEMROOT", "PATH", "TEMP")  # Windows cannot start an interpreter without them


class StandaloneServer:
    """Starts and ends one interpreter at a time."""

    def __init__(self, startup: Startup) -> None:
        self._startup = startup
        self._process: subprocess.Popen[bytes] | None = None
        self.alive = True
        self.layers = Layers()

    def spawn(self) -> Child:
        """Start an interpreter and wait until it has connected back and sent the token."""
        token = secrets.token_bytes(_TOKEN_BYTES)
        with socket.create_server((LOOPBACK, 0)) as listener:
            listener.settimeout(_START_SECONDS)
            place = [self._startup.to_json(), listener.getsockname()[1], token.hex()]
            kept = {name: os.environ[name] for name in _KEPT if name in os.environ}
            self._process = subprocess.Popen(  # noqa: S603 - our own interpreter and module
                command("standalone", json.dumps(place), self._startup.folders),
                env={**environment(), **kept},
                stdin=subprocess.DEVNULL,
                stdout=subprocess.DEVNULL,
                stderr=subprocess.DEVNULL,
            )
            try:
                session, _ = listener.accept()
                session.settimeout(_START_SECONDS)
                shown = session.recv(_TOKEN_BYTES, socket.MSG_WAITALL)
            except OSError as error:
                self.close()
                raise SandboxError(f"a fresh interpreter did not connect back: {error}") from error
        if not secrets.compare_digest(shown, token):
            session.close()
            self.close()
            raise SandboxError("another process connected instead of the interpreter")
        session.setblocking(False)  # noqa: FBT003
        return Child(self._process.pid, session)

    def end(self, child: Child, *, kill: bool) -> Death:
        """End the interpreter and return how it ended."""
        child.session.close()
        killed, process = kill, self._process
        if process is None:
            raise SandboxError("no interpreter to end")
        if not kill:
            try:
                process.wait(1.0)
            except subprocess.TimeoutExpired:
                killed = True
        self.close()
        code = process.returncode
        return Death(code << 8 if code >= 0 else -code, killed, 0.0, 0)

    def close(self) -> None:
        """End the interpreter that is running."""
        if self._process is not None:
            with contextlib.suppress(OSError):
                self._process.kill()
            self._process.wait()
