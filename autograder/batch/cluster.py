"""Grade a class on the machines of a Dask cluster: workers run and judge, only this process writes.

A worker receives the course with its first errand and keeps nothing: it needs this package and its dependencies, but
no files of the course. The secret stays here: an errand brings the seeds of one submission. Dask moves data between
processes by pickle, so a cluster must be closed to others (see `cluster_address`); what a worker answers is checked
(see `cluster_reply`).
"""

from __future__ import annotations

import secrets
import time
from collections import deque
from collections.abc import Callable, Generator, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from distributed import Client, Future, KilledWorker, wait
from distributed.comm.core import CommClosedError

from autograder.batch.cluster_address import require_closed, security
from autograder.batch.cluster_reply import LONGEST_REASON, Errand, ReplyError, accepted, decoded
from autograder.batch.cluster_worker import ANOTHER_VERSION, WorkerSetup, do_there
from autograder.batch.errors import ClusterError
from autograder.batch.folder import OutputFolder, pages
from autograder.batch.judging import content_digest, own_version
from autograder.batch.pool import placed
from autograder.batch.worker import Fate, Finished, Job, Prior, faulty, kept, stripped, ungraded
from autograder.declare.course import Course
from autograder.judge.probes import seed
from autograder.plain.safe_text import terminal
from autograder.sandbox import IsolationError
from autograder.staff.remarks import Staff
from autograder.submissions.read import read
from autograder.submissions.source import Source

ANSWER_SECONDS = 10
TICK_SECONDS = 2
FALSE = "its results are false:"
WITHDRAWN = "the worker that graded this sent false results; it is graded again"
ONE_IN = 16
"""One in so many results is judged again here, and the first of each worker."""
TOGETHER = 32
"""So many results at most are taken in together: one takes 60 kB, and is stored in a third of the time then."""
PATIENCE_SECONDS = 60
"""Time that a run waits for a worker that may run student code, if none is left."""


@dataclass(frozen=True)
class Cluster:
    """Which cluster to use: the address of its scheduler, the folder of its certificates, or `open` to everybody."""

    address: str
    certificates: Path | None = None
    open: bool = False


def grade_on_cluster(
    cluster: Cluster,
    job: Job,
    sources: Sequence[Source],
    before: Callable[[Source], Prior | None],
    say: Callable[[str], None],
) -> Generator[Sequence[Finished], None, None]:
    """Grade on a cluster and yield each source's result, with its place, in the order in which workers finish.

    Results that arrive at about the same time are in one group. The errand of a worker that dies goes to another. A
    worker that cannot isolate student code is reported through `say` and gets no more errands; so is one that sends
    false results, and what it graded is yielded again. Raises ClusterError if the cluster is open to others, no
    scheduler answers or no worker appears, and IsolationError if all workers are refused.
    """
    address = cluster.address
    if not cluster.open:
        require_closed((address,))
    try:
        client = Client(address, timeout=ANSWER_SECONDS, security=security(address, cluster.certificates))
    except (OSError, TimeoutError, ValueError, TypeError) as error:
        raise ClusterError(f"no Dask scheduler answers at {address}: {error}") from error
    try:
        run = _Run(client, job, before, say, closed=not cluster.open)
        run.require_closed()
        client.register_plugin(WorkerSetup(travelling(job), own_version()))
        yield from run.all(sources)
    except CommClosedError as error:
        again = "what was graded is stored, run the same command again to continue"
        raise ClusterError(f"the Dask scheduler at {address} is gone; {again}") from error
    finally:
        client.close(timeout=ANSWER_SECONDS)


def travelling(job: Job) -> Job:
    """Return what workers may know of a job: errands bring seeds, and hints and marks are applied here."""
    course = Course(job.course.folder, job.course.names)  # without what has been loaded, which cannot be sent
    return replace(job, course=course, secret=b"", staff=Staff())


class _FalseResultError(Exception):
    """A worker sent what an honest one does not send."""

    def __init__(self, worker: str, reason: str) -> None:
        super().__init__(reason)
        self.worker, self.reason = worker, reason


class _Run:
    """The errands of one class that workers are doing."""

    def __init__(
        self,
        client: Client,
        job: Job,
        before: Callable[[Source], Prior | None],
        say: Callable[[str], None],
        *,
        closed: bool,
    ) -> None:
        self.client, self.job, self.before, self.say, self.closed = client, job, before, say, closed
        self.waiting: deque[tuple[int, Source]] = deque()
        self.under_way: dict[Future, tuple[int, Errand, frozenset[str]]] = {}
        self.done: dict[str, list[tuple[int, Source]]] = {}
        self.judged_again: set[str] = set()
        self.refused: dict[str, str] = {}
        self.lonely_since: float | None = None

    def require_closed(self) -> None:
        """Raise ClusterError if others can listen to the scheduler or to a worker."""
        if self.closed:
            about = self.client.scheduler_info(n_workers=-1)
            require_closed((about["address"], *about["workers"]))

    def all(self, sources: Sequence[Source]) -> Iterator[Sequence[Finished]]:
        """Yield each source's result; the results of a worker that turns out to be false are yielded again."""
        self.waiting.extend(enumerate(sources))
        while self.waiting or self.under_way:
            ahead = 2 * sum(self._allowed().values()) + 2
            while self.waiting and len(self.under_way) < ahead:
                place, source = self.waiting.popleft()
                taken = self._taken(source, self.job.output)
                if isinstance(taken, Errand):
                    self._send(place, taken)
                else:
                    yield (placed(taken, place),)
            group: list[Finished] = []
            try:
                group.extend(self._ended())
            finally:  # what has ended is stored even if the cluster is given up
                yield group

    def _taken(self, source: Source, output: OutputFolder) -> Errand | Finished:
        """Read a submission in this process; the result of an earlier run is kept."""
        secret = self.job.secret
        try:
            submission = read(source)
            problems = self.job.assignment.problems
            content = content_digest(submission, source.file, self.job.fallback, secret, problems)
            prior = self.before(source)
            if prior is not None and kept(prior, content, self.job.basis, output):
                return Finished(prior.entry, fate=Fate.KEPT)
        except Exception as error:  # noqa: BLE001 - whatever it is, it is ours and not the student's
            return self._written(faulty(source, error))
        seeds = {name: seed(secret, submission.sha256, name) for name in self.job.course.names}
        return Errand(source, submission, content, seeds, prior)

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
        self.under_way[self.client.submit(do_there, errand, pure=False, **chosen)] = (place, errand, workers)

    def _ended(self) -> Iterator[Finished]:
        if not self.under_way:
            return
        try:
            done = wait(list(self.under_way), timeout=TICK_SECONDS, return_when="FIRST_COMPLETED").done
        except TimeoutError:
            done = set()
        some = sorted(done, key=lambda future: self.under_way[future][0])[:TOGETHER]
        # Asked once for all of them: a question to the scheduler for each would take as long as its answer does.
        answers = self.client.gather({f.key: f for f in some if f.status == "finished"}, errors="skip")
        workers = self.client.who_has(some) if some else {}
        for future in some:
            place, errand, _ = self.under_way.pop(future)
            worker = next(iter(workers.get(future.key, ())), "of an unknown address")
            try:
                finished = self._result(future, answers.get(future.key), worker, place, errand)
            except _FalseResultError as error:
                yield from self._withdrawn(error.worker, error.reason)
                finished = None
            if finished is None:
                self._require_worker()
                self._send(place, errand)
            else:
                yield placed(finished, place)
        self._look_after()

    def _result(self, future: Future, data: Any, worker: str, place: int, errand: Errand) -> Finished | None:
        """Return the result of an errand, or None if another worker has to do it; `data` is None if there was none."""
        try:
            data = future.result() if data is None else data
        except KilledWorker:
            reason = f"{errand.source.file}: every worker that tried to grade this died; the rest of the class goes on"
            return self._written(ungraded(errand.source, reason))
        except (ImportError, AttributeError, KeyError) as error:
            reason = "its workers cannot import this version of autograder"
            raise ClusterError(f"{reason}: install the same one there ({type(error).__name__}: {error})") from error
        try:
            reply = decoded(data)
            if reply.refused is not None:
                self._refuse(worker, terminal(reply.refused, LONGEST_REASON))
                return None
            again = worker not in self.judged_again or secrets.randbelow(ONE_IN) == 0
            finished, made = accepted(reply, errand, self.job.basis, self.job.fallback, again=again)
        except ReplyError as error:
            raise _FalseResultError(worker, terminal(str(error), LONGEST_REASON)) from error
        if again and finished.report.gradable:
            self.judged_again.add(worker)
        self.done.setdefault(worker, []).append((place, errand.source))
        self.job.output.write(made)
        return stripped(finished, 0.0)

    def _refuse(self, worker: str, reason: str) -> None:
        if worker not in self.refused:
            self.say(f"worker {worker} is refused: {reason}")
        self.refused[worker] = reason

    def _require_worker(self) -> None:
        """Raise IsolationError or ClusterError if no worker is left that is not refused."""
        if self._allowed() or not self.refused:
            return
        reasons = set(self.refused.values())
        if reasons == {ANOTHER_VERSION}:
            raise ClusterError("every worker has another version of autograder: install the same one there")
        if all(reason.startswith(FALSE) for reason in reasons):
            raise ClusterError("every worker of the cluster sent false results")
        raise IsolationError(f"no worker of the cluster may run student code: {reasons.pop()}")

    def _withdrawn(self, worker: str, reason: str) -> Iterator[Finished]:
        """Refuse a worker, and withdraw what it has graded so far: others grade it again."""
        self._refuse(worker, f"{FALSE} {reason}")
        for place, source in self.done.pop(worker, []):
            self.waiting.append((place, source))
            yield placed(self._written(ungraded(source, f"{source.file}: {WITHDRAWN}")), place)

    def _look_after(self) -> None:
        """Resend errands whose workers are gone; give up if there has been no worker for a long time."""
        self.require_closed()
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
