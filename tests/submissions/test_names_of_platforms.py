"""Whatever a student is called and hands in, each learning platform's export gives one row, and the right one.

The names are generated as the platforms make them. `WHOLE=1` tries more.
"""

from __future__ import annotations

import random
import re
import unicodedata
from collections.abc import Callable
from pathlib import Path

import pytest

from autograder.submissions.blackboard import ABOUT
from autograder.submissions.gather import find
from autograder.submissions.hand_in import LATE
from autograder.submissions.read import read
from tests.sample import WHOLE
from tests.submissions.exports import Made, code

COUNT = 200 if WHOLE else 12
PEOPLE = (
    *("Ada Lovelace", "Anna_Maria Weiß", "Zoë Ørsted", "محمد علي", "עדה לאבלייס", "李 小龙", "O'Brien, Pat"),
    *("von_der Leyen", "María José Núñez", "Nguyễn Văn An", "X", "Smith John II", "Ada - King", "Müller (Gast)"),
    *(
        "Late Riser",
        "anon ymous",
        "text",
        "link",
        "Иван Петров",
        "Team 7",
        "Team_7_b",
        "Team_8",
        "3po r2",
        "Jean-Luc P.",
    ),
    unicodedata.normalize("NFD", "Zoé"),
)
FILES = (
    "hw2.py",
    "my hw_2.py",
    "two_layer_linear.ipynb.txt",
    "univariate_regression (1).py",
    "part-1.py",
    "öde - 2.py",
)
NOTHING_TO_GRADE = ("essay.pdf", "scan 1.jpg")


class Person:
    """One student of a generated class: what they did, and what the export must say."""

    def __init__(self, draw: random.Random, name: str, number: int) -> None:
        self.name, self.number = name, number
        self.late = draw.random() < 0.3
        self.attempts = draw.choice((1, 1, 1, 2, 3))
        self.kind = draw.choice(("file", "file", "file", "other", "text", "link"))
        self.file = draw.choice(FILES if self.kind == "file" else NOTHING_TO_GRADE)
        self.draw = draw

    def content(self, attempt: int) -> bytes:
        if self.kind == "other":
            return b"%PDF"
        return code(f"{self.number}, attempt {attempt}")


def sanitized(name: str) -> str:
    """As Canvas does: letters, digits and `_` only, in lower case, and no number between two `_` of the name."""
    return re.sub(r"_([0-9]+)_", r"-\1-", re.sub(r"[^\w-]+", "", name)).lower()


def canvas(person: Person, *, anonymous: bool = False) -> dict[str, bytes]:
    late, user = "LATE_" if person.late else "", str(3000 + person.number)
    head = f"{sanitized(person.name)}_{late}{user}"
    if anonymous:
        head = f"{late}anon_{'aZ9' + str(person.number)}"
    if person.kind in {"text", "link"}:
        return {f"{head}_{person.kind}.html": b"<p>see there</p>"}
    stem, dot, end = person.file.partition(".")
    names = [stem + (f"-{i}" if i else "") + dot + end for i in range(person.attempts)]
    return {f"{head}_{70_000 + 10 * person.number + i}_{n}": person.content(i) for i, n in enumerate(names)}


def canvas_anonymous(person: Person) -> dict[str, bytes]:
    return canvas(person, anonymous=True)


def moodle(person: Person) -> dict[str, bytes]:
    head = f"{person.name.replace('_', ' ')}_{2000 + person.number}_assignsubmission_"
    if person.kind in {"text", "link"}:
        return {f"{head}onlinetext/onlinetext.html": b"<p>see there</p>"}
    return {f"{head}file/{person.file}": person.content(person.attempts - 1)}


def moodle_flat(person: Person) -> dict[str, bytes]:
    return {name.replace("/", "_"): content for name, content in moodle(person).items()}


def blackboard(person: Person) -> dict[str, bytes]:
    made = {}
    for attempt in range(person.attempts):
        head = f"HW 2_backprop_u{person.number}{sanitized(person.name)}_attempt_2026-03-0{attempt + 1}-21-05-59"
        made[f"{head}.txt"] = b"Name: somebody\ndef is no code here"
        if person.kind in {"file", "other"}:
            made[f"{head}_{person.file}"] = person.content(attempt)
    return made


def brightspace(person: Person) -> dict[str, bytes]:
    if person.kind in {"text", "link"}:
        person.kind, person.file = "other", NOTHING_TO_GRADE[0]
    days = ("Feb 28, 2026 1105 PM", "Mar 1, 2026 905 AM", "Mar 1, 2026 1205 PM")
    heads = [f"{500 + person.number}-77 - {person.name} - {day}" for day in days[: person.attempts]]
    slash = person.draw.choice(("/", " - "))
    return {f"{head}{slash}{person.file}": person.content(i) for i, head in enumerate(heads)}


PLATFORMS: dict[str, Callable[[Person], dict[str, bytes]]] = {
    make.__name__: make for make in (canvas, canvas_anonymous, moodle, moodle_flat, blackboard, brightspace)
}


@pytest.mark.parametrize("form", ["folder", "zip", "zip of Windows"])
@pytest.mark.parametrize("platform", PLATFORMS)
def test_every_student_gets_one_row_with_the_last_attempt(platform: str, form: str, tmp_path: Path) -> None:
    for seed in range(COUNT):
        draw = random.Random(f"{platform} {form} {seed}")
        people = [Person(draw, name, i) for i, name in enumerate(draw.sample(PEOPLE, draw.randint(2, 7)))]
        files: dict[str, bytes] = {"index.html": b"<html>"} if platform == "brightspace" else {}
        for person in people:
            files |= PLATFORMS[platform](person)
        made = Made(files)
        if form == "folder":
            path = made.as_folder(tmp_path / str(seed))
        else:
            names = {name.replace("/", "\\"): content for name, content in files.items()}
            path = (Made(names) if "Windows" in form else made).as_zip(tmp_path / f"{seed}.zip")
        submissions = [read(source) for source in find([path])]
        assert len(submissions) == len(people), (seed, sorted(files), [s.name for s in submissions])
        graded = {}
        for submission in submissions:
            current = [document for document in submission.documents if not document.later]
            if not submission.trouble:
                (document,) = current
                graded[document.cells[-1].source.rstrip().rpartition("# ")[2]] = submission
            else:
                assert "no notebook" in submission.trouble
        expected = {f"{p.number}, attempt {p.attempts - 1}": p for p in people if p.kind == "file"}
        assert sorted(graded) == sorted(expected), (seed, sorted(files))
        for told, person in expected.items():
            late = LATE in graded[told].notes
            assert late == (person.late and platform.startswith("canvas")), (seed, told)
            about = [note for note in graded[told].notes if note.startswith(ABOUT)]
            assert len(about) == (person.attempts if platform == "blackboard" else 0)
            if platform in {"moodle", "moodle_flat", "brightspace"}:
                name = person.name.replace("_", " ") if "moodle" in platform else person.name
                assert unicodedata.normalize("NFC", graded[told].name) == unicodedata.normalize("NFC", name)


@pytest.mark.parametrize(
    ("names", "students"),
    [
        (("group_1_1005_50005_a.py", "group_2_1006_50006_a.py"), {("group_1", "1005"), ("group_2", "1006")}),
        (("group_1_2_50005_a.py", "ada_1_50006_a.py"), {("group_1", "2"), ("ada", "1")}),
        (("group_1_1005_50005_a.py", "ada_1006_50006_a.py"), {("group_1", "1005"), ("ada", "1006")}),
        (("ada_1005_50005_20260301_a.py", "bo_1006_50006_2_a.py"), {("ada", "1005"), ("bo", "1006")}),
        (("bo_1005_50005_a.py", "bo_1006_50006_2_a.py"), {("bo", "1005"), ("bo", "1006")}),
    ],
)
def test_a_number_at_the_end_of_a_groups_name_is_told_from_a_students(
    names: tuple[str, ...], students: set[tuple[str, str]], tmp_path: Path
) -> None:
    found = find([Made({name: code(name) for name in names}).as_folder(tmp_path / "in")])
    assert {(source.name, source.student.lms_id) for source in found if source.student} == students


@pytest.mark.parametrize(
    "names",
    [
        ("alice_2026_03_hw2.py", "bob_2026_03_hw2.py", "carol_2026_03_hw2.py"),
        ("alice_hw2.py", "bob_2_hw.py"),
        ("anon.py", "anon_1.py"),
        ("1-2 - hw.py", "3-4 - hw.py"),
        ("hw_attempt_2.py", "hw_attempt_3.py"),
    ],
)
def test_names_that_only_look_like_an_export_stay_files_of_a_class(names: tuple[str, ...], tmp_path: Path) -> None:
    found = find([Made({name: code(name) for name in names}).as_folder(tmp_path / "in")])
    assert [source.file for source in found] == sorted(names)
    assert all(source.student is None for source in found)


def test_a_text_beside_a_file_is_named_and_the_file_is_graded(tmp_path: Path) -> None:
    made = Made(
        {"lovelaceada_1_2_hw2.py": code("ada"), "lovelaceada_1_text.html": b"", "hoppergrace_3_4_essay.pdf": b""}
    )
    grace, ada = find([made.as_folder(tmp_path / "in")])
    assert read(ada).trouble is None
    assert "lovelaceada_1_text.html" in " ".join(read(ada).notes)
    assert "only essay.pdf" in (grace.trouble or "")
