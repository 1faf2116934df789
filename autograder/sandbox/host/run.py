"""One document of one submission in the sandbox: its cells run once, then calls are made."""

from __future__ import annotations

import contextlib
import secrets
import time
from collections.abc import Mapping, Sequence
from dataclasses import replace
from operator import is_
from typing import Protocol

from autograder.plain.evidence import Cell, CellRun, Crashed, Outcome, Probe, Raised, TimedOut, TooLarge
from autograder.sandbox.errors import ProtocolError, SandboxError
from autograder.sandbox.host import replies
from autograder.sandbox.host.channel import Channel, GoneError, LateError
from autograder.sandbox.host.fork_server import Child, Death
from autograder.sandbox.walls.limits import Limits
from autograder.sandbox.wire.frames import NONCE_BYTES, READY_NONCE
from autograder.sandbox.wire.request import new_base, nonce_of, write_calls, write_cells

_READY_SECONDS = 30.0
_SPARE = 1 << 16  # an answer's own wrapping above the value that may be `result_bytes` large


class Server(Protocol):
    """Whatever starts and ends children."""

    def spawn(self) -> Child:
        """Start one."""

    def end(self, child: Child, *, kill: bool) -> Death:
        """End it."""


class _Over(Exception):  # noqa: N818 - not an error: the submission's time is used up
    """The time of the whole submission has run out."""


class Run:
    """The cells of one submission, run, and open for questions; a context manager.

    `cells` tells how each cell ran, `output` what they printed. A cell that ends the process or passes its time is
    left out from then on, and a function that does is given up; everything else goes on in a fresh process.

    `first` are the calls that will be asked for first: sent with the cells, they save the judge a round trip.
    `spawn_seconds`, `cells_seconds` and `probes_seconds` add up to what the judge has waited; how that divides is the
    word of the student's process.
    """

    def __init__(self, server: Server, limits: Limits, cells: Sequence[Cell], first: Sequence[Probe] = ()) -> None:
        self._server = server
        self._limits = limits
        self._sources = tuple(cells)
        self._lethal: dict[int, TimedOut | Crashed] = {}
        self._given_up: dict[str, TimedOut | Crashed] = {}
        self._over = False
        self._answers_left = limits.answers_bytes
        self._child: Child | None = None
        self._channel: Channel | None = None
        self._first = tuple(first)
        self._ahead: bytes | None = None  # the nonce of the first calls, while their answers are on the way
        self._end = time.monotonic() + limits.submission_seconds
        self.spawn_seconds = self.cells_seconds = self.probes_seconds = 0.0
        self.cells: tuple[CellRun, ...] = ()
        self.output = ""
        try:
            self._load(first=True)
        except BaseException:
            self.close()
            raise

    def __enter__(self) -> Run:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    @property
    def pid(self) -> int:
        """Give the id of the student's process; 0 where there is none now."""
        return self._child.pid if self._child is not None else 0

    def close(self) -> None:
        """End the student's process."""
        child = self._give_up()
        if child is not None:
            with contextlib.suppress(SandboxError):  # a server that is gone has taken the process with it
                self._server.end(child, kill=True)

    def _give_up(self) -> Child | None:
        """Forget the process; it is still to be ended."""
        child, self._child, self._channel, self._ahead = self._child, None, None, None
        return child

    def ask(self, probes: Sequence[Probe]) -> tuple[Outcome, ...]:
        """Make the calls in order and return what came of each; may be called again.

        Raises SandboxError where the grader itself failed.
        """
        outcomes: dict[int, Outcome] = {}
        if self._channel is not None and not self._expected(probes):
            self.close()  # something it was not asked for: begin afresh
        self._first = ()
        while len(outcomes) < len(probes):
            todo = []
            for i, probe in enumerate(probes):
                if i in outcomes:
                    continue
                if self._over:
                    outcomes[i] = self._submission_over()
                elif probe.function in self._given_up:
                    outcomes[i] = self._given_up[probe.function]
                else:
                    todo.append((i, probe))
            if not todo:
                break
            try:
                self._load(first=False)
                start = time.monotonic()
                try:
                    self._stream(todo, outcomes)
                finally:
                    self.probes_seconds += time.monotonic() - start
            except _Over:
                self.close()
        return tuple(outcomes[i] for i in range(len(probes)))

    def _expected(self, probes: Sequence[Probe]) -> bool:
        """Tell whether what has come, or is on its way, is what these calls are waiting for."""
        if self._ahead is not None:
            return len(probes) == len(self._first) and all(map(is_, probes, self._first))
        return self._channel is not None and self._channel.quiet()

    def _stream(self, todo: list[tuple[int, Probe]], outcomes: dict[int, Outcome]) -> None:
        """Send all calls at once and read one answer for each, until one of them is fatal."""
        channel = self._channel
        if channel is None:
            return
        base, self._ahead = self._ahead or _ask(channel, [probe for _, probe in todo]), None
        for order, (i, probe) in enumerate(todo):
            try:
                before = channel.received
                reply = channel.receive(nonce_of(base, order), self._limits.call_seconds)
                outcome = replies.outcome(reply, len(probe.args), self._limits.result_bytes)
                self._answers_left -= channel.received - before
                if self._answers_left < 0:  # not kept: a few hundred large ones would fill the judge's memory
                    outcome = TooLarge(self._limits.answers_bytes)
                outcomes[i] = self._placed(outcome) if isinstance(outcome, Raised) else outcome
                if order == len(todo) - 1 and not channel.quiet():
                    raise ProtocolError("more than the answer")
            except (LateError, GoneError, ProtocolError) as error:
                fatal = self._fatal(error, TimedOut(self._limits.call_seconds, "call"))
                outcomes[i] = self._given_up[probe.function] = fatal
                return

    def _load(self, *, first: bool) -> None:
        """Have a process in which every cell that can be run has been run; nothing to do where there is one."""
        while self._child is None and not self._over:
            start = time.monotonic()
            self._child = self._server.spawn()
            spawned = time.monotonic()
            self._channel = Channel(self._child, self._limits.result_bytes + _SPARE, spawned + 2 * _READY_SECONDS)
            live = [cell for cell in self._sources if cell.index not in self._lethal]
            base = new_base(secrets.token_bytes(NONCE_BYTES))
            self._channel.send(write_cells(live, base))
            self._ahead = _ask(self._channel, self._first) if self._first else None
            confined, ran = self._ready(self._channel), 0.0
            self._channel.end = self._end
            try:
                ran = self._run_cells(self._channel, live, base, first=first)
            except _Over:
                self.close()
            finally:
                self._divide(spawned - start, confined, ran, time.monotonic() - spawned)

    def _divide(self, spawned: float, confined: float, ran: float, waited: float) -> None:
        """Note the seconds until the cells had run: those that nobody claims went to the first calls."""
        confined = min(confined, waited)
        ran = min(ran, waited - confined) if self._ahead else waited - confined
        self.spawn_seconds += spawned + confined
        self.cells_seconds += ran
        self.probes_seconds += waited - confined - ran

    def _ready(self, channel: Channel) -> float:
        """Wait until the process is confined; give the seconds that this took it."""
        try:
            ready = channel.receive(READY_NONCE, _READY_SECONDS)
        except (LateError, GoneError, ProtocolError) as error:
            raise SandboxError("a fresh process did not get ready") from error
        if ready[0] != "ready":
            raise SandboxError(f"a process could not be confined: {ready[-1]}")
        return replies.seconds(ready[1])

    def _run_cells(self, channel: Channel, live: Sequence[Cell], base: bytes, *, first: bool) -> float:
        """Hear how the cells ran; give the seconds that they say they took."""
        troubles: dict[int, Raised | None] = {}
        output: list[str] = []
        took = 0.0
        for order, cell in enumerate(live):
            try:
                reply = channel.receive(nonce_of(base, order), self._limits.cell_seconds)
                trouble, text, ran = replies.cell(reply, self._limits.output_chars - sum(map(len, output)))
                troubles[cell.index] = trouble and self._placed(trouble)
                output.append(text)
                took += ran
            except (LateError, GoneError, ProtocolError) as error:
                try:
                    self._lethal[cell.index] = self._fatal(error, TimedOut(self._limits.cell_seconds, "cell"))
                except _Over:
                    if first:
                        late = self._submission_over()
                        self._note({**{c.index: late for c in live[order:]}, **troubles}, output)
                    raise
                self.cells = tuple(CellRun(c.index, self._lethal.get(c.index, c.trouble)) for c in self.cells)
                return took
        if first:
            self._note(troubles, output)
        return took

    def _note(self, troubles: Mapping[int, Raised | TimedOut | None], output: list[str]) -> None:
        """Keep how the cells ran."""
        known = {**troubles, **self._lethal}
        self.cells = tuple(CellRun(cell.index, known.get(cell.index)) for cell in self._sources)
        self.output = "".join(output)[: self._limits.output_chars]

    def _fatal(self, error: Exception, late: TimedOut) -> TimedOut | Crashed:
        """End the process after a fatal answer; return what to say of it. Raises _Over at the submission's end."""
        child = self._give_up()
        if child is None:
            raise SandboxError("no process to blame")
        death = self._server.end(child, kill=not isinstance(error, GoneError))
        if isinstance(error, LateError):
            if error.submission:
                self._over = True
                raise _Over
            return late
        if isinstance(error, ProtocolError):
            return Crashed(f"broke the protocol: {error}")
        if death.out_of_cpu:
            return TimedOut(float(self._limits.cpu_seconds), "submission")
        return Crashed(death.reason)

    def _placed(self, trouble: Raised) -> Raised:
        """Forget a place that is in no cell: a student can name any."""
        known = trouble.where is None or any(cell.index == trouble.where.cell for cell in self._sources)
        return trouble if known else replace(trouble, where=None)

    def _submission_over(self) -> TimedOut:
        return TimedOut(self._limits.submission_seconds, "submission")


def _ask(channel: Channel, probes: Sequence[Probe]) -> bytes:
    """Send calls; give the nonce of the first answer."""
    base = new_base(secrets.token_bytes(NONCE_BYTES))
    channel.send(write_calls(probes, base))
    return base
