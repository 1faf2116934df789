"""Read one submission from its source, as text."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import PurePosixPath

from autograder.plain.evidence import Cell
from autograder.plain.unused import Reason, Unused
from autograder.submissions.content import reader_of
from autograder.submissions.files import why
from autograder.submissions.hand_in import is_of
from autograder.submissions.limits import LIMITS, Budget, ReadLimits
from autograder.submissions.names import is_unsure, shown
from autograder.submissions.passed_over import PassedOver
from autograder.submissions.source import NOTHING_IN_IT, Source
from autograder.submissions.submission import Document, Submission, UnreadableError
from autograder.submissions.walk import Found, found_files

_TROUBLES = 3  # so many are named, the rest is only counted
_PAPERS = 20
_SAME_TIME = 60  # seconds: a copy of a folder gives all its files a new time


def read(source: Source, limits: ReadLimits = LIMITS) -> Submission:
    """Return the submission at `source`; never raises because of its contents.

    If none of its files can be read, it gets a `trouble` with the file and the reason. If one of them cannot, it is
    `unread`: half a submission must not silently become half a grade. `sha256` is "" if not all of its bytes could be
    read.
    """
    if source.trouble is not None:
        return _without(source, source.trouble)
    budget = Budget(limits)
    passed = PassedOver(list(source.others), list(source.environments))
    reading = _Reading(source, budget)
    try:
        for found in found_files(source, budget, passed):
            reading.add(found)
    except UnreadableError as error:
        return _without(source, f"{shown(source.file)}: {error}")
    except (OSError, ValueError) as error:  # a folder that became unreadable or changed while it was read
        return _without(source, f"{shown(source.file)}: cannot be read: {why(error)}")
    for name, reason in passed.unopened.items():
        reading.digests.append((name, ""))
        reading.troubles.append(f"{shown(source.file)}: {reason}")
    troubles = reading.troubles or ([] if reading.documents else reading.doubts)
    if not reading.documents and not troubles:
        return _without(source, f"{shown(source.file)}: {NOTHING_IN_IT}{passed.only()}")
    digest = _digest(reading.digests)
    more = [f"and {len(troubles) - _TROUBLES} more files"] if len(troubles) > _TROUBLES else []
    unread = "; ".join(troubles[:_TROUBLES] + more)
    if not reading.documents:
        return _without(source, unread, "" if passed.unopened else digest)
    doubts = (Unused(Reason.UNREADABLE, f"Not read: {doubt}.") for doubt in (troubles + reading.doubts)[:_TROUBLES])
    unused = (*passed.unused(), *doubts)
    papers = tuple(passed.papers(d.name for d, _ in reading.documents))[:_PAPERS]
    documents = tuple(replace(d, written=(*d.written, *papers)) if papers else d for d in reading.in_order())
    when = source.handed_in, source.late
    return Submission(source.name, source.slug, digest, documents, None, source.notes, unused, *when, unread)


def _without(source: Source, trouble: str, digest: str = "") -> Submission:
    notes, when = source.notes, (source.handed_in, source.late)
    return Submission(source.name, source.slug, digest, (), trouble, notes, (), *when)


@dataclass
class _Reading:
    """What has been read of a submission. `doubts` are files that cannot be read and need not be."""

    source: Source
    budget: Budget

    def __post_init__(self) -> None:
        self.digests: list[tuple[str, str]] = []
        self.documents: list[tuple[Document, int]] = []
        self.troubles: list[str] = []
        self.doubts: list[str] = []

    def add(self, found: Found) -> None:
        name = found.name
        self.digests.append((name, hashlib.sha256(found.data).hexdigest()))
        attempts = self.source.attempts
        own = next((file for file in attempts if len(attempts) == 1 or is_of(name, file)), None)
        if PurePosixPath(name).name == "__init__.py" and not found.data.strip():  # marks a folder of modules
            self.documents.append((Document(name, None, (Cell(0, ""),)), found.modified))
            return
        try:
            document = reader_of(name, found.data)(found.data, name, self.budget)
        except UnreadableError as error:
            where = name if self.source.single else f"{self.source.file}/{name}"
            spare = (
                (own is not None and own.later) or is_unsure(name) or not found.data.strip(b"\0 \t\r\n")
            )  # where there is another
            (self.doubts if spare else self.troubles).append(f"{shown(where)}: {error}")
        else:
            if own is not None:
                document = replace(document, later=own.later, handed_in=own.handed_in, late=own.late)
            self.documents.append((document, found.modified))

    def in_order(self) -> tuple[Document, ...]:
        """Return the documents by name, each with its place in the order of the archive's times."""
        ranks = _ranks([modified for _, modified in self.documents])
        ranked = (replace(d, recency=rank) if rank else d for (d, _), rank in zip(self.documents, ranks, strict=True))
        return tuple(sorted(ranked, key=lambda document: document.name))


def _ranks(times: Sequence[int]) -> list[int]:
    """Return the rank of each time; times that follow each other closely have the same."""
    rank, before, ranks = 0, min(times, default=0), {}
    for time in sorted(times):
        rank += time - before > _SAME_TIME
        before, ranks[time] = time, rank
    return [ranks[time] for time in times]


def _digest(digests: list[tuple[str, str]]) -> str:
    """Return a single file's digest, whatever its name, or that of all digests, name lengths and names."""
    if len(digests) == 1:
        return digests[0][1]
    whole = hashlib.sha256()
    for name, digest in sorted(digests):
        raw = name.encode()
        whole.update(f"{digest} {len(raw)} ".encode() + raw)
    return whole.hexdigest()
