"""The judge's end of the socket to a student's process: requests out, answers in, each with a deadline."""

from __future__ import annotations

import select
import socket
import time

from autograder.plain.evidence import Plain
from autograder.sandbox.errors import ProtocolError
from autograder.sandbox.host.fork_server import Child
from autograder.sandbox.host.own_time import PAUSE, OwnTime, SubmissionTime
from autograder.sandbox.wire.decoder import Frames

_CHUNK = 1 << 18
_CHUNKS_AT_THE_END = 64
_BASELINE = 0.1  # the part of the limit after which the process's own time is first looked at
_TICK = 0.2  # at most these seconds until the next look, each of which takes 0.1 ms


class GoneError(Exception):
    """The other side has closed the socket."""


class Channel:
    """Frames to and from one child, never blocking longer than a deadline.

    `submission` is the time of the whole submission. `received` counts the bytes of the answers returned so far.
    """

    def __init__(self, child: Child, cap: int, submission: SubmissionTime) -> None:
        self._socket: socket.socket = child.session
        self._pid = child.pid
        self._frames = Frames(cap)
        self._out = bytearray()  # sent together: each separate send would wake the child
        self.submission = submission
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

        Raises LateError after `seconds` of the child's own time without a whole frame, GoneError at the end of the
        stream, ProtocolError if the frame does not answer this nonce, and SandboxError if the machine was too busy to
        run the child.
        """
        look = min(time.monotonic() + _BASELINE * seconds, self.submission.end)
        own: OwnTime | None = None
        drained = False
        while True:
            frame = self._frames.next()
            if frame is not None:
                if frame[0] != nonce:
                    raise ProtocolError("an answer that was not asked for")
                return frame[1]
            now = time.monotonic()
            if now < look:
                self._move(look - now)
            elif not drained:  # the answer may have arrived already; sending it byte by byte gains no more time
                late = now - look
                drained = True
                self._drain()
            else:
                paused = late if late > PAUSE else 0.0
                own = self._looked_at(own, seconds, paused)
                look = min(now + min(_BASELINE * seconds, _TICK), self.submission.end)
                drained = False

    def _looked_at(self, own: OwnTime | None, seconds: float, paused: float) -> OwnTime:
        """Return the time of the child if that is not over, nor the submission's."""
        self.submission.pause(paused)
        if time.monotonic() >= self.submission.end:
            self.submission.check(self._pid)
        if own is None:
            return OwnTime(self._pid)
        own.look(paused)
        own.check(seconds)
        return own

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
