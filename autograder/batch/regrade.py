"""A class judged anew from its stored evidence: no student code runs."""

from __future__ import annotations

import multiprocessing
import sys
from collections.abc import Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass, replace
from itertools import islice

from autograder.batch.entry import Entry, Packed
from autograder.batch.folder import OutputFolder
from autograder.batch.judging import Basis, judged_anew, same, without_pictures
from autograder.batch.store import Store

CHUNK = 16
"""Submissions that one process is handed at a time: their evidence is 200 KB, their judging 0.1 s."""


@dataclass(frozen=True)
class Change:
    """One submission before and after. `after` is None where its code has to run again."""

    before: Entry
    after: Entry | None

    @property
    def changed(self) -> bool:
        return self.after is not None and self.after.report is not self.before.report


@dataclass(frozen=True)
class _Task:
    entry: Entry
    packed: tuple[Packed, ...]


def regrade(store: Store, basis: Basis, output: OutputFolder, processes: int) -> Iterator[Change]:
    """Judge every gradable submission anew; pages and reports of those that changed are written, then the store.

    The store is written once, when all are judged: stopped before that, everything is as it was, or will be after the
    same command once more.
    """
    done: list[Entry] = []
    for change in _judged(_tasks(store), basis, output, processes):
        if change.after is not None:
            done.append(change.after) if change.changed or change.after.judged != change.before.judged else None
        yield change
    store.judge_anew(done)


def _tasks(store: Store) -> Iterator[_Task]:
    for entry in store.entries():
        if entry.report.gradable:
            yield _Task(entry, store.packed(entry.report.slug))


def _judged(tasks: Iterator[_Task], basis: Basis, output: OutputFolder, processes: int) -> Iterator[Change]:
    chunks = iter(lambda: list(islice(tasks, CHUNK)), [])
    if processes == 1:
        for chunk in chunks:
            yield from _chunk(chunk, basis, output)
        return
    context = multiprocessing.get_context("fork" if sys.platform == "linux" else "spawn")
    with ProcessPoolExecutor(processes, context, _start, (basis, output)) as pool:
        for changes in pool.map(_in_process, chunks):
            yield from changes


class _Process:
    basis: Basis
    output: OutputFolder


def _start(basis: Basis, output: OutputFolder) -> None:
    _Process.basis, _Process.output = basis, output


def _in_process(chunk: Sequence[_Task]) -> list[Change]:
    return _chunk(chunk, _Process.basis, _Process.output)


def _chunk(chunk: Sequence[_Task], basis: Basis, output: OutputFolder) -> list[Change]:
    return [_one(task, basis, output) for task in chunk]


def _one(task: _Task, basis: Basis, output: OutputFolder) -> Change:
    """Judge one submission, and draw its page only where that says something else now."""
    entry = task.entry
    judged = basis.digest(entry.report.slug, [p.problem for p in entry.report.problems])
    report = judged_anew(task.packed, basis, entry.report, entry.remarks, drawn=False)
    if report is None:
        return Change(entry, None)
    if same(entry, report) and output.has(entry.report):
        return Change(entry, replace(entry, judged=judged))
    drawn = judged_anew(task.packed, basis, entry.report, entry.remarks, drawn=True)
    if drawn is None:
        return Change(entry, None)
    output.write_report(drawn)
    return Change(entry, replace(entry, report=without_pictures(drawn), judged=judged))
