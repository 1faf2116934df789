"""Blackboard's export: `HW 2_ada_attempt_2026-03-01-21-05-59_hw2.ipynb`.

That is the name of the assignment, the student's user name (or the group's), the time, and the student's file name.
Without a file name it is Blackboard's own text about the attempt.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from autograder.submissions.hand_in import File, Hand, with_distinct_names
from autograder.submissions.names import shown
from autograder.submissions.student import Student

_NAME = re.compile(r"(?P<head>.+?)_attempt_(?P<time>[0-9]{4}(?:-[0-9]{2}){5})(?:_(?P<file>.+)|\.txt)", re.DOTALL)

ABOUT = "Not read, because it is Blackboard's text about an attempt; what was typed into its fields is there"

Matches = list[tuple[str, "re.Match[str]"]]


def blackboard_hands(entries: Sequence[str]) -> tuple[Hand, ...]:
    """Return what each student handed in, by name; () if the names are not Blackboard's."""
    heads: dict[str, Matches] = {}
    for entry in sorted(entries):
        if match := _NAME.fullmatch(entry):
            heads.setdefault(match["head"], []).append((entry, match))
    assignment = _common(list(heads))
    hands = (_hand(head[len(assignment) :], found) for head, found in heads.items())
    return tuple(sorted(hands, key=lambda hand: hand.name))


def _common(heads: Sequence[str]) -> str:
    """Return the assignment's name with its `_`: what all have in common, or all but the last part of a single one."""
    first, last = min(heads, default=""), max(heads, default="")
    if first != last:
        first = first[: next((i for i, (a, b) in enumerate(zip(first, last, strict=False)) if a != b), len(first))]
    return first[: first.rfind("_") + 1]


def _hand(user: str, found: Matches) -> Hand:
    student = Student(login=user)
    uploaded = [(entry, match) for entry, match in found if match["file"]]
    if not uploaded:
        trouble = "only a text was typed in, no notebook (.ipynb) or script (.py) was handed in"
        only_texts = tuple(File(entry, entry) for entry, _ in found)
        return Hand(user, student, only_texts, trouble=f"{shown(found[-1][0])}: {trouble}")
    texts = tuple(File(entry, entry, 1) for entry, match in found if not match["file"])
    notes = tuple(f"{ABOUT}: {shown(text.entry)}." for text in texts)
    files = with_distinct_names(tuple(_files(uploaded)))
    return Hand(user, student, (*files, *texts), notes, handed_in=max(file.handed_in for file in files))


def _files(uploaded: Matches) -> Iterator[File]:
    times = sorted({match["time"] for _, match in uploaded}, reverse=True)
    for entry, match in uploaded:
        day, clock = match["time"][:10], match["time"][11:].replace("-", ":")
        yield File(entry, match["file"], times.index(match["time"]), f"{day}T{clock}")
