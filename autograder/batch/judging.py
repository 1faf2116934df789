"""Judge stored evidence without running the student's code; and the inputs of judging besides the evidence."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
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
from autograder.grading import Exhibit, headed, judge, settled
from autograder.judge.probes import draw_cases, plan, seed
from autograder.judge.student_calls import Replay, digest
from autograder.plain.unused import Unused
from autograder.report.picture import Picture
from autograder.report.report import Report
from autograder.staff.policy import Policy
from autograder.staff.remarks import Staff
from autograder.submissions.submission import Document, Submission

LARGEST = 16 << 20
"""Maximum size in bytes of the packed evidence that is kept per document. A notebook of the course has 10 KB; a hostile
one could fill the disk with answers of 4 MB each."""


@dataclass(frozen=True)
class Basis:
    """What judging depends on besides the evidence: the problems, the policy, and the staff's hints and marks."""

    course: Course
    policy: Policy = Policy()  # noqa: RUF009 - frozen
    staff: Staff = Staff()  # noqa: RUF009 - frozen

    @property
    def packages(self) -> str:
        return " ".join(sorted(self.policy.packages))

    def judged(self, problems: Sequence[str]) -> str:
        """Return a digest that changes whenever a verdict could: of this package's code and the problems' files."""
        versions = [self.course.version(name) for name in problems]
        return f"{own_version()}-{_digest([np.__version__, self.packages, versions])}"

    def settled(self, slug: str) -> str:
        """Return a digest that changes whenever a submission's points or comments could."""
        return _digest([repr(self.policy), repr(self.staff.hints), repr(self.staff.of([slug]).marks)])


def _digest(whole: Sequence[Any]) -> str:
    return hashlib.sha256(json.dumps(whole).encode()).hexdigest()


@cache
def own_version() -> str:
    """Return a digest of this package's code: a checkout changes without a new version number."""
    whole = hashlib.sha256()
    for path in sorted(Path(autograder.__file__).parent.rglob("*.py")):
        whole.update(path.read_bytes())
    return whole.hexdigest()


def content_digest(submission: Submission, file: str, fallback: str | None, secret: bytes) -> str:
    """Return a digest that changes with what was handed in, the names of the files, and the secret."""
    names = [(document.name, document.later, document.recency) for document in submission.documents]
    whole: list[Any] = [submission.sha256, submission.name, submission.slug, file, fallback, names, submission.notes]
    whole.append(str(seed(secret, submission.sha256, "")))
    return _digest(whole)


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
    return basis.staff.said(settled(entry.report, basis.course, basis.policy))


def pictured(report: Report, kept: Sequence[Packed]) -> Report:
    """Return a report with the stored pictures. Raises PackingError if they are damaged."""
    both = zip(report.problems, kept, strict=True)
    return replace(report, problems=tuple(replace(p, pictures=unpack_pictures(k.pictures)) for p, k in both))


def judge_again(
    kept: Sequence[Packed], basis: Basis, head: Report, remarks: Sequence[str | Unused], own: Sequence[Document] = ()
) -> tuple[Report, tuple[Packed, ...]] | None:
    """Judge one submission's stored evidence, or return None if its code has to run again for different calls.

    `head` is a report with the submission's name, digest and timings. `own` are the documents if they were just
    read; otherwise they come from the store. Raises PackingError if what is stored is damaged.
    """
    exhibits, problems = [], []
    for number, one in enumerate(kept):
        if one.evidence is None or one.packages != basis.packages or one.problem not in basis.course.names:
            return None
        reference = basis.course.reference(one.problem)
        planned = plan(reference.problem, draw_cases(reference.problem, one.seed))
        probes = [p.probe for p in planned]
        if digest(probes) != one.plan:
            return None
        document = own[number] if own else unpack_document(one.document)
        evidence = unpack(one.evidence, probes)
        ask = Replay(evidence.answers)
        problems.append(judge(document, reference, evidence, basis.policy, ask, planned))
        if ask.missing:
            return None
        exhibits.append(Exhibit(document, evidence))
    if not exhibits:
        return None
    report = basis.staff.said(replace(head, problems=headed(problems, exhibits, remarks), reason=None))
    now = [
        replace(k, version=basis.course.version(k.problem), pictures=pack_pictures(p.pictures))
        for k, p in zip(kept, problems, strict=True)
    ]
    return report, tuple(now)


def same_package(one: str, other: str) -> bool:
    """Return whether two digests of `Basis.judged` are from one version of this package, whatever the problems."""
    return one.partition("-")[0] == other.partition("-")[0]


def without_pictures(report: Report) -> Report:
    """Return a report without pictures: only the page needs them, and they are most of a report's size."""
    return replace(report, problems=tuple(replace(p, pictures=()) for p in report.problems))


def same(one: Entry, report: Report) -> bool:
    """Return whether a report equals the stored one, apart from timings and pictures; nan equals nan."""
    return repr(without_pictures(replace(report, timings=one.report.timings))) == repr(one.report)
