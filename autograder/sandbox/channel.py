"""The judge's end of the socket to a student's process: questions out, answers in, each by its deadline."""

from __future__ import annotations

import select
import socket
import time
from dataclasses import dataclass

from autograder.evidence import Plain
from autograder.sandbox.errors import ProtocolError, SandboxError
from autograder.sandbox.process import Child
from autograder.sandbox.wire import Frames

_CHUNK = 1 << 18
_PATIENCE = 4  # how many times its limit a process may take that the machine does not let run
_BASELINE = 0.1  # the part of the limit after which the CPU time is first looked at


class LateError(Exception):
    """No answer in time; `submission` tells whether the time of the whole submission ran out."""

    def __init__(self, *, submission: bool) -> None:
        super().__init__()
        self.submission = submission


class GoneError(Exception):
    """The other side has closed the socket."""


@dataclass(frozen=True)
class _Load:
    """What a process has been doing: CPU seconds so far, and whether it would run if it could."""

    cpu_seconds: float
    runnable: bool


class Channel:
    """Frames to and from one child, never blocking longer than a deadline.

    `end` is the moment, by `time.monotonic()`, at which the whole submission is over.
    """

    def __init__(self, child: Child, cap: int, end: float) -> None:
        self._socket: socket.socket = child.session
        self._pid = child.pid
        self._frames = Frames(cap)
        self._out: list[memoryview] = []
        self._end = end

    def send(self, frame: bytes) -> None:
        """Queue a frame; it goes out while answers are waited for."""
        self._out.append(memoryview(frame))

    def receive(self, nonce: bytes, seconds: float) -> Plain:
        """Return the value of the next frame.

        Raises LateError after `seconds` without a whole frame, GoneError at the end of the stream, ProtocolError
        where it is not the answer to this nonce, and SandboxError where the machine did not let the child run.
        """
        start = time.monotonic()
        deadline = start + seconds
        before: _Load | None = None
        while True:
            frame = self._frames.next()
            if frame is not None:
                if frame[0] != nonce:
                    raise ProtocolError("an answer that was not asked for")
                return frame[1]
            limit = min(deadline, self._end)
            now = time.monotonic()
            if before is None:
                early = start + _BASELINE * seconds
                if now < early:
                    self._move(min(early, limit) - now)
                    continue
                before = self._load()
            if self._move(limit - now) or now < limit:
                if now < start + _PATIENCE * seconds:
                    continue
                raise LateError(submission=False)  # a trickle of bytes does not extend it
            if not self._starved(before, now - start):
                raise LateError(submission=limit == self._end)
            if limit == self._end or now >= start + _PATIENCE * seconds:
                raise SandboxError("the machine is too busy: the student's process did not get to run")
            deadline = min(now + seconds, start + _PATIENCE * seconds)

    def quiet(self) -> bool:
        """Tell whether nothing has come that was not asked for."""
        try:
            self._move(0.0)
        except GoneError:
            return False
        return not self._frames.buffer

    def _move(self, seconds: float) -> bool:
        """Wait for the socket, then send and receive what goes at once; tell whether bytes came in."""
        poll = select.poll()
        poll.register(self._socket, select.POLLIN | (select.POLLOUT if self._out else 0))
        ready = poll.poll(max(0.0, seconds) * 1000)
        if not ready:
            return False
        try:
            if ready[0][1] & select.POLLOUT:
                self._flush()
            if not ready[0][1] & ~select.POLLOUT:
                return False
            chunk = self._socket.recv(_CHUNK)
        except BlockingIOError:
            return False
        except OSError:
            raise GoneError from None
        if not chunk:
            raise GoneError
        self._frames.feed(chunk)
        return True

    def _flush(self) -> None:
        while self._out:
            try:
                sent = self._socket.send(self._out[0])
            except BlockingIOError:
                return
            except OSError:  # gone; what it said before is still to be read
                self._out.clear()
                return
            if sent == len(self._out[0]):
                del self._out[0]
            else:
                self._out[0] = self._out[0][sent:]

    def _load(self) -> _Load | None:
        return read_load(self._pid)

    def _starved(self, before: _Load | None, elapsed: float) -> bool:
        """Tell whether the child wants to run and got less than half of the time."""
        now = self._load()
        if before is None or now is None:
            return False
        return now.runnable and now.cpu_seconds - before.cpu_seconds + _BASELINE * elapsed < elapsed / 2


def read_load(pid: int) -> _Load | None:
    """Look a process up in /proc; None where that is not possible."""
    try:
        with open(f"/proc/{pid}/stat", "rb") as file:  # noqa: PTH123
            fields = file.read().rpartition(b")")[2].split()
    except OSError:
        return None
    return _Load((int(fields[11]) + int(fields[12])) / 100, fields[0] in (b"R", b"D"))
