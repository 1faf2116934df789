"""Cluster: a stranger who listens, and a worker that answers what is not true."""

from __future__ import annotations

import pickle
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path
from typing import Any

import msgspec

from autograder.attacks.attack import Attack, AttackClass
from autograder.attacks.beside import BASIS, SECRET, errand, finished
from autograder.attacks.course_folder import COURSE
from autograder.batch.cluster_reply import Errand, ReplyError, accepted, decoded, encoded
from autograder.batch.folder import OutputFolder
from autograder.batch.worker import Job
from autograder.declare.course import Course
from autograder.staff.remarks import Mark, Staff

SUBMISSION, PROBLEMS, VERDICTS = 3, 4, 5
"""The places of the rows in a reply."""


def _listens(folder: Path, guarded: bool) -> Iterator[str]:  # noqa: FBT001
    from autograder.batch.cluster import travelling  # noqa: PLC0415 - needs Dask
    from autograder.batch.cluster_worker import WorkerSetup  # noqa: PLC0415

    staff = Staff((), (Mark("bob", "attacked", "why", 1.0, "a comment on bob", ""),))
    job = Job(Course(COURSE.folder, COURSE.names), SECRET, OutputFolder(folder), staff=staff)
    heard = pickle.dumps((WorkerSetup(travelling(job) if guarded else job, "1"), errand("ada")))
    yield from (f"heard {what!r}" for what in (SECRET, b"a comment on bob") if what in heard)


def _joins(folder: Path, guarded: bool) -> Iterator[str]:  # noqa: ARG001, FBT001
    from autograder.batch.cluster_address import require_closed  # noqa: PLC0415 - needs Dask
    from autograder.batch.errors import ClusterError  # noqa: PLC0415

    for address in ("tcp://192.0.2.1:8786", "192.0.2.1:8786", "ws://192.0.2.1:80", "tcp://[2001:db8::1]:8786"):
        try:
            if guarded:
                require_closed((address,))
        except ClusterError:
            continue
        yield f"was sent to {address}"


def _lies(lie: Callable[[list[Any]], None], folder: Path, guarded: bool) -> Iterator[str]:  # noqa: ARG001, FBT001
    given = errand("ada")
    honest = finished(given)
    whole = msgspec.msgpack.decode(encoded("tcp://worker:1", honest))
    lie(whole)
    try:
        got = _taken(msgspec.msgpack.encode(whole), given, guarded=guarded)
    except ReplyError:
        return
    if repr(got) != repr(honest.report):
        yield f"was accepted: {got.slug} has {got.score:g} of {got.max_score:g} points"


def _taken(data: bytes, given: Errand, *, guarded: bool) -> Any:
    reply = decoded(data)
    return accepted(reply, given, BASIS, None, again=guarded)[0].report


def _all_right(whole: list[Any]) -> None:
    for verdict in whole[VERDICTS]:
        verdict[4] = "correct"


def _more_points(whole: list[Any]) -> None:
    for verdict in whole[VERDICTS]:
        verdict[5:8] = [99.0, 99.0, 99.0]


def _another(whole: list[Any]) -> None:
    whole[:] = msgspec.msgpack.decode(encoded("tcp://worker:1", finished(errand("bob"))))


def _path(whole: list[Any]) -> None:
    whole[SUBMISSION][0] = "../../evil"


def _no_evidence(whole: list[Any]) -> None:
    whole[PROBLEMS][0][11] = b"\0"


def _attack(name: str, says: str, attempt: Callable[[Path, bool], Iterator[str]], *, works: bool = False) -> Attack:
    return Attack(AttackClass.CLUSTER, name, says, beside=attempt, works=works, needs="distributed")


CLUSTER = (
    _attack("listening", "listens for the course secret and for others' marks", _listens, works=True),
    _attack("joining", "waits at an address that everybody can reach", _joins, works=True),
    _attack("a better verdict", "calls everything right", partial(_lies, _all_right), works=True),
    _attack("more points", "gives 99 points", partial(_lies, _more_points)),
    _attack("another's work", "answers with another's submission", partial(_lies, _another)),
    _attack("a path", "answers for a name that is a path", partial(_lies, _path)),
    _attack("no evidence", "answers without evidence", partial(_lies, _no_evidence)),
)
