"""A student has one row of the gradebook, whatever the runs bring: namesakes, parts of a class, a late roster."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from random import Random

import pytest

from autograder.batch.rows import KnownRow, in_their_rows, newest
from autograder.staff.roster import join, parse_roster
from autograder.submissions.source import Source
from autograder.submissions.student import Student
from tests.batch.made import run
from tests.submissions.exports import Made, code

NAMES = ("John Smith", "John Smith", "John Smith", "Zoë Ørsted", "Ada Lovelace", "Grace Hopper", "Grace Hopper")
HEADER = "Student,ID,SIS User ID,SIS Login ID,Email\n"


def person(i: int, name: str) -> Student:
    return Student(name, f"p{i}@uni.example", f"u{i}", f"login{i}", str(1000 + i))


def exported(rng: Random, i: int, name: str, known: str) -> Source:
    """Return a hand-in of a student as an export knows them; its file has another number in each run."""
    whole = person(i, name)
    file = f"{name.lower().replace(' ', '')}_{rng.randrange(10**6)}.py"
    student = replace(Student(name), **{known: getattr(whole, known)})
    return Source(name, file, Path("export"), student=student)


def runs(rng: Random, known: str) -> Iterator[tuple[dict[int, Source], str | None]]:
    """Yield what each run is given: the hand-ins of some students, and a roster or none."""
    names = list(NAMES)
    for number in range(6):
        if number == 3:
            names[rng.randrange(len(names))] = "Renamed Since"
        some = rng.sample(range(len(names)), rng.randint(1, len(names)))
        lines = (f'"{n}",{1000 + i},u{i},login{i},p{i}@uni.example\n' for i, n in enumerate(names))
        roster = HEADER + "".join(lines) if rng.random() < 0.5 else None
        yield {i: exported(rng, i, names[i], known) for i in some}, roster


@pytest.mark.parametrize("known", ["lms_id", "email", "sid"])
@pytest.mark.parametrize("draw", range(20))
def test_a_student_keeps_one_row_over_all_runs(known: str, draw: int) -> None:
    rng, rows, slugs = Random(f"{known}{draw}"), dict[str, KnownRow](), dict[int, str]()
    for handed, text in runs(rng, known):
        roster = None if text is None else parse_roster(text, "roster.csv")
        sources = list(handed.values())
        joined = sources if roster is None else join(sources, roster)
        placed = in_their_rows(joined, list(rows.values()), roster)
        for i, source in zip(handed, placed, strict=True):
            assert slugs.setdefault(i, source.slug) == source.slug
            rows[source.slug] = KnownRow(source.slug, source.name, source.file, source.student)
        assert len(set(slugs.values())) == len(slugs)
    assert len(rows) == len(slugs)


@pytest.mark.parametrize("draw", range(20))
def test_plain_files_keep_their_rows_when_a_roster_comes_later(draw: int) -> None:
    rng = Random(draw)
    roster = parse_roster("name,email\n" + "".join(f"Name {w},{w}@uni.example\n" for w in "abcdef"), "roster.csv")
    some = [Source(w, f"{w}.ipynb", Path("in") / f"{w}.ipynb", single=True) for w in rng.sample("abcdef", 4)]
    rows = [KnownRow(s.slug, s.name, s.file) for s in in_their_rows(some, [])]
    later = join(rng.sample(some, 3), roster)
    for source in in_their_rows(later, rows, roster):
        assert source.slug == source.file.removesuffix(".ipynb")
        assert source.student is not None
        assert source.student.email == f"{source.slug}@uni.example"


def test_a_namesake_never_gets_a_row_that_is_known_to_be_anothers() -> None:
    row = KnownRow("Ada", "Ada", "ada_1_2.py", Student("Ada", lms_id="1"))
    (other,) = in_their_rows([Source("Ada", "ada_2_3.py", Path(), student=Student("Ada", lms_id="2"))], [row])
    assert other.slug == "Ada-2"
    unknown = [Source("Ada", f"ada_{i}_3.py", Path(), student=Student("Ada", lms_id=i)) for i in "34"]
    assert {s.slug for s in in_their_rows(unknown, [KnownRow("Ada", "Ada", "ada.py")])} == {"Ada-2", "Ada-3"}


@pytest.mark.parametrize("times", [("2026-03-02T10:00:00", "2026-03-01T10:00:00"), ("", "")])
def test_of_two_exports_the_newest_hand_in_counts(times: tuple[str, str]) -> None:
    ada = Student("Ada", lms_id="1")
    several = [Source("Ada", f"{i}.py", Path(f"{i}.zip"), student=ada, handed_in=t) for i, t in enumerate(times)]
    bob = Source("Ada", "bob.py", Path("0.zip"), student=Student("Ada", lms_id="2"))
    kept, said = newest([several[0], bob, several[1]])
    counts, other = ("0", "1") if times[0] else ("1", "0")
    assert sorted(source.file for source in kept) == sorted([f"{counts}.py", "bob.py"])
    graded = f"{counts}.py of {counts}.zip is graded, not {other}.py of {other}.zip"
    assert said == (f"Ada is in several exports: {graded}",)
    broken = replace(several[0] if times[0] else several[1], trouble="nothing in it")
    assert {s.trouble for s in newest([broken, several[1] if times[0] else several[0]])[0]} == {None}


@pytest.mark.slow
def test_decisions_stay_with_their_student(tmp_path: Path) -> None:
    """Two students of one name; then only the second hands in again, then a roster corrects the first one's name."""
    first = {f"smithjohn_{n}_5{n}_univariate_regression.py": code(n) for n in ("1001", "1002")}
    out = tmp_path / "out"
    assert run("grade", Made(first).as_zip(tmp_path / "a.zip"), "--out", out).returncode < 2
    slugs = [line.split(",")[0] for line in (out / "gradebook.csv").read_text().splitlines()[1:]]
    assert len(slugs) == 2
    for student, given in (("smithjohn", "0.5"), ("smithjohn-2", "0")):
        done = run("adjust", out, student, "loss", given, "--why", "seen in class")
        assert done.returncode == 0, done.stderr
    second = {"smithjohn_1002_77_univariate_regression.py": code("1002")}
    assert run("grade", Made(second).as_zip(tmp_path / "b.zip"), "--out", out).returncode < 2
    roster = tmp_path / "roster.csv"
    roster.write_text('Student,ID\n"Smith, Johnny",1001\n"Smith, John",1002\n')
    assert run("grade", tmp_path / "a.zip", "--out", out, "--roster", roster).returncode < 2
    assert run("export", out, "--to", "csv", "--unread", "zero").returncode == 0
    lines = (out / "export-csv.csv").read_text("utf-8").splitlines()
    assert len(lines) == 3
    said = run("adjust", out).stdout
    assert [line for line in said.splitlines() if "0.5" in line and "Johnny" in line], said
