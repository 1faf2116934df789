"""Several assignments in one table: nobody twice, nobody lost, and nobody takes another's points."""

from __future__ import annotations

import csv
import io
import random

from autograder.render.grades.sheet import ExportSheet, Grade
from autograder.render.grades.together import together
from autograder.report.report import ProblemReport, Report
from autograder.report.status import Status
from autograder.report.verdict import Verdict
from autograder.submissions.student import Student


def handed(student: Student, points: float) -> Grade:
    verdict = Verdict("q", Status.WRONG, points, 10.0, "")
    return Grade(student, Report(student.name, "s", "", (ProblemReport("p", "P", (verdict,)),)))


def table(*assignments: list[Grade]) -> list[dict[str, str]]:
    sheets = [ExportSheet(grades, f"hw{i}", None, 10.0) for i, grades in enumerate(assignments, 1)]
    header, *lines = csv.reader(io.StringIO(together(sheets)))
    return [dict(zip(header, line, strict=True)) for line in lines]


def test_a_person_is_known_by_what_identifies_and_else_by_the_name() -> None:
    first = [
        handed(Student("Ada Lovelace", "ada@example.edu"), 1),
        handed(Student("Bo"), 2),
        Grade(Student("Cy", sid="3")),
    ]
    second = [handed(Student("A. Lovelace", "Ada@Example.edu", "7"), 3), handed(Student("Cy K.", sid="3"), 4)]
    third = [handed(Student("Countess", sid="7"), 5), handed(Student("bo"), 6)]
    ada, bo, cy = table(first, second, third)
    assert [ada[f"hw{i}"] for i in (1, 2, 3)] == ["1", "3", "5"], "by the number that the second hand-in brought"
    assert (ada["total"], ada["total_max"], ada["missing"]) == ("9", "30", "0")
    assert [bo[f"hw{i}"] for i in (1, 2, 3)] == ["2", "", "6"]
    assert (cy["hw1"], cy["hw2"], cy["missing"]) == ("", "4", "2"), "nothing handed in is no zero"


def test_two_of_one_name_stay_two() -> None:
    twins = [handed(Student("John Smith"), 1), handed(Student("John Smith"), 2)]
    assert [row["hw1"] for row in table(twins)] == ["1", "2"]
    known = [handed(Student("John Smith", "a@b.c"), 3), handed(Student("John Smith", "d@e.f"), 4)]
    assert [row["hw1"] for row in table(known, known)] == ["3", "4"]


def test_people_without_anything_but_a_name_are_told_apart() -> None:
    first = [handed(Student(name), points) for name, points in (("Ada", 1), ("Bo", 2))]
    assert [(row["name"], row["hw1"], row["hw2"]) for row in table(first, first[::-1])] == [
        ("Ada", "1", "1"),
        ("Bo", "2", "2"),
    ]


def test_every_grade_of_any_class_is_in_one_row() -> None:
    rng = random.Random(16)
    for _ in range(200):
        people = [
            Student(
                rng.choice("ABC"),
                rng.choice(("", f"{i}@b.c")),
                rng.choice(("", str(i))),
                lms_id=rng.choice(("", str(i))),
            )
            for i in range(6)
        ]
        classes = [[handed(p, i + 1) for i, p in enumerate(people) if rng.random() < 0.7] for _ in range(3)]
        rows = table(*classes)
        for number, grades in enumerate(classes, 1):
            given = sorted(row[f"hw{number}"] for row in rows if row[f"hw{number}"])
            assert given == sorted(str(int(grade.total or 0)) for grade in grades)
        for row in rows:
            points = {row[f"hw{n}"] for n in (1, 2, 3)} - {""}
            sure = row["email"] or row["sid"] or row["lms_id"]
            assert len(points) <= 1 or not sure, f"{row} has somebody else's points"
