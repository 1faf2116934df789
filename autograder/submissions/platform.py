"""Exports of learning platforms: who handed in what, from the names of the files and the metadata beside them.

Canvas, Moodle, Blackboard, Brightspace, Google Classroom: names of files and folders, see the modules of these names.
Gradescope: folders `submission_1234/`, described by `submission_metadata.yml` beside them.
nbgrader: `submitted/STUDENT/ASSIGNMENT/`; below `submitted/` a plain folder of students.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence

from autograder.submissions.hand_in import METADATA, Exported
from autograder.submissions.names import ZIP, is_document, is_junk, is_unsure, suffix

SUBMITTED = "submitted"
_DEEPEST = 4  # folders around a class


def hands(entries: Sequence[str], metadata: Callable[[], str | None]) -> Exported | None:
    """Return the top entries of an export by student, and those that belong to no one; None if it is no export.

    `metadata` reads `submission_metadata.yml` if there is one. Raises UnreadableError if that is malformed. An
    export may have files of other kinds beside it, such as a rubric.
    """
    if METADATA in entries:
        from autograder.submissions.gradescope import gradescope_hands  # noqa: PLC0415 - YAML is slow to import

        return gradescope_hands([e for e in entries if e != METADATA], metadata() or "")
    from autograder.submissions.blackboard import blackboard_hands  # noqa: PLC0415 - a single file needs none of them
    from autograder.submissions.brightspace import brightspace_hands  # noqa: PLC0415
    from autograder.submissions.canvas import canvas_hands  # noqa: PLC0415
    from autograder.submissions.google_classroom import google_classroom_hands  # noqa: PLC0415
    from autograder.submissions.moodle import moodle_hands  # noqa: PLC0415

    by_name = (moodle_hands, blackboard_hands, brightspace_hands, canvas_hands, google_classroom_hands)  # plainest last
    several = [(found, {f.entry for h in found for f in h.files}) for read in by_name if (found := read(entries))]
    if not several:
        return None
    found, of_students = max(several, key=lambda one: len(one[1]))  # a student's own file name may look like another's
    rest = tuple(entry for entry in entries if entry not in of_students)
    few = len(of_students) < sum(is_document(e) or is_unsure(e) or suffix(e) == ZIP for e in rest)
    return None if few else (found, rest)


def is_of_one_student(entry: str, *, folder: bool) -> bool:
    """Return whether a platform calls what one student has handed in like this; only two make folders."""
    from autograder.submissions.brightspace import brightspace_hands  # noqa: PLC0415
    from autograder.submissions.moodle import moodle_hands  # noqa: PLC0415

    if folder:
        return bool(moodle_hands([entry]) or brightspace_hands([entry]))
    return hands([entry], lambda: None) is not None


def is_of_a_class(files: Iterable[str]) -> bool:
    """Return whether a folder with these files, at any depth, holds a class and not the work of one student.

    It does if it is the export of a platform, or if notebooks of one name are in half of its sub-folders, two at least.
    """
    parts = [("", file) for file in files if not any(map(is_junk, file.split("/")))]
    for _ in range(_DEEPEST):
        parts = [(top, rest) for _, file in parts if file for top, _, rest in [file.partition("/")]]
        tops = {top for top, _ in parts}
        if {METADATA, SUBMITTED} & tops or len((hands(sorted(tops), lambda: None) or ((), ()))[0]) > 1:
            return True
        if len(tops) != 1:
            break
    notebooks, scripts = defaultdict[str, set[str]](set), defaultdict[str, set[str]](set)
    for top, rest in parts:
        if rest and is_document(rest):
            (scripts if suffix(rest) == ".py" else notebooks)[rest].add(top)
    same = notebooks or scripts
    having = set().union(*same.values())
    return max(map(len, same.values()), default=0) >= max(2, len(having) / 2)
