"""The judge's end of the socket to a student's process: requests out, answers in, each with a deadline."""

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
_PATIENCE = 4  # a process that gets no CPU may take this many times its limit
_BASELINE = 0.1  # the part of the limit after which the CPU time is first read
_PAUSE = 0.1  # a judge that wakes this many seconds late was suspended, and so was the student's process


class LateError(Exception):
    """No answer in time; `submission` is True if the time of the whole submission ran out."""

    def __init__(self, *, submission: bool) -> None:
        super().__init__()
        self.submission = submission


class GoneError(Exception):
    """The other side has closed the socket."""


@dataclass(frozen=True)
class Load:
    """CPU seconds that a process has used so far, and whether it is ready to run.

    `waited_seconds` is how long it waited in the run queue, counted when it gets a core, and `turns` how often it got
    one; None if the kernel does not count that.
    """

    cpu_seconds: float
    runnable: bool
    waited_seconds: float | None = None
    turns: int | None = None


class Channel:
    """Frames to and from one child, never blocking longer than a deadline.

    `end` is the `time.monotonic()` at which the whole submission is over. `received` counts the bytes of the answers
    returned so far.
    """

    def __init__(self, child: Child, cap: int, end: float) -> None:
        self._socket: socket.socket = child.session
        self._pid = child.pid
        self._frames = Frames(cap)
        self._out = bytearray()  # sent together: each separate send would wake the child
        self.end = end
        self._poll: select.poll | None = None
        self._watched = 0

    @property
    def received(self) -> int:
        return self._frames.taken

    def send(self, frame: bytes) -> None:
        """Queue a frame; it is sent while waiting for answers."""
        self._out += frame

    def receive(self, nonce: bytes, seconds: float) -> Plain:
        """Return the value of the next frame.

        Raises LateError after `seconds` without a whole frame, GoneError at the end of the stream, ProtocolError
        if the frame does not answer this nonce, and SandboxError if the machine was too busy to run the child. Time
        during which the whole machine was suspended does not count.
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
            elif not drained:  # the answer may have arrived already; sending it byte by byte gains no more time
                drained = True
                self._drain()
            elif not _starved(before, read_load(self._pid), min(seconds, now - start)):
                raise LateError(submission=limit == self.end)
            elif limit == self.end or now >= latest:
                raise SandboxError(TOO_BUSY)
            else:
                deadline, drained = min(now + seconds, latest), False

    def quiet(self) -> bool:
        """Return whether nothing has arrived that was not asked for."""
        try:
            self._take()
        except GoneError:
            return False
        return not self._frames.buffer

    def _move(self, seconds: float) -> bool:
        """Send without blocking, wait for the socket, receive; return whether bytes came in."""
        if self._out:
            self._flush()
        readable, writable = self._ready(max(0.0, seconds))
        if writable:
            self._flush()
        return readable and self._take()

    def _take(self) -> bool:
        """Receive without blocking; return whether bytes came in."""
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
        """Wait until the socket is readable, or writable if something is queued; return both."""
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
            except OSError:  # gone; what it sent before can still be read
                self._out.clear()
                return
            del self._out[:sent]


def _starved(before: Load | None, now: Load | None, allowed: float) -> bool:
    """Return whether a process is ready to run and got less than half of the CPU seconds that it is allowed.

    If the kernel counts the time in the run queue, the process must have waited there for as long. Otherwise a process
    that sleeps nearly all the time and runs at the end would look starved, and a student could blame the machine.
    A process that was ready all along and never got a core is still waiting, and the kernel has not counted that yet.
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
    """Return the load of a process as /proc shows it, or None if that is not possible."""
    try:
        with open(f"/proc/{pid}/stat", "rb") as file:  # noqa: PTH123
            fields = file.read().rpartition(b")")[2].split()
    except OSError:
        return None
    cpu_seconds = (int(fields[11]) + int(fields[12])) / 100
    return Load(cpu_seconds, fields[0] in (b"R", b"D"), *_run_queue(pid))


def _run_queue(pid: int) -> tuple[float | None, int | None]:
    """Return how many seconds a process has waited for a core, and how often it got one."""
    try:
        with open(f"/proc/{pid}/schedstat", "rb") as file:  # noqa: PTH123
            _, waited, turns = map(int, file.read().split())
    except (OSError, ValueError):
        return None, None
    return waited / 1e9, turns
