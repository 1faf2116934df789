"""Tables of students come in any language and encoding; Moodle's worksheet goes back under its own names."""

from __future__ import annotations

import csv
import io
import random
from collections import Counter
from collections.abc import Callable
from functools import partial
from pathlib import Path

import pytest

from autograder.render.grades.moodle import moodle
from autograder.render.grades.sheet import ExportSheet, Grade
from autograder.report.report import Report
from autograder.staff import roster as of_roster
from autograder.staff.policy import PolicyError
from autograder.staff.policy_file import read_text
from autograder.staff.roster import Roster, RosterError, absent, find_student, join, missing, parse_roster, unmatched
from autograder.staff.table_text import table_text
from autograder.submissions.source import Source
from autograder.submissions.student import Student

PEOPLE = (
    ("Ada Lovelace", "ada@example.edu"),
    ("Jörg Müller", "jm@example.edu"),
    ("محمد علي", "m.ali@example.edu"),
    ("李 小龙", "li@example.edu"),
    ("O'Brien, Pat", "pat@example.edu"),
)
LANGUAGES = {
    "de": ("ID", "Vollständiger Name", "E-Mail-Adresse", "Status", "Bewertung", "Bestwertung", "Ja", "Teilnehmer/in"),
    "fr": ("Identifiant", "Nom complet", "Adresse", "Statut", "Note", "Note maximale", "Oui", "Participant "),
    "es": ("Identificador", "Nombre completo", "Correo", "Estado", "Calificación", "Máxima", "Sí", "Participante "),
    "ar": ("المعرف", "الاسم الكامل", "البريد", "الحالة", "الدرجة", "الدرجة القصوى", "نعم", "المشارك "),
    "zh": ("标识", "全名", "邮箱", "状态", "成绩", "最高分", "是", "参与者"),
    "en": ("Identifier", "Full name", "Email address", "Status", "Grade", "Maximum grade", "Yes", "Participant "),
}


def worksheet(language: str, seed: int, *, anonymous: bool = False) -> tuple[list[list[str]], int]:
    """A worksheet as Moodle writes it, and the place of its grade."""
    draw = random.Random(f"{language} {seed}")
    identifier, name, email, status, grade, maximum, yes, word = LANGUAGES[language]
    extra = draw.random() < 0.3 and not anonymous
    text = draw.random() < 0.3
    most = draw.choice(("10,00", "100.00", "20"))
    who = [] if anonymous else [name, email, *(["x1"] if extra else [])]
    header = [identifier, *who, status, grade, maximum, "y", "t1", *(["text"] if text else []), "t2", "comments"]
    if language == "en":
        header[-1] = "Feedback comments"
    rows = [header]
    for number, person in enumerate(draw.sample(PEOPLE, draw.randint(1, 5))):
        own = [] if anonymous else [*person, *([f"m{number}"] if extra else [])]
        given = draw.choice(("", "", "-", "7,50"))
        online = ["<p>2 b, or not 2 b</p>"] if text else []
        rows.append([f"{word}{2000 + number}", *own, "?", given, most, yes, "-", *online, "1. März 2026, 21:05", ""])
    return rows, header.index(grade)


def written(rows: list[list[str]], delimiter: str) -> str:
    out = io.StringIO()
    csv.writer(out, delimiter=delimiter, lineterminator="\r\n").writerows(rows)
    return out.getvalue()


@pytest.mark.parametrize("anonymous", [False, True])
@pytest.mark.parametrize("language", LANGUAGES)
def test_a_worksheet_of_any_language_is_read_and_comes_back_under_its_names(language: str, *, anonymous: bool) -> None:
    for seed in range(20):
        rows, place = worksheet(language, seed, anonymous=anonymous)
        roster = parse_roster(table_text(written(rows, random.Random(seed).choice(",;\t")).encode("utf-16")), "w.csv")
        assert [s.lms_id for s in roster.students] == [str(2000 + i) for i in range(len(rows) - 1)]
        if not anonymous:
            assert [(s.name, s.email) for s in roster.students] == [(row[1], row[2]) for row in rows[1:]]
        grades = [Grade(s, Report("n", "n", "", ()), cells=cells) for s, cells in roster.rows]
        back = list(csv.reader(io.StringIO(moodle(ExportSheet(grades, "HW", roster, 12.0)))))
        assert back[0] == rows[0]
        for line, before in zip(back[1:], rows[1:], strict=True):
            changed = [i for i, (new, old) in enumerate(zip(line, before, strict=True)) if new.strip("'") != old]
            assert set(changed) <= {place, len(line) - 1}
            assert place in changed, "a grade of 0 of 0 points is written"


@pytest.mark.parametrize(
    "text",
    [
        "name,email\nAda,ada@example.edu\n",
        "a,b,c,d,e,f\nx1,n,s,,10,Yes\n2,n,s,,10,Yes\n",
        'Student,ID,SIS User ID,Section,HW (7)\n"Lovelace, Ada",1,u1,A1,10\n',
        "P,n,m,g,x,y\nP 1,n,5,7,10,10\n",
    ],
)
def test_a_table_that_is_no_worksheet_is_not_taken_for_one(text: str) -> None:
    try:
        roster = parse_roster(text, "r.csv")
    except RosterError as error:
        assert "no column identifies" in str(error)  # noqa: PT017 - either answer is right
    else:
        assert roster.worksheet is None


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "cp1252"])
@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
def test_tables_are_read_in_the_encodings_of_spreadsheets(encoding: str, delimiter: str) -> None:
    rows = [["Vorname", "Nachname", "E-Mail-Adresse"], ["Jörg", "Müller", "jm@example.edu"], ["Zoë", "€", "z@b.c"]]
    (jm, _) = parse_roster(table_text(written(rows, delimiter).encode(encoding)), "r.csv").students
    assert (jm.name, jm.email) == ("Jörg Müller", "jm@example.edu")


def test_what_excel_and_brightspace_add_is_taken_away() -> None:
    text = "sep=;\r\nOrgDefinedId;Username;Last Name;First Name\r\n#0012;#ada;Lovelace;Ada\r\n"
    (ada,) = parse_roster(text, "r.csv").students
    assert ada == Student("Ada Lovelace", "", "0012", "ada", "")


def test_bytes_of_no_encoding_are_still_read_and_a_broken_mark_is_refused() -> None:
    assert table_text(b"name\n\x81\x8f\n").startswith("name")
    with pytest.raises(UnicodeDecodeError):
        table_text(b"\xff\xfea")


def test_nobody_is_said_to_have_handed_in_nothing_while_a_submission_matches_nobody() -> None:
    roster = Roster(("name",), ((Student("Ada"), ()), (Student("Grace"), ())))
    assert unmatched([("Ada", None)], roster) == 0
    assert unmatched([("Ada", None), ("anon_Ab1x2", Student())], roster) == 1
    assert absent(1, "Grace", 0) == "1 on the roster handed in nothing: Grace"
    assert "handed in nothing" not in absent(1, "Grace", 1)


def test_who_is_missing_is_known_by_the_name_alone() -> None:
    roster = parse_roster("name\nAda\nBo\n", "r.csv")
    assert [s.name for s in missing([Student("Ada"), None], roster)] == ["Bo"], "an empty login is nobody's"


@pytest.mark.parametrize("seed", range(10))
def test_a_student_in_several_lines_is_one_student(seed: int) -> None:
    """As in two sections, with another address there; two students of one name stay two."""
    draw = random.Random(seed)
    people = [*PEOPLE, ("Ada Lovelace", "ada2@example.edu")]
    lines = [[f"s{i}", name, email, "1"] for i, (name, email) in enumerate(people)]
    again = [
        [sid, name, draw.choice((email, "old@example.edu")), "2"] for sid, name, email, _ in draw.choices(lines, k=4)
    ]
    roster = parse_roster(written([["SID", "Name", "Email", "Section"], *lines, *again], ","), "r.csv")
    assert len(roster.rows) == len(lines) + len(again)
    for i, (name, email) in enumerate(people):
        by_number = find_student("hw", Student(sid=f"s{i}"), roster)
        assert [s.name for s in by_number] == [name]
        assert find_student(email, Student(), roster) == by_number
        assert len(find_student(name, Student(), roster)) == (2 if name == "Ada Lovelace" else 1)
    assert [s.sid for s in missing([], roster)] == [f"s{i}" for i in range(len(people))]


@pytest.mark.parametrize("columns", [("Name", "Email"), ("SID", "Name", "Email"), ("Email",)])
def test_a_student_in_the_first_line_is_not_taken_for_the_names_of_columns(columns: tuple[str, ...]) -> None:
    rows = [[{"Name": name, "Email": email}.get(column, "1") for column in columns] for name, email in PEOPLE]
    assert len(parse_roster(written([list(columns), *rows], ","), "r.csv").students) == len(PEOPLE)
    with pytest.raises(RosterError, match="line 1 is a student"):
        parse_roster(written(rows, ","), "r.csv")


def test_staff_in_gradescopes_roster_hand_nothing_in() -> None:
    text = "First Name,Last Name,Email,Role\nAda,L,a@b.c,Student\nTea,A,t@b.c,TA\nIna,R,i@b.c,Instructor\nBo,T,b@b.c\n"
    assert [s.name for s in parse_roster(text, "r.csv").students] == ["Ada L", "Bo T"]


@pytest.mark.parametrize("head", [b"PK\x03\x04", b"\xd0\xcf\x11\xe0"])
def test_a_workbook_is_refused_as_one(tmp_path: Path, head: bytes) -> None:
    (tmp_path / "r.csv").write_bytes(head + b"x" * 99)
    with pytest.raises(PolicyError, match="save it as CSV"):
        read_text(tmp_path / "r.csv", table=True)


def test_a_class_is_joined_in_time_proportional_to_it(monkeypatch: pytest.MonkeyPatch) -> None:
    count = 300
    lines = "".join(f"Ada{i} Love{i},user{i}@x.edu,{1000 + i}\n" for i in range(count))
    roster = parse_roster(f"name,email,sid\n{lines}", "roster.csv")
    calls = Counter[str]()

    def counted(text: str, name: str, made: Callable[[str], str]) -> str:
        calls[name] += 1
        return made(text)

    for name in ("_plain", "_letters"):
        monkeypatch.setattr(of_roster, name, partial(counted, name=name, made=getattr(of_roster, name)))
    joined = join([Source(f"hw2-user{i}", f"hw2-user{i}.ipynb", Path("x")) for i in range(count)], roster)
    assert [s.name for s in joined] == [f"Ada{i} Love{i}" for i in range(count)]
    assert calls.total() < 50 * count, calls


def test_a_name_without_letters_is_nobodys() -> None:
    roster = parse_roster("name,email\n???,a@x.edu\nBob,b@x.edu\n", "roster.csv")
    assert find_student("---", Student(), roster) == ()


@pytest.mark.parametrize(
    ("lines", "line"),
    [
        ('"Ada Lovelace,ada@x.example\nBob,bob@x.example\n', 2),
        ('Ada,ada@x.example\n"Bob,bob@x.example\n"Eve",eve@x.example\n', 3),
        ('"Ada,ada@x.example\nBob",bob@x.example\nEve,eve@x.example\n', 2),
        ('Ada,"ada@x.example\nBob,bob@x.example\n', 2),
    ],
)
def test_an_open_quote_swallows_no_student(lines: str, line: int) -> None:
    with pytest.raises(RosterError, match=f"^roster.csv: line {line}: a quotation mark"):
        parse_roster(f"name,email\n{lines}", "roster.csv")


def test_cells_beside_the_student_may_have_several_lines() -> None:
    roster = parse_roster('name,email,notes\nAda,ada@x.example,"one\ntwo"\nBob,bob@x.example,""\n', "roster.csv")
    assert [student.name for student in roster.students] == ["Ada", "Bob"]
