"""What a worker of a cluster sends back: plain rows, checked like a student's answers.

A worker runs on a machine that somebody else may control. Its rows must have the form of the store's, be about the
submission that it was given, and hold a verdict for each question. Points, comments and pages are made here. For a
sample the evidence is judged here again and must give the same verdicts.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Annotated, Any

import msgspec

from autograder.batch.entry import Entry, Packed, entry_of, problem_rows, submission_row, verdict_rows, written_rows
from autograder.batch.folder import Pages, pages
from autograder.batch.judging import LARGEST, Basis, judge_again, nothing_packed, pictured, reassigned, restated
from autograder.batch.packing import PackingError, pack_document
from autograder.batch.soundness import MOST_POINTS
from autograder.batch.worker import Fate, Finished, Prior, ungraded
from autograder.declare.reference import Reference
from autograder.grading import choose_assigned, left_out, remarks
from autograder.judge.probes import draw_cases, plan
from autograder.judge.student_calls import digest
from autograder.judge.written import found_texts
from autograder.plain.safe_text import encodable
from autograder.report.head import Head
from autograder.report.report import ProblemReport
from autograder.report.verdict import Verdict
from autograder.submissions.beside import with_files
from autograder.submissions.source import Source
from autograder.submissions.submission import Document, Submission

LONGEST_REASON = 4000
TOO_LARGE = "its answers are too large to check what a worker says about them; grade it without --cluster"

_Points = Annotated[float, msgspec.Meta(ge=0, le=MOST_POINTS)]
_Text = str | None
_Score = _Points | None
_SubmissionRow = tuple[
    str, int, str, str, str, str, _Text, _Score, _Score, str, str, str, _Text, str, str, str
]  # fmt: skip
_ProblemRow = tuple[str, int, str, str, _Text, str, str, str, str, str, bytes, bytes | None, bytes, str]
_VerdictRow = tuple[
    str, int, int, str, str, _Points, _Points, _Score, str, str, str, _Text, _Text, str, _Text
]  # fmt: skip
_WrittenRow = tuple[str, int, int, str, str, _Points, str, _Score, _Text, str]


class ReplyError(Exception):
    """A reply that an honest worker does not send; the message says what is wrong with it."""


@dataclass(frozen=True)
class Errand:
    """One submission to be graded by a worker, read by this process. `seeds` are those of its problems."""

    source: Source
    submission: Submission
    content: str
    seeds: Mapping[str, int]
    prior: Prior | None


class Reply(msgspec.Struct, frozen=True, array_like=True):
    """The result of an errand; `refused` says why the worker may not run student code, and the rest is empty then."""

    worker: str
    refused: str | None = None
    fate: Fate = Fate.RUN
    submission: _SubmissionRow | None = None
    problems: tuple[_ProblemRow, ...] = ()
    verdicts: tuple[_VerdictRow, ...] = ()
    written: tuple[_WrittenRow, ...] = ()


def encoded(worker: str, finished: Finished) -> bytes:
    """Return a finished submission as bytes."""
    report = finished.report
    rows = (submission_row(finished.entry), problem_rows(report, finished.packed), verdict_rows(report))
    whole = [worker, None, finished.fate, rows[0], [*rows[1]], [*rows[2]], [*written_rows(report)]]
    return msgspec.msgpack.encode(whole, enc_hook=float)  # of numpy's numbers


def refusal(worker: str, reason: str) -> bytes:
    """Return why a worker may not run student code, as bytes."""
    return msgspec.msgpack.encode([worker, encodable(reason)])


def decoded(data: Any) -> Reply:
    """Return a reply whose rows have the right form. Raises ReplyError."""
    try:
        return msgspec.msgpack.decode(data, type=Reply)
    except (msgspec.DecodeError, TypeError, ValueError, RecursionError) as error:
        raise ReplyError(f"not a reply: {error}") from error


def accepted(
    reply: Reply, errand: Errand, basis: Basis, fallback: str | None, *, again: bool
) -> tuple[Finished, Pages]:
    """Return what a reply says about a submission, and its pages. Raises ReplyError if that cannot be true.

    With `again`, its evidence is judged here and must give its verdicts.
    """
    try:
        entry, kept = _entry(reply, errand)
        handed_in = errand.submission.documents
        choice = choose_assigned(handed_in, basis.course, fallback, basis.assignment)
        chosen = {name: with_files(document, handed_in) for name, document in choice.chosen}
        counted = choice.counted(errand.submission)
        head = Head(handed_in=counted.handed_in, marked_late=counted.late, graded=basis.today)
        report = replace(entry.report, head=head)
        entry = replace(entry, report=report, remarks=remarks(errand.submission, choice))
        if not entry.report.gradable:
            return _ungradable(entry, kept)
        names = [k.problem for k in reassigned((), [*chosen, *choice.left_out], basis.assignment.problems)]
        _same("problems", [p.problem for p in entry.report.problems], names)
        _same("version", entry.judged, basis.judged(names))
        if any(one.evidence is None and one.problem in chosen for one in kept):
            unchecked = ungraded(errand.source, f"{errand.source.file}: {TOO_LARGE}")
            return unchecked, pages(unchecked.report)
        held = [
            _held(problem, one, chosen.get(one.problem), errand.seeds, basis)
            for problem, one in zip(entry.report.problems, kept, strict=True)
        ]
        kept = tuple(one for _, one in held)
        entry = replace(entry, report=replace(report, problems=tuple(problem for problem, _ in held)))
        report = restated(entry, basis)
        if again:
            _judged_again(entry, kept, basis, chosen)
        made = pages(pictured(report, kept))
    except (PackingError, ValueError, TypeError, LookupError, ArithmeticError, AttributeError) as error:
        raise ReplyError(str(error)) from error
    if reply.fate is Fate.KEPT:
        raise ReplyError("it was asked to grade")
    return Finished(replace(entry, report=report, settled=basis.settled(report.slug)), kept, reply.fate), made


def _entry(reply: Reply, errand: Errand) -> tuple[Entry, tuple[Packed, ...]]:
    """Return the rows as an entry that is about the submission of the errand."""
    if reply.submission is None:
        raise ReplyError("there is no submission in it")
    submission, source = errand.submission, errand.source
    said = [(*row[:6], row[13], not row[10]) for row in reply.problems]
    entry = entry_of(reply.submission, said, reply.verdicts, reply.written)
    about = (entry.report.slug, entry.report.name, entry.file, entry.report.sha256, entry.content)
    given = (submission.slug, encodable(submission.name), encodable(source.file), submission.sha256, errand.content)
    if entry.report.gradable or entry.content:  # a fault of the grader's own is about no content
        _same("submission", about, given)
    _same("submission", about[:1], given[:1])
    _same("student", entry.student, source.student)
    kept = tuple(Packed(row[2], int(row[6]), *row[7:13]) for row in reply.problems)
    return entry, kept


def _ungradable(entry: Entry, kept: Sequence[Packed]) -> tuple[Finished, Pages]:
    if kept or len(entry.report.reason or "") > LONGEST_REASON:
        raise ReplyError("a submission that is not graded has no evidence, and a short reason")
    return Finished(entry), pages(entry.report)


def _held(
    problem: ProblemReport, one: Packed, document: Document | None, seeds: Mapping[str, int], basis: Basis
) -> tuple[ProblemReport, Packed]:
    """Return the verdicts and the evidence of one problem; what was left out is made here."""
    reference = basis.course.reference(problem.problem)
    if document is None:
        return left_out(reference, basis.policy), nothing_packed(problem.problem)
    _same("problems", one.problem, problem.problem)
    _hold_against(reference, problem, document)
    _hold_evidence(one, seeds[problem.problem], basis)
    return problem, replace(one, document=pack_document(document))


def _hold_against(reference: Reference, found: ProblemReport, document: Document) -> None:
    """Require a verdict for each question of the problem, and the student's own words."""
    problem = reference.problem
    _same("title", found.title, problem.title)
    _same("questions", [v.question for v in found.verdicts], [q.name for q in problem.questions])
    texts = found_texts(problem, reference.handed_out, document.cells, document.written) if problem.written else {}
    answers = [(w.question, w.text, [(n.cell, n.text) for n in w.near]) for w in found.written]
    own = [(name, encodable(t.text), [(n.cell, encodable(n.text)) for n in t.near]) for name, t in texts.items()]
    _same("written answers", answers, own)


def _hold_evidence(kept: Packed, seed: int, basis: Basis) -> None:
    """Require evidence of the calls that the seed draws."""
    _same("seed", kept.seed, seed)
    _same("packages", kept.packages, basis.packages)
    _same("version", kept.version, basis.course.version(kept.problem))
    problem = basis.course.reference(kept.problem).problem
    _same("calls", kept.plan, digest([p.probe for p in plan(problem, draw_cases(problem, seed))]))
    if kept.evidence is not None and len(kept.evidence) > LARGEST:
        raise ReplyError("evidence that is too large")


def _judged_again(entry: Entry, kept: Sequence[Packed], basis: Basis, documents: Mapping[str, Document]) -> None:
    """Require that the evidence gives the verdicts."""
    judged = judge_again(kept, basis, entry.report, entry.remarks, documents)
    if judged is None:
        raise ReplyError("evidence that lacks an answer")
    for one, other in zip(entry.report.problems, judged[0].problems, strict=True):
        _same("verdicts", [_told(v) for v in one.verdicts], [_told(v) for v in other.verdicts])


def _told(verdict: Verdict) -> tuple[object, ...]:
    """Return what must be equal on every machine; measured errors differ in their last digits."""
    return verdict.question, verdict.status, verdict.half, verdict.misconceptions


def _same(what: str, one: object, other: object) -> None:
    if one != other:
        raise ReplyError(f"its {what} cannot be true")
