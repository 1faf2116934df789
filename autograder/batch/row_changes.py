"""Rows that staff took out of a class or gave to another student, on record: later runs keep to it."""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timezone
from pathlib import Path

import msgspec

from autograder.batch.class_list import entry_named, source_named
from autograder.batch.entry import student_of
from autograder.batch.folder import OutputError, OutputFolder
from autograder.batch.judging import pictured
from autograder.batch.lookup import LookupFailedError
from autograder.batch.remark_store import move_marks
from autograder.batch.rows import KnownRow, in_their_rows, newest
from autograder.batch.setting import Setting
from autograder.batch.store import Store
from autograder.plain.safe_text import encodable, terminal
from autograder.staff.roster import Roster, find_student, join
from autograder.submissions.names import listed
from autograder.submissions.source import Source
from autograder.submissions.student import Student

_NAMED = 10


class RowChange(msgspec.Struct, frozen=True, omit_defaults=True):
    """One decision about the hand-in `file`: removed if `to` is None, else given to a student called `to`.

    `slug` is that of a removed row, whose `student` gets it back with what people decided about it.
    """

    when: str
    file: str
    name: str
    to: str | None = None
    student: Student | None = None
    why: str = ""
    slug: str = ""


def row_changes(store: Store) -> tuple[RowChange, ...]:
    """Return all decisions, the oldest first."""
    text = store.setting(Setting.ROWS)
    try:
        return () if text is None else msgspec.json.decode(text, type=tuple[RowChange, ...])
    except msgspec.DecodeError as error:
        raise OutputError(f"{store.path} cannot be read: its record of removed and renamed rows is damaged") from error


def applied(sources: Sequence[Source], store: Store) -> tuple[tuple[Source, ...], tuple[str, ...]]:
    """Return the sources under the names that staff gave them, and the names of those that were removed."""
    last = {change.file: change for change in row_changes(store)}
    if not last:
        return tuple(sources), ()
    stay, gone = [], []
    for source in sources:
        change = last.get(encodable(source.file))
        if change is None:
            stay.append(source)
        elif change.to is None:
            gone.append(source.name)
        else:
            stay.append(replace(source, name=change.to, student=change.student or source.student))
    return tuple(stay), tuple(gone)


def all_rows(store: Store) -> tuple[KnownRow, ...]:
    """Return the rows of the gradebook, followed by those that were removed."""
    with store.reading() as connection:
        query = "SELECT slug, name, file, student FROM submissions ORDER BY place, slug"
        rows = [KnownRow(slug, name, file, student_of(text)) for slug, name, file, text in connection.execute(query)]
    there = {row.slug for row in rows}
    gone = {c.slug: KnownRow(c.slug, c.name, c.file, c.student) for c in row_changes(store) if c.slug and c.to is None}
    return (*rows, *(row for slug, row in gone.items() if slug not in there))


def students_of(
    sources: Sequence[Source], store: Store, roster: Roster | None, wanted: str | None = None
) -> tuple[tuple[Source, ...], tuple[str, ...]]:
    """Return the hand-ins that count, each in its student's row, and messages about the others.

    If one student is `wanted`, a removed hand-in of that student comes back.
    """
    found, said = newest(sources)
    if roster is not None:
        found = join(found, roster)
    rows = all_rows(store)
    if wanted is not None:
        bring_back(store, found, wanted)
    found, gone = applied(found, store)
    if gone:
        said += (f"removed earlier, and not graded: {listed(gone, _NAMED)}",)
    return in_their_rows(found, rows, roster), said


def remove_row(store: Store, output: OutputFolder, name: str, why: str) -> str:
    """Take a submission out of the class and return its name. Raises LookupFailedError."""
    entry = entry_named(store, name)
    with store.together():
        store.remove(entry.report.slug)
        file, called = encodable(entry.file), encodable(entry.report.name)
        _record(store, RowChange(_now(), file, called, None, entry.student, why, entry.report.slug))
    output.delete(entry.report.slug)
    return entry.report.name


def give_row(store: Store, output: OutputFolder, name: str, to: str, roster: Roster | None, why: str) -> str:
    """Let a submission be another student's, and return the new name. Raises LookupFailedError."""
    entry = entry_named(store, name)
    if not to.strip():
        raise LookupFailedError("a student needs a name")
    student = Student(name=to) if roster is None else _student(to, roster)
    new = student.name or to
    others = [row for row in all_rows(store) if row.slug != entry.report.slug]
    (slug,) = (own.slug for own in in_their_rows([Source(new, "", Path(), student=student)], others, roster))
    if store.entry(slug) is not None and slug != entry.report.slug:
        raise LookupFailedError(f"{terminal(new, 60)} has a submission already, {slug}: remove that one first")
    packed = store.packed(entry.report.slug)
    given = replace(entry, report=replace(entry.report, name=new, slug=slug), student=student, content="")
    output.write_report(pictured(given.report, packed))
    with store.together():
        store.remove(entry.report.slug)
        store.put([(given, packed)])
        _rename_marks(store, entry.report.slug, slug)
        file, before = encodable(entry.file), encodable(entry.report.name)
        _record(store, RowChange(_now(), file, before, encodable(new), student, why))
    if slug != entry.report.slug:
        output.delete(entry.report.slug)
    return new


def bring_back(store: Store, sources: Sequence[Source], name: str) -> None:
    """Forget that the hand-ins of a student were removed."""
    try:
        files = {encodable(source_named(sources, name).file)}
    except LookupFailedError:
        return
    kept = [change for change in row_changes(store) if change.to is not None or change.file not in files]
    if len(kept) < len(row_changes(store)):
        store.remember(Setting.ROWS, msgspec.json.encode(kept).decode())


def _student(to: str, roster: Roster) -> Student:
    found = [s for s in roster.students if to in (s.name, s.email, s.sid, s.login, s.lms_id)]
    found = found or list(find_student(to, Student(name=to), roster))
    if len(found) != 1:
        raise LookupFailedError(f"{len(found) or 'no'} students of the roster could be {terminal(to, 60)}")
    return found[0]


def _record(store: Store, change: RowChange) -> None:
    everything = (*row_changes(store), change)
    store.remember(Setting.ROWS, msgspec.json.encode(everything).decode())


def _rename_marks(store: Store, old: str, new: str) -> None:
    """Let the marks follow their submission: those in their table, and those of an earlier version in a text."""
    move_marks(store, old, new)
    text = store.setting(Setting.MARKS)
    if text is None:
        return
    first = text.partition("\n")[0]
    delimiter = ";" if first.count(";") > first.count(",") else ","
    rows = list(csv.reader(io.StringIO(text, newline=""), delimiter=delimiter))
    at = rows[0].index("submission") if rows and "submission" in rows[0] else None
    if at is None:
        return
    for row in rows[1:]:
        if len(row) > at and row[at].strip().removeprefix("'") == old:
            row[at] = new
    out = io.StringIO()
    csv.writer(out, delimiter=delimiter, lineterminator="\n").writerows(rows)
    store.remember(Setting.MARKS, out.getvalue())


def _now() -> str:
    return datetime.now(timezone.utc).isoformat(timespec="seconds")
