"""Moodle's export: `Ada Lovelace_1234_assignsubmission_file_/hw2.ipynb`, or flat with the file's name at the end.

The words are the same in every language. Where students hand in as groups, the name is `GROUP-Ada Lovelace`; where
grading is anonymous, all are called `Participant`, in the site's language.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import replace

from autograder.plain.safe_text import file_name
from autograder.submissions.hand_in import File, Hand, with_distinct_names
from autograder.submissions.names import shown
from autograder.submissions.student import Student

_NAME = re.compile(r"(?P<name>.+?)_(?P<user>[0-9]+)_assignsubmission_(?P<kind>[a-z]+)(?:_(?P<file>.*))?", re.DOTALL)

Matches = list[tuple[str, "re.Match[str]"]]


def moodle_hands(entries: Sequence[str]) -> tuple[Hand, ...]:
    """Return what each student handed in, by name; () if the names are not Moodle's."""
    users: dict[str, Matches] = {}
    for entry in sorted(entries):
        if match := _NAME.fullmatch(entry):
            users.setdefault(match["user"], []).append((entry, match))
    names = Counter(found[0][1]["name"] for found in users.values())
    hands = [_hand(user, found) for user, found in users.items()]
    hands = [replace(h, name=f"{h.name} {h.student.lms_id}") if names[h.name] > 1 else h for h in hands]
    return tuple(sorted(hands, key=lambda hand: (hand.name, int(hand.student.lms_id))))


def page_name(entry: str, student: Student) -> str | None:
    """Return the name under which Moodle takes a page back as a feedback file, or None if the student has no number.

    Moodle finds the student by the number behind the first underscore of the folder's name.
    """
    match = _NAME.fullmatch(entry)
    name, user = (match["name"], match["user"]) if match else (student.name or "student", student.lms_id)
    if not user.isdigit():
        return None
    return f"{file_name(name.replace('_', ' '))}_{user}_assignsubmission_file/feedback.html"


def _hand(user: str, found: Matches) -> Hand:
    name = found[0][1]["name"]
    student = Student(name=name, lms_id=user)
    uploaded = [(entry, match) for entry, match in found if match["kind"] == "file"]
    typed = tuple(File(entry, entry, 1) for entry, match in found if match["kind"] != "file")
    if not uploaded:
        trouble = "only online text was handed in, no notebook (.ipynb) or script (.py)"
        return Hand(name, student, typed, trouble=f"{shown(found[0][0])}: {trouble}")
    notes = tuple(f"Not read, because it is no file that was handed in: {shown(file.entry)}." for file in typed)
    return Hand(name, student, (*with_distinct_names(tuple(_files(uploaded))), *typed), notes, archived=True)


def _files(uploaded: Matches) -> Iterator[File]:
    for entry, match in uploaded:
        yield File(entry, match["file"] or entry)
