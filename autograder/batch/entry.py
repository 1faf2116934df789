"""One submission of a class as the store keeps it, and its rows."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from dataclasses import asdict, astuple, dataclass
from datetime import datetime
from functools import lru_cache
from typing import Any

from msgspec import convert

from autograder.plain.evidence import Timings
from autograder.plain.safe_text import encodable, terminal
from autograder.plain.unused import Reason, Unused
from autograder.report.head import Head
from autograder.report.report import NearText, ProblemReport, Report, WrittenAnswer
from autograder.report.status import Status
from autograder.report.verdict import SourceLine, Verdict, WorstEntry
from autograder.submissions.student import Student

Row = tuple[Any, ...]
_Worst = tuple[list[int], float, float]
_Details = tuple[float | None, float | None, bool, _Worst | None, tuple[int, int, str, str] | None, bool]
LATEST = 10**10
"""Seconds; no hand-in is that late."""
_ENCODER = json.JSONEncoder(ensure_ascii=True, separators=(",", ":"))


@dataclass(frozen=True)
class Packed:
    """One document and its evidence as bytes; `evidence` is None if it was too large to keep.

    `plan` is the digest of the calls that were made, `version` that of the problem's solution file; `packages` are
    those that the student's code could import, separated by spaces. If the student left the problem out, there is
    neither a document nor evidence.
    """

    problem: str
    seed: int
    plan: str
    version: str
    packages: str
    document: bytes
    evidence: bytes | None
    pictures: bytes

    @property
    def left_out(self) -> bool:
        return not self.document


@dataclass(frozen=True)
class Entry:
    """One submission: its place in the gradebook, its file, its report without pictures.

    `content` is the digest of what was handed in and under which names. `judged` and `settled` are digests of what
    else its verdicts and its points depend on. `remarks` are the notes about its files, which the report contains too.
    """

    place: int
    file: str
    report: Report
    content: str = ""
    judged: str = ""
    settled: str = ""
    remarks: tuple[str | Unused, ...] = ()
    student: Student | None = None


def submission_row(entry: Entry) -> Row:
    """Return the row for table `submissions`, in the order of its columns."""
    report = entry.report
    points = (report.score, report.max_score) if report.gradable else (None, None)
    student = None if entry.student is None else _json(asdict(entry.student))
    return (
        report.slug,
        entry.place,
        encodable(report.name),
        encodable(entry.file),
        report.sha256,
        entry.content,
        None if report.reason is None else encodable(report.reason),
        *points,
        report.isolation,
        entry.judged,
        entry.settled,
        student,
        _json(_remarks(entry.remarks)),
        _json(astuple(report.timings)),
        head_text(report.head),
    )


def head_text(head: Head) -> str:
    """Return a report's head for its column."""
    return encodable(_json(asdict(head)))


def problem_rows(report: Report, packed: Sequence[Packed]) -> Iterator[Row]:
    """Yield the rows for table `problems`."""
    for position, (problem, kept) in enumerate(zip(report.problems, packed, strict=True)):
        said = (problem.problem, encodable(problem.title), problem.first_wrong, _json(problem.notes))
        yield (report.slug, position, *said, *_kept(kept), _json(_remarks(problem.unused)))


def verdict_rows(report: Report) -> Iterator[Row]:
    """Yield the rows for table `verdicts`."""
    for number, problem in enumerate(report.problems):
        for position, v in enumerate(problem.verdicts):
            where = None if v.where is None else astuple(v.where)
            worst = None if v.worst is None else (list(v.worst.index), float(v.worst.got), float(v.worst.expected))
            error = None if v.error is None else float(v.error)
            details = _json((error, v.tolerance, v.together, worst, where, v.half))
            names = _json(v.misconceptions)
            message, hint, comment, decided = (
                None if text is None else encodable(text) for text in (v.message, v.hint, v.comment, v.decided)
            )
            points = (v.score, v.max_score, v.machine_score)
            key = (report.slug, number, position, v.question)
            yield (*key, v.status.value, *points, names, v.group, message, hint, comment, details, decided)


def written_rows(report: Report) -> Iterator[Row]:
    """Yield the rows for table `written`."""
    for number, problem in enumerate(report.problems):
        for position, w in enumerate(problem.written):
            comment = None if w.comment is None else encodable(w.comment)
            text = (w.question, encodable(w.title), w.max_score, encodable(w.text))
            near = _json([(n.cell, encodable(n.text)) for n in w.near])
            yield (report.slug, number, position, *text, w.score, comment, near)


def entry_of(submission: Row, problems: Sequence[Row], verdicts: Sequence[Row], written: Sequence[Row]) -> Entry:
    """Return the entry for its rows; those of `problems` without the packed columns.

    Raises ValueError, which names the submission, if the text of a column is not what we wrote.
    """
    try:
        return _entry_of(submission, problems, verdicts, written)
    except (ValueError, TypeError, RecursionError) as error:
        raise ValueError(f"submission {terminal(submission[0], 60)}: {terminal(str(error), 200)}") from error


def _entry_of(submission: Row, problems: Sequence[Row], verdicts: Sequence[Row], written: Sequence[Row]) -> Entry:
    (slug, place, name, file, sha256, content, reason, _, _, isolation, *rest) = submission
    judged, settled, student, remarks, timings, head = rest
    made = tuple(
        ProblemReport(
            problem,
            title,
            tuple(_verdict(v) for v in verdicts if v[1] == number),
            tuple(convert(json.loads(notes), list[str])),
            (),
            first_wrong,
            tuple(_answer(w) for w in written if w[1] == number),
            tuple(Unused(Reason(reason), what) for reason, what in convert(json.loads(unused), list[tuple[str, str]])),
            bool(absent),
        )
        for (_, number, problem, title, first_wrong, notes, unused, absent) in problems
    )
    spent = Timings(*convert(json.loads(timings), list[float]))
    report = Report(name, slug, sha256, made, reason, isolation, spent, _head(head))
    said = convert(json.loads(remarks), list[str | tuple[str, str]])
    read = tuple(r if isinstance(r, str) else Unused(Reason(r[0]), r[1]) for r in said)
    return Entry(place, file, report, content, judged, settled, read, student_of(student))


def student_of(text: str | None) -> Student | None:
    """Return the student in the column of table `submissions`. Raises ValueError or TypeError if the text is none."""
    return None if text is None else Student(**convert(json.loads(text), dict[str, str]))


def _head(text: str) -> Head:
    """Return a stored head. Raises ValueError if its times are none, or being late costs more than everything."""
    head = convert(json.loads(text), Head)
    for time in filter(None, (head.due, head.handed_in, head.graded)):
        datetime.fromisoformat(time)
    if head.late is not None and not (0 <= head.late.share <= 1 and 0 <= (head.late.seconds or 0) <= LATEST):
        raise ValueError("a lateness that is none")
    return head


def _remarks(remarks: Sequence[str | Unused]) -> list[str | list[str]]:
    return [encodable(r) if isinstance(r, str) else [r.reason.value, encodable(r.what)] for r in remarks]


def _kept(kept: Packed) -> Row:
    return (str(kept.seed), kept.plan, kept.version, kept.packages, kept.document, kept.evidence, kept.pictures)


def _answer(row: Row) -> WrittenAnswer:
    question, title, max_score, text, score, comment, near = row[3:]
    known = tuple(NearText(cell, found) for cell, found in convert(json.loads(near), list[tuple[int, str]]))
    return WrittenAnswer(question, title, max_score, text, score, comment, known)


def _verdict(row: Row) -> Verdict:
    (_, _, _, question, status, score, max_score, machine, names, group, message, hint, comment, details, decided) = row
    error, tolerance, together, worst, where, half = _read(details, _Details)
    return Verdict(
        question,
        Status(status),
        score,
        max_score,
        message,
        error,
        tolerance,
        tuple(_read(names, list[str])),
        hint,
        together,
        None if worst is None else WorstEntry(tuple(worst[0]), worst[1], worst[2]),
        None if where is None else SourceLine(*where),
        group,
        comment,
        machine,
        half,
        decided,
    )


@lru_cache(maxsize=1024)
def _read(text: str, kind: Any) -> Any:
    """Parse what `_json` returned; cached, because it is the same for every correct verdict."""
    return convert(json.loads(text), kind)


def _json(value: Any) -> str:
    """Return plain values as JSON that reads back unchanged, including nan and infinities."""
    return _ENCODER.encode(value)
