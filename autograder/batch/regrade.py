"""Judge a class again from its stored evidence, without running student code."""

from __future__ import annotations

import multiprocessing
import sys
from collections import deque
from collections.abc import Iterator, Mapping
from concurrent.futures import Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from dataclasses import dataclass, replace
from importlib import import_module

from autograder.batch.entry import Entry, Packed
from autograder.batch.folder import OutputError, OutputFolder
from autograder.batch.judging import (
    Basis,
    judge_again,
    pictured,
    reassigned,
    restated,
    same,
    same_package,
    without_pictures,
)
from autograder.batch.packing import PackingError
from autograder.batch.room import require_room
from autograder.batch.setting import Setting
from autograder.batch.store import Store
from autograder.plain.safe_text import terminal
from autograder.plain.unused import Reason, Unused
from autograder.staff.remarks import Staff, questions

POOL_THREADS = 2
AHEAD = 64
"""Submissions in progress at once: enough for the pool, without ever holding a whole class in memory."""


@dataclass(frozen=True)
class Change:
    """One submission before and after; `after` is `before` if nothing changed.

    `packed` is its new stored evidence, None if that is unchanged. `page`: its page was written again. `stale`: its
    code has to run again, and only what people say was counted; `damaged`: because what is stored of it cannot be read.
    """

    before: Entry
    after: Entry
    packed: tuple[Packed, ...] | None = None
    page: bool = False
    stale: bool = False
    damaged: bool = False


def regrade(store: Store, basis: Basis, output: OutputFolder, processes: int) -> Iterator[Change]:
    """Judge every gradable submission again, in the order of the gradebook, and write what changed.

    If neither this package nor the problem has changed, judging would give the stored verdicts, so only the points and
    comments are computed again. The store changes in one transaction at the end. If stopped before that, it holds the
    old grades and records that pages may not match them: the next command writes them again.
    """
    before = store.unsettle()
    with store.together():
        try:
            for change in _changes(store, before, basis, output, processes):
                if change.packed is not None:
                    store.put([(change.after, change.packed)])
                elif change.after is not change.before:
                    store.restate(change.after)
                else:
                    store.settle(change.after)
                yield change
            store.forget(Setting.SCALED)
        except BrokenProcessPool as error:
            raise OutputError("a grader process died; nothing has changed, try again with --jobs 1") from error


def _changes(
    store: Store, settled: Mapping[str, str], basis: Basis, output: OutputFolder, processes: int
) -> Iterator[Change]:
    """Yield the changes in order; cheap decisions are made here, judging and writing pages in the pool."""
    context = multiprocessing.get_context("fork" if sys.platform == "linux" else "spawn")
    import_module("autograder.diagnose.explained")  # so that no forked process loads it
    require_room(processes + POOL_THREADS)
    pending: deque[Change | Future[Change]] = deque()
    with ProcessPoolExecutor(processes, context, _start, (basis, output)) as pool:
        for held in store.entries():
            if not held.report.gradable:
                continue
            entry = replace(held, settled=settled[held.report.slug])
            names = tuple(p.problem for p in entry.report.problems)
            if entry.judged != basis.judged(names) or names != (basis.assignment.problems or names):
                pending.append(pool.submit(_judge, entry, store.packed(entry.report.slug)))
            else:
                now = replace(entry, report=restated(entry, basis), settled=basis.settled(entry.report.slug))
                if not same(entry, now.report) or not entry.settled or not output.has(entry.report):
                    pending.append(pool.submit(_restate, entry, now, store.packed(entry.report.slug)))
                else:
                    pending.append(Change(entry, entry if now.settled == entry.settled else now))
            while pending and (len(pending) > AHEAD or isinstance(pending[0], Change)):
                yield _result(pending.popleft())
        for change in pending:
            yield _result(change)


def _result(change: Change | Future[Change]) -> Change:
    return change if isinstance(change, Change) else change.result()


class _Process:
    """What the processes of the pool are started with."""

    basis: Basis
    output: OutputFolder


def _start(basis: Basis, output: OutputFolder) -> None:
    _Process.basis, _Process.output = basis, output


def _restate(before: Entry, after: Entry, packed: tuple[Packed, ...]) -> Change:
    """Write the page again, with the pictures that it had."""
    try:
        _Process.output.write_report(pictured(after.report, packed))
    except PackingError:
        return _judge(before, packed)
    return Change(before, after, page=True)


def _judge(entry: Entry, packed: tuple[Packed, ...]) -> Change:
    basis = _Process.basis
    found = _assigned(entry, packed, basis)
    try:
        judged = None if found is None else judge_again(found[1], basis, entry.report, found[0].remarks)
    except PackingError:
        return _stale(entry, packed, damaged=True)
    if found is None or judged is None:
        return _stale(entry, packed)
    (entry, packed), (report, kept) = found, judged
    digest = basis.judged([p.problem for p in report.problems])
    drawn_alike = [k.pictures for k in kept] == [p.pictures for p in packed]
    alike = bool(entry.settled) and same_package(digest, entry.judged) and drawn_alike and same(entry, report)
    page = not alike or not _Process.output.has(report)
    if page:
        _Process.output.write_report(report)
    after = replace(entry, report=without_pictures(report), judged=digest, settled=basis.settled(report.slug))
    return Change(entry, after, kept, page)


def _stale(entry: Entry, packed: tuple[Packed, ...], *, damaged: bool = False) -> Change:
    """Keep the verdicts of a submission whose code has to run again; marks and decisions of people count at once."""
    basis, output = _Process.basis, _Process.output
    kept = Change(entry, entry, stale=True, damaged=damaged)
    if any(p.problem not in basis.course.names for p in entry.report.problems):
        return kept
    report = restated(entry, basis)
    if same(entry, report) and entry.settled and output.has(report):
        return kept
    try:
        output.write_report(pictured(report, packed))
    except (PackingError, ValueError):
        output.write_report(report)
    return replace(kept, after=replace(entry, report=report, settled=basis.settled(report.slug)), page=True)


def _assigned(entry: Entry, packed: tuple[Packed, ...], basis: Basis) -> tuple[Entry, tuple[Packed, ...]] | None:
    """Return what is stored of the assignment's problems; None if one of them was handed in and not graded."""
    order = basis.assignment.problems
    if not order or order == tuple(p.problem for p in packed):
        return entry, packed
    strays = any(isinstance(r, Unused) and r.reason is Reason.NOT_ASSIGNED for r in entry.remarks)
    if strays and not {p.problem for p in packed}.issuperset(order):
        return None
    those = ", ".join(order)
    dropped = tuple(
        Unused(Reason.NOT_ASSIGNED, f"What is about {p.problem} is not part of this assignment ({those}).")
        for p in packed
        if not p.left_out and p.problem not in order
    )
    return replace(entry, remarks=(*entry.remarks, *dropped)), reassigned(packed, order, order)


def unused(store: Store, staff: Staff) -> Iterator[str]:
    """Yield messages about hints and marks that match no answer of the class."""
    groups = set()
    answers: dict[tuple[str, str, str], str] = {}
    judged: set[tuple[str, str, str]] = set()
    for report in store.reports() if staff.hints or staff.marks else ():
        for problem in report.problems:
            groups |= {(v.question, v.group, known) for v in problem.verdicts for known in (None, problem.problem)}
            judged |= {(report.slug, problem.problem, v.question) for v in problem.verdicts}
        answers |= {key: digest for key, digest, _ in questions(report)}
    for hint in staff.hints:
        if (hint.question, hint.group, hint.problem) not in groups:
            yield f"the hint for {hint.question}, group {terminal(hint.group, 60)}, fits no answer of this class"
    for mark in staff.marks:
        found = answers.get((mark.slug, mark.problem, mark.question))
        name = f"the mark of {terminal(mark.slug, 60)} for {mark.question}"
        if found is None:
            yield f"{name} fits no answer of this class"
        elif mark.answer not in ("", found):
            if (mark.slug, mark.problem, mark.question) in judged:
                yield f"{name} was given for an earlier hand-in and no longer counts: the machine's points do"
            else:
                yield f"{name} was given for another text: the answer has changed since and is unread"
