"""The platforms that grades go back to: their table, their columns in a roster, and their names for students' pages."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from autograder.render.grades.blackboard import blackboard
from autograder.render.grades.brightspace import brightspace
from autograder.render.grades.canvas import canvas
from autograder.render.grades.lists import gradescope, plain
from autograder.render.grades.moodle import moodle
from autograder.render.grades.moodle import scaled as worksheet_scaled
from autograder.render.grades.sheet import ExportSheet, Grade, scaled
from autograder.staff.grade_column import GradeColumn, blackboard_columns, brightspace_columns, canvas_columns
from autograder.staff.roster import Roster
from autograder.submissions import brightspace as from_brightspace
from autograder.submissions import canvas as from_canvas
from autograder.submissions import moodle as from_moodle
from autograder.submissions.student import Student


def _anybody(_student: Student) -> bool:
    return True


def _not_scaled(_sheet: ExportSheet) -> str | None:
    return None


def _no_columns(_roster: Roster) -> tuple[GradeColumn, ...]:
    return ()


@dataclass(frozen=True)
class Platform:
    """What one platform takes back. `page` names a student's page in the zip for it, None if there is no name.

    `knows` says whether the platform can tell whose a line is. `upload` says where it takes the zip of pages, "" if it
    takes none.
    """

    table: Callable[[ExportSheet], str]
    knows: Callable[[Student], bool]
    columns: Callable[[Roster], tuple[GradeColumn, ...]] = _no_columns
    scaled: Callable[[ExportSheet], str | None] = scaled
    page: Callable[[Grade], str | None] | None = None
    upload: str = ""


PLATFORMS: Mapping[str, Platform] = {
    "canvas": Platform(
        canvas,
        lambda s: bool(s.lms_id or s.sid or s.login or s.name),
        canvas_columns,
        page=lambda grade: from_canvas.page_name(grade.file, grade.student),
        upload="the assignment in the gradebook, Upload Submissions",
    ),
    "moodle": Platform(
        moodle,
        lambda s: bool(s.lms_id),
        scaled=worksheet_scaled,
        page=lambda grade: from_moodle.page_name(grade.file, grade.student),
        upload="the assignment, Upload multiple feedback files in a zip",
    ),
    "gradescope": Platform(gradescope, _anybody, scaled=_not_scaled),
    "blackboard": Platform(blackboard, lambda s: bool(s.login), blackboard_columns),
    "brightspace": Platform(
        brightspace,
        lambda s: bool(s.sid or s.login or s.email),
        brightspace_columns,
        page=lambda grade: from_brightspace.page_name(grade.file),
        upload="the assignment, Add Feedback Files",
    ),
    "csv": Platform(plain, _anybody, scaled=_not_scaled),
}
