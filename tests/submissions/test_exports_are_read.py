"""What learning platforms export is sorted by student, whether it is a folder or a zip; nobody is lost."""

from __future__ import annotations

import unicodedata
from collections.abc import Callable
from pathlib import Path

import pytest

from autograder.staff.roster import RosterError, join, missing, parse_roster
from autograder.submissions.gather import find
from autograder.submissions.read import read
from autograder.submissions.source import Source
from tests.submissions.exports import CANVAS, CANVAS_ROSTER, GRADESCOPE, MOODLE, NBGRADER, Made, code

EXPORTS = {"canvas": CANVAS, "moodle": MOODLE, "gradescope": GRADESCOPE, "nbgrader": NBGRADER}
EXPECTED = {
    "canvas": [
        ("hoppergrace", "1005", "grace"),
        ("lovelaceada", "1001", "ada"),
        ("müllerjörg", "1004", "jörg, last"),
        ("noetheremmy", "1007", "an empty file"),
        ("smithjohn", "1002", "john, first"),
        ("smithjohn", "1003", "john, second"),
        ("turingalan", "1006", "only essay.pdf"),
    ],
    "moodle": [
        ("=1+1", "2006", "formula"),
        ("Ada Lovelace", "2001", "ada"),
        ("Alan Turing", "2005", "only online text"),
        ("Anna_Maria Weiß", "2004", "anna"),
        ("Emmy Noether", "2007", "no notebook"),
        ("Zoë Ørsted", "2003", "nfd"),
        ("Zoë Ørsted", "2002", "nfc"),
    ],
    "gradescope": [
        ("Ada Lovelace", "ada@example.edu", "ada"),
        ("Alan Turing", "alan@example.edu", "no notebook"),
        ("Emmy Noether", "emmy@example.edu", "not in the export"),
        ("Grace Hopper", "Grace@example.edu", "grace, last"),
        ("John Smith", "john.smith@example.edu", "both johns"),
        ("John Smith", "john@example.edu", "both johns"),
    ],
    "nbgrader": [("ada", "", "ada"), ("alan", "", "no notebook"), ("grace", "", "grace")],
}


def told(source: Source) -> tuple[str, str, str]:
    """Name, the platform's sign, and the last line of the code or the trouble."""
    student = source.student
    sign = "" if student is None else student.lms_id or student.email
    submission = read(source)
    if submission.trouble is not None:
        return source.name, sign, submission.trouble
    cells = [cell for document in submission.documents if not document.later for cell in document.cells]
    return source.name, sign, cells[-1].source.rstrip().rpartition("# ")[2]


def beside(made: Made) -> Made:
    """What staff put beside an export: more files of other kinds than students."""
    return Made({**made.files, **{f"rubric {i}.{kind}": b"%PDF" for i in range(9) for kind in ("pdf", "xlsx", "csv")}})


FORMS: dict[str, Callable[[Made, Path], Path]] = {
    "a folder": lambda made, at: made.as_folder(at / "in"),
    "a zip": lambda made, at: made.as_zip(at / "renamed.zip"),
    "a folder in a folder": lambda made, at: made.as_folder(at / "in" / "Homework 2").parent,
    "a folder in a folder in a folder": lambda made, at: made.as_folder(at / "in" / "week" / "Homework 2").parents[1],
    "a folder in a zip": lambda made, at: made.as_zip(at / "renamed.zip", "assignment_7_export/"),
    "a zip in a folder": lambda made, at: made.as_zip(at / "class.zip").parent,
    "a folder in a zip in a folder": lambda made, at: made.as_zip(at / "class.zip", "Homework 2/").parent,
    "a folder with other files": lambda made, at: beside(made).as_folder(at / "in"),
    "a zip with other files": lambda made, at: beside(made).as_zip(at / "renamed.zip"),
    "beside other files": lambda made, at: beside(Made()).as_folder(made.as_folder(at / "in" / "HW").parent),
}


@pytest.mark.parametrize("platform", EXPORTS)
@pytest.mark.parametrize("form", FORMS)
def test_an_export_is_sorted_by_student(platform: str, form: str, tmp_path: Path) -> None:
    found = find([FORMS[form](EXPORTS[platform], tmp_path)])
    for source, (name, sign, ending) in zip(found, EXPECTED[platform], strict=True):
        got = told(source)
        assert (unicodedata.normalize("NFC", got[0]), got[1]) == (name, sign)
        assert ending in got[2]
    assert len({source.slug.casefold() for source in found}) == len(found)


def test_the_last_attempt_counts_and_the_others_are_named(tmp_path: Path) -> None:
    found = {s.name: s for s in find([CANVAS.as_folder(tmp_path / "in")])}
    assert {f.name: f.later for f in found["müllerjörg"].attempts} == {"hw2.py": 2, "hw2-1.py": 1, "hw2-2.py": 0}
    assert "late" in found["smithjohn"].notes[0]
    grades = {s.name: s for s in find([GRADESCOPE.as_folder(tmp_path / "gs")])}
    assert "2026-03-03" in grades["Grace Hopper"].notes[0]


def test_parts_that_are_numbered_by_the_student_are_all_kept(tmp_path: Path) -> None:
    made = Made({f"lovelaceada_1_2_part-{n}.py": code(f"part {n}") for n in (1, 2)})
    (source,) = find([made.as_folder(tmp_path / "in")])
    assert [d.name for d in read(source).documents] == ["part-1.py", "part-2.py"]


def test_a_plain_folder_stays_one(tmp_path: Path) -> None:
    made = Made({"alice_hw2.py": code("a"), "bob_2_hw.py": code("b"), "team_assignsubmission.py": code("c")})
    found = find([made.as_folder(tmp_path / "in")])
    assert [(s.name, s.student) for s in found] == [
        ("alice_hw2", None),
        ("bob_2_hw", None),
        ("team_assignsubmission", None),
    ]


@pytest.mark.parametrize(
    "metadata",
    [b"", b"[1, 2]", b"submission_1: [", b"!!python/object/apply:os.system ['true']", b"\xff\xfe", b"a: &a [*a]"],
)
def test_metadata_that_cannot_be_understood_is_said_or_passed_over(tmp_path: Path, metadata: bytes) -> None:
    made = Made({"submission_metadata.yml": metadata, "submission_1/hw.py": code("a")})
    found = find([made.as_folder(tmp_path / "in")])
    assert found
    assert all(s.trouble is None or "submission" in s.trouble or s.name == "a" for s in found)


def test_names_never_become_paths(tmp_path: Path) -> None:
    metadata = b'"../../etc":\n  :submitters:\n  - :name: "../../x"\n    :email: e\n'
    made = Made({"submission_metadata.yml": metadata, "submission_1/hw.py": code("a")})
    found = find([made.as_zip(tmp_path / "x.zip")])
    assert all("/" not in source.slug and ".." not in source.slug for source in found)
    assert any(source.trouble and "not in the export" in source.trouble for source in found)


def test_a_roster_joins_by_the_surest_sign(tmp_path: Path) -> None:
    roster = parse_roster(CANVAS_ROSTER, "roster.csv")
    assert [s.login for s in roster.students] == [
        "ada",
        "jsmith",
        "jsmith2",
        "jm",
        "=cmd|'/c calc'!A1",
        "at",
        "en",
        "sg",
    ]
    joined = join(find([CANVAS.as_folder(tmp_path / "in")]), roster)
    people = {s.student.sid: s.name for s in joined if s.student is not None}
    assert people == {
        "u1": "Lovelace, Ada",
        "u2": "Smith, John",
        "u3": "Smith, John",
        "u4": "Müller, Jörg",
        "u5": "Hopper, Grace",
        "u6": "Turing, Alan",
        "u7": "Noether, Emmy",
    }
    assert [s.name for s in missing((s.student for s in joined), roster)] == ["Germain, Sophie"]


def test_a_roster_joins_plain_files_by_name_login_or_e_mail(tmp_path: Path) -> None:
    names = ("Ada Lovelace.py", "jsmith.py", "ZOË@example.edu.py", "hopper_grace.py", "nobody.py", "Anna.py")
    made = Made({name: code(name) for name in names})
    text = (
        "First name;Surname;Email address;Username\n"
        "Ada;Lovelace;ada@example.edu;al\nJohn;Smith;js@example.edu;jsmith\nZoë;Ørsted;zoë@example.edu;zo\n"
        "Grace;Hopper;gh@example.edu;gh\nAnna;;a1@example.edu;a1\nAnna;;a2@example.edu;a2\n"
    )
    joined = {s.file: s for s in join(find([made.as_folder(tmp_path / "in")]), parse_roster(text, "r"))}
    emails = {file: s.student.email for file, s in joined.items() if s.student is not None}
    assert emails == {
        "Ada Lovelace.py": "ada@example.edu",
        "jsmith.py": "js@example.edu",
        "ZOË@example.edu.py": "zoë@example.edu",
        "hopper_grace.py": "gh@example.edu",
    }
    assert "2 students of the roster could be" in joined["Anna.py"].notes[0]
    assert "not in the roster" in joined["nobody.py"].notes[0]


@pytest.mark.parametrize("word", ["Participant", "Teilnehmer_in", "参与者", "Group A-Participant"])
def test_where_moodle_hides_names_each_student_has_a_name_of_ones_own(word: str, tmp_path: Path) -> None:
    made = Made({f"{word}_{user}_assignsubmission_file/hw.py": code("x") for user in (2001, 2002)})
    found = find([made.as_folder(tmp_path / "in")])
    assert [source.name for source in found] == [f"{word} 2001", f"{word} 2002"]
    roster = parse_roster("Identifier,Status,Grade\nParticipant 2001,,\nParticipant 2003,,\n", "w.csv")
    assert [s.lms_id for s in missing((s.student for s in join(found, roster)), roster)] == ["2003"]


PEOPLE = ("Ada Lovelace", "John Smith II", "Zoë Ørsted", "李 小龙", "Anna_Maria Weiß", "Lin Layer", "Two Copy")
SIGNS: dict[str, Callable[[str, str, str], str]] = {  # of a name, a login and a number
    "GitHub Classroom": lambda _name, login, _number: f"hw2-{login}",
    "name first": lambda name, _login, _number: f"{name}_two_layer_linear",
    "name last": lambda name, _login, _number: f"Copy of two_layer_linear - {name}",
    "in one word": lambda name, _login, _number: f"hw2 {name.replace(' ', '')} final",
    "last name first": lambda name, _login, _number: f"{' '.join((name.split()[-1], *name.split()[:-1]))}-hw2 (1)",
    "login": lambda _name, login, _number: f"two_layer_linear_{login}",
    "number": lambda _name, _login, number: f"{number}_hw2",
}


@pytest.mark.parametrize("way", SIGNS)
def test_a_roster_joins_files_with_a_sign_of_the_student_in_their_names(way: str) -> None:
    logins = [f"layer-{i}x" if i else "linear" for i in range(len(PEOPLE))]  # `linear` is a word of the problem, too
    people = [(name, logins[i], f"S{1000 + i}") for i, name in enumerate(PEOPLE)]
    rows = "".join(f'"{name}",{login},{number}\n' for name, login, number in people)
    roster = parse_roster(f"Name,github_username,SID\n{rows}", "r.csv")
    sources = [Source(SIGNS[way](*person), "f", Path("f")) for person in people]
    stray = Source("two_layer_linear solution", "f", Path("f"))
    matched = [s.student.name if s.student else None for s in join([*sources, stray], roster)]
    assert matched[1:-1] == list(PEOPLE[1:])
    assert matched[0] in (PEOPLE[0], None), "by the login alone, nobody can tell"
    assert matched[-1] is None
    again = join([*sources, sources[1]], roster)
    assert again[1].student is None, "two files of one student are not told apart either"


def test_google_classroom_gives_each_student_copies_of_the_same_files(tmp_path: Path) -> None:
    files = {
        f"{name} - {file}.py": code(name) for name in PEOPLE for file in ("hw2", "hw2 part - 2")[: 1 + len(name) % 2]
    }
    found = find([Made({**files, "Mo - essay.pdf": b"%PDF"}).as_folder(tmp_path / "in")])
    assert {s.name: s.trouble is None for s in found} == {**dict.fromkeys(PEOPLE, True), "Mo": False}
    lectures = Made({f"hw2 - {name}.py": code(name) for name in PEOPLE})
    assert [s.name for s in find([lectures.as_folder(tmp_path / "l")])] == sorted(f"hw2 - {name}" for name in PEOPLE)


@pytest.mark.parametrize("text", ["", "\n\n", "grade,points\n1,2\n"])
def test_a_roster_that_names_nobody_is_refused(text: str) -> None:
    with pytest.raises(RosterError, match=r"roster\.csv"):
        parse_roster(text, "roster.csv")
