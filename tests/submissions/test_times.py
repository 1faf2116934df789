"""When a hand-in came: from names, metadata, worksheets and the times in an archive, as far as platforms say it."""

from __future__ import annotations

import zipfile
from collections.abc import Mapping
from pathlib import Path

import pytest

from autograder.declare.course import open_course
from autograder.grading import choose_assigned
from autograder.staff.assignment import Assignment
from autograder.staff.roster import join, parse_roster
from autograder.submissions.gather import find
from autograder.submissions.read import read
from autograder.submissions.source import Source
from autograder.submissions.spoken_time import iso

SOURCE = "# autograder: problem = univariate_regression\n"
METADATA = """\
submission_1:
  :submitters:
  - :name: Ada
    :email: ada@example.edu
  :created_at: {time}
"""


@pytest.mark.parametrize(
    ("said", "time"),
    [
        ("Wednesday, 4 March 2026, 11:05 PM", "2026-03-04T23:05:00"),
        ("Mittwoch, 4. März 2026, 23:05", "2026-03-04T23:05:00"),
        ("Mar 4, 2026 905 AM", "2026-03-04T09:05:00"),
        ("4 mars 2026 23:05", "2026-03-04T23:05:00"),
        ("2026年3月4日 23:05", "2026-03-04T23:05:00"),
        ("-", ""),
        ("", ""),
        ("some day in 2026", ""),
        ("31 February 2026, 23:05", ""),
        ("4 March 2026", ""),
    ],
)
def test_times_for_people_are_read_or_not_known(said: str, time: str) -> None:
    assert iso(said) == time


def only(path: Path) -> Source:
    (source,) = find([path])
    return source


@pytest.mark.parametrize(
    ("name", "time", "late"),
    [
        ("HW 2_ada_attempt_2026-03-04-23-05-59_hw2.py", "2026-03-04T23:05:59", False),
        ("12345-67890 - Ada Lovelace - Mar 4, 2026 905 PM - hw2.py", "2026-03-04T21:05:00", False),
        ("lovelaceada_LATE_1001_5001_hw2.py", "", True),
        ("lovelaceada_1001_5001_hw2.py", "", False),
        ("Ada Lovelace_1001_assignsubmission_file_hw2.py", "", False),
    ],
)
def test_platforms_say_it_in_names(name: str, time: str, late: bool, tmp_path: Path) -> None:  # noqa: FBT001
    (tmp_path / name).write_text(SOURCE)
    source = only(tmp_path)
    assert (source.handed_in, source.late) == (time, late)
    submission = read(source)
    assert (submission.handed_in, submission.late) == (time, late), "and it reaches the report"


@pytest.mark.parametrize(
    ("time", "found"),
    [
        ("2026-03-04 23:05:22.365935000 -08:00", "2026-03-04T23:05:22-08:00"),
        ("2026-03-04 23:05:22.000000000 Z", "2026-03-04T23:05:22+00:00"),
        ("'2026-03-04 23:05:22 UTC'", "2026-03-04T23:05:22+00:00"),
        ("sometime", ""),
    ],
)
def test_gradescope_says_it_in_its_metadata(time: str, found: str, tmp_path: Path) -> None:
    (tmp_path / "submission_1").mkdir()
    (tmp_path / "submission_1" / "hw.py").write_text(SOURCE)
    (tmp_path / "submission_metadata.yml").write_text(METADATA.format(time=time))
    assert only(tmp_path).handed_in == found


def archive(path: Path, names: Mapping[str, tuple[int, ...]]) -> Path:
    with zipfile.ZipFile(path, "w") as opened:
        for name, time in names.items():
            opened.writestr(zipfile.ZipInfo(name, time), SOURCE)  # type: ignore[arg-type]
    return path


MOODLE = "{}_{}_assignsubmission_file/hw2.py"
EARLY, LATE = (2026, 3, 4, 20, 0, 0), (2026, 3, 5, 1, 30, 0)


def test_the_times_in_moodles_archive_are_those_of_the_hand_ins(tmp_path: Path) -> None:
    names = {MOODLE.format("Ada", 1001): EARLY, MOODLE.format("Bo", 1002): LATE}
    found = {s.name: s.handed_in for s in find([archive(tmp_path / "class.zip", names)])}
    assert found == {"Ada": "2026-03-04T20:00:00", "Bo": "2026-03-05T01:30:00"}


def test_the_time_of_the_export_makes_nobody_late(tmp_path: Path) -> None:
    names = {MOODLE.format("Ada", 1001): LATE, MOODLE.format("Bo", 1002): (*LATE[:5], 8)}
    assert {s.handed_in for s in find([archive(tmp_path / "class.zip", names)])} == {""}


def test_in_canvas_archive_only_who_is_marked_late_has_a_time(tmp_path: Path) -> None:
    names = {"ada_1001_5001_hw2.py": LATE, "bo_LATE_1002_5002_hw2.py": LATE, "cy_1003_5003_hw2.py": EARLY}
    found = {s.name: (s.handed_in, s.late) for s in find([archive(tmp_path / "class.zip", names)])}
    assert found == {"ada": ("", False), "bo": ("2026-03-05T01:30:00", True), "cy": ("", False)}


def test_a_zip_that_somebody_made_says_nothing_about_times(tmp_path: Path) -> None:
    found = find([archive(tmp_path / "class.zip", {"ada.py": EARLY, "bo.py": LATE})])
    assert {s.handed_in for s in found} == {""}


def test_moodles_worksheet_knows_the_time(tmp_path: Path) -> None:
    columns = (
        "Identifier,Full name,Email address,Status,Grade,Maximum Grade,Grade can be changed,"
        "Last modified (submission),Last modified (grade),Feedback comments"
    )
    line = 'Participant 1001,Ada,,Submitted for grading,,10,Yes,"Wednesday, 4 March 2026, 11:05 PM",-,'
    roster = parse_roster(f"{columns}\n{line}\n", "worksheet.csv")
    (tmp_path / MOODLE.format("Ada", 1001)).parent.mkdir()
    (tmp_path / MOODLE.format("Ada", 1001)).write_text(SOURCE)
    (source,) = join(find([tmp_path]), roster)
    assert source.handed_in == "2026-03-04T23:05:00"


WRITTEN = SOURCE + "import numpy as np\n\ndef loss(y_hat, y):\n    return np.mean((y_hat - y) ** 2)\n"
ATTEMPTS = {
    "blackboard": (
        "HW 2_ada_attempt_2026-03-0{}-21-05-00_hw2.py",
        "HW 2_bob_attempt_2026-03-0{}-21-05-00_hw2.py",
        "2026-03-04T21:05:00",
        "2026-03-05T21:05:00",
    ),
    "brightspace": (
        "1-67890 - Ada Lovelace - Mar {}, 2026 905 PM - hw2.py",
        "2-67890 - Bob Smith - Mar {}, 2026 905 PM - hw2.py",
        "2026-03-04T21:05:00",
        "2026-03-05T21:05:00",
    ),
    "canvas": (
        "lovelaceada{late}_1001_500{}_hw2{copy}.py",
        "smithbob{late}_1002_500{}_hw2{copy}.py",
        "2026-03-04T21:05:00",
        "2026-03-05T21:05:00",
    ),
}
"""The names of two students' files, and the times of the first one's two attempts."""


@pytest.mark.parametrize("second", ["empty", "pdf", "written"])
@pytest.mark.parametrize("zipped", [True, False])
@pytest.mark.parametrize("platform", ATTEMPTS)
def test_the_time_is_that_of_the_attempt_that_is_graded(
    platform: str,
    zipped: bool,  # noqa: FBT001
    second: str,
    tmp_path: Path,
) -> None:
    """Ada handed in twice; what came late counts only if it is graded. Bob handed in once, late."""
    first, of_bob, in_time, too_late = ATTEMPTS[platform]
    files = {
        first.format(4, late="", copy=""): (WRITTEN, 4),
        first.format(5, late="_LATE", copy="-1"): (WRITTEN if second == "written" else SOURCE, 5),
        of_bob.format(7, late="_LATE", copy=""): (WRITTEN, 7),
    }
    if second == "pdf":
        files = {n.replace(".py", ".pdf") if i == 1 else n: text for i, (n, text) in enumerate(files.items())}
    path = tmp_path / "class.zip"
    with zipfile.ZipFile(path, "w") as opened:
        for name, (text, day) in files.items():
            opened.writestr(zipfile.ZipInfo(name, (2026, 3, day, 21, 5, 0)), text)
    if not zipped:
        path = tmp_path / "in"
        with zipfile.ZipFile(tmp_path / "class.zip") as opened:
            opened.extractall(path)
    ada, bob = (read(source) for source in find([path]))
    course = open_course(None)
    counted = choose_assigned(ada.documents, course, None, Assignment()).counted(ada)
    later = second == "written"
    timed = zipped or platform != "canvas"
    assert counted.late == (later and platform == "canvas")
    assert counted.handed_in == ((in_time, too_late)[later] if timed else "")
    assert bob.late == (platform == "canvas")
    assert (bob.handed_in > "2026-03-05") == timed
