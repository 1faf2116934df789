"""The process of a slot, from both sides of its pipe: it is given one submission after the other, and says each end."""

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

from autograder.batch.parent_process import die_with_parent
from autograder.batch.worker import Finished, Job, Prior, Slot, cores, open_slot
from autograder.submissions.gather import Source

SMALL = 64 << 10
"""Bytes that a pipe surely takes while nobody reads it: more would stop both sides, each waiting for the other to read
what it says."""
YOUNG = 20_000
"""Objects after which a slot looks for garbage: one submission leaves some two hundred."""


class SlotProcess:
    """A slot's process as its maker sees it; `asked` are the places of what it has not answered, the oldest first."""

    def __init__(self, job: Job, number: int, others: Iterable[SlotProcess]) -> None:
        context: Any = multiprocessing.get_context("fork" if sys.platform == "linux" else "spawn")
        self.pipe, theirs = context.Pipe()
        self.asked: deque[int] = deque()
        forked = context.get_start_method() == "fork"
        inherited = [self.pipe, *(o.pipe for o in others)] if forked else []
        self._process: BaseProcess = context.Process(target=_serve, args=(job, number, theirs, inherited), daemon=True)
        self._process.start()
        theirs.close()

    def ask(self, place: int, source: Source, prior: Prior | None) -> bool:
        """Give it a submission; False where that is too large to lie in the pipe until the one before is done."""
        message = ForkingPickler.dumps((source, prior))
        if self.asked and len(message) > SMALL:
            return False
        self.asked.append(place)
        with suppress(OSError):  # it has died, which `answer` says
            self.pipe.send_bytes(message)
        return True

    def answer(self) -> tuple[int, Finished] | None:
        """Give the next result and its place; None where the process has died. Raises what it could not go on after."""
        try:
            said = self.pipe.recv()
        except (EOFError, OSError):
            return None
        if isinstance(said, Exception):
            raise said
        return self.asked.popleft(), said

    def hang_up(self) -> None:
        """Have it end after what it has in hand."""
        self.pipe.close()

    def end(self) -> None:
        """Hang up, and wait for its end."""
        self.hang_up()
        self._process.join()


def graded(slot: Slot, source: Source, prior: Prior | None) -> Finished:
    """Grade one submission in a slot."""
    return slot.grade(source) if prior is None else slot.grade(source, prior)


def _serve(job: Job, number: int, pipe: Connection, inherited: Sequence[Connection]) -> None:
    """Grade what comes through the pipe until it is closed."""
    die_with_parent()
    for other in inherited:
        other.close()
    gc.freeze()  # what was made before is shared with the other processes as long as nobody walks over it
    gc.set_threshold(YOUNG)
    available = cores()
    with suppress(EOFError, ConnectionError, KeyboardInterrupt):  # hung up
        try:
            with open_slot(job, number, available[number % len(available)]) as slot:
                while True:
                    pipe.send(graded(slot, *pipe.recv()))
        except (EOFError, ConnectionError):
            raise
        except Exception as error:  # noqa: BLE001 - whatever it is, the one who asked has to hear it
            pipe.send(error)
