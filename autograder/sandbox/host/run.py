"""One document of one submission in the sandbox: its cells are run once, then calls are made."""

from __future__ import annotations

import contextlib
import secrets
import time
from collections.abc import Mapping, Sequence
from dataclasses import replace
from operator import is_
from typing import Protocol, TypeVar

from autograder.plain.evidence import (
    Cell,
    CellRun,
    Crashed,
    Failure,
    Outcome,
    Probe,
    Program,
    Raised,
    TimedOut,
    TooLarge,
)
from autograder.sandbox.errors import ProtocolError, SandboxError
from autograder.sandbox.host import replies
from autograder.sandbox.host.channel import Channel, GoneError
from autograder.sandbox.host.fork_server import Child, Death
from autograder.sandbox.host.own_time import LateError, SubmissionTime
from autograder.sandbox.walls.limits import CELL_PATIENCE, Limits
from autograder.sandbox.wire.frames import NONCE_BYTES, READY_NONCE
from autograder.sandbox.wire.request import new_base, nonce_of, write_calls, write_cells

_READY_SECONDS = 30.0
_SPARE = 1 << 16  # room for an answer's framing around a value of up to `result_bytes`


_Cause = TypeVar("_Cause", bound=Outcome)


class Server(Protocol):
    """Starts and ends students' processes."""

    def spawn(self) -> Child:
        """Start a process."""

    def end(self, child: Child, *, kill: bool) -> Death:
        """End a process."""


class _Over(Exception):  # noqa: N818 - not an error: the submission's time is used up
    """The time of the whole submission has run out."""


class Run:
    """One submission whose cells have been run and whose functions can be called; a context manager.

    `cells` holds how each cell ran, `output` what they printed. Of a cell that ends the process or exceeds its time,
    only the definitions are run from then on, and nothing if these do so too; a function that does so is not called
    again. The rest goes on in a fresh process.

    `first` are the calls that will be made first: sending them with the cells saves a round trip.
    `spawn_seconds`, `cells_seconds` and `probes_seconds` add up to the time the judge has waited; how it divides is
    reported by the student's process.
    """

    def __init__(self, server: Server, limits: Limits, program: Program, first: Sequence[Probe] = ()) -> None:
        self._server = server
        self._limits = limits
        self._program = program
        self._sources = program.all_cells
        self._lethal: dict[int, TimedOut | Crashed] = {}
        self._left_out: set[int] = set()
        self._stopped: dict[int, list[Failure]] = {}  # statements that took too long, which are not run again
        self._given_up: dict[str, TimedOut | Crashed] = {}
        self._over = False
        self._answers_left = limits.answers_bytes
        self._child: Child | None = None
        self._channel: Channel | None = None
        self._first = tuple(first)
        self._ahead: bytes | None = None  # nonce of the first calls until their answers have been read
        self._time = SubmissionTime(limits.submission_seconds, limits.slot_seconds)
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
        """Id of the student's process, or 0 if there is none at the moment."""
        return self._child.pid if self._child is not None else 0

    @property
    def _waited(self) -> float:
        return self.spawn_seconds + self.cells_seconds + self.probes_seconds

    def close(self) -> None:
        """End the student's process."""
        child = self._give_up()
        if child is not None:
            with contextlib.suppress(SandboxError):  # a server that is gone has taken the process with it
                self._server.end(child, kill=True)

    def _give_up(self) -> Child | None:
        """Forget the process and return it; the caller must end it."""
        child, self._child, self._channel, self._ahead = self._child, None, None, None
        return child

    def ask(self, probes: Sequence[Probe]) -> tuple[Outcome, ...]:
        """Make the calls in order and return the outcome of each; may be called again.

        Raises SandboxError if the grader itself failed.
        """
        outcomes: dict[int, Outcome] = {}
        if self._channel is not None and not self._expected(probes):
            self.close()  # it sent something unsolicited: start a fresh process
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
                self._time.go_on(self._waited)
                try:
                    self._stream(todo, outcomes)
                finally:
                    self.probes_seconds += time.monotonic() - start
            except _Over:
                self.close()
        return tuple(outcomes[i] for i in range(len(probes)))

    def _expected(self, probes: Sequence[Probe]) -> bool:
        """Return whether the answers that have arrived, or will, are those to these calls."""
        if self._ahead is not None:
            return len(probes) == len(self._first) and all(map(is_, probes, self._first))
        return self._channel is not None and self._channel.quiet()

    def _stream(self, todo: list[tuple[int, Probe]], outcomes: dict[int, Outcome]) -> None:
        """Send all calls at once and read one answer for each, until one of them is fatal."""
        channel = self._channel
        if channel is None:
            return
        base, self._ahead = self._ahead or _send_calls(channel, [probe for _, probe in todo]), None
        for order, (i, probe) in enumerate(todo):
            try:
                before = channel.received
                reply = channel.receive(nonce_of(base, order), self._limits.call_seconds)
                outcome = replies.outcome(reply, len(probe.args), self._limits.result_bytes)
                self._answers_left -= channel.received - before
                if self._answers_left < 0:  # not kept: a few hundred large ones would fill the judge's memory
                    outcome = TooLarge(self._limits.answers_bytes)
                outcomes[i] = self._with_known_place(outcome) if isinstance(outcome, Raised) else outcome
                if order == len(todo) - 1 and not channel.quiet():
                    raise ProtocolError("data beyond the answer")
            except (LateError, GoneError, ProtocolError) as error:
                fatal = self._fatal(error, TimedOut(self._limits.call_seconds, "call"))
                outcomes[i] = self._given_up[probe.function] = fatal
                return

    def _load(self, *, first: bool) -> None:
        """Make sure that there is a process in which every cell that can be run has been run."""
        while self._child is None and not self._over:
            start = time.monotonic()
            self._time.rest()
            self._child = self._server.spawn()
            spawned = time.monotonic()
            self._channel = Channel(self._child, self._limits.result_bytes + _SPARE, self._time)
            live = [cell for cell in self._sources if cell.index not in self._left_out]
            base = new_base(secrets.token_bytes(NONCE_BYTES))
            program = replace(self._program, cells=tuple(live))
            lines = {index: [f.first for f in stopped] for index, stopped in self._stopped.items()}
            self._channel.send(write_cells(program, base, self._lethal, lines))
            self._ahead = _send_calls(self._channel, self._first) if self._first else None
            confined, ran = self._ready(self._channel), 0.0
            self._time.go_on(self._waited + time.monotonic() - start)
            try:
                ran = self._run_cells(self._channel, live, base, first=first)
            except _Over:
                self.close()
            finally:
                self._divide(spawned - start, confined, ran, time.monotonic() - spawned)

    def _divide(self, spawned: float, confined: float, ran: float, waited: float) -> None:
        """Record the seconds until the cells had run; what is left over went to the first calls."""
        confined = min(confined, waited)
        ran = min(ran, waited - confined) if self._ahead else waited - confined
        self.spawn_seconds += spawned + confined
        self.cells_seconds += ran
        self.probes_seconds += waited - confined - ran

    def _ready(self, channel: Channel) -> float:
        """Wait until the process is confined; return the seconds that it needed for that."""
        try:
            ready = channel.receive(READY_NONCE, _READY_SECONDS)
        except (LateError, GoneError, ProtocolError) as error:
            raise SandboxError("a fresh process did not get ready") from error
        if ready[0] != "ready":
            raise SandboxError(f"a process could not be confined: {ready[-1]}")
        return replies.seconds(ready[1])

    def _run_cells(self, channel: Channel, live: Sequence[Cell], base: bytes, *, first: bool) -> float:
        """Receive how the cells ran; return the seconds that they report to have taken."""
        runs: dict[int, CellRun] = {}
        output: list[str] = []
        took = 0.0
        for order, cell in enumerate(live):
            try:
                reply = channel.receive(nonce_of(base, order), CELL_PATIENCE * self._limits.cell_seconds)
                left = self._limits.output_chars - sum(map(len, output))
                run, text, ran = replies.cell(reply, cell, self._limits, left)
                failures = tuple(replace(f, cause=self._with_known_place(f.cause)) for f in run.failures)
                runs[cell.index] = replace(run, failures=failures) if failures else run
                stopped = [f for f in failures if f.first and isinstance(f.cause, TimedOut)]
                self._stopped.setdefault(cell.index, []).extend(stopped)
                output.append(text)
                took += ran
            except (LateError, GoneError, ProtocolError) as error:
                try:
                    fatal = self._fatal(error, TimedOut(self._limits.cell_seconds, "cell"))
                    if cell.index in self._lethal:
                        self._left_out.add(cell.index)
                    self._lethal[cell.index] = fatal
                except _Over:
                    if first:
                        late = Failure(self._submission_over())
                        self._note({**{c.index: CellRun(c.index, (late,)) for c in live[order:]}, **runs}, output)
                    raise
                self._note({**{run.index: run for run in self.cells}, **runs}, [self.output])
                return took
        if first:
            self._note(runs, output)
        return took

    def _note(self, runs: Mapping[int, CellRun], output: list[str]) -> None:
        """Record how the cells ran and what they printed."""
        self.cells = tuple(self._noted(runs.get(cell.index, CellRun(cell.index))) for cell in self._program.cells)
        self.output = "".join(output)[: self._limits.output_chars]

    def _noted(self, run: CellRun) -> CellRun:
        """Put why a cell could not be run as a whole, and what is not run again, before its other failures."""
        fatal = self._lethal.get(run.index)
        before = [] if fatal is None else [Failure(fatal)]
        before += self._stopped.get(run.index, [])
        return replace(run, failures=tuple(dict.fromkeys((*before, *run.failures)))) if before else run

    def _fatal(self, error: Exception, late: TimedOut) -> TimedOut | Crashed:
        """End the process after a fatal answer and return the outcome. Raises _Over at the submission's end."""
        child = self._give_up()
        if child is None:
            raise SandboxError("no process to blame")
        self._time.ended(child.pid)
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

    def _with_known_place(self, trouble: _Cause) -> _Cause:
        """Drop a location that is in no cell: a student can report any."""
        if not isinstance(trouble, Raised):
            return trouble
        known = trouble.where is None or any(cell.index == trouble.where.cell for cell in self._sources)
        return trouble if known else replace(trouble, where=None)

    def _submission_over(self) -> TimedOut:
        return TimedOut(self._limits.submission_seconds, "submission")


def _send_calls(channel: Channel, probes: Sequence[Probe]) -> bytes:
    """Send calls and return the nonce of the first answer."""
    base = new_base(secrets.token_bytes(NONCE_BYTES))
    channel.send(write_calls(probes, base))
    return base
