"""The process of a slot, and both ends of its pipe: submissions go in one after the other, and results come out."""

from __future__ import annotations

import gc
import multiprocessing
import sys
from collections import deque
from collections.abc import Iterable, Sequence
from contextlib import suppress
from multiprocessing.connection import Connection
from multiprocessing.process import BaseProcess
from multiprocessing.reduction import ForkingPickler
from typing import Any

from autograder.batch.cores import cores
from autograder.batch.parent_process import die_with_parent
from autograder.batch.worker import Finished, Job, Prior, Slot, open_slot
from autograder.sandbox import ForkServer
from autograder.submissions.source import Source

FORKED = sys.platform == "linux"
"""Whether the process of a slot is forked from the command's: elsewhere that is not safe, or not possible."""
SMALL = 64 << 10
"""Bytes that fit into a pipe while nobody reads it: with more, both sides could block, each waiting for the other to
read."""
YOUNG = 20_000
"""Number of new objects after which a slot collects garbage: one submission leaves about two hundred."""


class SlotProcess:
    """The handle on a slot's process; `asked` are the places of unanswered submissions, the oldest first."""

    def __init__(self, job: Job, number: int, others: Iterable[SlotProcess], origin: ForkServer | None = None) -> None:
        context: Any = multiprocessing.get_context("fork" if FORKED else "spawn")
        self.pipe, theirs = context.Pipe()
        self.asked: deque[int] = deque()
        inherited = [self.pipe, *(o.pipe for o in others)] if FORKED else []
        given = (job, number, theirs, inherited, origin if FORKED else None)
        self._process: BaseProcess = context.Process(target=_serve, args=given, daemon=True)
        self._process.start()
        theirs.close()

    def ask(self, place: int, source: Source, prior: Prior | None) -> bool:
        """Send a submission; return False if it is too large to wait in the pipe until the previous one is done."""
        message = ForkingPickler.dumps((source, prior))
        if self.asked and len(message) > SMALL:
            return False
        self.asked.append(place)
        with suppress(OSError):  # it has died, which `answer` reports
            self.pipe.send_bytes(message)
        return True

    def answer(self) -> tuple[int, Finished] | None:
        """Return the place and result of a submission, or None if the process has died. Raises its fatal error."""
        try:
            said = self.pipe.recv()
        except (EOFError, OSError):
            return None
        if isinstance(said, Exception):
            raise said
        return self.asked.popleft(), said

    def hang_up(self) -> None:
        """Close the pipe, which ends the process once it has finished what it is grading."""
        self.pipe.close()

    def end(self) -> None:
        """Close the pipe and wait for the process to end."""
        self.hang_up()
        self._process.join()


def graded(slot: Slot, source: Source, prior: Prior | None) -> Finished:
    """Grade one submission in a slot."""
    return slot.grade(source) if prior is None else slot.grade(source, prior)


def _serve(job: Job, number: int, pipe: Connection, inherited: Sequence[Connection], origin: ForkServer | None) -> None:
    """Grade what comes through the pipe until it is closed."""
    die_with_parent()
    for other in inherited:
        other.close()
    gc.freeze()  # memory from before the fork stays shared as long as the collector does not touch it
    gc.set_threshold(YOUNG)
    available = cores()
    with suppress(EOFError, ConnectionError, KeyboardInterrupt):  # the pipe was closed
        try:
            with open_slot(job, number, available[number % len(available)], origin) as slot:
                while True:
                    pipe.send(graded(slot, *pipe.recv()))
        except (EOFError, ConnectionError):
            raise
        except Exception as error:  # noqa: BLE001 - whatever it is, it must reach the other side
            pipe.send(error)
