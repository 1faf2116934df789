"""The judge's end of the socket to a student's process: questions out, answers in, each by its deadline."""

from __future__ import annotations

import select
import socket
import time
from dataclasses import dataclass

from autograder.plain.evidence import Plain
from autograder.sandbox.errors import TOO_BUSY, ProtocolError, SandboxError
from autograder.sandbox.host.fork_server import Child
from autograder.sandbox.wire.decoder import Frames

_CHUNK = 1 << 18
_CHUNKS_AT_THE_END = 64
_PATIENCE = 4  # how many times its limit a process may take that the machine does not let run
_BASELINE = 0.1  # the part of the limit after which the CPU time is first looked at
_PAUSE = 0.1  # seconds by which the judge wakes late where the machine stood still; the student's process did too


class LateError(Exception):
    """No answer in time; `submission` tells whether the time of the whole submission ran out."""

    def __init__(self, *, submission: bool) -> None:
        super().__init__()
        self.submission = submission


class GoneError(Exception):
    """The other side has closed the socket."""


@dataclass(frozen=True)
class Load:
    """What a process has been doing: CPU seconds so far, and whether it would run if it could.

    `waited_seconds` is how long it has stood in line for a core, each time that it got one in the end, and `turns` how
    often it did; None where the kernel does not count that.
    """

    cpu_seconds: float
    runnable: bool
    waited_seconds: float | None = None
    turns: int | None = None


class Channel:
    """Frames to and from one child, never blocking longer than a deadline.

    `end` is the moment, by `time.monotonic()`, at which the whole submission is over. `received` counts the bytes of
    what was returned.
    """

    def __init__(self, child: Child, cap: int, end: float) -> None:
        self._socket: socket.socket = child.session
        self._pid = child.pid
        self._frames = Frames(cap)
        self._out = bytearray()  # all in one: each send of its own would wake the child
        self.end = end
        self._poll: select.poll | None = None
        self._watched = 0

    @property
    def received(self) -> int:
        return self._frames.taken

    def send(self, frame: bytes) -> None:
        """Queue a frame; it goes out while answers are waited for."""
        self._out += frame

    def receive(self, nonce: bytes, seconds: float) -> Plain:
        """Return the value of the next frame.

        Raises LateError after `seconds` without a whole frame, GoneError at the end of the stream, ProtocolError
        where it is not the answer to this nonce, and SandboxError where the machine did not let the child run. The
        seconds in which nothing on the machine ran, this process neither, do not count.
        """
        start = time.monotonic()
        early = start + _BASELINE * seconds
        deadline, latest = start + seconds, start + _PATIENCE * seconds
        before: Load | None = None
        drained = False
        while True:
            frame = self._frames.next()
            if frame is not None:
                if frame[0] != nonce:
                    raise ProtocolError("an answer that was not asked for")
                return frame[1]
            now, limit = time.monotonic(), min(deadline, self.end)
            if before is None and now >= early:
                before = read_load(self._pid)
            if now < limit:
                wanted = (limit if now >= early else min(early, limit)) - now
                self._move(wanted)
                overslept = time.monotonic() - now - wanted
                if overslept > _PAUSE:
                    deadline, latest = deadline + overslept, latest + overslept
            elif not drained:  # the answer may lie here already; a trickle of bytes gains no more than this
                drained = True
                self._drain()
            elif not _starved(before, read_load(self._pid), min(seconds, now - start)):
                raise LateError(submission=limit == self.end)
            elif limit == self.end or now >= latest:
                raise SandboxError(TOO_BUSY)
            else:
                deadline, drained = min(now + seconds, latest), False

    def quiet(self) -> bool:
        """Tell whether nothing has come that was not asked for."""
        try:
            self._take()
        except GoneError:
            return False
        return not self._frames.buffer

    def _move(self, seconds: float) -> bool:
        """Send what goes at once, wait for the socket, receive what is there; tell whether bytes came in."""
        if self._out:
            self._flush()
        readable, writable = self._ready(max(0.0, seconds))
        if writable:
            self._flush()
        return readable and self._take()

    def _take(self) -> bool:
        """Receive what is there; tell whether bytes came in."""
        try:
            chunk = self._socket.recv(_CHUNK)
        except BlockingIOError:
            return False
        except OSError:
            raise GoneError from None
        if not chunk:
            raise GoneError
        self._frames.feed(chunk)
        return True

    def _ready(self, seconds: float) -> tuple[bool, bool]:
        """Wait until the socket can be read, or written where something is to go out."""
        if not hasattr(select, "poll"):  # Windows
            out = [self._socket] if self._out else []
            readable, writable, _ = select.select([self._socket], out, [], seconds)
            return bool(readable), bool(writable)
        if self._poll is None:
            self._poll = select.poll()
        wanted = select.POLLIN | (select.POLLOUT if self._out else 0)
        if wanted != self._watched:
            self._poll.register(self._socket, wanted)
            self._watched = wanted
        events = sum(event for _, event in self._poll.poll(seconds * 1000))
        return bool(events & ~select.POLLOUT), bool(events & select.POLLOUT)

    def _drain(self) -> None:
        for _ in range(_CHUNKS_AT_THE_END):
            if not self._move(0.0):
                return

    def _flush(self) -> None:
        while self._out:
            try:
                sent = self._socket.send(self._out)
            except BlockingIOError:
                return
            except OSError:  # gone; what it said before is still to be read
                self._out.clear()
                return
            del self._out[:sent]


def _starved(before: Load | None, now: Load | None, allowed: float) -> bool:
    """Tell whether a process wants to run and got less than half of the CPU seconds that it is allowed.

    Where the kernel counts how long it stood in line for a core, it must have stood there for as long: a process that
    sleeps nearly all of its time and runs at the end looks starved otherwise, and a student could blame the machine.
    Who wanted to run all along and had no turn stands there still, which the kernel has not counted yet.
    """
    if before is None or now is None:
        return False
    in_line = before.runnable and before.turns is not None and before.turns == now.turns
    if before.waited_seconds is not None and now.waited_seconds is not None and not in_line:
        waited = now.waited_seconds - before.waited_seconds
        if waited + _BASELINE * allowed < allowed / 2:
            return False
    return now.runnable and now.cpu_seconds - before.cpu_seconds + _BASELINE * allowed < allowed / 2


def read_load(pid: int) -> Load | None:
    """Look a process up in /proc; None where that is not possible."""
    try:
        with open(f"/proc/{pid}/stat", "rb") as file:  # noqa: PTH123
            fields = file.read().rpartition(b")")[2].split()
    except OSError:
        return None
    cpu_seconds = (int(fields[11]) + int(fields[12])) / 100
    return Load(cpu_seconds, fields[0] in (b"R", b"D"), *_line(pid))


def _line(pid: int) -> tuple[float | None, int | None]:
    """Give how long a process has stood in line for a core, and how often it got one."""
    try:
        with open(f"/proc/{pid}/schedstat", "rb") as file:  # noqa: PTH123
            _, waited, turns = map(int, file.read().split())
    except (OSError, ValueError):
        return None, None
    return waited / 1e9, turns
