"""Exports of learning platforms: who handed in what, from the names of the files and the metadata beside them.

Canvas: flat files `lovelaceada_LATE_1234_56789_hw2-1.ipynb` (name, user, submission, the student's file name, attempt).
Moodle: `Ada Lovelace_1234_assignsubmission_file_/hw2.ipynb`, or flat with the file's name after the last `_`.
Gradescope: folders `submission_1234/`, described by `submission_metadata.yml` beside them.
nbgrader: `submitted/STUDENT/ASSIGNMENT/`; below `submitted/` a plain folder of students.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence

from autograder.submissions.hand_in import METADATA, File, Hand
from autograder.submissions.names import shown, stem, suffix
from autograder.submissions.student import Student

SUBMITTED = "submitted"
LATE = "Handed in late, according to the learning platform."

_CANVAS = re.compile(
    r"(?P<name>[^_/]+)_(?:(?P<late>late)_)?(?P<user>[0-9]+)_(?P<submission>[0-9]+)_(?P<file>.+)", re.IGNORECASE
)
_MOODLE = re.compile(
    r"(?P<name>.+?)_(?P<user>[0-9]+)_assignsubmission_(?P<kind>file|onlinetext)_?(?P<file>.*)", re.DOTALL
)
_ATTEMPT = re.compile(r"(?P<base>.+)-(?P<number>[0-9]{1,3})")


def hands(
    entries: Sequence[str], metadata: Callable[[], str | None]
) -> tuple[tuple[Hand, ...], tuple[str, ...]] | None:
    """Return the top entries of an export by student, and those that belong to no one; None if it is no export.

    `metadata` reads `submission_metadata.yml` if there is one. Raises UnreadableError if that is malformed.
    """
    if METADATA in entries:
        from autograder.submissions.gradescope import gradescope_hands  # noqa: PLC0415 - YAML is slow to import

        return gradescope_hands([e for e in entries if e != METADATA], metadata() or "")
    for pattern, sort in ((_MOODLE, _moodle), (_CANVAS, _canvas)):
        matched = {entry: match for entry in entries if (match := pattern.fullmatch(entry))}
        if matched and 2 * len(matched) >= len(entries):
            rest = tuple(entry for entry in entries if entry not in matched)
            return tuple(sort(_by_user(matched))), rest
    return None


Entries = dict[str, list[tuple[str, "re.Match[str]"]]]


def _by_user(matched: dict[str, re.Match[str]]) -> Entries:
    users: Entries = {}
    for entry, match in sorted(matched.items()):
        users.setdefault(match["user"], []).append((entry, match))
    return dict(sorted(users.items(), key=lambda item: (item[1][0][1]["name"], int(item[0]))))


def _canvas(users: Entries) -> Iterable[Hand]:
    for user, found in users.items():
        files, notes = _last_attempts([File(entry, match["file"]) for entry, match in found])
        late = (LATE,) if any(match["late"] for _, match in found) else ()
        name = found[0][1]["name"]
        yield Hand(name, Student(lms_id=user), files, (*late, *notes))


def _moodle(users: Entries) -> Iterable[Hand]:
    for user, found in users.items():
        name = found[0][1]["name"]
        student = Student(name=name, lms_id=user)
        uploaded = [(entry, match) for entry, match in found if match["kind"] == "file"]
        if not uploaded:
            trouble = "only online text was handed in, no notebook (.ipynb) or script (.py)"
            yield Hand(name, student, (), trouble=f"{shown(found[0][0])}: {trouble}")
            continue
        yield Hand(name, student, tuple(File(entry, match["file"] or entry) for entry, match in uploaded))


def _last_attempts(files: Sequence[File]) -> tuple[tuple[File, ...], tuple[str, ...]]:
    """Keep the last of `hw.ipynb`, `hw-1.ipynb`, `hw-2.ipynb`: Canvas numbers uploads with a name used before.

    `part-1.ipynb` and `part-2.ipynb` without a `part.ipynb` are two files.
    """
    names = {file.name.casefold() for file in files}
    attempts: dict[str, list[tuple[int, File]]] = {}
    for file in files:
        match = _ATTEMPT.fullmatch(stem(file.name))
        base = f"{match['base']}{suffix(file.name)}".casefold() if match else ""
        if match and base in names:
            attempts.setdefault(base, []).append((int(match["number"]), file))
        else:
            attempts.setdefault(file.name.casefold(), []).append((0, file))
    kept, notes = [], []
    for several in attempts.values():
        several.sort(key=lambda attempt: (attempt[0], attempt[1].name))
        kept.append(several[-1][1])
        if len(several) > 1:
            earlier = ", ".join(shown(file.name) for _, file in several[:-1])
            notes.append(f"Handed in {len(several)} times: {shown(several[-1][1].name)} is graded, not {earlier}.")
    return tuple(kept), tuple(notes)
