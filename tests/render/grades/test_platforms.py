"""What goes back is what the platforms document: each test names where, and reads the file as the platform does."""

from __future__ import annotations

import csv
import io
import random
import re
import string
import unicodedata
from dataclasses import replace
from datetime import datetime, timezone
from email import message_from_bytes
from email.policy import default

import pytest

from autograder.plain.safe_text import file_name
from autograder.render.grades.platforms import PLATFORMS
from autograder.render.grades.sheet import ExportSheet, Grade, comment
from autograder.render.mail import AddressError, address, message
from autograder.report.report import ProblemReport, Report, WrittenAnswer
from autograder.report.status import Status
from autograder.report.verdict import Verdict
from autograder.staff.grade_column import ColumnError, chosen
from autograder.staff.roster import parse_roster
from autograder.submissions.student import Student

HOSTILE = (
    "=cmd|'/c calc'!A1",
    "@SUM(1)",
    "../../../etc/passwd",
    "C:\\x",
    "a\0b",
    "<script>alert(1)</script>",
    "evil\u202egnp",
    "\udcff",
    "x" * 400,
)


def report(score: float = 3.0, most: float = 4.0) -> Report:
    return Report("n", "n", "", (ProblemReport("p", "P", (Verdict("q", Status.WRONG, score, most, ""),)),))


def sheet_of(roster_text: str, platform: str, assignment: str = "HW 2") -> ExportSheet:
    """An export in which everybody in the roster has 3 of 4 points, but the last has nothing."""
    roster = parse_roster(roster_text, "roster.csv")
    columns = PLATFORMS[platform].columns(roster)
    grades = [Grade(student, report(), cells=cells) for student, cells in roster.rows]
    grades[-1] = Grade(grades[-1].student, cells=grades[-1].cells)
    return ExportSheet(grades, assignment, roster, 4.0, chosen(columns, assignment) if columns else None)


def table(sheet: ExportSheet, platform: str) -> list[list[str]]:
    return list(csv.reader(io.StringIO(PLATFORMS[platform].table(sheet))))


CANVAS = """\
{name},ID,SIS User ID,SIS Login ID,{more}Section,Notes,Essay (5),HW 2 (777),Homework Current Score,Final Score
{blank}    ,,,,{gap},,,Manual Posting,,
    Points Possible{gap1},,,,{gap},,20,{possible},(read only),(read only)
{ada},1001,u1,ada,{gap}Sec 1,x,,7,50,50
{bob},1002,u2,bob,{gap}Sec 1,,,,,
"""


def canvas_roster(possible: str = "10", *, two_names: bool = False, root: bool = False) -> str:
    return CANVAS.format(
        name="LastName,FirstName" if two_names else "Student",
        blank="," if two_names else "",
        gap1="," if two_names else "",
        ada="Lovelace,Ada" if two_names else '"Lovelace, Ada"',
        bob="Babbage,Bob" if two_names else '"Babbage, Bob"',
        more="Integration ID,Root Account," if root else "",
        gap=",," if root else "",
        possible=possible,
    )


def imported_by_canvas(text: str) -> tuple[dict[str, str], str, str]:
    """Read a file as Canvas does: the grades by the user's ID, the assignment's heading and its new maximum.

    Canvas's own importer: https://github.com/instructure/canvas-lms, lib/gradebook_importer.rb (`header?`,
    `row_has_student_headers?`, `update_column_count`, `process_pp`, `process_student`).
    """
    header, *lines = csv.reader(io.StringIO(text))
    two_names = header[:2] == ["LastName", "FirstName"]
    assert ("Student" in header[0] and "ID" in header[1]) or (two_names and "ID" in header[2])
    count = 4 if two_names else 3
    if re.search(r"SIS\s+User\s+ID", header[count - 1]) and re.search(r"SIS\s+Login\s+ID", header[count]):
        more = 1 if "Integration ID" in header[count + 1] else 0
        count += 2 + more
        count += 1 if "Root Account" in header[count - 1] else 0
    assert "Section" in header[count - 1]
    (assignment,) = header[count:]
    maximum, grades = "", {}
    for line in lines:
        if "Points Possible" in line[0]:
            maximum = line[count]
        else:
            grades[line[2 if two_names else 1]] = line[count]
    return grades, assignment, maximum


@pytest.mark.parametrize("two_names", [False, True])
@pytest.mark.parametrize("root", [False, True])
def test_canvas_finds_everybody_and_the_maximum_stays_as_it_is(*, two_names: bool, root: bool) -> None:
    sheet = sheet_of(canvas_roster(two_names=two_names, root=root), "canvas")
    assert sheet.grades[0].student.name in ("Ada Lovelace", "Lovelace, Ada")
    assert imported_by_canvas(PLATFORMS["canvas"].table(sheet)) == ({"1001": "7.5", "1002": ""}, "HW 2 (777)", "10")


@pytest.mark.parametrize("possible", ["", "0", "(read only)"])
def test_canvas_without_a_maximum_keeps_our_points_and_says_so(possible: str) -> None:
    sheet = sheet_of(canvas_roster(possible), "canvas")
    grades, _, maximum = imported_by_canvas(PLATFORMS["canvas"].table(sheet))
    assert (grades["1001"], maximum) == ("3", "")
    said = PLATFORMS["canvas"].scaled(sheet)
    assert said is not None
    assert "not scaled" in said


def test_the_maximum_that_staff_state_is_used_where_the_roster_has_none() -> None:
    for possible, grade in (("10", "7.5"), ("", "75")):
        sheet = replace(sheet_of(canvas_roster(possible), "canvas"), stated=100.0)
        assert imported_by_canvas(PLATFORMS["canvas"].table(sheet))[0]["1001"] == grade
    new = ExportSheet([Grade(Student("A", lms_id="7"), report())], "HW", None, 4.0, stated=100.0)
    assert imported_by_canvas(PLATFORMS["canvas"].table(new)) == ({"7": "75"}, "HW", "100")


@pytest.mark.parametrize("platform", PLATFORMS)
def test_a_grade_stands_beside_the_maximum_that_it_is_out_of(platform: str) -> None:
    """Whatever the platform's maximum is: 3 of 4 points are three quarters of what the table says is the most."""
    roster = "name,email,login\nAda Lovelace,ada@example.edu,ada\nBo,bo@example.edu,bo\n"
    for text in (None, roster):
        listed = None if text is None else parse_roster(text, "r.csv")
        student = Student("Ada Lovelace", "ada@example.edu", "1", "ada", "7") if listed is None else listed.students[0]
        grade = Grade(student, report(), cells=() if listed is None else listed.rows[0][1])
        for stated in (None, 100.0):
            sheet = ExportSheet([grade], "HW", listed, 4.0, stated=stated)
            header, *lines = table(sheet, platform)
            place = next(i for i, head in enumerate(header) if head in MAXIMA or head.startswith("HW"))
            most = dict(zip(header, lines[-1], strict=True)).get(MAXIMA.get(header[place], ""), "")
            most = most or (lines[0][place] if platform == "canvas" else str(stated or 4))
            assert float(lines[-1][place]) == 0.75 * float(most), (text, stated)


MAXIMA = {"Grade": "Maximum grade", "Total Score": "Max Points", "total": "total_max"}


def test_a_comment_in_one_line_says_what_cost_points_and_what_people_said() -> None:
    assert comment(Report("n", "n", "", (ProblemReport("p", "P", ()),))) == "Everything is right."
    wrong = Verdict("dW", Status.WRONG, 0, 1, "", misconceptions=("missing-mean",), comment="Look at m.")
    right = Verdict("db", Status.CORRECT, 1, 1, "")
    answers = (WrittenAnswer("w", "Why?", 2, "text", 1.5, "Almost."), WrittenAnswer("v", "How?", 1, "text", 1))
    made = Report("n", "n", "", (ProblemReport("p", "P", (wrong, right), written=answers),))
    assert comment(made) == "dW: wrong (missing-mean), Look at m.; Why?: 1.5 of 2, Almost."


def test_a_column_that_is_not_there_or_not_only_one_lists_what_there_is() -> None:
    columns = PLATFORMS["canvas"].columns(parse_roster(canvas_roster(), "r.csv"))
    assert [column.name for column in columns] == ["Essay", "HW 2"], "computed and read-only columns take no grade"
    assert chosen(columns, "hw 2") == chosen(columns, "HW 2 (777)") == columns[1]
    with pytest.raises(ColumnError, match=re.escape("Essay (5), HW 2 (777)")):
        chosen(columns, "HW 3")
    twice = canvas_roster().replace("Essay (5)", "HW 2 (776)")
    with pytest.raises(ColumnError, match=re.escape("HW 2 (776), HW 2 (777)")):
        chosen(PLATFORMS["canvas"].columns(parse_roster(twice, "r.csv")), "HW 2")


def found_by_canvas(path: str) -> tuple[str, str] | None:
    """Return the user's and the file's number as Canvas reads them from the name of a file that is uploaded.

    https://github.com/instructure/canvas-lms, app/models/assignment.rb (`infer_comment_context_from_filename`).
    """
    parts = path.rsplit("/", 1)[-1].split("_")
    numbers = [part for part in parts if re.fullmatch("[0-9]+", part)]
    return None if len(numbers) < 2 or parts[-1].startswith("link") else (numbers[0], numbers[1])


def found_by_moodle(path: str) -> tuple[int, str] | None:
    """Return the participant's number and the file's name as Moodle reads them from a path in the zip.

    https://github.com/moodle/moodle, mod/assign/feedback/file/importziplib.php (`is_valid_filename_for_import`).
    """
    parts = path.split("/")
    if parts[-1].startswith((".", "~")):
        return None
    while parts:
        name, *info = parts.pop(0).split("_", 4)
        if len(info) >= 3 and info[0].isdigit() and info[1:3] == ["assignsubmission", "file"] and name:
            return int(info[0]), "/".join([*info[3:], *parts])
    return None


NAMES = ("hw2.ipynb", "link.ipynb", "my_link.py", "1_2_3.ipynb", "con.py", "a b (1).ipynb", "Übung_№2.ipynb", *HOSTILE)


@pytest.mark.parametrize("name", NAMES)
def test_canvas_finds_the_student_and_the_file_by_the_name_of_the_page(name: str) -> None:
    name = name.replace("/", "-").replace("\0", "") or "x"
    for late in ("", "LATE_"):
        page = PLATFORMS["canvas"].page
        assert page is not None
        found = page(Grade(Student(), report(), f"lovelaceada_{late}1001_50001_{name}.ipynb"))
        assert found is not None
        assert found_by_canvas(found) == ("1001", "50001")
        assert found.endswith(".html")
        assert len(found.encode()) < 255 * 4


@pytest.mark.parametrize("name", ["Ada Lovelace", "Anna_Maria Weiß", "G1-Ada Lovelace", "..", "~x", *HOSTILE])
def test_moodle_finds_the_student_by_the_folder_of_the_page(name: str) -> None:
    page = PLATFORMS["moodle"].page
    assert page is not None
    student = Student(name, lms_id="2001")
    for entry in ("", "student-1.ipynb", f"{name.replace('/', '')}_2001_assignsubmission_file_"):
        found = page(Grade(student, report(), entry))
        assert found is not None
        assert found_by_moodle(found) == (2001, "feedback.html"), found
    assert page(Grade(Student(name), report(), "hw.ipynb")) is None


def test_brightspace_gets_pages_in_the_folders_of_its_own_export() -> None:
    """ "Evaluate assignments using the Assignments tool": feedback files go back in the folders that were downloaded.

    https://community.d2l.com/brightspace/kb/articles/3529-evaluate-assignments-using-the-assignments-tool
    """
    page = PLATFORMS["brightspace"].page
    assert page is not None
    folder = "12345-67890 - Ada Lovelace - Mar 1, 2026 905 PM"
    for entry in (folder, f"{folder} - hw2.ipynb"):
        assert page(Grade(Student(), report(), entry)) == f"{folder}/feedback.html"
    assert page(Grade(Student(), report(), "hw2.ipynb")) is None


def test_brightspace_gets_its_documented_columns() -> None:
    """OrgDefinedId or Username, `ITEM Points Grade`, and the end of the line; points of the item's own maximum.

    https://community.d2l.com/brightspace/kb/articles/3538-importing-grades
    """
    item = "HW 2 Points Grade <Numeric MaxPoints:20 Weight:10 Category:Homework CategoryWeight:40>"
    roster = f'OrgDefinedId,Username,Last Name,First Name,"{item}",End-of-Line Indicator\n'
    roster += "#0012,#ada,Lovelace,Ada,,#\n#0013,#bob,Babbage,Bob,,#\n"
    assert table(sheet_of(roster, "brightspace"), "brightspace") == [
        ["OrgDefinedId", "Username", item, "End-of-Line Indicator"],
        ["#0012", "#ada", "15", "#"],
    ]
    new = ExportSheet([Grade(Student("A", sid="7", login="a"), report())], "HW", None, 4.0)
    assert table(new, "brightspace")[0][2] == "HW Points Grade"


def test_blackboard_gets_the_user_name_and_the_column_with_its_number() -> None:
    """ "Uploading or downloading Grade Center items": the user name identifies the student, the number the column.

    http://library.blackboard.com/ref/3ea64795-6ecc-4abd-b595-0a9a8dfdec94/Content/_instructor_grade_center/grade_center_upload_download.htm
    """
    column = "HW 2 [Total Pts: 10 Score] |123456"
    heads = ["Last Name", "First Name", "Username", "Student ID", "Last Access", "Availability", column]
    lines = [heads, ["Lovelace", "Ada", "ada", "0012", "", "Yes", ""], ["Babbage", "Bob", "bob", "13", "", "Yes", ""]]
    text = "\n".join("\t".join(f'"{cell}"' for cell in line) for line in lines)
    assert table(sheet_of(text, "blackboard"), "blackboard") == [
        ["Last Name", "First Name", "Username", "Student ID", column],
        ["Lovelace", "Ada", "ada", "0012", "7.5"],
    ]


def test_a_list_for_gradescope_has_the_columns_that_gradescope_exports() -> None:
    """ "Exporting grades": name, SID and e-mail, then `Total Score`, `Max Points`, `Status`, `Submission ID`.

    https://help.gradescope.com/article/w59nl02vyt-instructor-course-add-members says that names may be split in two.
    """
    sheet = ExportSheet([Grade(Student("Ada Lovelace", "a@b.c", "7"), report(), "submission_31")], "HW", None, 4.0)
    assert table(sheet, "gradescope")[1] == ["Ada", "Lovelace", "7", "a@b.c", "3", "4", "Graded", "31"]


@pytest.mark.parametrize("platform", PLATFORMS)
@pytest.mark.parametrize("text", HOSTILE)
def test_no_cell_of_any_table_is_a_formula(platform: str, text: str) -> None:
    student = Student(text, text, text, text, text)
    for sheet in (ExportSheet([Grade(student, report(), text)], text, None, 4.0),):
        for line in table(sheet, platform):
            assert not [cell for cell in line if cell.lstrip().startswith(("=", "+", "@", "\t", "\r"))]


def test_any_name_is_one_safe_part_of_a_path() -> None:
    rng = random.Random(16)
    letters = string.printable + '/\\:*?"<>|.\0\u202eßé中'
    for _ in range(2000):
        name = file_name("".join(rng.choice(letters) for _ in range(rng.randrange(40))))
        assert name
        assert name not in (".", "..")
        assert not set(name) & set('/\\:*?"<>|\0\r\n\t\u202e')
        assert not name.endswith((" ", "."))
        assert all(unicodedata.category(c) != "Cc" for c in name)


WHEN = datetime(2026, 3, 1, 21, 5, tzinfo=timezone.utc)


@pytest.mark.parametrize("name", ["Ada Lovelace", "Müller, Jörg", "李 小龙", "x\r\nBcc: all@example.edu", *HOSTILE])
def test_a_message_is_valid_goes_to_one_person_and_has_the_page(name: str) -> None:
    """RFC 5322, 3.6: exactly one `Date` and `From`; no field comes from a name. https://www.rfc-editor.org/rfc/rfc5322"""
    grade = Grade(Student(name, "ada@example.edu"), report())
    sheet = ExportSheet([grade], name, None, 4.0)
    made = message_from_bytes(message(grade, sheet, b"<p>page</p>", address("staff@example.edu"), WHEN), policy=default)
    assert not made.defects
    assert len(made.get_all("From", [])) == len(made.get_all("Date", [])) == len(made.get_all("To", [])) == 1
    assert [a.addr_spec for a in made["To"].addresses] == ["ada@example.edu"]
    assert made["Bcc"] is None
    (page,) = made.iter_attachments()
    assert (page.get_filename(), page.get_content_type()) == ("feedback.html", "text/html")
    assert page.get_payload(decode=True) == b"<p>page</p>"


@pytest.mark.parametrize("email", ["", "ada", "a@b.c, d@e.f", "<a@b.c>", "a@b.c\r\nBcc: x@y.z", "a b@c.d", "jörg@x.de"])
def test_what_is_no_address_of_one_person_gets_no_message(email: str) -> None:
    grade = Grade(Student("A", email), report())
    with pytest.raises(AddressError):
        message(grade, ExportSheet([grade], "HW", None, 4.0), b"", address("staff@example.edu"), WHEN)


def test_a_message_says_every_remark_on_lines_of_its_own_and_a_table_in_one_line() -> None:
    """What a person decided is among them, with its reason; a comment keeps its lines only where there is room."""
    listed = "One:\n\n- $a$\n- b"
    wrong = Verdict("backward.dw", Status.WRONG, 0.5, 1.0, "x", comment=listed, decided="A misprint.")
    right_but_less = Verdict("loss", Status.CORRECT, 0.0, 1.0, "", decided="Copied from the sheet.")
    made = Report("Müller, Jörg", "x", "0" * 64, (ProblemReport("p", "P", (wrong, right_but_less)),))
    grade = Grade(Student("Müller, Jörg", "jm@example.edu"), made)
    sent = message(grade, ExportSheet([grade], "HW", None, 2.0), b"", address("staff@example.edu"), WHEN)
    body = message_from_bytes(sent, policy=default).get_body()
    assert body is not None
    text = body.get_content().replace("\r\n", "\n")
    assert text.startswith("Dear Jörg Müller,\n")
    assert "- backward.dw: wrong, One:\n  \n  - $a$\n  - b, decided by a person: 0.5 of 1. A misprint.\n- loss" in text
    assert "decided by a person: 0 of 1. Copied from the sheet." in text
    assert "\n" not in comment(made)
    assert "\\n" not in comment(made)
    assert "One: - $a$ - b, decided by a person" in comment(made)
