"""The judge's handle on a fork server: start it, have it fork and reap children, see how a child ended."""

from __future__ import annotations

import contextlib
import os
import signal
import socket
import subprocess
import sys
from dataclasses import dataclass, replace
from functools import cached_property
from pathlib import Path

from autograder.sandbox.errors import SandboxError
from autograder.sandbox.walls.isolation import Layers
from autograder.sandbox.wire.startup import (
    COPIED,
    COPY,
    ENDED,
    KILL,
    REAP,
    SPAWN,
    SPAWNED,
    Startup,
    environment,
    layers_from_json,
)

_START_SECONDS, _ANSWER_SECONDS = 60.0, 30.0
_MAX_LINE = 1 << 16
# Put our own folder and those of the packages first on sys.path, instead of the current directory, and remove ours
# again once this package is imported. -I would drop PYTHONHASHSEED, and we set the whole environment anyway.
_BOOT = (
    "import sys; sys.path[:1] = sys.argv[2:]; import autograder.sandbox.inside.{module} as m; del sys.path[0]; "
    "m.main(sys.argv[1])"
)


def command(module: str, argument: str, folders: tuple[str, ...]) -> list[str]:
    """Return the command line that starts a module of this package in a fresh interpreter."""
    root = str(Path(__file__).resolve().parents[3])
    return [sys.executable, "-s", "-B", "-c", _BOOT.format(module=module), argument, root, *folders]


def _socket_pair() -> tuple[socket.socket, socket.socket]:
    """Return two connected sockets. Raises SandboxError if the judge has no file descriptors left."""
    try:
        return socket.socketpair()
    except OSError as error:
        raise SandboxError(f"cannot make a socket: {error.strerror}") from error


def _started(startup: Startup, control_fd: int) -> subprocess.Popen[bytes]:
    """Start a fork server that is connected with the judge by this descriptor."""
    return subprocess.Popen(  # noqa: S603 - our own interpreter and module
        command("zygote", replace(startup, control_fd=control_fd).to_json(), startup.folders),
        env=environment(),
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        pass_fds=(control_fd,),
        start_new_session=True,
    )


@dataclass(frozen=True)
class Death:
    """How a student's process ended."""

    status: int
    killed: bool
    cpu_seconds: float
    memory_bytes: int

    @property
    def out_of_cpu(self) -> bool:
        return hasattr(os, "WIFSIGNALED") and os.WIFSIGNALED(self.status) and os.WTERMSIG(self.status) == signal.SIGXCPU

    @property
    def reason(self) -> str:
        """How it ended, in words."""
        if self.killed:
            return "cut its connection to the grader"
        if not hasattr(os, "WIFSIGNALED"):  # Windows
            return f"ended with code {self.status >> 8}"
        if os.WIFSIGNALED(self.status):
            number = os.WTERMSIG(self.status)
            name = next((s.name for s in signal.Signals if s == number), "?")
            more = ", probably out of memory" if number == signal.SIGKILL else ""
            return f"killed by signal {number} ({name}){more}"
        return f"ended by os._exit({os.WEXITSTATUS(self.status)})"


@dataclass(frozen=True)
class Child:
    """A student's process and the judge's end of its socket."""

    pid: int
    session: socket.socket


class ForkServer:
    """A running fork server; every method raises SandboxError if the server fails.

    With `origin`, it is a copy of that one, which has the same startup but for user id and core. The copy is made
    in 2 ms instead of 250 and shares its memory.
    """

    def __init__(self, startup: Startup, origin: ForkServer | None = None) -> None:
        ours, theirs = _socket_pair()
        self._process: subprocess.Popen[bytes] | None = None
        try:
            if origin is None:
                self._process = _started(startup, theirs.fileno())
            else:
                origin.copy(startup, theirs)
        except OSError as error:
            ours.close()
            raise SandboxError(f"cannot start the fork server: {error}") from error
        finally:
            theirs.close()
        self._control = ours
        self.alive = True

    @cached_property
    def layers(self) -> Layers:
        """The layers that are in force, which the server reports when it is ready: the first look waits for that."""
        found = self._greeting()
        if self._process is not None and self._process.stderr is not None:
            self._process.stderr.close()
        return found

    def copy(self, startup: Startup, theirs: socket.socket) -> None:
        """Have a copy of this server forked that serves the other end of a socket.

        All is said in one message, and the copy answers: several processes that share this connection may ask for one.
        """
        which = (-1 if value is None else value for value in (startup.uid, startup.cpu))
        rights = [(socket.SOL_SOCKET, socket.SCM_RIGHTS, SPAWNED.pack(theirs.fileno()))]
        self._control.sendmsg([COPY + COPIED.pack(*which)], rights)

    def _greeting(self) -> Layers:
        self._control.settimeout(_START_SECONDS)
        line = b""
        while not line.endswith(b"\n") and len(line) < _MAX_LINE:
            try:
                line += self._receive(4096)
            except SandboxError as error:
                raise SandboxError(f"{error}{self._last_words()}") from error
        self._control.settimeout(_ANSWER_SECONDS)
        if not line.startswith(b"{"):
            self.close()
            raise SandboxError(line.decode(errors="replace").strip())
        return layers_from_json(line)

    def _last_words(self) -> str:
        """Return the last line that the server wrote before it ended."""
        if self._process is None or self._process.stderr is None:
            return ""
        with self._process.stderr as stream:
            lines = stream.read(_MAX_LINE).decode(errors="replace").strip().splitlines()
        return f": {lines[-1]}" if lines else ""

    def _receive(self, size: int) -> bytes:
        try:
            data = self._control.recv(size)
        except OSError as error:
            self.close()
            raise SandboxError(f"the fork server does not answer: {error}") from error
        if not data:
            self.close()
            raise SandboxError("the fork server ended")
        return data

    def _exactly(self, size: int) -> bytes:
        data = b""
        while len(data) < size:
            data += self._receive(size - len(data))
        return data

    def spawn(self) -> Child:
        """Have a child forked; only one at a time."""
        ours, theirs = _socket_pair()
        try:
            rights = [(socket.SOL_SOCKET, socket.SCM_RIGHTS, SPAWNED.pack(theirs.fileno()))]
            self._control.sendmsg([SPAWN], rights)
            (pid,) = SPAWNED.unpack(self._exactly(SPAWNED.size))
        except OSError as error:
            ours.close()
            self.close()
            raise SandboxError(f"the fork server is gone: {error}") from error
        except BaseException:  # also an interrupt: the reply still on its way would be read as that to the next request
            ours.close()
            self.close()
            raise
        finally:
            theirs.close()
        if pid < 0:
            ours.close()
            raise SandboxError(f"cannot fork: {os.strerror(-pid)}")
        ours.setblocking(False)  # noqa: FBT003
        return Child(pid, ours)

    def end(self, child: Child, *, kill: bool) -> Death:
        """Wait for the child to end, after a SIGKILL if `kill` is set, and close its socket."""
        if not kill:
            child.session.close()
        try:
            self._control.sendall(KILL if kill else REAP)
            answer = self._exactly(ENDED.size)
        except OSError as error:
            self.close()
            raise SandboxError(f"the fork server is gone: {error}") from error
        except BaseException:
            self.close()
            raise
        finally:
            child.session.close()  # after the kill: closing first would wake the child, which would then exit by itself
        status, killed, cpu, memory = ENDED.unpack(answer)
        return Death(status, bool(killed), cpu, memory)

    def close(self) -> None:
        """Close the connection, which ends the server and its child; kill it if it does not end by itself."""
        if not self.alive:
            return
        self.alive = False
        self._control.close()
        if self._process is None:
            return
        try:
            self._process.wait(2.0)
        except subprocess.TimeoutExpired:
            with contextlib.suppress(OSError):
                self._process.kill()
            self._process.wait()
