"""Processes that work through tasks, each staying with one subject, so that what its tasks share is made once."""

from __future__ import annotations

import multiprocessing
from collections import deque
from collections.abc import Callable, Iterator
from concurrent.futures import FIRST_COMPLETED, Future, ProcessPoolExecutor, wait
from types import TracebackType
from typing import Generic, TypeVar

T = TypeVar("T")
R = TypeVar("R")


class Lanes(Generic[T, R]):
    """Processes for tasks of several subjects. Tasks of one subject are done in their order, by one process.

    A process whose subject has no task left takes the subject with the most tasks of those that nobody works on. If
    there is none, it helps with the one that has the most left, from its last task on.
    """

    def __init__(self, count: int, run: Callable[[T], R]) -> None:
        context = multiprocessing.get_context("spawn")  # a fork would copy the progress bar's thread only partly
        self._pools = [ProcessPoolExecutor(max_workers=1, mp_context=context) for _ in range(count)]
        self._at: list[str | None] = [None] * count
        self._run = run
        self._left: dict[str, deque[T]] = {}

    def __enter__(self) -> Lanes[T, R]:
        return self

    def __exit__(self, kind: type[BaseException] | None, _: BaseException | None, __: TracebackType | None) -> None:
        for pool in self._pools:
            pool.shutdown(wait=kind is None, cancel_futures=True)

    def add(self, subject: str, task: T) -> None:
        """Add a task. It is started when a process is free."""
        self._left.setdefault(subject, deque()).append(task)

    def results(self) -> Iterator[tuple[T, R]]:
        """Yield each task with its result until none is left; tasks may be added meanwhile. Errors propagate."""
        waiting: dict[Future[R], tuple[int, T]] = {}
        while True:
            for lane in set(range(len(self._pools))) - {lane for lane, _ in waiting.values()}:
                task = self._next(lane)
                if task is not None:
                    waiting[self._pools[lane].submit(self._run, task)] = lane, task
            if not waiting:
                return
            for future in wait(waiting, return_when=FIRST_COMPLETED).done:
                _, task = waiting.pop(future)
                yield task, future.result()

    def _next(self, lane: int) -> T | None:
        """Return the task that a free process does next, or None if there is none."""
        left = {subject: tasks for subject, tasks in self._left.items() if tasks}
        if not left:
            return None
        own = {subject: tasks for subject, tasks in left.items() if subject == self._at[lane]}
        new = {subject: tasks for subject, tasks in left.items() if subject not in self._at}
        chosen, tasks = max((own or new or left).items(), key=lambda item: len(item[1]))
        if not own and not new:
            return tasks.pop()
        self._at[lane] = chosen
        return tasks.popleft()
