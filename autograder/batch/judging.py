"""Judge stored evidence without running the student's code; and the inputs of judging besides the evidence."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np

import autograder
from autograder.batch.entry import Entry, Packed
from autograder.batch.packing import (
    pack,
    pack_document,
    pack_pictures,
    unpack,
    unpack_document,
    unpack_pictures,
)
from autograder.declare.course import Course
from autograder.grading import Exhibit, completed_by, headed, in_order, judge, settled
from autograder.judge.probes import draw_cases, plan, seed
from autograder.judge.student_calls import Replay, digest
from autograder.plain.unused import Unused
from autograder.report.picture import Picture
from autograder.report.report import Report
from autograder.staff.assignment import Assignment
from autograder.staff.policy import Policy
from autograder.staff.remarks import Staff
from autograder.submissions.submission import Document, Submission

LARGEST = 16 << 20
"""Maximum size in bytes of the packed evidence that is kept per document. A notebook of the course has 10 KB; a hostile
one could fill the disk with answers of 4 MB each."""


@dataclass(frozen=True)
class Basis:
    """What a report depends on besides the evidence: the problems, the assignment, and the staff's hints and marks.

    `policy` is the assignment's. `over`: the due time has passed, None if there is none. `today` is the date in ISO
    8601.
    """

    course: Course
    policy: Policy = Policy()  # noqa: RUF009 - frozen
    staff: Staff = Staff()  # noqa: RUF009 - frozen
    assignment: Assignment = Assignment()  # noqa: RUF009 - frozen
    over: bool | None = None
    today: str = ""

    @property
    def packages(self) -> str:
        return " ".join(sorted(self.policy.packages))

    def judged(self, problems: Sequence[str]) -> str:
        """Return a digest that changes whenever a verdict could: of this package's code and the problems' files."""
        versions = [self.course.version(name) for name in problems]
        return f"{own_version()}-{_digest([np.__version__, self.packages, versions])}"

    def settled(self, slug: str) -> str:
        """Return a digest that changes whenever a submission's points or comments could."""
        about = repr(replace(self.assignment, policy=Policy()))
        return _digest([repr(self.policy), about, self.over, repr(self.staff.hints), repr(self.staff.of([slug]).marks)])

    def finished(self, report: Report, *, graded: bool) -> Report:
        """Return the judge's report with what staff say about it, and its head; `graded`: it is graded just now."""
        said = self.staff.said(report)
        return self.assignment.headed(said, over=self.over, graded=self.today if graded else "")


def _digest(whole: Sequence[Any]) -> str:
    return hashlib.sha256(json.dumps(whole).encode()).hexdigest()


@cache
def own_version() -> str:
    """Return a digest of this package's code: a checkout changes without a new version number."""
    whole = hashlib.sha256()
    for path in sorted(Path(autograder.__file__).parent.rglob("*.py")):
        whole.update(path.read_bytes())
    return whole.hexdigest()


def content_digest(
    submission: Submission, file: str, fallback: str | None, secret: bytes, problems: Sequence[str] = ()
) -> str:
    """Return a digest that changes with what was handed in, when, the files' names, the problems, and the secret."""
    names = [
        (d.name, d.later, d.recency, *([] if d.handed_in is None else [d.handed_in, d.late]))
        for d in submission.documents
    ]
    whole: list[Any] = [submission.sha256, submission.name, submission.slug, file, fallback, names, submission.notes]
    whole += [str(seed(secret, submission.sha256, "")), submission.handed_in, submission.late, list(problems)]
    return _digest(whole)


def nothing_packed(problem: str) -> Packed:
    """Return what is stored of a problem that the student left out."""
    return Packed(problem, 0, "", "", "", b"", None, pack_pictures(()))


def reassigned(kept: Sequence[Packed], names: Sequence[str], order: Sequence[str]) -> tuple[Packed, ...]:
    """Return what is stored of these problems, in the order of the assignment; those not stored are left out."""
    stored = {p.problem: p for p in kept}
    places = {name: place for place, name in enumerate(order)}
    wanted = sorted(names, key=lambda name: places.get(name, 0))
    return tuple(stored.get(name) or nothing_packed(name) for name in wanted)


def packed_all(report: Report, exhibits: Sequence[Exhibit], basis: Basis) -> tuple[Packed, ...]:
    """Pack what is stored of each problem of a report."""
    known = {exhibit.evidence.problem: exhibit for exhibit in exhibits}
    return tuple(
        packed(known[p.problem], p.pictures, basis) if p.problem in known else nothing_packed(p.problem)
        for p in report.problems
    )


def packed(exhibit: Exhibit, pictures: Sequence[Picture], basis: Basis) -> Packed:
    """Pack one document's evidence, and the pictures drawn from it, for the store."""
    evidence = exhibit.evidence
    probes = [answer.probe for answer in evidence.answers[: evidence.planned]]
    data = pack(evidence)
    return Packed(
        evidence.problem,
        evidence.seed,
        digest(probes),
        basis.course.version(evidence.problem),
        basis.packages,
        pack_document(exhibit.document),
        data if len(data) <= LARGEST else None,
        pack_pictures(pictures),
    )


def restated(entry: Entry, basis: Basis) -> Report:
    """Return a submission's report, made from its stored verdicts with the current policy, hints and marks.

    Valid only if `entry.judged` matches `basis`: judging would then give the same verdicts. Has no pictures.
    """
    return basis.finished(settled(entry.report, basis.course, basis.policy), graded=False)


def pictured(report: Report, kept: Sequence[Packed]) -> Report:
    """Return a report with the stored pictures. Raises PackingError if they are damaged."""
    both = zip(report.problems, kept, strict=True)
    return replace(report, problems=tuple(replace(p, pictures=unpack_pictures(k.pictures)) for p, k in both))


def judge_again(
    kept: Sequence[Packed],
    basis: Basis,
    head: Report,
    remarks: Sequence[str | Unused],
    own: Mapping[str, Document] | None = None,
) -> tuple[Report, tuple[Packed, ...]] | None:
    """Judge one submission's stored evidence, or return None if its code has to run again for different calls.

    `head` is a report with the submission's name, digest and timings. `own` are the documents by problem if they were
    just read; otherwise they come from the store. Raises PackingError if what is stored is damaged.
    """
    exhibits, problems = [], []
    for one in kept:
        if one.left_out:
            continue
        if one.evidence is None or one.packages != basis.packages or one.problem not in basis.course.names:
            return None
        reference = basis.course.reference(one.problem)
        planned = plan(reference.problem, draw_cases(reference.problem, one.seed))
        probes = [p.probe for p in planned]
        if digest(probes) != one.plan:
            return None
        document = own[one.problem] if own else unpack_document(one.document)
        evidence = unpack(one.evidence, probes)
        ask = Replay(evidence.answers)
        problems.append(judge(document, reference, evidence, basis.policy, ask, planned))
        if ask.missing:
            return None
        exhibits.append(Exhibit(document, evidence))
    if not exhibits:
        return None
    absent = [k.problem for k in kept if k.left_out]
    whole = completed_by(headed(problems, exhibits, remarks), absent, basis.course, basis.policy)
    report = replace(head, problems=in_order(whole, [k.problem for k in kept]), reason=None)
    version, pictures = basis.course.version, {p.problem: pack_pictures(p.pictures) for p in problems}
    now = (k if k.left_out else replace(k, version=version(k.problem), pictures=pictures[k.problem]) for k in kept)
    return basis.finished(report, graded=bool(own)), tuple(now)


def same_package(one: str, other: str) -> bool:
    """Return whether two digests of `Basis.judged` are from one version of this package, whatever the problems."""
    return one.partition("-")[0] == other.partition("-")[0]


def without_pictures(report: Report) -> Report:
    """Return a report without pictures: only the page needs them, and they are most of a report's size."""
    return replace(report, problems=tuple(replace(p, pictures=()) for p in report.problems))


def same(one: Entry, report: Report) -> bool:
    """Return whether a report equals the stored one, apart from timings and pictures; nan equals nan."""
    graded = replace(report.head, graded=one.report.head.graded)
    return repr(without_pictures(replace(report, timings=one.report.timings, head=graded))) == repr(one.report)
