"""The course's list of students: who each submission is from, and who handed nothing in.

Reads any CSV whose first line names its columns by words that learning platforms use: Canvas's gradebook export,
Moodle's grading worksheet, Gradescope's roster, or a plain list with `name` and `email`.
"""

from __future__ import annotations

import csv
import io
import re
import unicodedata
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace

from autograder.plain.errors import MendableError
from autograder.plain.safe_text import terminal, unique_slugs
from autograder.submissions.gather import Source
from autograder.submissions.student import Student

COLUMNS = {
    "name": ("name", "full name", "student", "student name"),
    "first": ("first name", "first", "given name"),
    "last": ("last name", "last", "surname", "family name"),
    "email": ("email", "email address", "e-mail", "e-mail address"),
    "sid": ("sid", "student id", "id number", "sis user id", "student number"),
    "login": ("login", "username", "user name", "sis login id", "login id", "netid"),
    "lms_id": ("id", "canvas id", "identifier", "participant"),
}
"""The words for each piece of knowledge; letter case and spaces around them do not matter."""


class RosterError(MendableError):
    """A roster that cannot be used; the message names the file, the line and the reason."""


@dataclass(frozen=True)
class Roster:
    """A CSV as it was read: its columns, and a row a student, each with who it is about."""

    columns: tuple[str, ...]
    rows: tuple[tuple[Student, tuple[str, ...]], ...]

    @property
    def students(self) -> tuple[Student, ...]:
        return tuple(student for student, _ in self.rows)


def parse_roster(text: str, where: str) -> Roster:
    """Read a roster; RosterError where no column says who a student is."""
    text = text.removeprefix("\ufeff")
    first = text.partition("\n")[0]
    delimiter = max(",;\t", key=first.count)
    try:
        lines = list(csv.reader(io.StringIO(text, newline=""), delimiter=delimiter))
    except csv.Error as error:
        raise RosterError(f"{where}: {error}") from error
    lines = [line for line in lines if any(cell.strip() for cell in line)]
    if not lines:
        raise RosterError(f"{where}: it is empty")
    columns = tuple(cell.strip() for cell in lines[0])
    places = {
        piece: next((i for i, c in enumerate(columns) if " ".join(c.casefold().split()) in words), None)
        for piece, words in COLUMNS.items()
    }
    if all(places[piece] is None for piece in ("name", "first", "email", "sid", "login")):
        known = ", ".join(words[0] for words in COLUMNS.values())
        raise RosterError(
            f"{where}: line 1: no column says who a student is; known are {known}, and other words for them"
        )
    rows = []
    for line in lines[1:]:
        cells = tuple(cell.strip() for cell in line)
        told = {piece: cells[i] if i is not None and i < len(cells) else "" for piece, i in places.items()}
        first_last = f"{told.pop('first')} {told.pop('last')}".strip()
        number = re.search(r"[0-9]+", told["lms_id"])  # Moodle writes "Participant 1234"
        name = told["name"] or first_last
        if _is_no_student(name, told):
            continue
        student = Student(name, told["email"], told["sid"], told["login"], number[0] if number else told["lms_id"])
        rows.append((student, cells))
    return Roster(columns, tuple(rows))


def _is_no_student(name: str, told: dict[str, str]) -> bool:
    """Tell Canvas's second line and its test student, and lines without anybody."""
    return name.casefold() in {"points possible", "student, test", "test student"} or not any((name, *told.values()))


def join(sources: Sequence[Source], roster: Roster) -> tuple[Source, ...]:
    """Put to each source who it is from; slugs are made anew where names change.

    Goes by the platform's number, then the e-mail, the university's number, the login, the name. Where two students
    would do, or none, the source stays as it is and a note says so.
    """
    joined = [_joined(source, roster) for source in sources]
    slugs = unique_slugs([source.name for source in joined])
    return tuple(replace(source, slug=slug) for source, slug in zip(joined, slugs, strict=True))


def missing(students: Iterable[Student | None], roster: Roster) -> tuple[Student, ...]:
    """List who is in the roster and among nobody's submissions."""
    there = {key for student in students if student is not None for key in _keys(student)}
    return tuple(student for student in roster.students if not there & _keys(student))


def find_student(name: str, known: Student, roster: Roster) -> tuple[Student, ...]:
    """Give the students of the roster that a submission could be from, by the surest sign that fits any."""
    stem = _plain(name)
    tests: tuple[Callable[[Student], bool], ...] = (
        lambda s: bool(known.lms_id) and known.lms_id == s.lms_id,
        lambda s: bool(known.email) and _plain(known.email) == _plain(s.email),
        lambda s: bool(known.sid) and known.sid == s.sid,
        lambda s: stem in {_plain(word) for word in (s.login, s.sid, s.email, s.email.partition("@")[0]) if word},
        lambda s: bool(s.name) and _letters(known.name or name) in _spellings(s.name),
    )
    for test in tests:
        found = tuple(student for student in roster.students if test(student))
        if found:
            return found
    return ()


def _joined(source: Source, roster: Roster) -> Source:
    known, shown = source.student or Student(), terminal(source.name, 60)
    found = find_student(source.name, known, roster)
    if len(found) == 1:
        return replace(source, name=found[0].name or source.name, student=_both(found[0], known))
    note = f"{len(found)} students of the roster could be {shown}: it is joined to none."
    return replace(source, notes=(*source.notes, note if found else f"{shown} is not in the roster."))


def _keys(student: Student) -> set[tuple[str, str]]:
    """Give what tells a student from others; the name only where there is nothing else."""
    sure = {("email", _plain(student.email)), ("sid", student.sid), ("lms_id", student.lms_id)}
    sure = {(kind, value) for kind, value in sure if value}
    return sure or {("name", _plain(student.name)), ("login", student.login)}


def _both(listed: Student, known: Student) -> Student:
    """Take the roster's word, and what only the platform knows beside it."""
    pieces = ("name", "email", "sid", "login", "lms_id")
    return Student(*(getattr(listed, piece) or getattr(known, piece) for piece in pieces))


def _plain(text: str) -> str:
    return unicodedata.normalize("NFKC", text).casefold().strip()


def _letters(name: str) -> str:
    """Leave letters and digits only, without accents: "Lovelace, Ada" in Canvas's file names is lovelaceada."""
    spelled = unicodedata.normalize("NFKD", name).casefold()
    return "".join(c for c in spelled if c.isalnum())


def _spellings(name: str) -> set[str]:
    """Give a name in both orders."""
    last, comma, first = name.partition(",")
    if comma:
        return {_letters(last + first), _letters(first + last)}
    words = name.split()
    return {_letters(name), _letters("".join((words[-1], *words[:-1])))} if words else set()
