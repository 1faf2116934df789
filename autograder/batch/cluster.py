"""Grade a class on the machines of a Dask cluster: workers run and judge, only this process writes.

A worker receives everything with its first errand and keeps nothing: it needs this package and its dependencies, but
no files of the course. Dask moves data between processes by pickle, so a cluster must be as trusted as this process.
What students' code answers still leaves the sandbox in plain frames only.
"""

from __future__ import annotations

import os
import shutil
import tempfile
import threading
import time
from collections import deque
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from distributed import Client, Future, KilledWorker, WorkerPlugin, get_worker, wait
from distributed.comm.core import CommClosedError

from autograder.batch.errors import ClusterError
from autograder.batch.folder import OutputFolder, Pages, pages
from autograder.batch.judging import content_digest, own_version
from autograder.batch.pool import placed
from autograder.batch.worker import Fate, Finished, Job, Prior, Slot, faulty, kept, open_slot, stripped, ungraded
from autograder.declare.course import open_course
from autograder.sandbox import IsolationError, SandboxError
from autograder.submissions.read import read
from autograder.submissions.source import Source
from autograder.submissions.submission import Submission

PLUGIN = "autograder"
ANSWER_SECONDS = 10
ANOTHER_VERSION = "it has another version of autograder"
TICK_SECONDS = 2
PATIENCE_SECONDS = 60
"""Time that a run waits for a worker that may run student code, if none is left."""


@dataclass(frozen=True)
class Errand:
    """One submission to be graded by a worker, read by this process."""

    source: Source
    submission: Submission
    content: str
    prior: Prior | None


@dataclass(frozen=True)
class Back:
    """The result of an errand; `refused` says why the worker may not run student code."""

    worker: str
    finished: Finished | None = None
    pages: Pages | None = None
    refused: str | None = None


class WorkerSetup(WorkerPlugin):  # type: ignore[misc]
    """What a worker receives once: the job and the text of the course. Its sandbox opens with the first errand."""

    name = PLUGIN

    def __init__(self, job: Job, version: str) -> None:
        self.job, self.version = job, version
        self.files = {path.name: path.read_bytes() for path in sorted(job.course.folder.glob("*.py"))}

    def setup(self, worker: Any) -> None:
        """Write the course into a folder that only this user can open."""
        self.address, self.lock = worker.address, threading.Lock()
        self.opened: AbstractContextManager[Slot] | None = None
        self.slot: Slot | None = None
        self.folder = Path(tempfile.mkdtemp(prefix="autograder-"))
        for name, text in self.files.items():
            (self.folder / name).write_bytes(text)

    def teardown(self, worker: Any) -> None:  # noqa: ARG002 - Dask's contract
        """Close the sandbox and delete the folder."""
        if self.opened is not None:
            self.opened.__exit__(None, None, None)
        shutil.rmtree(self.folder, ignore_errors=True)

    def do(self, errand: Errand) -> Back:
        """Run and judge one submission; only one at a time."""
        with self.lock:
            if self.version != own_version():
                return Back(self.address, refused=ANOTHER_VERSION)
            try:
                slot = self.slot or self._open()
            except SandboxError as error:
                return Back(self.address, refused=str(error))
            try:
                finished = slot.examine(errand.source, errand.submission, errand.content, errand.prior)
            except Exception as error:  # noqa: BLE001 - whatever it is, it is ours and not the student's
                finished = faulty(errand.source, error)
            started = time.perf_counter()
            made = pages(finished.report)
            return Back(self.address, stripped(finished, time.perf_counter() - started), made)

    def _open(self) -> Slot:
        job = replace(self.job, course=open_course(self.folder))
        self.opened = open_slot(job, os.getpid())
        self.slot = self.opened.__enter__()
        return self.slot


def _there(errand: Errand) -> Back:
    """Do an errand on the worker that runs this function."""
    desk: WorkerSetup = get_worker().plugins[PLUGIN]
    return desk.do(errand)


def grade_on_cluster(
    address: str,
    job: Job,
    sources: Sequence[Source],
    before: Callable[[Source], Prior | None],
    say: Callable[[str], None],
) -> Iterator[Finished]:
    """Grade on a cluster and yield each source's result once, with its place, in the order in which workers finish.

    The errand of a worker that dies goes to another. A worker that cannot isolate student code is reported through
    `say` and gets no more errands. Raises ClusterError if no scheduler answers or no worker appears, and
    IsolationError if all workers are refused.
    """
    try:
        client = Client(address, timeout=ANSWER_SECONDS)
    except (OSError, TimeoutError, ValueError) as error:
        raise ClusterError(f"no Dask scheduler answers at {address}: {error}") from error
    try:
        client.register_plugin(WorkerSetup(job, own_version()))
        yield from _Run(client, job, before, say).all(sources)
    except CommClosedError as error:
        again = "what was graded is stored, run the same command again to continue"
        raise ClusterError(f"the Dask scheduler at {address} is gone; {again}") from error
    finally:
        client.close(timeout=ANSWER_SECONDS)


class _Run:
    """The errands of one class that workers are doing."""

    def __init__(
        self, client: Client, job: Job, before: Callable[[Source], Prior | None], say: Callable[[str], None]
    ) -> None:
        self.client, self.job, self.before, self.say = client, job, before, say
        self.under_way: dict[Future, tuple[int, Errand, frozenset[str]]] = {}
        self.refused: dict[str, str] = {}
        self.lonely_since: float | None = None

    def all(self, sources: Sequence[Source]) -> Iterator[Finished]:
        """Yield each source's result once."""
        waiting = deque(enumerate(sources))
        while waiting or self.under_way:
            ahead = 2 * sum(self._allowed().values()) + 2
            while waiting and len(self.under_way) < ahead:
                place, source = waiting.popleft()
                taken = self._taken(source, self.job.output)
                if isinstance(taken, Errand):
                    self._send(place, taken)
                else:
                    yield placed(taken, place)
            yield from self._ended()

    def _taken(self, source: Source, output: OutputFolder) -> Errand | Finished:
        """Read a submission in this process; the result of an earlier run is kept."""
        try:
            submission = read(source)
            content = content_digest(submission, source.file, self.job.fallback, self.job.secret)
            prior = self.before(source)
            if prior is not None and kept(prior, content, self.job.basis, output):
                return Finished(prior.entry, fate=Fate.KEPT)
        except Exception as error:  # noqa: BLE001 - whatever it is, it is ours and not the student's
            return self._written(faulty(source, error))
        return Errand(source, submission, content, prior)

    def _written(self, finished: Finished) -> Finished:
        self.job.output.write(pages(finished.report))
        return stripped(finished, 0.0)

    def _allowed(self) -> Mapping[str, int]:
        """Return the number of threads of each worker that may run student code."""
        workers = self.client.scheduler_info(n_workers=-1)["workers"]
        return {address: about["nthreads"] for address, about in workers.items() if address not in self.refused}

    def _send(self, place: int, errand: Errand) -> None:
        workers = frozenset(self._allowed()) if self.refused else frozenset()
        chosen = {"workers": sorted(workers), "allow_other_workers": False} if workers else {}
        self.under_way[self.client.submit(_there, errand, pure=False, **chosen)] = (place, errand, workers)

    def _ended(self) -> Iterator[Finished]:
        if not self.under_way:
            return
        try:
            done = wait(list(self.under_way), timeout=TICK_SECONDS, return_when="FIRST_COMPLETED").done
        except TimeoutError:
            done = set()
        for future in done:
            place, errand, _ = self.under_way.pop(future)
            finished = self._result(future, errand)
            if finished is None:
                self._send(place, errand)
            else:
                yield placed(finished, place)
        self._look_after()

    def _result(self, future: Future, errand: Errand) -> Finished | None:
        """Return the result of an errand, or None if another worker has to do it."""
        try:
            back: Back = future.result()
        except KilledWorker:
            reason = f"{errand.source.file}: every worker that tried to grade this died; the rest of the class goes on"
            return self._written(ungraded(errand.source, reason))
        except (ImportError, AttributeError, KeyError) as error:
            reason = "its workers cannot import this version of autograder"
            raise ClusterError(f"{reason}: install the same one there ({type(error).__name__}: {error})") from error
        if back.refused is not None:
            if back.worker not in self.refused:
                self.say(f"worker {back.worker} is refused: {back.refused}")
            self.refused[back.worker] = back.refused
            if not self._allowed():
                if set(self.refused.values()) == {ANOTHER_VERSION}:
                    raise ClusterError("every worker has another version of autograder: install the same one there")
                raise IsolationError(f"no worker of the cluster may run student code: {back.refused}")
            return None
        if back.finished is None or back.pages is None:
            raise ClusterError(f"worker {back.worker} returned no result")
        self.job.output.write(back.pages)
        return back.finished

    def _look_after(self) -> None:
        """Resend errands whose workers are gone; give up if there has been no worker for a long time."""
        allowed = self._allowed()
        if allowed:
            self.lonely_since = None
        elif self.lonely_since is None:
            self.lonely_since = time.monotonic()
        elif time.monotonic() - self.lonely_since > PATIENCE_SECONDS:
            again = "what was graded is stored, run the same command again to continue"
            raise ClusterError(f"the cluster has had no worker for {PATIENCE_SECONDS} seconds; {again}")
        for future, (place, errand, workers) in list(self.under_way.items()):
            if workers and allowed and not workers & set(allowed):
                del self.under_way[future]
                future.cancel()
                self._send(place, errand)
