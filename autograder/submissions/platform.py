"""Exports of learning platforms: who handed in what, from the names of the files and the metadata beside them.

Canvas, Moodle, Blackboard, Brightspace: names of files and folders, see the modules of these names.
Gradescope: folders `submission_1234/`, described by `submission_metadata.yml` beside them.
nbgrader: `submitted/STUDENT/ASSIGNMENT/`; below `submitted/` a plain folder of students.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

from autograder.submissions.blackboard import blackboard_hands
from autograder.submissions.brightspace import brightspace_hands
from autograder.submissions.canvas import canvas_hands
from autograder.submissions.hand_in import METADATA, Exported
from autograder.submissions.moodle import moodle_hands

SUBMITTED = "submitted"
_BY_NAME = (moodle_hands, blackboard_hands, brightspace_hands, canvas_hands)  # the plainest names last


def hands(entries: Sequence[str], metadata: Callable[[], str | None]) -> Exported | None:
    """Return the top entries of an export by student, and those that belong to no one; None if it is no export.

    `metadata` reads `submission_metadata.yml` if there is one. Raises UnreadableError if that is malformed.
    """
    if METADATA in entries:
        from autograder.submissions.gradescope import gradescope_hands  # noqa: PLC0415 - YAML is slow to import

        return gradescope_hands([e for e in entries if e != METADATA], metadata() or "")
    for sorted_by_student in _BY_NAME:
        found = sorted_by_student(entries)
        if not found:
            continue
        of_students = {file.entry for hand in found for file in hand.files}
        if 2 * len(of_students) >= len(entries):
            return found, tuple(entry for entry in entries if entry not in of_students)
    return None
