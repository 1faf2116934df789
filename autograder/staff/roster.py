"""The course's list of students: whose each submission is, and who handed nothing in.

Reads any CSV whose first line has column names that learning platforms use: Canvas's gradebook export, Moodle's
grading worksheet, Gradescope's roster, or a plain list with `name` and `email`.
"""

from __future__ import annotations

import csv
import io
import re
import unicodedata
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from functools import cached_property

from autograder.plain.errors import MendableError
from autograder.plain.safe_text import terminal
from autograder.staff.worksheet import Worksheet, has_addresses, worksheet
from autograder.submissions.source import Source
from autograder.submissions.spoken_time import iso
from autograder.submissions.student import Student

COLUMNS = {
    "name": ("name", "full name", "student", "student name"),
    "first": ("first name", "first", "given name", "firstname"),
    "last": ("last name", "last", "surname", "family name", "lastname"),
    "email": ("email", "email address", "e-mail", "e-mail address"),
    "sid": ("sid", "student id", "id number", "sis user id", "student number", "orgdefinedid"),
    "login": ("login", "username", "user name", "sis login id", "login id", "netid", "github_username"),
    "lms_id": ("id", "canvas id", "identifier", "participant"),
}
"""The column names for each field of a student; letter case and surrounding spaces do not matter."""
_STAFF = {"instructor", "ta", "reader", "teacher", "teaching assistant"}  # in the column Role of Gradescope's roster
_SHORTEST_SIGN = 3  # of a login or number that is looked for in the name of a file
_MOST_WORDS = 20
_OPEN_QUOTE = 'a quotation mark (") opens a cell and does not close it in the right place'


class RosterError(MendableError):
    """A roster that cannot be used; the message names the file, the line and the reason."""


@dataclass(frozen=True)
class Roster:
    """A CSV as it was read: its columns, and one row per student, each with the student it describes.

    `worksheet` are the places of the columns if it is Moodle's grading worksheet; `possible` are the cells of Canvas's
    line of points.
    """

    columns: tuple[str, ...]
    rows: tuple[tuple[Student, tuple[str, ...]], ...]
    worksheet: Worksheet | None = None
    possible: tuple[str, ...] = ()

    @property
    def students(self) -> tuple[Student, ...]:
        return tuple(student for student, _ in self.rows)

    @cached_property
    def by_sign(self) -> dict[tuple[str, str], tuple[Student, ...]]:
        """The students by what a submission may be known by: a class of 5,000 is looked up 5,000 times."""
        found: dict[tuple[str, str], dict[Student, None]] = {}
        for s in self.students:
            words = (s.login, s.sid, s.email, s.email.partition("@")[0])
            sure = (("lms_id", s.lms_id), ("email", _plain(s.email)), ("sid", s.sid))
            others = (*(("file", _plain(word)) for word in words), *(("name", one) for one in _spellings(s.name)))
            for sign in (sign for sign in (*sure, *others) if sign[1]):
                found.setdefault(sign, {})[s] = None
        return {sign: tuple(students) for sign, students in found.items()}


def parse_roster(text: str, where: str) -> Roster:
    """Return the roster in a text. Raises RosterError if no column identifies the student."""
    text = text.removeprefix("\ufeff")
    first, _, rest = text.partition("\n")
    delimiter = max(",;\t|", key=first.count)
    if re.fullmatch(r"sep=[,;\t]\r?", first):  # Excel's own first line
        text, delimiter = rest, first[4]
    lines, starts = _lines(text, delimiter, where)
    columns = tuple(cell.strip() for cell in lines[0])
    if any(has_addresses([column]) for column in columns):
        raise RosterError(f"{where}: line 1 is a student; write the names of the columns above it, such as name,email")
    cells_of = [tuple(cell.strip() for cell in line) for line in lines[1:]]
    sheet = worksheet(columns, cells_of)
    places = _places(columns, cells_of, sheet)
    if sheet is None and all(places[piece] is None for piece in ("name", "first", "email", "sid", "login")):
        known = ", ".join(words[0] for words in COLUMNS.values())
        raise RosterError(f"{where}: line 1: no column identifies the student; known columns are {known}, and synonyms")
    role = next((i for i, column in enumerate(columns) if column.casefold() == "role"), None)
    rows, people = [], dict[tuple[str, str, str], Student]()
    for start, cells in zip(starts[1:], cells_of, strict=True):
        row = {piece: cells[i] if i is not None and i < len(cells) else "" for piece, i in places.items()}
        if any("\n" in cell or "\r" in cell for cell in row.values()):
            raise RosterError(f"{where}: line {start}: {_OPEN_QUOTE}")
        first_last = f"{row.pop('first')} {row.pop('last')}".strip()
        number = re.search(r"[0-9]+", row["lms_id"])  # Moodle writes "Participant 1234"
        name = row["name"] or first_last
        is_staff = role is not None and role < len(cells) and cells[role].casefold() in _STAFF
        if is_staff or _is_no_student(name, row):
            continue
        sid, login = (row[piece].removeprefix("#") for piece in ("sid", "login"))  # as Brightspace writes them
        student = Student(name, row["email"], sid, login, number[0] if number else row["lms_id"])
        signs = [(_letters(name), *sign) for sign in identities(student) if sign[0] != "name"]
        same = next((people[sign] for sign in signs if sign in people), student)  # in two sections, say
        people |= dict.fromkeys(signs, same)
        rows.append((same, cells))
    possible = next((cells for cells in cells_of if cells[0].casefold() == "points possible"), ())
    return Roster(columns, tuple(rows), sheet, possible)


def _lines(text: str, delimiter: str, where: str) -> tuple[list[list[str]], list[int]]:
    """Return the lines of a table that are not empty, and the number of the line in which each begins."""
    read = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    lines, starts, start = [], [], 1
    try:
        for line in read:
            if any(cell.strip() for cell in line):
                lines.append(line)
                starts.append(start)
            start = read.line_num + 1
    except csv.Error as error:
        open_quote = '"' in str(error) or "end of data" in str(error)
        raise RosterError(f"{where}: line {start}: {_OPEN_QUOTE if open_quote else error}") from error
    if not lines:
        raise RosterError(f"{where}: it is empty")
    return lines, starts


def _places(columns: Sequence[str], rows: Sequence[Sequence[str]], sheet: Worksheet | None) -> dict[str, int | None]:
    """Return the place of the column for each field of a student, by its name, else by its content."""
    places = {
        piece: next((i for i, c in enumerate(columns) if " ".join(c.casefold().split()) in words), None)
        for piece, words in COLUMNS.items()
    }
    if sheet is not None:
        return places | {"lms_id": sheet.identifier, "name": sheet.name, "email": sheet.email}
    if places["email"] is None:
        found = (i for i in range(len(columns)) if has_addresses([row[i] for row in rows if i < len(row)]))
        places["email"] = next(found, None)
        before = range(places["email"] or 0)
        if all(places[piece] is None for piece in ("name", "first", "last")) and len(before) in {1, 2}:
            places |= {"name": 0} if len(before) == 1 else {"first": 0, "last": 1}
    return places


def _is_no_student(name: str, row: dict[str, str]) -> bool:
    """Return whether a line is not a student: Canvas's second line, its test student, or an empty line."""
    return name.casefold() in {"points possible", "student, test", "test student"} or not any((name, *row.values()))


def join(sources: Sequence[Source], roster: Roster) -> tuple[Source, ...]:
    """Return the sources with the roster's students and their names.

    Matches by the platform's number, then the e-mail, the university's number, the login, the name; else by what is
    part of the file's name, if it is part of no other's. If two students match, or none, the source is unchanged and
    gets a note.
    """
    found = [find_student(source.name, source.student or Student(), roster) for source in sources]
    if not all(found):
        found = [
            (*whose,) or parts for whose, parts in zip(found, _parts_of_names(sources, found, roster), strict=True)
        ]
    return tuple(_joined(source, whose, roster) for source, whose in zip(sources, found, strict=True))


def missing(students: Iterable[Student | None], roster: Roster) -> tuple[Student, ...]:
    """Return the students of the roster without a submission."""
    there = {key for student in students if student is not None for key in identities(student)}
    return tuple(s for s in dict.fromkeys(roster.students) if not there & identities(s))


def unmatched(known: Iterable[tuple[str, Student | None]], roster: Roster) -> int:
    """Return how many submissions, each with its name, are not known to be of one student of the roster."""
    return sum(len(find_student(name, student or Student(), roster)) != 1 for name, student in known)


def signs(student: Student) -> tuple[tuple[str, str], ...]:
    """Return what only one person has, each with its kind: numbers, e-mail and login."""
    several = (
        ("lms_id", student.lms_id),
        ("email", _plain(student.email)),
        ("sid", student.sid),
        ("login", _plain(student.login)),
    )
    return tuple((kind, sign) for kind, sign in several if sign)


def identities(student: Student) -> set[tuple[str, str]]:
    """Return what identifies a student; the name and the login only if there is nothing else."""
    sure = (("email", _plain(student.email)), ("sid", student.sid), ("lms_id", student.lms_id))
    other = (("name", _plain(student.name)), ("login", student.login))
    found = ({(kind, value) for kind, value in several if value} for several in (sure, other))
    return next(filter(None, found), set())


def absent(count: int, names: str, unknown: int) -> str:
    """Return a sentence on students of the roster without a submission: some may have handed in what matches nobody."""
    if not unknown:
        return f"{count} on the roster handed in nothing: {names}"
    nobodys = "1 matches nobody" if unknown == 1 else f"{unknown} match nobody"
    have = "has" if count == 1 else "have"
    return f"{count} on the roster {have} no submission that is known to be theirs ({nobodys} on it): {names}"


def find_student(name: str, known: Student, roster: Roster) -> tuple[Student, ...]:
    """Return the students of the roster that a submission could be from, by the most reliable field that matches."""
    several = (
        ("lms_id", known.lms_id),
        ("email", _plain(known.email)),
        ("sid", known.sid),
        ("file", _plain(name)),
        ("name", _letters(known.name or name)),
    )
    return next((roster.by_sign[sign] for sign in several if sign in roster.by_sign), ())


def _parts_of_names(
    sources: Sequence[Source], found: Sequence[tuple[Student, ...]], roster: Roster
) -> list[tuple[Student, ...]]:
    """Return the students who have one of their signs in a file's name, as in `hw2-ada`, and in no other one's."""
    signs: dict[str, set[Student]] = {}
    for student in roster.students:
        spellings = _spellings(student.name) if len(student.name.split()) > 1 else set()
        own = (student.login, student.sid, student.email.partition("@")[0])
        for sign in spellings | {_letters(sign) for sign in own}:
            if len(sign) >= _SHORTEST_SIGN:
                signs.setdefault(sign, set()).add(student)
    named: list[set[Student]] = []
    for source in sources:
        words = [_letters(word) for word in re.findall(r"[^\W_]+", source.name)][:_MOST_WORDS]
        runs = {"".join(words[i:j]) for i in range(len(words)) for j in range(i + 1, len(words) + 1)}
        named.append(set().union(*(signs[run] for run in runs if run in signs and source.student is None)))
    often = Counter(student for whose in (*named, *found) for student in whose)
    return [tuple(student for student in whose if often[student] == 1) for whose in named]


def _joined(source: Source, found: Sequence[Student], roster: Roster) -> Source:
    known, shown = source.student or Student(), terminal(source.name, 60)
    if len(found) == 1:
        when = source.handed_in or _handed_in(found[0], roster)
        name = found[0].name or source.name
        return replace(source, name=name, student=_both(found[0], known), handed_in=when)
    note = f"{len(found)} students of the roster could be {shown}: it is not matched to any of them."
    return replace(source, notes=(*source.notes, note if found else f"{shown} is not in the roster."))


def _handed_in(student: Student, roster: Roster) -> str:
    """Return when a student handed in, according to Moodle's worksheet, or ""."""
    at = None if roster.worksheet is None else roster.worksheet.handed_in
    if at is None:
        return ""
    cells = next(cells for one, cells in roster.rows if one == student)
    return iso(cells[at]) if at < len(cells) else ""


def _both(listed: Student, known: Student) -> Student:
    """Return the roster's fields, completed with those that only the platform knows."""
    pieces = ("name", "email", "sid", "login", "lms_id")
    return Student(*(getattr(listed, piece) or getattr(known, piece) for piece in pieces))


def _plain(text: str) -> str:
    return unicodedata.normalize("NFKC", text).casefold().strip()


def _letters(name: str) -> str:
    """Return only letters and digits, without accents: "Lovelace, Ada" is lovelaceada in Canvas's file names."""
    spelled = unicodedata.normalize("NFKD", name).casefold()
    return "".join(c for c in spelled if c.isalnum())


def _spellings(name: str) -> set[str]:
    """Return a name in both orders."""
    last, comma, first = name.partition(",")
    if comma:
        return {_letters(last + first), _letters(first + last)}
    words = name.split()
    return {_letters(name), _letters("".join((words[-1], *words[:-1])))} if words else set()
