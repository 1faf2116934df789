"""Grades go back as files that learning platforms take: documented columns, no formulas, nobody left out in silence."""

from __future__ import annotations

import csv
import zipfile
from email import message_from_bytes
from email.policy import default
from pathlib import Path

import pytest

from tests.batch.made import run
from tests.submissions.exports import CANVAS, CANVAS_ROSTER, GRADESCOPE, MOODLE, MOODLE_WORKSHEET

pytestmark = pytest.mark.slow


def rows(path: Path) -> list[list[str]]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.reader(file))


def no_formulas(path: Path) -> bool:
    return not any(cell and cell[0] in "=+@\t\r" for row in rows(path) for cell in row)


def total_max(graded: Path) -> float:
    run("export", graded, "--to", "csv", "--unread", "zero")
    header, *lines = rows(graded / "export-csv.csv")
    return max(float(line[header.index("total_max")] or 0) for line in lines)


@pytest.fixture(scope="module")
def canvas(tmp_path_factory: pytest.TempPathFactory) -> Path:
    root = tmp_path_factory.mktemp("canvas")
    (root / "roster.csv").write_text(CANVAS_ROSTER, encoding="utf-8-sig")
    export = CANVAS.as_zip(root / "submissions.zip")
    done = run("grade", export, "--out", root / "out", "--roster", root / "roster.csv")
    assert done.returncode == 1
    assert "1 on the roster handed in nothing: Germain, Sophie" in done.stdout
    return root


def test_canvas_gets_its_five_columns_and_the_assignment_that_it_has(canvas: Path) -> None:
    done = run("export", canvas / "out", "--to", "canvas", "--assignment", "HW 2")
    assert done.returncode == 0, done.stderr
    path = canvas / "out" / "export-canvas.csv"
    header, possible, *lines = rows(path)
    assert header == ["Student", "ID", "SIS User ID", "SIS Login ID", "Section", "HW 2 (777)"]
    assert possible[0] == "    Points Possible"
    assert possible[5] == "10", "Canvas changes the assignment to what is there"
    by_id = {line[1]: line for line in lines}
    assert list(by_id) == ["1001", "1002", "1003", "1004", "1005", "1006", "1007", "1008"]
    assert by_id["1001"][:5] == ["Lovelace, Ada", "1001", "u1", "ada", "Sec 1"]
    most = total_max(canvas / "out")
    assert float(by_id["1001"][5]) == pytest.approx(10 / most, abs=0.005)
    assert f"scaled from {most:g} points to the 10 of HW 2 (777)" in done.stderr
    assert [by_id[i][5] for i in ("1006", "1007", "1008")] == ["", "", ""], "no grade is no zero"
    assert no_formulas(path)
    assert by_id["1005"][3].startswith("'=cmd")
    assert "1 handed nothing in: Germain, Sophie" in done.stderr
    assert "2 could not be graded and got no grade: Turing, Alan, Noether, Emmy" in done.stderr


def test_a_new_assignment_has_the_name_that_was_given(canvas: Path) -> None:
    run(
        "export",
        canvas / "out",
        "--to",
        "canvas",
        "--assignment",
        "Backprop",
        "--new-column",
        "--out",
        canvas / "new.csv",
    )
    assert rows(canvas / "new.csv")[0][5] == "Backprop"


def test_moodle_gets_its_own_worksheet_back_with_grades_scaled_to_its_maximum(tmp_path: Path) -> None:
    (tmp_path / "Grades.csv").write_text(MOODLE_WORKSHEET, encoding="utf-8-sig")
    run("grade", MOODLE.as_folder(tmp_path / "in"), "--out", tmp_path / "out", "--roster", tmp_path / "Grades.csv")
    done = run("export", tmp_path / "out", "--to", "moodle", "--unread", "zero")
    assert done.returncode == 0, done.stderr
    given = list(csv.reader(MOODLE_WORKSHEET.splitlines()))
    header, *lines = rows(tmp_path / "out" / "export-moodle.csv")
    assert header == given[0]
    assert [line[0] for line in lines] == [line[0] for line in given[1:]]
    for line, before in zip(lines, given[1:], strict=True):
        for column in (0, 2, 3, 5, 6, 7, 8):
            assert line[column] == before[column], "what Moodle gave stays as it was"
    grades = {line[0]: line[4] for line in lines}
    most = total_max(tmp_path / "out")
    assert float(grades["Participant 2001"]) == pytest.approx(100 / most, abs=0.01)
    assert grades["Participant 2008"] == ""
    assert "forward.y_hat: not found" in lines[0][9]
    assert lines[3][1] == "'=1+1"
    assert "Anna_Maria Weiß" in done.stderr, "who is not in the worksheet is said"
    assert f"scaled from {most:g} points to the worksheet's 100" in done.stderr


def test_moodle_without_a_worksheet_gets_one(tmp_path: Path) -> None:
    run("grade", MOODLE.as_folder(tmp_path / "in"), "--out", tmp_path / "out")
    refused = run("export", tmp_path / "out", "--to", "moodle")
    assert "3 answers in words are unread" in refused.stderr, "one handed in a text beside the notebook"
    run("export", tmp_path / "out", "--to", "moodle", "--unread", "zero")
    header, *lines = rows(tmp_path / "out" / "export-moodle.csv")
    assert header[:6] == ["Identifier", "Full name", "Email address", "Status", "Grade", "Maximum grade"]
    by_id = {line[0]: line for line in lines}
    assert float(by_id["Participant 2001"][4]) == 1
    assert no_formulas(tmp_path / "out" / "export-moodle.csv")


def test_gradescope_and_plain_lists_tell_who_is_who(tmp_path: Path) -> None:
    run("grade", GRADESCOPE.as_folder(tmp_path / "in"), "--out", tmp_path / "out")
    run("export", tmp_path / "out", "--to", "gradescope")
    header, *lines = rows(tmp_path / "out" / "export-gradescope.csv")
    assert header[:4] == ["First Name", "Last Name", "SID", "Email"]
    ada = next(line for line in lines if line[3] == "ada@example.edu")
    assert ada == ["Ada", "Lovelace", "0010", "ada@example.edu", "1", ada[5], "Graded", "3001"]
    assert next(line for line in lines if line[1] == "Turing")[6] == "Ungraded"
    run("export", tmp_path / "out", "--to", "csv")
    header, *lines = rows(tmp_path / "out" / "export-csv.csv")
    table = [dict(zip(header, line, strict=True)) for line in lines]
    assert {row["status"] for row in table} == {"graded", "not graded"}
    assert next(row for row in table if row["email"] == "ada@example.edu")["total"] == "1"


def test_a_platform_that_is_not_known_is_wrong_usage(tmp_path: Path) -> None:
    done = run("export", tmp_path, "--to", "sakai")
    assert done.returncode == 2
    assert "canvas" in done.stderr


def test_the_pages_go_back_under_the_names_by_which_the_platform_finds_the_student(canvas: Path) -> None:
    done = run("export", canvas / "out", "--to", "canvas", "--assignment", "HW 2")
    path = canvas / "out" / "export-canvas.zip"
    assert done.stdout.splitlines()[-1].endswith(str(path)), "the output is named last"
    with zipfile.ZipFile(path) as archive:
        names = archive.namelist()
        assert {info.external_attr >> 16 & 0o777 for info in archive.infolist()} == {0o600}
        assert b"Feedback" in archive.read("smithjohn_LATE_1003_50003_hw2.html")
    assert "lovelaceada_1001_50001_hw2.html" in names
    assert len(names) == 7
    assert path.stat().st_mode & 0o077 == 0


def test_a_message_for_each_student_who_has_an_address(tmp_path: Path) -> None:
    run("grade", GRADESCOPE.as_folder(tmp_path / "in"), "--out", tmp_path / "out")
    told = ("export", tmp_path / "out", "--to", "mail", "--assignment", "HW 2")
    assert run(*told).returncode == 2
    assert run(*told, "--sender", "nobody").returncode == 2
    done = run(*told, "--sender", "staff@example.edu")
    assert done.returncode == 0, done.stderr
    folder = tmp_path / "out" / "mail"
    old = folder / "somebody-who-left.eml"
    old.write_text("last week's grades")
    assert run(*told, "--sender", "staff@example.edu", "--student", "Ada Lovelace").returncode == 0
    assert old.exists()
    assert run(*told, "--sender", "staff@example.edu").returncode == 0
    assert not old.exists(), "a message of an earlier export may hold other grades"
    assert folder.stat().st_mode & 0o077 == 0
    ada = message_from_bytes((folder / "Ada-Lovelace.eml").read_bytes(), policy=default)
    assert (ada["To"], ada["Subject"]) == ("Ada Lovelace <ada@example.edu>", "HW 2: your feedback")
    assert b"HW 2: 1 of" in (folder / "Ada-Lovelace.eml").read_bytes()


def test_one_table_of_several_assignments_has_each_person_once(tmp_path: Path) -> None:
    for name in ("hw1", "hw2"):
        run("grade", GRADESCOPE.as_folder(tmp_path / f"{name}-in"), "--out", tmp_path / name)
    done = run("export", tmp_path / "hw1", tmp_path / "hw2", "--to", "gradebook")
    assert done.returncode == 0, done.stderr
    header, *lines = rows(tmp_path / "hw1" / "export-gradebook.csv")
    assert header[5:] == ["hw1", "hw1 (max)", "hw2", "hw2 (max)", "total", "total_max", "missing"]
    ada = next(line for line in lines if line[1] == "ada@example.edu")
    assert (ada[5], ada[7], ada[9], ada[11]) == ("1", "1", "2", "0")
    assert len(lines) == len({line[1] for line in lines})
    assert run("export", tmp_path / "hw1", tmp_path / "hw2", "--to", "csv").returncode == 2


def test_a_roster_for_one_export_does_not_replace_the_one_of_the_class(canvas: Path, tmp_path: Path) -> None:
    """Another roster with two lines for a student, who gets one; then that of the class again."""
    other = tmp_path / "other.csv"
    other.write_text('Student,ID,Section\n"Lovelace, Ada",1001,1\n"Lovelace, Ada",1001,2\n')
    done = run("export", canvas / "out", "--to", "csv", "--unread", "zero", "--roster", other)
    assert done.returncode == 0, done.stderr
    assert len([line for line in rows(canvas / "out" / "export-csv.csv") if "1001" in line]) == 1
    done = run("export", canvas / "out", "--to", "csv", "--unread", "zero")
    assert "Germain, Sophie" in (canvas / "out" / "export-csv.csv").read_text("utf-8")
